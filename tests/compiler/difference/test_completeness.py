"""Whatever is changed in an account is told: every field of a rich one is made another."""

from __future__ import annotations

from collections.abc import Iterator, Mapping
from dataclasses import replace
from functools import cache
from pathlib import Path
from typing import Any

import pytest
from pydantic import BaseModel

from compiler import CHECKS, compile_folders
from compiler.difference import changes_between
from compiler.sources import AccountFolder, SourceFile
from schema.references import Reference
from schema.tree import Account, Tree

RICH = Path(__file__).resolve().parents[2] / "agreement" / "rich.yaml"


@cache
def rich() -> Account:
    """An account that uses nearly everything."""
    folder = AccountFolder("", (SourceFile("rich.yaml", "account.yaml", RICH.read_bytes()),))
    tree = compile_folders((folder,), "rich", CHECKS).tree
    assert tree is not None
    return tree.root


def sections() -> list[str]:
    """Those that callers notice. Star codes are compared by what they come to, not by their text."""
    aside = ("scenarios", "feature_codes")
    return [name for name in type(rich().document).model_fields if name not in aside]


def variants(value: Any) -> Iterator[Any]:
    """A value made another in every way: each part of it by itself."""
    match value:
        case bool():
            yield not value
        case int():
            yield value + 1
        case str():
            yield f"{value}x"
        case Reference():
            yield Reference(value.kind, f"{value.name}x")
        case BaseModel():
            for name in type(value).model_fields:
                for one in variants(getattr(value, name)):
                    yield value.model_copy(update={name: one})
        case Mapping():
            for key, entry in value.items():
                yield {name: one for name, one in value.items() if name != key}
                for one in variants(entry):
                    yield {**value, key: one}
        case tuple():
            for index, entry in enumerate(value):
                yield (*value[:index], *value[index + 1 :])
                for one in variants(entry):
                    yield (*value[:index], one, *value[index + 1 :])


def told(account: Account) -> tuple[str, ...]:
    """What is said of an account instead of the rich one, and the other way round."""
    old, new = Tree({"": rich()}), Tree({"": account})
    there, back = changes_between(old, new), changes_between(new, old)
    assert bool(there) == bool(back)
    return tuple(change.sentence for change in there)


@pytest.mark.parametrize("section", sections())
def test_nothing_of_a_section_changes_in_silence(section: str) -> None:
    silent = []
    for value in variants(rich().document.section(section)):
        document = rich().document.model_copy(update={section: value})
        if not told(replace(rich(), document=document)):
            silent.append(value)
    assert [] == silent[:3]


def test_the_account_is_rich_enough() -> None:
    assert 500 < sum(1 for name in sections() for _ in variants(rich().document.section(name)))
