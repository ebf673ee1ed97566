"""The stopwatch that tells how long each stage of a push took."""

from __future__ import annotations

from targets.asterisk.live.laps import Laps


def test_each_stage_is_given_the_time_since_the_one_before() -> None:
    moments = iter([0.0, 1.0, 3.0, 3.5, 7.5])
    laps = Laps(lambda: next(moments))
    laps.start()
    laps.lap("read")
    laps.lap("write")
    laps.lap("read")
    assert {"read": 6.0, "write": 0.5} == laps.took


def test_a_start_may_lie_in_the_past() -> None:
    laps = Laps(lambda: 10.0)
    laps.start(4.0)
    laps.lap("bell")
    assert {"bell": 6.0} == laps.took
