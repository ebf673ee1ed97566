"""Every operation of a node on a real Asterisk, with the few rights that the compiler gives us."""

from __future__ import annotations

import sqlite3
from collections.abc import Iterator
from pathlib import Path

import pytest

from schema.program import PLATFORM
from targets.asterisk.delivery.generation import HINT, Act, Generation, Line, RowKey, Spot
from targets.asterisk.live.asterisk_node import AsteriskNode
from targets.asterisk.live.listing import STRANGE
from targets.asterisk.live.node import NodeRefused, NodeTaken, Probe, Trial
from targets.asterisk.live.proofs import probes_of
from tests.lab.live_nodes import LiveNode, lab_name

pytestmark = pytest.mark.lab

NAME = "acme.g0123456789"
LINES = (
    Line("e*1", 1, "Set", 'A=a, "b" ;é (c) [d] $[1 + 1] ${X}'),
    Line("e*1", 2, "Goto", "e*2,1"),
    Line("_t3*NXX.", 1, "NoOp", ""),
)


@pytest.fixture(scope="module")
def live(
    lab: Path, tmp_path_factory: pytest.TempPathFactory, repository: Path
) -> Iterator[LiveNode]:
    tree = repository / "examples/harbour"
    with LiveNode(lab_name("node"), tree, tmp_path_factory.mktemp("node")) as one:
        yield one


@pytest.fixture(scope="module")
def node(live: LiveNode) -> Iterator[AsteriskNode]:
    taken = live.node()
    yield taken
    taken.close()


# --- contexts -------------------------------------------------------------------------------------


def test_what_was_loaded_from_files_is_read_as_it_was_meant(
    live: LiveNode, node: AsteriskNode
) -> None:
    read = node.read_contexts(list(live.first.contexts))
    meant = {name: sorted(lines) for name, lines in live.first.contexts.items()}
    assert meant == {name: sorted(lines) for name, lines in read.items()}


def test_a_context_that_was_added_is_read_back_and_listed(node: AsteriskNode) -> None:
    node.add_context(NAME, LINES)
    read = dict(node.read_contexts([NAME, "acme.gffffffffff"]))
    listed = node.list_contexts()
    node.remove_context(NAME)
    assert (sorted(LINES), True) == (sorted(read.pop(NAME)), NAME in listed)
    assert ({}, {}, False) == (read, node.read_contexts([NAME]), NAME in node.list_contexts())


def test_only_contexts_of_generations_are_listed(live: LiveNode, node: AsteriskNode) -> None:
    assert set(live.first.contexts) | set(live.platform.contexts) == node.list_contexts()


def test_a_context_that_is_no_generations_is_not_removed(
    live: LiveNode, node: AsteriskNode
) -> None:
    with pytest.raises(NodeRefused, match="no context of a generation"):
        node.remove_context("from-trunk")
    assert node.read_entries(["from-trunk"], ())


def test_a_step_that_is_there_already_is_not_added_twice(node: AsteriskNode) -> None:
    node.add_context(NAME, LINES)
    with pytest.raises(NodeRefused, match=r"e\*1 of acme.g0123456789: .*already exist"):
        node.add_context(NAME, LINES[:1])
    node.remove_context(NAME)


@pytest.mark.parametrize("data", ["x" * 984, "é" * 492, " led by a blank", "two\r\nlines", "a\0b"])
def test_what_asterisk_cannot_carry_is_refused_before_anything_is_sent(
    node: AsteriskNode, data: str
) -> None:
    with pytest.raises(NodeRefused):
        node.add_context(NAME, (*LINES, Line("e*2", 1, "NoOp", data)))
    assert {} == node.read_contexts([NAME])


def test_the_longest_data_is_read_back_whole(node: AsteriskNode) -> None:
    line = Line("e*1", 1, "NoOp", "x" * 983)
    node.add_context(NAME, (line,))
    read = node.read_contexts([NAME])
    node.remove_context(NAME)
    assert {NAME: (line,)} == read


# --- entries --------------------------------------------------------------------------------------


def test_entries_are_read_by_context_and_by_spot(live: LiveNode, node: AsteriskNode) -> None:
    entries = live.first.entries
    spots = [spot for spot in entries if spot.context not in live.first.doors]
    assert (True, entries) == (bool(spots), node.read_entries(live.first.doors, spots))


def test_patterns_are_read_by_their_spots_too(live: LiveNode, node: AsteriskNode) -> None:
    entries = live.platform.entries
    assert entries == node.read_entries((), list(entries))


def test_a_number_that_only_a_pattern_fits_has_no_entry(node: AsteriskNode) -> None:
    assert {} == node.read_entries((), [Spot("from-trunk", "+19999999999", 1)])


def test_entries_are_replaced_added_and_removed(node: AsteriskNode) -> None:
    one, two, lamp = (Spot("acme.phone", "101", number) for number in (1, 2, HINT))
    node.change_entries({one: Act("NoOp", "a"), two: Act("NoOp", "b")}, ())
    node.change_entries({one: Act("Goto", "x,1,1"), lamp: Act("PJSIP/a@b&PJSIP/c@b", "")}, (two,))
    changed = node.read_entries(["acme.phone"], ())
    node.change_entries({lamp: Act("PJSIP/c@b", "")}, (one,))
    node.change_entries({}, (one,))
    left = node.read_entries(["acme.phone"], ())
    node.change_entries({}, (lamp,))
    assert {one: Act("Goto", "x,1,1"), lamp: Act("PJSIP/a@b&PJSIP/c@b", "")} == changed
    assert ({lamp: Act("PJSIP/c@b", "")}, {}) == (left, node.read_entries(["acme.phone"], ()))


def test_what_a_hand_put_beside_the_steps_is_seen_and_removed(
    live: LiveNode, node: AsteriskNode
) -> None:
    node.change_entries({Spot("acme.phone", "101", 1): Act("NoOp", "a")}, ())
    for words in ("include from-trunk into", "ignorepat 9 into", "extension 5/12,1,NoOp(x) into"):
        live.switch.command(f"dialplan add {words} acme.phone")
    seen = node.read_entries(["acme.phone"], ())
    node.change_entries({}, list(seen))
    strange = {(spot.extension, spot.priority) for spot in seen}
    expected = {("101", 1), ("5/12", 1), ("include from-trunk", STRANGE), ("ignorepat 9", STRANGE)}
    assert (expected, {}) == (strange, node.read_entries(["acme.phone"], ()))


# --- proof ----------------------------------------------------------------------------------------


def test_what_is_as_it_should_be_is_not_told(live: LiveNode, node: AsteriskNode) -> None:
    own = next(name for name in live.first.contexts if name.startswith(f"{live.account}."))
    trials = [Trial(number, own) for number in ("+19025550100", "+19025550101")]
    assert ((), 2) == (node.ask(probes_of(live.first), trials), len(trials))


def test_a_probe_that_leads_elsewhere_is_told(live: LiveNode, node: AsteriskNode) -> None:
    probe = Probe("from-trunk", "+19025550100", 1, "elsewhere,1,1", "a call to +19025550100")
    nowhere = Probe("from-trunk", "911", 2, "elsewhere,1,1", "a call to 911")
    told = node.ask([probe, nowhere], ())
    where = f"{live.account}.in,+19025550100,1"
    assert (
        f"In from-trunk a call to +19025550100 goes to {where}, not to elsewhere,1,1.",
        "In from-trunk a call to 911 goes nowhere, not to elsewhere,1,1.",
    ) == told


@pytest.mark.parametrize("number", ["+19025550100", "+19999999999"])
def test_a_call_that_comes_elsewhere_is_told(node: AsteriskNode, number: str) -> None:
    told = node.ask((), [Trial(number, "acme.g0123456789")])
    assert [f"A call to {number} doesn't come to acme.g0123456789, but to"] == [
        one[: one.index(", but to") + 8] for one in told
    ]


def test_an_old_trials_result_proves_nothing(live: LiveNode, node: AsteriskNode) -> None:
    own = next(name for name in live.first.contexts if name.startswith(f"{live.account}."))
    node.ask((), [Trial("+19025550100", own)])
    assert 1 == len(node.ask((), [Trial("+19999999999", own)]))


def test_a_synthetic_call_leaves_no_channel_and_no_count(
    live: LiveNode, node: AsteriskNode
) -> None:
    own = next(name for name in live.first.contexts if name.startswith(f"{live.account}."))
    before = live.switch.log_lines()
    node.ask((), [Trial("+19025550100", own)] * 5)
    assert ({}, before) == (node.calls(), live.switch.log_lines())


def test_calls_are_counted_by_the_generation_they_entered(
    live: LiveNode, node: AsteriskNode
) -> None:
    node.add_context(NAME, (Line("e", 1, "Set", f"__GEN={NAME}"), Line("e", 2, "Wait", "60")))
    with live.switch.ami() as session:
        call = {"Channel": f"Local/e@{NAME}/n", "Application": "Wait", "Data": "60",
                "Async": "yes"}  # fmt: skip
        session.call("Originate", call)
        counted = _until_counted(node)
        session.call("Command", {"Command": "channel request hangup all"})
    _until_counted(node, wanted=False)
    node.remove_context(NAME)
    assert {NAME} == set(counted)


def _until_counted(node: AsteriskNode, *, wanted: bool = True) -> dict[str, int]:
    for _ in range(500):
        counted = dict(node.calls())
        if bool(counted) == wanted:
            return counted
    raise AssertionError("the calls didn't come, or didn't end")


# --- objects --------------------------------------------------------------------------------------


def one_phone(generation: Generation) -> RowKey:
    return next(key for key in generation.rows if key.table == "ps_endpoints" and "@" in key.id)


def test_every_object_is_seen_as_it_stands_in_the_database(
    live: LiveNode, node: AsteriskNode
) -> None:
    assert (True, ()) == (len(live.first.rows) > 10, node.check_rows(list(live.first.rows)))


def test_a_changed_row_is_seen_at_once(live: LiveNode, node: AsteriskNode) -> None:
    key = one_phone(live.first)
    row = {**dict(live.first.rows[key]), "callerid": '"Somebody" <999>', "language": ""}
    node.check_rows([key])
    node.change_rows(live.account, {key: tuple(sorted(row.items()))}, ())
    seen = node.check_rows([key])
    with live.switch.ami() as session:
        events = session.call("PJSIPShowEndpoint", {"Endpoint": key.id}).events
    node.change_rows(live.account, {key: live.first.rows[key]}, ())
    assert ((), '"Somebody" <999>') == (seen, events[0].get("Callerid"))


def test_a_new_row_is_seen_and_a_dropped_one_is_gone(live: LiveNode, node: AsteriskNode) -> None:
    key, like = RowKey("ps_endpoints", "new@acme.example"), one_phone(live.first)
    before = node.check_rows([key])
    node.change_rows(live.account, {key: live.first.rows[like]}, ())
    there = node.check_rows([key])
    node.change_rows(live.account, {}, (key,))
    assert ((), (), ()) == (before, there, node.check_rows([key]))


@pytest.mark.parametrize("table", ["ps_aors", "ps_auths"])
def test_an_object_of_no_endpoint_is_seen_too(
    live: LiveNode, node: AsteriskNode, table: str
) -> None:
    like = RowKey(table, one_phone(live.first).id)
    key = RowKey(table, "alone")
    node.change_rows(live.account, {key: live.first.rows[like]}, ())
    there = node.check_rows([key])
    node.change_rows(live.account, {}, (key,))
    assert ((), ()) == (there, node.check_rows([key]))


def test_what_asterisk_remembers_otherwise_is_forgotten_by_the_check(
    live: LiveNode, node: AsteriskNode
) -> None:
    """As if it had read the row just before a change and remembered it just after."""
    key = one_phone(live.first)
    node.check_rows([key])
    with sqlite3.connect(live.objects) as database:
        database.execute("UPDATE ps_endpoints SET language = 'de' WHERE id = ?", (key.id,))
    database.close()
    told = node.check_rows([key])
    node.change_rows(live.account, {key: live.first.rows[key]}, ())
    assert () == told


def test_what_asterisk_sees_otherwise_is_told(live: LiveNode, node: AsteriskNode) -> None:
    key = RowKey("voicemail", "101@elsewhere")
    like = next(one for one in live.first.rows if one.table == "voicemail")
    row = {**dict(live.first.rows[like]), "mailbox": "9"}
    node.change_rows(live.account, {key: tuple(sorted(row.items()))}, ())
    with sqlite3.connect(live.objects) as database:
        database.execute("UPDATE voicemail SET context = '' WHERE uniqueid = ?", (key.id,))
    database.close()
    told = node.check_rows([key])
    node.change_rows(live.account, {}, (key,))
    assert ("Asterisk doesn't have the mailbox 101@elsewhere.",) == told


def test_a_crash_between_the_commit_and_the_forgetting_is_made_good(
    live: LiveNode, node: AsteriskNode, monkeypatch: pytest.MonkeyPatch
) -> None:
    key = one_phone(live.first)
    row = {**dict(live.first.rows[key]), "callerid": '"Later" <998>'}
    node.check_rows([key])
    with monkeypatch.context() as crashed:
        crashed.setattr(node, "_have_forgotten", lambda keys: None)
        node.change_rows(live.account, {key: tuple(sorted(row.items()))}, ())
    node.read_rows(live.account)
    with live.switch.ami() as session:
        events = session.call("PJSIPShowEndpoint", {"Endpoint": key.id}).events
    node.change_rows(live.account, {key: live.first.rows[key]}, ())
    assert '"Later" <998>' == events[0].get("Callerid")


def test_a_database_put_in_place_of_the_open_one_is_opened_by_asterisk_too(
    live: LiveNode, node: AsteriskNode
) -> None:
    key = one_phone(live.first)
    node.change_rows(live.account, {key: live.first.rows[key]}, ())
    settings = node.read_file("res_config_sqlite3.conf")
    copy = live.objects.with_name("copy")
    with sqlite3.connect(live.objects) as source, sqlite3.connect(copy) as target:
        source.backup(target)
    for one in (source, target):
        one.close()
    for ending in ("-wal", "-shm"):
        live.objects.with_name(live.objects.name + ending).unlink(missing_ok=True)
    copy.replace(live.objects)
    row = {**dict(live.first.rows[key]), "callerid": '"Restored" <997>'}
    node.change_rows(live.account, {key: tuple(sorted(row.items()))}, ())
    seen = node.check_rows([key])
    node.change_rows(live.account, {key: live.first.rows[key]}, ())
    assert ((), settings) == (seen, node.read_file("res_config_sqlite3.conf"))


def test_another_controller_takes_the_rows(live: LiveNode) -> None:
    old, new = live.node(epoch=1), live.node(epoch=2)
    old.read_rows(live.account)
    new.read_rows(live.account)
    with pytest.raises(NodeTaken):
        old.change_rows(live.account, {}, ())
    old.close()
    new.close()
    live.objects.touch()
    with sqlite3.connect(live.objects) as database:
        database.execute("DELETE FROM pbxc_fence")
    database.close()


def test_the_platforms_generation_is_there_too(live: LiveNode, node: AsteriskNode) -> None:
    assert PLATFORM == live.platform.account
    assert set(live.platform.contexts) == set(node.read_contexts(list(live.platform.contexts)))
