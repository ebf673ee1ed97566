"""Hold music: a class is a list of recordings; none of them means silence."""

from __future__ import annotations

import re
from collections.abc import Iterable

from schema.inventory import HoldMusicClass
from schema.program import Media
from targets.asterisk.layout import Layout
from targets.asterisk.library import Library
from targets.asterisk.sections import Section, fixed, section
from targets.asterisk.text import Setting, Unwritable, setting

SILENCE = "platform/silence"
"""A second of silence, part of every bundle."""

_CLASS = re.compile(r"[a-z0-9][a-z0-9-]*\.[a-z0-9][a-z0-9-]*")


def hold_music_sections(
    classes: Iterable[HoldMusicClass], library: Library, layout: Layout
) -> tuple[Section, ...]:
    """The sections of classes, each with the files it plays."""
    listed = sorted(classes, key=lambda one: one.id)
    return tuple(_class(class_id(one), one.files, one.shuffle, library, layout) for one in listed)


def silent_sections(layout: Layout) -> tuple[Section, ...]:
    """What stands before all classes: `default` is silent, so that nobody hears another's."""
    return (Section("general"), _class("default", (), False, Library(), layout))


def _class(
    name: str, files: tuple[Media, ...], shuffle: bool, library: Library, layout: Layout
) -> Section:
    paths = [library.path(media) for media in files] or [SILENCE]
    entries = (("entry", setting(f"{layout.media}/{path}")) for path in paths)
    order = Setting("random" if shuffle else "")
    return section(name, *fixed(mode="playlist"), ("sort", order), *entries)


def class_id(one: HoldMusicClass) -> str:
    """A class's id, checked."""
    if not _CLASS.fullmatch(one.id):
        raise Unwritable("a class of hold music", one.id, "ids are <account id>.<name>")
    return one.id
