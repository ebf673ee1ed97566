"""Opening hours as dial patterns, so that any switch can look up a minute like a dialled number.

The key of a minute is `DHHMM` (`11305` is Monday 13:05). Patterns never overlap; keys that no clock
shows, such as `19999`, may fit one, which keeps the patterns few.
"""

from __future__ import annotations

from collections.abc import Iterable, Mapping, Sequence
from functools import lru_cache
from typing import TypeAlias

from schema.calendar import DAY, DayHours, WeekPlan
from schema.patterns import written

Digits: TypeAlias = frozenset[int]
Box: TypeAlias = tuple[tuple[Digits, ...], str]
"""What may stand at each place of the key, and the period there."""

ALL = frozenset(range(10))
DAYS = frozenset(range(1, 8))
HOUR_TENS = frozenset({0, 1, 2})
TWENTIES = frozenset({0, 1, 2, 3})
MINUTE_TENS = frozenset(range(6))

# Most hours hold one period, most days are like another, and many accounts keep the same week.
WEEKS, DAYS_KEPT, HOURS_KEPT = 256, 256, 1024


@lru_cache(WEEKS)
def minute_patterns(plan: WeekPlan) -> tuple[tuple[str, str], ...]:
    """Patterns over `DHHMM` with their periods, sorted. Every minute fits exactly one."""
    periods = [span.period for span in plan.spans for _ in range(span.start, span.end)]
    days = {day + 1: _day_boxes(tuple(periods[day * DAY : (day + 1) * DAY])) for day in range(7)}
    return _patterns(_joined(days), (DAYS, HOUR_TENS, ALL, MINUTE_TENS, ALL))


def day_patterns(hours: DayHours, lead: str = "") -> tuple[tuple[str, str], ...]:
    """Patterns over `HHMM` for one special day. With `lead` `X` they fit a key `DHHMM`."""
    periods = tuple(span.period for span in hours.spans for _ in range(span.start, span.end))
    found = _patterns(_day_boxes(periods), (HOUR_TENS, ALL, MINUTE_TENS, ALL))
    return tuple((lead + pattern, period) for pattern, period in found)


@lru_cache(DAYS_KEPT)
def _day_boxes(periods: tuple[str, ...]) -> tuple[Box, ...]:
    """Boxes over `HHMM` for the 1,440 minutes of a day.

    After 23:59 there is no hour, so what 24 to 29 o'clock hold is chosen to need the fewest boxes.
    """
    hours = [_hour_boxes(periods[start : start + 60]) for start in range(0, DAY, 60)]
    nothing: list[tuple[Box, ...]] = [() for _ in range(6)]
    spare = (hours[4:10], hours[14:20], nothing)
    return tuple(_trimmed(min((_clock_boxes(hours + more) for more in spare), key=len)))


def _trimmed(boxes: list[Box]) -> list[Box]:
    """Boxes without the hours after 23 where these stand alone, so that a person can read them."""
    found: list[Box] = []
    for (tens, ones, *rest), period in boxes:
        late = 2 in tens and not ones & TWENTIES
        hours = tens - {2} if late else tens
        if hours:
            found.append(((hours, ones & TWENTIES if hours == {2} else ones, *rest), period))
    return found


def _clock_boxes(hours: Sequence[tuple[Box, ...]]) -> list[Box]:
    tens = {
        ten: _joined({one: hours[ten * 10 + one] for one in range(10)}) for ten in sorted(HOUR_TENS)
    }
    return _joined(tens)


@lru_cache(HOURS_KEPT)
def _hour_boxes(periods: tuple[str, ...]) -> tuple[Box, ...]:
    tens = {
        ten: _joined({one: [((), periods[ten * 10 + one])] for one in range(10)})
        for ten in sorted(MINUTE_TENS)
    }
    return tuple(_joined(tens))


def _joined(children: Mapping[int, Iterable[Box]]) -> list[Box]:
    """One more place in front: equal boxes of several digits become one box."""
    digits: dict[Box, set[int]] = {}
    for digit, boxes in children.items():
        for box in boxes:
            digits.setdefault(box, set()).add(digit)
    return [((frozenset(found), *places), period) for (places, period), found in digits.items()]


def _patterns(boxes: Iterable[Box], full: tuple[Digits, ...]) -> tuple[tuple[str, str], ...]:
    """Boxes written down. A place that may hold all that a clock shows there may hold anything."""
    found: list[tuple[str, str]] = []
    for places, period in boxes:
        wide = (ALL if place >= whole else place for place, whole in zip(places, full, strict=True))
        texts = ("".join(str(digit) for digit in sorted(place)) for place in wide)
        found.append((written(texts), period))
    return tuple(sorted(found))
