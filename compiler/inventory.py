"""The inventory pass: what a target must set up besides the call program."""

from __future__ import annotations

from collections.abc import Iterable, Iterator
from dataclasses import replace
from typing import TypeVar

from compiler.walk import written_steps
from schema.captions import caller_name
from schema.emergency import emergency_dials
from schema.inventory import (
    AccountFact,
    AudioFile,
    Did,
    Edge,
    Endpoint,
    GatewayLine,
    Hint,
    HoldMusicClass,
    Inventory,
    Location,
    Mailbox,
)
from schema.outbound import gateway_id
from schema.program import Collect, Media, Op, Origin, Play, Program
from schema.references import Reference
from schema.speech import speech_name
from schema.steps.say import Say
from schema.thing import Found
from schema.things.mailbox import BoxSettings
from schema.things.trunk import TrunkGateway
from schema.tree import Account, NamedDevice, Tree

T = TypeVar("T")


def take_inventory(tree: Tree, program: Program) -> Inventory:
    """Everything there is in a tree, each tuple sorted."""
    accounts = tree.accounts.values()
    return Inventory(
        edge=_edge(tree.root),
        accounts=_sorted((_fact(account) for account in accounts), "id"),
        endpoints=_sorted((e for account in accounts for e in _endpoints(account)), "id"),
        gateways=_sorted((g for account in accounts for g in _gateways(account)), "id"),
        mailboxes=_sorted((b for account in accounts for b in _mailboxes(account)), "id"),
        hold_music=_sorted((m for account in accounts for m in _hold_music(account)), "id"),
        hints=tuple(hint for account in accounts for hint in _hints(account)),
        dids=_sorted((d for account in accounts for d in _dids(account)), "number"),
        locations=_sorted((p for account in accounts for p in _locations(account)), "id"),
        audio=_audio(tree, program),
    )


def _sorted(items: Iterable[T], key: str) -> tuple[T, ...]:
    return tuple(sorted(items, key=lambda item: str(getattr(item, key))))


def secret_name(account: Account, thing: str, purpose: str, *counters: int) -> str:
    """The name a secret is derived by: whose it is, what for, and how often it was changed."""
    count = account.document.account.rotate + sum(counters)
    return f"{account.path}:{thing}:{purpose}#{count}"


def _edge(root: Account) -> Edge:
    platform = root.document.account.platform
    code = root.country.calling_code
    if platform is None:
        return Edge(country_code=code)
    edge = platform.edge
    return Edge(
        sip_address=edge.address,
        udp_port=edge.udp_port,
        tcp_port=edge.tcp_port,
        rtp_first=edge.rtp_first,
        rtp_last=edge.rtp_last,
        external_address=edge.external_address or "",
        ami_port=edge.ami_port,
        country_code=code,
        mail_from=platform.mail_from,
    )


def _fact(account: Account) -> AccountFact:
    settings = account.document.account
    return AccountFact(
        id=account.id,
        path=account.path,
        name=settings.name,
        realm=account.realm,
        timezone=settings.timezone,
        language=settings.language,
        emergency=emergency_dials(account),
        hold_music=account.music_id(settings.hold_music),
        enabled=account.enabled,
        origin=Origin(account.path, ("account",)),
    )


def _endpoints(account: Account) -> Iterator[Endpoint]:
    for named in account.devices.values():
        if named.device.registers and named.device.enabled:
            yield _endpoint(account, named)


def _endpoint(account: Account, named: NamedDevice) -> Endpoint:
    device, user, settings = named.device, named.user, account.document.account
    music = user.hold_music if user else None
    extension = (user.extensions[0] if user.extensions else "") if user else device.extension or ""
    counters = (device.rotate, user.rotate if user else 0)
    return Endpoint(
        id=f"{named.name}@{account.realm}",
        account=account.id,
        realm=account.realm,
        device=named.name,
        secret=secret_name(account, f"device.{named.name}", "sip", *counters),
        caller_name=(caller_name(user.name) if user else named.name),
        caller_number=extension,
        transport=device.sip.transport,
        srtp=device.sip.srtp,
        codecs=device.sip.codecs,
        registrations=device.sip.registrations,
        allow_from=device.sip.allow_from,
        mailboxes=_watched_boxes(account, named),
        hold_music=account.music_id(music or settings.hold_music),
        language=(user.language if user and user.language else settings.language),
        timezone=(user.timezone if user and user.timezone else settings.timezone),
        origin=named.origin,
    )


def _watched_boxes(account: Account, named: NamedDevice) -> tuple[str, ...]:
    """The mailboxes whose messages a phone shows: its user's own, and those the user owns."""
    if named.user is None:
        return ()
    owner = Reference("user", named.user_name)
    own = account.mailbox_id(owner)
    shared = (
        f"{box.number}@{account.id}"
        for box in account.document.section("mailboxes").values()
        if owner in box.owners
    )
    return tuple(box for box in (own, *sorted(shared)) if box)


def _gateways(account: Account) -> Iterator[GatewayLine]:
    for name, trunk in account.document.section("trunks").items():
        origin = Origin(account.path, ("trunks", name))
        found = Found(trunk, account, origin, Reference("trunk", name))
        for number, gateway in enumerate(trunk.gateways, start=1):
            if trunk.enabled and gateway.enabled:
                yield _gateway(account, found, number, gateway)


def _gateway(account: Account, found: Found, number: int, gateway: TrunkGateway) -> GatewayLine:
    line = gateway_id(found, number)
    return GatewayLine(
        id=line,
        account=account.id,
        trunk=found.reference.name,
        host=gateway.host,
        port=gateway.port,
        transport=gateway.transport,
        username=gateway.username or "",
        secret=f"{account.path}:given:{gateway.password.secret}" if gateway.password else "",
        realm=gateway.realm or "",
        from_ip=gateway.from_ip,
        codecs=gateway.codecs,
        srtp=gateway.srtp,
        t38=gateway.t38,
        register=gateway.register_,
        expires=gateway.expires,
        options_ping=gateway.options_ping,
        trusted=found.thing.trusted,
        origin=Origin(account.path, ("trunks", found.reference.name, "gateways", number - 1)),
    )


def _mailboxes(account: Account) -> Iterator[Mailbox]:
    for name, user in account.users.items():
        if user.voicemail is not None and user.box_number:
            emails = user.voicemail.email or ((user.email,) if user.email else ())
            reference = Reference("user", name)
            box = _mailbox(account, reference, user.box_number, user.name, user.voicemail, emails)
            zone = user.voicemail.timezone or user.timezone or box.timezone
            yield replace(box, timezone=zone, language=user.language or box.language)
    for name, box in account.document.section("mailboxes").items():
        reference = Reference("mailbox", name)
        yield _mailbox(account, reference, box.number, box.name or name, box, box.email)


def _mailbox(
    account: Account,
    reference: Reference,
    number: str,
    name: str,
    box: BoxSettings,
    emails: tuple[str, ...],
) -> Mailbox:
    settings = account.document.account
    given = f"{account.path}:given:{box.pin.secret}" if box.pin else ""
    return Mailbox(
        number=number,
        account=account.id,
        name=name,
        secret=given or secret_name(account, str(reference), "pin", box.rotate),
        emails=emails,
        timezone=box.timezone or settings.timezone,
        language=settings.language,
        attach=box.attach,
        delete_after_email=box.delete_after_email,
        max_length=box.max_length,
        max_messages=box.max_messages,
        min_length=box.min_length,
        reference=str(reference),
        origin=Origin(
            account.path,
            (f"{reference.kind}es" if reference.kind == "mailbox" else "users", reference.name),
        ),
    )


def _locations(account: Account) -> Iterator[Location]:
    """Where phones stand, and who is told when one of them calls for help."""
    everywhere = account.document.account.notify.emergency
    for name, place in account.document.section("locations").items():
        yield Location(
            id=f"{name}@{account.id}",
            account=account.id,
            lines=tuple(
                line for line in (place.street, place.unit, place.floor, place.room) if line
            ),
            city=place.city,
            region=place.region,
            postal_code=place.postal_code,
            country=place.country,
            latitude=place.latitude or "",
            longitude=place.longitude or "",
            notify=tuple(sorted({*place.notify, *everywhere})),
            origin=Origin(account.path, ("locations", name)),
        )


def _hold_music(account: Account) -> Iterator[HoldMusicClass]:
    for name, music in account.document.section("hold_music").items():
        files = tuple(
            Media(account.thing(reference).owner.id, reference.name)
            for reference in music.files
            if not music.silence
        )
        origin = Origin(account.path, ("hold_music", name))
        yield HoldMusicClass(f"{account.id}.{name}", files, music.shuffle, origin)


def _hints(account: Account) -> Iterator[Hint]:
    """What phones may watch: every extension of a user or device, with the phones behind it."""
    for name, user in sorted(account.users.items()):
        endpoints = account.endpoints_of(Reference("user", name))
        for extension in user.extensions:
            if endpoints:
                yield Hint(account.id, extension, endpoints, Origin(account.path, ("users", name)))
    for name, device in sorted(account.document.section("devices").items()):
        endpoints = account.endpoints_of(Reference("device", name))
        if device.extension and endpoints:
            origin = Origin(account.path, ("devices", name))
            yield Hint(account.id, device.extension, endpoints, origin)


def _dids(account: Account) -> Iterator[Did]:
    for number, origin in account.numbers().items():
        yield Did(number, account.id, origin)


def _audio(tree: Tree, program: Program) -> tuple[AudioFile, ...]:
    """Every recording that some call or some music plays, once, sorted."""
    wanted = {
        media
        for unit in program.units.values()
        for block in unit.blocks.values()
        for op in block.ops
        for media in _heard_in(op)
        if not media.is_prompt
    }
    for account in tree.accounts.values():
        wanted |= {media for music in _hold_music(account) for media in music.files}
    by_id = {account.id: account for account in tree.accounts.values()}
    files = (_file(by_id[media.owner], media) for media in wanted)
    return tuple(sorted(files, key=lambda one: (one.media.owner, one.media.name)))


def _heard_in(op: Op) -> tuple[Media, ...]:
    match op:
        case Play(media=media) | Collect(prompt=media):
            return media
        case _:
            return ()


def _file(account: Account, media: Media) -> AudioFile:
    """Where a recording comes from: a file of the account, or a sentence to be spoken."""
    found = account.find(Reference("media", media.name))
    if found is None:
        return AudioFile(media, "", account.path, spoken=_sentences(account)[media.name])
    recording = found.thing
    language = recording.language
    if recording.say is not None:
        return AudioFile(media, "", account.path, recording.say, language, found.origin)
    return AudioFile(media, recording.file, account.path, "", language, found.origin)


def _sentences(account: Account) -> dict[str, str]:
    """The sentences that steps of an account say, by the names of their recordings."""
    return {
        speech_name(step.text): step.text
        for _, step in written_steps(account.document)
        if isinstance(step, Say) and step.text is not None
    }
