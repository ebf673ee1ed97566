"""Offices to try precedence in: each level of them can be given its own value."""

from __future__ import annotations

from collections.abc import Callable, Iterable
from typing import TypeVar

import pytest
from _pytest.mark import ParameterSet

from tests.compiler.whole import MINIMAL, Told, Whole, compile_texts, events, folder, subjects

Test = TypeVar("Test", bound=Callable[..., None])

OUTSIDE = "916475550188"
EMERGENCY = "911"


def holds(rule: str) -> Callable[[Test], Test]:
    """Says of a test which row of the table it holds."""

    def keep(test: Test) -> Test:
        return test

    return keep


def falling(levels: Iterable[tuple[str, str]]) -> list[ParameterSet]:
    """For each level what is written when those before it say nothing, and what then holds."""
    written = list(levels)
    return [
        pytest.param([text for text, _ in written[index:]], expected, id=expected or "nothing")
        for index, (_, expected) in enumerate(written)
    ]


def office(
    user: str = "", device: str = "", account: str = "", more: str = "", places: str = ""
) -> Whole:
    """Anna's desk and Ben's, with fields for Anna, her desk and the account."""
    text = MINIMAL.replace("account:\n", f"account:\n{account}")
    text = text.replace("locations:\n", f"locations:\n{places}")
    people = f"""
users:
  anna:
    name: Anna Berg
    extensions: [101]
{user}
    devices:
      desk: {{{device}}}
  ben: {{name: Ben Okafor, extensions: [102], devices: {{desk: {{}}}}}}
"""
    return compile_texts(folder("", f"{text}{people}{more}"))


def from_levels(written: Iterable[str]) -> Whole:
    """An office from lines such as `user caller_id: ...`: a level, and a key of its fields."""
    levels = ("user", "device", "account", "more", "place")
    lines: dict[str, list[str]] = {level: [] for level in levels}
    for level, _, text in (line.partition(" ") for line in written if line):
        lines[level].append(text)
    return office(
        "".join(f"    {line}\n" for line in lines["user"]),
        ", ".join(lines["device"]),
        "".join(f"  {line}\n" for line in lines["account"]),
        "".join(f"{line}\n" for line in lines["more"]),
        "".join(f"  {line}\n" for line in lines["place"]),
    )


def shown(whole: Whole, dialled: str, device: str = "anna-desk") -> str:
    """The last that a called party sees."""
    told = events(whole, Told(dialled, device))
    dials = next(i for i, e in enumerate(told) if e.verb in ("dials", "rings"))
    return [event.subject for event in told[:dials] if event.verb == "shows"][-1]


def may_call(whole: Whole, dialled: str, path: str = "") -> bool:
    return bool(subjects(whole, "dials", Told(dialled, "anna-desk"), path))


NORTH = """
account:
  name: North
  timezone: America/Halifax
  country: CA
  main_number: +19025550200
  default_location: clinic
locations:
  clinic: {street: 1 Road, city: Truro, region: NS, postal_code: B2N 1A1, country: CA}
numbers: {+19025550200: user.anna}
"""


ANNA = "users: {anna: {name: Anna, extensions: [101], devices: {desk: {}}}}"


def reseller(root: str = "", grant: str = "", child: str = ANNA, account: str = "") -> Whole:
    """A master and an account north below it."""
    given = f"type: standard\nnumbers: [+19025550200]\n{grant}\n"
    master = MINIMAL.replace("account:\n", f"account:\n  type: master\n{account}")
    return compile_texts(
        folder("", f"{master}\n{root}\n", {"north": given}), folder("north", f"{NORTH}\n{child}\n")
    )
