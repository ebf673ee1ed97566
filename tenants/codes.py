"""Codes of the world around the compiler: recordings that can't be used, secrets nobody gave us."""

from __future__ import annotations

from compiler.codes import Code

MISSING_SECRET = Code(
    "SEC301",
    "missing-secret",
    """
A secret that the account refers to was not given to us.

`{secret: carrier}` names a secret that stands outside git. It is read from an environment variable
(`PBXC_SECRET_CARRIER`; for the account north/harbour `PBXC_SECRET_NORTH__HARBOUR__CARRIER`), or from
the file named with `pbxc compile --secrets`, which nobody but its owner may read:

    /: {carrier: 8dk3tq}
    north/harbour: {door-phone: 2kd9vw}
""",
)

NOT_A_RECORDING = Code(
    "MED301",
    "not-a-recording",
    """
A file in the media folder holds no sound that can be read.

Every recording is read whole and written anew as the switch wants it (8 kHz, one channel, 16 bits);
what can't be read is never passed on. Export it again, as WAV.
""",
)

RECORDING_TOO_LARGE = Code(
    "MED302",
    "recording-too-large",
    """
A recording is larger than 20 MiB, or plays for longer than 30 minutes.
""",
)

NO_CONVERTER = Code(
    "MED303",
    "no-converter",
    """
A recording is in a format that needs another program, and there is none on this machine.

WAV files are read by pbxc itself. For MP3, Ogg, FLAC and WMA it needs `ffmpeg`, or `sox` (not for
WMA). Install one of them, or save the recording as WAV.
""",
)

NO_VOICE = Code(
    "MED304",
    "no-voice",
    """
A sentence is to be spoken, and there is no program on this machine that speaks.

`say:` with a text is rendered to a recording when the account is compiled, by `espeak-ng`. Install it,
or record the sentence and play the recording. Checking and scenarios don't need it.
""",
)

SCENARIO_FAILED = Code(
    "CALL301",
    "scenario-failed",
    """
A scenario of the account did not go as it says it must.

The sentence says what was expected and what came instead; below it `pbxc test` tells the whole story.
Either the account is wrong, or what was expected of it has changed.
""",
)

UNWRITABLE = Code(
    "TGT301",
    "unwritable",
    """
A value can't be written into the switch's files so that the switch reads the same value back.

Nothing is ever repaired or cut in silence. Such values are refused where they are read; where one
comes as far as this, please report it.
""",
)
