"""Files of Yealink's phones under the account's own key: AES-128 or AES-256, ECB, PKCS #7 padding.

The key is the characters themselves, 16 or 32 of them, and is on the phone already
(`static.auto_provision.aes_key_16.mac`, with `aes_key_in_file` 0): the vendor's other way wraps it
with a key pair whose private half is published, which protects nothing.

Mind what this is worth. Equal blocks of a file stay equal, and nothing tells that a file was changed:
it hides a file from who finds it, and doesn't replace HTTPS with a checked certificate.
"""

from __future__ import annotations

import hashlib
import re

from cryptography.hazmat.primitives.ciphers import Cipher, algorithms, modes
from cryptography.hazmat.primitives.padding import PKCS7

_KEY = re.compile(r"(?:[0-9A-Za-z#$%*+,\-.:=?@\[\]^_{}~]{16}){1,2}")
_PUBLISHED = frozenset({"d208e887df280fae7a59540968df98c2cafe06eb0dbe83beef0a1098364e6bfe"})
"""SHA-256 of keys that everybody knows."""


class KeyRefused(ValueError):
    """A key that phones don't take, or that is no secret."""


def seal(text: bytes, key: str) -> bytes:
    """The file as the phone fetches it; the same text and key give the same bytes. KeyRefused."""
    if not _KEY.fullmatch(key):
        raise KeyRefused("Yealink's phones take keys of 16 or 32 letters, digits and some signs")
    if hashlib.sha256(key.encode()).hexdigest() in _PUBLISHED:
        raise KeyRefused("this key is the vendor's own and known to everybody")
    padder = PKCS7(128).padder()
    padded = padder.update(text) + padder.finalize()
    encryptor = Cipher(algorithms.AES(key.encode()), modes.ECB()).encryptor()
    return encryptor.update(padded) + encryptor.finalize()
