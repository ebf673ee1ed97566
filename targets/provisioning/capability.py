"""What phones can do, by model, and who says so.

Sources disagree, and one source with itself: a value is a list of claims, each with its source, the
date of the source and what it counts. A question has three answers: it fits by all, by some, by none.
"""

from __future__ import annotations

import tomllib
from collections.abc import Mapping
from dataclasses import dataclass
from functools import cache
from importlib import resources
from typing import Any, Literal, TypeAlias

from targets.provisioning import vendors

Fit: TypeAlias = Literal["all", "some", "none", "unknown"]


@dataclass(frozen=True, slots=True)
class Claim:
    """What one source says of one ability of a model."""

    value: Any
    source: str
    date: str
    meaning: str = ""


@dataclass(frozen=True, slots=True)
class Model:
    """A model of a vendor's. `slug` is what `model:` says (`yealink-t54w`), `dialect` which of the
    vendor's dialects it speaks; `claims` are what sources say, by ability:

    `accounts`, `line_keys`, `modules`, `module_keys`, `label_length`, `value_length` (numbers: at
    most), `codecs`, `srtp`, `transports` (lists: among these), `half_hours`, `tls12`, `hotdesk`
    (yes or no). `agents` are names by which it introduces itself in a User-Agent.
    """

    slug: str
    name: str
    vendor: str
    dialect: str
    claims: Mapping[str, tuple[Claim, ...]]
    agents: tuple[str, ...] = ()
    device_code: str = ""

    def fits(self, ability: str, wanted: Any) -> Fit:
        """Whether a number is at most, or a word among, what sources say."""
        claims = self.claims.get(ability, ())
        if not claims:
            return "unknown"
        holds = [_holds(claim.value, wanted) for claim in claims]
        return "all" if all(holds) else "some" if any(holds) else "none"

    def told(self, ability: str) -> str:
        """What the sources say, in words: `10 (one page, Wazo 2026-04), 21 (Tancredi 2026-06)`."""
        return ", ".join(
            f"{_words(one.value)} ({', '.join(filter(None, (one.meaning, f'{one.source} {one.date}')))})"
            for one in self.claims.get(ability, ())
        )

    def most(self, ability: str) -> int:
        """The largest number that any source says, 0 where none says one."""
        return max((int(one.value) for one in self.claims.get(ability, ())), default=0)


def _holds(value: Any, wanted: Any) -> bool:
    if isinstance(value, bool):
        return value is wanted or not wanted
    return bool(wanted in value if isinstance(value, list) else wanted <= value)


def _words(value: Any) -> str:
    return " ".join(map(str, value)) if isinstance(value, list) else str(value)


@cache
def all_models() -> Mapping[str, Model]:
    """Every model of every vendor, by slug, in order."""
    folder = resources.files(vendors)
    found: dict[str, Model] = {}
    for file in sorted(folder.iterdir(), key=lambda one: one.name):
        if file.name.endswith(".toml"):
            found |= _read(file.name.removesuffix(".toml"), tomllib.loads(file.read_text("utf-8")))
    return dict(sorted(found.items()))


def _read(vendor: str, written: Mapping[str, Any]) -> dict[str, Model]:
    """The models of one vendor's file: `[sources]` by short name, then a table for each model."""
    sources = written["sources"]
    return {
        f"{vendor}-{slug}": Model(
            slug=f"{vendor}-{slug}",
            name=one["name"],
            vendor=vendor,
            dialect=one["dialect"],
            agents=tuple(one.get("agents", ())),
            device_code=one.get("device_code", ""),
            claims={
                ability: tuple(_claim(claim, sources) for claim in claims)
                for ability, claims in one.items()
                if ability not in ("name", "dialect", "agents", "device_code")
            },
        )
        for slug, one in written.items()
        if slug != "sources"
    }


def _claim(written: Mapping[str, Any], sources: Mapping[str, Mapping[str, str]]) -> Claim:
    source = sources[written["source"]]
    return Claim(written["value"], source["name"], source["date"], written.get("meaning", ""))
