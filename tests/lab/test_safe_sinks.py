"""Every sink refuses a text, or a real Asterisk reads exactly that text back."""

from __future__ import annotations

import re
from collections.abc import Callable
from itertools import zip_longest
from typing import TypeAlias

import pytest

from targets.asterisk.live.ami import AmiSession
from targets.asterisk.text import (
    Argument,
    Unwritable,
    argument,
    assigned,
    compare,
    part,
    priority_line,
    setting,
    setting_line,
)
from tests.lab.conftest import Start
from tests.lab.text_calls import LocalCall, trace_calls
from tests.lab.text_trials import drawn_texts

pytestmark = pytest.mark.lab

Sink: TypeAlias = Callable[[str], str]
TEXTS = 12_000
IN_ONE = 250


@pytest.fixture(scope="module")
def texts() -> list[str]:
    """Many hostile texts, the same every time."""
    return drawn_texts(TEXTS, 7)


def taken_by(sink: Sink, texts: list[str]) -> list[str]:
    """The texts that a sink doesn't refuse."""
    found = []
    for text in texts:
        try:
            sink(text)
        except (Unwritable, UnicodeEncodeError):
            continue
        found.append(text)
    return found


def misread(meant: list[str], found: list[str]) -> dict[str, str]:
    """The shortest texts that came back as something else, with what came back."""
    pairs = zip_longest(meant, found, fillvalue="nothing")
    wrong = {text: came for text, came in pairs if text != came}
    return {text: wrong[text] for text in sorted(wrong, key=len)[:3]}


def show(session: AmiSession, context: str) -> list[str]:
    """The data of all priorities of a context, in order."""
    events = session.call("ShowDialPlan", {"Context": context}, timeout=60).events
    return [event.get("AppData") for event in events if event.get("Application")]


def test_an_argument_is_loaded_as_it_was_written(start_switch: Start, texts: list[str]) -> None:
    taken = taken_by(argument, texts)
    lines = [priority_line("x", n, "NoOp", argument(text)) for n, text in enumerate(taken, 1)]
    switch = start_switch("sinks", {"extensions.conf": "\n".join(["[lab]", *lines, ""])})
    with switch.ami(timeout=20) as session:
        loaded = show(session, "lab")
    assert ([], {}, True) == (switch.log_lines(), misread(taken, loaded), len(taken) > 1000)


def test_an_argument_is_one_argument(start_switch: Start, texts: list[str]) -> None:
    taken = [text for text in taken_by(argument, texts) if text][: 8 * IN_ONE]
    lines = ["[lab]", "exten => echo,1,Return()"]
    groups = [taken[start : start + IN_ONE] for start in range(0, len(taken), IN_ONE)]
    for number, group in enumerate(groups):
        steps = [Argument(f"echo,1({argument(text)},end)") for text in group]
        lines += [priority_line(f"x{number}", n, "Gosub", one) for n, one in enumerate(steps, 1)]
    switch = start_switch("arguments", {"extensions.conf": "\n".join([*lines, ""])})
    calls = [LocalCall("lab", f"x{number}") for number in range(len(groups))]
    found = [one for trace in trace_calls(switch, calls) for one in trace.values["LOCAL(ARG1)"]]
    assert ({}, True) == (misread(taken, found), len(taken) > 1000)


def test_an_assigned_text_is_what_the_variable_holds(start_switch: Start, texts: list[str]) -> None:
    taken = [text for text in taken_by(assigned, texts) if text][: 8 * IN_ONE]
    steps = [Argument(f"T={assigned(text)}") for text in taken]
    lines = [priority_line("x", n, "Set", one) for n, one in enumerate(steps, 1)]
    switch = start_switch("assigned", {"extensions.conf": "\n".join(["[lab]", *lines, ""])})
    trace = trace_calls(switch, [LocalCall("lab", "x")])[0]
    assert ({}, True) == (misread(taken, trace.values["T"]), len(taken) > 1000)


def test_a_compared_text_equals_itself_and_nothing_else(
    start_switch: Start, texts: list[str]
) -> None:
    taken = [text for text in taken_by(compare, texts) if text][: 4 * IN_ONE]
    lines = ["[lab]"]
    for number, text in enumerate(taken):
        same = Argument(f'SAME=$["${{T{number}}}" = "{compare(text)}"]')
        lines.append(priority_line("x", number + 1, "Set", same))
    names = [setting_line(f"T{n}", setting(text)) for n, text in enumerate(taken) if _even(text)]
    shown = [n for n, text in enumerate(taken) if _even(text)]
    tree = "\n".join(["[general]", "[globals]", *names, *lines, ""])
    switch = start_switch("compared", {"extensions.conf": tree})
    trace = trace_calls(switch, [LocalCall("lab", "x")])[0]
    wanted = ["1" if n in set(shown) else "0" for n in range(len(taken))]
    assert (wanted, True) == (trace.values["SAME"], len(taken) > 500)


def _even(text: str) -> bool:
    """Every other text that a setting can carry too is the one it is compared with."""
    return len(text) % 2 == 0 and text == text.strip()


@pytest.mark.parametrize("sink", [setting, lambda text: part(text, but=",|")])
def test_a_setting_is_read_back_as_it_was_written(
    sink: Sink, start_switch: Start, texts: list[str]
) -> None:
    taken = [text for text in taken_by(sink, texts) if text]
    lines = [setting_line(f"T{n}", setting(text)) for n, text in enumerate(taken)]
    tree = "\n".join(["[general]", "[globals]", *lines, "[lab]", "exten => 1,1,NoOp()", ""])
    switch = start_switch("settings", {"extensions.conf": tree})
    with switch.ami(timeout=20) as session:
        asked = [("Getvar", {"Variable": f"T{n}"}) for n in range(len(taken))]
        loaded = [reply.response.get("Value") for reply in session.pipeline(asked, timeout=60)]
    assert ([], {}, True) == (switch.log_lines(), misread(taken, loaded), len(taken) > 1000)


def test_a_part_never_holds_what_would_end_it(texts: list[str]) -> None:
    taken = taken_by(lambda text: part(text, but=",|"), texts)
    assert [] == [text for text in taken if re.search(r"[,|\n\r\0]", text)]
