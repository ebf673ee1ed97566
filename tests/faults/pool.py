"""Commits to draw from: small generations of two accounts and of the platform, some of them bad.

They are made once for each process, since making them costs more than moving to one of them.
"""

from __future__ import annotations

import hashlib
import random
from collections.abc import Mapping
from dataclasses import dataclass, replace

from targets.asterisk.delivery.generation import Act, Generation, Line, Row, RowKey, Spot

ACCOUNTS = ("platform", "acme", "beta")
TENANTS = ACCOUNTS[1:]
FROM_TRUNK = "from-trunk"
MOVING = "+19005550109"
"""A number that is now one account's, now the other's."""

UNHOLDABLE, DEAD_END, REFUSED, BROKEN = "unholdable", "dead end", "Refused", b"broken"
BADNESS = ("line", "trial", "entry", "row", "file")
SIZE = 90

Steps = Mapping[tuple[str, int], Act]


@dataclass(frozen=True)
class Commit:
    """What one account is to be: its generation, whether a node can hold it, what it needs."""

    generation: Generation
    bad: str = ""

    @property
    def account(self) -> str:
        return self.generation.account


def own_number(account: str, index: int) -> str:
    return f"+1900555{index}10{ACCOUNTS.index(account)}"


def steps_of(lines: tuple[Line, ...]) -> Steps:
    return {(one.extension, one.priority): Act(one.application, one.data) for one in lines}


class Pool:
    """All commits, and what is known of the contexts that they name."""

    def __init__(self, size: int = SIZE) -> None:
        rng = random.Random(22)
        shared = [_shared(version) for version in range(4)]
        self.commits: dict[str, list[Commit]] = {"platform": _platform(shared)}
        for account in TENANTS:
            made = [
                _commit(rng, account, rng.choices(shared, (6, 2, 1, 1))[0]) for _ in range(size)
            ]
            self.commits[account] = [*made, Commit(Generation(account))]
        self.bad = {
            one.generation.id: one.bad for many in self.commits.values() for one in many if one.bad
        }
        generations = [one.generation for many in self.commits.values() for one in many]
        self.truth: dict[str, Steps] = {
            name: steps_of(lines) for one in generations for name, lines in one.contexts.items()
        }
        self.needs: dict[str, tuple[str, ...]] = {}
        for one in generations:
            own = [name for name in one.contexts if name.startswith(f"{one.account}.")]
            self.needs.update((name, tuple(one.contexts)) for name in own)


def without(generation: Generation, spot: Spot) -> Generation:
    """A generation that has given one entry away."""
    entries = {key: act for key, act in generation.entries.items() if key != spot}
    return replace(generation, entries=entries)


def _named(unit: str, lines: tuple[Line, ...]) -> str:
    return f"{unit}.g{hashlib.sha256(repr(lines).encode()).hexdigest()[:10]}"


def _shared(version: int) -> tuple[str, tuple[Line, ...]]:
    lines = (
        Line("ring", 1, "Dial", f"ring {version}"),
        Line("ring", 2, "Return", ""),
        Line("alarm", 1, "Dial", f"alarm {version}"),
        Line("alarm", 2, "Return", ""),
    )
    return _named("platform", lines), lines


def _platform(shared: list[tuple[str, tuple[Line, ...]]]) -> list[Commit]:
    made = []
    for index, (name, lines) in enumerate(shared):
        nowhere = {Spot(FROM_TRUNK, "_X.", 1): Act("Hangup", "1")}
        if index % 2:
            nowhere[Spot(FROM_TRUNK, "_+X.", 1)] = Act("Hangup", "1")
        bad = "file" if index == 2 else ""
        features = BROKEN if bad else b"features %d" % index
        files = {"features.conf": features}
        made.append(Commit(Generation("platform", {name: lines}, nowhere, files=files), bad))
    return made


def _commit(rng: random.Random, account: str, shared: tuple[str, tuple[Line, ...]]) -> Commit:
    bad = rng.choice(BADNESS) if rng.random() < 0.25 else ""
    lines = _own_lines(rng, shared[0], bad)
    name = _named(account, lines)
    generation = Generation(
        account,
        {shared[0]: shared[1], name: lines},
        _entries(rng, account, name, bad),
        _rows(rng, account, bad),
        _files(rng, account, bad),
        {f"media/{account}/hello": "ab" * 32} if rng.random() < 0.3 else {},
    )
    return Commit(generation, bad)


def _own_lines(rng: random.Random, shared: str, bad: str) -> tuple[Line, ...]:
    said = {"line": UNHOLDABLE, "trial": DEAD_END}.get(bad, "plain; said")
    return (
        Line("e*phone", 1, "Set", f"FLAVOUR={rng.randrange(1000)};{said}"),
        Line("e*phone", 2, "Gosub", f"{shared},ring,1"),
        Line("e*phone", 3, "Hangup", "16"),
        Line("m*911", 1, "Gosub", f"{shared},alarm,1"),
        Line("m*911", 2, "Hangup", "16"),
    )


def _entries(rng: random.Random, account: str, name: str, bad: str) -> dict[Spot, Act]:
    phone, numbers = f"{account}.phone", f"{account}.in"
    door = Act("Goto", f"{name},e*phone,1")
    open_ = {1: Act("Set", "__P_RAW_DIALLED=${EXTEN}"), 2: door}
    closed = {1: Act("Hangup", "1")}
    way = closed if rng.random() < 0.2 else open_
    entries = {Spot(phone, "_X.", priority): act for priority, act in way.items()}
    entries[Spot(phone, "911", 1)] = Act("Goto", f"{name},m*911,1")
    if rng.random() < 0.3:
        entries[Spot(phone, "112", 1)] = Act("Goto", f"{name},m*911,1")
    if bad == "entry":
        entries[Spot(phone, "666", 1)] = Act(REFUSED, "")
    entries[Spot(numbers, "_+X.", 1)] = door
    for number in _numbers(rng, account):
        entries[Spot(FROM_TRUNK, number, 1)] = Act("Goto", f"{numbers},{number},1")
    if rng.random() < 0.5:
        devices = rng.choice(("PJSIP/desk", "PJSIP/desk&PJSIP/mobile"))
        entries[Spot(f"{account}.hints", "101", 0)] = Act(devices, "")
    return entries


def _numbers(rng: random.Random, account: str) -> list[str]:
    found = [own_number(account, 0)]
    if rng.random() < 0.4:
        found.append(own_number(account, 1))
    if rng.random() < 0.4:
        found.append(MOVING)
    return found


def _rows(rng: random.Random, account: str, bad: str) -> dict[RowKey, Row]:
    rows = {RowKey("ps_endpoints", f"desk@{account}"): _row(context=f"{account}.phone")}
    if rng.random() < 0.4:
        rows[RowKey("ps_endpoints", f"mobile@{account}")] = _row(device=str(rng.randrange(3)))
    if rng.random() < 0.7:
        pin = rng.choice(("1111", "1111", "1111", "2222"))
        rows[RowKey("voicemail", f"101@{account}")] = _row(
            fullname=rng.choice(("Anna", "Ben")), password=pin
        )
    if bad == "row":
        rows[RowKey("ps_endpoints", f"bad@{account}")] = _row(bad="1")
    return rows


def _row(**values: str) -> Row:
    return tuple(sorted(values.items()))


def _files(rng: random.Random, account: str, bad: str) -> dict[str, bytes]:
    files = {}
    if rng.random() < 0.5:
        files[f"queues/{account}.conf"] = b"queue %d" % rng.randrange(2)
    if rng.random() < 0.3:
        files[f"moh/{account}.conf"] = b"music %d" % rng.randrange(2)
    if bad == "file":
        files[f"queues/{account}.conf"] = BROKEN
    return files
