"""The source map: from a priority of the dialplan back to the YAML line it was made of."""

from __future__ import annotations

import json
from collections.abc import Iterable, Iterator, Mapping
from dataclasses import dataclass
from typing import Any, Protocol

from schema.program import Origin
from targets.asterisk.dialplan.lines import Context, Extension, Step


@dataclass(frozen=True, slots=True)
class Spot:
    """Where a priority came from: its unit, its block's label, and the place in the YAML.

    `op` is the index of the operation in the block, or -1 for its terminator. `told` is the line of
    the story that stands here.
    """

    unit: str
    label: str
    op: int
    origin: Origin
    told: tuple[str, str] | None = None


class Places(Protocol):
    """Whatever knows where priorities came from."""

    def find(self, context: str, extension: str, priority: int) -> Spot | None:
        """The spot of a priority; None for one that isn't known."""
        ...


@dataclass(frozen=True)
class SourceMap:
    """All extensions by context and name."""

    extensions: Mapping[tuple[str, str], tuple[str, Extension]]

    def find(self, context: str, extension: str, priority: int) -> Spot | None:
        """The spot of a priority; None for one that we didn't write."""
        unit, found = self.extensions.get((context, extension), ("", None))
        if found is None or not 1 <= priority <= len(found.steps):
            return None
        step = found.steps[priority - 1]
        return Spot(unit, found.label, step.op, found.origin, step.told)

    def to_json(self) -> str:
        """The same as JSON: context, extension, and for each priority its operation."""
        contexts: dict[str, dict[str, object]] = {}
        for (context, name), (unit, extension) in sorted(self.extensions.items(), key=_place):
            entry = contexts.setdefault(context, {"extensions": {}, "unit": unit})
            listed = entry["extensions"]
            assert isinstance(listed, dict)
            listed[name] = _extension(extension)
        # Without indents: json writes those ten times slower, and this is the largest of all files.
        # All keys are sorted here already, for the same reason.
        return json.dumps(contexts, ensure_ascii=False, check_circular=False) + "\n"


def _place(item: tuple[tuple[str, str], object]) -> tuple[str, str]:
    return item[0]


def source_map_of(contexts: Iterable[Context]) -> SourceMap:
    """The source map of contexts."""
    return SourceMap(
        {
            (context.name, extension.name): (context.unit, extension)
            for context in contexts
            for extension in context.extensions
        }
    )


def read_source_map(text: str) -> SourceMap:
    """The source map of its JSON. What the priorities do isn't in it. KeyError, ValueError."""
    return SourceMap(
        {
            (context, name): (said["unit"], _read_extension(name, extension))
            for context, said in json.loads(text).items()
            for name, extension in said["extensions"].items()
        }
    )


def _read_extension(name: str, said: Mapping[str, Any]) -> Extension:
    origin = Origin(said["account"], tuple(said["route"]))
    return Extension(name, tuple(_read_steps(said)), said["label"], origin)


def _read_steps(said: Mapping[str, Any]) -> Iterator[Step]:
    lines = said.get("told", {})
    for priority, op in enumerate(said["ops"], 1):
        verb, subject = lines.get(str(priority), ("", ""))
        yield Step("NoOp", op=op, told=(verb, subject) if verb else None)


def _extension(extension: Extension) -> dict[str, object]:
    """An extension, its keys sorted."""
    written: dict[str, object] = {
        "account": extension.origin.account,
        "label": extension.label,
        "ops": [step.op for step in extension.steps],
        "route": extension.origin.route,
    }
    told = {
        str(priority): step.told for priority, step in enumerate(extension.steps, 1) if step.told
    }
    return {**written, "told": dict(sorted(told.items()))} if told else written
