"""Walking a document: every reference in it, every list of steps, every model, each with its route.

A route names the keys as they are written in full. What a short form leaves out (`ring: user.anna`
for `ring: {to: [{to: user.anna}]}`) stands in the route all the same; `compiler.written` finds the
place that was really written.
"""

from __future__ import annotations

from collections.abc import Iterator
from dataclasses import dataclass, field
from functools import cache
from typing import Annotated, Any, Literal, TypeVar, get_args, get_origin

from pydantic import BaseModel

from compiler.once import once
from schema.choices import Choices
from schema.conditions import CallerIn, IsRegistered, PeriodIs
from schema.program import Origin, Route
from schema.references import DESTINATION_KINDS, RINGABLE_KINDS, Kinds, Reference
from schema.step import Step
from schema.steps.menu import Menu
from schema.things import sections
from schema.tree import Account

Found = TypeVar("Found", bound=BaseModel)

# Sections that the rules look into. Scenarios speak of the account from outside.
SECTIONS_ASIDE = ("account", "feature_codes")

PLAIN = (str, int, bool, float, type(None), ...)


@dataclass(frozen=True, slots=True)
class Mention:
    """A reference that was written: where, which kinds can stand there, and whether a caller comes
    there by a key only."""

    reference: Reference
    origin: Origin
    kinds: tuple[str, ...]
    waits: bool = False

    @property
    def enters(self) -> bool:
        """Whether the call goes there, as a destination; not merely rings, plays or asks it."""
        return self.kinds in (DESTINATION_KINDS, ("menu",))

    @property
    def thing(self) -> Reference:
        """The thing that the reference stands in: `callflow.main`, `number.+19025550100`."""
        return thing_at(self.origin.route)


@dataclass(frozen=True, slots=True)
class StepList:
    """A list of steps that are taken in order."""

    steps: tuple[Step, ...]
    origin: Origin

    def step_origin(self, index: int) -> Origin:
        """Where a step of the list stands."""
        return Origin(self.origin.account, (*self.origin.route, index))


@dataclass(slots=True)
class Walk:
    """All that a walk through an account's document has found, in the order of the sections."""

    mentions: list[Mention] = field(default_factory=list)
    lists: list[StepList] = field(default_factory=list)
    models: dict[type[BaseModel], list[tuple[Any, Origin]]] = field(default_factory=dict)

    def every(self, kind: type[Found]) -> Iterator[tuple[Found, Origin]]:
        """Every model of a kind, and where it stands."""
        for known, models in self.models.items():
            if issubclass(known, kind):
                yield from models


@once
def walk(account: Account) -> Walk:
    """What stands in an account's document."""
    walker = _Walker(account.path)
    for section in (*SECTIONS_ASIDE, *sections()):
        walker.visit(account.document.section(section), (section,), (), False)
    return walker.found


def thing_at(route: Route) -> Reference:
    """The thing that a route leads into; for a section that is one thing, the section itself."""
    section, name = str(route[0]), str(route[1]) if len(route) > 1 else ""
    thing = sections().get(section)
    return Reference(thing.kind or section.removesuffix("s") if thing else section, name)


class _Walker:
    def __init__(self, account: str) -> None:
        self.account = account
        self.found = Walk()

    def visit(self, value: Any, route: Route, kinds: tuple[str, ...], waits: bool) -> None:
        """Looks at one value and all that is in it."""
        kind = value.__class__
        if kind in PLAIN:
            return
        if kind is Reference:
            self.mention(value, route, kinds or RINGABLE_KINDS, waits)
        elif kind is dict:
            for key, one in value.items():
                self.visit(one, (*route, key), kinds, waits)
        elif kind is tuple:
            self.several(value, route, kinds, waits)
        elif isinstance(value, BaseModel):
            self.model(value, route, waits)
        else:
            self.condition(value, route)

    def mention(
        self, reference: Reference, route: Route, kinds: tuple[str, ...], waits: bool
    ) -> None:
        """Notes a reference."""
        origin = Origin(self.account, route)
        self.found.mentions.append(Mention(reference, origin, kinds, waits))

    def several(
        self, values: tuple[Any, ...], route: Route, kinds: tuple[str, ...], waits: bool
    ) -> None:
        """Looks at the entries of a list, which may be steps."""
        if values and isinstance(values[0], Step):
            self.found.lists.append(StepList(values, Origin(self.account, route)))
            for index, step in enumerate(values):
                self.step(step, (*route, index), waits)
            return
        for index, value in enumerate(values):
            self.visit(value, (*route, index), kinds, waits)

    def step(self, step: Step, route: Route, waits: bool) -> None:
        """Looks at a step: what stands below its kind, and the outcomes beside it."""
        self.model(step, (*route, step.kind), waits, aside=("on",))
        for outcome, destination in step.on.items():
            pressed = isinstance(step, Menu) and outcome == "invalid"
            self.visit(destination, (*route, "on", outcome), DESTINATION_KINDS, waits or pressed)

    def model(
        self, model: BaseModel, route: Route, waits: bool, aside: tuple[str, ...] = ()
    ) -> None:
        """Looks at the fields of a model that were written: what is left out names nothing."""
        kind = model.__class__
        self.found.models.setdefault(kind, []).append((model, Origin(self.account, route)))
        said = model.model_fields_set
        for name, key, kinds in _fields_of(kind):
            if name in said and name not in aside:
                pressed = name == "keys" and isinstance(model, Choices)
                self.visit(getattr(model, name), (*route, key), kinds, waits or pressed)

    def condition(self, value: Any, route: Route) -> None:
        """Looks at the condition of an `if` step; other values hold no references."""
        match value:
            case CallerIn(list_):
                self.mention(list_, route, ("caller_list",), False)
            case IsRegistered(who):
                self.mention(who, route, ("user", "device"), False)
            case PeriodIs(schedule, _):
                self.mention(schedule, route, ("schedule",), False)
            case _:
                pass


@cache
def _fields_of(model: type[BaseModel]) -> tuple[tuple[str, str, tuple[str, ...]], ...]:
    """The fields of a model that may hold references: name, the key they are written with, kinds of
    references in them."""
    return tuple(
        (name, info.alias or name, _kinds_in(info.annotation, tuple(info.metadata)))
        for name, info in model.model_fields.items()
        if not _is_plain(info.annotation)
    )


def _kinds_in(annotation: Any, metadata: tuple[Any, ...] = ()) -> tuple[str, ...]:
    for mark in (*metadata, *getattr(annotation, "__metadata__", ())):
        if isinstance(mark, Kinds):
            return mark.allowed
    inner = (_kinds_in(argument) for argument in get_args(annotation))
    return next((kinds for kinds in inner if kinds), ())


def _is_plain(annotation: Any) -> bool:
    """Whether a field holds nothing but texts and numbers, so that there is nothing to look at."""
    if annotation in PLAIN or get_origin(annotation) is Literal:
        return True
    if get_origin(annotation) is Annotated:
        return _is_plain(get_args(annotation)[0])
    arguments = get_args(annotation)
    return bool(arguments) and all(_is_plain(argument) for argument in arguments)
