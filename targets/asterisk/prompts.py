"""The platform's prompts as Asterisk's own recordings, which it has in many languages.

The names are those of the core sounds that are installed beside Asterisk; it takes them in the
language of the call. No two prompts share one, so that what was heard tells which was meant.
"""

from __future__ import annotations

from collections.abc import Mapping

from schema.program import Media
from targets.asterisk.text import Unwritable

SOUNDS: Mapping[str, str] = {
    "activated": "activated",
    "confirm": "followme/options",
    "deactivated": "de-activated",
    "do-not-disturb": "do-not-disturb",
    "enter-number": "vm-enter-num-to-call",
    "forwarding": "call-forwarding",
    "invalid": "pbx-invalid",
    "not-available": "feature-not-avail-line",
    "not-permitted": "cannot-complete-as-dialed",
    "schedule-auto": "cancelled",
    "schedule-closed": "disabled",
    "schedule-open": "enabled",
}


def prompts() -> set[Media]:
    """Every prompt there is."""
    return {Media("", name) for name in SOUNDS}


def prompt_sound(name: str) -> str:
    """The recording of a prompt, as Playback takes it."""
    if name not in SOUNDS:
        raise Unwritable("a prompt", name, "Asterisk has no recording for it")
    return SOUNDS[name]
