"""A net with a hole would catch nothing: each seeded bug must be noticed."""

from __future__ import annotations

import pytest

from tests.faults.mutants import MUTANTS, Mutant, noticed


@pytest.mark.parametrize("mutant", MUTANTS, ids=lambda one: one.name)
def test_a_seeded_bug_is_noticed(mutant: Mutant) -> None:
    assert noticed(mutant)


def test_without_a_bug_nothing_is_noticed() -> None:
    assert "" == noticed(Mutant("none", MUTANTS[0].file, MUTANTS[0].old, MUTANTS[0].old), worlds=10)
