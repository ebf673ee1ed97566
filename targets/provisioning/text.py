"""Text with holes: what a phone's file says, and where secrets are filled in while it is answered.

A file at rest holds no secret, only the names of those it needs. A secret's letters are those of
`tenants/secrets.py`, which no format needs to escape; anything else is refused when it is filled in.
"""

from __future__ import annotations

import hashlib
import json
import re
from collections.abc import Iterable, Mapping
from dataclasses import dataclass
from itertools import groupby
from typing import TypeAlias

_FILLED = re.compile(r"[A-Za-z0-9._~-]{1,200}")


class CantCarry(ValueError):
    """A text that a format has no way to hold. Its message says which character, and where."""


@dataclass(frozen=True, slots=True)
class Ha1:
    """The form in which a secret never leaves us: the MD5 of `user:realm:secret` (HA1 of RFC 7616),
    which opens that user's account in that realm and nothing else. For clients that take it."""

    user: str
    realm: str


@dataclass(frozen=True, slots=True)
class Hole:
    """The place of a secret, by its name. `form` is what stands there instead of the secret itself."""

    secret: str
    form: Ha1 | None = None


@dataclass(frozen=True, slots=True)
class Joined:
    """Texts and holes, one behind the other: `admin:` and a password."""

    parts: tuple[str | Hole, ...]


Value: TypeAlias = str | Hole | Joined
"""What a setting of a phone holds."""


def parts_of(value: Value) -> tuple[str | Hole, ...]:
    """The texts and holes of a value, in order."""
    return value.parts if isinstance(value, Joined) else (value,)


@dataclass(frozen=True, slots=True)
class Document:
    """The content of a file, as texts and holes."""

    parts: tuple[str | Hole, ...]

    @classmethod
    def of(cls, parts: Iterable[str | Hole]) -> Document:
        """Of parts, neighbouring texts as one."""
        joined: list[str | Hole] = []
        for is_hole, run in groupby(parts, lambda part: isinstance(part, Hole)):
            found = tuple(run)
            joined.extend(found if is_hole else ("".join(map(str, found)),))
        return cls(tuple(part for part in joined if part != ""))

    @property
    def secrets(self) -> tuple[str, ...]:
        """The names of the secrets it needs, in order, each once."""
        return tuple(dict.fromkeys(part.secret for part in self.parts if isinstance(part, Hole)))

    @property
    def version(self) -> str:
        """The hash of all that stands in it: SHA-256 in hexadecimal. A secret counts by its name,
        which holds how often it was changed."""
        plain = [part if isinstance(part, str) else _named(part) for part in self.parts]
        return hashlib.sha256(json.dumps(plain).encode()).hexdigest()

    def fill(self, secrets: Mapping[str, str]) -> str:
        """The file with its secrets. KeyError for one that isn't there, CantCarry for one with
        letters that need an escape."""
        return "".join(
            part if isinstance(part, str) else _filled(part, secrets) for part in self.parts
        )

    def masked(self) -> str:
        """The file as people may see it."""
        return "".join(part if isinstance(part, str) else "********" for part in self.parts)


def _named(hole: Hole) -> list[str]:
    return [hole.secret, *((hole.form.user, hole.form.realm) if hole.form else ())]


def _filled(hole: Hole, secrets: Mapping[str, str]) -> str:
    secret = secrets[hole.secret]
    if hole.form is not None:
        clear = f"{hole.form.user}:{hole.form.realm}:{secret}"
        return hashlib.md5(clear.encode(), usedforsecurity=False).hexdigest()
    if not _FILLED.fullmatch(secret):
        raise CantCarry(f"the secret {hole.secret} has letters that no phone's file takes")
    return secret
