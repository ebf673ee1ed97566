"""A plan as people read it."""

from __future__ import annotations

import json
from dataclasses import replace

from compiler.render import ANSI
from tenants.planning import AccountPlan, Move, Plan, Told, Unread, plan_json, plan_text
from tenants.planning.telling import NOTHING, NOTHING_READ
from tests.tenants.planning.plans import LARGE, MOVE, NORTH, PLAN, UNREAD

WHOLE = f"""\
plan {PLAN.id}: 1 account on 1 node, about 40 ms, 3 phones, aaaaaaaaaa -> bbbbbbbbbb

north (North Dental)
  ~ location clinic: room now 2  account.yaml:4
  + anna: device mobile added    users.yaml:9
  - group sales removed          groups.yaml:2
    main: g111111111111 -> g222222222222; 1 context added, 1 to drain; 2 phones added, 1 removed; about 40 ms
    2 calls in progress keep what they have
    must register again, it has a new password: ben-desk
    phone anna-desk: key 4 BLF 201 -> 203, no reboot
    phone ben-desk: VLAN nothing -> 7, reboots 01:00-05:00
    phone cleo-desk: new
"""


def with_changes(*changes: Told) -> Plan:
    return replace(PLAN, accounts=(replace(NORTH, changes=changes),))


def test_a_plan_is_told_account_by_account() -> None:
    assert WHOLE == plan_text(PLAN)


def test_nothing_to_do_is_one_line() -> None:
    assert f"{NOTHING}\n" == plan_text(replace(PLAN, accounts=()))


def test_colours_change_no_word() -> None:
    coloured = plan_text(PLAN, ANSI)
    for colour in (ANSI.error, ANSI.warning, ANSI.frame, ANSI.help, ANSI.bold, ANSI.end):
        coloured = coloured.replace(colour, "")
    assert WHOLE == coloured


def test_what_could_not_be_read_is_told() -> None:
    told = plan_text(replace(PLAN, accounts=(), unread=UNREAD))
    why = "https://git.example/quay can't be fetched: it doesn't answer."
    assert f"{NOTHING_READ}\n\nnot read, stays as it is: north/quay ({why})\n" == told


def test_everything_unread_has_a_name() -> None:
    told = plan_text(replace(PLAN, accounts=(), unread=(Unread("", "gone"),)))
    assert "not read, stays as it is: everything (gone)" in told


def test_a_large_change_is_told_with_every_reason() -> None:
    told = plan_text(replace(PLAN, large=LARGE))
    assert told.endswith(
        "This change is large, and not applied without --allow-large-change:\n"
        "  north: 2 of 3 users are removed: a, b\n"
    )


def test_a_large_change_that_is_meant_says_so() -> None:
    assert "large, and meant to be:" in plan_text(replace(PLAN, large=LARGE, allowed=True))


def test_many_new_things_are_one_line() -> None:
    users = (Told("added", f"u{n} added", "users", f"u{n}", "users.yaml", n) for n in range(1, 30))
    told = plan_text(with_changes(*users)).splitlines()
    assert "  + 29 users added: u1, u2, u3, u4, u5 and 24 more  users.yaml:1" == told[3]


def test_few_new_things_are_a_line_each() -> None:
    users = [Told("added", f"u{n} added", "users", f"u{n}", "users.yaml", n) for n in range(1, 9)]
    assert 8 == sum(
        line.startswith("  + ") for line in plan_text(with_changes(*users)).splitlines()
    )


def test_many_changes_within_things_are_all_told() -> None:
    said = [Told("added", f"anna: device d{n} added", "users", "anna") for n in range(20)]
    assert 20 == sum(
        line.startswith("  + ") for line in plan_text(with_changes(*said)).splitlines()
    )


def test_nodes_work_side_by_side() -> None:
    far = replace(MOVE, node="far", expected_ms=1500)
    both = replace(PLAN, accounts=(replace(NORTH, moves=(MOVE, far)),))
    assert "1 account on 2 nodes, about 1.5 s" in plan_text(both)


def test_the_root_is_called_by_its_name() -> None:
    root = AccountPlan("root-1", "", "Tidewater", moves=(Move("main", "", "g1"),))
    told = plan_text(replace(PLAN, accounts=(root,))).splitlines()
    assert ("Tidewater", "    main: nothing -> g1; about 0 ms") == (told[2], told[3])


def test_what_tenants_wrote_moves_no_cursor() -> None:
    evil = Told("changed", "anna: name now \x1b[2J", file="a\x07.yaml")
    told = plan_text(with_changes(evil))
    assert ("\x1b" in told, "\x07" in told) == (False, False)


def test_programs_get_all_of_it() -> None:
    told = json.loads(json.dumps(plan_json(PLAN)))
    assert (False, True, PLAN) == (
        told["nothing_to_do"],
        told["consented"],
        Plan.from_json(told["plan"]),
    )
