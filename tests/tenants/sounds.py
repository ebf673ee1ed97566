"""Sounds for tests."""

from __future__ import annotations

import math
import struct
from array import array

from tenants.audio.waves import PCM, Sound


def tone(rate: int, pitch: float, seconds: float = 0.5, loudness: int = 20000) -> Sound:
    """A pure tone."""
    count = int(rate * seconds)
    turn = 2 * math.pi * pitch / rate
    return Sound(rate, array("h", [int(loudness * math.sin(turn * n)) for n in range(count)]))


def loudness(sound: Sound) -> float:
    """How loud the middle of a sound is."""
    count = len(sound.samples)
    middle = sound.samples[count // 4 : count * 3 // 4]
    return math.sqrt(sum(sample * sample for sample in middle) / len(middle))


def wave_file(
    data: bytes,
    coding: int = PCM,
    channels: int = 1,
    rate: int = 8000,
    bits: int = 16,
    before: bytes = b"",
    size: int | None = None,
) -> bytes:
    """A WAV file, made by hand so that it can be wrong."""
    frame = channels * bits // 8
    form = struct.pack("<HHIIHH", coding, channels, rate, rate * frame, frame, bits)
    head = struct.pack("<I", len(data) if size is None else size)
    body = b"WAVE" + b"fmt " + struct.pack("<I", 16) + form + before + b"data" + head + data
    return b"RIFF" + struct.pack("<I", len(body)) + body
