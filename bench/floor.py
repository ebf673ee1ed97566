"""The floor: the same files written by plain jinja2 templates from plain dictionaries.

The dictionaries are taken from a bundle, so that the templates have nothing to decide, check or
escape. What a generator of configuration files costs more than this is what it does besides.
"""

from __future__ import annotations

import re
from collections.abc import Mapping
from dataclasses import dataclass
from pathlib import Path
from typing import Any

import jinja2

from bench.clock import Timed, time_of
from targets.asterisk.bundle import Bundle

PRIORITY = re.compile(r"exten => (?P<name>[^,]+),(?P<priority>\d+),(?P<application>.*)")
HINT = re.compile(r"exten => (?P<name>[^,]+),hint,(?P<devices>.*)")
SETTING = re.compile(r"(?P<key>[^=]*?) (?P<sign>=>?)(?: (?P<value>.*))?")

Data = dict[str, Any]


@dataclass(frozen=True)
class Floor:
    """Files as templates and the plain data they are rendered from."""

    files: Mapping[str, tuple[jinja2.Template, Data]]

    def render(self) -> dict[str, bytes]:
        """All files."""
        return {
            path: template.render(data).encode() for path, (template, data) in self.files.items()
        }


def floor_of(bundle: Bundle) -> Floor:
    """The dialplan, the phones and the mailboxes of a bundle as plain data."""
    environment = jinja2.Environment(
        loader=jinja2.FileSystemLoader(Path(__file__).parent / "templates"),
        trim_blocks=True,
        lstrip_blocks=True,
        keep_trailing_newline=True,
        autoescape=False,
    )
    dialplan = environment.get_template("dialplan.conf.j2")
    sections = environment.get_template("sections.conf.j2")
    files: dict[str, tuple[jinja2.Template, Data]] = {}
    for path, content in bundle.files.items():
        if path.startswith("dialplan/"):
            files[path] = dialplan, {"contexts": _contexts(content.decode())}
        elif path.startswith("pjsip/") or path == "voicemail.conf":
            files[path] = sections, {"sections": _sections(content.decode())}
    return Floor(files)


def time_floor(bundle: Bundle, runs: int) -> Timed[int]:
    """How long the templates take, and how many of the bundle's lines they wrote."""
    floor = floor_of(bundle)
    timed = time_of(floor.render, runs)
    for path, content in timed.value.items():
        if _lines(content) != _lines(bundle.files[path]):
            raise SystemExit(f"the templates do not write the same {path}")
    return Timed(sum(content.count(b"\n") for content in timed.value.values()), timed.taken)


def _lines(content: bytes) -> list[str]:
    return [line.rstrip() for line in content.decode().splitlines() if line.strip()]


def _contexts(text: str) -> list[Data]:
    contexts: list[Data] = []
    for line in text.splitlines():
        if line.startswith("["):
            contexts.append({"name": line[1:-1], "extensions": [], "hints": []})
        elif found := PRIORITY.fullmatch(line):
            extensions = contexts[-1]["extensions"]
            if found["priority"] == "1":
                extensions.append({"name": found["name"], "priorities": []})
            extensions[-1]["priorities"].append(found["application"])
        elif found := HINT.fullmatch(line):
            contexts[-1]["hints"].append(found.groupdict())
    return contexts


def _sections(text: str) -> list[Data]:
    sections: list[Data] = []
    for line in text.splitlines():
        if line.startswith("["):
            sections.append({"name": line[1:-1], "settings": []})
        elif found := SETTING.fullmatch(line):
            sections[-1]["settings"].append(found.groupdict(""))
    return sections
