"""What users change in an account: one small thing at a time, and never the same twice."""

from __future__ import annotations

import re
from collections.abc import Callable
from dataclasses import dataclass

USERS, MENUS, NUMBERS = "users.yaml", "callflows/menus.yaml", "numbers.yaml"
KEYS = ("callflow.billing", "callflow.directions", "group.sales", "user.ines-berg")
ROUTES = ("callflow.sales", "group.accounts", "callflow.main", "menu.services")


@dataclass(frozen=True)
class Edit:
    """One change of a file of an account.

    What `pattern` finds first is replaced by `text(turn)`, `turn` being the how manieth change it is.
    It is heard by whoever calls the account; what no call can hear is an object of `phone`.
    """

    name: str
    file: str
    pattern: str
    text: Callable[[int], str]
    phone: str = ""

    def of(self, text: str, turn: int) -> str:
        """The file's text with the change. ValueError where there is nothing to change."""
        for value in (self.text(turn), self.text(turn + 1)):
            found = re.search(self.pattern, text)
            if found is not None and found[0] != value:
                return text[: found.start()] + value + text[found.end() :]
        raise ValueError(f"{self.name}: nothing changes in {self.file}.")


EDITS = (
    Edit("a menu's key", MENUS, r'(?<="3": menu.hardware\n      "9": )\S+',
         lambda turn: KEYS[turn % len(KEYS)]),
    Edit("a ring time", USERS, r"(?<=ring: \{for: )\d+s", lambda turn: f"{11 + turn % 19}s"),
    Edit("a user's name", USERS, r"(?<=anna-berg:\n    name: )[^\n]+",
         lambda turn: f"Anna Berg {turn}"),
    Edit("a password", USERS, r"desk: \{(rotate: \d+, )?model: snom-d785",
         lambda turn: f"desk: {{rotate: {turn + 1}, model: snom-d785", phone="carla-berg-desk"),
    Edit("a new device", USERS, r"(\n      tablet-\d+: [^\n]+)?\n    voicemail:",
         lambda turn: f"\n      tablet-{turn}: {{type: softphone}}\n    voicemail:"),
    Edit("a number's route", NUMBERS, r"(?<=Line 5, route: )[^}]+",
         lambda turn: ROUTES[turn % len(ROUTES)]),
)  # fmt: skip
"""The changes of which pushes are made, in turn."""
