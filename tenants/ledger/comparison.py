"""Two generations side by side, for people: counts, steps of the dialplan, objects by their ids.

What proves who somebody is (a password, a PIN) is only told to be another, never what it is.
"""

from __future__ import annotations

from collections.abc import Callable, Iterator, Mapping
from dataclasses import dataclass, field
from typing import TypeVar

from targets.asterisk.delivery.generation import HINT, Generation, Line, Row, RowKey

SECRET = frozenset({"password", "password_digest", "pin", "secret", "md5_cred", "oauth_secret"})
"""Columns whose values are told to nobody."""

T = TypeVar("T")
Step = tuple[str, int]


@dataclass(frozen=True, slots=True)
class Count:
    """How much came, went, and is otherwise."""

    added: int = 0
    removed: int = 0
    changed: int = 0

    def __bool__(self) -> bool:
        return bool(self.added or self.removed or self.changed)


@dataclass(frozen=True, slots=True)
class Comparison:
    """What differs: counts by kind, and lines that begin with `+`, `-` or `~`."""

    old: str
    new: str
    counts: Mapping[str, Count] = field(default_factory=dict)
    dialplan: tuple[str, ...] = ()
    entries: tuple[str, ...] = ()
    objects: tuple[str, ...] = ()
    files: tuple[str, ...] = ()
    recordings: tuple[str, ...] = ()


def compare(old: Generation, new: Generation) -> Comparison:
    """What is otherwise in the newer of two generations."""
    pairs = tuple(_paired(old.contexts, new.contexts))
    names = {before: after for before, after in pairs if before and after and before != after}
    steps_of_old, steps_of_new = _steps(old, pairs, 0, names), _steps(new, pairs, 1, {})
    acts = {spot: _renamed(f"{act.application}({act.data})", names) for spot, act in old.entries.items()}  # fmt: skip
    acts_now = {spot: f"{act.application}({act.data})" for spot, act in new.entries.items()}
    return Comparison(
        old=old.id,
        new=new.id,
        counts={
            "steps": _count(steps_of_old, steps_of_new),
            "entries": _count(acts, acts_now),
            "objects": _count(_filled(old.rows), _filled(new.rows)),
            "files": _count(old.files, new.files),
            "recordings": _count(old.recordings, new.recordings),
        },
        dialplan=tuple(_marked(steps_of_old, steps_of_new, _step_name)),
        entries=tuple(_marked(acts, acts_now, _spot_name)),
        objects=tuple(_objects(_filled(old.rows), _filled(new.rows))),
        files=tuple(_named(old.files, new.files)),
        recordings=tuple(_named(old.recordings, new.recordings)),
    )


# --- the dialplan -------------------------------------------------------------------------------


def _paired(
    old: Mapping[str, object], new: Mapping[str, object]
) -> Iterator[tuple[str | None, str | None]]:
    """Contexts of one unit: each push of it has another name."""
    gone = [name for name in old if name not in new]
    for name in new:
        before = name if name in old else _sibling(name, gone)
        yield before, name
        if before in gone:
            gone.remove(before)
    yield from ((name, None) for name in gone)


def _sibling(name: str, others: list[str]) -> str | None:
    unit = name.rpartition(".")[0]
    return next((other for other in others if other.rpartition(".")[0] == unit), None)


def _steps(
    generation: Generation,
    pairs: tuple[tuple[str | None, str | None], ...],
    side: int,
    names: Mapping[str, str],
) -> Mapping[tuple[str, Step], str]:
    """Each step by its unit and place. Where only the name of a context led to is another, it is
    the same step."""
    found: dict[tuple[str, Step], str] = {}
    for pair in pairs:
        name = pair[side]
        if name is None or pair[0] == pair[1]:
            continue
        unit = str(pair[1] or pair[0]).rpartition(".")[0]
        for line in generation.contexts[name]:
            found[unit, (line.extension, line.priority)] = _renamed(_said(line), names)
    return found


def _said(line: Line) -> str:
    return f"{line.application}({line.data})"


def _renamed(text: str, names: Mapping[str, str]) -> str:
    for old, new in names.items():
        text = text.replace(old, new)
    return text


def _step_name(key: tuple[str, Step]) -> str:
    unit, (extension, priority) = key
    return f"{unit} {extension},{priority}"


def _spot_name(key: tuple[str, str, int]) -> str:
    context, extension, priority = key
    return f"{context} {extension},{'hint' if priority == HINT else priority}"


# --- objects ------------------------------------------------------------------------------------


def _filled(rows: Mapping[RowKey, Row]) -> Mapping[RowKey, Mapping[str, str]]:
    return {key: {name: value for name, value in row if value} for key, row in rows.items()}


def _objects(
    old: Mapping[RowKey, Mapping[str, str]], new: Mapping[RowKey, Mapping[str, str]]
) -> Iterator[str]:
    for key in sorted({*old, *new}):
        name = f"{key.table} {key.id}"
        if key not in old:
            yield f"+ {name}"
        elif key not in new:
            yield f"- {name}"
        elif old[key] != new[key]:
            yield f"~ {name}: {', '.join(_columns(old[key], new[key]))}"


def _columns(old: Mapping[str, str], new: Mapping[str, str]) -> Iterator[str]:
    for name in sorted({*old, *new}):
        if old.get(name) == new.get(name):
            continue
        if name in SECRET:
            yield f"{name} is another"
        else:
            yield f"{name} {old.get(name) or 'empty'} -> {new.get(name) or 'empty'}"


# --- what is common -----------------------------------------------------------------------------


def _count(old: Mapping[T, object], new: Mapping[T, object]) -> Count:
    both = old.keys() & new.keys()
    changed = sum(1 for key in both if old[key] != new[key])
    return Count(len(new) - len(both), len(old) - len(both), changed)


def _marked(old: Mapping[T, str], new: Mapping[T, str], name: Callable[[T], str]) -> Iterator[str]:
    """What went and what came, in the order of the newer one."""
    for key in (*new, *(key for key in old if key not in new)):
        if old.get(key) == new.get(key):
            continue
        if key in old:
            yield f"- {name(key)} {old[key]}"
        if key in new:
            yield f"+ {name(key)} {new[key]}"


def _named(old: Mapping[str, object], new: Mapping[str, object]) -> Iterator[str]:
    for name in sorted({*old, *new}):
        if old.get(name) != new.get(name):
            yield f"{'+' if name not in old else '-' if name not in new else '~'} {name}"
