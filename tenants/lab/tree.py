"""A configuration tree made to run in the lab: own folders, an own manager log-in, an own log.

A compiled tree is meant for `/etc/asterisk` of a machine of its own. Here several switches share
one root, so `[directories]` is written anew; whatever else the tree says stays.
"""

from __future__ import annotations

import re
import secrets
import shutil
from dataclasses import dataclass
from pathlib import Path

HOME = "/run/pbxc"
WARNINGS = "lab-warnings"
_OWN = {"astetcdir": "etc", "astvarlibdir": "lib", "astdbdir": "db", "astkeydir": "lib",
        "astspooldir": "spool", "astrundir": "run", "astlogdir": "log"}  # fmt: skip
_SHARED = {"astdatadir": "/usr/share/asterisk", "astagidir": "/usr/share/asterisk/agi-bin",
           "astsbindir": "/usr/sbin"}  # fmt: skip


@dataclass(frozen=True, slots=True)
class Door:
    """Where and as whom the lab enters a switch's manager interface."""

    port: int
    user: str
    secret: str


def settle_tree(tree: Path, root: Path, name: str) -> Door:
    """Copy a tree into the root as the configuration of the switch `name`, ready to start.

    Folders with state (spool, database) are made if absent and otherwise left as they are.
    """
    home = root / HOME[1:] / name
    shutil.rmtree(home / "etc", ignore_errors=True)
    shutil.copytree(tree, home / "etc")
    for folder in (*sorted(set(_OWN.values())), "lib/keys"):
        (home / folder).mkdir(exist_ok=True)
    _write_directories(home / "etc/asterisk.conf", root, name)
    _write_log(home / "etc/logger.conf")
    return _add_door(home / "etc/manager.conf")


def _write_directories(file: Path, root: Path, name: str) -> None:
    """Replace `[directories]` of asterisk.conf by the switch's own."""
    text = file.read_text(encoding="utf-8") if file.exists() else ""
    kept = re.sub(r"(?ms)^\[directories\].*?(?=^\[|\Z)", "", text)
    modules = next(root.glob("usr/lib/*/asterisk/modules"))
    places = {k: f"{HOME}/{name}/{v}" for k, v in _OWN.items()} | _SHARED
    places["astmoddir"] = f"/{modules.relative_to(root)}"
    lines = [f"{key} => {value}" for key, value in sorted(places.items())]
    file.write_text("\n".join(["[directories]", *lines, "", kept]), encoding="utf-8")


def _write_log(file: Path) -> None:
    """Add the file that `Instance.log_lines` reads to whatever the tree logs itself."""
    line = f"{WARNINGS} => warning,error\n"
    text = file.read_text(encoding="utf-8") if file.exists() else "[general]\n"
    if re.search(r"(?m)^\[logfiles\]", text):
        text = re.sub(r"(?m)^\[logfiles\].*$", lambda m: f"{m[0]}\n{line}", text, count=1)
    else:
        text += f"\n[logfiles]\n{line}"
    file.write_text(text, encoding="utf-8")


def _add_door(file: Path) -> Door:
    """Add the lab's own manager user; the tree itself opens the manager's port."""
    text = file.read_text(encoding="utf-8") if file.exists() else ""
    port = re.search(r"(?m)^\s*port\s*=>?\s*(\d+)", text)
    if not re.search(r"(?m)^\s*enabled\s*=>?\s*yes", text):
        raise ValueError(f"{file.name} of this tree doesn't enable the manager interface.")
    text = _with_moments(text)
    door = Door(int(port[1]) if port else 5038, "pbxc-lab", secrets.token_hex(16))
    limits = "read = all\nwrite = all\nwritetimeout = 10000\n"  # a busy reader is not cut off
    user = f"\n[{door.user}]\nsecret = {door.secret}\n{limits}"
    file.write_text(text + user, encoding="utf-8")
    return door


def _with_moments(text: str) -> str:
    """The manager's settings with a time in every event: ours is late when the machine is busy."""
    return re.sub(r"(?m)^\[general\].*$", lambda m: f"{m[0]}\ntimestampevents = yes", text, count=1)
