"""The tables of the ledger. One more version is one more step here, and no step ever changes."""

from __future__ import annotations

APPLICATION = 0x70627863
"""What tells our file from any other SQLite database: `pbxc`."""

FIRST = """
CREATE TABLE fence (
    one INTEGER PRIMARY KEY CHECK (one = 1),
    epoch INTEGER NOT NULL,
    who TEXT NOT NULL,
    pid INTEGER NOT NULL,
    since TEXT NOT NULL
) STRICT;
INSERT INTO fence VALUES (1, 0, '', 0, '');

CREATE TABLE account (
    id TEXT PRIMARY KEY,
    path TEXT NOT NULL,
    name TEXT NOT NULL
) STRICT, WITHOUT ROWID;

-- What somebody wanted: a commit that was pushed, a way back.
CREATE TABLE push (
    number INTEGER PRIMARY KEY AUTOINCREMENT,
    what TEXT NOT NULL,
    commit_id TEXT NOT NULL,
    author TEXT NOT NULL,
    who TEXT NOT NULL,
    plan TEXT NOT NULL,
    commits TEXT NOT NULL,
    confirm_within INTEGER NOT NULL,
    at TEXT NOT NULL
) STRICT;

CREATE TABLE context (
    name TEXT PRIMARY KEY,
    digest BLOB NOT NULL,
    lines BLOB NOT NULL
) STRICT, WITHOUT ROWID;

-- `used` counts up each time that an account sets out for a generation: what is oldest by it goes
-- first. Small columns, changed by each push, stand apart from large ones, which never change.
CREATE TABLE generation (
    account TEXT NOT NULL,
    id TEXT NOT NULL,
    at TEXT NOT NULL,
    used INTEGER NOT NULL,
    first_push INTEGER,
    last_push INTEGER,
    PRIMARY KEY (account, id)
) STRICT, WITHOUT ROWID;
CREATE INDEX generation_used ON generation (used);

CREATE TABLE body (
    account TEXT NOT NULL,
    id TEXT NOT NULL,
    head BLOB NOT NULL,
    places BLOB NOT NULL,
    places_digest BLOB NOT NULL,
    PRIMARY KEY (account, id)
) STRICT;

CREATE TABLE holding (
    account TEXT NOT NULL,
    generation TEXT NOT NULL,
    context TEXT NOT NULL,
    PRIMARY KEY (account, generation, context)
) STRICT, WITHOUT ROWID;
CREATE INDEX holding_context ON holding (context);

CREATE TABLE standing (
    node TEXT NOT NULL,
    account TEXT NOT NULL,
    live TEXT,
    tried TEXT,
    course TEXT NOT NULL CHECK (course IN ('resting', 'forward', 'back')),
    why TEXT NOT NULL,
    since TEXT NOT NULL,
    move INTEGER NOT NULL,
    PRIMARY KEY (node, account)
) STRICT, WITHOUT ROWID;

-- Generations that were tried and given up for others before anything was confirmed.
CREATE TABLE left_behind (
    node TEXT NOT NULL,
    account TEXT NOT NULL,
    generation TEXT NOT NULL,
    PRIMARY KEY (node, account, generation)
) STRICT, WITHOUT ROWID;

CREATE TABLE move (
    number INTEGER PRIMARY KEY AUTOINCREMENT,
    node TEXT NOT NULL,
    account TEXT NOT NULL,
    generation TEXT NOT NULL,
    previous TEXT,
    push INTEGER,
    result TEXT NOT NULL,
    why TEXT NOT NULL,
    began TEXT NOT NULL,
    took_ms INTEGER
) STRICT;
CREATE INDEX move_account ON move (account, number);

CREATE TABLE provisional (
    node TEXT NOT NULL,
    account TEXT NOT NULL,
    generation TEXT NOT NULL,
    previous TEXT,
    until TEXT NOT NULL,
    seconds REAL NOT NULL,
    PRIMARY KEY (node, account)
) STRICT, WITHOUT ROWID;

CREATE TABLE refusal (
    number INTEGER PRIMARY KEY AUTOINCREMENT,
    account TEXT NOT NULL,
    commit_id TEXT NOT NULL,
    generation TEXT NOT NULL,
    why TEXT NOT NULL,
    diagnostics TEXT NOT NULL,
    at TEXT NOT NULL,
    cleared INTEGER NOT NULL
) STRICT;
CREATE INDEX refusal_account ON refusal (account, cleared);

CREATE TABLE pause (
    account TEXT PRIMARY KEY,
    until TEXT NOT NULL,
    seconds REAL NOT NULL,
    why TEXT NOT NULL,
    who TEXT NOT NULL,
    at TEXT NOT NULL
) STRICT, WITHOUT ROWID;

CREATE TABLE node (
    name TEXT PRIMARY KEY,
    base TEXT NOT NULL,
    run TEXT NOT NULL,
    catching_up INTEGER NOT NULL,
    seen TEXT NOT NULL
) STRICT, WITHOUT ROWID;

CREATE TABLE drift (
    number INTEGER PRIMARY KEY AUTOINCREMENT,
    node TEXT NOT NULL,
    account TEXT NOT NULL,
    what TEXT NOT NULL,
    healed INTEGER NOT NULL,
    at TEXT NOT NULL
) STRICT;
CREATE INDEX drift_of ON drift (account, node);

CREATE TABLE kept (
    name TEXT PRIMARY KEY,
    text TEXT NOT NULL
) STRICT, WITHOUT ROWID;
-- What tells this ledger from one that was begun anew: its epochs mean nothing to the other.
INSERT INTO kept VALUES ('id', lower(hex(randomblob(8))));
"""

STEPS = (FIRST,)
"""What leads from each version to the next: an empty file is of version 0."""

VERSION = len(STEPS)
"""The version of the tables that this pbxc knows."""
