"""`pbxc calls` and `pbxc trace --live` where there is nobody to ask, and what they refuse."""

from __future__ import annotations

import pytest

from tests.tenants.commands import run


@pytest.mark.parametrize(
    ("expected", "words"),
    [
        ("DIR is not for --live", ("examples/harbour",)),
        ("--to is not for --live", ("--to", "101")),
        ("--from is not for --live", ("--from", "anna-desk")),
        ("--press is not for --live", ("--press", "1")),
    ],
)
def test_a_live_trace_simulates_nothing(expected: str, words: tuple[str, ...]) -> None:
    done = run("trace", "--live", "101", *words)
    assert (2, True) == (done.exit_code, expected in done.stderr)


@pytest.mark.parametrize(
    ("expected", "words"), [("'DIR'", ("--to", "101")), ("'--to'", ("examples/harbour",))]
)
def test_a_simulated_trace_needs_both(expected: str, words: tuple[str, ...]) -> None:
    done = run("trace", *words)
    assert (2, True) == (done.exit_code, f"Missing {'argument' if 'DIR' in expected else 'option'} {expected}" in done.stderr)  # fmt: skip


@pytest.mark.parametrize("words", [(), ("--format", "json")])
def test_only_a_terminal_is_drawn_on(words: tuple[str, ...]) -> None:
    done = run("calls", "--watch", *words)
    assert (2, True) == (done.exit_code, "a terminal" in done.stderr)
