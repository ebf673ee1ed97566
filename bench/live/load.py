"""Calls with audio while the account that is called is moved all the time.

A carrier calls people of one account, many times a second; each call is answered, both ends play a
tone and listen for the other's. Meanwhile the account goes from one state to the next: first by
`git push`, then by the engine directly, which is faster than anybody pushes.
"""

from __future__ import annotations

import json
import os
import re
import subprocess
import sys
import time
from collections.abc import Iterator
from contextlib import ExitStack, contextmanager
from dataclasses import dataclass, field
from pathlib import Path

from bench.live.load_calls import Beginnings, CallMaker, Fate, FlowWatch, Noticed, fates
from bench.live.load_phones import talking_phones
from bench.live.load_tree import PEOPLE, changed, write_account
from schema.inventory import Inventory
from targets.asterisk.live.ami import AmiSession
from tenants.installation import read_installation
from tenants.lab.phones import Behaviour, Phones
from tenants.lab.workplace import Workplace
from tenants.loading import load
from tenants.node_doors import watching_door

RTP_FIRST, RTP_EACH = 12_000, 800
AFTER = 3.0
"""Seconds after which a call that should be over is over."""


@dataclass(frozen=True)
class LoadPlan:
    """How many calls a second and how long each, how long nothing is applied, and how many applies."""

    each_second: float = 20.0
    talk: float = 2.0
    quiet: float = 30.0
    pushes: int = 60
    applies: int = 1_940
    pool: int = 400
    people: int = PEOPLE


@dataclass
class LoadResult:
    """What became of the calls while nothing was applied and while much was; and of the applies."""

    quiet: list[Fate] = field(default_factory=list)
    busy: list[Fate] = field(default_factory=list)
    applies: int = 0
    refused: list[str] = field(default_factory=list)
    each: list[float] = field(default_factory=list)
    late: int = 0

    @property
    def wrong(self) -> list[str]:
        """What went wrong with any call or apply."""
        calls = [f"{one.call.caller}: {why}" for one in (*self.quiet, *self.busy)
                 for why in one.wrong]  # fmt: skip
        return [*calls, *self.refused]


def run_load(name: str, folder: Path, plan: LoadPlan) -> LoadResult:
    """All of it, on an Asterisk of its own."""
    result = LoadResult()
    with ExitStack() as stack:
        place = stack.enter_context(load_place(name, folder, plan.people))
        phones = _start_phones(place, plan)
        flows, begun = _listen(place, phones, stack)
        maker = CallMaker(phones, plan.each_second, plan.people, plan.talk)
        maker.start()
        stack.callback(maker.stop)
        quiet = [*maker.run_for(plan.quiet / 2)]
        busy = [*_push_under_load(place, maker, plan, result)]
        place.stop_serving()
        busy += _apply_under_load(place, maker, plan, result)
        quiet += maker.run_for(plan.quiet / 2)
        maker.stop()
        time.sleep(plan.talk + AFTER)
        noticed = Noticed(phones.seen, flows.flows(), begun.moments)
        told = fates(maker.calls, noticed, plan.talk)
    result.quiet = [told[at] for at in quiet]
    result.busy = [told[at] for at in busy]
    result.late = maker.late
    return result


@contextmanager
def load_place(name: str, folder: Path, people: int) -> Iterator[Workplace]:
    """The account, live on a node, with `pbxc serve` running."""
    own = os.getpid() % 10_000
    address = f"127.{105 + own // 100}.{101 + own % 100}.31"
    tree = write_account(folder / "tree", address, people)
    with Workplace(name, tree, folder) as place:
        _widen(place.work / "account.yaml")
        place.push("as it is")
        place.serve()
        place.wait_logged("a node answers", 120)
        yield place


def _widen(file: Path) -> None:
    """More room for audio than a workplace has."""
    first = RTP_FIRST + os.getpid() % 10 * RTP_EACH
    text = file.read_text(encoding="utf-8")
    text = re.sub(r"rtp_first: \d+", f"rtp_first: {first}", text)
    text = re.sub(r"rtp_last: \d+", f"rtp_last: {first + RTP_EACH - 2}", text)
    file.write_text(text, encoding="utf-8")


def _start_phones(place: Workplace, plan: LoadPlan) -> Phones:
    inventory = load(str(place.work)).inventory
    assert isinstance(inventory, Inventory)
    phones = place.start_phones(inventory, talking_phones)
    answers = Behaviour("answer", 0, "", plan.talk + 30)
    phones.behave_usually(answers, answers)
    return phones


def _listen(place: Workplace, phones: Phones, stack: ExitStack) -> tuple[FlowWatch, Beginnings]:
    installation = read_installation(place.config).installation
    assert installation is not None
    door = watching_door(installation, "main")
    steps = AmiSession.connect(
        door.host, door.port, door.user, door.secret, events=True, floor=None
    )
    stack.callback(steps.close)
    begun = phones.instance.ami(events=True)
    stack.callback(begun.close)
    return FlowWatch(steps, "load"), Beginnings(begun)


def _push_under_load(
    place: Workplace, maker: CallMaker, plan: LoadPlan, result: LoadResult
) -> range:
    """Pushes, one after the other; the calls that were begun meanwhile."""
    first = len(maker.calls)
    file = place.work / "account.yaml"
    text = file.read_text(encoding="utf-8")
    for turn in range(1, plan.pushes + 1):
        at = len(place.log())
        file.write_text(changed(text, turn), encoding="utf-8")
        place.push(f"turn {turn}")
        place.wait_logged("went live", after=at)
        result.applies += 1
    file.write_text(text, encoding="utf-8")
    return range(first, len(maker.calls))


def _apply_under_load(
    place: Workplace, maker: CallMaker, plan: LoadPlan, result: LoadResult
) -> range:
    """Applies, one after the other, by another process; the calls that were begun meanwhile."""
    command = [
        sys.executable, "-m", "bench.live.applying", str(place.config),
        str(place.work / "account.yaml"), str(plan.applies), str(plan.pool),
    ]  # fmt: skip
    with subprocess.Popen(
        command, env=place.environment, stdout=subprocess.PIPE, text=True
    ) as process:
        assert process.stdout is not None
        process.stdout.readline()  # the states are made; they aren't a part of it
        first = len(maker.calls)
        said = process.stdout.readline()
        calls = range(first, len(maker.calls))
    done = json.loads(said)
    result.applies += int(done["live"])
    result.refused += done["refused"]
    result.each += done["each"]
    return calls
