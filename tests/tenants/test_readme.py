"""What the README shows is what the commands say."""

from __future__ import annotations

import re
import shlex
import shutil
from pathlib import Path

import pytest

from tests.tenants.commands import run

BLOCK = re.compile(r"```console\n\$ pbxc (.*?(?<!\\))\n(.*?)```", re.DOTALL)


def shown(repository: Path, command: str) -> tuple[list[str], str]:
    """The words of a command that the README shows, and what it shows of its output."""
    blocks = BLOCK.findall((repository / "README.md").read_text(encoding="utf-8"))
    words, output = next(one for one in blocks if one[0].startswith(command))
    return shlex.split(words.replace("\\\n", " ")), output


def test_the_trace_that_is_shown_is_the_one_that_is_told(
    repository: Path, monkeypatch: pytest.MonkeyPatch
) -> None:
    monkeypatch.chdir(repository)
    words, output = shown(repository, "trace")
    assert output == run(*words).stdout


def test_the_mistake_that_is_shown_is_told_like_that(
    repository: Path, tmp_path: Path, monkeypatch: pytest.MonkeyPatch
) -> None:
    shutil.copytree(repository / "examples/harbour", tmp_path / "examples/harbour")
    flow = tmp_path / "examples/harbour/callflows/main.yaml"
    text = flow.read_text(encoding="utf-8")
    flow.write_text(text.replace('"1": group.reception', '"1": group.recepton'), encoding="utf-8")
    monkeypatch.chdir(tmp_path)
    words, output = shown(repository, "check")
    assert output in run(*words).stdout
