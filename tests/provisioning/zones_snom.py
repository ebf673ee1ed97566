"""The offset that a Snom's clock has, and its settings, read from its file alone."""

from __future__ import annotations

import re
from collections.abc import Mapping
from datetime import datetime

from targets.provisioning.vendors.snom import settings_in
from tests.provisioning.clocks_kept import Turn, kept

settings_read = settings_in

_RULE = re.compile(r"(\d+) (\S+ \S+) (\S+ \S+)")
_TURN = re.compile(r"(\d\d)\.(0[1-5])\.(0[1-7]) (\d\d):(\d\d):(\d\d)")


def offset_told(settings: Mapping[str, str], moment: datetime) -> int:
    """Seconds east of Greenwich at a moment."""
    if "dst_enable" in settings:
        return _dect(settings, moment)
    assert settings["timezone"] == ""
    standard = int(settings["utc_offset"])
    rule = _RULE.fullmatch(settings["dst"])
    if rule is None:
        assert settings["dst"] == ""
        return standard
    return kept(standard, int(rule[1]), _turn(rule[2]), _turn(rule[3]), moment)


def _turn(told: str) -> Turn:
    """`03.05.07 02:00:00`: weekday 1 is Monday."""
    found = _TURN.fullmatch(told)
    assert found is not None, told
    month, week, weekday, hours, minutes, seconds = map(int, found.groups())
    return Turn(month, week, weekday % 7, hours * 3600 + minutes * 60 + seconds)


def _dect(settings: Mapping[str, str], moment: datetime) -> int:
    found = re.fullmatch(r"[A-Z]{3}([+-][0-9.]+)", settings["timezone"])
    assert found is not None
    standard = round(float(found[1]) * 3600)
    assert settings["timezone_by_country_region"] == "off"
    assert settings["dst_by_country_region"] == "off"
    if settings["dst_enable"] == "off":
        return standard
    starts, ends = (_dect_turn(settings, which) for which in ("start", "stop"))
    return kept(standard, 3600, starts, ends, moment)


def _dect_turn(settings: Mapping[str, str], which: str) -> Turn:
    """Weekday 1 is Sunday."""
    names = ("month", "wday_last_in_month", "day_of_week", "time")
    month, week, weekday, hour = (int(settings[f"dst_{which}_{name}"]) for name in names)
    assert 0 <= hour < 24
    return Turn(month, week, weekday - 1, hour * 3600)
