"""The commands, run within the test, and changes to the account they are tried on."""

from __future__ import annotations

import json
from pathlib import Path
from typing import Any

from click.testing import CliRunner, Result

from tenants.cli import pbxc

GOOD_CALL = ("--to", "+14165550100", "--at", "2026-11-24 10:00")


def run(*arguments: str | Path) -> Result:
    """A command, and what became of it."""
    return CliRunner().invoke(pbxc, list(map(str, arguments)))


def run_json(*arguments: str | Path) -> Any:
    """What a command prints as JSON."""
    return json.loads(run(*arguments, "--format", "json").stdout)


def change(account: Path, file: str, old: str, new: str) -> None:
    """Writes one thing of the account otherwise."""
    text = (account / file).read_text()
    assert old in text
    (account / file).write_text(text.replace(old, new))
