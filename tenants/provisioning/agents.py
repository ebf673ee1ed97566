"""How a phone introduces itself: its model, its firmware and its hardware address."""

from __future__ import annotations

import re
from collections.abc import Iterator
from dataclasses import dataclass
from functools import lru_cache

from targets.provisioning.capability import all_models
from tenants.provisioning.wanted import WantedPhone

LONGEST = 300
"""The characters of a User-Agent that are looked at."""

_NO_DIGITS = re.compile(r"[^0-9a-f]")


@dataclass(frozen=True, slots=True)
class Introduction:
    """What a phone says of itself. What it doesn't say is empty."""

    agent: str = ""
    model: str = ""
    firmware: str = ""
    mac: str = ""


def introduction(agent: str, pattern: str) -> Introduction:
    """What a User-Agent says, by the regular expression of a vendor."""
    shown = "".join(one if one.isprintable() else "?" for one in agent[:LONGEST])
    found = _compiled(pattern).search(shown) if pattern else None
    said = {name: text or "" for name, text in found.groupdict().items()} if found else {}
    mac = _NO_DIGITS.sub("", said.get("mac", "").lower())
    return Introduction(shown, said.get("model", "").strip(), said.get("firmware", ""), mac)


@lru_cache(maxsize=256)
def _compiled(pattern: str) -> re.Pattern[str]:
    return re.compile(pattern, re.IGNORECASE)


def oddities(said: Introduction, wanted: WantedPhone) -> Iterator[str]:
    """What a phone says of itself that is otherwise in the inventory, in words."""
    mac = wanted.phone.mac
    if said.mac and mac and said.mac != mac:
        yield f"says that it is {said.mac}"
    model = all_models().get(wanted.phone.model)
    known = {_plain(one) for one in model.agents} if model else set()
    if said.model and known and _plain(said.model) not in known:
        yield f"says that it is a {said.model}"
    firmware = wanted.desk.firmware
    if firmware and said.firmware and said.firmware != firmware:
        yield f"has the firmware {said.firmware}, not {firmware}"


def _plain(model: str) -> str:
    """A model's name without what firmwares write differently."""
    return "".join(one for one in model.lower() if one.isalnum())
