"""A saved plan is the plan that was made, or nothing."""

from __future__ import annotations

import json
import stat
from collections.abc import Callable
from dataclasses import replace
from pathlib import Path
from typing import Any

import pytest

from tenants.key_file import Refused
from tenants.planning import Plan, load_plan, save_plan
from tests.tenants.planning.plans import LARGE, OWN, PLAN, UNREAD, WANTED
from tests.tenants.planning.worlds import plan, world

FULL = replace(
    PLAN, large=LARGE, unread=UNREAD, allowed=True, only=("north",), wanted=(*WANTED, OWN)
)


@pytest.mark.parametrize("made", [PLAN, FULL], ids=["plain", "with everything"])
def test_what_is_saved_comes_back(tmp_path: Path, made: Plan) -> None:
    save_plan(made, tmp_path / "p")
    again = load_plan(tmp_path / "p")
    assert (made, made.id, made.state) == (again, again.id, again.state)


def test_only_its_owner_can_read_it(tmp_path: Path) -> None:
    save_plan(PLAN, tmp_path / "p")
    assert 0o600 == stat.S_IMODE((tmp_path / "p").stat().st_mode)


def test_an_earlier_plan_is_replaced_and_nothing_is_left_over(tmp_path: Path) -> None:
    save_plan(FULL, tmp_path / "p")
    save_plan(PLAN, tmp_path / "p")
    assert (PLAN, ["p"]) == (load_plan(tmp_path / "p"), [one.name for one in tmp_path.iterdir()])


def test_a_plan_holds_no_secret(tmp_path: Path) -> None:
    usual = world()
    secret = [
        value
        for one in usual.generations.values()
        for key, row in one.rows.items()
        for name, value in row
        if name in ("password_digest", "password")
    ]
    save_plan(plan(None, usual), tmp_path / "p")
    text = (tmp_path / "p").read_text()
    assert (True, []) == (len(secret) >= 8, [value for value in secret if f'"{value}"' in text])


def change(key: str, value: object) -> Callable[[dict[str, Any]], None]:
    return lambda body: body.update({key: value})


@pytest.mark.parametrize(
    ("edit", "said"),
    [
        (change("allowed", True), "it was changed since it was made"),
        (change("only", ["north"]), "it was changed since it was made"),
        (change("compiler", "2.0"), "it was changed since it was made"),
        (change("standings", []), "it was changed since it was made"),
        (change("base", []), "it was changed since it was made"),
        (lambda body: body["accounts"][0]["moves"][0].update(new="g3"), "it was changed since"),
        (change("format", 3), "it has form 3, and this pbxc reads form 2"),
        (lambda body: body.pop("standings"), "holds no plan"),
        (change("accounts", 7), "holds no plan"),
        (change("accounts", [{"strange": 1}]), "holds no plan"),
    ],
)
def test_a_plan_that_was_changed_by_hand_is_refused(
    tmp_path: Path, edit: Callable[[dict[str, Any]], None], said: str
) -> None:
    body = PLAN.to_json()
    body = json.loads(json.dumps(body))
    edit(body)
    (tmp_path / "p").write_text(json.dumps(body))
    with pytest.raises(Refused, match=said):
        load_plan(tmp_path / "p")


@pytest.mark.parametrize(
    ("text", "said"),
    [
        ("", "it is no JSON"),
        ("{", "it is no JSON"),
        ("[]", "holds no plan"),
        ("7", "holds no plan"),
    ],
)
def test_a_file_that_is_no_plan_is_refused(tmp_path: Path, text: str, said: str) -> None:
    (tmp_path / "p").write_text(text)
    with pytest.raises(Refused, match=said):
        load_plan(tmp_path / "p")


def test_a_file_that_is_cut_is_refused(tmp_path: Path) -> None:
    save_plan(PLAN, tmp_path / "p")
    text = (tmp_path / "p").read_text()
    (tmp_path / "p").write_text(text[: len(text) // 2])
    with pytest.raises(Refused, match="it is no JSON"):
        load_plan(tmp_path / "p")


def test_no_file_is_told_in_one_line(tmp_path: Path) -> None:
    with pytest.raises(Refused, match="can't be read: no such file or directory"):
        load_plan(tmp_path / "p")


def test_a_folder_that_is_not_there_leaves_nothing(tmp_path: Path) -> None:
    with pytest.raises(OSError, match="No such file"):
        save_plan(PLAN, tmp_path / "none" / "p")
