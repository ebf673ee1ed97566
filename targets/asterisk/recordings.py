"""Recordings as Asterisk plays them: WAV of 16 bits, its rate told by the ending of its name."""

from __future__ import annotations

import hashlib
import io
import wave
from dataclasses import dataclass

from schema.program import Media
from targets.asterisk.text import Unwritable

ENDINGS = {8000: "wav", 16000: "wav16"}


@dataclass(frozen=True, slots=True)
class Sound:
    """What is to be known of a recording without its bytes: their SHA-256, and its ending."""

    sha256: str
    ending: str = "wav"


def sound_of(media: Media, content: bytes) -> Sound:
    """What a recording is. Raises `Unwritable` for one that Asterisk can't play."""
    return Sound(hashlib.sha256(content).hexdigest(), ending_of(media, content))


def ending_of(media: Media, sound: bytes) -> str:
    """The ending a recording's file must have."""
    name = f"{media.owner}/{media.name}"
    try:
        with wave.open(io.BytesIO(sound)) as file:
            shape = (file.getnchannels(), file.getsampwidth())
            rate = file.getframerate()
    except (wave.Error, EOFError) as error:
        raise Unwritable("a recording", name, f"it is no WAV: {error}") from error
    if shape != (1, 2) or rate not in ENDINGS:
        raise Unwritable("a recording", name, "it is not mono, 16 bits, 8 or 16 kHz")
    return ENDINGS[rate]


def silence() -> bytes:
    """A second of silence."""
    out = io.BytesIO()
    with wave.open(out, "wb") as file:
        file.setnchannels(1)
        file.setsampwidth(2)
        file.setframerate(8000)
        file.writeframes(bytes(16000))
    return out.getvalue()
