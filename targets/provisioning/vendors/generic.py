"""A card for every other client: what somebody types into it, as text and as JSON.

It holds the password itself. Nothing on it is a vendor's word, so it can be read by people and by
scripts.
"""

from __future__ import annotations

import json
import unicodedata
from collections.abc import Callable, Iterator, Mapping
from typing import Any

from targets.provisioning.dialect import Dialect, Said, Saying, Setting, Unsaid
from targets.provisioning.facts import Phone
from targets.provisioning.soft import COMPOSED, DEVICES_OWN, nothing_lost
from targets.provisioning.text import CantCarry, Document, Hole, Value, parts_of
from targets.provisioning.vendor import PhoneFile, Vendor

TEXT, JSON = "card.txt", "card.json"
WORDS = {
    "name": "Name",
    "user": "User name",
    "password": "Password",
    "domain": "Domain",
    "proxy": "Proxy",
    "port": "Port",
    "transport": "Transport",
    "encryption": "Encryption (SRTP)",
    "codecs": "Codecs",
    "expires": "Registration, in seconds",
    "dtmf": "Tones (DTMF)",
    "voicemail": "Voicemail",
    "label": "Label",
    "note": "Note",
}
"""What the lines of the card are called, in order."""


def _line(name: str) -> Callable[[int], str]:
    return lambda number: f"{number}.{name}"


TABLE: Mapping[str, Saying] = {
    **DEVICES_OWN,
    "line.active": COMPOSED,
    "line.label": Said(_line("label")),
    "line.display_name": Said(_line("name")),
    "line.user": Said(_line("user")),
    "line.auth_user": COMPOSED,
    "line.password": Said(_line("password"), lambda hole: hole),
    "line.server": Said(_line("domain")),
    "line.port": Said(_line("port")),
    "line.proxy": Said(_line("proxy"), lambda proxy: proxy[0], left_out=()),
    "line.transport": Said(_line("transport")),
    "line.expires": Said(_line("expires")),
    "line.srtp": Said(_line("encryption")),
    "line.codecs": Said(_line("codecs"), " ".join),
    "line.dtmf": Said(_line("dtmf"), values={"rfc4733": "RFC 4733"}),
    "line.voicemail": Said(_line("voicemail")),
    "line.mwi": Unsaid("a card asks for nothing; a client that subscribes is told", nothing_lost),
    "download.url": Unsaid("a card is read once; what changes later needs a new one"),
    "download.poll": Unsaid("a card doesn't come back by itself", nothing_lost),
}


def _no_keys(_phone: Phone) -> tuple[Setting, ...]:
    return ()


DIALECT = Dialect(
    slug="card", name="A card", table=TABLE, keys=_no_keys, kinds=frozenset(), always=()
)


def _files(phone: Phone, dialect: Dialect) -> tuple[PhoneFile, ...]:
    free = ((f"1.{name}", value) for name, value in phone.settings)
    settings = tuple(one for one in (*dialect.settings(phone), *free) if one[1] != "")
    text = Document.of(_text(settings))
    data = Document.of(_json(settings, [line.number for line in phone.lines]))
    return (
        PhoneFile(TEXT, text, (), "text/plain; charset=utf-8"),
        PhoneFile(JSON, data, settings, "application/json"),
    )


def _of_line(settings: tuple[Setting, ...], number: int) -> list[tuple[str, Value]]:
    """What is said of a line, in the order of the card."""
    said = {name.partition(".")[2]: value for name, value in settings if _number(name) == number}
    return [(name, said[name]) for name in WORDS if name in said]


def _number(name: str) -> int:
    return int(name.partition(".")[0])


def _text(settings: tuple[Setting, ...]) -> Iterator[str | Hole]:
    """A line for each, a blank line between accounts."""
    for number in sorted({_number(name) for name, _ in settings}):
        yield "" if number == 1 else "\n"
        for name, value in _of_line(settings, number):
            yield f"{WORDS[name]}: "
            yield from map(_one_line, parts_of(value))
            yield "\n"


def _one_line(part: str | Hole) -> str | Hole:
    if isinstance(part, str):
        for at, character in enumerate(part):
            if unicodedata.category(character) in ("Cc", "Cs", "Zl", "Zp"):
                why = f"a card can't carry U+{ord(character):04X} (character {at + 1})"
                raise CantCarry(why)
    return part


def _json(settings: tuple[Setting, ...], lines: list[int]) -> Iterator[str | Hole]:
    """`{"version": 1, "accounts": [{…}]}`, every value a text."""
    yield '{\n  "version": 1,\n  "accounts": ['
    for at, number in enumerate(lines):
        yield "\n    {" if at == 0 else ",\n    {"
        for place, (name, value) in enumerate(_of_line(settings, number)):
            yield ("\n" if place == 0 else ",\n") + f'      "{name}": "'
            yield from (
                part if isinstance(part, Hole) else _quoted(part) for part in parts_of(value)
            )
            yield '"'
        yield "\n    }"
    yield "\n  ]\n}\n"


def _quoted(text: str) -> str:
    return json.dumps(text, ensure_ascii=False)[1:-1]


def settings_in(text: str) -> dict[str, str]:
    """What a card in JSON says, read back: each line's number in front."""
    found: dict[str, Any] = json.loads(text)
    return {
        f"{number}.{name}": value
        for number, account in enumerate(found["accounts"], start=1)
        for name, value in account.items()
    }


VENDOR = Vendor(
    slug="generic",
    name="Any other client",
    dialects=(DIALECT,),
    files=_files,
    requests=(TEXT, JSON),
    soft=True,
)
