"""The complete bundle of every example, as it was reviewed."""

from __future__ import annotations

import difflib
import hashlib
import shutil
from collections.abc import Mapping
from pathlib import Path

import pytest

from schema.secret import Secret
from targets.asterisk.bundle import emit
from tenants.loading import load, whole

REPOSITORY = Path(__file__).resolve().parents[2]
EXPECTED = REPOSITORY / "tests" / "golden"
EXAMPLES = sorted(folder.name for folder in (REPOSITORY / "examples").iterdir() if folder.is_dir())
SOUNDS = "recordings.sha256"


class DemoSecrets:
    """Secrets that are none: what they are follows from their names."""

    def text(self, name: str) -> Secret:
        digest = hashlib.sha256(f"demo {name}".encode()).hexdigest()
        return Secret(f"{int(digest, 16) % 10**6:06}" if ":pin" in name else digest[:24])


def bundle_of(example: str) -> dict[str, str]:
    """The text files of an example's bundle; its recordings as one list of digests."""
    known = whole(load(REPOSITORY / "examples" / example))
    assert known is not None
    media = REPOSITORY / "examples" / example
    audio = {
        one.media: (account_folder(media, one.account) / "media" / one.file).read_bytes()
        for one in known.inventory.audio
        if one.file
    }
    files = emit(known.program, known.inventory, DemoSecrets(), audio).files
    texts = {path: data.decode() for path, data in files.items() if not path.endswith(".wav")}
    sounds = {path: data for path, data in files.items() if path.endswith(".wav")}
    return texts | {SOUNDS: digests(sounds)}


def account_folder(root: Path, account: str) -> Path:
    return root.joinpath(
        *(part for slug in account.split("/") if slug for part in ("accounts", slug))
    )


def digests(sounds: Mapping[str, bytes]) -> str:
    return "".join(f"{hashlib.sha256(data).hexdigest()}  {path}\n" for path, data in sounds.items())


def expected_files(folder: Path) -> dict[str, str]:
    files = sorted(file for file in folder.rglob("*") if file.is_file())
    return {file.relative_to(folder).as_posix(): file.read_text(encoding="utf-8") for file in files}


def rewrite(folder: Path, texts: Mapping[str, str]) -> None:
    shutil.rmtree(folder, ignore_errors=True)
    for path, text in texts.items():
        file = folder / path
        file.parent.mkdir(parents=True, exist_ok=True)
        file.write_text(text, encoding="utf-8")


def differences(expected: Mapping[str, str], actual: Mapping[str, str]) -> str:
    """What changed, as a unified diff of all files."""
    return "".join(
        line
        for path in sorted(expected.keys() | actual.keys())
        for line in difflib.unified_diff(
            expected.get(path, "").splitlines(keepends=True),
            actual.get(path, "").splitlines(keepends=True),
            f"expected/{path}",
            f"emitted/{path}",
        )
    )


@pytest.mark.parametrize("example", EXAMPLES)
def test_an_examples_bundle_is_what_was_reviewed(
    example: str, request: pytest.FixtureRequest
) -> None:
    actual, folder = bundle_of(example), EXPECTED / example
    if request.config.getoption("--golden"):
        rewrite(folder, actual)
    changed = differences(expected_files(folder), actual)
    if changed:
        pytest.fail(f"run `make golden` and review the diff\n{changed}", pytrace=False)


def test_every_expected_folder_is_an_example() -> None:
    assert EXAMPLES == sorted(
        folder.name
        for folder in EXPECTED.iterdir()
        if folder.is_dir() and folder.name not in ("__pycache__", "provisioning")
    )


def test_a_changed_line_is_shown() -> None:
    shown = differences({"a.conf": "one\ntwo\n"}, {"a.conf": "one\nthree\n"})
    assert "-two\n+three\n" in shown
