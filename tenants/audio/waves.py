"""WAV files: read in all the usual codings, written in one."""

from __future__ import annotations

import struct
import sys
from array import array
from collections.abc import Callable, Iterator, Mapping
from dataclasses import dataclass

from tenants.audio import LONGEST_SECONDS, RATE, NotAudio, TooLarge

PCM, FLOAT, A_LAW, MU_LAW, EXTENSIBLE = 0x0001, 0x0003, 0x0006, 0x0007, 0xFFFE
SLOWEST, FASTEST = 4000, 192_000
MOST_CHANNELS = 8
LIMIT = 32767


@dataclass(frozen=True, slots=True)
class Sound:
    """Samples of 16 bits, the channels mixed into one."""

    rate: int
    samples: array[int]

    @property
    def seconds(self) -> float:
        """How long it plays."""
        return len(self.samples) / self.rate


@dataclass(frozen=True, slots=True)
class WaveHead:
    """What a WAV file says of itself, and the bytes of its samples."""

    coding: int
    channels: int
    rate: int
    bits: int
    data: memoryview

    @property
    def frame_bytes(self) -> int:
        """Bytes of one sample of all channels."""
        return self.channels * self.bits // 8

    @property
    def seconds(self) -> float:
        """How long it plays."""
        return len(self.data) / (self.frame_bytes * self.rate)


def read_wave(content: bytes) -> Sound:
    """The sound in a WAV file. NotAudio, or TooLarge, where it can't be taken."""
    head = read_head(content)
    decode = DECODERS.get((head.coding, head.bits))
    if decode is None:
        raise NotAudio(f"it is a WAV file with a coding that is not known ({head.coding:#06x})")
    if head.seconds > LONGEST_SECONDS:
        raise TooLarge(
            f"it plays for {head.seconds / 60:.0f} minutes; {LONGEST_SECONDS // 60} at most"
        )
    whole = len(head.data) - len(head.data) % head.frame_bytes
    if not whole:
        raise NotAudio("it holds no sound")
    return Sound(head.rate, _mixed(decode(bytes(head.data[:whole])), head.channels))


def read_head(content: bytes) -> WaveHead:
    """What a WAV file says of itself. NotAudio where it is none."""
    if len(content) < 12 or content[:4] != b"RIFF" or content[8:12] != b"WAVE":
        raise NotAudio("it is not a WAV file")
    chunks = dict(_chunks(memoryview(content)))
    form, data = chunks.get(b"fmt "), chunks.get(b"data")
    if form is None or len(form) < 16 or data is None:
        raise NotAudio("it is a WAV file without a sound in it")
    coding, channels, rate, _, _, bits = struct.unpack_from("<HHIIHH", form)
    if coding == EXTENSIBLE and len(form) >= 26:
        coding = struct.unpack_from("<H", form, 24)[0]
    if not (1 <= channels <= MOST_CHANNELS and SLOWEST <= rate <= FASTEST and bits % 8 == 0 < bits):
        raise NotAudio(
            f"it says of itself {channels} channels, {rate} samples a second, {bits} bits"
        )
    return WaveHead(coding, channels, rate, bits, data)


def _chunks(content: memoryview) -> Iterator[tuple[bytes, memoryview]]:
    """The parts of a RIFF file by name. The last may be cut, or have no true size (a stream)."""
    at = 12
    while at + 8 <= len(content):
        name, size = bytes(content[at : at + 4]), struct.unpack_from("<I", content, at + 4)[0]
        yield name, content[at + 8 : at + 8 + size]
        if name == b"data":
            return
        at += 8 + size + size % 2


def write_wave(sound: Sound) -> bytes:
    """The file that the switch plays; the same sound is the same bytes."""
    samples = array("h", sound.samples)
    if sys.byteorder == "big":
        samples.byteswap()
    data = samples.tobytes()
    form = struct.pack("<HHIIHH", PCM, 1, sound.rate, sound.rate * 2, 2, 16)
    body = b"WAVE" + b"fmt " + struct.pack("<I", len(form)) + form
    body += b"data" + struct.pack("<I", len(data)) + data
    return b"RIFF" + struct.pack("<I", len(body)) + body


def silence(seconds: float) -> bytes:
    """A file in which nothing is heard."""
    return write_wave(Sound(RATE, array("h", bytes(2 * round(seconds * RATE)))))


# --- decoding -----------------------------------------------------------------------------------


def _mixed(samples: array[int], channels: int) -> array[int]:
    if channels == 1:
        return samples
    parts = [samples[channel::channels] for channel in range(channels)]
    return array("h", [sum(frame) // channels for frame in zip(*parts, strict=True)])


def _native(code: str, data: bytes) -> array[int]:
    samples = array(code, data)
    if sys.byteorder == "big":
        samples.byteswap()
    return samples


def _from_8(data: bytes) -> array[int]:
    return array("h", [(byte - 128) << 8 for byte in data])


def _from_16(data: bytes) -> array[int]:
    return _native("h", data)


def _from_24(data: bytes) -> array[int]:
    upper = bytearray(len(data) // 3 * 2)
    upper[0::2], upper[1::2] = data[1::3], data[2::3]
    return _native("h", bytes(upper))


def _from_32(data: bytes) -> array[int]:
    return _native("h", data)[1::2] if sys.byteorder == "little" else _from_16(_tops(data))


def _tops(data: bytes) -> bytes:
    upper = bytearray(len(data) // 2)
    upper[0::2], upper[1::2] = data[2::4], data[3::4]
    return bytes(upper)


def _from_float(code: str) -> Callable[[bytes], array[int]]:
    def decode(data: bytes) -> array[int]:
        # What is no number, or beyond full scale, is cut to what can be played.
        values = _native(code, data)
        return array("h", [int(max(-1.0, min(1.0, v)) * LIMIT) if v == v else 0 for v in values])

    return decode


def _mu_law(byte: int) -> int:
    byte = ~byte & 0xFF
    size = ((((byte & 0x0F) << 3) + 0x84) << ((byte & 0x70) >> 4)) - 0x84
    return -size if byte & 0x80 else size


def _a_law(byte: int) -> int:
    byte ^= 0x55
    size, segment = (byte & 0x0F) << 4, (byte & 0x70) >> 4
    size = size + 8 if segment == 0 else (size + 0x108) << (segment - 1)
    return size if byte & 0x80 else -size


def _from_table(law: Callable[[int], int]) -> Callable[[bytes], array[int]]:
    table = tuple(law(byte) for byte in range(256))
    return lambda data: array("h", [table[byte] for byte in data])


DECODERS: Mapping[tuple[int, int], Callable[[bytes], array[int]]] = {
    (PCM, 8): _from_8,
    (PCM, 16): _from_16,
    (PCM, 24): _from_24,
    (PCM, 32): _from_32,
    (FLOAT, 32): _from_float("f"),
    (FLOAT, 64): _from_float("d"),
    (A_LAW, 8): _from_table(_a_law),
    (MU_LAW, 8): _from_table(_mu_law),
}
