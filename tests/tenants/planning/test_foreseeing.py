"""A saved plan against the repositories and the ledger of later."""

from __future__ import annotations

import os
from pathlib import Path

import pytest

from tenants.planning import Plan, load_plan, world_moved
from tenants.planning.foreseeing import foresee_again, to_plan_in
from tenants.planning.ledger import LedgerLive
from tests.tenants.planning.installations import Installed, install
from tests.tenants.planning.test_plan_command import SHOP_FILE, with_own_repository

DOCK_FILE = "accounts/dock/account.yaml"


@pytest.fixture
def fresh(tmp_path: Path, own_home: None) -> Installed:
    return install(tmp_path)


def saved(installed: Installed, *words: str) -> Plan:
    """The plan that `pbxc plan --out` saves."""
    file = installed.folder / "p"
    assert 0 == installed.plan("--out", file, *words).exit_code
    return load_plan(file)


def moved(installed: Installed, plan: Plan) -> tuple[str, ...]:
    """Why it can't be applied now."""
    with to_plan_in(installed.settings, os.environ) as opened:
        again = foresee_again(opened, LedgerLive(opened.ledger), plan, plan.compiler)
    assert again.plan is not None
    return world_moved(plan, again.plan)


def test_a_plan_that_nothing_came_between_can_be_applied(fresh: Installed) -> None:
    fresh.apply()
    fresh.edit(SHOP_FILE, "{ring: user.anna}", "{ring: user.ben}")
    assert () == moved(fresh, saved(fresh))


def test_the_first_plan_can_be_applied(fresh: Installed) -> None:
    assert () == moved(fresh, saved(fresh))


def test_a_newer_commit_does_not_matter(fresh: Installed) -> None:
    fresh.apply()
    fresh.edit(SHOP_FILE, "{ring: user.anna}", "{ring: user.ben}")
    plan = saved(fresh)
    fresh.edit(DOCK_FILE, "{ring: user.anna}", "{ring: user.ben}")
    assert () == moved(fresh, plan)


def test_a_plan_for_some_accounts_can_be_applied(fresh: Installed) -> None:
    fresh.apply()
    for file in (SHOP_FILE, DOCK_FILE):
        fresh.edit(file, "{ring: user.anna}", "{ring: user.ben}")
    assert () == moved(fresh, saved(fresh, "--account", "shop"))


def test_a_plan_beside_an_unread_account_can_be_applied(fresh: Installed) -> None:
    own = with_own_repository(fresh)
    fresh.apply()
    fresh.edit(SHOP_FILE, "{ring: user.anna}", "{ring: user.ben}")
    own.path.rename(fresh.folder / "elsewhere")
    assert () == moved(fresh, saved(fresh))


def test_what_was_applied_since_is_told(fresh: Installed) -> None:
    fresh.apply()
    fresh.edit(SHOP_FILE, "{ring: user.anna}", "{ring: user.ben}")
    plan = saved(fresh)
    fresh.edit(DOCK_FILE, "{ring: user.anna}", "{ring: user.ben}")
    fresh.apply()
    why = moved(fresh, plan)
    assert (True, True, True) == (
        any(one.startswith("What is live came from") for one in why),
        any(one.startswith("shop is at g") for one in why),
        any(one.startswith("dock is at g") for one in why),
    )


def test_the_first_plan_is_refused_once_something_is_live(fresh: Installed) -> None:
    plan = saved(fresh)
    fresh.apply()
    assert 5 == len(moved(fresh, plan))


def test_another_key_is_told(fresh: Installed) -> None:
    plan = saved(fresh)
    key = fresh.folder / "key"
    text = key.read_text().splitlines()
    key.write_text("\n".join([*text[:-1], text[-1][::-1]]) + "\n")
    (why,) = moved(fresh, plan)
    assert "the key, a secret or a recording is another" in why
