"""What the provisioning of phones is told of them: keys in their places, settings, names of secrets."""

from __future__ import annotations

from functools import cache
from pathlib import Path

import pytest

from compiler import Compiled, compile_folders
from compiler.key_targets import watchable
from compiler.simulate import Call, World, simulate
from schema.phone_facts import DeskPhone, PhoneRules
from tenants.folder import read_tree
from tests.compiler.whole import MINIMAL, NOON, Whole, compile_texts, folder, minimal

PEOPLE = """
users:
  anna:
    name: Anna Berg
    extensions: [101]
    devices:
      desk: {model: yealink-t54w, mac: 80:5e:c0:aa:bb:01, keys: KEYS}
  ben: {name: Ben Okafor, extensions: [102], devices: {desk: {}, home: {}}}
  cleo: {name: Cleo Roy, extensions: [103], devices: {cell: {type: cell, number: +16475550188}}}
  dan: {name: Dan Hall, extensions: [104], devices: {desk: {}}}
groups: {sales: {extension: 200, members: [user.ben]}}
mailboxes: {front: {number: 299, owners: [user.ben]}}
schedules: {office: {open: {mon-fri: 08:00-17:00}, override_code: "*21"}}
devices: {door: {extension: 190}}
keys: {short: [{directory: , at: 5}, voicemail]}
"""


def told(keys: str) -> list[str]:
    """The keys of a phone, in a line each."""
    phone = minimal(PEOPLE.replace("KEYS", keys)).inventory.phones[0]
    return [
        f"{key.module}/{key.at} {key.kind} {key.value} {key.label}".rstrip() for key in phone.keys
    ]


@pytest.mark.parametrize(
    ("key", "expected"),
    [
        ("{blf: user.ben}", "blf 102 Ben Okafor"),
        ("{blf: 104, label: Boss}", "blf 104 Boss"),
        ("{blf: device.door}", "blf 190 door"),
        ("{speed_dial: user.cleo}", "speed_dial 103 Cleo Roy"),
        ("{speed_dial: group.sales}", "speed_dial 200 sales"),
        ("{speed_dial: mailbox.front}", "speed_dial 299 front"),
        ("{speed_dial: +16475550188, label: Cab}", "speed_dial +16475550188 Cab"),
        ("{speed_dial: '9022234567'}", "speed_dial 9022234567 9022234567"),
        ("{transfer_to: 102}", "transfer_to 102 Ben Okafor"),
        ("voicemail", "voicemail *97 Voicemail"),
        ("do_not_disturb", "do_not_disturb *76 Do not disturb"),
        ("forward", "forward *74 Forward"),
        ("{schedule_override: office}", "schedule_override *21 Office"),
        ("{multicast_page: '239.255.1.2:10000'}", "multicast_page 239.255.1.2:10000"),
        ("{url: 'https://harbour.example/door'}", "url https://harbour.example/door"),
        ("directory", "directory"),
    ],
)
def test_a_key_dials_and_watches_what_the_switch_has(key: str, expected: str) -> None:
    assert ["0/1 line", f"0/2 {expected}"] == told(f"[line, {key}]")


def test_a_phone_without_a_line_key_gets_one() -> None:
    assert ["0/1 line", "0/2 directory"] == told("[directory]")


def test_a_key_takes_the_place_after_the_one_before_it() -> None:
    keys = "[line, {voicemail: , at: 4}, directory, {forward: , module: 1}]"
    expected = [
        "0/1 line",
        "0/4 voicemail *97 Voicemail",
        "0/5 directory",
        "1/1 forward *74 Forward",
    ]
    assert expected == told(keys)


def test_a_place_that_is_said_is_left_free() -> None:
    assert ["0/1 line", "0/2 voicemail *97 Voicemail", "0/3 directory"] == told(
        "[line, {voicemail: , at: 2}, directory]"
    )


def test_everybody_is_watched_but_oneself_and_who_is_watched_already() -> None:
    keys = "[line, {blf: user.dan, at: 9}, {all_users: , at: 3}]"
    assert ["0/1 line", "0/3 blf 102 Ben Okafor", "0/9 blf 104 Dan Hall"] == told(keys)


def test_everybody_follows_from_the_place_that_is_said() -> None:
    keys = "[line, {all_users: , at: 3}, directory]"
    expected = ["0/1 line", "0/3 blf 102 Ben Okafor", "0/4 blf 104 Dan Hall", "0/5 directory"]
    assert expected == told(keys)


@pytest.mark.parametrize("keys", ["short", "keys.short", "{use: short}", "[{use: short}]"])
def test_a_layout_is_taken_by_its_name(keys: str) -> None:
    assert ["0/1 line", "0/5 directory", "0/6 voicemail *97 Voicemail"] == told(keys)


def test_a_layout_is_taken_among_keys_of_ones_own() -> None:
    assert ["0/1 line", "0/5 directory", "0/6 voicemail *97 Voicemail"] == told(
        "[line, use: short]"
    )


@pytest.mark.parametrize(
    ("device", "is_phone"),
    [
        ("{model: yealink-t54w}", True),
        ("{model: linphone-desktop, type: softphone}", True),
        ("{}", False),
        ("{model: yealink-t54w, enabled: false}", False),
        ("{type: cell, model: yealink-t54w, number: +16475550188}", False),
    ],
)
def test_a_device_with_a_model_that_logs_in_is_a_phone(device: str, is_phone: bool) -> None:
    assert is_phone is bool(minimal(f"devices: {{one: {device}}}").inventory.phones)


# --- what is inherited ----------------------------------------------------------------------------

MASTER = MINIMAL.replace(
    "platform: {domain: harbour.example}",
    """type: master
  phones: {vlan: 5, ntp: a.example}
  platform:
    domain: harbour.example
    edge: {udp_port: 5070, proxy: sip.harbour.example}
    provisioning: {url: https://phones.harbour.example}""",
)
SHOP = """
account:
  name: Shop
  timezone: America/Halifax
  country: CA
  default_location: shop
  main_number: +19025550101
  phones: {poll: 1h, settings: {yealink: {a: '1', b: '1'}, yealink-t54w: {b: '2', c: '2'}}, MORE}
locations:
  shop: {street: 1 Road, city: Halifax, region: NS, postal_code: B3H 1A1, country: CA, networks: [192.0.2.0/24]}
devices:
  lobby: {model: yealink-t54w, mac: 80:5e:c0:aa:bb:01, extension: 190, settings: {c: '3'}, DEVICE}
"""


def shop(more: str = "", device: str = "") -> Whole:
    text = SHOP.replace(", MORE", f", {more}" if more else "")
    text = text.replace(", DEVICE", f", {device}" if device else "")
    return compile_texts(
        folder("", MASTER, {"shop": "{numbers: [+19025550101]}"}), folder("shop", text)
    )


def the_phone(whole: Whole) -> DeskPhone:
    return whole.inventory.phones[0]


def the_rules(whole: Whole) -> PhoneRules:
    return whole.inventory.phone_rules[0]


def test_what_an_account_does_not_say_is_as_the_account_above_says() -> None:
    rules = the_rules(shop())
    assert ("a.example", 3600, 3600) == (rules.ntp, rules.poll, rules.expires)


def test_what_an_account_says_beats_the_account_above() -> None:
    assert "b.example" == the_rules(shop("ntp: b.example")).ntp


def test_phones_meet_the_platforms_ports_proxy_and_address() -> None:
    rules = the_rules(shop())
    assert ("https://phones.harbour.example", "sip.harbour.example", 5070) == (
        rules.base_url, rules.proxy, rules.udp_port,
    )  # fmt: skip


def test_a_devices_setting_beats_its_models_and_that_its_vendors() -> None:
    assert (("a", "1"), ("b", "2"), ("c", "3")) == the_phone(shop()).settings


@pytest.mark.parametrize(("device", "expected"), [("", 5), ("vlan: 9", 9)])
def test_a_devices_network_beats_the_accounts(device: str, expected: int) -> None:
    assert expected == the_phone(shop(device=device)).vlan


def test_files_may_be_fetched_from_where_the_phone_stands() -> None:
    assert ("192.0.2.0/24",) == the_phone(shop()).networks


@pytest.mark.parametrize(
    ("more", "device", "expected"),
    [
        ("", "", ""),
        ("firmware: {yealink-t54w: 1.2}", "", "1.2"),
        ("firmware: {yealink-t54w: 1.2}", "firmware: 1.3", "1.3"),
        ("firmware: {yealink-t31p: 1.2}", "", ""),
    ],
)
def test_firmware_is_the_devices_or_that_of_its_model(
    more: str, device: str, expected: str
) -> None:
    assert expected == the_phone(shop(more, device)).firmware


# --- secrets --------------------------------------------------------------------------------------


def test_secrets_have_names_with_the_count_of_changes() -> None:
    phone = the_phone(shop(device="rotate: 2"))
    assert [f"shop:device.lobby:{what}" for what in ("sip#2", "sip#1", "admin#2", "web#2", "token#2")] == [
        phone.secret, phone.previous, phone.admin, phone.web, phone.token,
    ]  # fmt: skip


def test_a_password_that_was_never_changed_has_none_before_it() -> None:
    assert "" == the_phone(shop()).previous


def test_the_phones_password_is_that_of_its_endpoint() -> None:
    whole = shop(device="rotate: 2")
    assert whole.inventory.endpoints[0].secret == the_phone(whole).secret


# --- dialling -------------------------------------------------------------------------------------


def shapes(more: str) -> dict[str, bool]:
    """What phones may dial, and whether it is complete at once."""
    rules = minimal(f"devices: {{one: {{model: yealink-t54w}}}}\n{more}").inventory
    return {one.pattern: one.at_once for one in rules.phone_rules[0].dial}


def test_emergency_numbers_come_first_and_at_once() -> None:
    assert [("911", True), ("988", True), ("9911", True), ("9988", True)] == list(
        shapes("").items()
    )[:4]


def test_an_extension_that_begins_a_longer_number_is_waited_for() -> None:
    more = "users: {a: {name: A, extensions: [101, 1012], devices: {desk: {}}}}"
    found = shapes(more)
    assert (False, True) == (found["10x"], found["10xx"])


def test_an_extension_that_begins_nothing_longer_is_complete() -> None:
    more = "users: {anna: {name: Anna, extensions: [101], devices: {desk: {}}}}"
    assert shapes(more)["10x"]


def test_people_of_one_beginning_share_a_shape() -> None:
    more = "users: {a: {name: A, extensions: [101]}, b: {name: B, extensions: [102]}}"
    assert shapes(more) == shapes("users: {a: {name: A, extensions: [101]}}")


def test_numbers_of_other_countries_are_one_shape_that_is_waited_for() -> None:
    found = shapes("")
    assert [("011x.", False), ("9011x.", False), ("+x.", False)] == [
        (pattern, found[pattern]) for pattern in ("011x.", "9011x.", "+x.")
    ]


def test_a_code_that_takes_digits_is_waited_for() -> None:
    assert (False, True) == (shapes("")["*72x."], shapes("")["*9[78]"])


def test_no_account_has_more_shapes_than_a_phone_takes() -> None:
    assert 40 > len(shapes(""))


# --- agreement with the switch --------------------------------------------------------------------

EXAMPLES = Path(__file__).parents[2] / "examples"


@cache
def example(name: str) -> Compiled:
    folders = read_tree(EXAMPLES / name).folders
    compiled = compile_folders(folders, name)
    assert not compiled.failed
    return compiled


@pytest.mark.parametrize("name", ["harbour", "reseller"])
def test_what_keys_may_watch_is_what_the_switch_tells(name: str) -> None:
    compiled = example(name)
    assert compiled.tree is not None
    assert compiled.inventory is not None
    told = {(hint.account, hint.extension) for hint in compiled.inventory.hints}
    accounts = compiled.tree.accounts.values()
    assert told == {(one.id, extension) for one in accounts for extension in watchable(one)}


@pytest.mark.parametrize("name", ["harbour", "reseller"])
def test_what_a_key_dials_leads_somewhere(name: str) -> None:
    compiled = example(name)
    assert compiled.inventory is not None
    assert compiled.program is not None
    dialled = [
        (phone, key)
        for phone in compiled.inventory.phones
        for key in phone.keys
        if key.value and key.kind not in ("url", "multicast_page")
    ]
    for phone, key in dialled:
        call = Call(phone.account, "phone", key.value, "", "Zed", phone.endpoint, NOON, ())
        verbs = [event.verb for event in simulate(compiled.program, call, World()).events]
        assert set(verbs) - {"ends"}, (phone.endpoint, key)
    assert 5 < len(dialled)
