"""`pbxc plan`, from the repositories and the ledger."""

from __future__ import annotations

import stat
from pathlib import Path

import pytest

from tenants.planning import load_plan
from tenants.planning.telling import NOTHING_READ
from tests.tenants.planning.installations import Installed, install
from tests.tenants.repository.gits import Work, new_work

SHOP_FILE = "accounts/shop/account.yaml"
BEN = "  ben: {name: Ben Okafor, extensions: [102], devices: {desk: {}}}\n"


@pytest.fixture
def fresh(tmp_path: Path, own_home: None) -> Installed:
    """Nothing was ever applied."""
    return install(tmp_path)


@pytest.fixture
def live(fresh: Installed) -> Installed:
    """Everything is live."""
    fresh.apply()
    return fresh


def test_the_first_plan_brings_every_account(fresh: Installed) -> None:
    result = fresh.plan()
    news = [line for line in result.stdout.splitlines() if "is new" in line]
    assert (0, 3) == (result.exit_code, len(news))


def test_the_first_plan_leaves_no_ledger_behind(fresh: Installed) -> None:
    fresh.plan()
    assert [] == list((fresh.folder / "state").glob("ledger*"))


def test_nothing_to_do_is_one_line(live: Installed) -> None:
    result = live.plan()
    assert (0, "Nothing to do: every account is what it should be.\n") == (
        result.exit_code,
        result.stdout,
    )


def test_a_commit_is_told_with_its_place(live: Installed) -> None:
    live.edit(SHOP_FILE, "{ring: user.anna}", "{ring: user.ben}")
    told = live.plan().stdout
    said = f"  ~ callflow main: step 2 is now ring ben (was ring anna)  {SHOP_FILE}:12"
    assert (True, False) == (said in told, "The Dock" in told)


def test_an_older_commit_can_be_planned(live: Installed) -> None:
    live.edit(SHOP_FILE, "{ring: user.anna}", "{ring: user.ben}")
    live.apply()
    told = live.plan("HEAD~1").stdout
    expected = (True, False)
    assert expected == ("step 2 is now ring anna (was ring ben)" in told, "not read" in told)


def test_a_commit_that_is_not_there_is_status_2(live: Installed) -> None:
    result = live.plan("no-such-commit")
    assert (True, True) == (result.exit_code != 0, "no-such-commit" in str(result.exception))


def test_only_some_accounts_are_planned(live: Installed) -> None:
    for name in ("shop", "dock"):
        live.edit(f"accounts/{name}/account.yaml", "{ring: user.anna}", "{ring: user.ben}")
    told = live.plan("--account", "dock").stdout
    assert (True, False) == ("The Dock" in told, "The Shop" in told)


def test_an_account_that_there_is_not_is_a_usage_error(live: Installed) -> None:
    result = live.plan("--account", "shup")
    assert (2, True) == (result.exit_code, "Did you mean shop?" in result.output)


def test_errors_are_told_and_the_rest_is_planned(live: Installed) -> None:
    live.edit(SHOP_FILE, "{ring: user.anna}", "{ring: user.nobody}")
    live.edit("accounts/dock/account.yaml", "{ring: user.anna}", "{ring: user.ben}")
    result = live.plan()
    assert (1, True, True, False) == (
        result.exit_code,
        "user.nobody" in result.stderr,
        "step 2 is now ring ben" in result.stdout,
        "The Shop" in result.stdout,
    )


def test_errors_name_their_line(live: Installed) -> None:
    live.edit(SHOP_FILE, "{ring: user.anna}", "{ring: user.nobody}")
    assert f"{SHOP_FILE}:12:" in live.plan().stderr


def test_a_phone_that_no_vendor_makes_keeps_its_account_as_it_is(live: Installed) -> None:
    model = "devices: {desk: {model: yealink-t45w, mac: 80:5e:c0:aa:bb:09}}"
    live.edit(SHOP_FILE, "extensions: [102], devices: {desk: {}}", f"extensions: [102], {model}")
    result = live.plan()
    assert (1, True) == (result.exit_code, "PH031" in result.stderr)


def test_where_nothing_can_go_live_there_is_no_plan(fresh: Installed) -> None:
    fresh.edit("account.yaml", "country: CA,", "country: ZZ,")
    told = fresh.plan_json()
    assert (None, True) == (told["plan"], bool(told["errors"]))


# --- large changes -----------------------------------------------------------------------------


def test_a_large_change_is_status_1_and_is_not_saved(live: Installed, tmp_path: Path) -> None:
    live.edit(SHOP_FILE, BEN, "")
    result = live.plan("--out", tmp_path / "p")
    told = "shop: 1 of 2 users are removed: ben" in result.stdout
    assert (1, True, False) == (result.exit_code, told, (tmp_path / "p").exists())


def test_a_large_change_that_is_meant_is_saved(live: Installed, tmp_path: Path) -> None:
    live.edit(SHOP_FILE, BEN, "")
    result = live.plan("--allow-large-change", "--out", tmp_path / "p")
    assert (0, True) == (result.exit_code, load_plan(tmp_path / "p").allowed)


def test_an_account_that_goes_is_a_large_change(live: Installed) -> None:
    for file in ("accounts/dock.yaml", "accounts/dock/account.yaml"):
        (live.work.path / file).unlink()
    live.work.commit()
    result = live.plan()
    reason = "dock: the account dock is removed with all that it has"
    assert (1, True) == (result.exit_code, reason in result.stdout)


# --- saved plans and JSON ----------------------------------------------------------------------


def test_a_saved_plan_is_for_its_owner_alone(live: Installed, tmp_path: Path) -> None:
    live.plan("--out", tmp_path / "p")
    assert 0o600 == stat.S_IMODE((tmp_path / "p").stat().st_mode)


def test_planning_twice_is_the_same_plan(live: Installed) -> None:
    live.edit(SHOP_FILE, "{ring: user.anna}", "{ring: user.ben}")
    assert live.plan_json()["plan"] == live.plan_json()["plan"]


def test_programs_get_the_plan_and_the_findings(live: Installed) -> None:
    live.edit(SHOP_FILE, "{ring: user.anna}", "{ring: user.ben}")
    told = live.plan_json()
    expected = [
        "version",
        "diagnostics",
        "errors",
        "warnings",
        "nothing_to_do",
        "consented",
        "plan",
    ]
    assert (expected, False, True) == (list(told), told["nothing_to_do"], told["consented"])


def test_a_repository_that_is_gone_stays_as_it_is(live: Installed) -> None:
    live.work.path.rename(live.folder / "elsewhere")
    result = live.plan()
    first, _, second = result.stdout.splitlines()
    assert (2, NOTHING_READ, True) == (
        result.exit_code,
        first,
        second.startswith("not read, stays as it is: everything ("),
    )


def with_own_repository(fresh: Installed) -> Work:
    """Gives the dock a repository of its own."""
    own = new_work(fresh.folder / "dock")
    text = (fresh.work.path / "accounts/dock/account.yaml").read_text()
    own.commit({"account.yaml": text})
    (fresh.work.path / "accounts/dock/account.yaml").unlink()
    grant = f"numbers: [+19025550210]\nrepository: {{url: {own.path}}}\n"
    fresh.work.commit({"accounts/dock.yaml": grant})
    return own


def test_a_childs_repository_is_planned_too(fresh: Installed) -> None:
    own = with_own_repository(fresh)
    fresh.apply()
    text = (own.path / "account.yaml").read_text()
    own.commit({"account.yaml": text.replace("{ring: user.anna}", "{ring: user.ben}")})
    told = fresh.plan().stdout
    assert (True, True) == ("step 2 is now ring ben" in told, "dock:account.yaml:12" in told)


def test_a_childs_repository_that_is_gone_stays_as_it_is(fresh: Installed) -> None:
    own = with_own_repository(fresh)
    fresh.apply()
    own.path.rename(fresh.folder / "elsewhere")
    result = fresh.plan()
    assert (0, True, False) == (
        result.exit_code,
        "not read, stays as it is: dock (" in result.stdout,
        "removed" in result.stdout,
    )
