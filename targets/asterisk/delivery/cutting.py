"""Cutting: one generation at a time, from what its account has and nothing else."""

from __future__ import annotations

from collections.abc import Iterable, Iterator, Mapping
from dataclasses import dataclass, replace

from schema.inventory import AccountFact, Edge, Endpoint, Inventory, Mailbox
from schema.program import PLATFORM, Program, Unit
from schema.secret import Secrets
from targets.asterisk.delivery.generation import HINT, Act, Generation, Line, Row, RowKey, Spot
from targets.asterisk.delivery.objects import VOICEMAIL, mailbox_rows, split_sections
from targets.asterisk.dialplan.entrances import (
    account_entrances,
    number_entrance,
    spelling_entrance,
)
from targets.asterisk.dialplan.generations import Written, write_account
from targets.asterisk.dialplan.lines import Context
from targets.asterisk.hold_music import hold_music_sections
from targets.asterisk.layout import Layout
from targets.asterisk.library import Library
from targets.asterisk.pjsip import BEFORE, account_sections, known_devices, passwords_before
from targets.asterisk.sections import Section, sections_text
from targets.asterisk.source_map import source_map_of
from targets.asterisk.voicemail import zone_settings


@dataclass(frozen=True)
class Shared:
    """A context that accounts enter: a number plan, special days, the platform's routines."""

    context: Context
    lines: tuple[Line, ...]


@dataclass(frozen=True)
class Making:
    """All that an account's generation is made of.

    `share` is what of the inventory is the account's, `shared` are the contexts that accounts enter
    by their unit, `library` the recordings it plays.
    """

    unit: Unit
    share: Inventory
    shared: Mapping[str, Shared]
    edge: Edge
    secrets: Secrets
    library: Library
    layout: Layout

    @property
    def fact(self) -> AccountFact:
        """The account itself."""
        return self.share.accounts[0]


@dataclass(frozen=True)
class Cut:
    """An account's generation, and what the next one may take over: what it was made of, its context
    as it was written, its objects and the objects' other sections."""

    generation: Generation
    making: Making
    written: Written
    rest: tuple[Section, ...]


def shared_of(context: Context) -> Shared:
    """A context that accounts enter, with its lines."""
    return Shared(context, context_lines(context))


def cut_platform(shared: Iterable[Shared], numbers: Iterable[str], edge: Edge) -> Generation:
    """What all accounts share: the contexts that they enter, the ways to send a number."""
    listed = tuple(shared)
    entrance = spelling_entrance(numbers, edge)
    return Generation(
        PLATFORM,
        {one.context.name: one.lines for one in listed},
        dict(_entries([entrance])),
        places=source_map_of((*(one.context for one in listed), entrance)).to_json(),
    )


def cut_account(making: Making, before: Cut | None = None) -> Cut:
    """An account's generation; what is as it was `before` isn't written again."""
    names = {unit: one.context.name for unit, one in making.shared.items()}
    earlier = before.written if before else None
    written = write_account(making.unit, making.fact, names, making.library, earlier)
    own = written.context
    entrances = (
        *account_entrances(making.fact, own, making.share.hints),
        number_entrance(making.share.dids, making.edge),
    )
    rows, rest = _objects(making, before)
    generation = Generation(
        making.fact.id,
        {own.name: context_lines(own), **_entered(own, making.shared)},
        dict(_entries(entrances)),
        rows,
        _files(making, rest),
        _recordings(making),
        source_map_of((own, *entrances)).to_json(),
    )
    return Cut(generation, making, written, rest)


def context_lines(context: Context) -> tuple[Line, ...]:
    """The steps of a context in loading order: what would match first comes last."""
    return tuple(
        Line(extension.name, priority, step.application, step.data)
        for extension in reversed(context.extensions)
        for priority, step in enumerate(extension.steps, 1)
    )


def _entries(contexts: Iterable[Context]) -> Iterator[tuple[Spot, Act]]:
    """The steps and lamps of contexts whose names never change."""
    for context in contexts:
        for line in context_lines(context):
            yield Spot(context.name, line.extension, line.priority), Act(*line[2:])
        for lamp in context.lamps:
            yield Spot(context.name, lamp.name, HINT), Act("&".join(lamp.devices), "")


def _entered(own: Context, shared: Mapping[str, Shared]) -> Mapping[str, tuple[Line, ...]]:
    """The shared contexts that an account's leads into. All of them enter the platform's."""
    platform = shared[PLATFORM].context.name
    return {
        one.context.name: one.lines
        for one in shared.values()
        if one.context.name == platform or f"{one.context.name}," in own.content
    }


def _objects(
    making: Making, before: Cut | None
) -> tuple[Mapping[RowKey, Row], tuple[Section, ...]]:
    """The account's objects as rows, and the sections that stay in a file."""
    share, kept = making.share, _as_before(making, before)
    rows: dict[RowKey, Row] = {}
    desks = {one.endpoint: (one,) for one in share.phones}
    for phone in sorted(share.endpoints, key=lambda phone: phone.id):
        own = Inventory(endpoints=(phone,), phones=desks.get(phone.id, ()))
        rows |= kept.get(phone) or _split(making, own)[0]
    carriers, rest = _split(making, Inventory(gateways=share.gateways))
    rows |= carriers
    for box in sorted(share.mailboxes, key=lambda box: box.number):
        rows |= kept.get(box) or dict(mailbox_rows((box,), making.secrets))
    return rows, rest


def _split(
    making: Making, inventory: Inventory
) -> tuple[Mapping[RowKey, Row], tuple[Section, ...]]:
    """Some of the account's phones and carriers as rows, and the sections that stay in a file."""
    program = Program({making.unit.name: making.unit})
    listed = replace(inventory, edge=making.edge)
    return split_sections(account_sections(making.fact.id, listed, program, making.secrets))


def _as_before(
    making: Making, before: Cut | None
) -> Mapping[Endpoint | Mailbox, Mapping[RowKey, Row]]:
    """The rows of the phones and mailboxes that are as they were."""
    if before is None or not _same_ground(making, before.making):
        return {}
    old, new = _known(before.making), _known(making)
    rows = _by_object(before.generation.rows)
    earlier = before.making.share
    had, has = passwords_before(earlier.phones), passwords_before(making.share.phones)
    phones = set(earlier.endpoints).intersection(making.share.endpoints)
    boxes = set(earlier.mailboxes).intersection(making.share.mailboxes)
    return {
        **{
            one: rows[one.id, False]
            for one in phones
            if old.get(one.device) == new.get(one.device) and had.get(one.id) == has.get(one.id)
        },
        **{one: rows[one.id, True] for one in boxes},
    }


def _same_ground(one: Making, other: Making) -> bool:
    """Whether what is the same in two makings gives the same rows."""
    return one.edge == other.edge and one.secrets is other.secrets


def _known(making: Making) -> Mapping[str, str]:
    return known_devices(making.unit, making.share.endpoints)


def _by_object(
    rows: Mapping[RowKey, Row],
) -> Mapping[tuple[str, bool], Mapping[RowKey, Row]]:
    """The rows of each object, in their order, by its id and whether it is a mailbox."""
    found: dict[tuple[str, bool], dict[RowKey, Row]] = {}
    for key, row in rows.items():
        whole = key.id.removeprefix(BEFORE)
        found.setdefault((whole, key.table == VOICEMAIL), {})[key] = row
    return found


def _files(making: Making, rest: Iterable[Section]) -> Mapping[str, bytes]:
    music = hold_music_sections(making.share.hold_music, making.library, making.layout)
    zones = Section("zonemessages", zone_settings(making.share.mailboxes))
    texts = {
        "music": sections_text(music),
        "pjsip": sections_text(rest),
        "voicemail": sections_text([zones]) if zones.settings else "",
    }
    return {f"{name}/{making.fact.id}.conf": text.encode() for name, text in texts.items() if text}


def _recordings(making: Making) -> Mapping[str, str]:
    sounds = making.library.sounds
    return {making.library.file(media): sound.sha256 for media, sound in sounds.items()}
