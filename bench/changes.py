"""What a push costs: one account of many has changed, and everything is known of the others.

That is what the controller does with each commit: the folders of all accounts become a tree without
mistakes, and the account that changed gets its new generation.
"""

from __future__ import annotations

import gc
from collections.abc import Sequence
from dataclasses import dataclass, replace

from bench.clock import Taken, time_once
from compiler.sources import AccountFolder, SourceFile
from compiler.workshop import Workshop
from targets.asterisk.delivery.slicing import Slicer
from tenants.secrets import DEMO_KEY, DerivedSecrets

Folders = tuple[AccountFolder, ...]
CHANGED = "users.yaml"


@dataclass(frozen=True)
class Pushes:
    """How long pushes took: the first of all, those that changed one account (to a compiled tree,
    and from there to its generation), and one that changed nothing."""

    first: Taken
    compiled: Sequence[Taken]
    cut: Sequence[Taken]
    nothing: Taken

    @property
    def whole(self) -> Sequence[Taken]:
        """From folders to a generation."""
        return [one + other for one, other in zip(self.compiled, self.cut, strict=True)]


class _Platform:
    """What the controller keeps of one platform."""

    def __init__(self) -> None:
        self._workshop = Workshop()
        self._slicer = Slicer(DerivedSecrets(DEMO_KEY))

    def push(self, folders: Folders) -> tuple[Taken, Taken]:
        """How long it takes to compile, and to cut."""
        compiled = time_once(lambda: self._workshop.compile(folders, "bench"))
        program, inventory = compiled.value.program, compiled.value.inventory
        assert program is not None
        assert inventory is not None
        shares = self._workshop.shares
        cut = time_once(lambda: self._slicer.cut(program, shares, inventory.edge, {}))
        return compiled.taken, cut.taken


def time_pushes(folders: Folders, runs: int) -> Pushes:
    """Pushes that each change a name in an account, in another one each time."""
    platform = _Platform()
    compiled, cut = platform.push(folders)
    gc.collect()
    gc.freeze()  # what stays is not looked through again, as in the controller
    at = [index for index, folder in enumerate(folders) if _holds(folder)]
    pushed = []
    for run in range(runs):
        index = at[run % len(at)]
        folders = (*folders[:index], _edited(folders[index], run), *folders[index + 1 :])
        pushed.append(platform.push(folders))
    nothing = sum(platform.push(folders), Taken(0, 0))
    gc.unfreeze()
    return Pushes(compiled + cut, [one for one, _ in pushed], [one for _, one in pushed], nothing)


def percentile(taken: Sequence[Taken], share: float) -> Taken:
    """The times that this share of them don't exceed, of the processor and on the wall."""
    at = min(int(len(taken) * share), len(taken) - 1)
    cpu, wall = sorted(one.cpu for one in taken), sorted(one.wall for one in taken)
    return Taken(cpu[at], wall[at])


def _holds(folder: AccountFolder) -> bool:
    return any(file.path == CHANGED for file in folder.files)


def _edited(folder: AccountFolder, run: int) -> AccountFolder:
    """The account with another name of its first person."""
    return replace(folder, files=tuple(_renamed(file, run) for file in folder.files))


def _renamed(file: SourceFile, run: int) -> SourceFile:
    if file.path != CHANGED:
        return file
    return replace(file, data=file.data.replace(b"name: Anna Berg", b"name: Anna Berg %d" % run, 1))
