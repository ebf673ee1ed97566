"""A controller's installation around a git repository, and an apply without any Asterisk."""

from __future__ import annotations

import os
from collections.abc import Mapping
from dataclasses import dataclass
from pathlib import Path

from click.testing import Result

from tenants.controller.opening import opened
from tenants.controller.pushing import names_of
from tenants.installation import Installation, read_installation
from tenants.key_file import root_key
from tenants.ledger import Push
from tests.tenants.commands import run, run_json
from tests.tenants.planning.worlds import DOCK, MASTER, SHOP
from tests.tenants.repository.gits import Work, new_work

FILES = {
    "account.yaml": MASTER + "numbers: {+19025550100: [hangup]}\n",
    "accounts/shop.yaml": "numbers: [+19025550200]\n",
    "accounts/shop/account.yaml": SHOP,
    "accounts/dock.yaml": "numbers: [+19025550210]\n",
    "accounts/dock/account.yaml": DOCK,
}


@dataclass(frozen=True)
class Installed:
    """An installation on a disk."""

    folder: Path
    work: Work

    @property
    def config(self) -> Path:
        return self.folder / "pbxc.yaml"

    @property
    def settings(self) -> Installation:
        found = read_installation(self.config).installation
        assert found is not None
        return found

    def plan(self, *words: str | Path) -> Result:
        """`pbxc plan` with these words."""
        return run("plan", "--offline", "--config", self.config, *words)

    def plan_json(self, *words: str | Path) -> Mapping[str, object]:
        found: Mapping[str, object] = run_json("plan", "--offline", "--config", self.config, *words)
        return found

    def edit(self, file: str, old: str, new: str) -> str:
        """Commits a file with something written otherwise."""
        text = (self.work.path / file).read_text()
        assert old in text
        return self.work.commit({file: text.replace(old, new)})

    def apply(self) -> None:
        """Has the ledger believe that everything newest is live."""
        with opened(self.settings, os.environ, "test") as site:
            site.desk.recall(site.ledger.live_lock())
            look = site.desk.look(allow_large=True)
            site.ledger.accounts.name(names_of(look))
            for node, wanted in look.wanted.items():
                site.ledger.prepare(Push(look.commit_of("")), wanted.values())
                for one in wanted.values():
                    site.ledger.begin(node, one.account, one)
                    site.ledger.confirm(node, one.account, one)
            site.desk.accept(look)
            site.ledger.set_live_lock(look.lock_text())


def install(folder: Path, files: Mapping[str, str] | None = None) -> Installed:
    """An installation of which nothing was ever applied."""
    work = new_work(folder / "platform")
    work.commit(dict(files or FILES))
    root_key(folder / "key", may_make=True)
    (folder / "pbxc.yaml").write_text(
        f"repository: {work.path}\nstate: state\nkey: key\n"
        "nodes: {main: {folder: etc, ami: {port: 1}}}\n"
    )
    (folder / "state").mkdir(mode=0o700)
    return Installed(folder, work)
