"""Nodes with a real Asterisk, and what a controller has around them, as small as can be."""

from __future__ import annotations

import hashlib
import os
import shutil
from collections.abc import Callable
from dataclasses import replace
from pathlib import Path
from types import TracebackType
from typing import Self

from targets.asterisk.delivery.generation import Generation
from targets.asterisk.delivery.slicing import NodeState, slice_program
from targets.asterisk.live.asterisk_node import AsteriskNode
from targets.asterisk.live.cold_node import ColdNode
from targets.asterisk.live.move import Mover, Standing
from targets.asterisk.live.node_link import Door
from targets.asterisk.live.node_rows import Token
from targets.asterisk.live.place import Place
from targets.asterisk.recordings import sound_of
from targets.asterisk.settings import MANAGER, MANAGER_SECRET
from tenants.lab.instance import Instance
from tenants.lab.site import silent_audio
from tests.lab.live_site import LiveSite, fill_database
from tests.lab.sites import compiled

Edit = tuple[str, str, str]
"""A file of a tree, a text in it, and what is written instead."""

StartNode = Callable[[str], "LiveNode"]


class LiveNode:
    """A running switch in the form of live delivery, without phones; a context manager.

    It belongs to the one account of a small tree, `account`.
    """

    def __init__(self, name: str, tree: Path, folder: Path) -> None:
        self._tree = tree
        self._folder = folder
        self.site = LiveSite(name, compiled(tree), folder)
        self.state: NodeState = self.site.state
        self.account = next(one for one in self.state.generations if one != "platform")
        self.recordings = folder / "recordings"
        self.recordings.mkdir()
        for content in silent_audio(self.site.program, self.site.inventory).values():
            (self.recordings / hashlib.sha256(content).hexdigest()).write_bytes(content)

    @property
    def switch(self) -> Instance:
        """The Asterisk."""
        return self.site.switch

    @property
    def first(self) -> Generation:
        """The account's generation that it starts with."""
        return self.state.generations[self.account]

    @property
    def platform(self) -> Generation:
        """What all accounts share."""
        return self.state.generations["platform"]

    def start(self) -> Self:
        """Fill the database and start the switch."""
        shutil.rmtree(self.site.objects, ignore_errors=True)
        self.site.objects.mkdir(parents=True)
        fill_database(self.state, self.objects)
        self.switch.start()
        return self

    @property
    def objects(self) -> Path:
        """The file of the database."""
        return self.site.objects / "objects.sqlite3"

    def place(self, *, port: int = 0, tree: Path | None = None) -> Place:
        """Where it is; as the compiler's own user, whose rights are few."""
        secret = self.site.secrets.text(MANAGER_SECRET).reveal()
        ami_port = self.site.inventory.edge.ami_port
        door = Door("127.0.0.1", port or ami_port, MANAGER, secret)
        etc = tree or self.switch.home / "etc"
        return Place("main", etc, self.objects, self.recordings, door)

    def node(self, epoch: int = 1) -> AsteriskNode:
        """The node, taken."""
        return AsteriskNode.at(self.place(), Token("ledger", epoch))

    def node_as(self, user: str, rights: str) -> AsteriskNode:
        """The node, entered as a user of the manager interface that is made for it."""
        settings = self.switch.home / "etc/manager.conf"
        with settings.open("a", encoding="utf-8") as file:
            file.write(f"\n[{user}]\nsecret = {user}\n{rights}")
        self.switch.command("manager reload")
        here = self.place()
        door = replace(here.door, user=user, secret=user)
        return AsteriskNode.at(replace(here, door=door), Token("ledger", 1))

    def cold(self, tree: Path) -> ColdNode:
        """The node while it isn't running, its tree elsewhere."""
        return ColdNode.at(self.place(tree=tree), Token("ledger", 1))

    def revised(self, *edits: Edit) -> Generation:
        """The account's generation after edits of its tree."""
        folder = self._folder / f"edited-{len(list(self._folder.iterdir()))}" / self._tree.name
        shutil.copytree(self._tree, folder)
        for path, old, new in edits:
            text = (folder / path).read_text(encoding="utf-8")
            assert old in text, (path, old)
            (folder / path).write_text(text.replace(old, new), encoding="utf-8")
        result = compiled(folder)
        assert result.program is not None
        assert result.inventory is not None
        mine = self.site.inventory
        inventory = replace(result.inventory, edge=mine.edge, gateways=mine.gateways)
        audio = silent_audio(result.program, inventory)
        sounds = {media: sound_of(media, content) for media, content in audio.items()}
        state = slice_program(
            result.program, inventory, self.site.secrets, sounds, self.site.layout
        )
        return state.generations[self.account]

    def __enter__(self) -> Self:
        return self.start()

    def __exit__(
        self,
        kind: type[BaseException] | None,
        error: BaseException | None,
        at: TracebackType | None,
    ) -> None:
        self.switch.discard()
        shutil.rmtree(self.site.objects, ignore_errors=True)


class SmallLedger:
    """A ledger in memory; implements `live.move.Ledger` for one node."""

    def __init__(self) -> None:
        self._standing: dict[str, Standing] = {}

    def require(self) -> None:
        """The fence is ours."""

    def standing(self, node: str, account: str) -> Standing:
        """Where an account stands."""
        return self._standing.get(account, Standing())

    def left_behind(self, node: str, account: str) -> tuple[Generation, ...]:
        """Nothing was given up for another."""
        return ()

    def begin(self, node: str, account: str, wanted: Generation) -> None:
        """On its way."""
        self._standing[account] = Standing(self.standing(node, account).live, wanted, "forward")

    def turn_back(self, node: str, account: str, why: str) -> None:
        """On its way back."""
        self._standing[account] = replace(self.standing(node, account), course="back")

    def confirm(self, node: str, account: str, generation: Generation) -> None:
        """Arrived."""
        self._standing[account] = Standing(generation)

    def returned(self, node: str, account: str) -> None:
        """Back."""
        self._standing[account] = Standing(self.standing(node, account).live)


def lab_name(kind: str) -> str:
    """A name that no other test run has."""
    return f"{kind}-{os.getpid()}"


def settled(live: LiveNode, node: AsteriskNode) -> Mover:
    """A mover of a node whose ledger knows what it was started with."""
    mover = Mover(node, SmallLedger())
    for generation in live.state.generations.values():
        mover.move(generation)
    return mover
