"""The recordings of an account tree, ready for the switch; and how long each of them plays."""

from __future__ import annotations

import contextlib
import hashlib
import os
import tempfile
from collections.abc import Callable, Iterable, Mapping
from dataclasses import dataclass
from pathlib import Path
from typing import Protocol

from compiler.codes import Code
from compiler.diagnostics import Diagnostic, Place
from compiler.story import media_id
from schema.inventory import AudioFile
from schema.program import Media
from tenants import codes
from tenants.audio import LARGEST_FILE, NoProgram, NotAudio, TooLarge, programs
from tenants.audio.resampling import at_rate
from tenants.audio.waves import read_head, read_wave, write_wave
from tenants.folder import read_at_most

# Part of each name in the cache: what is made otherwise must be named otherwise.
MAKER = b"pbxc audio 1"
FOLDER = "media"
SENTENCES_PER_SECOND_OF_TEXT = 15  # characters that are spoken in a second, about


@dataclass(frozen=True, slots=True)
class Recordings:
    """The files of all recordings by what the program plays, and what is wrong with the others."""

    files: Mapping[Media, bytes]
    diagnostics: tuple[Diagnostic, ...]


class Uploads(Protocol):
    """Where the recordings of accounts are: on a disk, or in a commit."""

    def shown(self, account: str, file: str) -> str:
        """A recording as people find it."""
        ...

    def read(self, account: str, file: str, limit: int) -> tuple[bytes, int]:
        """The bytes of a recording and its size; no bytes where it is larger than `limit`. OSError
        where it can't be read."""
        ...


@dataclass(frozen=True, slots=True)
class AccountFolders:
    """The recordings in the media folders of a disk: each account's folder by its path."""

    folders: Mapping[str, Path]

    def shown(self, account: str, file: str) -> str:
        """The path of a recording, as the user would type it."""
        return os.path.normpath(self.folders[account] / FOLDER / file)

    def read(self, account: str, file: str, limit: int) -> tuple[bytes, int]:
        """The bytes of a recording and its size."""
        return read_at_most(self.shown(account, file), limit)


@dataclass(frozen=True, slots=True)
class Studio:
    """Where recordings come from, and the folder where finished ones are kept."""

    uploads: Uploads
    cache: Path

    def prepare(self, wanted: Iterable[AudioFile]) -> Recordings:
        """All recordings, decoded, converted and spoken, each taken from the cache where it can."""
        files: dict[Media, bytes] = {}
        found: list[Diagnostic] = []
        for audio in wanted:
            made = self._made(audio)
            if isinstance(made, bytes):
                files[audio.media] = made
            else:
                found.append(made)
        return Recordings(files, tuple(found))

    def durations(self, wanted: Iterable[AudioFile]) -> dict[str, float]:
        """Seconds of every recording that are known without converting it, by media id: what a WAV
        file says of itself, what is in the cache, and a guess for sentences."""
        known = ((media_id(audio.media), self._seconds(audio)) for audio in wanted)
        return {name: seconds for name, seconds in known if seconds is not None}

    def _made(self, audio: AudioFile) -> bytes | Diagnostic:
        try:
            if audio.spoken:
                return self._kept(_sentence_key(audio), lambda: _spoken(audio))
            content, ending = self._content(audio), _ending(audio)
            return self._kept(_key(content, ending), lambda: convert(content, ending))
        except NoProgram as error:
            code = codes.NO_VOICE if audio.spoken else codes.NO_CONVERTER
            return self._finding(code, audio, error, _mend(code))
        except TooLarge as error:
            return self._finding(codes.RECORDING_TOO_LARGE, audio, error)
        except NotAudio as error:
            return self._finding(codes.NOT_A_RECORDING, audio, error)

    def _content(self, audio: AudioFile) -> bytes:
        try:
            content, size = self.uploads.read(audio.account, audio.file, LARGEST_FILE)
        except OSError as error:
            raise NotAudio(f"it can't be read: {(error.strerror or str(error)).lower()}") from error
        if size > LARGEST_FILE:
            raise TooLarge(f"it has {size >> 20} MiB; {LARGEST_FILE >> 20} at most")
        return content

    def _finding(
        self, code: Code, audio: AudioFile, error: Exception, hint: str = ""
    ) -> Diagnostic:
        """A sentence is shown where it is written, a recording by its file."""
        if audio.spoken:
            message = f'The sentence "{audio.spoken[:40]}" can\'t be made: {error}.'
            return code.at(audio.origin, message, hint)
        path = self.uploads.shown(audio.account, audio.file)
        return code.at(Place(path), f"The recording {audio.file} can't be made: {error}.", hint)

    def _kept(self, key: str, make: Callable[[], bytes]) -> bytes:
        """A finished recording from the cache, else made and kept. A cache that can't be written is
        done without."""
        file = self.cache / f"{key}.wav"
        try:
            return file.read_bytes()
        except OSError:
            made = make()
        with contextlib.suppress(OSError):
            _keep(file, made)
        return made

    def _seconds(self, audio: AudioFile) -> float | None:
        if audio.spoken:
            kept = self._kept_seconds(_sentence_key(audio))
            return kept or 1 + round(len(audio.spoken) / SENTENCES_PER_SECOND_OF_TEXT)
        try:
            content, ending = self._content(audio), _ending(audio)
            return (
                read_head(content).seconds
                if ending == "wav"
                else self._kept_seconds(_key(content, ending))
            )
        except NotAudio:
            return None

    def _kept_seconds(self, key: str) -> float | None:
        try:
            return read_head((self.cache / f"{key}.wav").read_bytes()).seconds
        except (OSError, NotAudio):
            return None


def cache_folder(environment: Mapping[str, str]) -> Path:
    """Where finished recordings are kept."""
    home = environment.get("XDG_CACHE_HOME") or os.path.join(Path.home(), ".cache")
    return Path(home) / "pbxc" / "audio"


def account_folders(root: Path, accounts: Iterable[str]) -> AccountFolders:
    """The folders of the accounts of a tree on a disk."""
    return AccountFolders(
        {
            account: root.joinpath(
                *(part for slug in account.split("/") if slug for part in ("accounts", slug))
            )
            for account in accounts
        }
    )


def convert(content: bytes, ending: str) -> bytes:
    """A recording in any format as the switch plays it. NotAudio, TooLarge or NoProgram."""
    if ending != "wav":
        return write_wave(at_rate(read_wave(programs.decode(content, ending))))
    return write_wave(at_rate(read_wave(content)))


def _spoken(audio: AudioFile) -> bytes:
    return write_wave(at_rate(read_wave(programs.speak(audio.spoken, audio.language))))


def _ending(audio: AudioFile) -> str:
    return audio.file.rpartition(".")[2].lower()


def _key(content: bytes, ending: str) -> str:
    return hashlib.sha256(b"\0".join((MAKER, ending.encode(), content))).hexdigest()


def _sentence_key(audio: AudioFile) -> str:
    parts = (MAKER, b"say", audio.language.encode(), audio.spoken.encode())
    return hashlib.sha256(b"\0".join(parts)).hexdigest()


def _keep(file: Path, content: bytes) -> None:
    """Written beside its place and renamed, so that it is whole or absent."""
    file.parent.mkdir(mode=0o700, parents=True, exist_ok=True)
    with tempfile.NamedTemporaryFile(dir=file.parent, delete=False) as part:
        part.write(content)
    os.replace(part.name, file)


def _mend(code: Code) -> str:
    if code is codes.NO_VOICE:
        return "Install it (apt install espeak-ng), or record the sentence and play the recording."
    return "Install one (apt install ffmpeg), or save the recording as WAV."
