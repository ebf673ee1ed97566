"""What a node is to hold, cut by account: the same as the bundle says, and no more."""

from __future__ import annotations

import dataclasses
from collections.abc import Mapping

import pytest

from schema.inventory import AudioFile, Did, Edge, Inventory
from schema.program import PLATFORM, Block, End, Program
from targets.asterisk.bundle import Bundle, emit
from targets.asterisk.delivery.generation import HINT, Act, Generation, RowKey, Spot
from targets.asterisk.delivery.slicing import Slicer, shares_of, slice_program
from targets.asterisk.delivery.tree_files import context_file, doors_path, tree_files
from targets.asterisk.layout import Layout
from targets.asterisk.live.written import entries_in
from targets.asterisk.recordings import Sound, silence, sound_of
from targets.asterisk.text import Unwritable
from tests.targets.asterisk import platforms
from tests.targets.asterisk.platforms import HARBOUR, QUAY, WELCOME, Vault

TRUNK = "from-trunk"
SOUNDS = {WELCOME: sound_of(WELCOME, silence())}


def inventory() -> Inventory:
    return dataclasses.replace(platforms.inventory(), audio=(AudioFile(WELCOME, "", "harbour"),))


def bundle() -> Bundle:
    return emit(platforms.program(), inventory(), Vault(), {WELCOME: silence()})


def sliced(
    changed: Inventory | None = None, sounds: Mapping[object, Sound] | None = None, node: str = ""
) -> Mapping[str, Generation]:
    given = SOUNDS if sounds is None else sounds
    listed = changed or inventory()
    return slice_program(platforms.program(), listed, Vault(), given, node=node).generations  # type: ignore[arg-type]


def trunk_entries(generation: Generation) -> dict[Spot, Act]:
    return {spot: act for spot, act in generation.entries.items() if spot.context == TRUNK}


def test_contexts_are_those_of_the_bundle() -> None:
    files = {
        f"dialplan/generations/{name}.conf": context_file(name, lines)
        for generation in sliced().values()
        for name, lines in generation.contexts.items()
    }
    expected = {k: v for k, v in bundle().files.items() if k.startswith("dialplan/generations/")}
    assert expected == files


@pytest.mark.parametrize("account", [HARBOUR, QUAY])
def test_doors_are_those_of_the_bundle(account: str) -> None:
    generation = sliced()[account]
    own = {spot: act for spot, act in generation.entries.items() if spot.context != TRUNK}
    assert entries_in(bundle().files[f"dialplan/doors/{account}.conf"]) == own


def test_the_numbers_of_all_carriers_are_shared_out_among_accounts_and_platform() -> None:
    shares = [trunk_entries(one) for one in sliced().values()]
    together = {spot: act for share in shares for spot, act in share.items()}
    assert entries_in(bundle().files[f"dialplan/doors/{TRUNK}.conf"]) == together
    assert sum(map(len, shares)) == len(together)


def test_a_number_is_its_account_s_and_so_is_its_spelling_abroad() -> None:
    names = {spot.extension for spot in trunk_entries(sliced()[QUAY])}
    assert {"+19025550199", "+442079460000", "442079460000"} == names


def test_what_holds_for_any_number_is_the_platform_s() -> None:
    names = {spot.extension for spot in sliced()[PLATFORM].entries}
    assert {"_1NXXXXXXXXX", "_NXXXXXXXXX", "_[0123456789*#+]", "_[0123456789*#+]."} == names


def test_an_account_holds_the_shared_contexts_that_it_leads_into() -> None:
    platform, quay = sliced()[PLATFORM], sliced()[QUAY]
    own, *shared = quay.contexts
    assert own.startswith(f"{QUAY}.g")
    assert {name: platform.contexts[name] for name in shared} == platform.contexts


def test_lamps_are_entries() -> None:
    lamp = sliced()[HARBOUR].entries[Spot(f"{HARBOUR}.hints", "201", HINT)]
    assert Act("PJSIP/anna-desk@harbour.test&PJSIP/bob@harbour.test", "") == lamp


def test_phones_carriers_and_mailboxes_are_rows() -> None:
    tables = sorted((key.table, key.id) for key in sliced()[HARBOUR].rows)
    objects = [f"acme-1.{HARBOUR}", "anna-desk@harbour.test", "bob@harbour.test"]
    sip = [(table, one) for table in ("ps_aors", "ps_auths", "ps_endpoints") for one in objects]
    assert [*sip, ("voicemail", f"200@{HARBOUR}"), ("voicemail", f"201@{HARBOUR}")] == tables


def test_a_row_says_what_the_bundle_s_section_says() -> None:
    row = dict(sliced()[QUAY].rows[RowKey("ps_aors", f"acme-1.{QUAY}")])
    assert {"contact": "sip:192.0.2.20:5060;transport=tcp"} == row
    assert (
        b"contact = sip:192.0.2.20:5060\\;transport=tcp\n" in bundle().files[f"pjsip/{QUAY}.conf"]
    )


def test_where_a_carrier_calls_from_stays_in_a_file() -> None:
    text = sliced()[HARBOUR].files[f"pjsip/{HARBOUR}.conf"].decode()
    assert f"[acme-1.{HARBOUR}]\ntype = identify\n" in text
    assert "type = endpoint" not in text


def test_a_phone_s_password_is_a_digest_only() -> None:
    rows = sliced()[HARBOUR].rows
    auth = dict(rows[RowKey("ps_auths", "bob@harbour.test")])
    assert auth["password_digest"].startswith("MD5:")
    assert "password" not in auth
    written = b"".join(tree_files(sliced()[HARBOUR]).values())
    assert auth["password_digest"].encode() not in written


def test_a_box_begins_with_its_pin() -> None:
    row = dict(sliced()[HARBOUR].rows[RowKey("voicemail", f"200@{HARBOUR}")])
    found = [row[name] for name in ("context", "mailbox", "password", "email", "delete")]
    assert [HARBOUR, "200", "2580", "desk@harbour.test|b@harbour.test", "no"] == found


def test_a_changed_recording_is_another_generation_and_another_file() -> None:
    changed = {WELCOME: Sound("0" * 64)}
    before, after = sliced()[HARBOUR], sliced(sounds=changed)[HARBOUR]  # type: ignore[arg-type]
    assert [{f"media/{HARBOUR}/welcome_00000000.wav": "0" * 64}] == [after.recordings]
    assert before.id != after.id
    assert before.contexts.keys() != after.contexts.keys()
    assert sliced()[QUAY].id == sliced(sounds=changed)[QUAY].id  # type: ignore[arg-type]


def test_hold_music_is_a_file_of_the_account() -> None:
    text = sliced()[HARBOUR].files[f"music/{HARBOUR}.conf"].decode()
    mark = SOUNDS[WELCOME].sha256[:8]
    assert f"entry = /etc/asterisk/media/{HARBOUR}/welcome_{mark}\n" in text


def test_a_node_holds_only_the_accounts_that_it_serves() -> None:
    harbour, quay = inventory().accounts
    only = dataclasses.replace(quay, nodes=("east",))
    edge = dataclasses.replace(inventory().edge, nodes=(("east", Edge()), ("west", Edge())))
    listed = dataclasses.replace(inventory(), accounts=(harbour, only), edge=edge)
    served = [set(sliced(listed, node=node)) for node in ("east", "west", "")]
    assert [{PLATFORM, HARBOUR, QUAY}, {PLATFORM, HARBOUR}, {PLATFORM, HARBOUR, QUAY}] == served


def test_an_object_of_no_account_is_refused() -> None:
    listed = dataclasses.replace(inventory(), dids=(Did("+19025550111", "gone-1"),))
    with pytest.raises(Unwritable):
        sliced(listed)


def test_the_base_includes_what_accounts_have_and_starts_with_the_database() -> None:
    state = slice_program(platforms.program(), inventory(), Vault(), SOUNDS)
    assert b"#tryinclude music/*.conf" in state.base["musiconhold.conf"]
    assert b"load = res_config_sqlite3.so" in state.base["modules.conf"].splitlines()[2]
    assert {"manager.conf"} == state.private


def test_no_account_s_value_stands_in_the_base() -> None:
    state = slice_program(platforms.program(), inventory(), Vault(), SOUNDS, Layout())
    assert [] == [path for path, data in state.base.items() if b"harbour" in data]


def test_no_file_is_of_two_accounts() -> None:
    owned = [path for one in sliced().values() for path in (*one.files, doors_path(one.account))]
    assert len(owned) == len(set(owned))


# --- again and again ----------------------------------------------------------------------------


def cut(slicer: Slicer, program: Program, listed: Inventory) -> Mapping[str, Generation]:
    return slicer.cut(program, shares_of(program, listed), listed.edge, SOUNDS)


def test_what_has_not_changed_is_the_same_value() -> None:
    slicer = Slicer(Vault())
    first = cut(slicer, platforms.program(), inventory())
    again = cut(slicer, platforms.program(), inventory())
    assert all(again[name] is one for name, one in first.items())


def test_one_account_s_change_cuts_no_other_anew_and_gives_what_a_new_slicer_gives() -> None:
    slicer, program = Slicer(Vault()), platforms.program()
    first = cut(slicer, program, inventory())
    blocks = {**program.units[QUAY].blocks, "office": Block("office", (), End("no_answer"))}
    quay = dataclasses.replace(program.units[QUAY], blocks=blocks)
    changed = Program({**program.units, QUAY: quay})
    second = cut(slicer, changed, inventory())
    assert {QUAY} == {name for name, one in second.items() if first[name] is not one}
    fresh = cut(Slicer(Vault()), changed, inventory())
    assert {name: one.id for name, one in fresh.items()} == {n: one.id for n, one in second.items()}
    assert fresh[QUAY].places == second[QUAY].places


def test_a_changed_phone_changes_its_row() -> None:
    slicer, program = Slicer(Vault()), platforms.program()
    cut(slicer, program, inventory())
    anna, *others = inventory().endpoints
    renamed = dataclasses.replace(anna, caller_name="Anne")
    listed = dataclasses.replace(inventory(), endpoints=(renamed, *others))
    row = dict(cut(slicer, program, listed)[HARBOUR].rows[RowKey("ps_endpoints", anna.id)])
    assert '"Anne" <201>' == row["callerid"]


def test_phones_are_written_anew_where_the_switch_listens_otherwise() -> None:
    slicer, program = Slicer(Vault()), platforms.program()
    anna, *others = inventory().endpoints
    phones = (dataclasses.replace(anna, transport="tls"), *others)
    sealed = dataclasses.replace(
        inventory().edge, tls_port=5061, tls_certificate="/c", tls_key="/k"
    )
    listed = dataclasses.replace(inventory(), endpoints=phones, edge=sealed)
    cut(slicer, program, listed)
    with pytest.raises(Unwritable):
        cut(slicer, program, dataclasses.replace(listed, edge=inventory().edge))
