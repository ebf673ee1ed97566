"""A plan as people read it, and as programs do."""

from __future__ import annotations

from collections.abc import Iterable, Iterator, Mapping
from itertools import groupby
from typing import Any

from compiler.difference.words import counted, listed
from compiler.render import PLAIN, Palette, visible
from tenants.ledger.accounts import SHARED
from tenants.planning.plan import AccountPlan, Commits, Move, PhoneNews, Plan, Told

SIGNS = {"added": "+", "removed": "-", "changed": "~"}
FOLDED = 8
"""So many things of one kind may come or go with a line each; more are told in one."""
WIDEST = 88
NOTHING = "Nothing to do: every account is what it should be."
NOTHING_READ = "Nothing to do for what could be read."


def plan_json(plan: Plan) -> dict[str, Any]:
    """A plan for programs, without the version of the document it stands in."""
    return {"nothing_to_do": plan.does_nothing, "consented": plan.consented, "plan": plan.to_json()}


def plan_text(plan: Plan, palette: Palette = PLAIN) -> str:
    """A plan for people, account by account; one line where there is nothing to do."""
    parts = [[] if plan.does_nothing else [_head(plan, palette)]]
    parts += [list(_account(one, palette)) for one in plan.accounts]
    if plan.does_nothing:
        parts.append([NOTHING_READ if plan.unread else NOTHING])
    parts += [list(_unread(plan, palette)), list(_large(plan, palette))]
    return "\n\n".join("\n".join(lines) for lines in parts if lines) + "\n"


def _head(plan: Plan, palette: Palette) -> str:
    nodes = len({move.node for move in plan.moves})
    accounts = len([one for one in plan.accounts if one.moves])
    switch = (
        f"{counted(accounts, 'account')} on {counted(nodes, 'node')}, {_time(plan.expected_ms)}"
    )
    phones = counted(len(plan.phones), "phone")
    about = ", ".join([switch] * bool(plan.moves) + [phones] * bool(plan.phones))
    return f"{palette.bold}plan {plan.id}{palette.end}: {about}{_commits(plan.base, plan.wanted)}"


def _commits(base: Commits, wanted: Commits) -> str:
    """From which commit of the platform to which; of other repositories the JSON tells."""
    before, after = (next((o.commit for o in some if not o.account), "") for some in (base, wanted))
    return f", {before[:10] or 'nothing'} -> {after[:10]}" if after else ""


def _account(account: AccountPlan, palette: Palette) -> Iterator[str]:
    whole = account.path not in ("", SHARED)
    name = f"{account.path} ({account.name})" if whole else account.name
    yield f"{palette.bold}{visible(name)}{palette.end}"
    yield from _lines(list(_folded(account.changes)), palette)
    if account.note:
        yield f"    {palette.frame}{account.note}{palette.end}"
    for move in account.moves:
        yield from _move(move, palette)
    yield from _phones(account.provision)


def _phones(news: Iterable[PhoneNews]) -> Iterator[str]:
    """A line for each phone that is to have other files; many with the same news are one."""
    by_sentence: dict[str, list[str]] = {}
    for one in news:
        by_sentence.setdefault(one.sentence, []).append(one.phone)
    for sentence, phones in by_sentence.items():
        if len(phones) > FOLDED:
            yield f"    {len(phones)} phones: {visible(sentence)}: {listed(phones)}"
        else:
            yield from (f"    phone {one}: {visible(sentence)}" for one in phones)


def _folded(changes: Iterable[Told]) -> Iterator[Told]:
    """The same lines, but many things that came or went side by side are one."""
    for _, group in groupby(changes, lambda one: (one.mark, one.section, _is_whole(one))):
        lines = list(group)
        if len(lines) <= FOLDED or not _is_whole(lines[0]):
            yield from lines
            continue
        first = lines[0]
        names = listed([one.thing for one in lines])
        said = f"{len(lines)} {first.section.replace('_', ' ')} {first.mark}: {names}"
        yield Told(first.mark, said, first.section, "", first.file, first.line, first.emergency)


def _is_whole(told: Told) -> bool:
    """Whether a line tells of a whole thing that came or went."""
    return told.mark != "changed" and bool(told.thing) and ": " not in told.sentence


def _lines(changes: list[Told], palette: Palette) -> Iterator[str]:
    colours = {"added": palette.help, "removed": palette.error, "changed": palette.warning}
    widest = min(WIDEST, max((len(one.sentence) for one in changes), default=0))
    for one in changes:
        colour = colours[one.mark]
        where = f"  {palette.frame}{_place(one)}{palette.end}" if one.file else ""
        said = visible(one.sentence)
        if one.emergency:
            said = f"{palette.bold}{said}{palette.end}"
        gap = " " * max(0, widest - len(one.sentence)) if where else ""
        yield f"  {colour}{SIGNS[one.mark]}{palette.end} {said}{gap}{where}"


def _place(told: Told) -> str:
    return visible(f"{told.file}:{told.line}" if told.line else told.file)


def _move(move: Move, palette: Palette) -> Iterator[str]:
    way = f"{move.old or 'nothing'} -> {move.new or 'nothing'}"
    work = "; ".join(_work(move.work))
    done = f"; {work}" if work else ""
    yield f"    {palette.frame}{move.node}: {way}{done}; {_time(move.expected_ms)}{palette.end}"
    if move.calls:
        verb = "keeps what it has" if move.calls == 1 else "keep what they have"
        yield f"    {counted(move.calls, 'call')} in progress {verb}"
    for why, phones in _by_reason(move.lost).items():
        yield f"    {palette.warning}must register again{palette.end}, {why}: {listed(phones)}"


def _work(work: Mapping[str, int]) -> Iterator[str]:
    """What is done, grouped by what it is done to: "2 phones added, 1 removed"."""
    for noun, group in groupby(work.items(), lambda one: one[0].partition("_")[0]):
        parts = [(what.partition("_")[2].replace("_", " "), count) for what, count in group]
        first, *rest = parts
        word = noun if first[1] != 1 else _one(noun)
        said = [f"{first[1]} {word} {first[0]}".rstrip(), *(f"{n} {what}" for what, n in rest)]
        yield ", ".join(said)


def _one(noun: str) -> str:
    if noun == "entries":
        return "entry"
    return noun.removesuffix("es") if noun == "mailboxes" else noun.removesuffix("s")


def _by_reason(lost: Iterable[tuple[str, str]]) -> Mapping[str, list[str]]:
    found: dict[str, list[str]] = {}
    for phone, why in lost:
        found.setdefault(why, []).append(phone.partition("@")[0])
    return found


def _time(milliseconds: int) -> str:
    if milliseconds < 1000:
        return f"about {milliseconds} ms"
    return f"about {milliseconds / 1000:.1f} s"


def _unread(plan: Plan, palette: Palette) -> Iterator[str]:
    for one in plan.unread:
        head = f"{palette.warning}not read, stays as it is{palette.end}"
        yield f"{head}: {visible(one.path or 'everything')} ({visible(one.why)})"


def _large(plan: Plan, palette: Palette) -> Iterator[str]:
    if not plan.large:
        return
    meant = "meant to be" if plan.allowed else "not applied without --allow-large-change"
    yield f"{palette.error}This change is large{palette.end}, and {meant}:"
    for one in plan.large:
        name = f"{one.account}: " if one.account else ""
        yield f"  {visible(name + one.reason)}"
