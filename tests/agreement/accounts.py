"""Accounts written and read back, and the calls and worlds that they are tried with."""

from __future__ import annotations

from datetime import UTC, datetime, timedelta
from functools import cache
from pathlib import Path
from typing import TypeVar

from hypothesis import strategies as st

from compiler import compile_folders
from compiler.simulate import Behaviour, Call, LiveName, World
from compiler.sources import AccountFolder, SourceFile
from schema.inventory import AccountFact, Inventory
from schema.program import Claim, Shuffle
from tenants.folder import read_tree
from tests.agreement.agreed import Told, told_of

MEDIA = ("welcome.wav", "closed.wav", "lunch.wav")
RICH = Path(__file__).with_name("rich.yaml")
KINDS = (
    "answer", "answer", "busy", "no_answer", "reject", "unavailable", "congested", "forbidden",
    "sip:404", "sip:408", "sip:410", "sip:480", "sip:483", "sip:484", "sip:500", "sip:600", "sip:604",
)  # fmt: skip
NUMBERS = ("+14165550123", "+16135550142", "+19025550177", "+16475550188", "+19025550188", "911")
CALLERS = ("+16475550123", "+14165550199", "+16135550000", "+18005551111", "", "555(0)")
NAMES = ("Zed", "", "Zoë $x,", 'Bo "B"', "${EXTEN}", "a;b")
DIALLED = (
    "101", "102", "103", "104", "105", "200", "201", "202", "203", "204", "205", "299", "*97", "*98",
    "*72", "*72101", "*7216135550142", "*73", "*74", "*76", "*78", "*79", "**101", "**299", "*21",
    "911", "9911", "933", "988", "6135550142", "16135550142", "+16135550142", "4165550123", "18005550199",
    "19005550199", "011442079460000", "5550142", "0", "999", "12#", "a1", "1a", "*", "#", "+", "10",
)  # fmt: skip
PRESSES = ("", "1", "2", "3", "0", "9", "101", "104", "200", "99", "5", "1#", "*", "12", "A1")
FIELDS = {
    "do_not_disturb": ("on", "off"),
    "forward.when": ("never", "always", "busy", "no_answer", "unregistered"),
    "forward.to": ("101", "102", "+14165550123", "6135550142", "", "999"),
}
START = datetime(2026, 1, 1, tzinfo=UTC)
YEAR = 366 * 24 * 3600

T = TypeVar("T")


def told_account(text: str) -> Told:
    """One account from its YAML. It must compile."""
    files = (SourceFile("account.yaml", "account.yaml", text.encode()),)
    compiled = compile_folders((AccountFolder("", files, (), MEDIA),), "harbour")
    assert not compiled.failed, [found.message for found in compiled.diagnostics]
    assert compiled.program is not None
    assert compiled.inventory is not None
    return told_of(compiled.program, compiled.inventory)


def told_folder(folder: Path) -> Told:
    """An account tree from its folder on disk. It must compile."""
    compiled = compile_folders(read_tree(folder).folders, folder.name)
    assert not compiled.failed, [found.message for found in compiled.diagnostics]
    assert compiled.program is not None
    assert compiled.inventory is not None
    return told_of(compiled.program, compiled.inventory)


@cache
def rich() -> Told:
    """The account that uses nearly everything."""
    return told_account(RICH.read_text(encoding="utf-8"))


def calls(inventory: Inventory) -> st.SearchStrategy[Call]:
    """Calls from outside, from phones, and transferred ones, at any time of a year."""
    return st.sampled_from(inventory.accounts).flatmap(lambda fact: _calls(fact, inventory))


def _calls(fact: AccountFact, inventory: Inventory) -> st.SearchStrategy[Call]:
    moment = st.integers(0, YEAR).map(lambda second: START + timedelta(seconds=second))
    presses = st.lists(st.sampled_from(PRESSES), max_size=4).map(tuple)
    numbers = [did.number for did in inventory.dids if did.account == fact.id]
    phones = [one.id for one in inventory.endpoints if one.account == fact.id]
    who, name, dialled = (st.sampled_from(listed) for listed in (CALLERS, NAMES, DIALLED))
    unit, outside = st.just(fact.id), st.just("")
    ways = [
        st.builds(Call, unit, st.just("transfer"), dialled, who, name, outside, moment, presses)
    ]
    if numbers:
        did = st.sampled_from(numbers)
        ways.append(st.builds(Call, unit, st.just("did"), did, who, name, outside, moment, presses))
    if phones:
        phone = st.sampled_from(phones)
        ways.append(
            st.builds(Call, unit, st.just("phone"), dialled, who, name, phone, moment, presses)
        )
    return st.one_of(*reversed(ways))


def worlds(told: Told) -> st.SearchStrategy[World]:
    """Worlds in which phones, numbers and gateways behave in every way."""
    inventory = told.inventory
    phones = [one.id for one in inventory.endpoints]
    boxes = [box.id for box in inventory.mailboxes]
    groups = sorted({op.group for op in told.operations() if isinstance(op, Claim)})
    return st.builds(
        World,
        phones=_some(phones, _behaviours()),
        numbers=_some(list(NUMBERS), _behaviours()),
        gateways=_some([one.id for one in inventory.gateways], _behaviours()),
        live=_live(inventory),
        draws=_draws(told),
        busy=_some(groups, st.integers(0, 4)),
        in_use=_subset(phones),
        full=_subset(boxes),
    )


def _behaviours() -> st.SearchStrategy[Behaviour]:
    after = st.sampled_from((None, None, None, 0, 1, 3, 7, 12, 30))
    presses = st.sampled_from(("1", "1", "", "2", "#"))
    kinds = st.one_of(st.just("answer"), st.sampled_from(KINDS))
    return st.builds(Behaviour, kinds, after, st.sampled_from((1, 10)), presses)


def _some(names: list[str], values: st.SearchStrategy[T]) -> st.SearchStrategy[dict[str, T]]:
    return st.dictionaries(st.sampled_from(names), values, max_size=6) if names else st.just({})


def _subset(names: list[str]) -> st.SearchStrategy[frozenset[str]]:
    return st.frozensets(st.sampled_from(names), max_size=3) if names else st.just(frozenset())


def _live(inventory: Inventory) -> st.SearchStrategy[dict[LiveName, str]]:
    """What people have set on their phones."""
    users = ("anna", "ben", "cleo", "dora", "emil")
    rows = st.sampled_from(
        [
            ((fact.id, f"user.{user}", field), value)
            for fact in inventory.accounts
            for user in users
            for field, values in FIELDS.items()
            for value in values
        ]
    )
    return st.lists(rows, max_size=4).map(dict)


def _draws(told: Told) -> st.SearchStrategy[tuple[str, ...]]:
    """Orders for the first two shuffles, of as many members as they have."""
    sizes = sorted({len(op.weights) for op in told.operations() if isinstance(op, Shuffle)})
    if len(sizes) != 1:
        return st.just(())
    members = [str(place) for place in range(1, sizes[0] + 1)]
    return st.lists(st.permutations(members).map(",".join), max_size=2).map(tuple)
