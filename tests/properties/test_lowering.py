"""What holds for every account that the language takes and the rules let pass."""

from __future__ import annotations

from datetime import UTC, datetime, timedelta

from hypothesis import given, settings
from hypothesis import strategies as st

from compiler import compile_folders
from compiler.closed import missing_addresses
from compiler.simulate import Behaviour, Call, World, simulate
from schema.tree import Account
from tests.properties.accounts import OUTSIDE, Written, accounts, as_root, folder
from tests.properties.bundles import compile_right

KINDS = ("answer", "busy", "no_answer", "reject", "unavailable")
SUNDAY = datetime(2026, 11, 22, 0, 0, tzinfo=UTC)


@settings(max_examples=30)
@given(accounts())
def test_what_is_drawn_is_right_and_lowers(written: Written) -> None:
    compiled = compile_folders((folder("", as_root(written)),), "harbour")
    assert [] == [one.message for one in compiled.diagnostics if one.severity == "error"]
    assert compiled.program is not None
    assert [] == missing_addresses(compiled.program)


@st.composite
def worlds(draw: st.DrawFn, account: Account) -> World:
    kind = st.sampled_from(KINDS)
    phones = {f"{name}@{account.realm}": Behaviour(draw(kind)) for name in account.devices}
    numbers = {OUTSIDE: Behaviour(draw(kind.filter(lambda one: one != "unavailable")))}
    return World(phones=phones, numbers=numbers, full=frozenset(draw(full_boxes(account))))


def full_boxes(account: Account) -> st.SearchStrategy[list[str]]:
    return st.lists(st.sampled_from([f"101@{account.id}", f"299@{account.id}"]), max_size=1)


@st.composite
def calls(draw: st.DrawFn, account: Account) -> Call:
    """Anybody calls anything at any time of a week, and presses keys."""
    registering = [name for name, one in account.devices.items() if one.device.registers]
    device = draw(st.sampled_from(["", *registering]))
    inside = st.sampled_from(["101", "102", "200", "299", "*97", "*76", "*72", "911", "5", "0"])
    dialled = draw(inside if device else st.sampled_from(sorted(account.numbers())))
    return Call(
        unit=account.id,
        entry="phone" if device else "did",
        dialled=dialled,
        caller_number=draw(st.sampled_from(["+16475550123", "+14165550199", ""])),
        caller_name="Zed",
        device=f"{device}@{account.realm}" if device else "",
        at=SUNDAY + timedelta(minutes=draw(st.integers(0, 7 * 24 * 60 - 1))),
        presses=tuple(draw(st.lists(st.sampled_from(["1", "3", "9", "101", ""]), max_size=4))),
    )


@settings(max_examples=30)
@given(accounts(), st.data())
def test_every_call_ends_and_none_runs_away(written: Written, data: st.DataObject) -> None:
    compiled = compile_right([folder("", as_root(written))])
    assert compiled.tree is not None
    assert compiled.program is not None
    account = compiled.tree.root
    for _ in range(5):
        story = simulate(compiled.program, data.draw(calls(account)), data.draw(worlds(account)))
        last = [event for event in story.events if not event.branch][-1]
        assert last.verb in ("ends", "leaves_message", "reads_messages", "connects")
        assert last.subject != "runaway"
