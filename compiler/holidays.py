"""Public holidays: the one door to the `holidays` library."""

from __future__ import annotations

import sys
from collections.abc import Iterable, Mapping
from datetime import date
from functools import cache
from importlib.util import find_spec, module_from_spec

import holidays as library
from holidays.registry import EntityLoader

from schema.calendar import CalendarProblem
from schema.calendar_dates import HORIZON
from schema.program import Route
from schema.reading import did_you_mean, quote


def holiday_dates(
    country: str, region: str = "", route: Route = ()
) -> tuple[Mapping[date, str], tuple[CalendarProblem, ...]]:
    """The public holidays of a country, or of one of its regions, by date with their names.

    `region` is the code of a province, state or canton, or its name. An unknown country or region
    is a problem that names the nearest known one, and there are no holidays then.
    """
    code = country.upper()
    if code not in _countries():
        sentence = f"{quote(country)} is no country whose public holidays are known."
        hint = did_you_mean(country, _countries())
        return {}, (CalendarProblem((*route, "country"), sentence, help=hint),)
    known = _region_codes(code)
    if region and region.casefold() not in known:
        return {}, (_no_region(code, region, known, route),)
    return _dates(code, known[region.casefold()] if region else ""), ()


def _no_region(
    country: str, region: str, known: Mapping[str, str], route: Route
) -> CalendarProblem:
    codes = sorted(set(known.values()))
    where = f"{quote(region)} is no region of {country}"
    sentence = f"{where}: {_listed(codes)}." if codes else f"{where}, which has no regions here."
    hint = did_you_mean(region, (*codes, *(name.title() for name in known)))
    return CalendarProblem((*route, "region"), sentence, help=hint)


def _listed(codes: Iterable[str]) -> str:
    text = ", ".join(codes)
    return text if len(text) <= 120 else text[:117] + "..."


@cache
def _countries() -> tuple[str, ...]:
    """The countries that the library knows, by two-letter code. Their regions would take it a tenth
    of a second: each country is a module of its own."""
    codes = EntityLoader.get_country_codes(include_aliases=False)
    return tuple(sorted(code for code in codes if len(code) == 2))


def _open_countries() -> None:
    """Makes the library's package of countries known without running it: that would import all 250
    of them for the one that is wanted."""
    name = "holidays.countries"
    spec = find_spec(name)
    if name not in sys.modules and spec:
        sys.modules[name] = module_from_spec(spec)


@cache
def _region_codes(country: str) -> Mapping[str, str]:
    """Codes of a country's regions by code and by name, both in small letters."""
    _open_countries()
    known = library.country_holidays(country)
    names = known.get_subdivision_aliases()
    found = {code.casefold(): code for code in known.subdivisions}
    return found | {name.casefold(): code for code, many in names.items() for name in many}


@cache
def _dates(country: str, region: str) -> Mapping[date, str]:
    """Dates with the names they have in the country. Left to itself, the library would take the
    language of the machine, and two machines would name them differently."""
    language = library.country_holidays(country).default_language
    found = library.country_holidays(
        country, subdiv=region or None, years=HORIZON, language=language
    )
    return dict(sorted(found.items()))
