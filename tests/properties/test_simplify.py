"""Simplifying changes no call: same events, same moments, same places."""

from __future__ import annotations

from dataclasses import dataclass
from functools import cache

from hypothesis import HealthCheck, given, settings
from hypothesis import strategies as st

import compiler
from compiler import Compiled
from compiler.closed import missing_addresses
from compiler.simplify import simplify
from compiler.simulate import simulate
from compiler.sources import AccountFolder, SourceFile, read_sources
from schema.program import Program
from tests.agreement.accounts import MEDIA, RICH, calls, rich, worlds
from tests.agreement.small_accounts import accounts

UNHURRIED = list(HealthCheck)


@dataclass(frozen=True)
class Both:
    """A program as it was lowered, and simplified."""

    lowered: Program
    simple: Program


def both(text: str) -> Both:
    """The two programs of one account."""
    files = (SourceFile("account.yaml", "account.yaml", text.encode()),)
    sources = read_sources((AccountFolder("", files, (), MEDIA),))
    compiled = compiler.lower(compiler.check(compiler.link(Compiled(sources, "harbour"))))
    assert compiled.program is not None
    return Both(compiled.program, simplify(compiled.program))


def labels(program: Program) -> dict[str, list[str]]:
    """The blocks of each unit by label."""
    return {name: sorted(unit.blocks) for name, unit in program.units.items()}


@cache
def rich_programs() -> Both:
    """The account that uses nearly everything."""
    return both(RICH.read_text(encoding="utf-8"))


@settings(max_examples=150, suppress_health_check=UNHURRIED)
@given(st.data())
def test_no_call_goes_otherwise(data: st.DataObject) -> None:
    programs, told = rich_programs(), rich()
    call, world = data.draw(calls(told.inventory)), data.draw(worlds(told))
    before, after = (simulate(one, call, world) for one in (programs.lowered, programs.simple))
    if "runaway" not in {before.events[-1].subject, after.events[-1].subject}:
        assert before == after


@settings(max_examples=20, suppress_health_check=UNHURRIED)
@given(accounts())
def test_every_address_still_leads_somewhere(text: str) -> None:
    assert [] == missing_addresses(both(text).simple)


@settings(max_examples=20, suppress_health_check=UNHURRIED)
@given(accounts())
def test_simplifying_twice_is_simplifying_once(text: str) -> None:
    programs = both(text)
    assert labels(programs.simple) == labels(simplify(programs.simple))


def test_one_block_in_six_is_gone() -> None:
    programs = rich_programs()
    lowered, simple = (
        sum(len(unit.blocks) for unit in one.units.values())
        for one in (programs.lowered, programs.simple)
    )
    assert simple < 0.85 * lowered
