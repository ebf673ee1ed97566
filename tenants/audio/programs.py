"""The programs that decode and speak, where this machine has them: ffmpeg, sox, espeak-ng.

They get what they work on through a pipe and give WAV back through another: they open no file and
no address that an upload might name. Formats are told to them, never guessed.
"""

from __future__ import annotations

import os
import shutil
import subprocess
from collections.abc import Sequence

from tenants.audio import LONGEST_SECONDS, NoProgram, NotAudio

MOST_SECONDS = 120  # a program may work for so long
FFMPEG_FORMATS = {"mp3": "mp3", "ogg": "ogg", "flac": "flac", "wma": "asf", "wav": "wav"}
SOX_FORMATS = {"mp3": "mp3", "ogg": "ogg", "flac": "flac", "wav": "wav"}
VOICES = "espeak-ng"


def decode(content: bytes, ending: str) -> bytes:
    """A recording as WAV. NoProgram where none can decode it, NotAudio where it is none."""
    for name, command in (
        ("ffmpeg", _ffmpeg(FFMPEG_FORMATS.get(ending))),
        ("sox", _sox(SOX_FORMATS.get(ending))),
    ):
        program = shutil.which(name)
        if program and command:
            return _run([program, *command], content)
    raise NoProgram(f"{ending.upper()} files need ffmpeg or sox, and neither is on this machine")


def speak(text: str, language: str) -> bytes:
    """A sentence as WAV. NoProgram where nothing here speaks."""
    program = shutil.which(VOICES)
    if program is None:
        raise NoProgram(f"a sentence is to be spoken, and {VOICES} is not on this machine")
    return _run([program, "-v", language, "-s", "150", "--stdin", "--stdout"], text.encode())


def _ffmpeg(form: str | None) -> Sequence[str]:
    if form is None:
        return ()
    taken = ["-nostdin", "-v", "error", "-protocol_whitelist", "pipe", "-f", form, "-i", "pipe:0"]
    given = ["-map", "0:a:0", "-t", str(LONGEST_SECONDS + 1), "-c:a", "pcm_s16le"]
    return [*taken, *given, "-bitexact", "-f", "wav", "pipe:1"]


def _sox(form: str | None) -> Sequence[str]:
    if form is None:
        return ()
    given = ["-t", "wav", "-b", "16", "-e", "signed-integer", "-"]
    return ["-V1", "-D", "-t", form, "-", *given, "trim", "0", str(LONGEST_SECONDS + 1)]


def _run(command: Sequence[str], content: bytes) -> bytes:
    name = os.path.basename(command[0])
    try:
        done = subprocess.run(command, input=content, capture_output=True, timeout=MOST_SECONDS)
    except subprocess.TimeoutExpired as error:
        raise NotAudio(f"{name} did not finish with it") from error
    except OSError as error:
        raise NoProgram(f"{name} can't be run: {(error.strerror or '').lower()}") from error
    if done.returncode or not done.stdout:
        raise NotAudio(f"{name} can't read it")
    return done.stdout
