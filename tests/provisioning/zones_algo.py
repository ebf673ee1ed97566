"""The offset that an Algo's clock has, and its settings, read from its file alone."""

from __future__ import annotations

from collections.abc import Mapping
from datetime import datetime
from functools import cache
from importlib import resources
from zoneinfo import ZoneInfo

from targets.provisioning.vendors.algo import settings_in

settings_read = settings_in


def offset_told(settings: Mapping[str, str], moment: datetime) -> int:
    """Seconds east of Greenwich at a moment, in the zone that it is told by its name."""
    return seconds_in(settings["admin.timezone"], moment)


def seconds_in(zone: str, moment: datetime) -> int:
    """Seconds east of Greenwich at a moment in a zone of the pinned tz database."""
    told = moment.astimezone(_zone(zone)).utcoffset()
    assert told is not None
    return round(told.total_seconds())


@cache
def _zone(name: str) -> ZoneInfo:
    with resources.files("tzdata").joinpath("zoneinfo", *name.split("/")).open("rb") as file:
        return ZoneInfo.from_file(file)
