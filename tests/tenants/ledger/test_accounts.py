"""Accounts, by what people call them."""

from __future__ import annotations

import pytest

from tenants.ledger import Ledger
from tenants.ledger.records import AccountName


@pytest.fixture
def named(ledger: Ledger) -> Ledger:
    """A platform with two accounts."""
    names = [("north-1", "", "acme"), ("north-2", "north", "North"), ("h-3", "north/harbour", "H")]
    ledger.accounts.name(AccountName(*one) for one in names)
    return ledger


@pytest.mark.parametrize(
    ("text", "expected"),
    [
        ("north/harbour", "h-3"),
        ("/north/", "north-2"),
        (".", "north-1"),
        ("/", "north-1"),
        ("acme", "north-1"),
        ("*", "platform"),
        ("h-3", "h-3"),
    ],
)
def test_an_account_is_found_by_its_path(named: Ledger, text: str, expected: str) -> None:
    found = named.accounts.find(text)
    assert found
    assert expected == found.id


def test_an_account_nobody_knows_is_not_found(named: Ledger) -> None:
    assert None is named.accounts.find("harbour")


def test_a_child_named_as_the_root_is_the_child(named: Ledger) -> None:
    named.accounts.name([AccountName("acme-9", "acme", "Acme")])
    found = named.accounts.find("acme")
    assert found
    assert "acme-9" == found.id


def test_an_account_may_move_to_another_name(named: Ledger) -> None:
    named.accounts.name([AccountName("h-3", "south/harbour", "H")])
    assert "south/harbour" == named.accounts.of("h-3").path
