"""Configuration files of sections and settings, each value through its escape."""

from __future__ import annotations

from collections.abc import Iterable
from dataclasses import dataclass
from functools import lru_cache
from typing import TypeAlias

from schema.secret import Secret
from targets.asterisk.text import Setting, Unwritable, section_line, setting, setting_line

Settings: TypeAlias = tuple[tuple[str, Setting], ...]


@dataclass(frozen=True, slots=True)
class Section:
    """A section: its name and its settings in order. A key may stand in it more than once."""

    name: str
    settings: Settings = ()


def section(name: str, *settings: tuple[str, Setting]) -> Section:
    """A section of these settings; empty ones are left out."""
    return Section(name, tuple((key, value) for key, value in settings if value))


@lru_cache(4096)
def fixed(**settings: str) -> Settings:
    """Settings of the compiler's own, in the order they are written."""
    return tuple((key, setting(value)) for key, value in settings.items())


def yes(flag: bool) -> Setting:
    """A truth as Asterisk reads it."""
    return Setting("yes" if flag else "no")


def number(value: int) -> Setting:
    """A whole number."""
    return Setting(str(int(value)))


def joined(mark: str, parts: Iterable[Setting]) -> Setting:
    """Parts set side by side; none of them holds the mark between them."""
    listed = list(parts)
    for one in listed:
        if mark in one:
            raise Unwritable("a list", one, f"{mark!r} would split it")
    return Setting(mark.join(listed))


def sections_text(sections: Iterable[Section]) -> str:
    """The text of a file."""
    blocks = []
    for one in sections:
        lines = [section_line(one.name), *(setting_line(*pair) for pair in one.settings)]
        blocks.append("".join(f"{line}\n" for line in lines))
    return "\n".join(blocks)


def secret_setting(secret: Secret) -> Setting:
    """A secret as it must stand in a file. A refusal doesn't show it."""
    try:
        return setting(secret.reveal())
    except Unwritable:
        raise Unwritable("a secret", str(secret), "it has a character a line can't hold") from None
