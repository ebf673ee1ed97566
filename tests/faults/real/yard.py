"""Where it happens: an installation with a real Asterisk behind a way that can be bad."""

from __future__ import annotations

import os
import random
import time
from pathlib import Path
from types import TracebackType
from typing import Self

from targets.asterisk.live.node import NodeError
from targets.asterisk.live.node_link import NodeLink
from targets.asterisk.live.starting import await_running
from tenants.installation import Installation
from tenants.lab.workplace import Workplace
from tests.faults.ami_proxy import AmiProxy
from tests.faults.real.commits import Choice, Commits, State, random_choice
from tests.faults.real.controlling import Work, settings
from tests.faults.real.nursery import Nursery

TREE = Path(__file__).parents[2] / "lab" / "trees" / "pier"


class Yard:
    """A context manager. `states` are what is pushed, in any order; `now` is the newest of them.

    `program` is the folder of another program than ours, which the controllers run.
    """

    def __init__(
        self, name: str, folder: Path, seed: int, states: int, program: Path | None = None
    ) -> None:
        self.folder = folder
        self.program = program
        self.network = 100 + os.getpid() % 100
        self.place = Workplace(name, TREE, folder)
        self.proxy = AmiProxy(self.place.ami_port)
        self._lead_through_the_proxy()
        self.installation: Installation = settings(self.place.config)
        self.commits = Commits(self.place.work, self.installation, self.network)
        chance = random.Random(seed)
        choices = (Choice(), *(random_choice(chance) for _ in range(states - 1)))
        self.states: list[State] = [self.commits.state(one) for one in choices]
        self.now = self.states[0]
        self.nursery: Nursery | None = None

    def _lead_through_the_proxy(self) -> None:
        """What the controller has as Asterisk's port is the proxy's. It doesn't start Asterisk."""
        text = self.place.config.read_text(encoding="utf-8")
        text = text.replace(
            f"ami: {{port: {self.place.ami_port}}}", f"ami: {{port: {self.proxy.port}}}"
        )
        self.place.config.write_text(text, encoding="utf-8")

    @property
    def log(self) -> Path:
        """What the controllers have logged."""
        return self.folder / "controllers.log"

    @property
    def etc(self) -> Path:
        """The node's configuration."""
        return self.place.home / "etc"

    @property
    def objects(self) -> Path:
        """The node's database of objects."""
        return self.place.home / "objects.sqlite3"

    def start(self) -> None:
        """A cold start: the first state goes live on an empty machine."""
        self.push(self.now, parent="")
        applied = self.place.pbxc("apply")
        assert applied.status == 0, applied
        self.forbid_starting()
        self.nursery = Nursery(self.place.config, self.log, self.place.environment, self.program)

    def forbid_starting(self) -> None:
        """From now on Asterisk is started by us alone: a filter of calls would stay with it."""
        text = self.place.config.read_text(encoding="utf-8")
        lines = [line for line in text.splitlines() if "start:" not in line]
        self.place.config.write_text("\n".join(lines) + "\n", encoding="utf-8")

    def push(self, state: State, *, parent: str | None = None) -> None:
        """A state is the newest commit."""
        self.commits.push(state, parent=parent)
        self.now = state

    def push_another(self, chance: random.Random) -> None:
        """Another state than the one that is newest now."""
        self.push(chance.choice([one for one in self.states if one is not self.now]))

    def link(self) -> NodeLink:
        """A good way to Asterisk."""
        return self.place.link()

    def run(self, work: Work) -> int:
        """A controller that nothing happens to. Its status."""
        assert self.nursery is not None
        return self.nursery.run(work).status

    def restart_asterisk(self) -> None:
        """Ends it as a power cut does, and starts it again."""
        self.place.kill_asterisk()
        self.place.start_asterisk()

    def await_asterisk(self, timeout: float = 30) -> None:
        """Until all of it is there."""
        link = self.link()
        door = link.door
        link.close()
        deadline = time.monotonic() + timeout
        while True:
            try:
                await_running(door, timeout)
                return
            except NodeError:
                if time.monotonic() > deadline:
                    raise

    def __enter__(self) -> Self:
        try:
            self.start()
        except BaseException:
            self.stop()
            raise
        return self

    def stop(self) -> None:
        """Nothing is left."""
        if self.nursery is not None:
            self.nursery.close()
        self.proxy.close()
        self.place.stop()

    def __exit__(
        self,
        kind: type[BaseException] | None,
        error: BaseException | None,
        at: TracebackType | None,
    ) -> None:
        self.stop()
