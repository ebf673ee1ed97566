"""What is said of calls under load: a call that went wrong must not count as one that went well."""

from __future__ import annotations

from dataclasses import replace
from itertools import pairwise

import pytest

from bench.accounts import platform
from bench.live.edits import EDITS, Edit
from bench.live.load_calls import Call, Noticed, fates
from bench.live.shares import at_share
from tenants.lab.phones import Seen

CALL = Call("lab-1", "16475000001", "+19025550100")
SEEN = (
    Seen(10.2, "rings", "u00", "+16475000001", call="leg-1"),
    Seen(10.25, "connected", "line", call="lab-1"),
    Seen(12.3, "heard", "line", detail="100/3", call="lab-1"),
    Seen(12.3, "ended", "line", detail="16", call="lab-1"),
    Seen(12.3, "heard", "u00", detail="98/2", call="leg-1"),
    Seen(12.3, "ended", "u00", detail="16", call="leg-1"),
)
GOOD = Noticed(SEEN, {"16475000001": frozenset({"load-1.g1"})}, {"lab-1": 10.0})


def wrong(noticed: Noticed) -> tuple[str, ...]:
    return fates([CALL], noticed, 2.0)[0].wrong


def seen_with(at: int, **changes: str) -> Noticed:
    return replace(GOOD, seen=(*SEEN[:at], replace(SEEN[at], **changes), *SEEN[at + 1 :]))  # type: ignore[arg-type]


def test_a_good_call_has_nothing_wrong_and_a_time() -> None:
    (fate,) = fates([CALL], GOOD, 2.0)
    assert ((), 250) == (fate.wrong, round(fate.set_up))


@pytest.mark.parametrize(
    ("noticed", "why"),
    [
        (replace(GOOD, seen=SEEN[:1]), "it was not set up"),
        (seen_with(3, detail="38"), "it ended with cause 38 at the caller"),
        (seen_with(5, detail="127"), "it ended with cause 127 at the called"),
        (seen_with(2, detail="3/1"), "the caller heard 3 packets"),
        (seen_with(4, detail="98/0"), "the called didn't hear the other's tone"),
        (replace(GOOD, flows={}), "it ran through no generation"),
        (
            replace(GOOD, flows={"16475000001": frozenset({"load-1.g1", "load-1.g2"})}),
            "it ran through load-1.g1 and load-1.g2",
        ),
    ],
)
def test_what_is_wrong_with_a_call_is_told(noticed: Noticed, why: str) -> None:
    assert (why,) == wrong(noticed)


@pytest.mark.parametrize("edit", EDITS, ids=lambda edit: edit.name)
def test_an_edit_changes_an_account_each_time(edit: Edit) -> None:
    account = platform(1, 1)[-1]
    text = next(one for one in account.files if one.path == edit.file).data.decode()
    states = [text]
    for turn in range(8):
        states.append(edit.of(states[-1], turn))
    assert all(one != other for one, other in pairwise(states))


def test_a_share_of_sorted_values() -> None:
    assert [1, 5, 10] == [at_share(range(1, 11), share) for share in (0.1, 0.5, 1.0)]
