"""The installation's root key: a file outside git that nobody but its owner can read."""

from __future__ import annotations

import os
import stat
import tempfile
from collections.abc import Mapping
from dataclasses import dataclass
from pathlib import Path

from tenants.secrets import KEY_BYTES

KEY_VARIABLE = "PBXC_KEY_FILE"
LARGEST_FILE = 1 << 20
_HEAD = "# pbxc root key. Every password is made from it: keep a copy in a safe, never in git.\n"


class Refused(Exception):
    """The environment is not as it must be: one plain sentence, with what would mend it."""


@dataclass(frozen=True, slots=True)
class RootKey:
    """A root key, and whether it was made just now."""

    data: bytes
    path: Path
    is_new: bool

    def __repr__(self) -> str:
        return f"RootKey(***, {str(self.path)!r})"


def key_path(named: str | None, environment: Mapping[str, str]) -> Path:
    """Where the root key lies: where it was said, else in the user's own configuration."""
    chosen = named or environment.get(KEY_VARIABLE)
    if chosen:
        return Path(chosen)
    home = environment.get("XDG_CONFIG_HOME") or os.path.join(Path.home(), ".config")
    return Path(home) / "pbxc" / "key"


def root_key(path: Path, may_make: bool) -> RootKey:
    """The root key in a file. Made where there is none and `may_make`; else Refused."""
    if not path.exists():
        if not may_make:
            raise Refused(f"There is no key file {path}.")
        _write_key(path)
        return RootKey(_read_key(path), path, True)
    return RootKey(_read_key(path), path, False)


def _read_key(path: Path) -> bytes:
    text = read_private(path, "key file")
    digits = "".join(line for line in text.splitlines() if not line.startswith("#")).strip()
    try:
        key = bytes.fromhex(digits)
    except ValueError:
        key = b""
    if len(key) != KEY_BYTES:
        raise Refused(f"{path} is not a key file: {KEY_BYTES * 2} hexadecimal digits belong there.")
    return key


def _write_key(path: Path) -> None:
    """Makes a key. Written beside its place and then linked there, so that it is whole or absent,
    and one that appeared meanwhile is kept."""
    try:
        path.parent.mkdir(mode=0o700, parents=True, exist_ok=True)
        with tempfile.NamedTemporaryFile("w", dir=path.parent, prefix=".key-") as file:
            file.write(_HEAD + os.urandom(KEY_BYTES).hex() + "\n")
            file.flush()
            os.fsync(file.fileno())
            os.link(file.name, path)
    except FileExistsError:
        return
    except OSError as error:
        raise Refused(f"The key file {path} can't be made: {_reason(error)}.") from error


def read_private(path: Path, what: str) -> str:
    """The text of a file that only its owner can read. Refused where others can."""
    try:
        with open(path, "rb") as file:
            status = os.fstat(file.fileno())
            if not stat.S_ISREG(status.st_mode):
                raise Refused(f"The {what} {path} is not a file.")
            if status.st_mode & 0o077:
                raise Refused(f"Others can read the {what} {path}. Run: chmod 600 {path}")
            return file.read(LARGEST_FILE).decode()
    except OSError as error:
        raise Refused(f"The {what} {path} can't be read: {_reason(error)}.") from error
    except UnicodeDecodeError as error:
        raise Refused(f"The {what} {path} is not text.") from error


def _reason(error: OSError) -> str:
    return (error.strerror or str(error)).lower()
