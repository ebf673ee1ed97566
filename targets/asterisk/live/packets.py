"""The manager interface's wire form: packets of `Name: value` lines, and nothing else.

Asterisk reads at most 1,024 bytes a line and 128 lines a packet, takes the first of two equal
headers, and runs whatever follows a line break. So what we send is checked here, and what we
receive is cut at CR LF only: a caller's name may hold any other line separator of Unicode.
"""

from __future__ import annotations

import re
from collections.abc import Iterable, Iterator, Mapping
from dataclasses import dataclass

LINE_BYTES = 1000
PACKET_LINES = 128
END = b"\r\n\r\n"

Fields = Mapping[str, str] | Iterable[tuple[str, str]]

_NAME = re.compile(r"[A-Za-z][A-Za-z0-9_-]*")
_FORBIDDEN = re.compile(r"[\r\n\0]")
_OURS = frozenset({"action", "actionid"})


class AmiValueError(ValueError):
    """A field that can't be sent as written; nothing was sent."""


@dataclass(frozen=True, slots=True)
class Packet:
    """One response or event: its headers in the order they came, repeated ones included."""

    fields: tuple[tuple[str, str], ...]

    def get(self, name: str, default: str = "") -> str:
        """The first value of a header, whatever the case of its name."""
        wanted = name.lower()
        return next((v for k, v in self.fields if k.lower() == wanted), default)

    def all(self, name: str) -> tuple[str, ...]:
        """Every value of a repeated header, such as `Output` or `ChanVariable`."""
        wanted = name.lower()
        return tuple(v for k, v in self.fields if k.lower() == wanted)


def encode_action(action: str, action_id: str, fields: Fields) -> bytes:
    """The bytes of one action; raises `AmiValueError` for what can't be carried."""
    pairs = list(fields.items() if isinstance(fields, Mapping) else fields)
    _refuse_repeats(pairs)
    lines = [_encode_line(k, v) for k, v in (("Action", action), ("ActionID", action_id), *pairs)]
    if len(lines) > PACKET_LINES:
        raise AmiValueError(f"{action} has {len(lines)} lines; Asterisk takes {PACKET_LINES}.")
    return b"\r\n".join(lines) + END


def decode_packet(raw: bytes) -> Packet:
    """A packet from the bytes between two blank lines; lines without a colon are dropped."""
    return Packet(tuple(_decode_lines(raw)))


def cut_packets(buffer: bytearray) -> Iterator[Packet]:
    """Take the complete packets out of a receive buffer; what is begun stays in it."""
    start = 0
    while (end := buffer.find(END, start)) >= 0:
        yield decode_packet(bytes(buffer[start:end]))
        start = end + len(END)
    del buffer[:start]


def _decode_lines(raw: bytes) -> Iterator[tuple[str, str]]:
    for line in raw.split(b"\r\n"):
        name, colon, value = line.decode("utf-8", "surrogateescape").partition(":")
        if colon:
            yield name, value.removeprefix(" ")


def _encode_line(name: str, value: str) -> bytes:
    if not _NAME.fullmatch(name):
        raise AmiValueError(f"{name!r} is no header name.")
    if _FORBIDDEN.search(value):
        raise AmiValueError(f"{name} holds a line break or a NUL.")
    line = f"{name}: {value}".encode("utf-8", "surrogateescape")
    if len(line) > LINE_BYTES:
        raise AmiValueError(f"{name} makes a line of {len(line)} bytes; {LINE_BYTES} is the limit.")
    return line


def _refuse_repeats(pairs: list[tuple[str, str]]) -> None:
    """Asterisk silently keeps the first of two equal headers; only `Variable` may repeat."""
    seen = set(_OURS)
    for name, _ in pairs:
        key = name.lower()
        if key in seen:
            raise AmiValueError(f"{name} is given twice.")
        if key != "variable":
            seen.add(key)
