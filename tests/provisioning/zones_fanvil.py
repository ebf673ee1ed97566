"""The offset that a Fanvil's clock has, and its settings, read from its file alone."""

from __future__ import annotations

from collections.abc import Mapping
from datetime import datetime

from targets.provisioning.vendors.fanvil import settings_in
from tests.provisioning.clocks_kept import Turn, kept

settings_read = settings_in


def offset_told(settings: Mapping[str, str], moment: datetime) -> int:
    """Seconds east of Greenwich at a moment."""
    told = {_plain(name): value for name, value in settings.items()}
    standard = int(told["TimeZone"]) * 900
    assert told["TimeZoneName"] == _name(standard)
    if told["DSTType"] == "0":
        assert told.get("EnableDST", "0") == "0"
        return standard
    assert (told["DSTType"], told["DSTRuleMode"]) == ("2", "0")
    saving = int(told["DSTMinOffset"]) * 60
    assert saving <= 3600
    return kept(standard, saving, _turn(told, "Start"), _turn(told, "End"), moment)


def _plain(name: str) -> str:
    """`TimeZone`, of `phone:date:TimeZone` and of `…:Time_Zone`."""
    return name.rpartition(":")[2].replace("_", "")


def _name(standard: int) -> str:
    """As phones have it in their list: west with two digits, east with as many as needed."""
    hours, minutes = divmod(abs(standard) // 60, 60)
    digits = f"{hours:02}" if standard < 0 else str(hours)
    rest = f":{minutes:02}" if minutes else ""
    return f"UTC{'-' if standard < 0 else '+'}{digits}{rest}" if standard else "UTC"


def _turn(told: Mapping[str, str], which: str) -> Turn:
    month, week, weekday, hour = (
        int(told[f"DST{which}{name}"]) for name in ("Mon", "Week", "Wday", "Hour")
    )
    assert 1 <= week <= 5
    assert 0 <= weekday <= 6
    assert 0 <= hour < 24
    return Turn(month, week, weekday, hour * 3600)
