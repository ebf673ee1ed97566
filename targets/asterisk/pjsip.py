"""SIP: transports, phones and carriers as `pjsip.conf` objects.

Endpoint, AOR and auth of a phone share its id `<device>@<realm>`; one realm per account keeps equal
user names apart. Passwords of phones are written as digests only. Who a call is from is the
compiler's word, never the phone's.
"""

from __future__ import annotations

import hashlib
import ipaddress
import re
from collections.abc import Iterable, Mapping
from functools import lru_cache

from schema.inventory import Edge, Endpoint, GatewayLine, Inventory
from schema.phone_facts import DeskPhone
from schema.program import Program, Unit
from schema.secret import Secret, Secrets
from targets.asterisk.dialplan.entrances import FROM_TRUNK
from targets.asterisk.names import account_id, extension_name, stable_context
from targets.asterisk.sections import (
    Section,
    Settings,
    fixed,
    joined,
    number,
    secret_setting,
    section,
    yes,
)
from targets.asterisk.text import Setting, Unwritable, part, setting

BEFORE = "before."
"""Begins the id of the password that a phone had before its last rotation, while both are taken."""

CODECS = frozenset({"alaw", "g722", "g729", "gsm", "h264", "opus", "ulaw", "vp8"})
_DEVICE = re.compile(r"[a-z0-9][a-z0-9-]*")
_HOST = re.compile(r"[A-Za-z0-9]([A-Za-z0-9.-]*[A-Za-z0-9])?")
_GATEWAY = re.compile(r"[a-z0-9][a-z0-9.-]*")
_USER = re.compile(r"[A-Za-z0-9+_.-]+")


def global_sections(edge: Edge) -> tuple[Section, ...]:
    """What holds for all of SIP: who is asked for, and where it listens.

    There is no anonymous caller: a request of nobody we know is challenged and refused. After a
    restart all phones are asked whether they are still there within a quarter of a minute, and all
    are told of their messages: that long queue is no reason to turn calls away.
    """
    common = section(
        "global",
        *fixed(
            type="global",
            user_agent="pbxc",
            endpoint_identifier_order="ip,username",
            disable_multi_domain="no",
            max_forwards="70",
            keep_alive_interval="30",
            max_initial_qualify_time="15",
            mwi_tps_queue_high="20000",
            mwi_tps_queue_low="10000",
        ),
    )
    tls = (_transport("tls", edge.tls_port, edge),) if edge.tls_port else ()
    return (
        common,
        _transport("udp", edge.udp_port, edge),
        _transport("tcp", edge.tcp_port, edge),
        *tls,
    )


def _transport(protocol: str, port: int, edge: Edge) -> Section:
    certificate: Settings = ()
    if protocol == "tls":
        certificate = (
            ("cert_file", setting(edge.tls_certificate)),
            ("priv_key_file", setting(edge.tls_key)),
            ("method", Setting("tlsv1_2")),
        )
    outside: Settings = ()
    if edge.external_address:
        address = host(edge.external_address)
        outside = (
            ("external_media_address", address),
            ("external_signaling_address", address),
            *(("local_net", network(net)) for net in edge.local_networks),
        )
    return section(
        f"transport-{protocol}",
        *fixed(type="transport", protocol=protocol),
        ("bind", Setting(f"{host(edge.sip_address)}:{number(port)}")),
        *certificate,
        *outside,
    )


def account_sections(
    account: str, inventory: Inventory, program: Program, secrets: Secrets
) -> tuple[Section, ...]:
    """The phones and carriers of one account.

    Where the inventory's phones name the password they had before, that is taken as well as the new
    one: whoever fetches its files again must register until then.
    """
    before = passwords_before(inventory.phones)
    known = known_devices(program.units.get(account) or Unit(account), inventory.endpoints)
    phones = [one for one in inventory.endpoints if one.account == account]
    lines = [one for one in inventory.gateways if one.account == account]
    sections: list[Section] = []
    for phone in sorted(phones, key=lambda one: one.id):
        sections += _phone(phone, known, secrets, inventory.edge, before.get(phone.id, ""))
    for line in sorted(lines, key=lambda one: one.id):
        sections += _carrier(line, secrets, inventory.edge)
    return tuple(sections)


def passwords_before(phones: Iterable[DeskPhone]) -> Mapping[str, str]:
    """The name of the password that each phone had before its last rotation, by its endpoint. Only of
    phones that fetch the new one by themselves: whoever types a password in is told the new one."""
    return {one.endpoint: one.previous for one in phones if one.previous and one.mac}


def known_devices(unit: Unit, phones: Iterable[Endpoint]) -> Mapping[str, str]:
    """For each device, the extension of what is known of calls from it."""
    labels = {phone.device: f"from.{phone.device}" for phone in phones}
    return {
        device: extension_name(label) for device, label in labels.items() if label in unit.blocks
    }


def _phone(
    phone: Endpoint, known: Mapping[str, str], secrets: Secrets, edge: Edge, before: str
) -> Iterable[Section]:
    name = endpoint_id(phone)
    mailboxes = joined(",", (part(box, but=",") for box in phone.mailboxes))
    passwords = {name: phone.secret, **({BEFORE + name: before} if before else {})}
    yield _endpoint(phone, known, edge, mailboxes, ",".join(passwords))
    yield section(
        name,
        *fixed(type="aor"),
        ("max_contacts", number(phone.registrations)),
        *fixed(remove_existing="yes", minimum_expiration="60", maximum_expiration="3600"),
        *fixed(qualify_frequency="60"),
        ("mailboxes", mailboxes),
    )
    for proof, secret in passwords.items():
        digest = realm_digest(phone.device, phone.realm, secrets.text(secret))
        yield section(
            proof,
            *fixed(type="auth", auth_type="digest", username=phone.device),
            ("realm", host(phone.realm)),
            ("password_digest", Setting(f"MD5:{digest}")),
        )


def _endpoint(
    phone: Endpoint, known: Mapping[str, str], edge: Edge, mailboxes: Setting, proofs: str
) -> Section:
    """A phone as calls see it. `known` are the extensions that say who is calling, `proofs` the ids of
    its passwords: one that is right is enough."""
    name = endpoint_id(phone)
    inside = account_id(phone.account)
    caller = known.get(phone.device)
    return section(
        name,
        *fixed(type="endpoint", transport=_via(phone.transport, edge)),
        ("context", Setting(stable_context(inside, "phone"))),
        ("subscribe_context", Setting(stable_context(inside, "hints"))),
        *_audio(phone.codecs),
        *fixed(auth=proofs, aors=name, identify_by="username"),
        ("callerid", caller_id(phone.caller_name, phone.caller_number)),
        *fixed(tenantid=inside, accountcode=inside, trust_id_inbound="no"),
        *fixed(allow_transfer="yes", allow_subscribe="yes", allow_overlap="no"),
        ("mailboxes", mailboxes),
        *((("mwi_subscribe_replaces_unsolicited", yes(True)),) if mailboxes else ()),
        ("language", part(phone.language, but=",;")),
        ("moh_suggest", setting(phone.hold_music or "default")),
        *fixed(direct_media="no", rtp_symmetric="yes", force_rport="yes", rewrite_contact="yes"),
        *_encryption(phone.srtp),
        *_allowed(phone.allow_from),
        *((("set_var", Setting(f"Q_FROM={caller}")),) if caller else ()),
    )


def _carrier(line: GatewayLine, secrets: Secrets, edge: Edge) -> Iterable[Section]:
    name = gateway_id(line)
    inside = account_id(line.account)
    signed = bool(line.username)
    yield section(
        name,
        *fixed(type="endpoint", transport=_via(line.transport, edge), context=FROM_TRUNK),
        *_audio(line.codecs),
        *fixed(aors=name, identify_by="ip"),
        *(fixed(outbound_auth=name) if signed else ()),
        *fixed(tenantid=inside, accountcode=inside, allow_transfer="no", allow_subscribe="no"),
        *fixed(allow_overlap="no", send_pai="yes", trust_id_outbound="yes"),
        ("trust_id_inbound", yes(line.trusted)),
        *fixed(direct_media="no", rtp_symmetric="yes", moh_suggest="default"),
        *_encryption(line.srtp),
        *(fixed(t38_udptl="yes", t38_udptl_ec="redundancy") if line.t38 else ()),
    )
    yield section(
        name,
        *fixed(type="aor"),
        ("contact", _address(line)),
        *((("qualify_frequency", number(line.options_ping)),) if line.options_ping else ()),
    )
    matches = line.from_ip or (line.host,)
    yield section(
        name,
        *fixed(type="identify", endpoint=name),
        *(("match", network(match)) for match in matches),
    )
    if signed:
        yield _credentials(line, name, secrets)
    if signed and line.register:
        yield _registration(line, name, edge)


def _credentials(line: GatewayLine, name: str, secrets: Secrets) -> Section:
    """How we prove who we are. A carrier whose realm we know needs no clear password here."""
    secret = secrets.text(line.secret)
    proof: Settings
    if line.realm:
        digest = realm_digest(line.username, line.realm, secret)
        proof = (("realm", host(line.realm)), ("password_digest", Setting(f"MD5:{digest}")))
    else:
        proof = (("password", secret_setting(secret)),)
    return section(
        name, *fixed(type="auth", auth_type="digest"), ("username", user(line.username)), *proof
    )


def _registration(line: GatewayLine, name: str, edge: Edge) -> Section:
    client = f"sip:{user(line.username)}@{_host_port(line)}"
    return section(
        name,
        *fixed(type="registration", transport=_via(line.transport, edge), outbound_auth=name),
        ("server_uri", _address(line)),
        ("client_uri", Setting(client)),
        ("contact_user", user(line.username)),
        ("expiration", number(line.expires)),
        *fixed(retry_interval="60", forbidden_retry_interval="300", max_retries="10000"),
    )


def _via(transport: str, edge: Edge) -> str:
    if transport not in ("udp", "tcp", "tls") or (transport == "tls" and not edge.tls_port):
        raise Unwritable("a transport", transport, "this switch doesn't listen for it")
    return f"transport-{transport}"


def _audio(codecs: Iterable[str]) -> Settings:
    for codec in codecs:
        if codec not in CODECS:
            raise Unwritable("a codec", codec, "this switch doesn't know it")
    return (("disallow", Setting("all")), ("allow", Setting(",".join(codecs))))


def _encryption(srtp: str) -> Settings:
    if srtp == "off":
        return ()
    optimistic = ("media_encryption_optimistic", yes(srtp == "optional"))
    return (("media_encryption", Setting("sdes")), optimistic)


def _allowed(networks: Iterable[str]) -> Settings:
    """Calls and registrations are taken from these networks only; none means from anywhere."""
    listed = [network(text) for text in networks]
    if not listed:
        return ()
    everywhere = Setting("0.0.0.0/0.0.0.0,::/0")
    permitted = Setting(",".join(listed))
    return (
        ("deny", everywhere),
        ("permit", permitted),
        ("contact_deny", everywhere),
        ("contact_permit", permitted),
    )


def _address(line: GatewayLine) -> Setting:
    via = "" if line.transport == "udp" else f"\\;transport={line.transport}"
    return Setting(f"sip:{_host_port(line)}{via}")


def _host_port(line: GatewayLine) -> str:
    return f"{host(line.host)}:{number(line.port)}"


def endpoint_id(phone: Endpoint) -> str:
    """A phone's id, of which user name and realm are parts."""
    if not _DEVICE.fullmatch(phone.device) or phone.id != f"{phone.device}@{host(phone.realm)}":
        raise Unwritable("an endpoint", phone.id, "ids are <device>@<realm>")
    return phone.id


def gateway_id(line: GatewayLine) -> str:
    """A gateway's id."""
    if not _GATEWAY.fullmatch(line.id):
        raise Unwritable("a gateway", line.id, "ids are small letters, digits, '.' and '-'")
    return line.id


def caller_id(name: str, digits: str) -> Setting:
    """What a call from a phone shows, whatever the phone says."""
    if not re.fullmatch(r"[0-9*#+]*", digits):
        raise Unwritable("a caller's number", digits, "numbers are digits, '*', '#' and '+'")
    return setting(f'"{part(name, but=chr(34) + "<>;" + chr(92))}" <{digits}>')


@lru_cache(4096)
def host(text: str) -> Setting:
    """A host's name or address; IPv6 in brackets."""
    try:
        address = ipaddress.ip_address(text)
    except ValueError:
        if not _HOST.fullmatch(text):
            raise Unwritable("a host", text, "it is neither a name nor an address") from None
        return Setting(text)
    return Setting(f"[{address}]" if address.version == 6 else str(address))


def network(text: str) -> Setting:
    """An address, a network in CIDR, or a host's name."""
    try:
        return Setting(str(ipaddress.ip_network(text, strict=False)))
    except ValueError:
        return host(text)


def user(text: str) -> Setting:
    """A user name at a carrier."""
    if not _USER.fullmatch(text):
        raise Unwritable("a user name", text, "it has a character that SIP addresses reserve")
    return Setting(text)


def realm_digest(name: str, realm: str, secret: Secret) -> str:
    """The digest of RFC 2617 that stands for a password in one realm."""
    clear = f"{name}:{realm}:{secret.reveal()}"
    return hashlib.md5(clear.encode(), usedforsecurity=False).hexdigest()
