"""Changes so large that somebody must have meant them."""

from __future__ import annotations

import pytest

from compiler.difference import changes_between, large_changes
from tests.compiler.trees import read_tree

CLINIC = "{street: 1 A Street, city: Halifax, region: NS, postal_code: B3H 1A1, country: CA}"
SHOP = "account: {type: master}\n# file: accounts/shop/account.yaml\naccount: {name: Shop}\n"
FAR = "# file: accounts/shop/accounts/far/account.yaml\naccount: {name: Far}\n"
NEAR = "# file: accounts/near/account.yaml\naccount: {name: Near}\n"


def users(*names: str) -> str:
    return "users: {" + ", ".join(f"{one}: {{name: {one.title()}}}" for one in names) + "}\n"


def devices(*names: str) -> str:
    return "devices: {" + ", ".join(f"{one}: {{extension: 1{one}}}" for one in names) + "}\n"


def numbers(*names: str) -> str:
    return "numbers: {" + ", ".join(f"{one}: [hangup]" for one in names) + "}\n"


def trunks(text: str) -> str:
    return f"trunks: {{{text}}}\n"


def reasons(before: str, after: str, *unknown: str) -> list[str]:
    old, new = read_tree(before)[0], read_tree(after)[0]
    return [f"{one.account}: {one.reason}" for one in large_changes(old, new, unknown)]


@pytest.mark.parametrize(
    ("before", "after", "expected"),
    [
        (users(*"abcdefghij"), users(*"abcdefg"), []),
        (users(*"abcdefghij"), users(*"abcdef"), ["4 of 10 users are removed: g, h, i, j"]),
        (users(*"abc"), users(*"xyz"), ["3 of 3 users are removed: a, b, c"]),
        (
            devices("01", "02", "03"),
            devices("01", "02"),
            ["1 of 3 devices are removed: 03"],
        ),
        (
            numbers("+19025550100", "+19025550101", "+19025550102"),
            numbers("+19025550100", "+19025550101"),
            ["1 of 3 numbers are removed: +19025550102"],
        ),
        (
            users("a") + numbers("+19025550100"),
            users("a") + "numbers: {+19025550100: user.a}\n",
            [],
        ),
    ],
    ids=["under a third", "over a third", "all others", "devices", "numbers", "goes elsewhere"],
)
def test_much_that_goes_at_once_asks_for_consent(
    before: str, after: str, expected: list[str]
) -> None:
    assert [f": {one}" for one in expected] == reasons(before, after)


def test_another_name_is_no_removal() -> None:
    before = "users: {anna: {name: Anna, devices: {desk: {}}}, ben: {name: Ben}}\n"
    assert [] == reasons(before, before.replace("anna", "anne"))


@pytest.mark.parametrize(
    ("before", "after", "expected"),
    [
        (
            "north: {gateways: [{host: a.example}], emergency: true}",
            "north: {gateways: [{host: a.example}]}",
            "trunk north carries emergency calls no longer",
        ),
        (
            "north: {gateways: [{host: a.example}], emergency: true}",
            "north: {gateways: [{host: a.example}], emergency: true, enabled: false}",
            "trunk north carries emergency calls no longer",
        ),
        (
            "north: {gateways: [{host: a.example}]}, south: {gateways: [{host: b.example}]}",
            "north: {gateways: [{host: a.example}]}",
            "trunk south carries emergency calls no longer",
        ),
        (
            "north: {gateways: [{host: a.example}, {host: b.example}], emergency: true}",
            "north: {gateways: [{host: a.example}], emergency: true}",
            "trunk north has fewer gateways for emergency calls",
        ),
    ],
    ids=["not marked any more", "switched off", "no trunk is marked", "a gateway less"],
)
def test_an_emergency_route_that_goes_asks_for_consent(
    before: str, after: str, expected: str
) -> None:
    assert [f": {expected}"] == reasons(trunks(before), trunks(after))


@pytest.mark.parametrize(
    ("before", "after"),
    [
        (
            "north: {gateways: [{host: a.example}], emergency: true}",
            "north: {gateways: [{host: b.example}], emergency: true}",
        ),
        (
            "north: {gateways: [{host: a.example}], emergency: true}, x: {gateways: [{host: b.example}]}",
            "north: {gateways: [{host: a.example}], emergency: true}",
        ),
        (
            "north: {gateways: [{host: a.example}]}, acme: {gateways: [{host: b.example}], emergency: true}",
            "north: {gateways: [{host: a.example}]}, boreal: {gateways: [{host: b.example}], emergency: true}",
        ),
    ],
    ids=["another address", "one that carried none", "another name"],
)
def test_help_that_is_still_reached_asks_for_nothing(before: str, after: str) -> None:
    assert [] == reasons(trunks(before), trunks(after))


def test_a_location_that_goes_asks_for_consent() -> None:
    before = f"locations: {{clinic: {CLINIC}, annex: {CLINIC.replace('1 A', '2 A')}}}\n"
    after = f"locations: {{clinic: {CLINIC}}}\n"
    assert [": 1 location removed: annex"] == reasons(before, after)


def test_a_phone_without_a_place_asks_for_consent() -> None:
    desk = "users: {a: {name: A, devices: {desk: {}}}}\n"
    after = SHOP + f"locations: {{clinic: {CLINIC}}}\n" + desk
    before = after.replace("name: Shop", "name: Shop, default_location: clinic")
    assert ["shop: emergency calls lose their place on a-desk"] == reasons(before, after)


def test_a_phone_without_a_call_back_number_asks_for_consent() -> None:
    after = SHOP + "users: {a: {name: A, devices: {desk: {}}}}\n"
    before = after.replace("name: Shop", "name: Shop, main_number: +19025550100")
    assert ["shop: emergency calls lose their call-back number on a-desk"] == reasons(before, after)


def test_a_dial_string_that_goes_asks_for_consent() -> None:
    before, after = "dialing: {outside_prefix: '9'}\n", "dialing: {outside_prefix: ''}\n"
    expected = [": 9911, 9988 reach no emergency service any more"]
    assert expected == reasons(before, after)


def test_an_account_that_goes_asks_for_consent() -> None:
    assert ["shop: the account shop is removed with all that it has"] == reasons(
        SHOP + NEAR, "account: {type: master}\n" + NEAR
    )


def test_an_account_that_is_switched_off_asks_for_consent() -> None:
    after = SHOP.replace("{name: Shop}", "{name: Shop, enabled: false}")
    assert ["shop: the account is switched off: nothing works but emergency calls"] == reasons(
        SHOP, after
    )


@pytest.mark.parametrize("unknown", ["shop", ""], ids=["it", "one above it"])
def test_an_account_that_could_not_be_read_loses_nothing(unknown: str) -> None:
    old, new = (
        read_tree(text)[0] for text in (SHOP + NEAR + FAR, "account: {type: master}\n" + NEAR)
    )
    assert ((), ()) == (
        large_changes(old, new, (unknown,)),
        changes_between(old, new, (unknown,)),
    )


def test_at_the_first_apply_nothing_can_go() -> None:
    assert () == large_changes(None, read_tree(SHOP)[0])
