"""Public holidays of countries and regions."""

from __future__ import annotations

from datetime import date

import pytest

from compiler.holidays import holiday_dates
from schema.calendar_dates import HORIZON
from schema.countries import CODES


def test_a_region_has_its_own_holidays() -> None:
    found, problems = holiday_dates("CA", "NS")
    assert () == problems
    assert "Heritage Day" == found[date(2026, 2, 16)]


def test_a_region_may_be_named_in_full() -> None:
    assert holiday_dates("CA", "NS") == holiday_dates("CA", "Nova Scotia")


def test_the_holidays_are_those_of_the_fixed_years() -> None:
    assert set(HORIZON) == {day.year for day in holiday_dates("CA", "NS")[0]}


@pytest.mark.parametrize("code", CODES)
def test_every_country_pack_has_public_holidays(code: str) -> None:
    found, problems = holiday_dates(code)
    assert () == problems
    assert len(HORIZON) <= len(found)


def test_an_unknown_country_is_a_problem() -> None:
    found, problems = holiday_dates("XQ", route=("schedules", "office", "holidays"))
    assert {} == found
    assert [("schedules", "office", "holidays", "country")] == [one.where for one in problems]


def test_an_unknown_region_names_the_nearest() -> None:
    found, problems = holiday_dates("CA", "Nova Scotai")
    assert {} == found
    assert ["Did you mean Nova Scotia?"] == [one.help for one in problems]


def test_the_holidays_come_in_order() -> None:
    days = list(holiday_dates("DE", "BY")[0])
    assert sorted(days) == days


def test_holidays_have_the_names_of_their_country_on_every_machine() -> None:
    assert "Christi Himmelfahrt" == holiday_dates("AT")[0][date(2026, 5, 14)]
