"""The model of an Asterisk does what the real one was measured to do."""

from __future__ import annotations

from targets.asterisk.delivery.generation import Act
from tests.faults.calls import LOST
from tests.faults.model_node import kept_pin
from tests.faults.pool import UNHOLDABLE
from tests.faults.site import Site, parsed

DOORS = "dialplan/doors/acme.conf"
FIRST = "dialplan/generations/acme.g0.conf"


def test_a_start_knows_the_files_and_nothing_else() -> None:
    site = Site(files={FIRST: b"[acme.g0]\nexten => a,1,Dial(x\\;y)\n"})
    site.put("acme.g1", "a", 1, Act("Dial", "lost"))
    site.restart()
    assert {"acme.g0": {("a", 1): Act("Dial", "x;y")}} == site.contexts


def test_a_reload_leaves_an_empty_context_where_more_than_one_step_was_added() -> None:
    site = Site()
    site.put("once", "a", 1, Act("NoOp", ""))
    site.put("twice", "a", 1, Act("NoOp", ""))
    site.put("twice", "a", 2, Act("NoOp", ""))
    site.reload_dialplan()
    assert {"twice": {}} == site.contexts


def test_the_first_of_two_lines_wins() -> None:
    lines = b"[from-trunk]\nexten => 1,1,NoOp(first)\nexten => 1,1,NoOp(second)\n"
    assert {"from-trunk": {("1", 1): Act("NoOp", "first")}} == parsed(lines)


def test_the_first_of_two_files_wins() -> None:
    line = "[from-trunk]\nexten => 1,1,NoOp({})\n"
    files = {"dialplan/doors/b.conf": line.format("b").encode(), DOORS: line.format("a").encode()}
    assert {("1", 1): Act("NoOp", "a")} == Site(files=files).filed()["from-trunk"]


def test_a_step_that_asterisk_does_not_take_is_left_out() -> None:
    files = {FIRST: f"[acme.g0]\nexten => a,1,Dial({UNHOLDABLE})\n".encode()}
    assert {"acme.g0": {}} == Site(files=files).filed()


def test_a_literal_hides_the_steps_of_a_pattern() -> None:
    site = Site()
    site.put("acme.phone", "_X.", 1, Act("Set", ""))
    site.put("acme.phone", "_X.", 2, Act("Goto", "on"))
    assert Act("Goto", "on") == site.look_up("acme.phone", "911", 2)
    site.put("acme.phone", "911", 1, Act("Goto", "alarm"))
    assert LOST == site.look_up("acme.phone", "911", 2)


def test_a_pattern_of_digits_fits_no_plus() -> None:
    site = Site()
    site.put("from-trunk", "_X.", 1, Act("Hangup", "1"))
    assert LOST == site.look_up("from-trunk", "+19025550100", 1)


def test_a_row_that_is_written_over_another_keeps_its_pin() -> None:
    old, new = (("password", "4711"),), (("fullname", "Anna"), ("password", "1111"))
    assert (("fullname", "Anna"), ("password", "4711")) == kept_pin(new, old)


def test_a_row_that_is_new_has_the_pin_of_git() -> None:
    assert (("password", "1111"),) == kept_pin((("password", "1111"),), None)
