"""An account that uses nearly everything: the program and its text tell the same of every call."""

from __future__ import annotations

from hypothesis import HealthCheck, given, settings
from hypothesis import strategies as st

from compiler.simulate import Behaviour, Call, World
from tests.agreement.accounts import START, calls, rich, worlds
from tests.agreement.agreed import THOROUGHNESS

THOROUGH = settings(max_examples=300 * THOROUGHNESS, suppress_health_check=list(HealthCheck))


@THOROUGH
@given(st.data())
def test_the_text_tells_what_the_program_tells(data: st.DataObject) -> None:
    told = rich()
    call, world = data.draw(calls(told.inventory)), data.draw(worlds(told))
    assert [] == told.differences(call, world)


@settings(THOROUGH, max_examples=100 * THOROUGHNESS)
@given(st.data())
def test_groups_that_hunt_agree_in_every_world(data: st.DataObject) -> None:
    told = rich()
    number = data.draw(st.sampled_from([f"+1902555011{last}" for last in range(8)]))
    unit = told.inventory.accounts[0].id
    call = Call(unit, "did", number, "+16475550123", "Zed", "", START, ("1", "1"))
    assert [] == told.differences(call, data.draw(worlds(told)))


def test_a_silent_carrier_counts_as_congested_whatever_came_before() -> None:
    told = rich()
    unit = told.inventory.accounts[0].id
    phone = next(one.id for one in told.inventory.endpoints if one.device == "ben-desk")
    silent = Behaviour("no_answer")
    world = World(
        gateways={one.id: silent for one in told.inventory.gateways},
        live={
            (unit, "user.anna", "forward.when"): "busy",
            (unit, "user.anna", "forward.to"): "6135550142",
        },
        phones={one.id: Behaviour("busy") for one in told.inventory.endpoints},
    )
    call = Call(unit, "phone", "101", "102", "Ben", phone, START)
    story = told.read(call, world)
    failed = {
        event.detail for event in story.events if event.verb == "fails" and "+1" in event.subject
    }
    assert (["congested"], []) == (sorted(failed), told.differences(call, world))
