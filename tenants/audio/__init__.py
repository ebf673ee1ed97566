"""Recordings: whatever was uploaded or is to be spoken, as the one kind of file the switch plays.

That is WAV, 8,000 samples a second, one channel, 16 bits. No byte of an upload is passed on: every
recording is read to samples and written anew.
"""

from __future__ import annotations

RATE = 8000
LARGEST_FILE = 20 << 20
LONGEST_SECONDS = 30 * 60


class NotAudio(Exception):
    """A recording that can't be read: one plain sentence, without the name of the file."""


class TooLarge(NotAudio):
    """A recording that is larger or longer than we take."""


class NoProgram(Exception):
    """A program is missing that is needed: one plain sentence."""
