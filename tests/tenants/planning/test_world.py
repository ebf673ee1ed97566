"""A saved plan is applied in the world that it was made in, or not at all."""

from __future__ import annotations

from dataclasses import replace

import pytest

from compiler.difference import LargeChange
from tenants.planning import Plan, world_moved
from tenants.repository.lock import Locked
from tests.tenants.planning.plans import BASE, MOVE, NORTH, OWN, PLAN, WANTED

REPOSITORY = "/srv/platform.git"


def moved_to(new: str) -> Plan:
    """The same plan with another outcome."""
    return replace(PLAN, accounts=(replace(NORTH, moves=(replace(MOVE, new=new),)),))


def test_the_same_world_is_fine() -> None:
    assert () == world_moved(PLAN, replace(PLAN))


def test_calls_and_words_may_differ() -> None:
    move = replace(MOVE, calls=9, expected_ms=999)
    later = replace(PLAN, accounts=(replace(NORTH, changes=(), moves=(move,)),))
    assert () == world_moved(PLAN, later)


@pytest.mark.parametrize(
    ("now", "expected"),
    [
        (
            replace(PLAN, compiler="2.0"),
            "The plan was made by pbxc 1.0; this is pbxc 2.0.",
        ),
        (
            replace(PLAN, base=(Locked("", REPOSITORY, "main", "d" * 40),)),
            "What is live came from dddddddddd of /srv/platform.git now, and from aaaaaaaaaa when "
            "the plan was made.",
        ),
        (
            replace(PLAN, base=()),
            "What is live came from nothing of /srv/platform.git now, and from aaaaaaaaaa when the "
            "plan was made.",
        ),
        (
            replace(PLAN, wanted=(*WANTED, OWN)),
            "What is wanted comes from cccccccccc of https://git.example/quay (north/quay) now, and "
            "from nothing when the plan was made.",
        ),
        (
            replace(PLAN, standings=(("main", "north-1", "g9"), PLAN.standings[1])),
            "north is at g9 on main now, and was at g111111111111 when the plan was made.",
        ),
        (
            replace(PLAN, standings=(*PLAN.standings, ("west", "north-1", "g9"))),
            "north is at g9 on west now, and was at nothing when the plan was made.",
        ),
        (
            moved_to("g3"),
            "north would become g3 on main now, and g222222222222 by the plan: the key, a secret or a "
            "recording is another.",
        ),
        (
            replace(PLAN, large=(LargeChange("north", "x"),)),
            "What the plan asks consent for is not what it was.",
        ),
    ],
    ids=["compiler", "base", "base lost", "repository", "standing", "node", "outcome", "large"],
)
def test_a_world_that_moved_is_told(now: Plan, expected: str) -> None:
    assert (expected,) == world_moved(PLAN, now)


def test_all_that_moved_is_told_at_once() -> None:
    now = replace(PLAN, compiler="2.0", base=(), standings=())
    assert 4 == len(world_moved(PLAN, now))


def test_the_first_plan_is_bound_to_nothing_being_live() -> None:
    nothing = tuple((node, account, "") for node, account, _ in PLAN.standings)
    first = replace(PLAN, base=(), standings=nothing)
    assert 3 == len(world_moved(first, replace(PLAN, base=BASE)))
