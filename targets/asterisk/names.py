"""What Asterisk calls the things of a call program.

All these functions are injective: two names of the program never share one of Asterisk's. Contexts
and extensions are small letters only, without hyphens in extensions, since Asterisk drops those.
"""

from __future__ import annotations

import hashlib
import re
from collections.abc import Container
from functools import lru_cache

from schema.program import PLATFORM, Media
from targets.asterisk.text import Argument, Unwritable, context, extension

LONGEST_LABEL = 60
LONGEST_VARIABLE = 70
_LABEL = re.compile(r"[a-z][a-z0-9.~-]*")
_VARIABLE = re.compile(r"[a-z][a-z0-9.~_-]*")
_ACCOUNT = re.compile(r"[a-z0-9](?:[a-z0-9-]*[a-z0-9])?")
_GROUP = re.compile(r"[a-z0-9.@~-]+")
# Names that Asterisk itself sends calls to.
_SPECIAL = frozenset({"a", "e", "fax", "h", "i", "o", "s", "t", "talk"})


@lru_cache(16384)
def extension_name(label: str) -> str:
    """The extension of a block: its label with `_` for `-`, cut and hashed where it is long.

    `+` stands in no label, so a hashed name is never another's plain one.
    """
    if not _LABEL.fullmatch(label):
        raise Unwritable("a label", label, "labels are small letters, digits, '.', '-' and '~'")
    plain = label.replace("-", "_")
    if len(plain) <= LONGEST_LABEL and plain not in _SPECIAL:
        return extension(plain)
    return extension(f"{plain[:40]}+{_digest(label, 16)}")


def account_id(text: str) -> str:
    """An account's id, checked before it becomes part of a name."""
    if not _ACCOUNT.fullmatch(text) or len(text) > 40:
        raise Unwritable("an account id", text, "ids are short, of small letters, digits and '-'")
    return text


def generation_context(unit: str, content: str) -> str:
    """The context of one generation of a unit, by the hash of its content."""
    return context(f"{unit if unit == PLATFORM else _letter(unit)}.g{_digest(content, 10)}")


ASKED = "Q_ASKED"
"""The variable of a channel that holds since when its caller has been asked for keys (Unix time)."""

STABLE_KINDS = ("phone", "in", "transfer", "hints")


@lru_cache(4096)
def stable_context(account: str, kind: str) -> str:
    """A context that endpoints, gateways and transfers name: `phone`, `in`, `transfer`, `hints`."""
    return context(f"{_letter(account)}.{kind}")


def _letter(account: str) -> str:
    """An account's id with a letter in front; ids may begin with a digit, contexts shouldn't."""
    return account_id(account) if account[:1].isalpha() else f"x.{account_id(account)}"


@lru_cache(1024)
def variable(name: str) -> str:
    """The variable of Asterisk for one of the program: capitals, `P_` in front.

    `.` becomes `_`; the small letters that are left free stand for the other marks.
    """
    if not _VARIABLE.fullmatch(name):
        raise Unwritable("a variable", name, "names are small letters, digits, '.', '-' and '_'")
    plain = name.upper().translate({ord("."): "_", ord("-"): "x", ord("~"): "t", ord("_"): "u"})
    if len(plain) <= LONGEST_VARIABLE:
        return f"P_{plain}"
    return f"P_{plain[:40]}h{_digest(name, 16)}"


def table_prefix(index: int) -> str:
    """What the keys of a unit's table begin with, by the table's place among the sorted labels."""
    return f"t{index}*"


def group_category(group: str) -> Argument:
    """The category a limit is counted in; one each, since a call has one group per category."""
    if not _GROUP.fullmatch(group):
        raise Unwritable("a group", group, "groups are the compiler's own names")
    plain = group.replace("@", "_")
    return Argument(plain if len(plain) <= LONGEST_LABEL else f"{plain[:40]}_{_digest(group, 16)}")


def media_path(media: Media, owners: Container[str], sha256: str = "") -> str:
    """Where a recording lies in the folder of recordings, without its ending.

    It is named by its content, so that a changed one is another file, and who is listening to the
    old one is left in peace. One that wasn't given has its plain name. (A `.` would look like an
    ending to Asterisk's hold music.)
    """
    if not re.fullmatch(r"[a-z0-9][a-z0-9-]*", media.name):
        raise Unwritable("a recording", media.name, "names are small letters, digits and '-'")
    if media.owner not in owners:
        raise Unwritable("a recording", f"{media.owner}/{media.name}", "no account owns it")
    mark = f"_{sha256[:8]}" if sha256 else ""
    return f"{account_id(media.owner)}/{media.name}{mark}"


def _digest(text: str, length: int) -> str:
    return hashlib.sha256(text.encode()).hexdigest()[:length]
