"""A site whose switch has the form of live delivery: files for what is few, rows for all objects."""

from __future__ import annotations

import shutil
import sqlite3
from collections.abc import Collection, Mapping
from dataclasses import replace
from pathlib import Path
from typing import Self

from compiler import Compiled
from schema.program import PLATFORM, Media
from targets.asterisk.delivery.generation import Generation, Row, RowKey
from targets.asterisk.delivery.slicing import NodeState, slice_program
from targets.asterisk.delivery.tables import (
    TABLES,
    drop_statements,
    put_statements,
    schema_statements,
)
from targets.asterisk.delivery.tree_files import tree_files
from targets.asterisk.layout import Layout
from targets.asterisk.recordings import sound_of
from tenants.lab.root import ready_root
from tenants.lab.site import Site, silent_audio
from tenants.lab.tree import HOME

DATABASE = "objects.sqlite3"
CACHES = {
    "ps_aors": "res_pjsip/aor",
    "ps_auths": "res_pjsip/auth",
    "ps_endpoints": "res_pjsip/endpoint",
}


class LiveSite(Site):
    """The same platform as a `Site` has, delivered otherwise."""

    def __init__(self, name: str, compiled: Compiled, folder: Path) -> None:
        super().__init__(name, compiled, folder)
        self.objects = ready_root() / HOME[1:] / f"{name}-objects"
        self.layout = replace(
            Layout(),
            etc=f"{HOME}/{name}/etc",
            mailer="/bin/true",
            objects=f"{HOME}/{name}-objects/{DATABASE}",
        )
        audio = silent_audio(self.program, self.inventory)
        self.state = self.sliced(audio)
        write_tree(self.state, audio, folder / "switch")

    def sliced(self, audio: Mapping[Media, bytes]) -> NodeState:
        """What the node is to hold."""
        sounds = {media: sound_of(media, content) for media, content in audio.items()}
        return slice_program(self.program, self.inventory, self.secrets, sounds, self.layout)

    def start(self) -> Self:
        """Fill the database, then start all."""
        shutil.rmtree(self.objects, ignore_errors=True)
        self.objects.mkdir(parents=True)
        fill_database(self.state, self.objects / DATABASE)
        return super().start()

    @property
    def account(self) -> Generation:
        """The generation of the only account."""
        return next(one for name, one in self.state.generations.items() if name != PLATFORM)

    def rows_of(self, endpoint: str) -> dict[RowKey, Row]:
        """The rows of a phone."""
        return {key: row for key, row in self.account.rows.items() if key.id == endpoint}

    def change(self, put: Mapping[RowKey, Row], drop: Collection[RowKey] = ()) -> None:
        """Change rows of the account, and have Asterisk forget them."""
        account = self.account.account
        with sqlite3.connect(self.objects / DATABASE) as database:
            for sql, values in (*put_statements(account, put), *drop_statements(account, drop)):
                database.execute(sql, values)
        database.close()
        for key in (*put, *drop):
            fields = {"Cache": CACHES[key.table], "Object": key.id}
            self.recorder.session.call("SorceryMemoryCacheExpireObject", fields)

    def column(self, table: str, name: str, column: str) -> str:
        """What stands in a row now."""
        with sqlite3.connect(self.objects / DATABASE) as database:
            sql = f'SELECT "{column}" FROM "{table}" WHERE "{TABLES[table].id}" = ?'
            (value,) = database.execute(sql, (name,)).fetchone()
        database.close()
        return str(value)

    def stop(self) -> None:
        """Stop all and leave nothing."""
        super().stop()
        shutil.rmtree(self.objects, ignore_errors=True)


def write_tree(state: NodeState, audio: Mapping[Media, bytes], folder: Path) -> None:
    """Write a node's tree as it is before its first start."""
    shutil.rmtree(folder, ignore_errors=True)
    bytes_of = {sound_of(media, content).sha256: content for media, content in audio.items()}
    files = dict(state.base)
    for generation in state.generations.values():
        files |= tree_files(generation)
        files |= {path: bytes_of[sha256] for path, sha256 in generation.recordings.items()}
    for path, content in files.items():
        file = folder / path
        file.parent.mkdir(parents=True, exist_ok=True)
        file.touch(mode=0o600 if path in state.private else 0o644)
        file.write_bytes(content)


def fill_database(state: NodeState, file: Path) -> None:
    """Write a node's database as it is before its first start."""
    file.touch(mode=0o600)
    with sqlite3.connect(file) as database:
        database.execute("PRAGMA journal_mode = WAL")
        for sql in schema_statements():
            database.execute(sql)
        for account, generation in state.generations.items():
            for sql, values in put_statements(account, generation.rows):
                database.execute(sql, values)
    database.close()
