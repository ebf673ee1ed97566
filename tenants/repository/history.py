"""How the head of a branch stands to the commit that is live, and what follows from it.

A branch grows, and then its head goes live. Anything else that can happen to a branch has one
defined outcome and one sentence that tells it: what is live stays unless the platform says
`repository: {rewrites: allow}`, and a branch or a repository that is gone takes nothing down.
"""

from __future__ import annotations

from dataclasses import dataclass
from typing import Literal, TypeAlias, assert_never

from tenants.repository.objects import Objects

Advance: TypeAlias = Literal[
    "same", "ahead", "behind", "rewritten", "unrelated", "missing", "shallow"
]
"""The head is the live commit; has it in its past; is in its past; has a past in common with it; has
none; is not there; or the history is cut off before it can be told."""


@dataclass(frozen=True, slots=True)
class Verdict:
    """What follows: whether the head is taken, and the sentence that tells why."""

    taken: bool
    sentence: str


def advance_of(objects: Objects, old: str | None, new: str | None) -> Advance:
    """How a head stands to the live commit. With nothing live, every head is ahead."""
    if new is None:
        return "missing"
    if old is None or old == new:
        return "ahead" if old is None else "same"
    if not objects.has(old):
        return "shallow" if objects.is_shallow else "rewritten"
    common = objects.common(old, new)
    if common == old:
        return "ahead"
    if common == new:
        return "behind"
    if objects.is_shallow:
        return "shallow"
    return "rewritten" if common else "unrelated"


def verdict_on(advance: Advance, branch: str, rewrites_allowed: bool) -> Verdict:
    """What follows from how a head stands to the live commit."""
    match advance:
        case "same":
            return Verdict(True, f"{branch} is live.")
        case "ahead":
            return Verdict(True, f"{branch} has grown.")
        case "behind":
            told = f"{branch} was moved back to an earlier commit"
        case "rewritten":
            told = f"The history of {branch} was rewritten: it no longer holds the live commit"
        case "unrelated":
            told = f"{branch} has nothing in common with the live commit"
        case "missing":
            return Verdict(False, f"There is no branch {branch}; what is live stays.")
        case "shallow":
            told = f"The history of {branch} is cut off before the live commit"
            return Verdict(False, f"{told}; what is live stays.")
        case _:
            assert_never(advance)
    if rewrites_allowed:
        return Verdict(True, f"{told}; the platform allows that.")
    return Verdict(False, f"{told}; what is live stays.")
