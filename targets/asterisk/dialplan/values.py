"""The program's values as dialplan text: constants through their escape, variables by their name."""

from __future__ import annotations

from collections.abc import Mapping
from dataclasses import dataclass
from typing import assert_never

from schema.program import (
    PLATFORM,
    Address,
    Const,
    Join,
    Legs,
    LiveKey,
    Media,
    Param,
    Unit,
    Value,
    Var,
)
from targets.asterisk.library import Library
from targets.asterisk.names import extension_name, table_prefix, variable
from targets.asterisk.prompts import prompt_sound
from targets.asterisk.text import Argument, Unwritable, argument, assigned, compare, word

MOST_LEGS = 60  # all of them, with their contexts' names, must fit one variable: 4,095 bytes
EMPTY = Argument("")


@dataclass(frozen=True, slots=True)
class Scope:
    """What the text of one unit may refer to: its own tables, the contexts of the shared units (the
    platform's among them), the recordings that there are."""

    unit: Unit
    contexts: Mapping[str, str]
    library: Library

    def agrees_with(self, other: Scope) -> bool:
        """Whether a block means the same text in both."""
        tables, others = sorted(self.unit.tables), sorted(other.unit.tables)
        named = (self.unit.name, self.contexts, self.library)
        return tables == others and named == (other.unit.name, other.contexts, other.library)

    @property
    def is_platform(self) -> bool:
        """Whether this is the unit of the routines that everybody shares."""
        return self.unit.name == PLATFORM

    def shared(self, name: str) -> Argument:
        """The place of a platform extension, as Goto and Gosub take it."""
        return Argument(name if self.is_platform else f"{self.contexts[PLATFORM]},{name}")

    def place(self, address: Address) -> Argument:
        """The place of a block, as Goto and Gosub take it."""
        name = extension_name(address.label)
        if address.unit == self.unit.name:
            if address.label not in self.unit.blocks:
                raise Unwritable("an address", address.label, "there is no such block")
            return Argument(f"{name},1")
        if address.unit in self.contexts:
            return Argument(f"{self.contexts[address.unit]},{name},1")
        raise Unwritable("an address", address.unit, "calls don't jump between accounts")

    def table(self, address: Address) -> tuple[Argument, str]:
        """The context and the name prefix of a table's entries."""
        if address.unit != self.unit.name:
            raise Unwritable("a table", address.unit, "a table is looked up in its own unit")
        return Argument("${CONTEXT}"), table_prefix(sorted(self.unit.tables).index(address.label))

    def sound(self, media: Media) -> Argument:
        """A recording as Playback takes it."""
        if media.is_prompt:
            return word(prompt_sound(media.name))
        return Argument("${MEDIA}/" + word(self.library.path(media)))


def text_of(value: Value) -> Argument:
    """A value as an argument of an application."""
    if value.__class__ is Const:  # most are
        return argument(value.text)
    match value:
        case Const(text):
            return argument(text)
        case Var(name):
            return read(name)
        case Param(index):
            return Argument(f"${{ARG{index}}}")
        case Join(parts):
            return Argument("".join(text_of(part) for part in parts))
        case Legs(labels):
            return legs_text(labels)
        case _:
            assert_never(value)


def assigned_text(value: Value) -> Argument:
    """A value as all that a variable is set to: lists keep their commas."""
    match value:
        case Const(text):
            return assigned(text)
        case Join(parts):
            return Argument("".join(assigned_text(part) for part in parts))
        case Var() | Param() | Legs():
            return text_of(value)
        case _:
            assert_never(value)


def compared_text(value: Value) -> Argument:
    """A value as one side of a comparison, inside quotes and brackets."""
    match value:
        case Const(text):
            return compare(text)
        case Join(parts):
            return Argument("".join(compared_text(part) for part in parts))
        case Var() | Param() | Legs():
            return text_of(value)
        case _:
            assert_never(value)


def read(name: str) -> Argument:
    """A variable of the call. Those the caller controls are for `Filter` alone."""
    if name.startswith("raw."):
        raise Unwritable("an argument", name, "what the caller controls must be filtered first")
    return Argument(f"${{{variable(name)}}}")


def legs_text(labels: tuple[str, ...]) -> Argument:
    """The branches of a ring: one local call each, kept apart for good (`/n`)."""
    if len(labels) > MOST_LEGS:
        raise Unwritable("a ring", f"{len(labels)} branches", f"more than {MOST_LEGS}")
    names = (f"Local/{extension_name(label)}@${{CONTEXT}}/n" for label in labels)
    return Argument("&".join(names))


def live_path(key: LiveKey) -> Argument:
    """The row of Asterisk's database that holds a live value of the call's account."""
    owner, field = text_of(key.owner), text_of(key.field)
    for text in (owner, field):
        if "/" in text or not text:
            raise Unwritable("a live value", text, "a name in the database has no '/'")
    return Argument(f"pbxc/${{P_ACCOUNT}}/{owner}/{field}")


def seconds_text(seconds: float) -> Argument:
    """Seconds, with a fraction only where there is one."""
    return word(f"{seconds:.3f}".rstrip("0").rstrip("."))


def is_given(text: Argument) -> Argument:
    """An expression that is 1 where a text isn't empty, without reading what it says."""
    return Argument(f"$[${{LEN({text})}} > 0]")


def is_equal(text: Argument, other: Argument) -> Argument:
    """An expression that is 1 where two texts are equal."""
    return Argument(f'$["{text}" = "{other}"]')
