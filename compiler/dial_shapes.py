"""The shapes of everything that an account's phones may dial, so that a phone knows when a number is
complete.

A phone needs no more than the shapes: which digits lead where is the switch's affair. Extensions are
told by their first two digits and length, so that a new person seldom changes what all phones hold.
"""

from __future__ import annotations

from collections.abc import Iterable, Iterator
from functools import lru_cache
from itertools import groupby

from compiler.claims import code_claims, extension_claims
from compiler.once import once
from schema.emergency import emergency_dials
from schema.number_plans import PLANS_KEPT, Plan, plan_of
from schema.patterns import CLASSES, covers, is_open, plain, positions, written
from schema.phone_facts import DialShape
from schema.tree import Account

MOST_OF_ONE_DIGIT = 8
"""More shapes with one first digit than this are told as one, which is waited for."""


@once
def dial_shapes(account: Account) -> tuple[DialShape, ...]:
    """The shapes, emergency numbers first, and those at once."""
    help_ = tuple(sorted(emergency_dials(account)))
    inside = (*_extensions(account), *_codes(account))
    outside = _outside(plan_of(account), _ways_abroad(account))
    others = [one for one in dict.fromkeys((*inside, *outside)) if one not in help_]
    urgent = (DialShape(_shape(one)) for one in help_)
    rest = (DialShape(_shape(one), _complete(one, others)) for one in others)
    return (*urgent, *rest, DialShape("+x.", at_once=False))


def _complete(pattern: str, others: Iterable[str]) -> bool:
    """Whether nothing longer begins with what fits a pattern."""
    return not is_open(pattern) and not any(_goes_on(pattern, other) for other in others)


def _goes_on(pattern: str, other: str) -> bool:
    own, longer = positions(pattern), positions(other)
    meet = all(not set(a).isdisjoint(b) for a, b in zip(own, longer, strict=False))
    return meet and (is_open(other) or len(longer) > len(own))


def _shape(pattern: str) -> str:
    """A dial pattern in the letters of shapes: `NXX` is `[2-9]xx`."""
    letters = {digits: f"[{digits[0]}-{digits[-1]}]" for digits in CLASSES.values()}
    letters |= {CLASSES["X"]: "x"}
    places = (
        place if len(place) == 1 else letters.get(place, f"[{place}]")
        for place in positions(pattern)
    )
    return "".join(places) + ("x." if is_open(pattern) else "")


# --- inside -------------------------------------------------------------------------------------


def _extensions(account: Account) -> Iterator[str]:
    claims = extension_claims(account)
    yield from _alike((one.pattern for one in claims if one.literal), head=2)
    yield from sorted({plain(one.pattern) for one in claims if not one.literal})
    if account.document.account.operator is not None:
        yield "0"


def _codes(account: Account) -> Iterator[str]:
    claims = tuple(code_claims(account))
    yield from _alike((one.pattern for one in claims if one.literal), head=3)
    yield from sorted({plain(one.pattern) for one in claims if not one.literal})


def _alike(numbers: Iterable[str], head: int) -> Iterator[str]:
    """Patterns for numbers, those with the same beginning and length told as one."""
    found = {(len(one), one[:head]) for one in numbers}
    for (length, stem), group in groupby(sorted(found), lambda one: (one[0], one[1][:-1])):
        tail = "X" * max(0, length - head)
        yield from _joined(stem, sorted(first[-1] for _, first in group), tail)


def _joined(stem: str, last: list[str], tail: str) -> Iterator[str]:
    """One pattern for all that differ in one digit, and one for each that differs in a sign."""
    digits = "".join(one for one in last if one.isdigit())
    if digits:
        yield written((*stem, digits)) + tail
    yield from (f"{stem}{sign}{tail}" for sign in last if not sign.isdigit())


# --- outside ------------------------------------------------------------------------------------


@lru_cache(PLANS_KEPT)
def _outside(plan: Plan, ways: tuple[str, ...]) -> tuple[str, ...]:
    """What reaches the world: numbers of other countries as one, of this one as few as can be."""
    dialled = {rule.pattern for rule in plan if not rule.pattern.startswith(("+", *ways))}
    kept = {one for one in dialled if not any(covers(other, one) for other in dialled - {one})}
    return (*_few(sorted(kept)), *(f"{way}." for way in ways))


def _ways_abroad(account: Account) -> tuple[str, ...]:
    """What is dialled before a number of another country, with and without the outside prefix."""
    said = account.document.dialing.outside_prefix
    outside = account.country.outside_prefix if said is None else said
    prefixes = account.country.international_prefixes
    return tuple(sorted({way + one for one in prefixes for way in {"", outside}}))


def _few(patterns: list[str]) -> Iterator[str]:
    """The same, with all of one first digit told as one where they are many."""
    for first, group in groupby(sorted(patterns, key=_first), _first):
        listed = list(group)
        many = len(listed) > MOST_OF_ONE_DIGIT and len(first) == 1
        yield from (f"{first}.",) if many else listed


def _first(pattern: str) -> str:
    return positions(pattern)[0]
