"""`check_voicemail`: let somebody hear their messages."""

from __future__ import annotations

from typing import ClassVar

from pydantic import Field

from schema.lowering import Site
from schema.program import Answer, Const, ReadMessages, Var
from schema.references import BoxRef
from schema.scalars import Flag
from schema.step import Step


class CheckVoicemail(Step):
    """Opens a mailbox by telephone: hear, delete and move messages, record greetings, change the
    PIN.

    Without a mailbox it opens that of the caller's own phone; a phone whose user has none is asked
    for the number. `ask_mailbox` always asks. The PIN is asked for, unless `trust_owner_device` is
    on and the call comes from the owner's own phone itself (never from a forwarded leg).

    ```yaml
    - check_voicemail
    - check_voicemail: {mailbox: mailbox.front-desk}
    ```
    """

    kind: ClassVar[str] = "check_voicemail"
    short: ClassVar[str] = "mailbox"

    mailbox: BoxRef | None = Field(default=None, description="which mailbox")
    ask_mailbox: Flag = Field(default=False, description="ask for the mailbox's number")
    trust_owner_device: Flag = Field(default=False, description="no PIN on the owner's own phone")

    def lower(self, site: Site) -> None:
        """Answer and open."""
        account = site.writer.account
        if self.mailbox:
            box: Const | Var = Const(account.mailbox_id(self.mailbox))
        else:
            box = Const("") if self.ask_mailbox else Var("own.mailbox")
        own = self.trust_owner_device and not self.mailbox and not self.ask_mailbox
        trusted = Var("own.trusted") if own else Const("")
        site.block("", Answer(1), ReadMessages(box, Const(account.id), trusted))
