"""Files encrypted for phones, one module for each scheme. Only keys of the account's own are used.

This is their door. The same file under the same key gives the same bytes in every scheme, so a phone
that compares what it fetched sees no change where there is none.

Poly's phones have a scheme too (AES-128-CBC) which isn't here: how the file's head looks is told
nowhere in public, and a phone that can't read a file starts again and again.
"""

from __future__ import annotations

from collections.abc import Mapping
from typing import assert_never

from targets.provisioning.dialect import Dialect
from targets.provisioning.seals import aes128gcm, openssl_aes, yealink_aes
from targets.provisioning.vendor import Seal, Vendor

_OF_DIALECTS: Mapping[tuple[str, str], Seal] = {("cisco", "mpp"): "aes128gcm"}


def scheme_of(vendor: Vendor, dialect: Dialect) -> Seal:
    """The scheme that phones of a dialect know, empty for none."""
    return _OF_DIALECTS.get((vendor.slug, dialect.slug), vendor.seal)


def seal(scheme: Seal, data: bytes, key: str, version: str) -> bytes:
    """The file as a phone fetches it, the file itself without a scheme. ValueError for a key that the
    scheme doesn't take."""
    match scheme:
        case "":
            return data
        case "yealink-aes":
            return yealink_aes.seal(data, key)
        case "openssl-aes-256-cbc":
            return openssl_aes.seal(data, key)
        case "aes128gcm":
            return aes128gcm.seal(data, key, version)
    assert_never(scheme)


def headers_of(scheme: Seal) -> tuple[tuple[str, str], ...]:
    """What the answer's head must say, so that the phone knows how the file is encrypted."""
    return (("Content-Encoding", "aes128gcm"),) if scheme == "aes128gcm" else ()
