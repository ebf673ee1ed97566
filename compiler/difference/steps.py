"""The comparison of callflows: where calls go, and steps that are new, gone, elsewhere, other."""

from __future__ import annotations

from collections.abc import Iterator, Mapping
from dataclasses import replace
from typing import Any, TypeAlias

from pydantic import BaseModel

from compiler.difference.alignment import Pair, pairs_of
from compiler.difference.facts import At, Fact, Telling
from compiler.difference.fields import fields_of, is_steps
from compiler.difference.words import destination_words, step_words
from schema.step import Step

Facts: TypeAlias = Iterator[Fact]


def destination_facts(label: str, old: Any, new: Any, at: At, tell: Telling) -> Facts:
    """Where a call goes, if that is elsewhere now."""
    if is_steps(old) and is_steps(new):
        words = f"{label}: " if label else ""
        yield from step_facts(old, new, At(at.route, at.words + words), tell)
        return
    start = f"{label} " if label else ""
    was = f" (was {destination_words(old)})" if old else ""
    direct = not at.words and not label
    if new:
        said = f"{at.words}{start}now goes to {destination_words(new)}{was}"
        yield Fact(said, at.route, "changed", True, direct)
    else:
        yield Fact(f"{at.words}{start}goes nowhere now{was}", at.route, "removed", True, direct)


def step_facts(old: tuple[Step, ...], new: tuple[Step, ...], at: At, tell: Telling) -> Facts:
    """What is otherwise in a list of steps; one inserted step is one fact."""
    pairs = list(pairs_of(old, new, lambda step: step.kind))
    moved = _moved(old, new, pairs)
    for before, after in pairs:
        if before is None and after is not None:
            if after not in moved:
                words = f"step {after + 1} ({step_words(new[after])}) is new"
                yield Fact(at.words + words, (*at.route, after), "added", True)
        elif after is None and before is not None:
            yield _gone(old[before], before, moved, at)
        elif before is not None and after is not None:
            yield from _one_step(old[before], new[after], at.below(after), tell)


def _moved(old: tuple[Step, ...], new: tuple[Step, ...], pairs: list[Pair]) -> Mapping[int, int]:
    """New places of steps that only stand elsewhere, each with the old one."""
    left = [before for before, after in pairs if after is None and before is not None]
    found: dict[int, int] = {}
    for before, after in pairs:
        if before is None and after is not None:
            same = next((one for one in left if old[one] == new[after]), None)
            if same is not None:
                left.remove(same)
                found[after] = same
    return found


def _gone(step: Step, index: int, moved: Mapping[int, int], at: At) -> Fact:
    words = f"{at.words}step {index + 1} ({step_words(step)})"
    for after, before in moved.items():
        if before == index:
            return Fact(f"{words} is now step {after + 1}", (*at.route, after), alone=True)
    return Fact(f"{words} is gone", (*at.route, index), "removed", True)


def _one_step(old: Step, new: Step, at: At, tell: Telling) -> Facts:
    """A step that is written otherwise."""
    if old == new:
        return
    number = at.route[-1]
    words = f"{at.words}step {number + 1 if isinstance(number, int) else number}"
    if old.kind != new.kind or _only_short(old, new):
        said = f"{words} is now {step_words(new)} (was {step_words(old)})"
        yield Fact(said, at.route, alone=True)
        return
    below = At((*at.route, new.kind), f"{words} ({step_words(new)}): ")
    yield from (replace(fact, alone=True) for fact in tell(old, new, below))


def _only_short(old: Step, new: Step) -> bool:
    """Whether nothing but what stands behind the word of a step is otherwise, in few words."""
    names = [field.name for field in fields_of(type(new))
             if getattr(old, field.name) != getattr(new, field.name)]  # fmt: skip
    shorts = [field.name for field in fields_of(type(new)) if field.key == new.short]
    if names != shorts:
        return False
    values = [getattr(step, names[0]) for step in (old, new)]
    plain = not any(isinstance(value, Mapping | BaseModel) for value in values)
    short = not any(isinstance(value, tuple) and len(value) > 1 for value in values)
    return plain and short and step_words(old) != step_words(new)
