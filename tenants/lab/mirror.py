"""The Debian mirror of this machine, read from its own apt configuration."""

from __future__ import annotations

import urllib.error
import urllib.request
from collections.abc import Iterator
from pathlib import Path

APT = Path("/etc/apt")


def read_mirrors(apt: Path = APT) -> list[str]:
    """Every archive apt may fetch packages of `main` from, in apt's order, each once.

    Both ways of writing sources are read: one line each (`sources.list`), and paragraphs
    (`*.sources`). Security archives hold no whole suites and are left out.
    """
    found: dict[str, None] = {}
    for file in _files(apt):
        text = file.read_text(encoding="utf-8", errors="replace")
        read = _paragraphs if file.suffix == ".sources" else _lines
        found.update(dict.fromkeys(uri.rstrip("/") for uri in read(text)))
    return [uri for uri in found if "security" not in uri]


def find_mirror(suites: tuple[str, ...], apt: Path = APT) -> tuple[str, str] | None:
    """The first mirror and suite that answer, or None: a machine's mirror may hold neither."""
    for uri in read_mirrors(apt):
        for suite in suites:
            if _answers(f"{uri}/dists/{suite}/Release"):
                return uri, suite
    return None


def _files(apt: Path) -> Iterator[Path]:
    """The source files in the order apt reads them."""
    if (apt / "sources.list").is_file():
        yield apt / "sources.list"
    parts = apt / "sources.list.d"
    if parts.is_dir():
        yield from sorted(p for p in parts.iterdir() if p.suffix in (".list", ".sources"))


def _lines(text: str) -> Iterator[str]:
    """Addresses of the one-line form: `deb [options] uri suite component...`."""
    for line in text.splitlines():
        words = line.split("#")[0].split()
        if not words or words[0] != "deb":
            continue
        rest = words[1:]
        if rest and rest[0].startswith("["):
            rest = rest[next(i for i, w in enumerate(rest) if w.endswith("]")) + 1 :]
        if len(rest) > 2 and "main" in rest[2:]:
            yield rest[0]


def _paragraphs(text: str) -> Iterator[str]:
    """Addresses of the paragraph form (deb822), where a field may go on in indented lines."""
    for paragraph in text.replace("\r", "").split("\n\n"):
        fields = _fields(paragraph)
        usable = "deb" in fields.get("types", "").split() and fields.get("enabled", "yes") != "no"
        if usable and "main" in fields.get("components", "").split():
            yield from fields.get("uris", "").split()


def _fields(paragraph: str) -> dict[str, str]:
    """A deb822 paragraph's fields by lower-case name."""
    fields: dict[str, str] = {}
    name = ""
    for line in paragraph.splitlines():
        if line.startswith("#"):
            continue
        if line[:1] in (" ", "\t"):
            fields[name] = fields.get(name, "") + " " + line.strip()
        elif ":" in line:
            name, _, value = line.partition(":")
            name = name.strip().lower()
            fields[name] = value.strip()
    return fields


def _answers(url: str) -> bool:
    """Whether the archive serves this file."""
    if not url.startswith(("http://", "https://", "file:/")):
        return False
    try:
        with urllib.request.urlopen(url, timeout=15):
            return True
    except (urllib.error.URLError, OSError, ValueError):
        return False
