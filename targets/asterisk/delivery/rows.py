"""Rows of the node's database, and whose each column is."""

from __future__ import annotations

from collections.abc import Mapping
from dataclasses import dataclass

from targets.asterisk.delivery.generation import Generation, Row, RowKey
from targets.asterisk.delivery.tables import TABLES, Table

OWNED: Mapping[str, frozenset[str]] = {"voicemail": frozenset({"password"})}
"""Columns that git says at first and their owner may change since, by table: a PIN."""


@dataclass(frozen=True, slots=True)
class RowChanges:
    """What is to be done to an account's rows: `now`, before anything leads to them; `later` and
    `gone`, once the generation is proven: from these there is no way back to what an owner chose."""

    now: Mapping[RowKey, Row]
    later: Mapping[RowKey, Row]
    gone: tuple[RowKey, ...]


def rows_to_change(
    wanted: Generation, live: Generation | None, there: Mapping[RowKey, Row]
) -> RowChanges:
    """From what is there to a generation. Its owner's columns stay as they are in a row, unless git
    says another value than in the live generation."""
    kept = {
        key: keep_owned(key, row, there[key]) if key in there else row
        for key, row in wanted.rows.items()
    }
    now = {key: row for key, row in kept.items() if not same_row(key, row, there.get(key))}
    before = live.rows if live else {}
    anew = [key for key in wanted.rows.keys() & before.keys() if _says_anew(key, wanted, before)]
    later = {key: wanted.rows[key] for key in sorted(anew)
             if not same_row(key, wanted.rows[key], kept[key])}  # fmt: skip
    return RowChanges(now, later, tuple(key for key in there if key not in wanted.rows))


def _says_anew(key: RowKey, wanted: Generation, before: Mapping[RowKey, Row]) -> bool:
    return keep_owned(key, wanted.rows[key], before[key]) != wanted.rows[key]


def same_row(key: RowKey, wanted: Row, there: Row | None) -> bool:
    """Whether a row is as wanted. A column that isn't said is the same as Asterisk's own default."""
    if there is None or wanted == there:
        return there is not None
    table = TABLES.get(key.table, Table(key.table, "id", {}))
    return table.filled(wanted) == table.filled(there)


def keep_owned(key: RowKey, row: Row, there: Row) -> Row:
    """A row with its owner's columns as another has them."""
    owned = OWNED.get(key.table)
    if not owned:
        return row
    values = {**dict(row), **{name: value for name, value in there if name in owned}}
    return tuple(sorted(values.items()))
