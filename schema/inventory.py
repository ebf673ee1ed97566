"""The inventory: everything a target must set up besides the call program.

Target-neutral facts of one platform, in plain frozen values: which phones, gateways, mailboxes,
hold-music classes, watched extensions and numbers exist, each with the id the call program uses for
it. Secrets are named here, never held: a target asks for them by name when it writes.
"""

from __future__ import annotations

from dataclasses import dataclass, field
from typing import Literal

from schema.phone_facts import DeskPhone, PhoneRules
from schema.program import NOWHERE, Media, Origin

MAIN_NODE = "main"
"""The node of a platform that names none."""

Transport = Literal["udp", "tcp", "tls", "wss"]
Srtp = Literal["off", "optional", "required"]


@dataclass(frozen=True, slots=True)
class Endpoint:
    """A phone with SIP credentials. `id` is `<device>@<realm>`; its user name is `<device>`."""

    id: str
    account: str
    realm: str
    device: str
    secret: str
    caller_name: str
    caller_number: str
    transport: Transport = "udp"
    srtp: Srtp = "off"
    codecs: tuple[str, ...] = ("g722", "alaw", "ulaw")
    registrations: int = 1
    allow_from: tuple[str, ...] = ()
    mailboxes: tuple[str, ...] = ()
    hold_music: str = ""
    language: str = "en"
    timezone: str = ""
    origin: Origin = NOWHERE


@dataclass(frozen=True, slots=True)
class GatewayLine:
    """One gateway of a trunk: a carrier's address, and how we prove who we are there."""

    id: str
    account: str
    trunk: str
    host: str
    port: int = 5060
    transport: Transport = "udp"
    username: str = ""
    secret: str = ""
    realm: str = ""
    from_ip: tuple[str, ...] = ()
    codecs: tuple[str, ...] = ("alaw", "ulaw")
    srtp: Srtp = "off"
    t38: bool = False
    register: bool = False
    expires: int = 300
    options_ping: int = 0
    trusted: bool = False
    origin: Origin = NOWHERE


@dataclass(frozen=True, slots=True)
class Mailbox:
    """A voicemail box. `number` is dialled to open it; `account` is the context it lives in."""

    number: str
    account: str
    name: str
    secret: str
    emails: tuple[str, ...] = ()
    timezone: str = "UTC"
    language: str = "en"
    attach: bool = True
    delete_after_email: bool = False
    max_length: int = 300
    max_messages: int = 100
    min_length: int = 2
    reference: str = ""
    origin: Origin = NOWHERE

    @property
    def id(self) -> str:
        """The id that the call program uses."""
        return f"{self.number}@{self.account}"


@dataclass(frozen=True, slots=True)
class HoldMusicClass:
    """What a waiting caller hears. No files means silence. `id` is `<account id>.<name>`."""

    id: str
    files: tuple[Media, ...] = ()
    shuffle: bool = False
    origin: Origin = NOWHERE


@dataclass(frozen=True, slots=True)
class Hint:
    """An extension whose state phones may watch: the endpoints behind it."""

    account: str
    extension: str
    endpoints: tuple[str, ...]
    origin: Origin = NOWHERE


@dataclass(frozen=True, slots=True)
class Did:
    """A telephone number (E.164 with `+`) and the account that answers it."""

    number: str
    account: str
    origin: Origin = NOWHERE


@dataclass(frozen=True, slots=True)
class Location:
    """A dispatchable address, as it is told to people on site of an emergency call. `id` is
    `<name>@<account id>`; `lines` are street, unit, floor and room."""

    id: str
    account: str
    lines: tuple[str, ...]
    city: str
    region: str
    postal_code: str
    country: str
    latitude: str = ""
    longitude: str = ""
    notify: tuple[str, ...] = ()
    origin: Origin = NOWHERE


@dataclass(frozen=True, slots=True)
class AudioFile:
    """A recording that is heard: a file in the media folder of the account with the path `account`,
    or a sentence that is spoken when compiled. `media` is the name the call program plays."""

    media: Media
    file: str
    account: str
    spoken: str = ""
    language: str = "en"
    origin: Origin = NOWHERE


@dataclass(frozen=True, slots=True)
class AccountFact:
    """What a target needs to know of an account itself. `emergency` are the dial strings that reach
    help from its phones, with and without the outside prefix; `nodes` the nodes that serve it, all
    where it is empty."""

    id: str
    path: str
    name: str
    realm: str
    timezone: str
    language: str = "en"
    emergency: tuple[str, ...] = ()
    hold_music: str = ""
    enabled: bool = True
    nodes: tuple[str, ...] = ()
    origin: Origin = NOWHERE


@dataclass(frozen=True, slots=True)
class Edge:
    """Where the switch listens and what it says of itself. Ports are numbers, addresses are IPs.

    `nodes` are the edges of several switches by name; where it is empty there is one, `MAIN_NODE`.
    """

    sip_address: str = "0.0.0.0"
    udp_port: int = 5060
    tcp_port: int = 5060
    tls_port: int = 0
    tls_certificate: str = ""
    tls_key: str = ""
    rtp_first: int = 10000
    rtp_last: int = 20000
    external_address: str = ""
    local_networks: tuple[str, ...] = (
        "127.0.0.0/8",
        "10.0.0.0/8",
        "172.16.0.0/12",
        "192.168.0.0/16",
    )
    ami_port: int = 5038
    country_code: str = "1"
    mail_from: str = "voicemail@localhost"
    nodes: tuple[tuple[str, Edge], ...] = ()

    def of(self, node: str) -> Edge:
        """The edge of one node; KeyError for one that isn't there. Without a name, what all share."""
        if not node or (node == MAIN_NODE and not self.nodes):
            return self
        return dict(self.nodes)[node]

    @property
    def node_names(self) -> tuple[str, ...]:
        """The names of all nodes."""
        return tuple(name for name, _ in self.nodes) or (MAIN_NODE,)


@dataclass(frozen=True, slots=True)
class Inventory:
    """All of it, each tuple sorted by id, so the same accounts always give the same bytes."""

    edge: Edge = field(default_factory=Edge)
    accounts: tuple[AccountFact, ...] = ()
    endpoints: tuple[Endpoint, ...] = ()
    gateways: tuple[GatewayLine, ...] = ()
    mailboxes: tuple[Mailbox, ...] = ()
    hold_music: tuple[HoldMusicClass, ...] = ()
    hints: tuple[Hint, ...] = ()
    dids: tuple[Did, ...] = ()
    locations: tuple[Location, ...] = ()
    audio: tuple[AudioFile, ...] = ()
    phones: tuple[DeskPhone, ...] = ()
    phone_rules: tuple[PhoneRules, ...] = ()
