"""The symbols: from Asterisk's names back to those of the call program, for readers and traces."""

from __future__ import annotations

import json
from collections.abc import Collection, Mapping
from dataclasses import dataclass

from schema.program import Media, Program
from targets.asterisk.library import Library
from targets.asterisk.names import table_prefix, variable
from targets.asterisk.prompts import prompt_sound


@dataclass(frozen=True)
class Symbols:
    """What stands for what in one bundle.

    `generations` are the live context of each unit; `tables` the prefix of each unit's tables;
    `media` a path below the folder of recordings, without its ending.
    """

    generations: Mapping[str, str]
    tables: Mapping[str, Mapping[str, str]]
    variables: Mapping[str, str]
    media: Mapping[str, Media]

    def unit_of(self, context: str) -> str | None:
        """The unit whose generation a context is."""
        return {name: unit for unit, name in self.generations.items()}.get(context)

    def to_json(self) -> str:
        """The same as JSON."""
        written = {
            "generations": dict(self.generations),
            "tables": {unit: dict(tables) for unit, tables in self.tables.items()},
            "variables": dict(self.variables),
            "media": {path: [media.owner, media.name] for path, media in self.media.items()},
        }
        return json.dumps(written, indent=1, sort_keys=True, ensure_ascii=False) + "\n"


def table_symbols(program: Program) -> dict[str, dict[str, str]]:
    """For each unit, the label of a table by the prefix of its entries."""
    return {
        name: {table_prefix(index): label for index, label in enumerate(sorted(unit.tables))}
        for name, unit in sorted(program.units.items())
        if unit.tables
    }


def variable_symbols(names: Collection[str]) -> dict[str, str]:
    """The program's variables by their name in Asterisk."""
    return {variable(name): name for name in sorted(names)}


def media_symbols(media: set[Media], library: Library) -> dict[str, Media]:
    """Recordings by their path."""
    listed = sorted(media, key=lambda one: (one.owner, one.name))
    return {_path(one, library): one for one in listed}


def _path(media: Media, library: Library) -> str:
    return prompt_sound(media.name) if media.is_prompt else library.path(media)
