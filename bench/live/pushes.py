"""From `git push` to the first call that hears it: a platform of many accounts on a real Asterisk.

Each push changes one account as a user would. Measured is from the return of `git push` until a call
(or, for what no call hears, Asterisk's own view of a phone) tells something new; beside it what the
controller says of its stages, and the processor time that it used.
"""

from __future__ import annotations

import json
import threading
import time
from collections.abc import Iterator, Mapping
from dataclasses import dataclass, field
from itertools import cycle, islice
from pathlib import Path

from bench.accounts import phone_number
from bench.live.ear import Ear, call_to, look_at, wait_for_news
from bench.live.edits import EDITS, Edit
from bench.live.processes import processor_seconds
from targets.asterisk.live.node_link import NodeLink
from tenants.controller.control import Request, ask
from tenants.lab.workplace import Workplace

SETTLING = 0.4
"""Seconds after a push in which the controller writes notes and the like."""

LOOKED, LIVE = "looked at the repositories", "went live"


@dataclass(frozen=True)
class Customer:
    """An account of the platform: its path, its number, the folder of its files."""

    path: str
    index: int
    folder: Path

    @property
    def number(self) -> str:
        """The number that calls come in by."""
        return phone_number(self.index, 0)


@dataclass(frozen=True)
class Pushed:
    """One push: what was changed and whose, after how many milliseconds it was heard, what each stage took
    and what processor time the controller used for it."""

    customer: Customer
    edit: Edit
    heard: float
    stages: Mapping[str, float] = field(default_factory=dict)
    processor: float = 0.0


def customers(work: Path) -> tuple[Customer, ...]:
    """The accounts under the resellers of a working copy, by number."""
    folders = sorted(work.glob("accounts/*/accounts/account-*"), key=lambda one: one.name)
    return tuple(
        Customer(f"{one.parts[-3]}/{one.name}", int(one.name[-5:]), one)
        for one in folders
        if one.is_dir()
    )


def push_all(place: Workplace, count: int) -> Iterator[Pushed]:
    """So many pushes, each of another change and another account."""
    with_ear = place.link()
    pairs = zip(cycle(EDITS), cycle(customers(place.work)), strict=False)
    for turn, (edit, customer) in enumerate(islice(pairs, count)):
        yield _push(place, with_ear, customer, edit, turn)
    with_ear.close()


def _push(place: Workplace, link: NodeLink, customer: Customer, edit: Edit, turn: int) -> Pushed:
    file = customer.folder / edit.file
    file.write_text(edit.of(file.read_text(encoding="utf-8"), turn), encoding="utf-8")
    place.git("commit", "--quiet", "-am", f"{edit.name} of {customer.path}")
    ear = ear_for(link, customer, edit)
    before, logged, used = ear(), len(place.log()), processor_seconds(place.controller)
    place.git("push", "--quiet", "origin", "HEAD:main")
    pushed = time.monotonic()
    heard = wait_for_news(ear, before)
    place.wait_logged(LIVE, after=logged)
    time.sleep(SETTLING)
    spent = processor_seconds(place.controller) - used
    stages = stages_logged(place.log()[logged:])
    return Pushed(customer, edit, 1000 * (heard - pushed), stages, 1000 * spent)


def ear_for(link: NodeLink, customer: Customer, edit: Edit) -> Ear:
    """What notices a change of an account."""
    if not edit.phone:
        return call_to(link, customer.number)
    reseller, _, slug = customer.path.partition("/")
    return look_at(link, f"{edit.phone}@{slug}.{reseller}.bench.example")


def stages_logged(log: str) -> dict[str, float]:
    """What the controller said its stages took, in milliseconds; those of the move come behind
    those of the look, and are told apart where they have the same name."""
    stages: dict[str, float] = {}
    for line in log.splitlines():
        said = json.loads(line) if line.startswith("{") else {}
        kind = {LOOKED: "look", LIVE: "move"}.get(said.get("message", ""))
        if kind:
            for stage, took in said.get("stages", {}).items():
                stages[f"{kind}: {stage}"] = stages.get(f"{kind}: {stage}", 0.0) + took
    return stages


def roll_back(place: Workplace, customer: Customer) -> float:
    """Has an account go back by one generation; the milliseconds until a call hears it."""
    link = place.link()
    ear = call_to(link, customer.number)
    before, began = ear(), time.monotonic()
    replies = ask(place.state, Request("rollback", {"account": customer.path}))
    answer = threading.Thread(target=list, args=(replies,))
    answer.start()
    heard = wait_for_news(ear, before)
    answer.join()
    link.close()
    return 1000 * (heard - began)
