"""An account's phones, carriers and mailboxes as rows of the node's database.

What a phone or carrier is stands in a row; which addresses a carrier calls from, and where we sign in,
stays in a file: those are few, and Asterisk reads each of these kinds again by itself.
"""

from __future__ import annotations

from collections.abc import Iterable, Iterator, Mapping

from schema.inventory import Mailbox
from schema.secret import Secrets
from targets.asterisk.delivery.generation import Row, RowKey
from targets.asterisk.names import account_id
from targets.asterisk.sections import Section
from targets.asterisk.text import Unwritable, plain_text
from targets.asterisk.voicemail import box_fields

TABLES: Mapping[str, str] = {"aor": "ps_aors", "auth": "ps_auths", "endpoint": "ps_endpoints"}
"""The table of each kind of SIP object that is a row."""

VOICEMAIL = "voicemail"


def split_sections(
    sections: Iterable[Section],
) -> tuple[Mapping[RowKey, Row], tuple[Section, ...]]:
    """SIP objects as rows, and those that stay in a file."""
    rows: dict[RowKey, Row] = {}
    rest: list[Section] = []
    for section in sections:
        table = TABLES.get(kind_of(section))
        if table is None:
            rest.append(section)
        else:
            rows[RowKey(table, section.name)] = _row(section)
    return rows, tuple(rest)


def kind_of(section: Section) -> str:
    """Which kind of SIP object a section is."""
    return next(value for name, value in section.settings if name == "type")


def _row(section: Section) -> Row:
    columns: dict[str, str] = {}
    for name, value in section.settings:
        if name in columns:
            raise Unwritable("a row", name, f"{section.name} says it twice")
        columns[name] = plain_text(value)
    del columns["type"]
    return tuple(sorted(columns.items()))


def mailbox_rows(boxes: Iterable[Mailbox], secrets: Secrets) -> Iterator[tuple[RowKey, Row]]:
    """Voicemail boxes. The PIN is what the box begins with: it is its owner's since."""
    for box in sorted(boxes, key=lambda box: box.number):
        columns = {
            "context": account_id(box.account),
            "mailbox": box.number,
            **{name: plain_text(value) for name, value in box_fields(box, secrets)},
        }
        filled = ((name, value) for name, value in columns.items() if value)
        yield RowKey(VOICEMAIL, box.id), tuple(sorted(filled))
