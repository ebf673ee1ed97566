"""What must be true once a commit is live, looked up by none of the ways that brought it there.

The dialplan is read from one listing of all of it, the rows and the ledger from their files, the
objects from what Asterisk tells of each. What is wrong is told in sentences.
"""

from __future__ import annotations

import hashlib
import re
import sqlite3
from collections import defaultdict
from collections.abc import Collection, Iterable, Iterator, Mapping
from contextlib import closing
from pathlib import Path

from targets.asterisk.delivery.generation import HINT, Generation, Row, RowKey
from targets.asterisk.delivery.rows import same_row
from targets.asterisk.delivery.tables import TABLES, row_of
from targets.asterisk.delivery.tree_files import tree_files
from targets.asterisk.live.node_link import NodeLink
from targets.asterisk.live.node_proof import NodeProof

Wanted = Mapping[str, Generation]

_HEAD = re.compile(r"\[ Context '(.*)' created by")
_STEP = re.compile(r"  (?:'(.*?)' =>)? +(?:\[[^\]]*\] +)?(\d+)\. (.*?) +\[[^\[\]]*\]$")
_HINT = re.compile(r"  '(.*?)' => +hint: (.*?) +\[")
_NOBODY_ELSES = ("dialplan/doors", "pjsip", "music", "voicemail")
_LEFT_OVER = re.compile(r"\..*-[0-9a-f]{8}")

Steps = frozenset[tuple[str, int, str]]
"""Extension, priority, and application with its data."""


def wrongs(
    state: Path, etc: Path, objects: Path, link: NodeLink, wanted: Wanted, known: Collection[RowKey]
) -> list[str]:
    """Everything that isn't as a commit has it. `known` are objects that there may have been."""
    return [
        *_ledger(state, wanted),
        *_files(etc, wanted),
        *_rows(objects, wanted),
        *_dialplan(link, wanted),
        *_objects(link, wanted, known),
    ]


def _ledger(state: Path, wanted: Wanted) -> Iterator[str]:
    with closing(sqlite3.connect(state / "ledger.sqlite3")) as ledger:
        rows = ledger.execute("SELECT account, live, tried, course FROM standing").fetchall()
        left = ledger.execute("SELECT account, generation FROM left_behind").fetchall()
    there = {account: (live, tried, course) for account, live, tried, course in rows}
    for account in sorted(there.keys() | wanted.keys()):
        meant = wanted.get(account, Generation(account))
        if there.get(account) != (meant.id, None, "resting"):
            yield f"the ledger has {account} at {there.get(account)}, not at {meant.id}"
    for account, generation in left:
        yield f"the ledger has {account} leave {generation} behind"


def _files(etc: Path, wanted: Wanted) -> Iterator[str]:
    meant = {path: data for one in wanted.values() for path, data in tree_files(one).items()}
    for path, data in meant.items():
        file = etc / path
        if not file.is_file() or file.read_bytes() != data:
            yield f"the file {path} isn't as it should be"
    for one in wanted.values():
        for path, digest in one.recordings.items():
            file = etc / path
            if not file.is_file() or hashlib.sha256(file.read_bytes()).hexdigest() != digest:
                yield f"the recording {path} isn't as it should be"
    for folder in _NOBODY_ELSES:
        for file in (etc / folder).glob("*.conf"):
            if str(file.relative_to(etc)) not in meant:
                yield f"the file {folder}/{file.name} is nobody's"
    for file in etc.rglob(".*"):
        if _LEFT_OVER.fullmatch(file.name):
            yield f"a half written file is left: {file.relative_to(etc)}"
    for file in (etc / "pbxc").rglob("*") if (etc / "pbxc").exists() else ():
        if file.is_file():
            yield f"it is noted that modules have to read again: {file.read_text()!r}"


def _rows(objects: Path, wanted: Wanted) -> Iterator[str]:
    meant = {key: row for one in wanted.values() for key, row in one.rows.items()}
    there = {}
    with closing(sqlite3.connect(objects)) as database:
        for table in TABLES.values():
            listed = ", ".join(f'"{name}"' for name in (table.id, *table.columns))
            for values in database.execute(f'SELECT {listed} FROM "{table.name}"'):
                key, row = row_of(table, values)
                there[key] = row
        unread = database.execute('SELECT "table", "id" FROM pbxc_unread').fetchall()
    for key in sorted(there.keys() - meant.keys()):
        yield f"the row {key.id} of {key.table} is nobody's"
    for key, row in meant.items():
        if key not in there:
            yield f"the row {key.id} of {key.table} isn't there"
        elif not same_row(key, row, there[key]):
            yield f"the row {key.id} of {key.table} isn't as it should be"
    for table_name, name in unread:
        yield f"Asterisk wasn't told to forget {name} of {table_name}"


def _dialplan(link: NodeLink, wanted: Wanted) -> Iterator[str]:
    there = listed(link.ask("Command", {"Command": "dialplan show"}).output)
    contexts = {name: lines for one in wanted.values() for name, lines in one.contexts.items()}
    for name, lines in contexts.items():
        steps = frozenset(
            (one.extension, one.priority, _act(*one[2:], one.priority)) for one in lines
        )
        yield from _differing(name, steps, there.get(name, frozenset()))
    doors: dict[str, set[tuple[str, int, str]]] = defaultdict(set)
    for one in wanted.values():
        for spot, act in one.entries.items():
            doors[spot.context].add((spot.extension, spot.priority, _act(*act, spot.priority)))
    kinds = {name.rpartition(".")[2] for one in wanted.values() for name in one.doors}
    stable = {name for name in there if name.rpartition(".")[2] in kinds}
    for name in sorted(doors.keys() | stable):
        held = there.get(name, frozenset())
        yield from _differing(name, _undisputed(doors[name], held), held)


def _undisputed(meant: set[tuple[str, int, str]], there: Steps) -> Steps:
    """A number on its way from one account to another is meant by both for a while."""
    places: dict[tuple[str, int], set[tuple[str, int, str]]] = defaultdict(set)
    for step in meant:
        places[step[:2]].add(step)
    return frozenset(next(iter(steps & there or steps)) for steps in places.values())


def _act(application: str, data: str, priority: int) -> str:
    return application if priority == HINT else f"{application}({data})"


def _differing(name: str, meant: Steps, there: Steps) -> Iterator[str]:
    if meant != there:
        lost, strange = sorted(meant - there)[:2], sorted(there - meant)[:2]
        yield f"the context {name} lacks {lost} and has {strange}"


def listed(output: Iterable[str]) -> dict[str, Steps]:
    """What `dialplan show` prints of all contexts."""
    found: dict[str, set[tuple[str, int, str]]] = {}
    current: set[tuple[str, int, str]] = set()
    extension = ""
    for text in output:
        if head := _HEAD.match(text):
            current = found.setdefault(head[1], set())
        elif step := _STEP.match(text):
            extension = step[1] if step[1] is not None else extension
            current.add((extension, int(step[2]), step[3]))
        elif hint := _HINT.match(text):
            extension = hint[1]
            current.add((extension, HINT, hint[2]))
    return {name: frozenset(steps) for name, steps in found.items()}


def _objects(link: NodeLink, wanted: Wanted, known: Collection[RowKey]) -> Iterator[str]:
    rows: dict[RowKey, Row | None] = dict.fromkeys(known)
    rows |= {key: row for one in wanted.values() for key, row in one.rows.items()}
    yield from NodeProof(link).wrong_rows(rows).values()
    shown = " ".join(link.ask("Command", {"Command": "pjsip show identifies"}).output)
    there = frozenset(re.findall(r"Match: (\S+)", shown))
    meant = frozenset(_addresses(wanted))
    yield from (f"Asterisk doesn't know carriers at {one}" for one in sorted(meant - there))
    yield from (f"Asterisk still knows carriers at {one}" for one in sorted(there - meant))


def _addresses(wanted: Wanted) -> Iterator[str]:
    for one in wanted.values():
        for data in one.files.values():
            yield from re.findall(r"(?m)^match = (\S+)", data.decode())


def standing(state: Path) -> dict[str, str | None] | None:
    """The generations that the ledger has live; None while an account is on its way."""
    with closing(sqlite3.connect(state / "ledger.sqlite3")) as ledger:
        rows = ledger.execute("SELECT account, live, tried, course FROM standing").fetchall()
    if any(course != "resting" for _, _, _, course in rows):
        return None
    return {account: live for account, live, _, _ in rows}
