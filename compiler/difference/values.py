"""The comparison of two values of the language, field by field, in words."""

from __future__ import annotations

from collections.abc import Iterator, Mapping
from dataclasses import replace
from typing import Any, TypeAlias

from pydantic import BaseModel

from compiler.difference.facts import At, Fact
from compiler.difference.fields import FieldKind, fields_of, is_steps
from compiler.difference.hours import week_facts
from compiler.difference.lists import (
    member_facts,
    numbered_facts,
    plain_list_facts,
    plan_facts,
)
from compiler.difference.steps import destination_facts
from compiler.difference.words import (
    BEFORE,
    ROTATES,
    SWITCHED,
    entry_words,
    key_words,
    value_words,
)
from schema.hunting import Member
from schema.phone_keys import Key
from schema.references import Reference
from schema.secret import SecretRef
from schema.things.schedule import Schedule
from schema.things.user import PlannedRing

Facts: TypeAlias = Iterator[Fact]

WEEK = ("open", "named")


def model_facts(old: BaseModel, new: BaseModel, at: At) -> Facts:
    """What is otherwise in a model; nothing where both mean the same."""
    if old == new:
        return
    if isinstance(old, Key) and isinstance(new, Key):
        yield at.fact(f"now {key_words(new)} (was {key_words(old)})")
        return
    aside: tuple[str, ...] = ()
    if isinstance(old, Schedule) and isinstance(new, Schedule):
        aside = WEEK
        yield from week_facts(old, new, at)
    for field in fields_of(type(new)):
        was, now = getattr(old, field.name), getattr(new, field.name)
        if was == now or field.key in aside:
            continue
        if _are_members(was) or _are_members(now):
            in_order = getattr(new, "strategy", "all") != "all"
            yield from member_facts(was, now, at.below(field.key), model_facts, in_order)
        else:
            yield from _field_facts(field, was, now, at)


def _field_facts(field: FieldKind, old: Any, new: Any, at: At) -> Facts:
    """What is otherwise in one field."""
    here = at.below(field.key)
    if field.name == "rotate":
        yield here.fact(ROTATES.get(field.model, "gets a new secret"))
    elif isinstance(old, SecretRef) or isinstance(new, SecretRef):
        # What a secret is called stays out of sight too: names tell of carriers and contracts.
        yield here.fact(f"{field.label} is another one")
    elif isinstance(old, Mapping):
        yield from _mapping_facts(field, old, new, here)
    elif _is_destination(field, old) or _is_destination(field, new):
        yield from destination_facts(field.label, old, new, here, model_facts)
    elif isinstance(old, BaseModel) and isinstance(new, BaseModel):
        words = BEFORE.get((field.model, field.key), f"{field.label} ")
        yield from model_facts(old, new, At(here.route, at.words + words))
    elif isinstance(old, tuple):
        yield from _list_facts(field, old, new, here)
    else:
        yield scalar_fact(field, old, new, here)


def _are_members(value: Any) -> bool:
    return isinstance(value, tuple) and bool(value) and isinstance(value[0], Member)


def _is_destination(field: FieldKind, value: Any) -> bool:
    return is_steps(value) or (field.leads and isinstance(value, Reference))


def _list_facts(field: FieldKind, old: tuple[Any, ...], new: tuple[Any, ...], at: At) -> Facts:
    some = (*old, *new)[0]
    if isinstance(some, PlannedRing):
        yield from plan_facts(old, new, at, model_facts)
    elif isinstance(some, BaseModel):
        yield from numbered_facts(field.key, old, new, at, model_facts)
    else:
        yield from plain_list_facts(field, old, new, at)


def scalar_fact(field: FieldKind, old: Any, new: Any, at: At) -> Fact:
    """A single value that is another."""
    if isinstance(old, BaseModel) or isinstance(new, BaseModel):
        return at.fact(f"{field.label} now {'off' if new is None else 'on'}")
    if isinstance(new, bool):
        words = SWITCHED.get((field.model, field.key)) or SWITCHED.get(("", field.key))
        usual = (f"{field.label} now on", f"{field.label} now off")
        return at.fact((words or usual)[0 if new else 1])
    was = value_words(old, field.lasts)
    if new is None:
        return at.fact(f"{field.label} no longer set (was {was})", "removed")
    now = f"{field.label} now {value_words(new, field.lasts)}"
    return at.fact(now if old is None else f"{now} (was {was})")


# --- mappings -----------------------------------------------------------------------------------


def mapping_facts(key: str, old: Mapping[str, Any], new: Mapping[str, Any], at: At) -> Facts:
    """What is otherwise in a mapping that is no field of a model."""
    yield from _mapping_facts(FieldKind(key, key, key, ""), old, new, at)


def _mapping_facts(
    field: FieldKind, old: Mapping[str, Any], new: Mapping[str, Any], at: At
) -> Facts:
    """The entries that came, went, or are otherwise; the new ones in their order."""
    for key in [*new, *(key for key in old if key not in new)]:
        if old.get(key) != new.get(key):
            entry = replace(field, label=entry_words(field.key, key))
            yield from _entry_facts(entry, old.get(key), new.get(key), at.below(key))


def _entry_facts(field: FieldKind, old: Any, new: Any, at: At) -> Facts:
    if _is_destination(field, old) or _is_destination(field, new):
        yield from destination_facts(field.label, old, new, at, model_facts)
    elif isinstance(old, BaseModel) and isinstance(new, BaseModel):
        yield from model_facts(old, new, At(at.route, f"{at.words}{field.label} "))
    elif isinstance(new, BaseModel):
        yield at.fact(f"{field.label} added", "added", alone=True)
    elif isinstance(old, BaseModel):
        yield at.fact(f"{field.label} removed", "removed", alone=True)
    else:
        yield scalar_fact(field, old, new, at)
