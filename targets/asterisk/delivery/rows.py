"""Rows of the node's database, and whose each column is."""

from __future__ import annotations

from collections.abc import Mapping

from targets.asterisk.delivery.generation import Row, RowKey

OWNED: Mapping[str, frozenset[str]] = {"voicemail": frozenset({"password"})}
"""Columns that git says at first and their owner may change since, by table: a PIN."""


def same_row(key: RowKey, wanted: Row, there: Row | None) -> bool:
    """Whether a row is as wanted. An empty column is the same as none."""
    return there is not None and _filled(wanted) == _filled(there)


def keep_owned(key: RowKey, row: Row, there: Row) -> Row:
    """A row with its owner's columns as another has them."""
    owned = OWNED.get(key.table, frozenset())
    values = {**dict(row), **{name: value for name, value in there if name in owned}}
    return tuple(sorted(values.items()))


def _filled(row: Row) -> Mapping[str, str]:
    return {name: value for name, value in row if value}
