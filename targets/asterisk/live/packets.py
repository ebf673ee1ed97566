"""The manager interface's wire form: packets of `Name: value` lines, and nothing else.

Asterisk reads at most 1,024 bytes a line and 128 lines a packet, takes the first of two equal
headers, and runs whatever follows a line break. So what we send is checked here, and what we
receive is cut at CR LF only: a caller's name may hold any other line separator of Unicode.
"""

from __future__ import annotations

import re
from collections.abc import Iterable, Iterator, Mapping
from functools import lru_cache
from itertools import chain

LINE_BYTES = 1000
PACKET_LINES = 128
END = b"\r\n\r\n"

Pair = tuple[str, str]
Fields = Mapping[str, str] | Iterable[Pair]

_NAME = re.compile(r"[A-Za-z][A-Za-z0-9_-]{0,63}")
_FORBIDDEN = re.compile(r"[\r\n\0]")
_OURS = frozenset({"action", "actionid"})


class AmiValueError(ValueError):
    """A field that can't be sent as written; nothing was sent."""


class Packet:
    """One response or event: its headers in the order they came, repeated ones included.

    A push has thousands of answers of which only the first line is read, so the headers of one
    that came from the wire are taken apart when they are asked for.
    """

    __slots__ = ("_fields", "raw")

    def __init__(self, fields: tuple[Pair, ...] | None = None, *, raw: bytes = b"") -> None:
        lines = [f"{name}: {value}" for name, value in fields or ()]
        self.raw = raw or "\r\n".join(lines).encode("utf-8", "surrogateescape")
        self._fields = fields

    @property
    def fields(self) -> tuple[Pair, ...]:
        """All headers; lines without a colon are dropped."""
        if self._fields is None:
            self._fields = tuple(_decode_lines(self.raw))
        return self._fields

    def get(self, name: str, default: str = "") -> str:
        """The first value of a header, whatever the case of its name."""
        wanted = name.lower()
        return next((v for k, v in self.fields if k.lower() == wanted), default)

    def all(self, name: str) -> tuple[str, ...]:
        """Every value of a repeated header, such as `Output` or `ChanVariable`."""
        wanted = name.lower()
        return tuple([v for k, v in self.fields if k == name or k.lower() == wanted])

    def __eq__(self, other: object) -> bool:
        return isinstance(other, Packet) and self.fields == other.fields

    def __hash__(self) -> int:
        return hash(self.fields)

    def __repr__(self) -> str:
        return f"Packet({self.fields!r})"


def encode_action(action: str, action_id: str, fields: Fields) -> bytes:
    """The bytes of one action; raises `AmiValueError` for what can't be carried."""
    return encode_actions([(action, action_id, fields)])


def encode_actions(actions: Iterable[tuple[str, str, Fields]]) -> bytes:
    """The bytes of many actions, each with its id; raises `AmiValueError` for what can't be carried.

    A push has thousands of them, so their lines are looked through together, and one by one only
    where something is wrong with any.
    """
    listed = [_pairs(*one) for one in actions]
    wire = "".join(map(_text, listed)).encode("utf-8", "surrogateescape")
    lines = wire.split(b"\r\n")
    as_many = len(lines) == sum(map(len, listed)) + len(listed) + 1
    unbroken = wire.count(b"\r") == wire.count(b"\n") == len(lines) - 1 and b"\0" not in wire
    if not (as_many and unbroken) or max(map(len, lines)) > LINE_BYTES:
        for name, value in chain.from_iterable(listed):
            _require_line(name, value)
    return wire


def _pairs(action: str, action_id: str, fields: Fields) -> tuple[Pair, ...]:
    said = fields.items() if isinstance(fields, Mapping) else fields
    pairs = (("Action", action), ("ActionID", action_id), *said)
    _require_names(action, tuple([name for name, _ in pairs[2:]]))
    return pairs


def _text(pairs: Iterable[Pair]) -> str:
    return "\r\n".join(map(": ".join, pairs)) + "\r\n\r\n"


def cut_packets(buffer: bytearray) -> Iterator[bytes]:
    """Take the complete packets out of a receive buffer; what is begun stays in it.

    Asterisk ends some of its events (those of a key that is sent) with one line too many, which
    belongs to no packet.
    """
    end = buffer.rfind(END)
    if end < 0:
        return
    whole = bytes(buffer[:end])
    del buffer[: end + len(END)]
    for raw in whole.split(END):
        yield raw.lstrip(b"\r\n")


def _decode_lines(raw: bytes) -> Iterator[Pair]:
    for line in raw.decode("utf-8", "surrogateescape").split("\r\n"):
        name, colon, value = line.partition(":")
        if colon:
            yield name, value.removeprefix(" ")


def _require_line(name: str, value: str) -> None:
    if _FORBIDDEN.search(value):
        raise AmiValueError(f"{name} holds a line break or a NUL.")
    size = len(f"{name}: {value}".encode("utf-8", "surrogateescape"))
    if size > LINE_BYTES:
        raise AmiValueError(f"{name} makes a line of {size} bytes; {LINE_BYTES} is the limit.")


@lru_cache(256)
def _require_names(action: str, names: tuple[str, ...]) -> None:
    """Asterisk silently keeps the first of two equal headers; only `Variable` may repeat."""
    if len(names) + 2 > PACKET_LINES:
        raise AmiValueError(f"{action} has {len(names) + 2} lines; Asterisk takes {PACKET_LINES}.")
    seen = set(_OURS)
    for name in names:
        if not _NAME.fullmatch(name):
            raise AmiValueError(f"{name!r} is no header name.")
        key = name.lower()
        if key in seen:
            raise AmiValueError(f"{name} is given twice.")
        if key != "variable":
            seen.add(key)
