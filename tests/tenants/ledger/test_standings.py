"""Where accounts stand: moves that arrive, turn back, are cut off."""

from __future__ import annotations

from pathlib import Path

import pytest

from targets.asterisk.live.move import Ledger as MovesLedger
from targets.asterisk.live.move import Standing
from tenants.ledger import Fence, Ledger, Push
from tests.tenants.ledger.generations import ACCOUNT, NODE, NOON, Clocks, generation

OLD, NEW, NEWER = generation("old"), generation("new"), generation("newer")


def go_live(ledger: Ledger, which: str, commit: str = "", within: int = 0) -> None:
    wanted = generation(which)
    ledger.prepare(Push(commit, "Anna", confirm_within=within), [wanted])
    ledger.begin(NODE, ACCOUNT, wanted)
    ledger.confirm(NODE, ACCOUNT, wanted)


def test_the_ledger_is_what_a_move_needs(ledger: Ledger) -> None:
    needed: MovesLedger = ledger
    needed.require()
    assert Standing() == needed.standing(NODE, ACCOUNT)


def test_an_account_that_set_out_is_on_its_way(ledger: Ledger) -> None:
    go_live(ledger, "old")
    ledger.begin(NODE, ACCOUNT, NEW)
    assert Standing(OLD, NEW, "forward") == ledger.standing(NODE, ACCOUNT)


def test_an_account_that_arrived_is_there(ledger: Ledger) -> None:
    go_live(ledger, "old")
    go_live(ledger, "new")
    assert Standing(NEW) == ledger.standing(NODE, ACCOUNT)


def test_an_account_that_turned_back_is_on_its_way_back(ledger: Ledger) -> None:
    go_live(ledger, "old")
    ledger.begin(NODE, ACCOUNT, NEW)
    ledger.turn_back(NODE, ACCOUNT, "the context isn't there")
    assert Standing(OLD, NEW, "back") == ledger.standing(NODE, ACCOUNT)


def test_an_account_that_came_back_is_where_it_was(ledger: Ledger) -> None:
    go_live(ledger, "old")
    ledger.begin(NODE, ACCOUNT, NEW)
    ledger.turn_back(NODE, ACCOUNT, "no")
    ledger.returned(NODE, ACCOUNT)
    assert Standing(OLD) == ledger.standing(NODE, ACCOUNT)


def test_nodes_and_accounts_stand_apart(ledger: Ledger) -> None:
    go_live(ledger, "old")
    found = [ledger.standing("other", ACCOUNT), ledger.standing(NODE, "north-2")]
    assert [Standing(), Standing()] == found


def test_what_stands_in_the_ledger_is_there_after_a_restart(
    state: Path, ledger: Ledger, fence: Fence
) -> None:
    go_live(ledger, "old")
    ledger.begin(NODE, ACCOUNT, NEW)
    ledger.close()
    fence.release()
    with Fence.take(state, "the next one") as again:
        standing = Ledger.open(state, again).standing(NODE, ACCOUNT)
    assert Standing(OLD, NEW, "forward") == standing


def test_a_ledger_in_memory_is_the_same(clocks: Clocks) -> None:
    ledger = Ledger.in_memory(clock=clocks.wall, monotonic=clocks.monotonic)
    go_live(ledger, "old")
    assert Standing(OLD) == ledger.standing(NODE, ACCOUNT)


def test_what_was_given_up_on_the_way_is_remembered_until_something_is_confirmed(
    ledger: Ledger,
) -> None:
    go_live(ledger, "old")
    ledger.begin(NODE, ACCOUNT, NEW)
    ledger.begin(NODE, ACCOUNT, NEWER)
    during = ledger.left_behind(NODE, ACCOUNT)
    ledger.confirm(NODE, ACCOUNT, NEWER)
    assert ((NEW,), ()) == (during, ledger.left_behind(NODE, ACCOUNT))


def test_setting_out_again_after_a_crash_is_the_same_move(ledger: Ledger) -> None:
    ledger.begin(NODE, ACCOUNT, NEW)
    ledger.begin(NODE, ACCOUNT, NEW)
    ledger.confirm(NODE, ACCOUNT, NEW)
    assert ["live"] == [move.result for move in ledger.history()]


def test_the_history_is_numbered_and_says_what_came_of_each_move(
    ledger: Ledger, clocks: Clocks
) -> None:
    go_live(ledger, "old", "c1")
    clocks.jump(-3600)
    ledger.prepare(Push("c2", "Berta", plan="ab12"), [NEW])
    ledger.begin(NODE, ACCOUNT, NEW)
    clocks.wait(0.25)
    ledger.turn_back(NODE, ACCOUNT, "no such carrier")
    ledger.returned(NODE, ACCOUNT)
    told = [
        (move.number, move.generation, move.previous, move.result, move.why, move.took_ms)
        for move in ledger.history(ACCOUNT)
    ]
    assert [
        (2, NEW.id, OLD.id, "refused", "no such carrier", 250),
        (1, OLD.id, None, "live", "", 0),
    ] == told


def test_the_history_says_who_wrote_what(ledger: Ledger) -> None:
    go_live(ledger, "old", "c1")
    pushed = ledger.history()[0].pushed
    assert pushed
    assert ("c1", "Anna", NOON) == (pushed.push.commit, pushed.push.author, pushed.at)


def test_a_move_that_another_overtook_is_told_so(ledger: Ledger) -> None:
    ledger.begin(NODE, ACCOUNT, NEW)
    ledger.begin(NODE, ACCOUNT, NEWER)
    ledger.confirm(NODE, ACCOUNT, NEWER)
    assert ["live", "overtaken"] == [move.result for move in ledger.history()]


def test_an_account_stands_at_the_newest_commit_that_gives_its_generation(ledger: Ledger) -> None:
    go_live(ledger, "old", "c1")
    ledger.prepare(Push("c2", commits=(("platform", "c2"), ("north", "n1"))), [OLD])
    (place,) = ledger.places(ACCOUNT)
    assert place.pushed
    assert ("c2", (("platform", "c2"), ("north", "n1")), NOON) == (
        place.pushed.push.commit,
        place.pushed.push.commits,
        place.since,
    )


def test_a_generation_went_live_when_it_did(ledger: Ledger, clocks: Clocks) -> None:
    go_live(ledger, "old")
    clocks.wait(60)
    go_live(ledger, "old")
    assert [NOON] == [place.since for place in ledger.places()]


def test_an_account_that_is_no_longer_served_stands_nowhere(ledger: Ledger) -> None:
    go_live(ledger, "old", within=60)
    ledger.forget(NODE, ACCOUNT)
    assert (Standing(), (), None) == (
        ledger.standing(NODE, ACCOUNT),
        ledger.places(),
        ledger.provisional(NODE, ACCOUNT),
    )


# --- refusals -----------------------------------------------------------------------------------


def refuse(ledger: Ledger, which: str, commit: str, what: str = "push") -> None:
    wanted = generation(which)
    ledger.prepare(Push(commit, what=what), [wanted])  # type: ignore[arg-type]
    ledger.begin(NODE, ACCOUNT, wanted)
    ledger.turn_back(NODE, ACCOUNT, "no")
    ledger.returned(NODE, ACCOUNT)


def test_the_commit_of_a_generation_that_came_back_is_refused(ledger: Ledger) -> None:
    refuse(ledger, "new", "c2")
    found = ledger.refusals.find(ACCOUNT, "c2")
    assert found
    assert ("no", NEW.id) == (found.why, found.generation)


def test_another_accounts_commit_is_not_refused(ledger: Ledger) -> None:
    refuse(ledger, "new", "c2")
    assert not ledger.refusals.is_refused("north-2", "c2")


def test_a_commit_is_refused_until_a_newer_one_is_live(ledger: Ledger) -> None:
    refuse(ledger, "new", "c2")
    go_live(ledger, "newer", "c3")
    found = (ledger.refusals.is_refused(ACCOUNT, "c2"), ledger.refusals.last(ACCOUNT))
    assert (False, None) == found


def test_a_commit_that_another_node_took_stays_refused(ledger: Ledger) -> None:
    refuse(ledger, "new", "c2")
    ledger.begin("other", ACCOUNT, NEW)
    ledger.confirm("other", ACCOUNT, NEW)
    assert ledger.refusals.is_refused(ACCOUNT, "c2")


def test_going_back_by_hand_leaves_the_newest_commit_refused(ledger: Ledger) -> None:
    ledger.refusals.refuse(ACCOUNT, "c2", "rolled back by Anna", diagnostics="all of it")
    ledger.prepare(Push("c1", what="rollback"), [OLD])
    ledger.begin(NODE, ACCOUNT, OLD)
    ledger.confirm(NODE, ACCOUNT, OLD)
    found = ledger.refusals.find(ACCOUNT, "c2")
    assert found
    assert ("rolled back by Anna", "all of it") == (found.why, found.diagnostics)


def test_going_back_that_fails_refuses_nothing_else(ledger: Ledger) -> None:
    ledger.refusals.refuse(ACCOUNT, "c2", "rolled back by Anna")
    refuse(ledger, "old", "c1", "rollback")
    refused = [ledger.refusals.is_refused(ACCOUNT, commit) for commit in ("c1", "c2")]
    assert [False, True] == refused


# --- until somebody confirms --------------------------------------------------------------------


@pytest.fixture
def held(ledger: Ledger) -> Ledger:
    """Old is live for good, new for a minute."""
    go_live(ledger, "old", "c1")
    go_live(ledger, "new", "c2", within=60)
    return ledger


def expired(ledger: Ledger) -> list[tuple[str, str | None]]:
    return [(one.generation, one.previous) for one in ledger.expired()]


def test_what_must_be_confirmed_is_live_for_now(held: Ledger) -> None:
    found = held.provisional(NODE, ACCOUNT)
    assert found
    assert (NEW.id, OLD.id, "provisional", []) == (
        found.generation,
        found.previous,
        held.history()[0].result,
        expired(held),
    )


def test_what_nobody_confirmed_has_to_go_back(held: Ledger, clocks: Clocks) -> None:
    clocks.wait(60)
    assert [(NEW.id, OLD.id)] == expired(held)


def test_arriving_there_again_gives_no_more_time(held: Ledger, clocks: Clocks) -> None:
    clocks.wait(30)
    go_live(held, "new", "c2", within=60)
    clocks.wait(30)
    assert [(NEW.id, OLD.id)] == expired(held)


def test_what_was_confirmed_stays(held: Ledger, clocks: Clocks) -> None:
    held.accept(NODE, ACCOUNT)
    clocks.wait(60)
    assert ([], "live") == (expired(held), held.history()[0].result)


def test_there_may_be_nothing_to_confirm(held: Ledger) -> None:
    assert [True, False] == [held.accept(NODE, ACCOUNT), held.accept(NODE, ACCOUNT)]


def test_what_went_back_has_no_deadline_any_more(held: Ledger, clocks: Clocks) -> None:
    clocks.wait(60)
    held.prepare(Push("c1", what="return"), [OLD])
    held.begin(NODE, ACCOUNT, OLD)
    held.confirm(NODE, ACCOUNT, OLD)
    results = [move.result for move in held.history()]
    assert ([], ["live", "not confirmed", "live"]) == (expired(held), results)


def test_going_back_goes_behind_all_that_was_not_confirmed(held: Ledger, clocks: Clocks) -> None:
    go_live(held, "newer", "c3", within=60)
    clocks.wait(60)
    assert [(NEWER.id, OLD.id)] == expired(held)


def test_a_newer_one_for_good_ends_the_wait(held: Ledger, clocks: Clocks) -> None:
    go_live(held, "newer", "c3")
    clocks.wait(60)
    assert [] == expired(held)


def test_a_move_taken_up_after_a_crash_must_be_confirmed_too(ledger: Ledger) -> None:
    ledger.prepare(Push("c2", confirm_within=60), [NEW])
    ledger.begin(NODE, ACCOUNT, NEW)
    ledger.begin(NODE, ACCOUNT, NEW)
    ledger.confirm(NODE, ACCOUNT, NEW)
    found = ledger.provisional(NODE, ACCOUNT)
    assert found
    assert (NEW.id, None) == (found.generation, found.previous)


def test_a_deadline_may_be_given_when_it_is_confirmed(ledger: Ledger, clocks: Clocks) -> None:
    ledger.begin(NODE, ACCOUNT, NEW)
    ledger.confirm(NODE, ACCOUNT, NEW, until=clocks.wall().replace(minute=1))
    clocks.wait(59)
    before = expired(ledger)
    clocks.wait(1)
    assert ([], [(NEW.id, None)]) == (before, expired(ledger))


@pytest.mark.parametrize("jump", [-86400.0, 86400.0])
def test_a_clock_that_jumps_changes_no_deadline(held: Ledger, clocks: Clocks, jump: float) -> None:
    clocks.jump(jump)
    clocks.wait(59)
    before = expired(held)
    clocks.wait(1)
    assert ([], [(NEW.id, OLD.id)]) == (before, expired(held))


def test_after_a_restart_with_a_wrong_clock_nothing_waits_longer_than_it_was_to(
    state: Path, held: Ledger, fence: Fence, clocks: Clocks
) -> None:
    clocks.jump(-86400 * 365)
    again = Ledger.open(state, fence, clock=clocks.wall, monotonic=clocks.monotonic)
    before = expired(again)
    clocks.wait(60)
    assert ([], [(NEW.id, OLD.id)]) == (before, expired(again))


# --- pauses, nodes, accounts --------------------------------------------------------------------


def test_a_pause_is_an_accounts_own_or_that_of_all(ledger: Ledger) -> None:
    ledger.pauses.pause(ACCOUNT, 7200, "cabling", "anna")
    own = ledger.pauses.paused(ACCOUNT)
    other = ledger.pauses.paused("north-2")
    ledger.pauses.pause("", 60, "upgrade", "berta")
    all_of_them = ledger.pauses.paused("north-2")
    assert own
    assert all_of_them
    assert ("cabling", None, "berta") == (own.why, other, all_of_them.who)


def test_a_pause_ends_by_itself(ledger: Ledger, clocks: Clocks) -> None:
    ledger.pauses.pause(ACCOUNT, 7200, "cabling", "anna")
    clocks.jump(86400)
    clocks.wait(7199)
    before = ledger.pauses.paused(ACCOUNT) is not None
    clocks.wait(1)
    assert (True, None, ()) == (before, ledger.pauses.paused(ACCOUNT), ledger.pauses.list())


def test_a_pause_can_be_ended(ledger: Ledger) -> None:
    ledger.pauses.pause(ACCOUNT, 7200, "cabling", "anna")
    assert [True, False] == [ledger.pauses.resume(ACCOUNT), ledger.pauses.resume(ACCOUNT)]


def test_a_node_is_remembered_piece_by_piece(ledger: Ledger) -> None:
    ledger.nodes.remember(NODE, base="b1")
    ledger.nodes.remember(NODE, run="r1", catching_up=True)
    found = ledger.nodes.of(NODE)
    assert ("b1", "r1", True) == (found.base, found.run, found.catching_up)


def test_nothing_is_remembered_of_a_new_node(ledger: Ledger) -> None:
    assert None is ledger.nodes.of(NODE).seen


def test_the_last_drift_is_told(ledger: Ledger) -> None:
    ledger.drifts.note(NODE, ACCOUNT, "1 entry", healed=True)
    ledger.drifts.note(NODE, ACCOUNT, "2 rows", healed=False)
    found = ledger.drifts.last(NODE, ACCOUNT)
    assert found
    assert ("2 rows", False) == (found.what, found.healed)


def test_the_lock_over_the_repositories_is_kept(ledger: Ledger) -> None:
    before = ledger.live_lock()
    ledger.set_live_lock('{"platform": "c1"}')
    assert ("", '{"platform": "c1"}') == (before, ledger.live_lock())


# --- what is wrong with a commit, and what a node couldn't hold ---------------------------------


def test_what_was_found_wrong_says_nothing_of_what_was_taken_back(ledger: Ledger) -> None:
    ledger.refusals.refuse(ACCOUNT, "c2", "rolled back by Anna", NEW.id)
    ledger.refusals.refuse(ACCOUNT, "c3", "a mistake")
    ledger.refusals.mend(ACCOUNT)
    left = ledger.refusals.last(ACCOUNT)
    assert left
    assert (True, "c2") == (ledger.refusals.holds(ACCOUNT, NEW.id), left.commit)


def test_what_was_found_wrong_stays_so_when_something_else_goes_live(ledger: Ledger) -> None:
    ledger.refusals.refuse(ACCOUNT, "c3", "a mistake")
    go_live(ledger, "newer", "c1")
    assert (ACCOUNT,) == ledger.refusals.accounts(only_findings=True)


def test_a_commit_that_was_wrong_may_go_live_once_that_is_mended(ledger: Ledger) -> None:
    ledger.refusals.refuse(ACCOUNT, "c3", "a secret is missing")
    ledger.refusals.mend(ACCOUNT)
    assert not ledger.refusals.is_refused(ACCOUNT, "c3")
