"""The offset that a Gigaset base's clock has, and its settings, read from its file alone."""

from __future__ import annotations

from collections.abc import Mapping
from datetime import datetime

from targets.provisioning.vendors.gigaset import settings_in
from tests.provisioning.zones_algo import seconds_in

settings_read = settings_in


def offset_told(settings: Mapping[str, str], moment: datetime) -> int:
    """Seconds east of Greenwich at a moment, in the zone of its list that it is told."""
    return seconds_in(settings["DmGlobal.0.TimeZone"], moment)
