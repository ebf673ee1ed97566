"""What a plan tells of phones: a line for each whose files are others."""

from __future__ import annotations

import re

import pytest

from tenants.planning import Plan, plan_text
from tenants.planning.making import UNHEARD
from tests.tenants.planning.worlds import MASTER, SHOP, World, plan, world

URL = "https://phones.tide.example"
ROOT = MASTER.replace("domain: tide", f"provisioning: {{url: '{URL}'}}, domain: tide")
PHONES = SHOP.replace(
    "{desk: {mac: 80:5e:c0:aa:bb:01}}",
    "{desk: {model: yealink-t54w, mac: 80:5e:c0:aa:bb:01, keys: [line, {blf: 102, label: Ben}]}}",
).replace("{desk: {}}", "{desk: {model: yealink-t54w, mac: 80:5e:c0:aa:bb:09, keys: [line]}}")


def written(shop: str = PHONES, root: str = ROOT, commit: str = "1" * 40) -> World:
    return world({"": root, "shop": shop}, commit)


def edited(old: str, new: str, root: str = ROOT) -> Plan:
    assert old in PHONES
    return plan(written(), written(PHONES.replace(old, new), root, "2" * 40))


def told(made: Plan) -> list[str]:
    return [
        line.strip()
        for line in plan_text(made).splitlines()
        if re.match(r" +(phone |\d+ phones:)", line)
    ]


def test_another_label_of_one_key_is_one_line_and_no_work_for_the_switch() -> None:
    made = edited("label: Ben", "label: Benny")
    (shop,) = made.accounts
    assert ["phone anna-desk: key 2 BLF 102 label Ben -> Benny, no reboot"] == told(made)
    assert ((), UNHEARD, False) == (shop.moves, shop.note, made.does_nothing)


def test_an_account_whose_phones_follow_what_is_above_it_is_told() -> None:
    root = ROOT.replace("account: {", "account: {phones: {vlan: 7}, ")
    made = plan(written(), written(root=root, commit="2" * 40))
    lines = {"anna-desk", "ben-desk"}
    assert {f"phone {one}: VLAN nothing -> 7, reboots 01:00-05:00" for one in lines} == set(
        told(made)
    )


def test_a_password_is_changed_without_a_phone_that_must_register_again() -> None:
    made = edited("desk: {model: yealink-t54w, mac: 80:5e:c0:aa:bb:01", "desk: {rotate: 1, model: yealink-t54w, mac: 80:5e:c0:aa:bb:01")  # fmt: skip
    (phone,) = told(made)
    assert phone.startswith("phone anna-desk: ")
    assert "new SIP password" in phone
    assert () == tuple(lost for move in made.moves for lost in move.lost)


def test_at_the_very_first_apply_every_phone_is_new() -> None:
    assert ["phone anna-desk: new", "phone ben-desk: new"] == told(plan(None, written()))


def test_a_phone_that_is_gone_fetches_nothing() -> None:
    ours = "model: yealink-t54w, mac: 80:5e:c0:aa:bb:09, keys: [line]"
    assert [] == [one for one in told(edited(ours, "")) if "ben-desk" in one]


def test_many_phones_with_the_same_news_are_one_line() -> None:
    people = "\n".join(
        f"  p{n}: {{name: P {n}, extensions: [{200 + n}], devices: {{desk: "
        f"{{model: yealink-t54w, mac: 80:5e:c0:aa:cc:{n:02d}, keys: [line]}}}}}}"
        for n in range(10, 22)
    )
    shop = PHONES.replace("users:\n", f"users:\n{people}\n")
    root = ROOT.replace("account: {", "account: {phones: {ntp: time.tide.example}, ")
    made = plan(written(shop), written(shop, root, "2" * 40))
    (line,) = told(made)
    sentence = "time server pool.ntp.org -> time.tide.example, no reboot"
    assert line.startswith(f"14 phones: {sentence}: anna-desk, ben-desk, p10-desk, ")


@pytest.mark.parametrize(("old", "new"), [("{ring: user.anna}", "{ring: user.ben}")])
def test_a_callflow_is_nothing_to_phones(old: str, new: str) -> None:
    assert [] == told(edited(old, new))
