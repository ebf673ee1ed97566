"""What was made is kept as long as its makings are the same."""

from __future__ import annotations

from compiler.kept import Kept


def test_the_same_makings_give_the_same_thing() -> None:
    kept = Kept[list[int]]()
    first = kept.get("a", (1,), lambda _: [1])
    assert first is kept.get("a", (1,), lambda _: [2])


def test_other_makings_give_another_thing_made_with_the_one_before() -> None:
    kept = Kept[list[int]]()
    kept.get("a", (1,), lambda _: [1])
    assert [1, 2] == kept.get("a", (2,), lambda before: [*(before or []), 2])


def test_what_comes_out_equal_stays_the_one_that_was() -> None:
    kept = Kept[list[int]]()
    first = kept.get("a", (1,), lambda _: [1])
    assert first is kept.get("a", (2,), lambda _: [1])


def test_names_have_nothing_to_do_with_each_other() -> None:
    kept = Kept[int]()
    kept.get("a", (1,), lambda _: 1)
    assert 2 == kept.get("b", (1,), lambda _: 2)


def test_what_is_no_more_is_forgotten() -> None:
    kept = Kept[int]()
    kept.get("a", (1,), lambda _: 1)
    kept.forget_others({"b"})
    assert 2 == kept.get("a", (1,), lambda _: 2)
