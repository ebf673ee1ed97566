"""Files sealed as openssl does it, opened and made again with openssl itself."""

from __future__ import annotations

import shutil
import subprocess

import pytest

from targets.provisioning.seals.openssl_aes import Digest, PasswordRefused, opened, seal

TEXT = '<?xml version="1.0"?>\n<gs_provision><P270>Zoë</P270></gs_provision>\n'.encode()
PASSWORD = "correct-Horse_battery~staple.42"
DIGESTS = pytest.mark.parametrize("digest", ["md5", "sha256"])
LENGTHS = pytest.mark.parametrize("length", [0, 1, 15, 16, 17, 4096])


def openssl(*words: str, data: bytes) -> bytes:
    tool = shutil.which("openssl")
    assert tool is not None, "openssl is missing"
    command = [tool, "enc", "-aes-256-cbc", *words, "-pass", f"pass:{PASSWORD}"]
    return subprocess.run(command, input=data, capture_output=True, check=True).stdout


@DIGESTS
@LENGTHS
def test_openssl_opens_what_was_sealed(digest: Digest, length: int) -> None:
    text = (TEXT * 100)[:length]
    sealed = seal(text, PASSWORD, digest)
    assert openssl("-d", "-md", digest, data=sealed) == text


@DIGESTS
@LENGTHS
def test_what_openssl_sealed_is_opened(digest: Digest, length: int) -> None:
    text = (TEXT * 100)[:length]
    assert opened(openssl("-e", "-salt", "-md", digest, data=text), PASSWORD, digest) == text


@DIGESTS
def test_openssl_seals_the_same_bytes_with_the_same_salt(digest: Digest) -> None:
    sealed = seal(TEXT, PASSWORD, digest)
    made = openssl("-e", "-S", sealed[8:16].hex(), "-md", digest, data=TEXT)
    assert sealed == (made if made.startswith(b"Salted__") else sealed[:16] + made)


def test_the_same_file_gives_the_same_bytes_and_another_one_another_salt() -> None:
    assert seal(TEXT, PASSWORD) == seal(TEXT, PASSWORD)
    assert seal(TEXT, PASSWORD)[8:16] != seal(TEXT + b" ", PASSWORD)[8:16]
    assert seal(TEXT, PASSWORD)[8:16] != seal(TEXT, PASSWORD + "!")[8:16]


@pytest.mark.parametrize(
    "password", ["", "short", "x" * 15, "a" * 129, "with a space in it", "ë" * 16]
)
def test_a_password_that_protects_nothing_is_refused(password: str) -> None:
    with pytest.raises(PasswordRefused, match="16 to 128"):
        seal(TEXT, password)


@pytest.mark.parametrize("sealed", [b"", b"plain", b"Salted__12345678", seal(TEXT, PASSWORD)[:-1]])
def test_what_isnt_sealed_so_isnt_opened(sealed: bytes) -> None:
    with pytest.raises(ValueError, match=r"."):
        opened(sealed, PASSWORD)
