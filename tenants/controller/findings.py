"""What keeps accounts as they were: told in the log, refused in the ledger, noted at the commit that
brought it; and forgotten when it is mended."""

from __future__ import annotations

import logging
from collections.abc import Iterator
from dataclasses import dataclass, replace

from compiler.diagnostics import Diagnostic, Locator, Place, Pointing, Routeless
from compiler.render import render_text
from schema.program import Origin
from tenants.controller.desk import Look
from tenants.controller.logs import tell
from tenants.controller.notices import Notices
from tenants.ledger import Ledger
from tenants.ledger.accounts import ROOT
from tenants.ledger.audit import Audit, Event


@dataclass(frozen=True, slots=True)
class KeptBack:
    """An account that isn't in its newest state, and why. `commit` brought what is wrong; empty where
    no commit did, but a repository can't be read. `said` is that in a few words."""

    path: str
    commit: str
    said: str
    found: tuple[Diagnostic, ...]


@dataclass(frozen=True, slots=True)
class WithoutLines:
    """Places without what is written there: a note may be read by whoever can't read the file."""

    sources: Locator

    def place(self, at: Origin | Place, pointing: Pointing = "value") -> Place:
        """The place, as far as it may be told."""
        return replace(self.sources.place(at, pointing), line_text="")


class Findings:
    """Tells what keeps accounts back, each thing once. For one thread."""

    def __init__(self, ledger: Ledger, log: logging.Logger, audit: Audit, notices: Notices) -> None:
        self._ledger = ledger
        self._log = log
        self._audit = audit
        self._notices = notices
        self._told: dict[str, KeptBack] = {}
        self._has_looked = False

    def take(self, look: Look) -> int:
        """Tells what is new of a look, and forgets what is mended. How many commits are refused."""
        kept = {one.path: one for one in kept_back(look)}
        new = [one for path, one in kept.items() if self._told.get(path) != one]
        for one in new:
            self._tell(one, look)
        mended = self._told.keys() - kept.keys()
        if mended or not self._has_looked:
            self._mend(kept)
        self._told, self._has_looked = kept, True
        return len({one.commit for one in new if one.commit})

    def _tell(self, one: KeptBack, look: Look) -> None:
        why = one.found[0].message if one.found else ""
        account = self._account(one.path)
        label = one.path or ROOT
        tell(self._log, "an account is kept as it was", level=logging.WARNING, account=label,
             commit=one.commit[:10], why=why, code=one.found[0].code if one.found else "")  # fmt: skip
        sources: Locator = look.compiled.sources if look.compiled else Routeless({})
        text = render_text(one.found, WithoutLines(sources))
        known = self._ledger.refusals.findings(account)
        if known and (known.commit, known.diagnostics) == (one.commit, text):
            return  # told before the controller was started anew
        self._ledger.refusals.refuse(account, one.commit, why, diagnostics=text)
        if one.commit:
            self._audit.write(Event("git", "push", "refused", label, "", one.commit))
            self._notices.say(one.commit, f"{label}: {one.said}\n{text}")

    def _mend(self, kept: dict[str, KeptBack]) -> None:
        still = {self._account(path) for path in kept}
        for account in self._ledger.refusals.accounts(only_findings=True):
            if account not in still:
                self._ledger.refusals.mend(account)

    def _account(self, path: str) -> str:
        """The account's id; its path for one that was never live."""
        found = self._ledger.accounts.find(path or ROOT)
        return found.id if found else path or ROOT


def kept_back(look: Look) -> Iterator[KeptBack]:
    """The accounts that aren't in their newest state."""
    for path, found in look.choice.absent.items():
        yield KeptBack(path, _read_from(look, path), "left out, it was never right", found)
    for path, found in look.choice.held.items():
        yield KeptBack(path, _read_from(look, path), "kept as it was", found)
    for one in look.resolved.repositories:
        if one.finding is not None and one.outcome != "taken":
            commit = one.head if one.head and one.head != one.live else ""
            yield KeptBack(one.account, commit, "kept as it was", (one.finding,))


def newly_taken(look: Look) -> frozenset[str]:
    """The commits that weren't live before this look."""
    judged = look.resolved.repositories
    return frozenset(one.commit for one in judged if one.commit and one.commit != one.live)


def _read_from(look: Look, path: str) -> str:
    """The commit that brought what keeps an account back."""
    entries = {entry.account: entry.commit for entry in look.resolved.lock.entries}
    while path and path not in entries:
        path = path.rpartition("/")[0]
    return entries.get(path, "")
