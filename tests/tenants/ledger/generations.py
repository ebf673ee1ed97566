"""Generations and clocks for the tests of the ledger."""

from __future__ import annotations

import hashlib
from dataclasses import dataclass
from datetime import UTC, datetime, timedelta

from targets.asterisk.delivery.generation import Act, Generation, Line, RowKey, Spot

ACCOUNT = "harbour-1"
NODE = "main"
SHARED = "platform.g0123456789"
NOON = datetime(2026, 11, 24, 12, tzinfo=UTC)


def context_of(mark: str, account: str = ACCOUNT) -> str:
    """The context that a generation has for itself."""
    return f"{account}.g{hashlib.sha256(mark.encode()).hexdigest()[:10]}"


def generation(mark: str, account: str = ACCOUNT, places: str = "") -> Generation:
    """A generation that differs from those of other marks, and shares a context with them."""
    name = context_of(mark, account)
    return Generation(
        account=account,
        contexts={
            name: (Line("s", 1, "NoOp", f"caller says \N{SNOWMAN} {mark}"), Line("s", 2, "Hangup", "")),
            SHARED: (Line("hop", 1, "Return", ""),),
        },
        entries={Spot(f"{account}.phone", "_X.", 1): Act("Goto", f"{name},s,1")},
        rows={RowKey("ps_auths", f"anna@{account}"): (("password_digest", f"digest-{mark}"), ("realm", "r"))},
        files={f"pbxc/{account}.conf": f"[{mark}]\n".encode()},
        recordings={f"sounds/{mark}.wav": "0" * 64},
        places=places,
    )  # fmt: skip


@dataclass
class Clocks:
    """A wall clock that can be set, and one that only goes forward."""

    now: datetime = NOON
    passed: float = 0.0

    def wall(self) -> datetime:
        """What the clock on the wall shows."""
        return self.now

    def monotonic(self) -> float:
        """The seconds that have passed."""
        return self.passed

    def wait(self, seconds: float) -> None:
        """Time passes."""
        self.now += timedelta(seconds=seconds)
        self.passed += seconds

    def jump(self, seconds: float) -> None:
        """Somebody sets the clock on the wall."""
        self.now += timedelta(seconds=seconds)
