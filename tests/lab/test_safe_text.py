"""Whatever somebody writes into a field: it is refused by the field's name, or it arrives."""

from __future__ import annotations

import os
import random
from itertools import cycle, islice
from pathlib import Path

import pytest

from tests.lab.text_fates import fates_of
from tests.lab.text_fields import TextField, text_fields
from tests.lab.text_round_trip import RoundTrip, Texts, round_trip, told
from tests.lab.text_trials import Tried, judged, shortest, try_texts

pytestmark = pytest.mark.lab

TEXTS = 50_000
ACCOUNTS = 12
ONE_FOR_EACH_ACCOUNT = ("account", "dialing", "feature_codes", "grant")
OF_FREE_FIELDS, OF_CLOSED_FIELDS = 96, 16


@pytest.fixture(scope="module")
def tried() -> Tried:
    """All texts tried in all fields; in CI the same ones every time."""
    given = os.environ.get("SAFE_TEXT_SEED")
    number = int(given) if given else 0 if "CI" in os.environ else random.randrange(10**6)
    return try_texts(TEXTS, number)


@pytest.fixture(scope="module")
def trip(lab: Path, tried: Tried, tmp_path_factory: pytest.TempPathFactory) -> RoundTrip:
    """The round trip of texts that were taken."""
    return round_trip(taken_texts(tried), tmp_path_factory.mktemp("texts") / "tree")


def taken_texts(tried: Tried) -> Texts:
    """For each field that holds text, some of the texts it took, and one that is surely right."""
    found: list[tuple[TextField, str, int]] = []
    for place, one in enumerate(text_fields()):
        if "chosen" in fates_of(one):
            continue
        # What shows nothing is refused by the reader of files, before any field is looked at.
        printed = (text for text in tried.taken[one.text.kind] if text.isprintable())
        known = [text for text in printed if one.text.takes(text)]
        most = OF_FREE_FIELDS if "read back" in fates_of(one) else OF_CLOSED_FIELDS
        start = place * 37 % max(len(known), 1)
        if one.name.split(".")[0] in ONE_FOR_EACH_ACCOUNT:
            most = ACCOUNTS - 1
        some = islice(cycle(known or [one.text.sample]), start, start + min(most, len(known)))
        texts = dict.fromkeys((one.text.sample, *some))
        found += [(one, text, 1 + n % ACCOUNTS) for n, text in enumerate(texts)]
    return found


def explained(trip: RoundTrip, about: str, lab_folder: Path) -> list[str]:
    """The differences about something, with the shortest text that makes one."""
    found = trip.differences.get(about, [])
    if not found or trip.written is None:
        return told(found)
    return told(found)


def test_every_text_field_has_one_fate() -> None:
    without = {one.name: sorted(fates_of(one)) for one in text_fields() if len(fates_of(one)) != 1}
    assert {} == without


def test_a_text_is_taken_or_refused_by_the_name_of_its_field(
    tried: Tried, capsys: pytest.CaptureFixture[str]
) -> None:
    fields = {one.name: one for one in text_fields()}
    with capsys.disabled():
        print(
            f"\n  {len(tried.texts)} texts (seed {tried.seed}), {tried.trials} trials in "
            f"{len(fields)} fields: {tried.refused} refused, {tried.trials - tried.refused} taken"
        )
    wrong = {}
    for (name, text), said in list(tried.wrong.items())[:5]:
        short = shortest(text, lambda one, name=name: bool(judged(fields[name], one)[0]))
        wrong[name, short] = judged(fields[name], short)[0] or said
    assert ({}, True) == (wrong, len(tried.texts) >= TEXTS)
