"""What people do to a node behind the controller's back, and phones to its database."""

from __future__ import annotations

from typing import TYPE_CHECKING

from targets.asterisk.delivery.generation import Act, Row, RowKey
from tests.faults.pool import BROKEN, FROM_TRUNK, TENANTS

if TYPE_CHECKING:
    from tests.faults.world import World


class Hand:
    """Edits a world's site at random, and tells the watch what it has broken."""

    def __init__(self, world: World) -> None:
        self.world = world
        self.rng = world.rng
        self.site = world.site
        self.kept_rows: dict[str, dict[RowKey, Row]] = {}

    def _spoil(self, context: str) -> None:
        self.world.watch.spoil(context)
        self.world.note(f"   by hand: {context}")

    def edit_context(self) -> None:
        """Changes, drops or adds a step of a running context."""
        if not self.site.contexts:
            return
        name = self.rng.choice(sorted(self.site.contexts))
        steps = self.site.contexts[name]
        self._spoil(name)
        key = self.rng.choice(sorted(steps)) if steps else ("s", 1)
        match self.rng.randrange(3):
            case 0:
                self.site.put(name, *key, Act("NoOp", "by hand"))
            case 1:
                self.site.drop(name, *key)
            case _:
                stray = "+19005559999" if name == FROM_TRUNK else "777"
                self.site.put(name, stray, 1, Act("Goto", "acme.in,+19005559999,1"))

    def remove_context(self) -> None:
        """`dialplan remove context`, typed."""
        if self.site.contexts:
            name = self.rng.choice(sorted(self.site.contexts))
            self._spoil(name)
            self.site.remove(name)

    def edit_file(self) -> None:
        """Empties, removes or cuts a file."""
        files = self.site.files.items()
        paths = sorted(path for path, data in files if data != BROKEN and path[:5] != "pbxc/")
        if not paths:
            return
        path = self.rng.choice(paths)
        self.world.watch.dirty_files.add(path)
        self.world.watch.meddled += 1
        self.world.note(f"   by hand: {path}")
        match self.rng.randrange(3):
            case 0:
                self.site.files[path] = b""
            case 1:
                del self.site.files[path]
            case _:
                lines = self.site.files[path].splitlines(keepends=True)
                self.site.files[path] = b"".join(lines[:-1])

    def add_stray(self) -> None:
        """A file of an old copy comes back: of a context, or of an account that is no more."""
        steps = b"exten => +19005559999,1,Goto(gone.in,+19005559999,1)\n"
        if self.rng.random() < 0.5:
            path, name = "dialplan/doors/gone.conf", FROM_TRUNK
        else:
            path, name = "dialplan/generations/gone.g0123456789.conf", "gone.g0123456789"
        self.site.files[path] = b"[" + name.encode() + b"]\n" + steps
        self.world.watch.dirty_files.add(path)

    def edit_rows(self) -> None:
        """Changes, drops or adds a row."""
        account = self.rng.choice(TENANTS)
        rows = self.site.rows.setdefault(account, {})
        self.world.watch.meddled += 1
        if not rows or self.rng.random() < 0.3:
            rows[RowKey("ps_endpoints", f"stray@{account}")] = (("context", "x"),)
            return
        key = self.rng.choice(sorted(rows))
        if self.rng.random() < 0.5:
            del rows[key]
        else:
            rows[key] = (*rows[key], ("zz", "by hand"))

    def restore_rows(self) -> None:
        """The database becomes that of an earlier day."""
        now = {account: dict(rows) for account, rows in self.site.rows.items()}
        for account, rows in self.kept_rows.items():
            self.site.rows[account] = rows
            self.world.watch.meddled += 1
        self.kept_rows = now

    def change_pin(self) -> None:
        """Somebody chooses another PIN by phone."""
        account = self.rng.choice(TENANTS)
        key = RowKey("voicemail", f"101@{account}")
        rows = self.site.rows.get(account, {})
        if key in rows:
            values = {**dict(rows[key]), "password": str(self.rng.randrange(5000, 9999))}
            rows[key] = tuple(sorted(values.items()))
