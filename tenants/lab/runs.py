"""Scenarios on the real switch: the same file, with SIP and sound, told as the same kind of story.

`run_scenario` sets the stage, places the call, plays the caller's part and waits for the end.
Rings take real time. `run_all` runs many, side by side where they have nothing in common, and on
several sites of the same tree at once.
"""

from __future__ import annotations

import queue
from collections.abc import Sequence
from concurrent.futures import ThreadPoolExecutor
from dataclasses import dataclass, replace

from compiler.scenario_calls import prepare
from compiler.simulation.world import Call, World
from compiler.story import Story
from schema.program import Program
from schema.scenario import Scenario
from schema.tree import Account
from tenants.lab.batches import batches
from tenants.lab.caller import Caller, Stuck
from tenants.lab.site import Site
from tenants.lab.stage import forget, inbox_of, set_stage
from tenants.lab.trace import draws_of, story_of

__all__ = ["RealRun", "Stuck", "new_messages", "run_all", "run_call", "run_scenario"]

TOGETHER = 4


@dataclass(frozen=True, slots=True)
class RealRun:
    """What became of a scenario: its story, and the orders that were drawn in it at random.

    `stuck` says where a call stayed that did not end; there is no story of it.
    """

    story: Story
    draws: tuple[str, ...] = ()
    stuck: str = ""


def run_scenario(site: Site, account: Account, scenario: Scenario) -> Story:
    """Runs one scenario on a site. Stuck where its call doesn't begin or end in time."""
    return run_call(site, *prepare(account, scenario)).story


def run_call(site: Site, call: Call, world: World) -> RealRun:
    """Places a call in a world made for it, and tells what happened.

    A message was left where a new one lies on the disk; what the dialplan meant is not enough.
    """
    with set_stage(site, call, world):
        before = new_messages(site)
        heard = Caller(site, call).live_through()
        after = new_messages(site)
    story = story_of(heard, site.lexicon, site.bundle.source_map)
    for event in story.events:
        if event.verb == "remembers":
            forget(site, call.unit, event.subject)
    left = {box for box, number in after.items() if number > before[box]}
    events = (e for e in story.events if e.verb != "leaves_message" or e.subject in left)
    return RealRun(replace(story, events=tuple(events)), draws_of(heard))


def run_all(
    sites: Sequence[Site], staged: Sequence[tuple[Call, World]], together: int = TOGETHER
) -> list[RealRun]:
    """Runs calls in their worlds on sites of one tree, at most `together` side by side on each.

    A call that gets stuck keeps no other from being run.
    """
    program: Program = sites[0].program
    work: queue.SimpleQueue[tuple[int, ...]] = queue.SimpleQueue()
    for batch in sorted(batches(program, staged, together), key=len, reverse=True):
        work.put(batch)
    done: dict[int, RealRun] = {}

    def run_batches(site: Site) -> None:
        with ThreadPoolExecutor(together) as pool:
            while (batch := _next(work)) is not None:
                runs = pool.map(lambda index: _run(site, *staged[index]), batch)
                done.update(zip(batch, runs, strict=True))

    with ThreadPoolExecutor(len(sites)) as workers:
        list(workers.map(run_batches, sites))
    return [done[index] for index in range(len(staged))]


def _run(site: Site, call: Call, world: World) -> RealRun:
    try:
        return run_call(site, call, world)
    except Stuck as reason:
        return RealRun(Story(), stuck=str(reason))


def _next(work: queue.SimpleQueue[tuple[int, ...]]) -> tuple[int, ...] | None:
    try:
        return work.get_nowait()
    except queue.Empty:
        return None


def new_messages(site: Site) -> dict[str, int]:
    """How many new messages lie in each mailbox."""
    boxes = site.inventory.mailboxes
    inboxes = {box.id: inbox_of(site, box.account, box.number) for box in boxes}
    return {box: len(list(inbox.glob("msg*.txt"))) for box, inbox in inboxes.items()}
