"""Whatever somebody writes into a field: it is refused by the field's name, or it arrives."""

from __future__ import annotations

import os
import random
import re
from collections.abc import Iterator, Mapping
from functools import partial
from itertools import islice
from pathlib import Path
from typing import Any

import pytest

from schema.captions import caller_name
from tenants.lab.instance import Instance
from tests.lab.hostile_texts import PIECES
from tests.lab.text_calls import LocalCall, Trace, trace_calls
from tests.lab.text_fates import fates_of, never
from tests.lab.text_fields import TextField, text_fields
from tests.lab.text_platform import Placement
from tests.lab.text_round_trip import (
    RoundTrip,
    Texts,
    Written,
    guilty_half,
    round_trip,
    told,
    write_texts,
)
from tests.lab.text_trials import Tried, judged, shortest, try_texts, writable

pytestmark = pytest.mark.lab

TEXTS = int(os.environ.get("SAFE_TEXTS", "20000"))
"""How many texts are tried; SAFE_TEXTS says another number."""
ACCOUNTS = 12
OF_FREE_FIELDS, OF_CLOSED_FIELDS = 96, 16
ONE_FOR_EACH_ACCOUNT = ("account", "dialing", "feature_codes", "grant")
CALLERS = 300
NOBODY = "2999999"
NEARLY_ONE = ("1-0001", "10001;", "1000 1", "10001${X}", "10001,1", "100\u20661")
"""What would be somebody's extension, were all else left out."""

LONGEST = 300
"""Characters of a text in a batch: a key of YAML has 1,024 at most."""

RENDERED = ("callflows.*.steps.*.say.", "media.", "schedules.")
"""Fields of which a name of a recording, or patterns of digits, do reach a file."""

SHARED = ("voicemail.conf", "musiconhold.conf", "media/", "dialplan/generations/numbers-")
"""What several accounts have together."""

PORTS = ("manager.conf", "pjsip.conf", "rtp.conf")
"""Files with free ports of this machine, another one each time."""

# Fields of a callflow whose text a call carries: the variable, and what it holds in the end.
CARRIED: Mapping[str, tuple[str, str]] = {
    "callflows.*.steps.*.caller_id.name": ("P_CALLER_NAME", "{}"),
    "callflows.*.steps.*.caller_id.name_prefix": ("P_CALLER_NAME", "{} Zoe"),
    "callflows.*.steps.*.caller_id.number": ("P_CALLER_NUMBER", "{}"),
    "callflows.*.steps.*.caller_id.number_prefix": ("P_CALLER_NUMBER", "{}101"),
    "callflows.*.steps.*.set.variables.*": ("P_MY_CHOICE", "{}"),
}
# Fields that a phone's own record tells of its calls, and the name of the record.
RECORDED: Mapping[str, str] = {
    "devices.*.caller_id.internal.name": "from.e{}",
    "users.*.caller_id.internal.name": "from.e{}_desk",
    "users.*.devices.*.caller_id.internal.name": "from.e{}_x7",
    "users.*.name": "from.e{}_desk",
}
SWITCHED = "callflows.*.steps.*.switch.cases.*key*"


class Played:
    """The round trip of the taken texts, and the calls made while they were loaded."""

    def __init__(self) -> None:
        self.trip = RoundTrip()
        self.carried: list[tuple[Placement, Trace]] = []
        self.named: list[tuple[str, Trace]] = []
        self.dialled: list[tuple[str, Trace]] = []

    def call(self, names: list[str], switch: Instance, written: Written) -> None:
        """Makes the calls."""
        placements = [
            one
            for one in written.platform.placements
            if one.field.name in (*CARRIED, *RECORDED, SWITCHED) and not one.text.startswith("$")
        ]
        calls = [_call_through(one, written) for one in placements]
        self.carried = list(zip(placements, trace_calls(switch, calls), strict=True))
        door = f"{_account_id(written, 't1')}.phone"
        named = ["Zoe", *names]
        calls = [LocalCall(door, NOBODY, f'"{name}" <101>') for name in named]
        self.named = list(zip(named, trace_calls(switch, calls), strict=True))
        dialled = [
            "1z",
            *NEARLY_ONE,
            *(f"1{name}" for name in names if re.search(r"[^0-9*#+]", name)),
        ]
        dialled = [one for one in dialled if not re.search("[/@&]", one)]
        calls = [LocalCall(door, one) for one in dialled]
        self.dialled = list(zip(dialled, trace_calls(switch, calls), strict=True))


def _call_through(placement: Placement, written: Written) -> LocalCall:
    door = f"{_account_id(written, placement.account)}.phone"
    if placement.field.name in RECORDED:
        record = RECORDED[placement.field.name].format(placement.index)
        return LocalCall(door, NOBODY, variables={"__Q_FROM": record})
    choice = {"__P_MY_CHOICE": placement.text} if placement.field.name == SWITCHED else {}
    return LocalCall(door, f"2{placement.index:05}", variables=choice)


def _account_id(written: Written, path: str) -> str:
    tree = written.platform.compiled.tree
    assert tree is not None
    return tree.accounts[path].id


@pytest.fixture(scope="module")
def tried() -> Tried:
    """All texts tried in all fields; in CI the same ones every time."""
    given = os.environ.get("SAFE_TEXT_SEED")
    number = int(given) if given else 0 if "CI" in os.environ else random.randrange(10**6)
    return try_texts(TEXTS, number)


@pytest.fixture(scope="module")
def played(lab: Path, tried: Tried, tmp_path_factory: pytest.TempPathFactory) -> Played:
    """What became of the texts that were taken, on a real switch."""
    found = Played()
    folder = tmp_path_factory.mktemp("texts") / "tree"
    names = list(islice(sendable_texts(tried), CALLERS))
    found.trip = round_trip(taken_texts(tried), folder, partial(found.call, names))
    return found


def taken_texts(tried: Tried) -> Texts:
    """For each field that holds text, some of the texts it took, and one that is surely right."""
    found: list[tuple[TextField, str, int]] = []
    for place, one in enumerate(text_fields()):
        if "chosen" in fates_of(one):
            continue
        # What shows nothing is refused by the reader of files, before any field is looked at.
        printed = (text for text in tried.taken[one.text.kind] if text.isprintable())
        known = [text for text in printed if len(text) <= LONGEST and one.text.takes(text)]
        most = OF_FREE_FIELDS if "read back" in fates_of(one) else OF_CLOSED_FIELDS
        if one.name.split(".")[0] in ONE_FOR_EACH_ACCOUNT:
            most = ACCOUNTS - 1
        texts = dict.fromkeys(islice((one.text.sample, *telling(known, place)), most))
        # An account shows its name outside where it says nothing else.
        first = 1 + ACCOUNTS * (one.name == "account.name")
        found += [(one, text, first + n % ACCOUNTS) for n, text in enumerate(texts)]
    return found


def telling(texts: list[str], place: int) -> Iterator[str]:
    """The texts in an order in which the first tell most: many signs, many bytes, or any."""
    signs = sorted(texts, key=lambda text: -len({c for c in text if not c.isalnum()}))
    bytes_ = sorted(texts, key=lambda text: -len(text.encode()))
    start = place * 37 % max(len(texts), 1)
    any_ = texts[start:] + texts[:start]
    return (text for three in zip(signs, bytes_, any_, strict=True) for text in three)


def sendable_texts(tried: Tried) -> Iterator[str]:
    """Drawn texts that a call of the console can carry as a name or as what is dialled."""
    for text in (*PIECES, *tried.texts):
        if writable(text) and len(text.encode()) < 70 and not re.search(r"[\r\n\0]", text):
            yield text


def smallest(texts: Texts, about: str, folder: Path) -> list[str]:
    """The one text that makes a difference by itself, as short as it can be; for a red test."""

    def fails(some: Texts) -> bool:
        return about in round_trip(some, folder).differences

    guilty = guilty_half(texts, fails)
    if len(guilty) != 1:
        return []
    one, text, number = guilty[0]
    short = shortest(
        text, lambda less: one.text.takes(less) and fails([(one, less, number)]), most=40
    )
    return [f"the shortest: {one.name} = {short!r}"]


def explained(played: Played, tried: Tried, about: str, folder: Path) -> list[str]:
    """The differences about something, and for the first of them the shortest text."""
    found = told(played.trip.differences.get(about, []))
    return [*found, *smallest(taken_texts(tried), about, folder / "tree")] if found else []


def test_every_text_field_has_one_fate() -> None:
    without = {one.name: sorted(fates_of(one)) for one in text_fields() if len(fates_of(one)) != 1}
    assert {} == without


def test_a_text_is_taken_or_refused_by_the_name_of_its_field(
    tried: Tried, capsys: pytest.CaptureFixture[str]
) -> None:
    fields = {one.name: one for one in text_fields()}
    with capsys.disabled():
        print(f"\n  {tried} in {len(fields)} fields")
    wrong = {}
    for name, text in list(tried.wrong)[:5]:
        short = shortest(text, partial(_is_misjudged, fields[name]))
        wrong[name, short] = judged(fields[name], short)[0]
    assert ({}, True) == (wrong, len(tried.texts) >= TEXTS)


def _is_misjudged(one: TextField, text: str) -> bool:
    return bool(judged(one, text)[0])


@pytest.mark.parametrize("about", ["written", "log", "dialplan", "registry", "mailboxes"])
def test_the_switch_holds_what_was_meant_and_nothing_else(
    about: str, played: Played, tried: Tried, tmp_path: Path
) -> None:
    assert [] == explained(played, tried, about, tmp_path)


def test_a_text_that_was_taken_is_read_back_byte_for_byte(
    played: Played, tried: Tried, tmp_path: Path, capsys: pytest.CaptureFixture[str]
) -> None:
    placed = played.trip.written.platform if played.trip.written else None
    with capsys.disabled():
        print(
            f"\n  {len(placed.placements) if placed else 0} texts loaded, "
            f"{played.trip.read_back} of them read back byte for byte, "
            f"{len(placed.refused) if placed else 0} refused by a rule"
        )
    few = [] if played.trip.read_back > 500 else [f"only {played.trip.read_back} were read back"]
    assert [] == few + explained(played, tried, "texts", tmp_path)


def test_a_call_carries_a_text_as_it_was_written(played: Played) -> None:
    different = {}
    for placement, trace in played.carried:
        meant = caller_name(placement.field.text.read(placement.text))
        variable, form = CARRIED.get(placement.field.name, ("P_CALLER_NAME", "{}"))
        found: Any = trace.values.get(variable, [""])[-1]
        if placement.field.name == SWITCHED:
            found = meant if _took_the_case(trace) else "another way"
        if form.format(meant) != found:
            different[str(placement)] = found
    assert ({}, True) == (different, len(played.carried) > 50)


def _took_the_case(trace: Trace) -> bool:
    return any(extension.endswith(".case_0.0") for _, extension, _ in trace.steps)


def test_no_name_of_a_caller_changes_the_way_of_a_call(played: Played) -> None:
    ordinary = played.named[0][1] if played.named else Trace()
    others = {name: trace for name, trace in played.named if trace.path != ordinary.path}
    kept = {name: trace.values["P_CALLER_NAME"] for name, trace in played.named}
    odd = {k: v for k, v in kept.items() if not re.fullmatch(r"[A-Za-z0-9 .'-]*", "".join(v))}
    assert ({}, {}, True) == (others, odd, len(played.named) > 100)


def test_nothing_that_is_dialled_changes_the_way_of_a_call(played: Played) -> None:
    ordinary = played.dialled[0][1] if played.dialled else Trace()
    others = {text: trace for text, trace in played.dialled if trace.path != ordinary.path}
    kept = {text: trace.values["P_DIALLED"] for text, trace in played.dialled}
    odd = {k: v for k, v in kept.items() if not re.fullmatch(r"[0-9*#+]*", "".join(v))}
    assert ({}, {}, True) == (others, odd, len(played.dialled) > 100)


def test_a_text_that_never_reaches_a_file_changes_none(tried: Tried) -> None:
    placed: list[tuple[TextField, str, str]] = []
    for one in text_fields():
        known = [t for t in tried.taken[one.text.kind] if t.isprintable() and one.text.takes(t)]
        if known and never(one) and not one.name.startswith(RENDERED):
            placed.append((one, one.text.sample, known[len(placed) % len(known)]))
    plain = write_texts([(one, text, 1) for one, text, _ in placed])
    other = write_texts([(one, text, 1) for one, _, text in placed])
    assert ([], True) == (changed_files(plain, other), len(placed) > 30)


def test_the_texts_of_one_account_change_no_file_of_another(tried: Tried) -> None:
    both = [
        (one, text, number)
        for one, text, number in taken_texts(tried)
        if number in (1, 2) and one.name.split(".")[0] not in ONE_FOR_EACH_ACCOUNT
        if "*key*" not in one.name  # of one name there is one thing
    ]
    plain = [(one, one.text.sample if n == 1 else text, n) for one, text, n in both]
    before = write_texts(plain)
    mine, found = _account_id(before, "t1"), changed_files(before, write_texts(both))
    others = [path for path in found if mine not in path and not path.startswith(SHARED)]
    assert ([], True) == (others, any(mine in path for path in found))


def changed_files(one: Written, other: Written) -> list[str]:
    """The paths whose content is not the same in both."""
    files, others = one.bundle.files, other.bundle.files
    paths = sorted(path for path in files.keys() | others.keys() if path not in PORTS)
    different = (path for path in paths if _lasting(files.get(path)) != _lasting(others.get(path)))
    return [path for path in different if not path.startswith("pbxc/")]


def _lasting(content: bytes | None) -> list[bytes]:
    """The lines of a file without the addresses that carriers have on this machine."""
    lines = (content or b"").split(b"\n")
    return [line for line in lines if not line.startswith((b"contact = sip:127.", b"match = 127."))]
