"""Which state of each account can go live: the newest one, unless it is wrong; then its last good one.

One account's bad commit never keeps another's good one back. An account with errors keeps the folder
that was last good; what then no longer fits together is kept back too, from the account with the error
up to the nearest one above it that changed. A new account that was never good is left out for now.
"""

from __future__ import annotations

from collections.abc import Callable, Iterable, Mapping
from dataclasses import dataclass, field, replace

from compiler import Compiled
from compiler.diagnostics import Diagnostic, Place
from compiler.sources import AccountFolder, Sources

Folders = Mapping[str, AccountFolder]
Compile = Callable[[tuple[AccountFolder, ...]], Compiled]


@dataclass(frozen=True)
class Choice:
    """What can go live: a tree without errors, and why some accounts aren't in their newest state.

    `held` are the findings of accounts that keep their last good state, by path; `absent` those of
    accounts that have none and are not in the tree. `compiled` is None where nothing can go live.
    """

    compiled: Compiled | None
    folders: Folders
    held: Mapping[str, tuple[Diagnostic, ...]] = field(default_factory=dict)
    absent: Mapping[str, tuple[Diagnostic, ...]] = field(default_factory=dict)
    warnings: tuple[Diagnostic, ...] = ()


def choose(compile_all: Compile, newest: Folders, good: Folders, unread: Mapping[str, tuple[Diagnostic, ...]]) -> Choice:  # fmt: skip
    """The newest tree in which every account is right.

    `good` are the folders that went live last, `unread` the findings of accounts whose newest state
    couldn't be read whole.
    """
    search = _Search(dict(newest), good)
    for account, found in unread.items():
        search.keep_unread(account, found)
    while search.folders:
        compiled = compile_all(in_reading_order(search.folders))
        wrong = _errors_by_account(compiled, search.folders)
        if not wrong:
            warnings = tuple(one for one in compiled.diagnostics if one.severity == "warning")
            return Choice(compiled, search.folders, search.held, search.absent, warnings)
        search.keep_all_back(wrong)
    return Choice(None, {}, search.held, search.absent)


class _Search:
    """The folders that are tried, and what was kept back. Each step keeps back one thing more."""

    def __init__(self, folders: dict[str, AccountFolder], good: Folders) -> None:
        self.folders = folders
        self.held: dict[str, tuple[Diagnostic, ...]] = {}
        self.absent: dict[str, tuple[Diagnostic, ...]] = {}
        self._good = good

    def keep_all_back(self, wrong: Mapping[str, tuple[Diagnostic, ...]]) -> None:
        """Keeps back whatever has errors. Where one above it was kept back just now, that may have
        mended it: it is looked at again first."""
        done: list[str] = []
        for account, found in wrong.items():
            if not any(is_below(account, path) for path in done):
                done.append(self.keep_back(account, found))

    def keep_unread(self, account: str, found: tuple[Diagnostic, ...]) -> None:
        """Has an account that couldn't be read whole as it was last good."""
        good = self._good.get(account)
        if good is None:
            self._leave_out(account, found)
            return
        self.folders[account] = good
        self._tell(self.held, account, found)

    def keep_back(self, account: str, found: tuple[Diagnostic, ...]) -> str:
        """Has the account, or the nearest one above it that changed, as it was last good. Which."""
        for path in _upwards(account):
            good = self._good.get(path)
            if good is not None and self.folders.get(path) != good:
                self.folders[path] = good
                self._tell(self.held, path, found)
                return path
        self._leave_out(account, found)
        return account

    def _leave_out(self, account: str, found: tuple[Diagnostic, ...]) -> None:
        """Nothing that was good before helps: the account can't be there, nor those below it."""
        for path in [path for path in self.folders if is_below(path, account)]:
            del self.folders[path]
            self._tell(self.absent, path, found)
        self._tell(self.absent, account, found)

    @staticmethod
    def _tell(
        where: dict[str, tuple[Diagnostic, ...]], path: str, found: tuple[Diagnostic, ...]
    ) -> None:
        where[path] = tuple(dict.fromkeys((*where.get(path, ()), *found)))


def _errors_by_account(
    compiled: Compiled, folders: Folders
) -> Mapping[str, tuple[Diagnostic, ...]]:
    """The errors by the account in whose files they stand."""
    if not compiled.failed:
        return {}
    owners = {
        file.file: path for path, one in folders.items() for file in (*one.files, *one.grants)
    }
    found: dict[str, tuple[Diagnostic, ...]] = {}
    for one in compiled.diagnostics:
        if one.severity == "error":
            owner = _owner(one, owners)
            found[owner] = (*found.get(owner, ()), _placed(one, compiled.sources))
    return found


def _placed(found: Diagnostic, sources: Sources) -> Diagnostic:
    """A finding with its places: in the tree that goes live in the end they may not be there."""
    related = tuple((words, sources.place(at, "key")) for words, at in found.related)
    return replace(found, origin=sources.place(found.origin, found.pointing), related=related)


def _owner(diagnostic: Diagnostic, owners: Mapping[str, str]) -> str:
    at = diagnostic.origin
    return owners.get(at.file, "") if isinstance(at, Place) else at.account


def _upwards(account: str) -> Iterable[str]:
    """The path of an account and of all above it."""
    while account:
        yield account
        account = account.rpartition("/")[0]
    yield ""


def is_below(path: str, account: str) -> bool:
    """Whether a path is an account's, or that of one below it."""
    return not account or path == account or path.startswith(f"{account}/")


def in_reading_order(folders: Folders) -> tuple[AccountFolder, ...]:
    """Parents before their children, as a tree is read."""
    return tuple(folders[path] for path in sorted(folders, key=_reading_order))


def _reading_order(path: str) -> tuple[int, str]:
    return (path.count("/") + 1 if path else 0, path)
