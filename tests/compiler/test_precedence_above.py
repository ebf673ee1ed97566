"""Precedence of the accounts above: what a child may use is what its parents leave it."""

from __future__ import annotations

import pytest

from compiler.simulate import Behaviour, World
from tests.compiler.offices import (
    ANNA,
    EMERGENCY,
    NORTH,
    OUTSIDE,
    holds,
    may_call,
    reseller,
)
from tests.compiler.whole import (
    MINIMAL,
    Told,
    Whole,
    compile_texts,
    events,
    folder,
    subjects,
)


@holds("limits of calls")
@pytest.mark.parametrize(
    ("busy", "expected"), [(1, True), (2, False)], ids=["below the limit", "at the limit"]
)
def test_a_call_must_fit_the_limits_of_its_account(busy: int, expected: bool) -> None:
    whole = reseller(grant="limits: {calls: 2}")
    full = World(busy={f"calls@{whole.account('north').id}": busy})
    assert expected == bool(
        subjects(whole, "dials", Told(OUTSIDE, "anna-desk", world=full), "north")
    )


@holds("limits of calls")
def test_a_call_must_fit_the_limits_of_every_account_above() -> None:
    child = folder("north/quay", f"{NORTH}\n{ANNA}\n".replace("5550200", "5550201"))
    granted = "type: reseller\nnumbers: [+19025550200, +19025550201]\nlimits: {calls: 2}\n"
    master = MINIMAL.replace("account:\n", "account:\n  type: master\n")
    whole = compile_texts(
        folder("", master, {"north": granted}),
        folder(
            "north", NORTH.replace("user.anna", "[hangup]"), {"quay": "numbers: [+19025550201]"}
        ),
        child,
    )
    full = World(busy={f"calls@{whole.account('north').id}": 2})
    told = Told(OUTSIDE, "anna-desk", world=full)
    assert [] == subjects(whole, "dials", told, "north/quay")


@holds("limits of calls")
def test_an_emergency_call_is_not_counted() -> None:
    whole = reseller(grant="limits: {calls: 0}")
    assert may_call(whole, EMERGENCY, "north")


@holds("switched off")
@pytest.mark.parametrize(
    ("grant", "child", "account"),
    [
        ("enabled: false", "", ""),
        ("", "  enabled: false\n", ""),
        ("", "", "  enabled: false\n"),
    ],
    ids=["by the grant", "by itself", "by the account above"],
)
def test_an_account_that_is_switched_off_can_call_for_help_only(
    grant: str, child: str, account: str
) -> None:
    own = ANNA if not child else f"{ANNA}\n"
    whole = reseller(grant=grant, child=own, account=account)
    if child:
        text = NORTH.replace("account:\n", f"account:\n{child}")
        master = MINIMAL.replace("account:\n", "account:\n  type: master\n")
        given = "numbers: [+19025550200]\n"
        whole = compile_texts(folder("", master, {"north": given}), folder("north", text + ANNA))
    assert (False, True) == (may_call(whole, OUTSIDE, "north"), may_call(whole, EMERGENCY, "north"))


def gateways(whole: Whole, dialled: str, path: str = "north") -> list[str]:
    """The gateways that are tried when all are down."""
    lines = {gateway.id: Behaviour("congested") for gateway in whole.inventory.gateways}
    told = events(whole, Told(dialled, "anna-desk", world=World(gateways=lines)), path)
    return [event.detail.partition("-")[0] for event in told if event.verb == "dials"]


TRUNKS = "trunks: {own: {gateways: [{host: 127.0.0.9}], weight: 70}, cheap: {gateways: [{host: 127.0.0.8}], weight: 1}}"


@holds("trunks")
def test_the_trunks_of_all_levels_are_tried_by_weight() -> None:
    whole = reseller(child=f"{ANNA}\n{TRUNKS}")
    assert ["cheap", "north", "own"] == gateways(whole, OUTSIDE)


@holds("trunks")
def test_an_emergency_call_tries_emergency_trunks_first() -> None:
    whole = reseller(child=f"{ANNA}\n{TRUNKS}")
    assert ["north", "cheap", "own"] == gateways(whole, EMERGENCY)
