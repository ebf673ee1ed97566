"""What people do to a switch by hand, and what befalls its files: each damages one thing, by chance."""

from __future__ import annotations

import contextlib
import random
import shutil
import sqlite3
from collections.abc import Callable, Mapping
from contextlib import closing
from pathlib import Path

from targets.asterisk.live.node_link import NodeLink
from tests.faults.real.yard import Yard

Hand = Callable[[Yard, random.Random], None]
TABLES = ("ps_endpoints", "ps_aors", "ps_auths")


def _command(yard: Yard, *commands: str) -> None:
    link: NodeLink = yard.link()
    for command in commands:
        link.ask("Command", {"Command": command})
    link.close()


def _account(yard: Yard, chance: random.Random) -> str:
    return chance.choice(sorted(one for one in yard.now.wanted if one != "platform"))


def remove_step(yard: Yard, chance: random.Random) -> None:
    """An entry of an account's doors is taken away at the console."""
    spots = sorted(yard.now.wanted[_account(yard, chance)].entries)
    spot = chance.choice([one for one in spots if one.priority])
    _command(yard, f"dialplan remove extension {spot.extension}@{spot.context} {spot.priority}")


def add_step(yard: Yard, chance: random.Random) -> None:
    """Somebody adds a number of his own."""
    where = chance.choice(("from-trunk", f"{_account(yard, chance)}.phone"))
    _command(yard, f"dialplan add extension 77{chance.randrange(10)},1,Hangup() into {where}")


def change_step(yard: Yard, chance: random.Random) -> None:
    """What stands at an entry is another step."""
    spots = sorted(yard.now.wanted[_account(yard, chance)].entries)
    spot = chance.choice([one for one in spots if one.priority])
    words = f"{spot.extension},{spot.priority},Hangup() into {spot.context} replace"
    _command(yard, f"dialplan add extension {words}")


def remove_context(yard: Yard, chance: random.Random) -> None:
    """A context that calls run in is gone."""
    name = chance.choice(sorted(yard.now.wanted[_account(yard, chance)].contexts))
    _command(yard, f"dialplan remove context {name}")


def reload_dialplan(yard: Yard, chance: random.Random) -> None:
    """Asterisk reads its files again, in the middle of something."""
    _command(yard, "dialplan reload")


def reload_all(yard: Yard, chance: random.Random) -> None:
    """All modules read their files again."""
    _command(yard, "core reload")


def _files(yard: Yard, *folders: str) -> list[Path]:
    return sorted(file for one in folders for file in (yard.etc / one).glob("*.conf"))


def delete_file(yard: Yard, chance: random.Random) -> None:
    """A file of the dialplan is gone."""
    chance.choice(_files(yard, "dialplan/doors", "dialplan/generations")).unlink(missing_ok=True)


def delete_module_file(yard: Yard, chance: random.Random) -> None:
    """A file of another module is gone, and the module has seen it."""
    chance.choice(_files(yard, "pjsip")).unlink(missing_ok=True)
    if chance.random() < 0.5:
        _command(yard, "module reload res_pjsip_endpoint_identifier_ip.so")


def damage_file(yard: Yard, chance: random.Random) -> None:
    """A file is cut off, or has something else in it."""
    file = chance.choice(_files(yard, "dialplan/doors", "dialplan/generations", "pjsip"))
    data = file.read_bytes()
    file.write_bytes(data[: chance.randrange(len(data))] + chance.choice((b"", b"\n; mine\n")))


def strange_file(yard: Yard, chance: random.Random) -> None:
    """A file of doors that is nobody's."""
    (yard.etc / "dialplan/doors/mine.conf").write_text("[from-trunk]\nexten => 5550,1,Hangup()\n")


def _on_rows(yard: Yard, *statements: tuple[str, tuple[str, ...]]) -> None:
    """Where the controller is held in the middle of a transaction, nobody else can write."""
    locked = contextlib.suppress(sqlite3.OperationalError)
    with locked, closing(sqlite3.connect(yard.objects, timeout=1)) as database, database:
        for statement, values in statements:
            database.execute(statement, values)


def _row(yard: Yard, chance: random.Random) -> tuple[str, str]:
    rows = sorted(key for one in yard.now.wanted.values() for key in one.rows)
    return chance.choice([key for key in rows if key.table in TABLES])


def delete_row(yard: Yard, chance: random.Random) -> None:
    """A phone's row is gone."""
    table, name = _row(yard, chance)
    _on_rows(yard, (f'DELETE FROM "{table}" WHERE "id" = ?', (name,)))


def change_row(yard: Yard, chance: random.Random) -> None:
    """Somebody changes who a phone is."""
    column, value = chance.choice((("callerid", "Mallory <666>"), ("context", "from-trunk")))
    _on_rows(yard, (f'UPDATE ps_endpoints SET "{column}" = ?', (value,)))


def restore_rows(yard: Yard, chance: random.Random) -> None:
    """The database of objects is an older copy, put in its place."""
    kept = yard.folder / "older.sqlite3"
    if kept.exists() and chance.random() < 0.7:
        shutil.copy(kept, yard.objects.with_name("restored"))
        for ending in ("-wal", "-shm"):
            yard.objects.with_name(yard.objects.name + ending).unlink(missing_ok=True)
        yard.objects.with_name("restored").replace(yard.objects)
    else:
        with (
            closing(sqlite3.connect(yard.objects)) as there,
            closing(sqlite3.connect(kept)) as copy,
        ):
            there.backup(copy)


def lose_rows(yard: Yard, chance: random.Random) -> None:
    """The database of objects is gone."""
    for ending in ("", "-wal", "-shm"):
        yard.objects.with_name(yard.objects.name + ending).unlink(missing_ok=True)


def damage_rows(yard: Yard, chance: random.Random) -> None:
    """The database of objects is no database any more."""
    broken = yard.objects.with_name("broken")
    broken.write_bytes(chance.randbytes(8192))
    for ending in ("-wal", "-shm"):
        yard.objects.with_name(yard.objects.name + ending).unlink(missing_ok=True)
    broken.replace(yard.objects)


def lose_values(yard: Yard, chance: random.Random) -> None:
    """Asterisk starts again without its own database."""
    yard.place.kill_asterisk()
    for file in (yard.place.home / "db").glob("astdb*"):
        file.unlink()
    yard.place.start_asterisk()


def lose_recording(yard: Yard, chance: random.Random) -> None:
    """A recording is gone from the node, or cut off."""
    files = sorted((yard.etc / "media").rglob("*.*"))
    file = chance.choice([one for one in files if one.is_file() and "platform" not in one.parts])
    file.write_bytes(b"") if chance.random() < 0.5 else file.unlink()


HANDS: Mapping[str, Hand] = {
    one.__name__: one
    for one in (
        remove_step, add_step, change_step, remove_context, reload_dialplan, reload_all,
        delete_file, delete_module_file, damage_file, strange_file, delete_row, change_row,
        restore_rows, lose_rows, damage_rows, lose_values, lose_recording,
    )
}  # fmt: skip
"""Each by its name."""

HARMLESS = ("reload_dialplan", "reload_all", "strange_file", "restore_rows")
"""What no caller may notice."""
