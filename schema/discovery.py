"""Finding features: every class of a kind that the modules of a package define."""

from __future__ import annotations

import importlib
import pkgutil
from collections.abc import Iterator
from types import ModuleType
from typing import TypeVar

T = TypeVar("T")


def defined_in(package: ModuleType, base: type[T]) -> Iterator[type[T]]:
    """The classes derived from a base, module by module in alphabetical order."""
    for name in sorted(info.name for info in pkgutil.iter_modules(package.__path__)):
        module = importlib.import_module(f"{package.__name__}.{name}")
        classes = (value for value in vars(module).values() if isinstance(value, type))
        own = (value for value in classes if value.__module__ == module.__name__)
        yield from (value for value in own if issubclass(value, base))
