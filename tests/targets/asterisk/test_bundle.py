"""The bundle: complete, deterministic, traceable, and careful with secrets."""

from __future__ import annotations

import dataclasses
import hashlib
import io
import json
import os
import subprocess
import sys
import wave
from pathlib import Path

import pytest

from schema.inventory import Did
from schema.program import Media, Origin
from schema.prompts import PROMPTS
from schema.secret import Secret
from targets.asterisk.bundle import Bundle, emit
from targets.asterisk.layout import Layout
from targets.asterisk.prompts import SOUNDS
from targets.asterisk.recordings import silence
from targets.asterisk.text import Unwritable
from tests.targets.asterisk import platforms
from tests.targets.asterisk.platforms import HARBOUR, QUAY, WELCOME, Vault

ROOT = Path(__file__).parents[3]


def whole() -> Bundle:
    return emit(platforms.program(), platforms.inventory(), Vault(), {WELCOME: silence()})


def digest(bundle: Bundle) -> str:
    return hashlib.sha256(repr(sorted(bundle.files.items())).encode()).hexdigest()


def test_the_same_input_gives_the_same_bytes_with_any_hash_seed() -> None:
    code = "from tests.targets.asterisk.test_bundle import digest, whole; print(digest(whole()))"
    seeds = ("0", "1", "77")
    found = {
        subprocess.run(
            [sys.executable, "-c", code], cwd=ROOT, check=True, capture_output=True, text=True,
            env={**os.environ, "PYTHONHASHSEED": seed, "PYTHONPATH": str(ROOT)},
        ).stdout
        for seed in seeds
    }  # fmt: skip
    assert 1 == len(found)


def test_the_order_of_the_inventory_changes_nothing() -> None:
    inventory = platforms.inventory()
    turned = dataclasses.replace(
        inventory,
        accounts=inventory.accounts[::-1],
        endpoints=inventory.endpoints[::-1],
        gateways=inventory.gateways[::-1],
        mailboxes=inventory.mailboxes[::-1],
        hold_music=inventory.hold_music[::-1],
        dids=inventory.dids[::-1],
    )
    other = emit(platforms.program(), turned, Vault(), {WELCOME: silence()})
    assert digest(whole()) == digest(other)


def test_a_change_of_one_account_changes_only_its_own_files() -> None:
    inventory = platforms.inventory()
    renamed = tuple(
        dataclasses.replace(one, caller_name="New") if one.account == QUAY else one
        for one in inventory.endpoints
    )
    changed = emit(
        platforms.program(), dataclasses.replace(inventory, endpoints=renamed), Vault(),
        {WELCOME: silence()},
    )  # fmt: skip
    before = whole().files
    found = {path for path, data in changed.files.items() if before.get(path) != data}
    assert {f"pjsip/{QUAY}.conf", "pbxc/manifest.json"} == found


def test_what_every_start_of_asterisk_asks_for_is_there() -> None:
    needed = {
        f"{name}.conf"
        for name in ("acl", "asterisk", "ccss", "cdr", "cel", "extensions", "features", "http",
                     "indications", "logger", "manager", "modules", "musiconhold", "pjproject",
                     "pjsip", "rtp", "udptl", "voicemail")
    }  # fmt: skip
    assert set() == needed - set(whole().files)


def test_the_manifest_has_the_digest_and_mode_of_every_other_file() -> None:
    bundle = whole()
    manifest = json.loads(bundle.files["pbxc/manifest.json"])
    expected = {
        path: {"sha256": hashlib.sha256(data).hexdigest(), "mode": f"{bundle.mode(path):04o}"}
        for path, data in bundle.files.items()
        if path != "pbxc/manifest.json"
    }
    assert expected == manifest["files"]
    assert bundle.symbols.generations == manifest["generations"]


def test_files_with_secrets_are_private() -> None:
    private = {"manager.conf", "voicemail.conf", f"pjsip/{HARBOUR}.conf", f"pjsip/{QUAY}.conf"}
    assert private == {path for path in whole().files if whole().mode(path) == 0o600}


def test_no_secret_stands_in_a_file_that_is_not_private() -> None:
    class Marked:
        def text(self, name: str) -> Secret:
            return Secret("73577357" if name.endswith(":pin") else "hush-hush")

    bundle = emit(platforms.program(), platforms.inventory(), Marked(), {WELCOME: silence()})
    open_files = [data for path, data in bundle.files.items() if path not in bundle.private]
    assert [] == [data for data in open_files if b"hush" in data or b"73577357" in data]


def test_a_priority_leads_back_to_its_place_in_the_yaml() -> None:
    bundle = whole()
    spot = bundle.source_map.find(bundle.symbols.generations[HARBOUR], "everything", 3)
    assert spot is not None
    assert (HARBOUR, "everything", 2, Origin("harbour", ("callflows", "everything"))) == (
        spot.unit, spot.label, spot.op, spot.origin
    )  # fmt: skip


def test_a_told_line_is_found_where_it_stands() -> None:
    bundle = whole()
    spot = bundle.source_map.find(bundle.symbols.generations[HARBOUR], "everything", 2)
    assert spot is not None
    assert ("decides", 'so, (it) "says" ${EXTEN}; always') == spot.told


@pytest.mark.parametrize("priority", [0, 3])
def test_a_priority_that_is_not_ours_leads_nowhere(priority: int) -> None:
    bundle = whole()
    assert None is bundle.source_map.find(bundle.symbols.generations[HARBOUR], "greet", priority)


def test_every_priority_is_in_the_source_map_file() -> None:
    bundle = whole()
    written = json.loads(bundle.files["pbxc/source-map.json"])
    lines = sum(
        data.decode().count("\nexten => ") - data.decode().count(",hint,")
        for path, data in bundle.files.items()
        if path.startswith("dialplan/")
    )
    mapped = sum(
        len(extension["ops"]) for context in written.values() for extension in context["extensions"].values()
    )  # fmt: skip
    assert lines == mapped


def mark(sound: bytes) -> str:
    """What a recording's name ends with."""
    return f"_{hashlib.sha256(sound).hexdigest()[:8]}"


def test_symbols_lead_back_to_the_program_s_names() -> None:
    symbols = whole().symbols
    found = (
        symbols.variables["P_CALLER_NAME"],
        symbols.variables["P_MY_TAIL"],
        symbols.tables[HARBOUR]["t1*"],
        symbols.media[f"{HARBOUR}/welcome{mark(silence())}"],
        symbols.unit_of(symbols.generations[QUAY]),
    )
    assert ("caller.name", "my.tail", "extensions", WELCOME, QUAY) == found


def test_recordings_lie_below_their_owner_by_their_rate() -> None:
    out = io.BytesIO()
    with wave.open(out, "wb") as file:
        file.setnchannels(1)
        file.setsampwidth(2)
        file.setframerate(16000)
        file.writeframes(bytes(320))
    fine = Media(QUAY, "fine")
    audio = {WELCOME: silence(), fine: out.getvalue()}
    bundle = emit(platforms.program(), platforms.inventory(), Vault(), audio)
    found = {path for path in bundle.files if path.startswith("media/")}
    assert {
        f"media/{HARBOUR}/welcome{mark(silence())}.wav",
        f"media/{QUAY}/fine{mark(out.getvalue())}.wav16",
        "media/platform/silence.wav",
    } == found


def test_a_changed_recording_makes_a_new_generation_of_those_who_play_it() -> None:
    out = io.BytesIO(silence()[:-2] + b"\1\0")
    audio = {WELCOME: out.getvalue()}
    changed = emit(platforms.program(), platforms.inventory(), Vault(), audio).symbols.generations
    assert {HARBOUR} == {
        unit for unit, name in whole().symbols.generations.items() if changed[unit] != name
    }


def test_recordings_that_were_not_given_are_named() -> None:
    bundle = emit(platforms.program(), platforms.inventory(), Vault(), {})
    assert (WELCOME,) == bundle.missing


def test_every_prompt_has_a_sound_of_its_own() -> None:
    assert set(PROMPTS) == set(SOUNDS)
    assert len(SOUNDS) == len(set(SOUNDS.values()))


@pytest.mark.parametrize("sound", [b"", b"RIFFnothing", silence()[:20]])
def test_a_recording_that_is_no_sound_is_refused(sound: bytes) -> None:
    with pytest.raises(Unwritable):
        emit(platforms.program(), platforms.inventory(), Vault(), {WELCOME: sound})


def test_an_object_of_an_account_that_is_not_there_is_refused() -> None:
    inventory = dataclasses.replace(platforms.inventory(), dids=(Did("+19025550111", "gone-1"),))
    with pytest.raises(Unwritable):
        emit(platforms.program(), inventory, Vault(), {})


def test_the_layout_changes_no_generation() -> None:
    audio, layout = {WELCOME: silence()}, Layout(etc="/srv/pbx/etc")
    other = emit(platforms.program(), platforms.inventory(), Vault(), audio, layout)
    assert whole().symbols.generations == other.symbols.generations


@pytest.mark.parametrize("folder", ["etc", "/etc/../x", "/etc\nx", "//x"])
def test_a_folder_that_is_no_absolute_path_is_refused(folder: str) -> None:
    with pytest.raises(Unwritable):
        emit(platforms.program(), platforms.inventory(), Vault(), {}, Layout(etc=folder))


def test_dangerous_functions_are_closed_to_the_manager_interface() -> None:
    assert b"live_dangerously = no\n" in whole().files["asterisk.conf"]


def test_the_manager_interface_is_for_this_machine_only() -> None:
    text = whole().files["manager.conf"]
    assert (True, True) == (b"bindaddr = 127.0.0.1\n" in text, b"permit = 127.0.0.1/" in text)


def test_only_named_modules_are_loaded() -> None:
    assert b"autoload = no\n" in whole().files["modules.conf"]
