"""Percentiles of what was measured."""

from __future__ import annotations

import math
from collections.abc import Sequence


def at_share(ordered: Sequence[float], share: float) -> float:
    """The smallest value that this share of all sorted values doesn't exceed."""
    return ordered[max(0, math.ceil(len(ordered) * share) - 1)]
