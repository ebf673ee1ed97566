"""What is asked of the address of phones and what is answered, as values without a web server."""

from __future__ import annotations

from collections.abc import Callable, Mapping
from dataclasses import dataclass, field
from typing import TypeAlias

LARGEST_FORM = 1 << 16
"""The bytes of a form that somebody may send."""


@dataclass(frozen=True, slots=True)
class Asked:
    """A request. `path` is as it was sent, with its escapes and without what follows a `?`, which is
    `query`. Names of `headers` are in small letters. `subject` is that of the client's certificate,
    which was issued by an authority that we believe; empty where it showed none."""

    method: str
    path: str
    headers: Mapping[str, str] = field(default_factory=dict)
    address: str = "127.0.0.1"
    subject: str = ""
    query: str = ""
    body: bytes = b""


@dataclass(frozen=True, slots=True)
class Answered:
    """An answer. `headers` may have a name several times."""

    status: int
    body: bytes = b""
    headers: tuple[tuple[str, str], ...] = ()


Answer: TypeAlias = Callable[[Asked], Answered]
