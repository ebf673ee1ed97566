"""A bundle on a disk: written whole beside its place and then put there, or not at all."""

from __future__ import annotations

import json
import os
import tempfile
from collections.abc import Iterable, Iterator, Mapping
from pathlib import Path

from targets.asterisk.bundle import Bundle
from tenants.key_file import Refused

MANIFEST = "pbxc/manifest.json"


def write_bundle(bundle: Bundle, out: Path) -> None:
    """Writes a bundle as the folder `out`; what an earlier run wrote there is replaced.

    Refused where `out` is anything else than a folder that pbxc wrote, or holds a file it did not.
    """
    _put(((path, bundle.files[path], bundle.mode(path)) for path in bundle.files), out)


def write_private_tree(files: Mapping[str, bytes], out: Path, group: int | None = None) -> None:
    """Writes files that nobody but their owner, and a group if one is named, can read, as the folder
    `out`; what an earlier run wrote there is replaced. Refused as for a bundle."""
    manifest = json.dumps({"files": dict.fromkeys(sorted(files), "")}, indent=1).encode()
    mode = 0o600 if group is None else 0o640
    named = {**files, MANIFEST: manifest}
    _put(((path, content, mode) for path, content in named.items()), out, group, is_private=True)


def _put(
    files: Iterable[tuple[str, bytes, int]], out: Path, group: int | None = None, *,
    is_private: bool = False,
) -> None:  # fmt: skip
    """Writes files beside their place and then puts them there."""
    place = Path(os.path.realpath(out))
    refuse_foreign(place, out)
    place.parent.mkdir(parents=True, exist_ok=True)
    with tempfile.TemporaryDirectory(dir=place.parent, prefix=f".{place.name}-") as beside:
        new, old = Path(beside) / "new", Path(beside) / "old"
        new.mkdir()
        for path, content, mode in files:
            _write(new / path, content, mode)
        if is_private:
            _close(new, group)
        if place.exists():
            os.rename(place, old)
        try:
            os.rename(new, place)
        except OSError:
            if old.exists():
                os.rename(old, place)
            raise


def _close(folder: Path, group: int | None) -> None:
    """Has nobody else look into a folder, or any in it."""
    for at, _, files in os.walk(folder):
        os.chmod(at, 0o700 if group is None else 0o750)
        for path in (at, *(os.path.join(at, name) for name in files)):
            if group is not None:
                os.chown(path, -1, group)


def _write(file: Path, content: bytes, mode: int) -> None:
    """A new file with exactly this mode, which it has before there is anything in it."""
    file.parent.mkdir(parents=True, exist_ok=True)
    descriptor = os.open(file, os.O_WRONLY | os.O_CREAT | os.O_EXCL, 0o600)
    with open(descriptor, "wb") as opened:
        opened.write(content)
        os.fchmod(opened.fileno(), mode)


def refuse_foreign(place: Path, shown: Path) -> None:
    """Refuses to replace what pbxc did not write."""
    if not os.path.lexists(place):
        return
    if not place.is_dir():
        raise Refused(f"{shown} is a file; the output is a folder.")
    there = set(_files_in(place))
    if not there:
        return
    written = _listed(place / MANIFEST)
    if written is None:
        raise Refused(f"{shown} is not empty and was not written by pbxc; choose another folder.")
    strange = sorted(there - written)
    if strange:
        raise Refused(f"{shown} holds {strange[0]}, which pbxc did not write; move it elsewhere.")


def _listed(manifest: Path) -> set[str] | None:
    """The files that a manifest names, itself too; None where it is no manifest."""
    try:
        files = json.loads(manifest.read_bytes())["files"]
    except (OSError, ValueError, KeyError, TypeError):
        return None
    return {*files, MANIFEST} if isinstance(files, dict) else None


def _files_in(folder: Path) -> Iterator[str]:
    for at, folders, files in os.walk(folder):
        links = [name for name in folders if os.path.islink(os.path.join(at, name))]
        yield from (os.path.relpath(os.path.join(at, name), folder) for name in files + links)
