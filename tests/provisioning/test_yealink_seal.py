"""Files of Yealink's phones under the account's own key, opened with another tool."""

from __future__ import annotations

import shutil
import subprocess

import pytest

from targets.provisioning.seals.yealink_aes import KeyRefused, seal

TEXT = "#!version:1.0.0.1\naccount.1.label = Zoë\n".encode()
KEYS = ("0123456789abcDEF", "aA0#$%*+,-.:=?@[]^_{}~bcdefghijk")


def openssl(*words: str, data: bytes) -> bytes:
    tool = shutil.which("openssl")
    assert tool is not None, "openssl is missing"
    done = subprocess.run([tool, "enc", *words], input=data, capture_output=True, check=True)
    return done.stdout


@pytest.mark.parametrize("key", KEYS, ids=["AES-128", "AES-256"])
def test_openssl_opens_what_was_sealed(key: str) -> None:
    cipher = f"-aes-{len(key) * 8}-ecb"
    opened = openssl("-d", cipher, "-K", key.encode().hex(), data=seal(TEXT, key))
    assert opened == TEXT


@pytest.mark.parametrize("key", KEYS, ids=["AES-128", "AES-256"])
@pytest.mark.parametrize("length", [0, 1, 15, 16, 17, 4096])
def test_openssl_seals_the_same_bytes(key: str, length: int) -> None:
    text = (TEXT * 200)[:length]
    cipher = f"-aes-{len(key) * 8}-ecb"
    assert seal(text, key) == openssl("-e", cipher, "-K", key.encode().hex(), data=text)


@pytest.mark.parametrize(
    "key", ["", "short", "0123456789abcde", "0123456789abcdefg", "0123456789abcd f", "ë" * 16]
)
def test_a_key_that_phones_dont_take_is_refused(key: str) -> None:
    with pytest.raises(KeyRefused, match="16 or 32"):
        seal(TEXT, key)


def test_the_vendors_own_key_is_refused() -> None:
    published = bytes.fromhex("454b73333558616350366579624132" + "35").decode()
    with pytest.raises(KeyRefused, match="known to everybody"):
        seal(TEXT, published)
