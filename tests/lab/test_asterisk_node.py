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
from targets.asterisk.live.node import NodeError, NodeLost, NodeRefused, NodeTaken, Probe, Trial
from targets.asterisk.live.node_link import Door, NodeLink
from targets.asterisk.live.node_rows import Token
from targets.asterisk.live.place import Place
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


# --- files that modules read ----------------------------------------------------------------------


def matches(live: LiveNode, carrier: str) -> list[str]:
    with live.switch.ami() as session:
        events = session.call("PJSIPShowEndpoint", {"Endpoint": carrier}).events
    return [event.get("Match") for event in events if event.get("Event") == "IdentifyDetail"]


def registrations(live: LiveNode) -> list[str]:
    with live.switch.ami() as session:
        events = session.call("PJSIPShowRegistrationsOutbound").events
    return [event.get("ObjectName") for event in events if event.get("ObjectName")]


def test_who_a_carrier_is_known_by_follows_its_file(live: LiveNode, node: AsteriskNode) -> None:
    path = f"pjsip/{live.account}.conf"
    carrier = f"north-1.{live.account}"
    old = live.first.files[path]
    seen = [matches(live, carrier)]
    for number in (1, 2):  # of the same length, within the same second
        text = old.replace(old.split(b"match = ")[1].split(b"\n")[0], b"127.1.1.%d" % number)
        node.write_file(path, text)
        node.reload([path])
        seen.append(matches(live, carrier))
    node.remove_file(path)
    node.reload([path])
    seen.append(matches(live, carrier))
    node.write_file(path, old)
    node.reload([path])
    first = seen[0]
    assert [first, ["127.1.1.1/255.255.255.255"], ["127.1.1.2/255.255.255.255"], [], first] == [
        *seen, matches(live, carrier),
    ]  # fmt: skip


def test_a_registration_comes_and_goes_and_no_endpoint_is_disturbed(
    live: LiveNode, node: AsteriskNode
) -> None:
    path = "pjsip/other.conf"
    line = b"[r]\ntype = registration\nserver_uri = sip:127.9.9.9\nclient_uri = sip:a@127.9.9.9\n"
    node.write_file(path, line)
    node.reload([path])
    there = registrations(live)
    node.remove_file(path)
    node.reload([path])
    assert (["r"], [], ()) == (there, registrations(live), node.check_rows(list(live.first.rows)))


def test_what_a_module_did_not_take_is_told(live: LiveNode, node: AsteriskNode) -> None:
    """The module itself answers that it read the file."""
    path = "pjsip/wrong.conf"
    node.write_file(path, b"[w]\ntype = identify\nendpoint = x\nmatch = 1.2.3.4\nno = such\n")
    with pytest.raises(NodeRefused, match=r"doesn't take the identify w of pjsip/wrong\.conf"):
        node.reload([path])
    node.remove_file(path)
    node.reload([path])
    assert () == node.check_rows(list(live.first.rows))


def test_a_class_of_hold_music_comes_and_goes(live: LiveNode, node: AsteriskNode) -> None:
    path = "music/acme.conf"
    entry = f"{live.site.layout.media}/platform/silence"
    node.write_file(path, f"[acme.hold]\nmode = playlist\nentry = {entry}\n".encode())
    node.reload([path])
    there = live.switch.command("moh show classes")
    node.remove_file(path)
    node.reload([path])
    gone = live.switch.command("moh show classes")
    assert (True, False) == ("acme.hold" in there, "acme.hold" in gone)


def test_a_file_of_no_module_is_not_reloaded(node: AsteriskNode) -> None:
    with pytest.raises(NodeRefused, match=r"No module .* reads manager.conf"):
        node.reload(["manager.conf"])


# --- the way to it --------------------------------------------------------------------------------


def test_one_run_of_asterisk_has_one_name(live: LiveNode, node: AsteriskNode) -> None:
    other = live.node()
    names = {node.is_running(), other.is_running()}
    other.close()
    assert (1, True) == (len(names), all(names))


def test_nobody_listening_is_a_lost_node_and_is_not_asked_at_once_again(live: LiveNode) -> None:
    place = live.place(port=1)
    nobody = AsteriskNode.at(place, Token("ledger", 1))
    with pytest.raises(NodeLost, match="No connection"):
        nobody.is_running()
    with pytest.raises(NodeLost, match="a moment ago"):
        nobody.is_running()


def test_a_wrong_secret_is_a_lost_node(live: LiveNode) -> None:
    right = live.place()
    door = Door(right.door.host, right.door.port, right.door.user, "wrong")
    place = Place("main", right.tree, right.objects, right.recordings, door)
    with pytest.raises(NodeLost, match="refused to log"):
        AsteriskNode.at(place, Token("ledger", 1)).is_running()


def test_the_platforms_generation_is_there_too(live: LiveNode, node: AsteriskNode) -> None:
    assert PLATFORM == live.platform.account
    assert set(live.platform.contexts) == set(node.read_contexts(list(live.platform.contexts)))


# --- rights ---------------------------------------------------------------------------------------

RIGHTS = ("system", "command", "call", "originate")


def test_the_controllers_rights_are_these(live: LiveNode) -> None:
    lines = live.state.base["manager.conf"].decode().splitlines()
    granted = [line for line in lines if line.startswith(("read =", "write ="))]
    assert [f"write = {','.join(RIGHTS)}"] == granted


@pytest.mark.parametrize("missing", RIGHTS)
def test_none_of_the_controllers_rights_is_too_many(live: LiveNode, missing: str) -> None:
    left = ",".join(right for right in RIGHTS if right != missing)
    less = live.node_as("less", f"write = {left}\n")
    with pytest.raises(NodeError):
        use_every_right(live, less)
    less.close()


def test_all_of_the_controllers_rights_are_enough(live: LiveNode, node: AsteriskNode) -> None:
    use_every_right(live, node)


def use_every_right(live: LiveNode, node: AsteriskNode) -> None:
    own = next(name for name in live.first.contexts if name.startswith(f"{live.account}."))
    node.is_running()
    node.list_contexts()
    node.change_entries({Spot("acme.phone", "101", 1): Act("NoOp", "a")}, ())
    node.change_entries({}, [Spot("acme.phone", "101", 1)])
    node.reload([f"pjsip/{live.account}.conf"])
    if wrong := node.ask(probes_of(live.first), [Trial("+19025550100", own)]):
        raise NodeRefused(" ".join(wrong))
    if wrong := node.check_rows(list(live.first.rows)):
        raise NodeRefused(" ".join(wrong))
    node.calls()


def test_the_controller_may_not_write_settings(live: LiveNode, node: AsteriskNode) -> None:
    place = live.place()
    link = NodeLink(place.door)
    reply = link.ask("UpdateConfig", {"SrcFilename": "manager.conf", "DstFilename": "x.conf"})
    link.close()
    assert (False, "Permission denied") == (reply.ok, reply.message)
