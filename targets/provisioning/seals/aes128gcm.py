"""Files encrypted as RFC 8188 says (`Content-Encoding: aes128gcm`), for Cisco's Multiplatform phones.

A phone that holds the key (`IKM_HTTP_Encrypt_Content`) decrypts what comes with that header and takes
anything else as it is, so a file may be given either way. Unlike the other schemes this one notices
when a file was changed.

The salt is made of the key, the version and the text: the same file gives the same bytes, and two
texts never share the salt from which the cipher's key and nonces come, which would betray both. The
key is the letters themselves, not what they may spell in base64: Cisco's guides don't say otherwise.
"""

from __future__ import annotations

import hashlib
import hmac
from collections.abc import Iterator

from cryptography.hazmat.primitives.ciphers.aead import AESGCM

RECORD = 4096
_TAG = 16
_SHORTEST_KEY = 16
_MORE, _LAST = b"\x01", b"\x02"


class KeyRefused(ValueError):
    """A key that is too short to protect anything."""


def seal(data: bytes, key: str, version: str = "") -> bytes:
    """The file as the phone fetches it. KeyRefused for a key of fewer than 16 letters."""
    if len(key) < _SHORTEST_KEY:
        raise KeyRefused(f"a key has {_SHORTEST_KEY} letters or more")
    said = b"pbxc salt\0" + version.encode() + b"\0" + hashlib.sha256(data).digest()
    salt = hmac.digest(key.encode(), said, "sha256")[:16]
    return sealed_with(data, key.encode(), salt, RECORD)


def sealed_with(data: bytes, key: bytes, salt: bytes, record: int, name: bytes = b"") -> bytes:
    """The file under a salt, in records of a size, with the name of the key in its head."""
    head = salt + record.to_bytes(4, "big") + bytes([len(name)]) + name
    return head + b"".join(_records(data, key, salt, record))


def _records(data: bytes, key: bytes, salt: bytes, record: int) -> Iterator[bytes]:
    """Every record with its tag; each but the last is full, and only the last one says so."""
    extracted = hmac.digest(salt, key, "sha256")
    cipher = AESGCM(_derived(extracted, b"aes128gcm", 16))
    nonce = int.from_bytes(_derived(extracted, b"nonce", 12), "big")
    room = record - _TAG - 1
    parts = [data[at : at + room] for at in range(0, len(data), room)] or [b""]
    for number, part in enumerate(parts):
        end = _LAST if number == len(parts) - 1 else _MORE
        yield cipher.encrypt((nonce ^ number).to_bytes(12, "big"), part + end, None)


def _derived(extracted: bytes, what: bytes, length: int) -> bytes:
    return hmac.digest(extracted, b"Content-Encoding: " + what + b"\0\x01", "sha256")[:length]
