"""The comparison of lists: members who left and joined, plans, gateways, plain values."""

from __future__ import annotations

from collections import Counter
from collections.abc import Iterator
from typing import Any, TypeAlias

from compiler.difference.alignment import pairs_of
from compiler.difference.facts import At, Fact, Telling
from compiler.difference.fields import FieldKind
from compiler.difference.words import UNORDERED, WHOLE, entry_words, member_words, value_words
from schema.hunting import Member
from schema.things.user import PlannedRing

Facts: TypeAlias = Iterator[Fact]


def member_facts(
    old: tuple[Member, ...], new: tuple[Member, ...], at: At, tell: Telling, in_order: bool
) -> Facts:
    """Who left, who joined, who is rung otherwise; and in which order, where that matters."""
    joined = _missing(new, old)
    said = [f"{_name(one)} left" for one in _missing(old, new)]
    said += [f"{_name(one)} joined" for one in joined]
    if said:
        route = (*at.route, new.index(joined[0])) if joined else at.route
        yield Fact(at.words + ", ".join(said), route)
    yield from _kept(old, new, at, tell, in_order)


def plan_facts(
    old: tuple[PlannedRing, ...], new: tuple[PlannedRing, ...], at: At, tell: Telling
) -> Facts:
    """The same for the devices that a person is rung on."""
    here = At(at.route, f"{at.words}ringing plan: ")
    said = [f"{one.device} left" for one in _missing(old, new)]
    said += [f"{one.device} joined" for one in _missing(new, old)]
    if said:
        yield here.fact(", ".join(said))
    yield from _kept(old, new, here, tell, True)


def _kept(
    old: tuple[Any, ...], new: tuple[Any, ...], at: At, tell: Telling, in_order: bool
) -> Facts:
    """Those who are there before and after."""
    before = {_key(one): one for one in old}
    for index, one in enumerate(new):
        if _key(one) in before:
            words = f"{at.words}{_name(one)} "
            yield from tell(before[_key(one)], one, At((*at.route, index), words))
    kept = before.keys() & {_key(one) for one in new}
    order, was = ([_key(one) for one in some if _key(one) in kept] for some in (new, old))
    if in_order and order != was:
        yield at.fact(f"order now {', '.join(_name(one) for one in new)}")


def _key(one: Any) -> str:
    return str(one.to) if isinstance(one, Member) else str(one.device)


def _name(one: Any) -> str:
    return member_words(one) if isinstance(one, Member) else str(one.device)


def _missing(these: tuple[Any, ...], others: tuple[Any, ...]) -> list[Any]:
    """Those of some entries that others lack, each as often as it is lacking."""
    lacking = Counter(map(_key, these)) - Counter(map(_key, others))
    found = []
    for one in these:
        if lacking[_key(one)] > 0:
            lacking[_key(one)] -= 1
            found.append(one)
    return found


def numbered_facts(
    key: str, old: tuple[Any, ...], new: tuple[Any, ...], at: At, tell: Telling
) -> Facts:
    """Entries without a name, told by their place in the list; a single one needs none."""
    alone = len(old) == len(new) == 1
    for before, after in pairs_of(old, new):
        number = (before if after is None else after) or 0
        entry, here = entry_words(key, str(number + 1)), at.below(number)
        if before is None:
            yield here.fact(f"{entry} added", "added", alone=True)
        elif after is None:
            yield here.fact(f"{entry} removed", "removed", alone=True)
        else:
            words = at.words if alone else f"{at.words}{entry} "
            yield from tell(old[before], new[after], At(here.route, words))


def plain_list_facts(field: FieldKind, old: tuple[Any, ...], new: tuple[Any, ...], at: At) -> Facts:
    """Values that came and went; where they are few, or their order counts, all of them."""
    gone = [one for one in old if one not in new]
    come = [one for one in new if one not in old]
    single = len(old) == len(new) == len(gone) == 1
    ordered = field.key not in UNORDERED
    if single or (field.key in WHOLE and old and new) or (ordered and not (gone or come)):
        label = entry_words(field.key, "").strip() if single else field.label
        now, was = value_words(new, field.lasts), value_words(old, field.lasts)
        if ordered or gone or come:
            yield at.fact(f"{label or field.label} now {now} (was {was})")
        return
    for one in gone:
        said = f"{entry_words(field.key, value_words(one))} removed"
        yield at.below(old.index(one)).fact(said, "removed")
    for one in come:
        said = f"{entry_words(field.key, value_words(one))} added"
        yield at.below(new.index(one)).fact(said, "added")
