"""Bugs seeded into the engine, each of which the simulation must find.

Each is one change of one source file. It is made in a copy of the package in a folder of its own,
and the simulation runs there; one that nothing notices would be a hole in the net.

    python -m tests.faults.mutants [NAME]
"""

from __future__ import annotations

import os
import shutil
import subprocess
import sys
import tempfile
from dataclasses import dataclass
from pathlib import Path

REPOSITORY = Path(__file__).resolve().parents[2]
SETTLING, MOVE = "live/settling.py", "live/move.py"
DRAINING, PROOFS = "live/draining.py", "live/proofs.py"
FILES, ROWS = "delivery/tree_files.py", "delivery/rows.py"


@dataclass(frozen=True)
class Mutant:
    """One seeded bug: in `file`, `old` becomes `new`."""

    name: str
    file: str
    old: str
    new: str


MUTANTS = (
    Mutant(
        "contexts are not read back",
        SETTLING,
        "if not self._is_right(name, again):",
        "if False:",
    ),
    Mutant(
        "flips before it loads",
        SETTLING,
        "        loaded = self._load_contexts()\n",
        "        self._flip()\n        loaded = self._load_contexts()\n",
    ),
    Mutant(
        "flips before the doors are filed",
        SETTLING,
        "        written += self._write_doors()\n        entries = self._flip()\n",
        "        entries = self._flip()\n        written += self._write_doors()\n",
    ),
    Mutant(
        "contexts are filed after the doors",
        SETTLING,
        "        written = self._write_files(self._context_files())\n",
        "        written = self._write_doors() + self._write_files(self._context_files())\n",
    ),
    Mutant(
        "the doors are not verified",
        SETTLING,
        "        self._verify(entries)\n",
        "",
    ),
    Mutant(
        "only what this settling flipped is tried",
        SETTLING,
        "{*flipped, *new}",
        "set(flipped)",
    ),
    Mutant(
        "only rows that this settling changed are checked",
        SETTLING,
        "if key in changed or old.get(key) != row",
        "if key in changed",
    ),
    Mutant(
        "rows go before the doors are flipped",
        SETTLING,
        "        self._change_rows(rows.now, ())\n",
        "        self._change_rows(rows.now, rows.gone)\n",
    ),
    Mutant(
        "PINs are set anew before the doors are flipped",
        SETTLING,
        "        self._change_rows(rows.now, ())\n",
        "        self._change_rows({**rows.now, **rows.anew}, rows.anew)\n",
    ),
    Mutant(
        "an owner's PIN is overwritten",
        ROWS,
        "if said_anew and key in there",
        "if key in there",
    ),
    Mutant(
        "files of a module are written, and it isn't told",
        SETTLING,
        "        self._reload(unread.intersection(self.wanted.files))\n",
        "",
    ),
    Mutant(
        "what has to be read again isn't noted",
        SETTLING,
        "if not unread.issubset(noted):",
        "if False:",
    ),
    Mutant(
        "modules are told before the files are written",
        SETTLING,
        "        unread = self._announce(differing)\n        for path in differing:\n",
        "        unread = self._announce(differing)\n"
        "        self._reload(unread.intersection(self.wanted.files))\n"
        "        unread = frozenset()\n        for path in differing:\n",
    ),
    Mutant(
        "files of the generation before stay",
        SETTLING,
        "        written += self._remove_module_files()\n",
        "",
    ),
    Mutant(
        "recordings are forgotten",
        SETTLING,
        "        self._place_recordings()\n",
        "",
    ),
    Mutant(
        "the first step of an extension opens it before the others stand",
        SETTLING,
        "return (spot.context, spot.extension, -spot.priority)",
        "return (spot.context, spot.extension, spot.priority)",
    ),
    Mutant(
        "another account's number is taken away",
        SETTLING,
        "return any(one.entries.get(spot) == act for one in self._before)",
        "return any(spot in one.entries for one in self._before)",
    ),
    Mutant(
        "a number that was given up stays",
        SETTLING,
        "return any(one.entries.get(spot) == act for one in self._before)",
        "return False",
    ),
    Mutant(
        "files are written without the right to",
        SETTLING,
        "        self.fence.require()\n        self.node.write_file(path, content)",
        "        self.node.write_file(path, content)",
    ),
    Mutant(
        "doors are flipped without the right to",
        SETTLING,
        "            self.fence.require()\n            # An extension's",
        "            # An extension's",
    ),
    Mutant(
        "a context that was mended is not looked at whole",
        SETTLING,
        "return name in there and sorted(there[name]) == sorted(self.wanted.contexts[name])",
        "return name in there",
    ),
    Mutant(
        "a context that is there is added again",
        SETTLING,
        "        if not there:\n",
        "        if True:\n",
    ),
    Mutant(
        "what is refused is not taken back",
        MOVE,
        "            return self._return(wanted.account, str(refused))\n",
        "            return Moved(wanted.account, wanted, refused=str(refused))\n",
    ),
    Mutant(
        "it is confirmed before it is verified",
        MOVE,
        "        try:\n            changes = self._settle(wanted)\n",
        "        self.ledger.confirm(self.node.name, wanted.account, wanted)\n"
        "        try:\n            changes = self._settle(wanted)\n",
    ),
    Mutant(
        "the intention is not written down",
        MOVE,
        "        self.ledger.begin(self.node.name, wanted.account, wanted)\n        try:\n"
        "            changes = self._settle(wanted)\n",
        "        try:\n            changes = self._settle(wanted)\n"
        "            self.ledger.begin(self.node.name, wanted.account, wanted)\n",
    ),
    Mutant(
        "what was tried and given up is forgotten",
        MOVE,
        "tried = left if stood.tried is None else (*left, stood.tried)",
        "tried = () if stood.tried is None else (stood.tried,)",
    ),
    Mutant(
        "what was seen in another run of Asterisk is believed",
        MOVE,
        "        if run != self.run:\n",
        "        if not self.run:\n",
    ),
    Mutant(
        "what was seen once is believed for ever",
        MOVE,
        "in_use = stood.live.contexts if stood.live and not looking else ()",
        "in_use = sound",
    ),
    Mutant(
        "healing believes what was right before",
        MOVE,
        "return self._settle(live or Generation(account), looking=True)",
        "return self._settle(live or Generation(account))",
    ),
    Mutant(
        "contexts are removed under calls",
        DRAINING,
        "    kept.update(name for one in in_use for name in one.contexts)\n"
        "    return _remove(node, fence, kept) if busy <= kept else ()\n",
        "    return _remove(node, fence, kept)\n",
    ),
    Mutant(
        "a failed read is taken for absence",
        DRAINING,
        "    busy = node.calls().keys() - kept\n",
        "    try:\n        busy = node.calls().keys() - kept\n"
        "    except Exception:\n        busy = set()\n",
    ),
    Mutant(
        "shared contexts are removed under calls",
        DRAINING,
        "kept.update(name for one in in_use for name in one.contexts)",
        "kept.update(busy)",
    ),
    Mutant(
        "old generations stay while a call is in what they share with a live one",
        DRAINING,
        "busy = node.calls().keys() - kept\n",
        "busy = node.calls().keys()\n",
    ),
    Mutant(
        "contexts are removed without the right to",
        DRAINING,
        "            fence.require()\n            node.remove_context(name)",
        "            node.remove_context(name)",
    ),
    Mutant(
        "files of drained contexts stay",
        DRAINING,
        "        if name in written:\n",
        "        if False:\n",
    ),
    Mutant(
        "emergency numbers are left out of the doors' file",
        FILES,
        "    for spot, act in entries.items():\n",
        "    for spot, act in [one for one in entries.items() if ',m*' not in one[1].data]:\n",
    ),
    Mutant(
        "the last line of a context's file is lost",
        FILES,
        "        for one in lines\n    )",
        "        for one in list(lines)[:-1]\n    )",
    ),
    Mutant(
        "numbers are not tried",
        PROOFS,
        "return tuple(Trial(number, own) for number in called[:MOST_TRIALS] if own)",
        "return ()",
    ),
)


def planted(mutant: Mutant, folder: Path) -> None:
    """A copy of the package with the bug, in a folder; all else is linked."""
    target = folder / "targets"
    shutil.copytree(REPOSITORY / "targets", target, ignore=shutil.ignore_patterns("__pycache__"))
    for name in ("schema", "compiler", "tests"):
        (folder / name).symlink_to(REPOSITORY / name)
    file = target / "asterisk" / mutant.file
    text = file.read_text(encoding="utf-8")
    if text.count(mutant.old) != 1:
        raise ValueError(f"{mutant.name}: its line stands {text.count(mutant.old)} times there")
    file.write_text(text.replace(mutant.old, mutant.new), encoding="utf-8")


def noticed(mutant: Mutant, worlds: int = 200) -> str:
    """What the simulation says of a bug; nothing where it doesn't notice it."""
    with tempfile.TemporaryDirectory(prefix="mutant-") as name:
        folder = Path(name)
        planted(mutant, folder)
        command = [sys.executable, "-m", "tests.faults.simulate", "--until-broken", str(worlds)]
        environment = {**os.environ, "PYTHONPATH": name, "PYTHONDONTWRITEBYTECODE": "1"}
        done = subprocess.run(
            command, cwd=folder, env=environment, capture_output=True, text=True, timeout=280,
            check=False,
        )  # fmt: skip
    if done.stderr:
        return f"it stumbles: {done.stderr.strip().splitlines()[-1]}"
    return done.stdout.strip()


def main() -> int:
    """Tries all of them, or one."""
    chosen = [one for one in MUTANTS if not sys.argv[1:] or sys.argv[1] in one.name]
    unnoticed = 0
    for mutant in chosen:
        what = noticed(mutant)
        unnoticed += not what
        print(f"{mutant.name}: {what or 'NOT NOTICED'}", flush=True)
    print(f"{len(chosen) - unnoticed} of {len(chosen)} seeded bugs are noticed")
    return int(bool(unnoticed))


if __name__ == "__main__":
    sys.exit(main())
