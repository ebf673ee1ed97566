"""A phone whose password was rotated: both are taken until it is over the old one."""

from __future__ import annotations

from collections.abc import Collection, Mapping
from dataclasses import replace

import pytest

from schema.phone_facts import DeskPhone
from targets.asterisk.bundle import emit
from targets.asterisk.delivery.difference import difference_of
from targets.asterisk.delivery.generation import Generation, Row, RowKey
from targets.asterisk.delivery.slicing import Slicer, shares_of
from tests.targets.asterisk import platforms
from tests.targets.asterisk.platforms import HARBOUR, Vault

BOB = "bob@harbour.test"
NEW = "harbour:device.bob:sip#1"
OLD = "harbour:device.bob:sip#0"
MAC = "805ec0aabb01"


class Platform:
    """A platform that is cut again and again, with Bob's phone as it is said to be."""

    def __init__(self) -> None:
        self.slicer = Slicer(Vault())

    def cut(
        self,
        *phones: DeskPhone,
        secret: str = NEW,
        over: Collection[str] = frozenset(),
        anna: str = "Anna",
    ) -> Generation:
        whole = platforms.inventory()
        endpoints = tuple(
            replace(one, secret=secret) if one.id == BOB else replace(one, caller_name=anna)
            for one in whole.endpoints
        )
        inventory = replace(whole, endpoints=endpoints, phones=phones)
        program = platforms.program()
        shares = shares_of(program, inventory)
        return self.slicer.cut(program, shares, inventory.edge, {}, over)[HARBOUR]


def bob(**changes: str) -> DeskPhone:
    phone = DeskPhone(BOB, HARBOUR, "yealink-t54w", MAC, secret=NEW, previous=OLD)
    return replace(phone, **changes)  # type: ignore[arg-type]


def proofs(generation: Generation) -> Mapping[str, Row]:
    """Bob's passwords by the id that his phone's endpoint names, in its order."""
    endpoint = dict(generation.rows[RowKey("ps_endpoints", BOB)])
    return {id: generation.rows[RowKey("ps_auths", id)] for id in endpoint["auth"].split(",")}


def test_both_passwords_are_taken_the_new_one_first() -> None:
    found = proofs(Platform().cut(bob()))
    alone = [proofs(Platform().cut(secret=one))[BOB] for one in (NEW, OLD)]
    assert [BOB, f"before.{BOB}"] == list(found)
    assert alone == list(found.values())


@pytest.mark.parametrize(
    ("phone", "over"),
    [
        (bob(), frozenset({OLD})),
        (bob(mac=""), frozenset()),
        (bob(previous=""), frozenset()),
        (None, frozenset()),
    ],
    ids=["it is over", "a soft phone", "never rotated", "not provisioned"],
)
def test_else_the_new_one_alone_is_taken(phone: DeskPhone | None, over: Collection[str]) -> None:
    made = Platform().cut(*((phone,) if phone else ()), over=over)
    assert Platform().cut().id == made.id


def test_that_it_is_over_takes_the_old_one_away_and_nothing_else() -> None:
    platform = Platform()
    both = platform.cut(bob())
    after = platform.cut(bob(), over=frozenset({OLD}))
    changed = {
        key for key in {*both.rows, *after.rows} if both.rows.get(key) != after.rows.get(key)
    }
    assert {RowKey("ps_auths", f"before.{BOB}"), RowKey("ps_endpoints", BOB)} == changed


def test_cutting_again_is_cutting_from_nothing() -> None:
    platform = Platform()
    steps = ((bob(), ()), (bob(), (OLD,)), (bob(previous=""), ()), (bob(), ()))
    again = [platform.cut(phone, over=frozenset(over)).id for phone, over in steps]
    anew = [Platform().cut(phone, over=frozenset(over)).id for phone, over in steps]
    assert anew == again


def test_another_phone_that_changes_leaves_both_passwords() -> None:
    platform = Platform()
    platform.cut(bob())
    after = platform.cut(bob(), anna="Anne")
    assert (proofs(platform.cut(bob())), Platform().cut(bob(), anna="Anne").id) == (
        proofs(after), after.id
    )  # fmt: skip


def test_what_only_the_phone_is_told_cuts_nothing_anew() -> None:
    platform = Platform()
    assert platform.cut(bob()) is platform.cut(bob(label="Robert", display_name="Robert"))


def test_a_phone_whose_old_password_is_taken_stays_registered() -> None:
    before, both = Platform().cut(secret=OLD), Platform().cut(bob())
    moved, cut_off = difference_of(before, both), difference_of(before, Platform().cut())
    assert ((), [BOB], ((), (), (BOB,))) == (
        moved.lost, [one.phone for one in cut_off.lost],
        (moved.phones.added, moved.phones.removed, moved.phones.changed),
    )  # fmt: skip


def test_that_the_old_one_goes_loses_nobody() -> None:
    both, after = Platform().cut(bob()), Platform().cut(bob(), over=frozenset({OLD}))
    found = difference_of(both, after)
    assert ((), (), (BOB,)) == (found.lost, found.phones.removed, found.phones.changed)


def test_what_is_compiled_once_takes_the_new_one_alone() -> None:
    inventory = replace(platforms.inventory(), phones=(bob(),))
    files = emit(platforms.program(), inventory, Vault(), {}).files
    assert b"before." not in files[f"pjsip/{HARBOUR}.conf"]
