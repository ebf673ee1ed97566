"""Things that only have another name: everything that is said of them is the same."""

from __future__ import annotations

from collections.abc import Mapping
from dataclasses import dataclass, fields, is_dataclass, replace
from typing import Any, TypeAlias

from pydantic import BaseModel

from schema.document import DocumentBase
from schema.references import Reference
from schema.things import sections

Names: TypeAlias = Mapping[Reference, Reference]
"""What things are called now, by what they were called."""

# A telephone number is what it is: one that goes and one that comes are never the same.
FIXED = frozenset({"numbers"})


def renamed_things(old: DocumentBase, new: DocumentBase) -> dict[str, dict[str, str]]:
    """The new names of things by section and old name."""
    found: dict[str, dict[str, str]] = {}
    for section, thing in sections().items():
        if not thing.listed and section not in FIXED:
            names = renamed(old.section(section), new.section(section))
            found |= {section: names} if names else {}
    return found


def renamed(old: Mapping[str, Any], new: Mapping[str, Any]) -> dict[str, str]:
    """Entries that went and came with the same content, each once."""
    come = {name: entry for name, entry in new.items() if name not in old}
    found: dict[str, str] = {}
    for name, entry in old.items():
        if name in new:
            continue
        same = next((other for other, one in come.items() if one == entry), None)
        if same is not None:
            del come[same]
            found[name] = same
    return found


def names_of(document: DocumentBase, things: Mapping[str, Mapping[str, str]]) -> Names:
    """The references that say another name now; a person's devices are called after the person."""
    kinds = {section: thing.kind for section, thing in sections().items()}
    found = {
        Reference(kinds[section], old): Reference(kinds[section], new)
        for section, names in things.items()
        for old, new in names.items()
        if kinds[section]
    }
    for old, new in things.get("users", {}).items():
        for device in document.section("users")[old].devices:
            found[Reference("device", f"{old}-{device}")] = Reference("device", f"{new}-{device}")
    return found


def with_names(value: Any, names: Names) -> Any:
    """A value in which every reference says the name of today."""
    if isinstance(value, Reference):
        return names.get(value, value)
    if isinstance(value, BaseModel):
        every = {name: getattr(value, name) for name in type(value).model_fields}
        update = {name: with_names(one, names) for name, one in every.items()}
        same = all(update[name] is every[name] for name in every)
        return value if same else value.model_copy(update=update)
    if isinstance(value, Mapping):
        entries = {key: with_names(one, names) for key, one in value.items()}
        return value if all(entries[key] is value[key] for key in value) else entries
    if isinstance(value, tuple):
        parts = tuple(with_names(one, names) for one in value)
        return value if all(a is b for a, b in zip(parts, value, strict=True)) else parts
    if is_dataclass(value) and not isinstance(value, type):
        return _dataclass_with_names(value, names)
    return value


def _dataclass_with_names(value: Any, names: Names) -> Any:
    """The condition of an `if` step, the only place where a reference stands in such a value."""
    parts = {one.name: getattr(value, one.name) for one in fields(value)}
    update = {name: with_names(one, names) for name, one in parts.items()}
    return replace(value, **update) if update != parts else value


@dataclass(frozen=True, slots=True)
class Renamed:
    """The document of before with the names of today, and what was called otherwise."""

    document: DocumentBase
    things: Mapping[str, Mapping[str, str]]


def renamed_document(old: DocumentBase, new: DocumentBase) -> Renamed:
    """The old document as it would be if only the names had changed."""
    things = renamed_things(old, new)
    if not things:
        return Renamed(old, things)
    moved = {
        section: {names.get(name, name): one for name, one in old.section(section).items()}
        for section, names in things.items()
    }
    document = with_names(old.model_copy(update=moved), names_of(old, things))
    return Renamed(document, things)
