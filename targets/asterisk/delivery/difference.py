"""Two generations of an account side by side: what a node will add, change, drain and read again."""

from __future__ import annotations

from collections.abc import Collection, Iterable, Iterator, Mapping
from dataclasses import dataclass, field
from typing import TypeVar

from targets.asterisk.delivery.generation import Generation, Row, RowKey
from targets.asterisk.delivery.rows import same_row
from targets.asterisk.pjsip import BEFORE

T = TypeVar("T")

ENDPOINTS, AORS, AUTHS = "ps_endpoints", "ps_aors", "ps_auths"
SIP = frozenset({ENDPOINTS, AORS, AUTHS})
PROOF = ("auth_type", "password", "password_digest", "realm", "username")
"""The columns by which a phone proves who it is."""


@dataclass(frozen=True, slots=True)
class Names:
    """What came, went, and is otherwise, by name."""

    added: tuple[str, ...] = ()
    removed: tuple[str, ...] = ()
    changed: tuple[str, ...] = ()

    def __len__(self) -> int:
        return len(self.added) + len(self.removed) + len(self.changed)


@dataclass(frozen=True, slots=True)
class LostRegistration:
    """A phone that is registered now, perhaps, and won't stay so."""

    phone: str
    why: str


@dataclass(frozen=True, slots=True)
class Difference:
    """What it takes to bring a node from one generation to another; `old` is empty for nothing.

    `contexts.removed` are drained: they go when the last call in them has ended. `lines` are the
    steps of the dialplan to be loaded, `reloads` the modules that read a file again.
    """

    old: str
    new: str
    contexts: Names = field(default_factory=Names)
    lines: int = 0
    entries: Names = field(default_factory=Names)
    phones: Names = field(default_factory=Names)
    carriers: Names = field(default_factory=Names)
    mailboxes: Names = field(default_factory=Names)
    rows: int = 0
    files: Names = field(default_factory=Names)
    reloads: tuple[str, ...] = ()
    recordings: Names = field(default_factory=Names)
    lost: tuple[LostRegistration, ...] = ()

    def __bool__(self) -> bool:
        return self.old != self.new

    @property
    def expected_ms(self) -> int:
        """How long the move will take, about. Nobody waits for it: calls go on meanwhile."""
        return round(sum(COSTS[what] * count for what, count in self._work().items()))

    def _work(self) -> Mapping[str, int]:
        return {
            "move": 1 if self else 0,
            "line": self.lines,
            "context": len(self.contexts.added),
            "entry": len(self.entries),
            "row": self.rows,
            "file": len(self.files),
            "recording": len(self.recordings.added) + len(self.recordings.changed),
            "reload": len(self.reloads),
        }


COSTS: Mapping[str, float] = {
    "move": 30.0,  # the ledger's two durable notes, the file of the doors, the probes
    "line": 0.03,  # 1,600 lines: 35 ms to load, 15 ms to read back
    "context": 10.0,  # its file: two fsyncs
    "entry": 0.2,  # a replacing add, and its read-back
    "row": 0.5,  # its part of one transaction, and to have Asterisk forget what it knew
    "file": 10.0,
    "recording": 10.0,
    "reload": 2.0,
}
"""Milliseconds that each kind of work costs, for the expected duration: as measured on Asterisk
22.10.1 with two cores and a disk that takes 4 ms for an fsync."""


def difference_of(
    old: Generation | None, new: Generation, elsewhere: Collection[str] = ()
) -> Difference:
    """What differs between what is there and what is wanted. `elsewhere` are contexts that others
    bring and keep: what all accounts share stands in every account's generation."""
    before = old or Generation(new.account)
    if old is not None and old.id == new.id:
        return Difference(old.id, new.id)
    contexts = _names(_without(before.contexts, elsewhere), _without(new.contexts, elsewhere))
    files = _names(before.files, new.files)
    rows = _changed_rows(before.rows, new.rows)
    return Difference(
        old=old.id if old else "",
        new=new.id,
        contexts=contexts,
        lines=sum(len(new.contexts[name]) for name in (*contexts.added, *contexts.changed)),
        entries=_entries(before, new),
        phones=_objects(before, new, {key for key in rows if _is_phone(key)}),
        carriers=_objects(before, new, {key for key in rows if _is_carrier(key)}),
        mailboxes=_objects(before, new, {key for key in rows if key.table not in SIP}),
        rows=len(rows),
        files=files,
        reloads=modules_reading((*files.added, *files.removed, *files.changed)),
        recordings=_recordings(before.recordings, new.recordings),
        lost=tuple(_lost(before.rows, new.rows)),
    )


def _names(old: Mapping[str, T], new: Mapping[str, T]) -> Names:
    return Names(
        tuple(name for name in new if name not in old),
        tuple(name for name in old if name not in new),
        tuple(name for name in new if name in old and new[name] != old[name]),
    )


def _without(contexts: Mapping[str, T], elsewhere: Collection[str]) -> Mapping[str, T]:
    return {name: lines for name, lines in contexts.items() if name not in elsewhere}


def _entries(old: Generation, new: Generation) -> Names:
    """Entries by extension and context, whichever of their steps differ."""
    here: tuple[dict[str, list[object]], dict[str, list[object]]] = ({}, {})
    for found, generation in zip(here, (old, new), strict=True):
        for spot, act in generation.entries.items():
            name = f"{spot.extension}@{spot.context}"
            found.setdefault(name, []).append((spot.priority, act))
    return _names(*here)


def _recordings(old: Mapping[str, str], new: Mapping[str, str]) -> Names:
    """Recordings by owner and name: a path tells the content too, and so is another each time."""
    return _names(
        {recording_name(path): digest for path, digest in old.items()},
        {recording_name(path): digest for path, digest in new.items()},
    )


def recording_name(path: str) -> str:
    """The owner and name of a recording: `harbour-1a2b3c4d/welcome` for
    `media/harbour-1a2b3c4d/welcome.0a1b2c3d.wav`."""
    folder, _, file = path.rpartition("/")
    name = file.partition(".")[0]
    owner = folder.rpartition("/")[2]
    return f"{owner}/{name}" if owner else name


# --- objects ------------------------------------------------------------------------------------


def _changed_rows(old: Mapping[RowKey, Row], new: Mapping[RowKey, Row]) -> list[RowKey]:
    gone = [key for key in old if key not in new]
    return [key for key in new if not same_row(key, new[key], old.get(key))] + gone


def _is_phone(key: RowKey) -> bool:
    """Whether a row is a phone's: its id has the account's realm behind an @."""
    return key.table in SIP and "@" in key.id


def _is_carrier(key: RowKey) -> bool:
    return key.table in SIP and "@" not in key.id


def _objects(old: Generation, new: Generation, rows: Collection[RowKey]) -> Names:
    """The objects that rows belong to: a phone is three of them."""
    ids = sorted({key.id.removeprefix(BEFORE) for key in rows})
    before, after = ({key.id for key in one.rows if key.table in {r.table for r in rows}}
                     for one in (old, new))  # fmt: skip
    return Names(
        tuple(one for one in ids if one not in before),
        tuple(one for one in ids if one not in after),
        tuple(one for one in ids if one in before and one in after),
    )


def _lost(old: Mapping[RowKey, Row], new: Mapping[RowKey, Row]) -> Iterator[LostRegistration]:
    """Phones whose registration ends, or can't be renewed with what they know. One whose old password
    is taken as well goes on; and what was taken as well is taken away when nobody needs it."""
    for key in old:
        if key.table != AUTHS or not _is_phone(key) or key.id.startswith(BEFORE):
            continue
        if RowKey(ENDPOINTS, key.id) not in new or key not in new:
            yield LostRegistration(key.id, _why_gone(key.id, new))
        elif _proof(old[key]) not in _proofs(key, new):
            yield LostRegistration(key.id, "it has a new password")


def _why_gone(phone: str, new: Iterable[RowKey]) -> str:
    device = phone.partition("@")[0]
    moved = next((key.id for key in new if key.id.partition("@")[0] == device), "")
    realm = moved.partition("@")[2]
    return f"its realm is {realm} now" if realm else "it is removed"


def _proofs(key: RowKey, rows: Mapping[RowKey, Row]) -> list[list[tuple[str, str]]]:
    """All passwords that are taken from a phone."""
    keys = (key, RowKey(key.table, BEFORE + key.id))
    return [_proof(rows[one]) for one in keys if one in rows]


def _proof(row: Row) -> list[tuple[str, str]]:
    return [(name, value) for name, value in row if name in PROOF]


# --- files --------------------------------------------------------------------------------------

READERS: Mapping[str, tuple[str, ...]] = {
    "music": ("res_musiconhold",),
    "pjsip": ("res_pjsip_endpoint_identifier_ip", "res_pjsip_outbound_registration"),
    "voicemail": ("app_voicemail",),
}
"""The modules that read the files of a folder."""


def modules_reading(paths: Iterable[str]) -> tuple[str, ...]:
    """The modules that must read some files again."""
    folders = {path.partition("/")[0].partition(".")[0] for path in paths}
    return tuple(sorted({name for folder in folders for name in READERS.get(folder, ())}))
