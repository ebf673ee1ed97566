"""Dates of a schedule, with the holidays library as an oracle for moving feasts."""

from __future__ import annotations

from datetime import date, timedelta

import holidays
import pytest

from schema.calendar import week_plan
from schema.calendar_dates import (
    CLOSED,
    HOLIDAY,
    HORIZON,
    NORMAL,
    DayRule,
    day_plan,
    period_at,
    read_dates,
)
from schema.patterns import best


def named(country: str, region: str | None, name: str) -> set[date]:
    language = holidays.country_holidays(country).default_language
    found = holidays.country_holidays(
        country, subdiv=region, years=HORIZON, observed=False, language=language
    )
    return {day for day, names in found.items() if name in names.split("; ")}


def dates(text: str) -> frozenset[date]:
    found = read_dates(text)
    assert not isinstance(found, str)
    return found


@pytest.mark.parametrize(
    ("text", "country", "region", "name"),
    [
        ("fourth thu of november", "US", None, "Thanksgiving Day"),
        ("last mon of may", "US", None, "Memorial Day"),
        ("first monday of september", "US", None, "Labor Day"),
        ("second mon in october", "CA", "ON", "Thanksgiving Day"),
        ("mon before may 25", "CA", "ON", "Victoria Day"),
        ("easter-2", "CA", "NS", "Good Friday"),
        ("easter+1", "GB", "ENG", "Easter Monday"),
        ("easter + 39", "AT", None, "Christi Himmelfahrt"),
        ("dec 25", "CA", "NS", "Christmas Day"),
        ("july 1", "CA", "NS", "Canada Day"),
        ("wed before november 23", "DE", "SN", "Buß- und Bettag"),
    ],
)
def test_a_moving_date_falls_where_the_holidays_library_says(
    text: str, country: str, region: str | None, name: str
) -> None:
    expected = named(country, region, name)
    assert len(expected) >= len(HORIZON) - 1
    assert expected <= set(dates(text))
    assert len(HORIZON) == len(dates(text))


@pytest.mark.parametrize(
    ("text", "expected"),
    [
        ("2026-12-25", ["2026-12-25"]),
        ("2026-12-31 - 2027-01-02", ["2026-12-31", "2027-01-01", "2027-01-02"]),
        ("2026-12-31-2027-01-01", ["2026-12-31", "2027-01-01"]),
    ],
)
def test_full_dates_are_read(text: str, expected: list[str]) -> None:
    assert {date.fromisoformat(one) for one in expected} == dates(text)


def test_a_range_of_days_comes_every_year() -> None:
    assert {date(y, 12, d) for y in HORIZON for d in (24, 25, 26)} == dates("Dec 24-26")


def test_a_range_over_new_year_comes_every_year() -> None:
    found = dates("dec 31 - jan 1")
    expected = {date(y, 12, 31) for y in HORIZON} | {date(y, 1, 1) for y in HORIZON}
    assert expected == found


def test_the_29th_of_february_is_read_in_leap_years_only() -> None:
    assert {2024, 2028, 2032, 2036, 2040, 2044} == {day.year for day in dates("feb 29")}


@pytest.mark.parametrize(
    "text",
    [
        "2026-13-01", "2026-02-30", "feb 30", "dec 26-24", "2027-01-02 - 2026-12-24", "1999-12-25",
        "2050-01-01", "christmas", "25", "", "sixth mon of may", "easter*2", "fifth foo of may",
    ],
)  # fmt: skip
def test_what_is_no_date_is_answered_with_a_sentence_that_quotes_it(text: str) -> None:
    found = read_dates(text)
    assert isinstance(found, str)
    assert f'"{text}"' in found


def test_a_closed_date_is_closed_and_the_day_after_is_normal() -> None:
    plan, problems = day_plan(closed=["2026-08-03"])
    assert () == problems
    assert (CLOSED, NORMAL) == (plan.on(date(2026, 8, 3)), plan.on(date(2026, 8, 4)))


def test_a_date_of_every_year_is_one_pattern() -> None:
    assert (("XXXX1225", CLOSED),) == day_plan(closed=["dec 25"])[0].rules


def test_a_holiday_beats_a_closed_date() -> None:
    plan, _ = day_plan(closed=["dec 24 - jan 2"], own_holidays=["dec 25"])
    assert (CLOSED, HOLIDAY) == (plan.on(date(2026, 12, 24)), plan.on(date(2026, 12, 25)))


def test_an_exception_beats_a_holiday_in_its_year_only() -> None:
    plan, _ = day_plan(own_holidays=["dec 25"], exceptions=["2026-12-25"])
    assert (NORMAL, HOLIDAY) == (plan.on(date(2026, 12, 25)), plan.on(date(2027, 12, 25)))
    assert (("20261225", NORMAL), ("XXXX1225", HOLIDAY)) == plan.rules


def test_of_two_exceptions_the_one_for_fewer_dates_counts() -> None:
    plan, _ = day_plan(exceptions={"2026-12-24": "normal", "dec 24": "08:00-12:00"})
    assert NORMAL == plan.on(date(2026, 12, 24))
    assert "hours" == plan.on(date(2027, 12, 24)).period


def test_special_hours_hold_on_their_date_whatever_the_week_says() -> None:
    week, _ = week_plan({"mon-fri": "08:00-17:00"})
    days, problems = day_plan(closed=["dec 24"], exceptions={"2026-12-24": "09:00-12:00"})
    assert () == problems
    day = date(2026, 12, 24)
    assert ["closed", "open", "open", "closed"] == [
        period_at(week, days, day, hour * 60) for hour in (8, 9, 11, 12)
    ]


@pytest.mark.parametrize("value", ["open", "closed", "holidays", "lunch"])
def test_an_exception_may_be_one_period_all_day(value: str) -> None:
    plan, problems = day_plan(exceptions={"2026-12-24": value}, named=["lunch"])
    assert ((), DayRule(value)) == (problems, plan.on(date(2026, 12, 24)))


def test_an_unknown_period_in_an_exception_names_the_nearest() -> None:
    _, problems = day_plan(exceptions={"2026-12-24": "lunhc"}, named=["lunch"], route=("s",))
    assert [(("s", "except", "2026-12-24"), "Did you mean lunch?")] == [
        (one.where, one.help) for one in problems
    ]


def test_mistakes_are_reported_at_their_place() -> None:
    _, problems = day_plan(
        closed=["dec 25", "foo"], own_holidays=["bar"], exceptions={"baz": "normal"}, route=("s",)
    )
    assert [("s", "closed", 1), ("s", "holidays", 0), ("s", "except", "baz")] == [
        one.where for one in problems
    ]


def test_the_patterns_say_for_every_day_what_the_dates_said() -> None:
    texts = ["easter+1", "dec 24-26", "2026-07-03", "fourth thu of november", "feb 29"]
    plan, _ = day_plan(closed=texts, exceptions=["2027-12-26"])
    said = {day for text in texts for day in dates(text)} - {date(2027, 12, 26)}
    rules = dict(plan.rules)
    day = date(HORIZON.start, 1, 1)
    while day.year in HORIZON:
        pattern = best(rules, f"{day:%Y%m%d}")
        found = rules[pattern] if pattern else NORMAL
        assert (CLOSED if day in said else NORMAL) == found == plan.on(day)
        day += timedelta(1)
