"""Sound at another rate: a windowed-sinc low-pass, in whole numbers, so that every machine gives the
same bytes."""

from __future__ import annotations

import math
from array import array
from collections.abc import Iterator
from functools import lru_cache
from operator import mul
from typing import TypeAlias

from tenants.audio import RATE
from tenants.audio.waves import LIMIT, Sound

SHIFT = 16
REACH = 10  # zero crossings of the sinc on either side
PASS = 0.45  # of the lower rate: what is above is kept out, or it would come back as noise
MOST_PHASES = 512

Taps: TypeAlias = tuple[int, ...]


def at_rate(sound: Sound, rate: int = RATE) -> Sound:
    """The same sound at another rate."""
    if sound.rate == rate:
        return sound
    return Sound(rate, array("h", _converted(sound, rate)))


def _converted(sound: Sound, rate: int) -> Iterator[int]:
    common = math.gcd(sound.rate, rate)
    up, down = rate // common, sound.rate // common
    phases, half = _filters(sound.rate, rate, min(up, MOST_PHASES))
    padding = array("h", bytes(2 * half))
    samples = padding + sound.samples + padding + array("h", bytes(4))
    width = 2 * half
    for number in range(len(sound.samples) * up // down):
        whole, part = divmod(number * down, up)
        taps = phases[part * len(phases) // up]
        total = sum(map(mul, samples[whole + 1 : whole + 1 + width], taps)) >> SHIFT
        yield max(-LIMIT - 1, min(LIMIT, total))


@lru_cache(maxsize=8)
def _filters(source: int, target: int, count: int) -> tuple[tuple[Taps, ...], int]:
    """The taps for each place between two samples of the source, and how far they reach."""
    cutoff = 2 * PASS * min(source, target) / source
    half = math.ceil(REACH / cutoff)
    return tuple(_taps(number / count, cutoff, half) for number in range(count)), half


def _taps(offset: float, cutoff: float, half: int) -> Taps:
    """Taps that let everything below the cut-off pass as loud as it was."""
    places = [index - half + 1 - offset for index in range(2 * half)]
    weights = [_sinc(cutoff * place) * _window(place / half) for place in places]
    scale = (1 << SHIFT) / sum(weights)
    taps = [round(weight * scale) for weight in weights]
    taps[half - 1] += (1 << SHIFT) - sum(taps)
    return tuple(taps)


def _sinc(x: float) -> float:
    return math.sin(math.pi * x) / (math.pi * x) if x else 1.0


def _window(x: float) -> float:
    """Blackman's."""
    if abs(x) >= 1:
        return 0.0
    return 0.42 + 0.5 * math.cos(math.pi * x) + 0.08 * math.cos(2 * math.pi * x)
