"""What the project holds itself to, each beside what was measured. A budget is never a test."""

from __future__ import annotations

from collections.abc import Mapping
from dataclasses import dataclass


@dataclass(frozen=True)
class Budget:
    """A budget and the stretch behind it; `unit` says what they count. `key` is the measurement."""

    name: str
    what: str
    key: str
    most: float
    stretch: float
    unit: str
    at_least: bool = False

    def met_by(self, value: float) -> str:
        """What to say of a value."""
        if self._holds(value, self.stretch):
            return "met, stretch too"
        return "met" if self._holds(value, self.most) else "NOT MET"

    def _holds(self, value: float, limit: float) -> bool:
        return value >= limit if self.at_least else value <= limit


BUDGETS = (
    Budget("P1", "cold compile of W with phones' files", "cold_phones", 6, 3, "s"),
    Budget("P2", "cold compile of W without them", "cold", 3.5, 1.5, "s"),
    Budget("P3", "compile of W, nothing changed", "nothing", 400, 200, "ms"),
    Budget("P4", "cold check of A50", "check_cold", 350, 200, "ms"),
    Budget("P4", "check of A50, warm", "check_warm", 60, 25, "ms"),
    Budget("P5", "pbxc --help", "help", 100, 50, "ms"),
    Budget("P7", "one account changed among W, to its generation", "change", 30, 12, "ms"),
    Budget("P8", "time of ten times the accounts", "growth", 11, 10, "times"),
    Budget("P12", "trace of one call, loaded account", "trace", 2, 0.5, "ms"),
    Budget("P12", "scenarios in a second", "scenarios", 1000, 5000, "", at_least=True),
    Budget("P14", "priorities per user in A50", "priorities", 12, 4, ""),
    Budget("P14", "hints per user in A50", "hints", 1, 0.5, ""),
    Budget("", "files of 1,000 phones, slowest model", "phones", 2000, 1000, "ms"),
    Budget("P17", "contexts per account", "contexts", 6, 4, ""),
)


def budget_rows(measured: Mapping[str, float]) -> list[tuple[str, ...]]:
    """A line for each budget."""
    return [_row(budget, measured.get(budget.key)) for budget in BUDGETS]


def _row(budget: Budget, value: float | None) -> tuple[str, ...]:
    most = f"{'>=' if budget.at_least else '<='} {budget.most:g} {budget.unit}".strip()
    if value is None:
        return budget.name, budget.what, "-", most, "not measured"
    shown = f"{value:.3g}" if value < 1000 else f"{value:.0f}"
    return budget.name, budget.what, f"{shown} {budget.unit}".strip(), most, budget.met_by(value)
