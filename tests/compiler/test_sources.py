"""Many files of many accounts: what is merged, and the way back from a route to a line."""

from __future__ import annotations

import pytest

from compiler.diagnostics import Place
from compiler.sources import AccountFolder, SourceFile, Sources, read_sources
from schema.program import Origin

CSV = "first_name,last_name,email,extension\n"


def folder(files: dict[str, str], account: str = "", **grants: str) -> AccountFolder:
    """An account whose files are shown below `x/`."""
    made = tuple(SourceFile(f"x/{path}", path, text.encode()) for path, text in files.items())
    given = tuple(
        SourceFile(f"x/accounts/{child}.yaml", f"accounts/{child}.yaml", text.encode())
        for child, text in grants.items()
    )
    return AccountFolder(account, made, given)


def sources_of(**files: str) -> Sources:
    """The sources of one account with some YAML files."""
    return read_sources([folder({f"{name}.yaml": text for name, text in files.items()})])


def found_in(sources: Sources) -> list[tuple[str, str, int, int]]:
    return [
        (d.code, d.origin.file, d.origin.line, d.origin.column)
        for d in sources.diagnostics
        if isinstance(d.origin, Place)
    ]


def spot(place: Place) -> tuple[str, int, int, int]:
    return (place.file, place.line, place.column, place.length)


def test_a_section_may_be_spread_over_files() -> None:
    sources = sources_of(a="users: {anna: {name: A}}\n", b="users: {ben: {name: B}}\n")
    assert {"users": {"anna": {"name": "A"}, "ben": {"name": "B"}}} == sources.documents[""]


def test_people_of_the_table_stand_beside_those_of_yaml() -> None:
    sources = read_sources([folder({"users.csv": CSV + "B,,,\n", "a.yaml": "users: {a: {}}\n"})])
    assert {"users": {"a": {}, "b": {"name": "B"}}} == sources.documents[""]


def test_an_empty_section_in_one_file_takes_nothing_from_another() -> None:
    assert {"users": {"a": {}}} == sources_of(a="users:\n", b="users: {a: {}}\n").documents[""]


def test_a_name_in_two_files_is_told_with_both_places() -> None:
    sources = sources_of(a="users:\n  anna: {name: A}\n", b="users: {anna: {name: B}}\n")
    (found,) = sources.diagnostics
    assert (["YML117"], [("x/a.yaml", 2, 3, 4)]) == (
        [code for code, *_ in found_in(sources)],
        [spot(sources.place(at)) for _, at in found.related],
    )


@pytest.mark.parametrize(
    ("first", "second", "expected"),
    [
        ("routes: [a]\n", "routes: [b]\n", [("YML117", "x/b.yaml", 1, 1)]),
        ("account: {name: A}\n", "account: {name: B}\n", [("YML117", "x/b.yaml", 1, 11)]),
        ("users: {a: {}}\n", "users: [a]\n", [("YML117", "x/b.yaml", 1, 1)]),
        ("users: {a: {}}\n", "groups: {a: {}}\n", []),
    ],
)
def test_what_may_stand_once_may_not_stand_twice(
    first: str, second: str, expected: list[tuple[str, str, int, int]]
) -> None:
    assert expected == found_in(sources_of(a=first, b=second))


def test_a_person_in_the_table_and_in_yaml_is_told() -> None:
    files = {"users.csv": CSV + "Anna,Berg,,101\n", "users.yaml": "users: {anna-berg: {}}\n"}
    assert [("YML117", "x/users.yaml", 1, 9)] == found_in(read_sources([folder(files)]))


def test_the_folder_of_the_scenarios_holds_nothing_else() -> None:
    files = {"scenarios/a.yaml": "scenarios: {x: {}}\nusers: {a: {}}\n"}
    sources = read_sources([folder(files)])
    assert ([("YML118", "x/scenarios/a.yaml", 2, 1)], {"scenarios": {"x": {}}}) == (
        found_in(sources),
        sources.documents[""],
    )


def test_every_file_with_a_mistake_is_told_of() -> None:
    sources = sources_of(a="a: [\n", b="b: *97\n", c="- c\n")
    assert ["YML101", "YML105", "YML115"] == [code for code, *_ in found_in(sources)]


def test_an_account_with_a_mistake_is_known_as_broken() -> None:
    folders = [folder({"a.yaml": "a: [\n"}, "north"), folder({"a.yaml": "a: b\n"}, "south")]
    assert {"north"} == read_sources(folders).broken


def test_other_files_are_kept_as_they_are() -> None:
    assert {("", "days.ics"): b"BEGIN"} == read_sources([folder({"days.ics": "BEGIN"})]).attachments


# --- places -------------------------------------------------------------------------------------

MENU = "account: {name: H}\nmenus:\n  main:\n    keys:\n      '1': user.anna\n    list: [a, {b: c}]\n    none:\n"


@pytest.mark.parametrize(
    ("route", "expected"),
    [
        (("menus", "main", "keys", "1"), (5, 12, 9)),
        (("menus", "main", "keys"), (4, 5, 4)),
        (("menus", "main", "greeting"), (3, 3, 4)),
        (("menus", "main", "keys", "1", "deeper", 3), (5, 12, 9)),
        (("menus", "main", "list", 1, "b"), (6, 19, 1)),
        (("menus", "main", "list", 0), (6, 12, 1)),
        (("menus", "main", "none"), (7, 5, 4)),
        (("users", "anna"), (1, 1, 1)),
        ((), (1, 1, 1)),
    ],
)
def test_a_route_leads_to_its_longest_part_that_was_written(
    route: tuple[str | int, ...], expected: tuple[int, int, int]
) -> None:
    sources = sources_of(account=MENU)
    assert ("x/account.yaml", *expected) == spot(sources.place(Origin("", route)))


def test_the_place_of_a_key_is_told_from_that_of_its_value() -> None:
    sources, route = sources_of(a="users:\n  anna: {name: A}\n"), Origin("", ("users", "anna"))
    assert ((2, 3), (2, 9)) == (
        (sources.key_place(route).line, sources.key_place(route).column),
        (sources.value_place(route).line, sources.value_place(route).column),
    )


def test_the_longest_route_wins_over_the_first_file() -> None:
    sources = sources_of(a="users: {anna: {}}\n", b="users: {ben: {name: B}}\n")
    place = sources.place(Origin("", ("users", "ben", "name")))
    assert ("x/b.yaml", 1, 21, 1) == spot(place)


def test_a_person_of_the_table_is_shown_there() -> None:
    sources = read_sources([folder({"users.csv": CSV + "Anna,Berg,,101\n"})])
    place = sources.place(Origin("", ("users", "anna-berg", "extensions", 0)))
    assert Place("x/users.csv", 2, 12, "Anna,Berg,,101", 3) == place


def test_a_grant_is_a_document_of_its_own_and_shown_in_its_file() -> None:
    sources = read_sources([folder({}, "north", harbour="limits:\n  calls: 5\n")])
    place = sources.place(Origin("north", ("accounts", "harbour", "limits", "calls")))
    assert ({"limits": {"calls": "5"}}, ("x/accounts/harbour.yaml", 2, 10, 1)) == (
        sources.grants["north/harbour"],
        spot(place),
    )


def test_an_account_without_files_has_a_place_still() -> None:
    assert Place("south") == sources_of().place(Origin("south", ("users",)))


def test_a_byte_order_mark_does_not_move_a_column() -> None:
    file = SourceFile("a.yaml", "a.yaml", b"\xef\xbb\xbfusers: x\r\nb: y\r\n")
    sources = read_sources([AccountFolder("", (file,))])
    assert Place("a.yaml", 1, 8, "users: x", 1) == sources.place(Origin("", ("users",)))
