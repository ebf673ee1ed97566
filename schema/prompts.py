"""The platform's own prompts, by name. A target must know how to say each of them."""

from __future__ import annotations

PROMPTS: dict[str, str] = {
    "activated": "activated",
    "confirm": "press 1 to take this call",
    "deactivated": "switched off",
    "do-not-disturb": "do not disturb",
    "enter-number": "enter the number, then the hash key",
    "forwarding": "call forwarding",
    "invalid": "that is not valid, please try again",
    "not-available": "this feature is not available",
    "schedule-auto": "automatic",
    "schedule-closed": "closed",
    "schedule-open": "open",
    "not-permitted": "you are not allowed to make this call",
}
