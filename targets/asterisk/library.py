"""The library: the recordings that calls may play, and where each of them lies."""

from __future__ import annotations

from collections.abc import Mapping
from dataclasses import dataclass, field

from schema.program import Media
from targets.asterisk.names import media_path
from targets.asterisk.recordings import Sound

MEDIA = "media"
"""The folder of recordings in the configuration tree."""


@dataclass(frozen=True)
class Library:
    """The accounts that may own recordings, and the recordings that were given."""

    owners: frozenset[str] = frozenset()
    sounds: Mapping[Media, Sound] = field(default_factory=dict)

    def path(self, media: Media) -> str:
        """Where a recording lies in the folder of recordings, without its ending."""
        sound = self.sounds.get(media)
        return media_path(media, self.owners, sound.sha256 if sound else "")

    def file(self, media: Media) -> str:
        """The file of a recording that was given, in the configuration tree."""
        return f"{MEDIA}/{self.path(media)}.{self.sounds[media].ending}"
