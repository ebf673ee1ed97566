"""Files as `openssl enc -aes-256-cbc` makes them, for Grandstream's and Cisco's phones.

`Salted__`, eight bytes of salt, and AES-256-CBC with PKCS #7 padding; key and first vector come from
a password and the salt by OpenSSL's old derivation (EVP_BytesToKey), one round of a digest. Phones
use MD5, which was OpenSSL's own choice when their guides were written (`-md md5` today).

The salt is made of the password and the text, so that the same file gives the same bytes and another
one another salt. One round is no defence of a weak password: it must be a random one. Nothing tells
that a file was changed, so this doesn't replace HTTPS with a checked certificate.
"""

from __future__ import annotations

import hashlib
import hmac
import re
from typing import Literal, TypeAlias

from cryptography.hazmat.primitives.ciphers import Cipher, algorithms, modes
from cryptography.hazmat.primitives.padding import PKCS7

Digest: TypeAlias = Literal["md5", "sha256"]

_MAGIC = b"Salted__"
_SALT, _KEY, _VECTOR = 8, 32, 16
_PASSWORD = re.compile(r"[!-~]{16,128}")


class PasswordRefused(ValueError):
    """A password that is too short to protect anything, or that phones don't take."""


def seal(text: bytes, key: str, digest: Digest = "md5") -> bytes:
    """The file as the phone fetches it; the same text and password give the same bytes.
    PasswordRefused for one of fewer than 16 printable characters."""
    if not _PASSWORD.fullmatch(key):
        raise PasswordRefused("a file's password has 16 to 128 printable characters, no spaces")
    salt = hmac.digest(key.encode(), b"pbxc salt" + hashlib.sha256(text).digest(), "sha256")[:_SALT]
    padder = PKCS7(128).padder()
    padded = padder.update(text) + padder.finalize()
    encryptor = _cipher(key, salt, digest).encryptor()
    return _MAGIC + salt + encryptor.update(padded) + encryptor.finalize()


def opened(sealed: bytes, key: str, digest: Digest = "md5") -> bytes:
    """The text of a file. ValueError for one that is not sealed so, or with another password."""
    start = len(_MAGIC) + _SALT
    if not sealed.startswith(_MAGIC) or len(sealed) <= start:
        raise ValueError("this file is not salted as openssl does it")
    decryptor = _cipher(key, sealed[len(_MAGIC) : start], digest).decryptor()
    unpadder = PKCS7(128).unpadder()
    padded = decryptor.update(sealed[start:]) + decryptor.finalize()
    return unpadder.update(padded) + unpadder.finalize()


def _cipher(key: str, salt: bytes, digest: Digest) -> Cipher[modes.CBC]:
    found = _derived(key.encode(), salt, digest)
    return Cipher(algorithms.AES(found[:_KEY]), modes.CBC(found[_KEY:]))


def _derived(password: bytes, salt: bytes, digest: Digest) -> bytes:
    """Key and first vector: each block is the digest of the one before, the password and the salt."""
    found = block = b""
    while len(found) < _KEY + _VECTOR:
        block = hashlib.new(digest, block + password + salt, usedforsecurity=False).digest()
        found += block
    return found[: _KEY + _VECTOR]
