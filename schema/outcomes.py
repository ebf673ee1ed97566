"""The outcomes: how a step can end without having connected the caller."""

from __future__ import annotations

from typing import Literal, TypeAlias, get_args

Outcome: TypeAlias = Literal[
    "answered",
    "busy",
    "no_answer",
    "unavailable",
    "rejected",
    "forbidden",
    "congested",
    "timeout",
    "invalid",
    "full",
    "empty",
    "failed",
    "match",
    "no_match",
]

OUTCOMES: tuple[str, ...] = get_args(Outcome)

RINGING: frozenset[str] = frozenset({"busy", "no_answer", "unavailable", "rejected"})
DIALLING: frozenset[str] = RINGING | {"congested", "forbidden"}
