"""One typed phone: everything a vendor's file says, in the trade's words and units.

It is made of the same inventory that Asterisk's files are made of, so that both agree: the codecs
and their order, transport, media encryption, mailbox, star codes.
"""

from __future__ import annotations

from collections.abc import Iterator
from dataclasses import dataclass

from schema.inventory import AccountFact, Endpoint, Inventory, Srtp, Transport
from schema.phone_facts import DeskPhone, DialShape, PhoneKey, PhoneRules
from schema.program import NOWHERE, Origin
from targets.provisioning.text import Hole
from targets.provisioning.zones import ZoneRule, zone_rule


@dataclass(frozen=True, slots=True)
class Line:
    """One SIP account of a phone, numbered from 1. `server` is the realm; `proxy` is empty where the
    realm's own name leads to the switch. `expires` is in seconds."""

    number: int
    label: str
    display_name: str
    user: str
    password: Hole
    server: str
    port: int
    transport: Transport
    srtp: Srtp
    codecs: tuple[str, ...]
    expires: int
    proxy: str = ""
    voicemail: str = ""
    mwi: bool = False
    pickup_code: str = ""


@dataclass(frozen=True, slots=True)
class Download:
    """How a phone gets its files: the folder's address with its token still a hole, the user and the
    password, how often it looks (seconds), and whether it believes our certificate alone."""

    url: tuple[str | Hole, ...]
    user: str
    password: Hole
    poll: int
    check_certificates: bool


@dataclass(frozen=True, slots=True)
class Phone:
    """A phone, as its vendor's file describes it. `id` is that of its first line's endpoint."""

    id: str
    account: str
    model: str
    mac: str
    lines: tuple[Line, ...]
    keys: tuple[PhoneKey, ...]
    zone: ZoneRule
    language: str
    country: str
    ntp: str
    dial: tuple[DialShape, ...]
    emergency: tuple[str, ...]
    codes: tuple[tuple[str, str], ...]
    directory: tuple[tuple[str, str], ...]
    admin: Hole
    download: Download
    firmware: str = ""
    vlan: int = 0
    sip_dscp: int = 24
    rtp_dscp: int = 46
    settings: tuple[tuple[str, str], ...] = ()
    hotdesk: bool = False
    origin: Origin = NOWHERE

    @property
    def line(self) -> Line:
        """Its first line."""
        return self.lines[0]

    def code(self, feature: str) -> str:
        """The star code of a feature, empty where the account has none."""
        return dict(self.codes).get(feature, "")


def phones_of(inventory: Inventory) -> Iterator[Phone]:
    """Every phone that is provisioned, by id. ZoneRefused for a zone that has no rule."""
    rules = {one.account: one for one in inventory.phone_rules}
    accounts = {one.id: one for one in inventory.accounts}
    endpoints = {one.id: one for one in inventory.endpoints}
    for desk in sorted(inventory.phones, key=lambda one: one.endpoint):
        account = accounts[desk.account]
        yield phone_of(desk, endpoints[desk.endpoint], account, rules[desk.account])


def phone_of(desk: DeskPhone, endpoint: Endpoint, account: AccountFact, rules: PhoneRules) -> Phone:
    """One phone. ZoneRefused for a zone that has no rule."""
    return Phone(
        id=endpoint.id,
        account=account.id,
        model=desk.model,
        mac=desk.mac,
        lines=(_line(desk, endpoint, rules),),
        keys=desk.keys,
        zone=zone_rule(endpoint.timezone or account.timezone),
        language=endpoint.language or account.language,
        country=rules.country,
        ntp=rules.ntp,
        dial=rules.dial,
        emergency=rules.emergency,
        codes=rules.codes,
        directory=rules.directory,
        admin=Hole(desk.admin),
        download=_download(desk, endpoint, rules),
        firmware=desk.firmware,
        vlan=desk.vlan,
        sip_dscp=rules.sip_dscp,
        rtp_dscp=rules.rtp_dscp,
        settings=desk.settings,
        hotdesk=desk.hotdesk,
        origin=desk.origin,
    )


def _line(desk: DeskPhone, endpoint: Endpoint, rules: PhoneRules) -> Line:
    ports = {"udp": rules.udp_port, "tcp": rules.tcp_port, "tls": rules.tls_port, "wss": 443}
    return Line(
        number=1,
        label=desk.label or desk.extension or endpoint.device,
        display_name=desk.display_name,
        user=endpoint.device,
        password=Hole(desk.secret or endpoint.secret),
        server=endpoint.realm,
        port=ports[endpoint.transport],
        transport=endpoint.transport,
        srtp=endpoint.srtp,
        codecs=endpoint.codecs,
        expires=rules.expires,
        proxy=rules.proxy,
        voicemail=desk.voicemail,
        mwi=bool(endpoint.mailboxes),
        pickup_code=dict(rules.codes).get("pickup", ""),
    )


def _download(desk: DeskPhone, endpoint: Endpoint, rules: PhoneRules) -> Download:
    """The address is `<base>/<token>/`, the user the phone's own."""
    return Download(
        url=(f"{rules.base_url.rstrip('/')}/", Hole(desk.token), "/"),
        user=desk.mac or endpoint.device,
        password=Hole(desk.web),
        poll=rules.poll,
        check_certificates=rules.check_certificates,
    )
