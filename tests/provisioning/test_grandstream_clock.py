"""Grandstream's clocks: a rule of one's own for every zone."""

from __future__ import annotations

from dataclasses import replace

import pytest

from targets.provisioning.grandstream.clock import clock_lost, clock_settings
from targets.provisioning.zones import ZoneRefused, zone_rule
from tests.provisioning.test_grandstream import phone_of, told


@pytest.mark.parametrize(
    ("zone", "rule"),
    [
        ("Europe/Amsterdam", "STD-1DST-2,M3.5.0/2,M10.5.0/3"),
        ("America/St_Johns", "STD+3:30DST+2:30,M3.2.0/2,M11.1.0/2"),
        ("Asia/Kathmandu", "STD-5:45"),
        ("UTC", "STD+0"),
        ("Pacific/Chatham", "STD-12:45DST-13:45,M9.5.0/2:45,M4.1.0/3:45"),
        ("America/Santiago", "STD+4DST+3,M9.1.6/24,M4.1.6/24"),
    ],
)
def test_a_zone_is_a_rule_of_ones_own(zone: str, rule: str) -> None:
    settings = told(phone_of(zone=zone))
    assert settings["dateTime.timezone"] == "customize"
    assert settings["dateTime.timezone.custom"] == rule


def test_a_change_of_the_clock_on_another_day_is_told_as_such() -> None:
    assert "120 minutes off" in clock_lost(zone_rule("Asia/Jerusalem"))


def test_a_change_of_the_clock_that_is_days_off_is_refused() -> None:
    zone = zone_rule("Asia/Jerusalem")
    assert zone.starts is not None
    late = replace(zone, starts=replace(zone.starts, seconds=50 * 3600))
    with pytest.raises(ZoneRefused, match="50 hours after"):
        list(clock_settings(late, 0))
