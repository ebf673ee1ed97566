"""What a plan says: in words from what is written, in deeds from what the nodes have."""

from __future__ import annotations

from dataclasses import replace

import pytest

from schema.program import PLATFORM
from targets.asterisk.delivery.generation import Generation
from tenants.planning import Plan, Request, Unread, make_plan
from tenants.planning.making import FROM_ABOVE, SAME_TEXT, UNHEARD, UNKNOWN_BEFORE
from tenants.secrets import DEMO_KEY
from tests.tenants.planning.worlds import (
    NODE,
    FakeLive,
    World,
    edited,
    lines,
    plan,
    without,
    world,
)


@pytest.fixture(scope="module")
def usual() -> World:
    return world()


@pytest.fixture(scope="module")
def ring_ben() -> World:
    return edited("shop", "{ring: user.anna}", "{ring: user.ben}")


def moved(made: Plan) -> list[str]:
    """The accounts that are moved."""
    return [account.path or account.name for account in made.accounts if account.moves]


def test_the_same_world_needs_nothing(usual: World) -> None:
    made = plan(usual, usual)
    assert (True, (), 4) == (made.does_nothing, made.accounts, len(made.standings))


def test_one_edit_is_one_line_and_one_account(usual: World, ring_ben: World) -> None:
    made = plan(usual, ring_ben)
    said = "step 2 is now ring ben (was ring anna) @ shop/account.yaml:12"
    assert ([f"shop: changed callflow main: {said}"], ["shop"]) == (lines(made), moved(made))


def test_a_move_says_from_where_to_where(usual: World, ring_ben: World) -> None:
    (move,) = plan(usual, ring_ben, calls=3).moves
    shop = usual.id("shop")
    expected = (NODE, usual.generations[shop].id, ring_ben.generations[shop].id, 3)
    assert expected == (move.node, move.old, move.new, move.calls)


def test_the_first_apply_brings_everything_and_is_bound_to_nothing(usual: World) -> None:
    made = plan(None, usual)
    expected = ["*", "Tidewater", "dock", "shop"]
    assert (expected, (), {""}) == (
        moved(made),
        made.base,
        {there for _, _, there in made.standings},
    )


def test_the_first_apply_tells_a_whole_account_in_one_line(usual: World) -> None:
    told = [line for line in lines(plan(None, usual)) if line.startswith("shop:")]
    counts = "(2 users, 2 devices, 1 number, 1 callflow)"
    assert [f"shop: added account shop is new {counts} @ shop/account.yaml:2"] == told


def test_what_is_gone_is_told_where_it_was(usual: World) -> None:
    new = edited("shop", "  ben: {name: Ben Okafor, extensions: [102], devices: {desk: {}}}\n", "")
    assert ["shop: removed ben removed @ shop/account.yaml:8"] == lines(plan(usual, new))


def test_an_account_that_is_gone_is_taken_from_the_node(usual: World) -> None:
    made = plan(usual, without("dock"))
    (gone,) = [account for account in made.accounts if account.path == "dock"]
    assert (usual.id("dock"), "", True) == (gone.id, gone.moves[0].new, bool(made.large))


def test_an_account_on_another_node_now_leaves_the_first(usual: World) -> None:
    dock = usual.id("dock")
    rest = {name: one for name, one in usual.generations.items() if name != dock}
    live = FakeLive(usual.wanted)
    wanted = {NODE: rest, "other": {dock: usual.generations[dock]}}
    made = make_plan(usual.state, usual.state, wanted, live)
    assert [(NODE, ""), ("other", usual.generations[dock].id)] == [
        (move.node, move.new) for move in made.moves
    ]


# --- what couldn't be read, and what wasn't asked for ------------------------------------------


def test_an_account_that_could_not_be_read_stays(usual: World) -> None:
    unread = (Unread("dock", "its repository does not answer"),)
    made = plan(usual, without("dock"), Request(unread=unread))
    assert ([], (), unread) == (
        [a for a in made.accounts if a.path == "dock"],
        made.large,
        made.unread,
    )


def test_what_is_below_an_unread_account_stays_too(usual: World) -> None:
    made = plan(usual, without("dock"), Request(unread=(Unread("", "nothing can be read"),)))
    assert ([], ()) == ([one for one in made.accounts if one.id != PLATFORM], made.large)


def test_only_what_is_asked_for_is_planned(usual: World) -> None:
    new = edited("", "mon-fri: 08:00-17:00", "mon-fri: 08:00-18:00")
    made = plan(usual, new, Request(only=("shop",)))
    others = {usual.id(""), usual.id("dock")} & {account for _, account, _ in made.standings}
    assert (["shop"], set()) == ([one.path for one in made.accounts if one.id != PLATFORM], others)


# --- where text and deed don't go together -----------------------------------------------------


def test_an_account_that_only_follows_its_parent_says_so(usual: World) -> None:
    made = plan(usual, edited("", "mon-fri: 08:00-17:00", "mon-fri: 08:00-18:00"))
    notes = {account.path: account.note for account in made.accounts if account.path.isalpha()}
    assert {"dock": FROM_ABOVE, "shop": FROM_ABOVE} == notes


def test_a_change_that_no_call_notices_says_so(usual: World) -> None:
    made = plan(usual, edited("shop", "name: Anna Berg,", "name: Anna Berg, role: admin,"))
    (shop,) = made.accounts
    assert (True, UNHEARD) == (made.does_nothing, shop.note)


def test_another_key_is_told_though_nothing_is_written_otherwise(usual: World) -> None:
    made = plan(usual, world(key=bytes(reversed(DEMO_KEY))))
    shop = next(account for account in made.accounts if account.path == "shop")
    why = "it has a new password"
    assert (
        SAME_TEXT,
        (("anna-desk@shop.tide.example", why), ("ben-desk@shop.tide.example", why)),
    ) == (
        shop.note,
        shop.moves[0].lost,
    )


def test_a_recording_with_another_sound_is_told(usual: World, ring_ben: World) -> None:
    def sounding(one: World, digit: str) -> World:
        shop = one.id("shop")
        path = f"media/{shop}/welcome.{digit * 8}.wav"
        generation = replace(one.generations[shop], recordings={path: digit * 64})
        return World(one.state, {**one.generations, shop: generation})

    (shop,) = plan(sounding(usual, "1"), sounding(usual, "2")).accounts
    assert ["recording welcome sounds otherwise"] == [told.sentence for told in shop.changes]


# --- where what is live can't be read any more -------------------------------------------------


def lost_text(usual: World, new: World) -> Plan:
    return make_plan(None, new.state, new.wanted, FakeLive(usual.wanted), Request())


def test_without_the_old_text_only_deeds_are_told(usual: World, ring_ben: World) -> None:
    (shop,) = lost_text(usual, ring_ben).accounts
    assert ((), UNKNOWN_BEFORE, 1) == (shop.changes, shop.note, len(shop.moves))


def test_without_the_old_text_losses_still_ask_for_consent(usual: World) -> None:
    new = edited("shop", "  ben: {name: Ben Okafor, extensions: [102], devices: {desk: {}}}\n", "")
    assert [("shop", "1 of 2 phones are removed")] == [
        (one.account, one.reason) for one in lost_text(usual, new).large
    ]


def test_without_the_old_text_help_that_goes_asks_for_consent(usual: World) -> None:
    shop = usual.id("shop")
    entries = {
        spot: act
        for spot, act in usual.generations[shop].entries.items()
        if spot.extension != "911"
    }
    poorer = replace(usual.generations[shop], entries=entries)
    new = World(usual.state, {**usual.generations, shop: poorer})
    assert ["phones can't dial 911 any more"] == [one.reason for one in lost_text(usual, new).large]


def test_without_the_old_text_an_account_that_goes_asks_for_consent(usual: World) -> None:
    dock = usual.id("dock")
    live = FakeLive(usual.wanted, {dock: "dock"})
    new = without("dock")
    made = make_plan(None, new.state, new.wanted, live)
    assert "dock" in [one.account for one in made.large]


# --- phones ------------------------------------------------------------------------------------


def test_an_account_without_generation_on_any_node_is_no_trouble(usual: World) -> None:
    live = FakeLive({NODE: {"ghost-1": Generation("ghost-1", recordings={"media/x/a.wav": "0"})}})
    made = make_plan(None, usual.state, {NODE: {}}, live)
    assert ["ghost-1"] == [account.path for account in made.accounts if account.moves]
