"""The inventory pass: what a target must set up besides the call program."""

from __future__ import annotations

from collections.abc import Callable, Iterable, Iterator, Mapping
from dataclasses import replace
from itertools import chain
from operator import attrgetter
from typing import Any, TypeVar

from compiler.device_facts import secret_name, watched_boxes
from compiler.phones import desk_phones, phone_rules
from compiler.walk import walk
from schema.account_settings import Platform
from schema.captions import caller_name
from schema.edge import Edge as Listening
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
from schema.program import Collect, Media, Origin, Play, Program, Unit
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
    shares = (take_share(one, program.units[one.id]) for one in tree.accounts.values())
    return merge_shares(shares, edge_of(tree.root))


def take_share(account: Account, unit: Unit) -> Inventory:
    """What there is for one account, with every recording that its calls hear, be it its own or
    that of an account above."""
    return Inventory(
        accounts=(_fact(account),),
        endpoints=in_order("endpoints", _endpoints(account)),
        gateways=in_order("gateways", _gateways(account)),
        mailboxes=in_order("mailboxes", _mailboxes(account)),
        hold_music=in_order("hold_music", _hold_music(account)),
        hints=tuple(_hints(account)),
        dids=in_order("dids", _dids(account)),
        locations=in_order("locations", _locations(account)),
        audio=in_order("audio", _audio(account, unit)),
        phones=in_order("phones", desk_phones(account)),
        phone_rules=tuple(phone_rules(account)),
    )


def take_phones(account: Account) -> Inventory:
    """What there is of one account for its phones alone. KeyError where something that they need is
    not there, as in an account with mistakes."""
    return Inventory(
        accounts=(_fact(account),),
        endpoints=in_order("endpoints", _endpoints(account)),
        phones=in_order("phones", desk_phones(account)),
        phone_rules=tuple(phone_rules(account)),
    )


def merge_shares(shares: Iterable[Inventory], edge: Edge) -> Inventory:
    """The inventory of all accounts, from their shares in the order of the tree."""
    listed = tuple(shares)
    return Inventory(edge, **{name: merged_list(name, listed) for name in LISTS})


ORDERS: Mapping[str, Callable[[Any], Any]] = {
    "accounts": attrgetter("id"),
    "endpoints": attrgetter("id"),
    "gateways": attrgetter("id"),
    "mailboxes": attrgetter("id"),
    "hold_music": attrgetter("id"),
    "dids": attrgetter("number"),
    "locations": attrgetter("id"),
    "audio": attrgetter("media.owner", "media.name"),
    "phones": attrgetter("endpoint"),
    "phone_rules": attrgetter("account"),
}
"""What each list of an inventory is sorted by; `hints` alone stand in the order of the tree."""

LISTS = (*ORDERS, "hints")


def in_order(name: str, items: Iterable[T]) -> tuple[T, ...]:
    """The entries of one list of the inventory, sorted as it is."""
    return tuple(sorted(items, key=ORDERS[name]))


def merged_list(name: str, shares: Iterable[Inventory]) -> tuple[Any, ...]:
    """One list of the whole inventory. A recording that several accounts hear stands in it once."""
    items = chain.from_iterable(getattr(share, name) for share in shares)
    if name == "hints":
        return tuple(items)
    return in_order(name, {one.media: one for one in items}.values() if name == "audio" else items)


def edge_of(root: Account) -> Edge:
    """Where the switch listens, as the root says; where there are several, each of them."""
    platform = root.document.account.platform
    code = root.country.calling_code
    if platform is None:
        return Edge(country_code=code)
    nodes = platform.nodes.items()
    edges = ((name, _edge(platform, node.over(platform.edge), code)) for name, node in nodes)
    return replace(_edge(platform, platform.edge, code), nodes=tuple(edges))


def _edge(platform: Platform, edge: Listening, code: str) -> Edge:
    return Edge(
        sip_address=edge.address,
        udp_port=edge.udp_port,
        tcp_port=edge.tcp_port,
        tls_port=edge.secure_port,
        tls_certificate=edge.tls_certificate or "",
        tls_key=edge.tls_key or "",
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
        nodes=account.nodes,
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
        mailboxes=watched_boxes(account, named),
        hold_music=account.music_id(music or settings.hold_music),
        language=(user.language if user and user.language else settings.language),
        timezone=(user.timezone if user and user.timezone else settings.timezone),
        origin=named.origin,
    )


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


def _audio(account: Account, unit: Unit) -> Iterator[AudioFile]:
    """Every recording that some call or some music of an account plays, once."""
    wanted = {
        media
        for block in unit.blocks.values()
        for op in block.ops
        if isinstance(op, Play | Collect)
        for media in (op.media if isinstance(op, Play) else op.prompt)
        if not media.is_prompt
    }
    wanted |= {media for music in _hold_music(account) for media in music.files}
    owners = {owner.id: owner for owner in account.lineage()}
    spoken = _sentences(account) if any(_is_sentence(media) for media in wanted) else {}
    for media in wanted:
        yield _file(owners[media.owner], media, spoken)


def _is_sentence(media: Media) -> bool:
    return media.name.startswith("say-")


def _file(owner: Account, media: Media, spoken: Mapping[str, str]) -> AudioFile:
    """Where a recording comes from: a file of the account that owns it, or a sentence that is
    spoken."""
    found = owner.find(Reference("media", media.name))
    if found is None:
        return AudioFile(media, "", owner.path, spoken=spoken[media.name])
    recording = found.thing
    language = recording.language
    if recording.say is not None:
        return AudioFile(media, "", owner.path, recording.say, language, found.origin)
    return AudioFile(media, recording.file, owner.path, "", language, found.origin)


def _sentences(account: Account) -> dict[str, str]:
    """The sentences that steps of an account say, by the names of their recordings."""
    return {
        speech_name(step.text): step.text
        for step, _ in walk(account).every(Say)
        if step.text is not None
    }
