"""users.csv: the same entries as in YAML, with the cell behind each of them."""

from __future__ import annotations

import pytest
from hypothesis import given
from hypothesis import strategies as st

from compiler.diagnostics import Place
from compiler.people import name_of_person, read_people

HEADER = "first_name,last_name,email,extension,number,mac,model,device,pin_required\n"


def users_of(rows: str) -> dict[str, object]:
    return dict(read_people((HEADER + rows).encode(), "users.csv").users)


def found_in(text: str) -> list[tuple[str, int, int]]:
    found = []
    for diagnostic in read_people(text.encode(), "users.csv").diagnostics:
        assert isinstance(diagnostic.origin, Place)
        found.append((diagnostic.code, diagnostic.origin.line, diagnostic.origin.column))
    return found


def test_a_full_row_becomes_a_user_with_a_device() -> None:
    expected = {
        "name": "Anna Berg",
        "email": "anna@harbour.example",
        "extensions": ["0101"],
        "numbers": ["+19025550101"],
        "devices": {"front": {"mac": "80:5e:c0:aa:bb:01", "model": "yealink-t54w"}},
        "hotdesk": {"require_pin": "yes"},
    }
    row = "Anna,Berg,anna@harbour.example,0101,+19025550101,80:5e:c0:aa:bb:01,yealink-t54w,front,yes\n"
    assert {"anna-berg": expected} == users_of(row)


def test_empty_cells_say_nothing() -> None:
    assert {"anna": {"name": "Anna"}} == users_of("Anna,,,,,,,,\n\n,,,,,,,,\n")


def test_a_phone_without_a_name_is_the_desk() -> None:
    (anna,) = users_of("Anna,,,,,80:5e:c0:aa:bb:01,,,\n").values()
    assert {"name": "Anna", "devices": {"desk": {"mac": "80:5e:c0:aa:bb:01"}}} == anna


@pytest.mark.parametrize(
    ("first", "last", "expected"),
    [
        ("Anna", "Berg", "anna-berg"),
        ("René", "O'Neil-Smith, Jr.", "rene-oneil-smith-jr"),
        ("  ", "Front desk 2", "front-desk-2"),
        ("王", "", ""),
        ("A" * 50, "B", "a" * 40),
    ],
)
def test_a_person_is_named_in_small_letters(first: str, last: str, expected: str) -> None:
    assert expected == name_of_person(first, last)


def test_people_of_one_name_keep_apart_and_the_first_keeps_the_name() -> None:
    rows = "Anna,Berg,,101\nAnna,Berg,,117\nAnna,Berg,,117\nAnna,Berg\n王,,,120\n王,,,\n"
    expected = ["anna-berg", "anna-berg-117", "anna-berg-2", "anna-berg-3", "user-120", "user-1"]
    assert expected == list(users_of(rows))


def test_quoted_cells_may_hold_commas_and_quotes() -> None:
    assert ['Anna "A", Jr'] == [u["name"] for u in users_of('"Anna ""A"", Jr",,,\n').values()]  # type: ignore[index]


def test_a_field_knows_its_cell() -> None:
    people = read_people((HEADER + 'Ben,"Okafor",,102\n').encode(), "users.csv")
    cell = people.cells[("users", "ben-okafor", "extensions", 0)]
    assert ("102", 1, 14, 3) == (cell.text, cell.line, cell.column, cell.length)


MINIMAL = "first_name,last_name,email,extension\n"
WRONG = {
    "an unknown column": (MINIMAL.replace("email", "mail"), [("YML121", 1, 22), ("YML121", 1, 1)]),
    "a column twice": (MINIMAL.replace("\n", ",email\n"), [("YML121", 1, 38)]),
    "semicolons": (MINIMAL.replace(",", ";"), [("YML121", 1, 1)]),
    "a cell too many": (MINIMAL + "A,B,,1,2\n", [("YML122", 2, 8)]),
    "no name": (MINIMAL + ",,a@b.example,1\n", [("YML122", 2, 1)]),
    "an open quote": (MINIMAL + 'A,"B,,1\nC,D,,2\n', [("YML122", 2, 3)]),
    "a quote inside": (MINIMAL + 'A,B"x,,1\n', [("YML122", 2, 3)]),
    "a control character": (MINIMAL + "A,B\x07,,1\n", [("YML112", 2, 4)]),
}


@pytest.mark.parametrize(("text", "expected"), WRONG.values(), ids=WRONG)
def test_a_wrong_table_is_told_at_its_cell(text: str, expected: list[tuple[str, int, int]]) -> None:
    assert expected == found_in(text)


def test_a_wrong_row_does_not_hide_the_others() -> None:
    assert ["c-d"] == list(read_people(f'{MINIMAL}A,"B,,1\nC,D,,2\n'.encode(), "users.csv").users)


@given(st.binary(max_size=100))
def test_no_bytes_raise(data: bytes) -> None:
    read_people(MINIMAL.encode() + data, "users.csv")


@given(st.lists(st.tuples(st.text(max_size=6), st.text("01", max_size=3)), max_size=8))
def test_names_are_slugs_and_no_person_is_lost(rows: list[tuple[str, str]]) -> None:
    lines = [f"x,{name},,{extension}" for name, extension in rows if name.isalnum()]
    names = read_people((MINIMAL + "\n".join(lines)).encode(), "users.csv").users
    assert len(lines) == len([n for n in names if len(n) <= 40 and n == n.lower()])
