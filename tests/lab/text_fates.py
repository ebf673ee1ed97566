"""What becomes of each text field: which line of Asterisk's holds it, or why none does.

Every text field of the language has exactly one fate. A new field without one turns the test red.
"""

from __future__ import annotations

import re
from collections.abc import Mapping
from typing import Literal, TypeAlias

from tests.lab.text_fields import TextField

Fate: TypeAlias = Literal["read back", "closed", "chosen", "never"]

# Fields whose text stands in the data of a priority: the whole of it, with `{}` for the text.
IN_DATA: Mapping[str, str] = {
    "account.caller_id.name": "__P_SHOWN_NAME={}",
    "account.name": "__P_SHOWN_NAME={}",
    "callflows.*.steps.*.caller_id.name": "__P_CALLER_NAME={}",
    "callflows.*.steps.*.caller_id.name_prefix": "__P_CALLER_NAME={} ${{P_CALLER_NAME}}",
    "callflows.*.steps.*.caller_id.number": "__P_CALLER_NUMBER={}",
    "callflows.*.steps.*.caller_id.number_prefix": "__P_CALLER_NUMBER={}${{P_CALLER_NUMBER}}",
    "callflows.*.steps.*.ring.alert": "__P_ALERT={}",
    "callflows.*.steps.*.ring.caller_name_prefix": "__P_CALLER_NAME={} ${{P_CALLER_NAME}}",
    "callflows.*.steps.*.set.variables.*": "__P_MY_CHOICE={}",
    "callflows.*.steps.*.switch.cases.*key*": '$["${{P_MY_CHOICE}}" = "{}"]?',
    "devices.*.caller_id.emergency.name": ",{},",
    "devices.*.caller_id.external.name": ",{},",
    "devices.*.caller_id.internal.name": ",{},",
    "groups.*.caller_name_prefix": "__P_CALLER_NAME={} ${{P_CALLER_NAME}}",
    "numbers.*.caller_name_prefix": "__P_CALLER_NAME={} ${{P_CALLER_NAME}}",
    "users.*.caller_id.emergency.name": ",{},",
    "users.*.caller_id.external.name": ",{},",
    "users.*.caller_id.internal.name": ",{},",
    "users.*.devices.*.caller_id.emergency.name": ",{},",
    "users.*.devices.*.caller_id.external.name": ",{},",
    "users.*.devices.*.caller_id.internal.name": ",{},",
}

# Fields whose text is the name or the address of a mailbox, or the name of a phone.
IN_MAILBOX_NAME = ("mailboxes.*.name", "users.*.name")
IN_MAILBOX_ADDRESS = ("mailboxes.*.email.*", "users.*.email", "users.*.voicemail.email.*")
IN_CALLER_ID = ("users.*.name",)

# Fields that hold free text and never reach a file of Asterisk's; `...` stands for all below.
NEVER: Mapping[str, str] = {
    "account.phones.settings...": "is for phones themselves, by provisioning",
    "account.support...": "is for people: whom to ask",
    "callflows.*.name": "is for people: reports and pages",
    "callflows.*.steps.*.say.text": "is rendered to a recording, named by the text's hash",
    "devices.*.keys.*.label": "is for the phone's own display, by provisioning",
    "devices.*.line_label": "is for the phone's own display, by provisioning",
    "devices.*.settings.*": "is for the phone itself, by provisioning",
    "grant.name": "is for people: reports and pages",
    "groups.*.name": "is for people: reports and pages",
    "keys...": "is for the phone's own display, by provisioning",
    "locations...": "is told to people in notices; calls carry the call-back number",
    "media.*.say": "is rendered to a recording, named as the recording is",
    "numbers.*.emergency_address": "is registered with the carrier by people",
    "numbers.*.name": "is for people: reports and pages",
    "scenarios...": "is a test of the account, which no switch runs",
    "schedules...": "is read as dates, hours and periods, which make patterns of digits",
    "users.*.devices.*.keys.*.label": "is for the phone's own display, by provisioning",
    "users.*.devices.*.line_label": "is for the phone's own display, by provisioning",
    "users.*.devices.*.settings.*": "is for the phone itself, by provisioning",
}

# Kinds of text that hold whatever people write. All others have a closed alphabet.
FREE_KINDS = frozenset(
    {
        "caller's name", "coordinate", "date or hours", "line of an address", "name for people",
        "party", "period to hold", "phone setting's value", "region", "something to dial or text",
        "text",
    }
)  # fmt: skip

# Kinds of which one of a few words, a number or a reference to a name is left after reading.
CHOSEN_KINDS = frozenset(
    {
        "SIP code", "bare word", "call's outcome", "choice", "class of calls", "codec", "condition", "country",
        "duration", "moment", "reference", "secret", "whole number", "yes or no",
    }
)  # fmt: skip

CLOSED_ALPHABET = re.compile(r"[A-Za-z0-9+*#._/@:<>\[\]%?&=~$-]*")
"""What a text of a closed kind may be made of: nothing that ends a line or splits an argument."""


def fates_of(field: TextField) -> set[Fate]:
    """What becomes of a field; exactly one for each."""
    found: set[Fate] = set()
    read_back = (*IN_DATA, *IN_MAILBOX_NAME, *IN_MAILBOX_ADDRESS, *IN_CALLER_ID)
    if field.name in read_back:
        found.add("read back")
    elif field.text.kind in CHOSEN_KINDS:
        found.add("chosen")
    elif field.text.kind not in FREE_KINDS:
        found.add("closed")
    if field.text.kind in FREE_KINDS and never(field):
        found.add("never")
    return found


def never(field: TextField) -> str:
    """Why a field never reaches a file, empty where it does."""
    for name, why in NEVER.items():
        if field.name == name or (name.endswith("...") and field.name.startswith(name[:-3])):
            return why
    return ""
