"""Dialling: from the digits that somebody pressed to a telephone number and its call class.

A country pack and an account's habits (area code, outside prefix, trunk prefix) become a table of
rules. A rule takes off the first `strip` characters and puts `prefix` in front: `901144...` becomes
`+44...`. Emergency and other short numbers have no country code; they stay as they are, without
the outside prefix.
"""

from __future__ import annotations

from collections.abc import Iterable, Iterator
from dataclasses import dataclass
from functools import cache

from schema.country import CallClass, Country, Numbers
from schema.patterns import (
    covers,
    is_open,
    matches,
    overlap,
    plain,
    positions,
    rank,
    set_digits,
    tied,
    written,
)

# How long a number with its country code can be.
E164_LENGTHS = range(7, 16)

# Shorter ones are left to extensions.
SHORTEST_SUBSCRIBER = 5

# What no country owns: satellites, networks without a place, and free or dear world-wide numbers.
WORLD: tuple[tuple[str, CallClass, tuple[int, ...]], ...] = (
    ("800", "toll_free", (11,)),
    ("808", "premium", (11,)),
    ("870", "premium", (12, 15)),
    ("878", "premium", (15,)),
    ("881", "premium", (12, 13)),
    ("88[23]", "premium", (10, 11, 12, 13, 14, 15)),
    ("979", "premium", (12,)),
)

# Where an extra rule covers several classes it gets the one that is refused most often.
DEAREST: tuple[CallClass, ...] = (
    "premium",
    "international",
    "caribbean",
    "mobile",
    "national",
    "local",
    "toll_free",
)


@dataclass(frozen=True, slots=True)
class DialRule:
    """One way to dial: the number is `prefix` and the dialled text without `strip` characters."""

    pattern: str
    strip: int
    prefix: str
    call_class: CallClass

    def number(self, dialled: str) -> str:
        """The telephone number that a dialled text means."""
        return self.prefix + dialled[self.strip :]


@dataclass(frozen=True, slots=True)
class ExtraRule:
    """A rewriting rule of an account's own. It wins over a rule of the country for the same digits.

    Without a class it gets that of the numbers it leads to; the dearest, where there are several.
    """

    pattern: str
    strip: int
    prefix: str
    call_class: CallClass | None = None


def padded(head: str, length: int) -> str:
    """A pattern of a fixed length that begins like `head`."""
    places = positions(head)
    return written(places) + "X" * (length - len(places))


def bare_area(country: Country, area_code: str) -> str:
    """An area code as it stands behind the country code: `020` in Britain is `20`."""
    return (
        area_code.removeprefix(country.trunk_prefix) if country.trunk_prefix == "0" else area_code
    )


@cache
def _local(country: Country, area_code: str) -> tuple[Numbers, ...]:
    """The numbers of the own area, where it is an area of ordinary numbers."""
    area = bare_area(country, area_code)
    for kind in country.numbers if area else ():
        for head in kind.heads:
            tail = positions(head)[len(area) :]
            lengths = tuple(n for n in kind.lengths if n in country.geographic and n > len(area))
            own = Numbers("local", (area + written(tail),), lengths)
            if lengths and kind.call_class == _class_around(country, own) == "national":
                return (own,)
    return ()


def _class_around(country: Country, own: Numbers) -> CallClass | None:
    """The class that all numbers of an area had if it were not the own one."""
    shape = next(_shapes(own))
    around = {
        other: kind.call_class
        for kind in country.numbers
        for other in _shapes(kind)
        if covers(other, shape)
    }
    return around[min(around, key=rank)] if around else None


def _shapes(kind: Numbers) -> Iterator[str]:
    for head in kind.heads:
        for length in kind.lengths:
            yield padded(head, length)


def _trunks(country: Country, kind: Numbers, trunk: str) -> tuple[str, ...]:
    """What may stand in front of a number when it is dialled within the country."""
    if kind.bare:
        return ("",)
    return (trunk, "") if country.trunk_optional and trunk else (trunk,)


def _ways(country: Country, kind: Numbers, trunk: str) -> tuple[str, ...]:
    """All that may stand in front of a national number, but for the outside prefix and the +.

    A one-digit country code can't be dialled from inside: 011 1 is no call from America.
    """
    abroad = country.international_prefixes if len(country.calling_code) > 1 else ()
    return (*_trunks(country, kind, trunk), *(one + country.calling_code for one in abroad))


def _national(country: Country, area_code: str, trunk: str) -> Iterator[DialRule]:
    code = "+" + country.calling_code
    for kind in (*_local(country, area_code), *country.numbers):
        for shape in _shapes(kind):
            for way in _ways(country, kind, trunk):
                yield DialRule(way + shape, len(way), code, kind.call_class)


def _subscribers(country: Country, area_code: str) -> Iterator[DialRule]:
    """Numbers of the own area, dialled without the area code."""
    area = bare_area(country, area_code)
    own = _local(country, area_code) if country.local_head else ()
    for length in (n - len(area) for kind in own for n in kind.lengths):
        if length >= SHORTEST_SUBSCRIBER:
            shape = padded(country.local_head, length)
            yield DialRule(shape, 0, f"+{country.calling_code}{area}", "local")


def _short(country: Country) -> Iterator[DialRule]:
    for one in country.emergency:
        yield DialRule(one.number, 0, "", "emergency")
    for pattern, call_class in country.services:
        yield DialRule(plain(pattern), 0, "", call_class)


def _abroad(country: Country, before: str, code: str) -> Iterator[DialRule]:
    first = "[1-9]" if len(country.calling_code) > 1 else f"[{_others(country.calling_code)}]"
    for length in E164_LENGTHS:
        yield DialRule(before + padded(first, length), len(before), code, "international")
    for head, call_class, lengths in WORLD:
        for length in lengths:
            yield DialRule(before + padded(head, length), len(before), code, call_class)


def _others(digit: str) -> str:
    return set_digits("1-9").replace(digit, "")


def _direct(country: Country, area_code: str) -> Iterator[DialRule]:
    """Numbers dialled with a + and the country code, as a phone's address book has them."""
    code = "+" + country.calling_code
    for kind in (*_local(country, area_code), *country.numbers):
        for shape in _shapes(kind):
            yield DialRule(code + shape, 0, "", kind.call_class)
    yield from _abroad(country, "+", "+")


def _within(country: Country, area_code: str, trunk: str) -> Iterator[DialRule]:
    """Everything that is dialled with digits only, without the outside prefix."""
    yield from _short(country)
    yield from _subscribers(country, area_code)
    yield from _national(country, area_code, trunk)
    for prefix in country.international_prefixes:
        yield from _abroad(country, prefix, "+")


def _outside(rules: Iterable[DialRule], prefix: str) -> Iterator[DialRule]:
    for rule in rules:
        yield DialRule(
            prefix + rule.pattern, len(prefix) + rule.strip, rule.prefix, rule.call_class
        )


def _merged(first: Iterable[DialRule], *others: Iterable[DialRule]) -> dict[str, DialRule]:
    """Rules by pattern. Earlier groups win: what overlaps with them is not taken, so that no
    digits mean two things; within a group the better match does."""
    taken = _distinct(first)
    for group in others:
        before = tuple(taken)
        fresh = _distinct(group)
        taken |= {p: r for p, r in fresh.items() if not any(overlap(p, q) for q in before)}
    return taken


def _distinct(rules: Iterable[DialRule]) -> dict[str, DialRule]:
    found: dict[str, DialRule] = {}
    for rule in rules:
        found.setdefault(rule.pattern, rule)
    return found


def _with_extra(
    rules: dict[str, DialRule], extra: tuple[ExtraRule, ...], direct: tuple[DialRule, ...]
) -> dict[str, DialRule]:
    """The rules with an account's own put in, which win where neither is the better match."""
    found = dict(rules)
    for one in extra:
        pattern = plain(one.pattern)
        rivals = [p for p in found if tied(p, pattern)]
        if any(found[p].call_class == "emergency" for p in rivals):
            continue
        found = {p: rule for p, rule in found.items() if p not in rivals}
        found[pattern] = DialRule(pattern, one.strip, one.prefix, _extra_class(one, direct))
    return found


def _extra_class(one: ExtraRule, direct: tuple[DialRule, ...]) -> CallClass:
    if one.call_class is not None:
        return one.call_class
    tail = positions(one.pattern)[one.strip :]
    target = one.prefix + written(tail) + ("." if is_open(one.pattern) else "")
    classes = {rule.call_class for rule in _reached(target, direct)}
    return next((found for found in DEAREST if found in classes), "international")


def _reached(target: str, direct: tuple[DialRule, ...]) -> list[DialRule]:
    """The direct rules that numbers of a pattern belong to. A rule that covers the whole pattern
    hides every worse one."""
    found: list[DialRule] = []
    for rule in direct:
        if overlap(rule.pattern, target):
            found.append(rule)
            if covers(rule.pattern, target):
                break
    return found


@cache
def direct_rules(country: Country, area_code: str = "") -> tuple[DialRule, ...]:
    """The rules for numbers written with + and the country code, best match first."""
    return _sorted(_distinct(_direct(country, area_code)).values())


def _sorted(rules: Iterable[DialRule]) -> tuple[DialRule, ...]:
    return tuple(sorted(rules, key=lambda rule: rank(rule.pattern)))


@cache
def dial_table(
    country: Country,
    *,
    area_code: str = "",
    outside_prefix: str | None = None,
    trunk_prefix: str | None = None,
    extra: tuple[ExtraRule, ...] = (),
) -> tuple[DialRule, ...]:
    """Every way to dial out, best match first; prefixes left out are those of the country.

    Numbers are dialled with and without the outside prefix, and with + and the country code. Where
    digits could mean both, they are read with the outside prefix. Emergency numbers always work
    both ways. No two rules match the same digits equally well.
    """
    outside = country.outside_prefix if outside_prefix is None else outside_prefix
    trunk = country.trunk_prefix if trunk_prefix is None else trunk_prefix
    within = tuple(_within(country, area_code, trunk))
    helped = [
        DialRule(one, len(one) - len(n), "", "emergency") for one, n in _helps(country, outside)
    ]
    groups = (_outside(within, outside), within) if outside else (within,)
    direct = direct_rules(country, area_code)
    rules = _distinct(helped) | _without(_merged(*groups), helped) | _distinct(direct)
    return _sorted(_with_extra(rules, extra, direct).values())


def _without(rules: dict[str, DialRule], taken: list[DialRule]) -> dict[str, DialRule]:
    shut = {rule.pattern for rule in taken}
    return {pattern: rule for pattern, rule in rules.items() if pattern not in shut}


def _helps(country: Country, outside: str) -> Iterator[tuple[str, str]]:
    """Dial strings of emergency numbers, each with the number itself; the plain ones first."""
    for one in country.emergency:
        yield one.number, one.number
    for one in country.emergency:
        yield outside + one.number, one.number


def emergency_strings(country: Country, outside_prefix: str | None = None) -> tuple[str, ...]:
    """What reaches help: each emergency number, with and without the outside prefix, sorted."""
    outside = country.outside_prefix if outside_prefix is None else outside_prefix
    return tuple(sorted({dialled for dialled, _ in _helps(country, outside)}))


def needs_location(country: Country, dialled: str, outside_prefix: str | None = None) -> bool:
    """Whether an emergency dial string sends the caller's place along and tells people on site."""
    outside = country.outside_prefix if outside_prefix is None else outside_prefix
    told = {one.number: one.location_notice for one in country.emergency}
    meant = dict(reversed(list(_helps(country, outside))))
    return dialled in meant and told[meant[dialled]]


def find(table: tuple[DialRule, ...], dialled: str) -> DialRule | None:
    """The rule that dialled digits belong to, or None where they mean nothing. The table has the
    best match first, as `dial_table` gives it."""
    return next((rule for rule in table if matches(rule.pattern, dialled)), None)


def classify(number: str, country: Country, area_code: str = "") -> CallClass | None:
    """The class of a call to a number (E.164 with +, or an emergency or other short number) from a
    country. None where no such number can exist."""
    if number.startswith("+"):
        rule = find(direct_rules(country, area_code), number)
    else:
        rule = find(_sorted(_distinct(_short(country)).values()), number)
    return rule.call_class if rule else None
