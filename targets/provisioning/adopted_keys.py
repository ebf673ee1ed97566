"""Keys of a phone's file that somebody else wrote, as the language says them."""

from __future__ import annotations

import re
from collections.abc import Callable, Iterable, Iterator, Mapping
from dataclasses import dataclass

_EXTENSION = re.compile(r"[0-9]{2,7}")
_DIALLED = re.compile(r"\+?[0-9*#]{1,32}")
_ALONE = frozenset({"line", "voicemail", "do_not_disturb", "forward", "hotdesk", "directory"})
_SHAPES = {
    "blf": _EXTENSION,
    "park": _EXTENSION,
    "pickup": _EXTENSION,
    "intercom": _EXTENSION,
    "speed_dial": _DIALLED,
    "transfer_to": _DIALLED,
    "url": re.compile(r"https://\S+"),
    "multicast_page": re.compile(r"[0-9.]+:[0-9]{1,5}"),
}


@dataclass(frozen=True, slots=True)
class FoundKey:
    """A key in a file: how its settings' names begin, and what it does in the language's words,
    empty where there is none."""

    name: str
    word: str
    at: int
    value: str = ""
    label: str = ""
    module: int = 0

    @property
    def has_words(self) -> bool:
        """Whether the language can say it."""
        shape = _SHAPES.get(self.word)
        return self.word in _ALONE or (shape is not None and bool(shape.fullmatch(self.value)))


def written_keys(found: Iterable[FoundKey]) -> Iterator[Mapping[str, object]]:
    """The keys that have words, in order, as they stand in YAML."""
    for key in sorted(found, key=lambda one: (one.module, one.at)):
        if key.has_words:
            told: dict[str, object] = {key.word: True if key.word in _ALONE else key.value}
            told |= {"label": key.label} if key.label else {}
            yield told | {"at": key.at} | ({"module": key.module} if key.module else {})


def left_over(
    names: Iterable[str], keys: Iterable[FoundKey], has_words: Callable[[str], bool]
) -> tuple[str, ...]:
    """The settings that have no words: those of keys that have none, and of `names` those that
    aren't said otherwise."""
    found = tuple(keys)
    told = tuple(key.name for key in found if key.has_words)
    silent = tuple(key.name for key in found if not key.has_words)
    return tuple(
        name
        for name in names
        if name.startswith(silent) or not (name.startswith(told) or has_words(name))
    )
