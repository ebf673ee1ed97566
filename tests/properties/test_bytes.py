"""The same accounts give the same bytes, and nobody's change touches a neighbour."""

from __future__ import annotations

import json
import os
import random
import subprocess
import sys
from collections.abc import Mapping
from pathlib import Path

from hypothesis import given, settings
from hypothesis import strategies as st

from compiler import Compiled
from compiler.sources import AccountFolder
from tests.properties.accounts import Written, accounts, as_root, folder, split_folder
from tests.properties.bundles import compile_right, digest_of, files_of

PARTS = {"users", "groups", "callflows", "menus", "numbers", "schedules", "mailboxes"}
MASTER = {
    "account": {
        "type": "master",
        "name": "Tidewater",
        "timezone": "America/Halifax",
        "country": "CA",
        "platform": {"domain": "tidewater.example"},
    },
    "trunks": {"north": {"gateways": [{"host": "127.0.0.21"}], "emergency": True}},
}


def grant(main: str) -> Written:
    return {"numbers": [{"first": main, "last": f"+{int(main[1:]) + 1}"}]}


def siblings(a: Written, b: Written) -> list[AccountFolder]:
    """Two accounts below a master."""
    grants = {"a": grant("+19025550100"), "b": grant("+19025550200")}
    return [folder("", MASTER, grants), folder("a", a), folder("b", b)]


def of_account(compiled: Compiled, files: Mapping[str, bytes], path: str) -> dict[str, bytes]:
    """The files of one account."""
    assert compiled.tree is not None
    name = compiled.tree.accounts[path].id
    return {file: content for file, content in files.items() if name in file}


def shuffled(written: Written, seed: int) -> Written:
    """The same account with the entries of its sections in another order."""
    order = random.Random(seed)

    def mixed(content: Written) -> Written:
        return dict(order.sample(list(content.items()), len(content)))

    return {name: mixed(one) if name in PARTS else one for name, one in mixed(written).items()}


@settings(max_examples=8)
@given(accounts())
def test_an_account_compiles_twice_to_the_same_bytes(written: Written) -> None:
    first, second = (compile_right([folder("", as_root(written))]) for _ in range(2))
    assert files_of(first) == files_of(second)


@settings(max_examples=8)
@given(accounts(), st.integers(0, 99))
def test_the_order_of_entries_does_not_matter(written: Written, seed: int) -> None:
    root = as_root(written)
    plain = compile_right([folder("", root)])
    mixed = compile_right([folder("", shuffled(root, seed))])
    assert files_of(plain) == files_of(mixed)


@settings(max_examples=8)
@given(accounts())
def test_how_an_account_is_split_into_files_does_not_matter(written: Written) -> None:
    root = as_root(written)
    one, many = compile_right([folder("", root)]), compile_right([split_folder("", root)])
    assert files_of(one) == files_of(many)


@settings(max_examples=6)
@given(accounts(), accounts(), accounts("+19025550200"))
def test_an_accounts_edit_never_changes_a_byte_of_its_sibling(
    before: Written, after: Written, sibling: Written
) -> None:
    found = []
    for edited in (before, after):
        compiled = compile_right(siblings(edited, sibling))
        found.append(of_account(compiled, files_of(compiled), "b"))
    assert found[0]
    assert found[0] == found[1]


@settings(max_examples=6)
@given(accounts(), accounts("+19025550200"))
def test_an_accounts_name_for_people_changes_no_dialplan_of_others(
    renamed: Written, sibling: Written
) -> None:
    other = renamed | {"account": renamed["account"] | {"name": "Quite Another"}}
    found = []
    for edited in (renamed, other):
        compiled = compile_right(siblings(edited, sibling))
        assert compiled.tree is not None
        assert compiled.program is not None
        mine = compiled.tree.accounts["a"].id
        found.append({n: unit for n, unit in compiled.program.units.items() if n != mine})
    assert found[0] == found[1]


PROGRAM = """
import json, sys
from tests.properties.accounts import as_root, folder
from tests.properties.bundles import compile_right, digest_of, files_of
for written in json.load(sys.stdin):
    print(digest_of(files_of(compile_right([folder("", as_root(written))]))))
"""


@settings(max_examples=2)
@given(st.lists(accounts(), min_size=3, max_size=3), st.integers(1, 10**6))
def test_another_process_with_another_hash_seed_gives_the_same_bytes(
    written: list[Written], seed: int
) -> None:
    mine = [digest_of(files_of(compile_right([folder("", as_root(one))]))) for one in written]
    ran = subprocess.run(
        [sys.executable, "-c", PROGRAM],
        input=json.dumps(written),
        capture_output=True,
        text=True,
        check=True,
        cwd=Path(__file__).resolve().parents[2],
        env=os.environ | {"PYTHONHASHSEED": str(seed)},
    )
    assert mine == ran.stdout.split()
