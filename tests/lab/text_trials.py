"""Trying texts in fields: taken as right, or refused by the name of the field, and nothing else."""

from __future__ import annotations

import json
import unicodedata
from collections import defaultdict
from collections.abc import Callable, Iterator
from dataclasses import dataclass, field
from functools import cache
from itertools import count

from hypothesis import Phase, given, seed, settings
from pydantic import ValidationError

from compiler.shapes import read_shape_errors
from compiler.source import read_yaml
from schema.grant import Grant
from tests.lab.hostile_texts import WORDS, Draft, drafts
from tests.lab.text_fates import CHOSEN_KINDS, CLOSED_ALPHABET, FREE_KINDS
from tests.lab.text_fields import TextField, text_fields

ACCOUNT = {"name": "Texts", "timezone": "America/Halifax", "country": "CA"}
FIELDS_FOR_EACH = 2
SEEN_KINDS = frozenset({"caller's name", "line of an address", "name for people"})
MOST_KEPT = 2000
MOST_WRONG = 20


@dataclass
class Tried:
    """What came of all trials. `taken` are the texts that were right, by kind; `wrong` the trials
    that went otherwise than they must, each with a sentence."""

    seed: int
    texts: dict[str, None] = field(default_factory=dict)
    trials: int = 0
    refused: int = 0
    taken: dict[str, dict[str, None]] = field(default_factory=lambda: defaultdict(dict))
    wrong: dict[tuple[str, str], str] = field(default_factory=dict)

    def __str__(self) -> str:
        taken = self.trials - self.refused - len(self.wrong)
        return (
            f"{len(self.texts)} texts (seed {self.seed}), {self.trials} trials: "
            f"{self.refused} refused, {taken} taken, {len(self.wrong)} wrong"
        )

    def keep(self, kind: str, text: str) -> None:
        """Remember a text that was right."""
        if len(self.taken[kind]) < MOST_KEPT:
            self.taken[kind][text] = None


def try_texts(least: int, number: int) -> Tried:
    """Tries some words in all fields; then draws texts until there are so many different ones, and
    tries each in some of the fields in turn, and alone in each of the kinds that take what people
    write. The same number, the same texts.
    """
    tried = Tried(number)
    for word in WORDS:
        for one in text_fields():
            try_field(tried, one, Draft(word, "alone"))
    rounds = count(number * 1000)
    while len(tried.texts) < least and len(tried.wrong) <= MOST_WRONG:
        for draft in _drawn(next(rounds)):
            if draft.text not in tried.texts:
                _try_draft(tried, draft)
    return tried


def drawn_texts(least: int, number: int) -> list[str]:
    """So many different texts and a few more. The same number, the same texts."""
    found: dict[str, None] = {}
    rounds = count(number * 1000)
    while len(found) < least:
        found |= {draft.text: None for draft in _drawn(next(rounds))}
    return list(found)


def _drawn(number: int) -> list[Draft]:
    """What one run of Hypothesis draws with a seed."""
    found: list[Draft] = []

    @seed(number)
    @settings(max_examples=20, phases=[Phase.generate], database=None, deadline=None)
    @given(drafts())
    def draw(drawn: list[Draft]) -> None:
        found.extend(drawn)

    draw()
    return found


def _try_draft(tried: Tried, draft: Draft) -> None:
    fields = text_fields()
    tried.texts[draft.text] = None
    for one in _free_kinds():
        if writable(draft.text) and one.text.takes(draft.text):
            tried.keep(one.text.kind, draft.text)
    for _ in range(FIELDS_FOR_EACH):
        try_field(tried, fields[tried.trials % len(fields)], draft)


@cache
def _free_kinds() -> tuple[TextField, ...]:
    """A field for each kind that takes what people write."""
    free = {one.text.kind: one for one in text_fields() if one.text.kind in FREE_KINDS}
    return tuple(free.values())


def try_field(tried: Tried, one: TextField, draft: Draft) -> None:
    """One text in one field."""
    text = draft.around(one.text.sample)
    tried.trials += 1
    said, taken = judged(one, text)
    if said:
        tried.wrong[one.name, text] = said
    elif taken:
        tried.keep(one.text.kind, text)
    else:
        tried.refused += 1


def judged(one: TextField, text: str) -> tuple[str, bool]:
    """What is wrong with how a text is judged, empty where it is judged well; whether it is taken."""
    if not writable(text):
        return "" if _unreadable(one, text) else "no file can hold it, and yet it was read", False
    refusals = _refusals(one, text)
    if refusals:
        told = f"it is refused at {refusals}, not at {one.route(text)}"
        return "" if one.route(text) in refusals else told, False
    meant = str(one.text.read(text))
    if one.text.kind in SEEN_KINDS:
        plain = meant.isprintable() and meant.strip() == unicodedata.normalize("NFC", meant)
        return "" if plain else f"it is taken as {meant!r}, and nobody can see all of that", True
    if one.text.kind in CHOSEN_KINDS | FREE_KINDS:
        return "", True
    open_ = f"it is taken as {meant!r}, outside of the closed alphabet"
    return "" if CLOSED_ALPHABET.fullmatch(meant) else open_, True


def _refusals(one: TextField, text: str) -> list[tuple[str | int, ...]]:
    """The routes of what is wrong with a document that is right but for this text."""
    document = one.document(text)
    if one.model is not Grant:
        document = {**document, "account": {**ACCOUNT, **document.get("account", {})}}
    try:
        one.model.model_validate(document)
    except ValidationError as error:
        told = read_shape_errors(error, one.model, document, "texts")
        return [getattr(diagnostic.origin, "route", ()) for diagnostic in told]
    return []


def writable(text: str) -> bool:
    """Whether a file can hold a text at all."""
    try:
        text.encode()
    except UnicodeEncodeError:
        return False
    return True


def _unreadable(one: TextField, text: str) -> bool:
    """Whether the reader of files refuses a half of a character, written as an escape."""
    return bool(read_yaml(json.dumps(one.document(text)).encode(), "texts.yaml").diagnostics)


# --- the shortest of its kind -------------------------------------------------------------------


def shortest(text: str, fails: Callable[[str], bool], most: int = 200) -> str:
    """A short text that still fails: characters are left out as long as it does."""
    left = most
    changed = True
    while changed and left > 0:
        changed = False
        for candidate in _shorter(text):
            left -= 1
            if fails(candidate):
                text, changed = candidate, True
                break
            if left <= 0:
                break
    return text


def _shorter(text: str) -> Iterator[str]:
    """Texts with something left out, the shortest first."""
    size = len(text) // 2
    while size:
        for start in range(0, len(text), size):
            yield text[:start] + text[start + size :]
        size //= 2
