"""The things of an account that came, went, or are otherwise, a line each."""

from __future__ import annotations

from collections.abc import Iterator

from compiler.difference.facts import At, Fact
from compiler.difference.lists import numbered_facts
from compiler.difference.renames import renamed
from compiler.difference.values import model_facts
from compiler.difference.words import counted, destination_words, listed, value_words
from schema.thing import Thing
from schema.things import sections
from schema.things.callflow import Callflow
from schema.things.device import Device
from schema.things.group import Group
from schema.things.media import Recording
from schema.things.menu import Menu
from schema.things.number import Number
from schema.things.trunk import Trunk
from schema.things.user import User

# The order in which a reader wants to hear of things.
ORDER = (
    "numbers", "users", "devices", "groups", "menus", "callflows", "schedules", "mailboxes",
    "media", "hold_music", "keys", "caller_lists", "trunks", "routes", "locations",
)  # fmt: skip


def ordered_sections() -> tuple[str, ...]:
    """All sections of things, those that ORDER names first."""
    return tuple(sorted(sections(), key=lambda name: (_rank(name), name)))


def _rank(section: str) -> int:
    return ORDER.index(section) if section in ORDER else len(ORDER)


def thing_words(section: str, name: str) -> str:
    """A thing in a sentence: a user by name alone, others with the word for what they are."""
    if section == "users":
        return name
    word = sections()[section].kind or section.removesuffix("s")
    return f"{'recording' if word == 'media' else word.replace('_', ' ')} {name}"


def thing_facts(old: Thing, new: Thing, route: tuple[str, str]) -> Iterator[Fact]:
    """What is otherwise in a thing that is there before and after."""
    if isinstance(old, User) and isinstance(new, User) and old != new:
        names = renamed(old.devices, new.devices)
        for was, name in names.items():
            yield Fact(f"device {was} is now called {name}", (*route, "devices", name), alone=True)
        same = {names.get(name, name): device for name, device in old.devices.items()}
        old = old.model_copy(update={"devices": same})
    yield from model_facts(old, new, At(route))


def listed_facts(section: str, old: tuple[Thing, ...], new: tuple[Thing, ...]) -> Iterator[Fact]:
    """What is otherwise in a section that is a list."""
    yield from numbered_facts(section, old, new, At((section,)), model_facts)


def summary(thing: Thing) -> str:
    """What is worth knowing of a thing that is new, in a few words; may be empty."""
    match thing:
        case Number():
            return f"goes to {destination_words(thing.route)}"
        case User():
            return _person(thing)
        case Device():
            return _extension(thing.extension)
        case Group():
            return ", ".join(filter(None, [
                _extension(thing.extension),
                listed([value_words(one) for one in thing.members]),
            ]))  # fmt: skip
        case Menu():
            return f"keys {listed(list(thing.keys))}" if thing.keys else ""
        case Callflow():
            return counted(len(thing.steps), "step")
        case Trunk():
            return listed([gateway.host for gateway in thing.gateways])
        case Recording():
            return thing.file or ""
        case _:
            return _extension(getattr(thing, "number", None))


def _person(user: User) -> str:
    parts = [_extension(", ".join(user.extensions)), listed(list(user.numbers))]
    if user.devices:
        word = "device" if len(user.devices) == 1 else "devices"
        parts.append(f"{word} {listed(list(user.devices))}")
    return ", ".join(filter(None, parts))


def _extension(number: str | None) -> str:
    return f"extension {number}" if number else ""
