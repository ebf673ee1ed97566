"""The door of the seals, and RFC 8188 against its own examples and an opener written from it alone."""

from __future__ import annotations

import base64
import hashlib
import hmac
from typing import get_args

import pytest
from cryptography.exceptions import InvalidTag
from cryptography.hazmat.primitives.ciphers.aead import AESGCM
from cryptography.hazmat.primitives.hashes import SHA256
from cryptography.hazmat.primitives.kdf.hkdf import HKDF

from targets.provisioning.seals import headers_of, scheme_of, seal
from targets.provisioning.seals.aes128gcm import RECORD, KeyRefused, sealed_with
from targets.provisioning.vendor import Seal
from targets.provisioning.vendors import cisco, poly

KEY = "abcdefghijklmnopqrstuvwxyz012345"
SCHEMES: tuple[Seal, ...] = get_args(Seal)


def decoded(text: str) -> bytes:
    return base64.urlsafe_b64decode(text + "=" * (-len(text) % 4))


def opened(sealed: bytes, key: bytes) -> bytes:
    """The text of a file, by RFC 8188, sections 2.1 to 2.3. InvalidTag for one that was changed."""
    salt, size, name = sealed[:16], int.from_bytes(sealed[16:20], "big"), sealed[20]
    body = sealed[21 + name :]

    def derived(info: bytes, length: int) -> bytes:
        return HKDF(SHA256(), length, salt, b"Content-Encoding: " + info + b"\0").derive(key)

    cipher = AESGCM(derived(b"aes128gcm", 16))
    nonce = int.from_bytes(derived(b"nonce", 12), "big")
    text = b""
    for number, at in enumerate(range(0, len(body), size)):
        plain = cipher.decrypt((nonce ^ number).to_bytes(12, "big"), body[at : at + size], None)
        record = plain.rstrip(b"\0")
        assert record[-1] == (2 if at + size >= len(body) else 1)
        text += record[:-1]
    return text


# --- RFC 8188 ------------------------------------------------------------------------------------


def test_the_first_example_of_the_rfc_comes_out_byte_for_byte() -> None:
    expected = decoded("I1BsxtFttlv3u_Oo94xnmwAAEAAA-NAVub2qFgBEuQKRapoZu-IxkIva3MEB1PD-ly8Thjg")
    made = sealed_with(
        b"I am the walrus", decoded("yqdlZ-tYemfogSmv7Ws5PQ"), expected[:16], record=4096
    )
    assert expected == made


def test_the_opener_reads_the_second_example_of_the_rfc_with_two_records_and_padding() -> None:
    sealed = decoded(
        "uNCkWiNYzKTnBN9ji3-qWAAAABkCYTHOG8chz_gnvgOqdGYovxyjuqRyJFjEDyoF1Fvkj6hQPdPHI51OEUKEpgz3"
        "SsLWIqS_uA"
    )
    assert b"I am the walrus" == opened(sealed, decoded("BO3ZVPxUlnLORbVGMpbT1Q"))


@pytest.mark.parametrize("length", [0, 1, RECORD - 18, RECORD - 17, RECORD - 16, 3 * RECORD])
def test_a_file_of_any_length_is_opened_again(length: int) -> None:
    text = bytes(number % 251 for number in range(length))
    assert text == opened(seal("aes128gcm", text, KEY, "v1"), KEY.encode())


def test_a_file_that_was_changed_is_noticed() -> None:
    sealed = bytearray(seal("aes128gcm", b"settings", KEY, "v1"))
    sealed[-1] ^= 1
    with pytest.raises(InvalidTag):
        opened(bytes(sealed), KEY.encode())


def test_two_texts_of_one_version_have_two_salts() -> None:
    salts = {seal("aes128gcm", text, KEY, "v1")[:16] for text in (b"a", b"b")}
    assert 2 == len(salts)


def test_two_versions_of_one_text_have_two_salts() -> None:
    salts = {seal("aes128gcm", b"a", KEY, version)[:16] for version in ("v1", "v2")}
    assert 2 == len(salts)


def test_the_salt_tells_nothing_without_the_key() -> None:
    digest = hashlib.sha256(b"a").digest()
    salt = seal("aes128gcm", b"a", KEY, "v1")[:16]
    assert salt != hmac.digest(b"", digest, "sha256")[:16]
    assert salt != seal("aes128gcm", b"a", KEY[::-1], "v1")[:16]


def test_a_short_key_is_refused() -> None:
    with pytest.raises(KeyRefused):
        seal("aes128gcm", b"a", "short", "v1")


# --- the door ------------------------------------------------------------------------------------


@pytest.mark.parametrize("scheme", SCHEMES)
def test_the_same_file_gives_the_same_bytes(scheme: Seal) -> None:
    assert seal(scheme, b"text", KEY, "v1") == seal(scheme, b"text", KEY, "v1")


@pytest.mark.parametrize("scheme", SCHEMES)
def test_a_scheme_hides_the_text_and_none_leaves_it(scheme: Seal) -> None:
    assert (b"text" in seal(scheme, b"text", KEY, "v1")) is (scheme == "")


@pytest.mark.parametrize("scheme", [one for one in SCHEMES if one])
def test_another_key_gives_another_file(scheme: Seal) -> None:
    assert seal(scheme, b"text", KEY, "v1") != seal(scheme, b"text", KEY[::-1], "v1")


def test_only_rfc_8188_is_told_in_the_answers_head() -> None:
    found = {scheme: headers_of(scheme) for scheme in SCHEMES}
    assert {"aes128gcm": (("Content-Encoding", "aes128gcm"),)} == {
        scheme: said for scheme, said in found.items() if said
    }


def test_a_scheme_belongs_to_a_dialect() -> None:
    assert {"spa": "", "mpp": "aes128gcm"} == {
        dialect.slug: scheme_of(cisco.VENDOR, dialect) for dialect in cisco.VENDOR.dialects
    }
    assert {""} == {scheme_of(poly.VENDOR, dialect) for dialect in poly.VENDOR.dialects}
