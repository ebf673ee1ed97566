"""Rows of the node's database: what is to be done to them, and whose each column is."""

from __future__ import annotations

from collections.abc import Mapping
from dataclasses import dataclass

from targets.asterisk.delivery.generation import Generation, Row, RowKey
from targets.asterisk.delivery.tables import TABLES, Table


@dataclass(frozen=True, slots=True)
class RowChanges:
    """What is to be done to an account's rows. `now`, before anything leads to them, without what is
    their owner's; later, once the generation is proven: `anew` are to be made anew, `gone` removed.
    From these there is no way back to what an owner chose."""

    now: Mapping[RowKey, Row]
    anew: Mapping[RowKey, Row]
    gone: tuple[RowKey, ...]


def rows_to_change(
    wanted: Generation, live: Generation | None, there: Mapping[RowKey, Row]
) -> RowChanges:
    """From what is there to a generation. An owner's columns stay as they are, unless git says
    another value than in the live generation."""
    before = live.rows if live else {}
    now, anew = {}, {}
    for key, row in wanted.rows.items():
        if key not in there or not same_row(key, _with_owned(key, row, there[key]), there[key]):
            now[key] = row
        said_anew = key in before and _owned(key, row) != _owned(key, before[key])
        if said_anew and key in there and _owned(key, row) != _owned(key, there[key]):
            anew[key] = row
    return RowChanges(now, anew, tuple(key for key in there if key not in wanted.rows))


def same_row(key: RowKey, wanted: Row, there: Row | None) -> bool:
    """Whether a row is as wanted. A column that isn't said is the same as Asterisk's own default."""
    if there is None or wanted == there:
        return there is not None
    table = _table(key)
    return table.filled(wanted) == table.filled(there)


def _owned(key: RowKey, row: Row) -> Row:
    owned = _table(key).owned
    return tuple(pair for pair in row if pair[0] in owned)


def _with_owned(key: RowKey, row: Row, there: Row) -> Row:
    """A row with its owner's columns as another has them."""
    owned = _table(key).owned
    if not owned:
        return row
    others = (pair for pair in row if pair[0] not in owned)
    return tuple(sorted((*others, *_owned(key, there))))


def _table(key: RowKey) -> Table:
    return TABLES.get(key.table) or Table(key.table, "id", {})
