"""A plan, as a value: what an apply would do, and the state of the world that it was made in.

It holds no secret: generations are named, not carried. Who applies it compiles the same commits again
and compares the names.
"""

from __future__ import annotations

import hashlib
import json
from collections.abc import Mapping
from dataclasses import asdict, dataclass, field
from functools import cached_property
from typing import Any, TypeAlias

from compiler.difference import LargeChange
from tenants.repository.lock import Locked

FORMAT = 2
"""The version of the form in which plans are saved."""

Commits: TypeAlias = tuple[Locked, ...]
"""The commits of a lock, in its order; none where nothing was ever applied."""


@dataclass(frozen=True, slots=True)
class Told:
    """One line of what is otherwise, and where it is written: empty and 0 where nowhere."""

    mark: str
    sentence: str
    section: str = ""
    thing: str = ""
    file: str = ""
    line: int = 0
    emergency: bool = False


@dataclass(frozen=True, slots=True)
class Move:
    """An account on one node, from one generation to another; each is empty for nothing.

    `work` counts what is done, `lost` are the phones that must register again, each with why,
    `calls` the channels in progress: they keep their generation.
    """

    node: str
    old: str
    new: str
    work: Mapping[str, int] = field(default_factory=dict)
    reloads: tuple[str, ...] = ()
    lost: tuple[tuple[str, str], ...] = ()
    calls: int = 0
    expected_ms: int = 0


@dataclass(frozen=True, slots=True)
class PhoneNews:
    """A phone that is to have other files: it is `added`, or `changed` in these things. `reboot` are
    the hours in which it starts anew for them, empty where it needn't; `told`: it fetches them at once
    since it is told, else when it looks by itself."""

    phone: str
    mark: str = "changed"
    changes: tuple[str, ...] = ()
    reboot: str = ""
    told: bool = True

    @property
    def sentence(self) -> str:
        """All of it in a line: `key 4 BLF 201 -> 203, no reboot`."""
        if self.mark == "added":
            return "new"
        what = "; ".join(self.changes)
        when = "" if self.told else ", when it looks by itself"
        return f"{what}, {f'reboots {self.reboot}' if self.reboot else 'no reboot'}{when}"


@dataclass(frozen=True, slots=True)
class AccountPlan:
    """What happens to one account: in the trade's words, and on each node that serves it."""

    id: str
    path: str
    name: str
    changes: tuple[Told, ...] = ()
    moves: tuple[Move, ...] = ()
    provision: tuple[PhoneNews, ...] = ()
    note: str = ""


@dataclass(frozen=True, slots=True)
class Unread:
    """An account whose newest state couldn't be read, and why. It stays as it is, and so does all
    below it: where it is `known` at its live commit, else without being looked at."""

    path: str
    why: str
    known: bool = False


@dataclass(frozen=True)
class Plan:
    """What an apply would do. `base` is what is live, `wanted` what would be; `standings` is the
    generation of every node and account that the plan speaks of (node, account, generation), `only` the
    accounts that were asked for."""

    compiler: str
    base: Commits
    wanted: Commits
    standings: tuple[tuple[str, str, str], ...]
    accounts: tuple[AccountPlan, ...] = ()
    unread: tuple[Unread, ...] = ()
    large: tuple[LargeChange, ...] = ()
    only: tuple[str, ...] = ()
    allowed: bool = False

    @property
    def moves(self) -> tuple[Move, ...]:
        """Every move of every account."""
        return tuple(move for account in self.accounts for move in account.moves)

    @property
    def phones(self) -> tuple[PhoneNews, ...]:
        """Every phone that is to have other files."""
        return tuple(phone for account in self.accounts for phone in account.provision)

    @property
    def does_nothing(self) -> bool:
        """Whether every account is where it is wanted already, and every phone has its files."""
        return not self.moves and not self.phones

    @property
    def knows_nothing(self) -> bool:
        """Whether not even the platform could be read."""
        return any(not (one.path or one.known) for one in self.unread)

    @property
    def consented(self) -> bool:
        """Whether nothing in it is large, or somebody said that it is meant."""
        return self.allowed or not self.large

    @property
    def expected_ms(self) -> int:
        """How long it takes, about: nodes side by side, on each one account after the other."""
        by_node: dict[str, int] = {}
        for move in self.moves:
            by_node[move.node] = by_node.get(move.node, 0) + move.expected_ms
        return max(by_node.values(), default=0)

    @cached_property
    def state(self) -> str:
        """The hash of the standings that the plan was made from."""
        return _hash([list(one) for one in self.standings])[:16]

    @cached_property
    def id(self) -> str:
        """The plan's name, by all that binds it. How many calls there are just now does not."""
        bound = {
            "format": FORMAT,
            "compiler": self.compiler,
            "base": [asdict(one) for one in self.base],
            "wanted": [asdict(one) for one in self.wanted],
            "state": self.state,
            "moves": sorted(
                (move.node, account.id, move.old, move.new)
                for account in self.accounts
                for move in account.moves
            ),
            "only": self.only,
            "large": sorted((one.account, one.reason) for one in self.large),
            "allowed": self.allowed,
        }
        return "p" + _hash(bound)[:12]

    def to_json(self) -> dict[str, Any]:
        """The form in which it is saved, printed and hashed into the audit log."""
        body = asdict(self)
        head = {"id": self.id, "state": self.state, "expected_ms": self.expected_ms}
        return {"format": FORMAT, **head, **body}

    @classmethod
    def from_json(cls, body: Mapping[str, Any]) -> Plan:
        """The plan of a JSON form. KeyError, TypeError or ValueError where it is none."""
        if body["format"] != FORMAT:
            raise ValueError(f"it has form {body['format']}, and this pbxc reads form {FORMAT}")
        plan = cls(
            compiler=str(body["compiler"]),
            base=tuple(Locked(**one) for one in body["base"]),
            wanted=tuple(Locked(**one) for one in body["wanted"]),
            standings=tuple((str(n), str(a), str(g)) for n, a, g in body["standings"]),
            accounts=tuple(_account(one) for one in body["accounts"]),
            unread=tuple(Unread(**one) for one in body["unread"]),
            large=tuple(LargeChange(**one) for one in body["large"]),
            only=tuple(map(str, body["only"])),
            allowed=bool(body["allowed"]),
        )
        if plan.id != body["id"]:
            raise ValueError(f"it was changed since it was made: it would be {plan.id} now")
        return plan


def _account(body: Mapping[str, Any]) -> AccountPlan:
    return AccountPlan(
        id=body["id"],
        path=body["path"],
        name=body["name"],
        changes=tuple(Told(**one) for one in body["changes"]),
        moves=tuple(_move(one) for one in body["moves"]),
        provision=tuple(
            PhoneNews(**{**one, "changes": tuple(one["changes"])}) for one in body["provision"]
        ),
        note=body["note"],
    )


def _move(body: Mapping[str, Any]) -> Move:
    return Move(**{**body, "reloads": tuple(body["reloads"]), "lost": _pairs(body["lost"])})


def _pairs(listed: Any) -> tuple[tuple[str, str], ...]:
    return tuple((str(one), str(other)) for one, other in listed)


def _hash(value: object) -> str:
    text = json.dumps(value, sort_keys=True, separators=(",", ":"))
    return hashlib.sha256(text.encode()).hexdigest()
