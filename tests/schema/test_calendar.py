"""Opening hours: every minute of a week, read, planned and written as patterns."""

from __future__ import annotations

import itertools

import pytest
from hypothesis import given, settings
from hypothesis import strategies as st

from schema.calendar import DAY, WEEK, WEEKDAYS, day_hours, read_weekdays, week_plan
from schema.calendar_patterns import day_patterns, minute_patterns
from schema.patterns import matches, overlap, positions

OFFICE = {"mon-thu": "08:00-17:00", "fri": "08:00-15:00, 16:00-18:00"}


def moment(text: str) -> int:
    day, clock = text.split()
    return WEEKDAYS.index(day) * DAY + int(clock[:2]) * 60 + int(clock[3:])


def key(minute: int) -> str:
    return f"{minute // DAY + 1}{minute % DAY // 60:02}{minute % 60:02}"


@pytest.mark.parametrize(
    ("when", "expected"),
    [
        ("mon 07:59", "closed"),
        ("mon 08:00", "open"),
        ("thu 16:59", "open"),
        ("thu 17:00", "closed"),
        ("fri 15:00", "closed"),
        ("fri 16:00", "open"),
        ("fri 17:59", "open"),
        ("sun 10:00", "closed"),
    ],
)
def test_hours_are_half_open(when: str, expected: str) -> None:
    assert expected == week_plan(OFFICE)[0].at(moment(when))


@pytest.mark.parametrize(
    ("when", "expected"),
    [
        ("sat 21:59", "closed"),
        ("sat 22:00", "open"),
        ("sun 01:59", "open"),
        ("sun 02:00", "closed"),
        ("sun 23:59", "open"),
        ("mon 01:59", "open"),
        ("mon 02:00", "closed"),
        ("sat 01:00", "closed"),
    ],
)
def test_hours_across_midnight_run_on_into_the_next_day(when: str, expected: str) -> None:
    assert expected == week_plan({"sat-sun": "22:00-02:00"})[0].at(moment(when))


def test_a_named_period_beats_open_and_closed() -> None:
    plan, problems = week_plan(
        OFFICE, {"lunch": {"mon-fri": "12:00-13:00"}, "late": {"sat": "20:00-22:00"}}
    )
    assert () == problems
    assert ["open", "lunch", "open", "late"] == [
        plan.at(moment(when)) for when in ("mon 11:59", "mon 12:00", "mon 13:00", "sat 21:00")
    ]


def test_nothing_open_is_closed_all_week() -> None:
    assert (("XXXXX", "closed"),) == minute_patterns(week_plan({})[0])


def test_a_day_and_night_office_is_one_pattern() -> None:
    assert (("XXXXX", "open"),) == minute_patterns(week_plan({"daily": "00:00-24:00"})[0])


def test_hours_may_be_a_list_of_ranges() -> None:
    assert week_plan(OFFICE) == week_plan(
        {"mon-thu": ["08:00-17:00"], "fri": ["08:00-15:00", "16:00-18:00"]}
    )


@pytest.mark.parametrize(
    ("text", "expected"),
    [
        ("mon", (0,)),
        ("Tuesday", (1,)),
        ("mon-thu", (0, 1, 2, 3)),
        ("sat-mon", (0, 5, 6)),
        ("mon, wed-thu", (0, 2, 3)),
        ("weekdays", (0, 1, 2, 3, 4)),
        ("weekend", (5, 6)),
        ("daily", (0, 1, 2, 3, 4, 5, 6)),
        ("someday", None),
        ("mon-", (0,)),
        ("", None),
    ],
)
def test_weekdays_are_read(text: str, expected: tuple[int, ...] | None) -> None:
    assert expected == read_weekdays(text)


@pytest.mark.parametrize(
    ("hours", "sentence"),
    [
        ("8-17", '"8-17" is not a range of hours: write it like 08:00-17:00.'),
        ("08:00-25:00", '"08:00-25:00" holds no time of day: hours run from 00:00 to 24:00.'),
        ("08:60-09:00", '"08:60-09:00" holds no time of day: hours run from 00:00 to 24:00.'),
        ("08:00-08:00", '"08:00-08:00" has no length; the whole day is 00:00-24:00.'),
        ("24:00-08:00", '"24:00-08:00" holds no time of day: hours run from 00:00 to 24:00.'),
        ("", '"" is not a range of hours: write it like 08:00-17:00.'),
    ],
)
def test_wrong_hours_are_a_problem_at_their_place(hours: str, sentence: str) -> None:
    _, problems = week_plan({"mon": hours}, route=("schedules", "office"))
    assert [(("schedules", "office", "open", "mon"), sentence)] == [
        (one.where, one.sentence) for one in problems
    ]


def test_a_wrong_weekday_names_the_nearest() -> None:
    _, problems = week_plan({"wensday": "08:00-09:00"})
    assert ["Did you mean wednesday?"] == [one.help for one in problems]


def test_every_mistake_is_reported_in_one_go() -> None:
    _, problems = week_plan({"mon": "x", "foo": "y"}, {"lunch": {"tue": "z"}})
    assert 3 == len(problems)


def test_two_named_periods_at_one_time_are_a_problem_with_both_places() -> None:
    _, problems = week_plan(
        OFFICE, {"lunch": {"mon-fri": "12:00-13:00"}, "staff": {"wed": "12:30-14:00"}}
    )
    assert [
        (
            ("named", "staff", "wed"),
            ("named", "lunch", "mon-fri"),
            '"staff" and "lunch" both claim wed 12:30; only one of them can.',
        )
    ] == [(one.where, one.also, one.sentence) for one in problems]


@pytest.mark.parametrize("name", ["open", "closed", "holidays", "normal", "auto"])
def test_a_period_can_not_have_a_word_of_the_language_as_its_name(name: str) -> None:
    _, problems = week_plan({}, {name: {"mon": "08:00-09:00"}})
    assert [("named", name)] == [one.where for one in problems]


def test_an_ordinary_office_needs_few_patterns() -> None:
    plan, _ = week_plan({"mon-fri": "08:00-17:00"})
    assert {
        ("[12345]0[89]XX", "open"),
        ("[12345]1[0123456]XX", "open"),
    } == {one for one in minute_patterns(plan) if one[1] == "open"}
    assert 5 == len(minute_patterns(plan))


clocks = st.integers(0, DAY - 1).map(lambda m: f"{m // 60:02}:{m % 60:02}")
ranges = st.tuples(clocks, clocks).filter(lambda r: r[0] != r[1]).map("-".join)
weeks = st.dictionaries(
    st.sampled_from(["mon", "tue-thu", "fri", "sat-sun", "weekdays", "daily"]),
    st.lists(ranges, min_size=1, max_size=3),
    max_size=4,
)


def minutes_of(text: str, days: tuple[int, ...]) -> set[int]:
    """The minutes that a range covers, counted one by one."""
    start, end = (int(t[:2]) * 60 + int(t[3:]) for t in text.split("-"))
    length = (end - start) % DAY
    return {(day * DAY + start + step) % WEEK for day in days for step in range(length)}


def periods_by_key(table: tuple[tuple[str, str], ...]) -> dict[str, list[str]]:
    """The periods of every key that fits some pattern: each pattern written out in full."""
    found: dict[str, list[str]] = {}
    for pattern, period in table:
        for parts in itertools.product(*positions(pattern)):
            found.setdefault("".join(parts), []).append(period)
    return found


@settings(max_examples=25, deadline=None)
@given(weeks, weeks)
def test_every_minute_of_a_week_fits_exactly_one_pattern_with_its_period(
    opened: dict[str, list[str]], lunch: dict[str, list[str]]
) -> None:
    plan, problems = week_plan(opened, {"lunch": lunch})
    assert () == problems
    table = minute_patterns(plan)
    sets = [
        set().union(*(minutes_of(r, read_weekdays(k) or ()) for k, v in one.items() for r in v))
        for one in (opened, lunch)
    ]
    expected = {
        key(minute): ["lunch" if minute in sets[1] else "open" if minute in sets[0] else "closed"]
        for minute in range(WEEK)
    }
    found = periods_by_key(table)
    assert expected == {minute: found[minute] for minute in expected}


@settings(max_examples=50, deadline=None)
@given(weeks, weeks)
def test_the_patterns_of_a_week_never_overlap(
    opened: dict[str, list[str]], lunch: dict[str, list[str]]
) -> None:
    found = [pattern for pattern, _ in minute_patterns(week_plan(opened, {"lunch": lunch})[0])]
    assert [] == [(a, b) for at, a in enumerate(found) for b in found[at + 1 :] if overlap(a, b)]


@settings(max_examples=50, deadline=None)
@given(st.lists(ranges, max_size=3))
def test_every_minute_of_a_special_day_fits_exactly_one_pattern(texts: list[str]) -> None:
    inside = [text for text in texts if text[:5] < text[6:]]
    hours, problems = day_hours(inside, ())
    assert () == problems
    table = day_patterns(hours, lead="X")
    opened = set().union(*(minutes_of(text, (0,)) for text in inside))
    for minute in range(DAY):
        expected = "open" if minute in opened else "closed"
        assert [expected] == [p for pattern, p in table if matches(pattern, "3" + key(minute)[1:])]


def test_the_hours_of_a_date_can_not_cross_midnight() -> None:
    _, problems = day_hours("20:00-02:00", ("except", "2026-12-31"))
    assert [("except", "2026-12-31")] == [one.where for one in problems]


def test_equal_special_hours_have_equal_names() -> None:
    assert {"0800-1200.1300-1500"} == {
        day_hours(text, ())[0].name
        for text in ("08:00-12:00,13:00-15:00", "13:00-15:00, 8:00-12:00")
    }
