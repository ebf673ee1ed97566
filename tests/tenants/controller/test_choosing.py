"""Which state of each account goes live: the newest, unless it is wrong."""

from __future__ import annotations

from collections.abc import Mapping

from compiler import compile_folders
from compiler.sources import AccountFolder, SourceFile
from tenants.controller.choosing import Choice, choose

MASTER = """account:
  type: master
  name: North
  timezone: America/Halifax
  country: CA
  main_number: +19025550000
  platform: {domain: north.example}
  default_location: location.here
locations:
  here: {street: 1 Pier Road, city: Halifax, region: NS, postal_code: B3J 2K9, country: CA}
numbers: {+19025550000: hangup}
trunks:
  line: {gateways: [{host: 192.0.2.31}], emergency: true}
"""
GRANT = "numbers: [{number}]\n"
CHILD = """account:
  name: {name}
  timezone: America/Halifax
  country: CA
  main_number: {number}
  default_location: location.here
locations:
  here: {{street: 1 Pier Road, city: Halifax, region: NS, postal_code: B3J 2K9, country: CA}}
users: {{anna: {{name: Anna {name}, extensions: [101], devices: {{desk: {{}}}}}}}}
numbers: {{{number}: user.{to}}}
"""
EAST, WEST = "+19025550101", "+19025550102"


def folder(account: str, text: str, grants: Mapping[str, str] | None = None) -> AccountFolder:
    files = (SourceFile(f"{account or 'root'}/account.yaml", "account.yaml", text.encode()),)
    given = tuple(
        SourceFile(f"accounts/{child}.yaml", f"{child}.yaml", grant.encode())
        for child, grant in (grants or {}).items()
    )
    return AccountFolder(account, files, given)


def child(name: str, number: str, to: str = "anna") -> AccountFolder:
    return folder(name, CHILD.format(name=name, number=number, to=to))


def root(master: str = MASTER, **numbers: str) -> AccountFolder:
    return folder("", master, {name: GRANT.format(number=n) for name, n in numbers.items()})


GOOD = {
    "": root(east=EAST, west=WEST),
    "east": child("east", EAST),
    "west": child("west", WEST),
}


def chosen(newest: dict[str, AccountFolder], good: dict[str, AccountFolder]) -> Choice:
    return choose(lambda folders: compile_folders(folders, "north"), newest, good, {})


def test_what_is_right_goes_live_as_it_is() -> None:
    choice = chosen(GOOD, {})
    assert (GOOD, {}, {}) == (choice.folders, choice.held, choice.absent)


def test_an_account_with_an_error_stays_as_it_was_and_no_other_one_does() -> None:
    newest = {**GOOD, "east": child("east", EAST, "nobody"), "west": child("west", WEST)}
    choice = chosen(newest, GOOD)
    assert GOOD["east"] is choice.folders["east"]
    assert (newest["west"], {"east"}) == (choice.folders["west"], set(choice.held))
    assert "nobody" in choice.held["east"][0].message


def test_a_new_account_with_an_error_is_left_out() -> None:
    newest = {**GOOD, "east": child("east", EAST, "nobody")}
    good = {"": root(west=WEST), "west": GOOD["west"]}
    choice = chosen(newest, good)
    assert ({"", "west"}, {"east"}) == (set(choice.folders), set(choice.absent))


def test_a_parent_whose_change_breaks_its_child_is_kept_back() -> None:
    newest = {**GOOD, "": root(east=WEST, west=EAST)}
    choice = chosen(newest, GOOD)
    assert (GOOD[""], set()) == (choice.folders[""], set(choice.absent))


def test_where_nothing_is_right_nothing_goes_live() -> None:
    choice = chosen({"": root("account: [", east=EAST)}, {})
    assert (None, {""}) == (choice.compiled, set(choice.absent))


def test_what_could_not_be_read_whole_stays_as_it_was() -> None:
    finding = chosen({**GOOD, "east": child("east", EAST, "nobody")}, GOOD).held["east"]
    newest = {**GOOD, "east": child("east", EAST)}
    choice = choose(lambda f: compile_folders(f, "north"), newest, GOOD, {"east": finding})
    assert (GOOD["east"], finding) == (choice.folders["east"], choice.held["east"])
