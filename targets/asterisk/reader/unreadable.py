"""What the reader says when it meets text whose meaning it doesn't know."""

from __future__ import annotations


class Unreadable(ValueError):
    """Text that this reader doesn't understand: what it is, and why. It never guesses."""

    def __init__(self, what: str, text: str, why: str) -> None:
        super().__init__(f"{what} {text!r} can't be read: {why}")
        self.what = what
        self.text = text
        self.why = why
