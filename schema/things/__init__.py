"""The things of an account. Each is one module here: its section, its fields, what calling it
means. Nothing lists them."""

from __future__ import annotations

import importlib
import pkgutil
from functools import cache

from schema.thing import Thing


@cache
def sections() -> dict[str, type[Thing]]:
    """Every thing by the section it is written in, in alphabetical order."""
    found: dict[str, type[Thing]] = {}
    for module in sorted(info.name for info in pkgutil.iter_modules(__path__)):
        loaded = importlib.import_module(f"{__name__}.{module}")
        for value in vars(loaded).values():
            if (
                isinstance(value, type)
                and issubclass(value, Thing)
                and value.__module__ == loaded.__name__
            ):
                found[value.section] = value
    return dict(sorted(found.items()))


@cache
def kinds() -> dict[str, type[Thing]]:
    """Every thing that can be referred to, by the word references use."""
    return {thing.kind: thing for thing in sections().values() if thing.kind}
