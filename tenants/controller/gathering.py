"""What a tree needs besides its program: secrets and recordings, gathered account by account.

What was gathered for an account stays until what it was gathered from changes. Where nothing did, the
whole is the same value too, so that nothing behind it is made again.
"""

from __future__ import annotations

from collections.abc import Iterable, Mapping
from dataclasses import dataclass, field
from functools import partial
from pathlib import Path
from typing import TYPE_CHECKING, TypeAlias

from compiler.diagnostics import Diagnostic
from compiler.kept import Kept
from schema.inventory import AudioFile, Inventory
from schema.program import Media
from schema.secret import Secret
from targets.asterisk.recordings import Sound, sound_of
from tenants.audio.recordings import Studio
from tenants.controller.shelf import Shelf
from tenants.given_secrets import GivenSecrets, gather_secrets
from tenants.secrets import DerivedSecrets

if TYPE_CHECKING:
    from tenants.controller.desk import Written

Gathered: TypeAlias = tuple[DerivedSecrets, tuple[Diagnostic, ...]]


@dataclass(frozen=True)
class Heard:
    """The recordings of an account, on the shelf, and what they were made from: the account's key, its
    files, and what stands in each file."""

    key: str
    audio: tuple[AudioFile, ...]
    contents: tuple[str, ...]
    sounds: Mapping[Media, Sound]


@dataclass
class SecretsGathering:
    """The secrets of all accounts, again and again."""

    key: bytes = field(repr=False)
    given: GivenSecrets = field(repr=False)
    _kept: Kept[Gathered] = field(default_factory=Kept[Gathered], repr=False)
    _parts: tuple[Gathered, ...] = field(default=(), repr=False)
    _whole: Gathered | None = field(default=None, repr=False)

    def gather(self, shares: Mapping[str, Inventory]) -> Gathered:
        """The secrets of all accounts, and what should have been given and wasn't."""
        parts = tuple(self._of(name, share) for name, share in shares.items())
        self._kept.forget_others(shares)
        if self._whole is None or not _are_the_same(parts, self._parts):
            self._parts, self._whole = parts, self._together(parts)
        return self._whole

    def _of(self, name: str, share: Inventory) -> Gathered:
        made_of = (share.gateways, share.mailboxes)
        make = partial(gather_secrets, share, self.key, self.given)
        return self._kept.get(name, made_of, lambda _: make())

    def _together(self, parts: Iterable[Gathered]) -> Gathered:
        given: dict[str, Secret] = {}
        taken: dict[str, str] = {}
        missing: list[Diagnostic] = []
        for secrets, found in parts:
            given |= secrets.given
            taken |= secrets.taken
            missing += found
        return DerivedSecrets(self.key, given, taken), tuple(missing)


@dataclass
class SoundsGathering:
    """The recordings of all accounts, again and again, each ready on the shelf."""

    cache: Path
    shelf: Shelf
    _kept: dict[str, Heard] = field(default_factory=dict)
    _parts: tuple[Mapping[Media, Sound], ...] = ()
    _whole: Mapping[Media, Sound] = field(default_factory=dict)

    def gather(
        self, written: Mapping[str, Written], audio: tuple[AudioFile, ...]
    ) -> tuple[Mapping[Media, Sound], tuple[Diagnostic, ...]]:
        """Every recording, and what is wrong with those that can't be made."""
        found: list[Diagnostic] = []
        parts = tuple(
            self._of(written[path], path, files, found)
            for path, files in _by_account(audio).items()
        )
        if not _are_the_same(parts, self._parts):
            self._parts = parts
            self._whole = {media: sound for part in parts for media, sound in part.items()}
        return self._whole, tuple(found)

    @property
    def on_shelf(self) -> frozenset[str]:
        """The recordings that are counted on to be there, by their SHA-256."""
        return frozenset(s.sha256 for one in self._kept.values() for s in one.sounds.values())

    def _of(
        self, at: Written, path: str, audio: tuple[AudioFile, ...], found: list[Diagnostic]
    ) -> Mapping[Media, Sound]:
        kept = self._kept.get(path)
        if kept is not None and (kept.key, kept.audio) == (at.key, audio):
            return kept.sounds
        contents = tuple(at.recordings.id_of(path, one.file) for one in audio)
        if kept is not None and (kept.audio, kept.contents) == (audio, contents):
            self._kept[path] = Heard(at.key, kept.audio, contents, kept.sounds)
            return kept.sounds
        made = Studio(at.recordings, self.cache).prepare(audio)
        found += made.diagnostics
        sounds = self._shelve(made.files)
        if not made.diagnostics:
            self._kept[path] = Heard(at.key, audio, contents, sounds)
        return sounds

    def _shelve(self, files: Mapping[Media, bytes]) -> Mapping[Media, Sound]:
        made = {media: sound_of(media, data) for media, data in files.items()}
        for media, sound in made.items():
            self.shelf.put(sound.sha256, files[media])
        return made


def _are_the_same(ones: tuple[object, ...], others: tuple[object, ...]) -> bool:
    """Whether these are the very same things: to look into them would take longer than to make them."""
    return len(ones) == len(others) and all(map(_is, ones, others))


def _is(one: object, other: object) -> bool:
    return one is other


def _by_account(audio: Iterable[AudioFile]) -> Mapping[str, tuple[AudioFile, ...]]:
    found: dict[str, list[AudioFile]] = {}
    for one in audio:
        found.setdefault(one.account, []).append(one)
    return {account: tuple(ones) for account, ones in found.items()}
