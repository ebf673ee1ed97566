"""From drawn accounts to the bytes that a switch would get."""

from __future__ import annotations

import hashlib
from collections.abc import Iterable, Mapping

from hypothesis import assume

from compiler import Compiled, compile_folders
from compiler.sources import AccountFolder
from schema.secret import Secret
from targets.asterisk.bundle import emit


class Vault:
    """Secrets for tests: what they are follows from their names alone."""

    def text(self, name: str) -> Secret:
        digest = hashlib.sha256(name.encode()).hexdigest()
        return Secret(str(int(digest, 16))[:4] if ":pin" in name else digest[:24])


def compile_right(folders: Iterable[AccountFolder]) -> Compiled:
    """The tree of these accounts; a draw that a rule refuses is not looked at."""
    compiled = compile_folders(tuple(folders), "harbour")
    assume(not compiled.failed)
    return compiled


def files_of(compiled: Compiled) -> Mapping[str, bytes]:
    """All files of the bundle."""
    assert compiled.program is not None
    assert compiled.inventory is not None
    return emit(compiled.program, compiled.inventory, Vault(), {}).files


def digest_of(files: Mapping[str, bytes]) -> str:
    """One digest of all files."""
    whole = hashlib.sha256()
    for path, content in files.items():
        whole.update(f"{path} {len(content)}\n".encode() + content)
    return whole.hexdigest()
