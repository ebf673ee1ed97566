"""What happens in the controller, as values: one stream for the log, the audit log and the figures."""

from __future__ import annotations

from collections.abc import Callable, Mapping
from dataclasses import dataclass, field
from typing import Literal

from tenants.ledger.records import Push

Kind = Literal[
    "live",
    "refused",
    "healed",
    "lost",
    "back",
    "drained",
    "undone",
    "waits",
    "kept",
    "restart-needed",
    "started",
    "drifted",
    "mended",
]


@dataclass(frozen=True, slots=True)
class Event:
    """Something that happened at a node: to an account, or to the node itself.

    `live` it went live; `refused` it can't, and the last good one is back; `healed` it had drifted;
    `lost` the node stopped answering, `back` it answers again; `drained` contexts were taken away;
    `undone` nobody confirmed it in time; `waits` it is paused; `kept` what is
    wanted was refused before, or is live already; `started` its Asterisk was started
    with everything written; `drifted` an account can't be brought back to what it should be;
    `restart-needed` it runs with an older base; `mended` something of all accounts had to be made anew.
    `stages` are the seconds that each stage of it took.
    """

    kind: Kind
    node: str
    account: str = ""
    generation: str = ""
    push: Push = field(default_factory=Push)
    why: str = ""
    seconds: float = 0.0
    changes: str = ""
    stages: Mapping[str, float] = field(default_factory=dict)


Tell = Callable[[Event], None]
