"""Country packs: one module per country, found by its two-letter name.

A new country is a new module here with a constant `COUNTRY`; nothing else changes.
"""

from __future__ import annotations

import importlib
import pkgutil
from collections.abc import Mapping
from types import MappingProxyType

from schema.country import Country

CODES: tuple[str, ...] = tuple(
    sorted(found.name.upper() for found in pkgutil.iter_modules(__path__) if len(found.name) == 2)
)


def _pack(code: str) -> Country:
    pack = importlib.import_module(f"{__name__}.{code.lower()}").COUNTRY
    if not isinstance(pack, Country):
        raise TypeError(f"schema.countries.{code.lower()}.COUNTRY is no country pack")
    return pack


COUNTRIES: Mapping[str, Country] = MappingProxyType({code: _pack(code) for code in CODES})
"""Every country pack by its two-letter code, sorted."""


def country(code: str) -> Country:
    """The pack of a country by its two letters. KeyError where there is none."""
    return COUNTRIES[code.upper()]
