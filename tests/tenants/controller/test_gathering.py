"""Secrets are gathered account by account, and only anew where something has changed."""

from __future__ import annotations

from dataclasses import replace

from bench.accounts import platform
from compiler.workshop import Workshop
from tenants.controller.gathering import SecretsGathering
from tenants.given_secrets import GivenSecrets, gather_secrets

KEY = b"k" * 32
NOTHING_GIVEN = GivenSecrets({}, {})


def compiled() -> Workshop:
    workshop = Workshop()
    workshop.compile(platform(2, 1), "bench")
    return workshop


def test_the_secrets_of_all_accounts_are_those_of_their_whole_inventory() -> None:
    workshop = Workshop()
    inventory = workshop.compile(platform(2, 1), "bench").inventory
    assert inventory is not None
    secrets, missing = SecretsGathering(KEY, NOTHING_GIVEN).gather(workshop.shares)
    assert (secrets, missing) == gather_secrets(inventory, KEY, NOTHING_GIVEN)


def test_secrets_are_the_same_value_until_something_changes() -> None:
    shares = compiled().shares
    gathering = SecretsGathering(KEY, NOTHING_GIVEN)
    first, _ = gathering.gather(shares)
    again, _ = gathering.gather(dict(shares))
    name = next(name for name, share in shares.items() if share.mailboxes)
    box = replace(shares[name].mailboxes[0], number="999")
    changed = replace(shares[name], mailboxes=(box, *shares[name].mailboxes[1:]))
    other, _ = gathering.gather({**shares, name: changed})
    assert (True, False) == (first is again, first == other)
    assert "999" == other.taken[box.secret]
