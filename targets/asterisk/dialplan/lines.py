"""The dialplan as values: steps, extensions, contexts. Text is made of them in one place."""

from __future__ import annotations

from collections.abc import Iterable
from dataclasses import dataclass, field
from typing import Literal, NamedTuple, TypeAlias

from schema.program import NOWHERE, Origin
from targets.asterisk.dialplan.match_order import match_order
from targets.asterisk.text import Argument, hint_line, name_checked, priority_line, section_line

Application: TypeAlias = Literal[
    "Answer", "Dial", "Gosub", "Goto", "GotoIf", "Hangup", "HangupCauseClear", "NoOp",
    "PJSIPHangup", "Playback", "Read", "Return", "SayDigits", "SayNumber", "SayUnixTime", "Set",
    "UserEvent", "VoiceMail", "VoiceMailMain", "Wait",
]  # fmt: skip

NOTHING = Argument("")

END = -1
"""The op index of a step that belongs to a block's terminator."""


class Step(NamedTuple):
    """One priority: an application and its data. `op` is the index of the operation it is part of.

    `told` is a line of the story that stands here and nowhere else.
    """

    application: Application
    data: Argument = NOTHING
    op: int = END
    told: tuple[str, str] | None = None


@dataclass(frozen=True, slots=True)
class Extension:
    """An extension with its whole list of priorities, and where it came from."""

    name: str
    steps: tuple[Step, ...]
    label: str = ""
    origin: Origin = NOWHERE


@dataclass(frozen=True, slots=True)
class Lamp:
    """A hint: an extension and the devices whose state its watchers see."""

    name: str
    devices: tuple[str, ...]
    origin: Origin = NOWHERE


@dataclass(frozen=True, slots=True)
class Context:
    """A context: its extensions in the order in which Asterisk would match them.

    `content` is their text, where it is written already since the name is made of it.
    """

    name: str
    unit: str
    extensions: tuple[Extension, ...] = ()
    lamps: tuple[Lamp, ...] = ()
    content: str = field(default="", compare=False, repr=False)


def routine(name: str, *steps: tuple[Application, str]) -> Extension:
    """An extension of the platform, its steps written by hand."""
    written = (Step(application, Argument(data)) for application, data in steps)
    return Extension(name, tuple(written), f"platform.{name}")


def order_extensions(extensions: Iterable[Extension]) -> tuple[Extension, ...]:
    """Extensions in match order. Two of one name are the compiler's own mistake."""
    ordered = tuple(sorted(extensions, key=lambda extension: match_order(extension.name)))
    names = [extension.name for extension in ordered]
    assert len(set(names)) == len(names), "two extensions of one name"
    return ordered


def extension_text(extension: Extension) -> str:
    """The lines of one extension, its priorities counted from 1."""
    name = name_checked(extension.name)
    return "".join(
        [
            f"{priority_line(name, priority, step.application, step.data)}\n"
            for priority, step in enumerate(extension.steps, 1)
        ]
    )


def content_text(extensions: Iterable[Extension]) -> str:
    """The text of extensions without the name of their context: what a generation is named by.

    They stand in reverse match order: Asterisk inserts each into a sorted list from its front.
    """
    return "".join([extension_text(extension) for extension in reversed(tuple(extensions))])


def context_text(context: Context) -> str:
    """The text of a context as it stands in a file."""
    lamps = "".join(f"{hint_line(lamp.name, '&'.join(lamp.devices))}\n" for lamp in context.lamps)
    content = context.content or content_text(context.extensions)
    return f"{section_line(context.name)}\n{content}{lamps}"
