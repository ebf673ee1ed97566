"""A scenario that is told differently is run again alone, and counts if it is so again."""

from __future__ import annotations

import warnings
from dataclasses import dataclass, field
from types import SimpleNamespace
from typing import Any

import pytest

from compiler.scenarios import Verdict
from compiler.story import Story
from tenants.lab import agreement
from tenants.lab.agreement import Agreement, Unsteady, agreements


@dataclass
class Floor:
    """Stands for the switch: each scenario's runs, one after the other, and how many ran together."""

    runs: dict[str, list[bool]]
    together: list[tuple[int, ...]] = field(default_factory=list)

    def scenarios_of(self, _site: object) -> list[tuple[str, str, str]]:
        return [("", name, name) for name in self.runs]

    def prepare(self, _account: object, scenario: str) -> str:
        return scenario

    def run_all(self, sites: list[Any], staged: list[str], together: int) -> list[str]:
        self.together.append((len(sites), len(staged), together))
        return staged

    def compare(self, _site: object, _text: object, _: str, name: str, *_more: object) -> Agreement:
        agrees = self.runs[name].pop(0)
        differences = () if agrees else ("it rang",)
        return Agreement(
            "", name, Story(), Story(), Story(), differences, Verdict(True, "", Story())
        )


def agreed(patch: pytest.MonkeyPatch, floor: Floor) -> dict[str, bool]:
    """Which scenarios agree in the end."""
    for name, does in (("scenarios_of", floor.scenarios_of), ("prepare", floor.prepare),
                       ("run_all", floor.run_all), ("_compare", floor.compare)):  # fmt: skip
        patch.setattr(agreement, name, does)
    sites: Any = [SimpleNamespace(bundle=SimpleNamespace(files={})) for _ in range(2)]
    patch.setattr(agreement, "read_bundle", lambda files: files)
    return {one.scenario: one.agreed for one in agreements(sites, 4)}


def test_what_agrees_is_run_once(monkeypatch: pytest.MonkeyPatch) -> None:
    floor = Floor({"a": [True], "b": [True]})
    told = agreed(monkeypatch, floor)
    assert ({"a": True, "b": True}, [(2, 2, 4)]) == (told, floor.together)


def test_what_disagrees_once_is_warned_about(monkeypatch: pytest.MonkeyPatch) -> None:
    with pytest.warns(Unsteady, match="only when run again: root a"):
        assert {"a": True, "b": True} == agreed(
            monkeypatch, Floor({"a": [False, True], "b": [True]})
        )


def test_the_second_run_has_nothing_beside_it(monkeypatch: pytest.MonkeyPatch) -> None:
    floor = Floor({"a": [False, False], "b": [True]})
    agreed(monkeypatch, floor)
    assert [(2, 2, 4), (1, 1, 1)] == floor.together


def test_what_disagrees_twice_is_reported_without_a_warning(
    monkeypatch: pytest.MonkeyPatch,
) -> None:
    with warnings.catch_warnings():
        warnings.simplefilter("error")
        assert {"a": False} == agreed(monkeypatch, Floor({"a": [False, False]}))
