"""Sentences that are rendered to recordings when compiled."""

from __future__ import annotations

import hashlib


def speech_name(text: str) -> str:
    """The name of the recording of a sentence; equal sentences share one."""
    return "say-" + hashlib.sha256(text.encode()).hexdigest()[:12]
