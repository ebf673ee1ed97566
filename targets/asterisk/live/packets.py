"""The manager interface's wire form: packets of `Name: value` lines, and nothing else.

Asterisk reads at most 1,024 bytes a line and 128 lines a packet, takes the first of two equal
headers, and runs whatever follows a line break. So what we send is checked here, and what we
receive is cut at CR LF only: a caller's name may hold any other line separator of Unicode.
"""

from __future__ import annotations

import re
from collections.abc import Iterable, Iterator, Mapping
from functools import lru_cache

LINE_BYTES = 1000
PACKET_LINES = 128
END = b"\r\n\r\n"

Pair = tuple[str, str]
Fields = Mapping[str, str] | Iterable[Pair]

_NAME = re.compile(r"[A-Za-z][A-Za-z0-9_-]{0,63}")
_FORBIDDEN = re.compile(r"[\r\n\0]")
_OURS = frozenset({"action", "actionid"})
_SHORT = LINE_BYTES // 5  # so many characters fit into a line with its name, whatever they are


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
    pairs = tuple(fields.items() if isinstance(fields, Mapping) else fields)
    _require_names(action, tuple([name for name, _ in pairs]))
    lines = "".join([f"{name}: {value}\r\n" for name, value in pairs])
    text = f"Action: {action}\r\nActionID: {action_id}\r\n{lines}\r\n"
    longest = max([len(value) for _, value in pairs], default=0)
    breaks = len(pairs) + 3
    unbroken = text.count("\r") == text.count("\n") == breaks and "\0" not in text
    if not unbroken or longest > _SHORT:
        for name, value in (("Action", action), ("ActionID", action_id), *pairs):
            _require_line(name, value)
    return text.encode("utf-8", "surrogateescape")


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
