"""Yealink: T2 to T5, T7 and T8, conference and Wi-Fi phones, W bases, and firmware before 81.

A phone asks for its boot file, which names the file of its settings and says that a setting that is
no longer there is as it left the factory: so nothing stays behind that git doesn't say. Firmware
before 81 knows no boot file and goes straight to the settings.
"""

from __future__ import annotations

from collections.abc import Iterator
from functools import lru_cache
from typing import Any

from schema.phone_facts import KeyKind
from targets.provisioning.dialect import Dialect, Said, Saying, Setting, Spread, Unsaid
from targets.provisioning.facts import Phone
from targets.provisioning.text import Document, Joined, Value
from targets.provisioning.vendor import Notify, PhoneFile, Vendor
from targets.provisioning.writers import key_value, xml_tree
from targets.provisioning.yealink.adoption import adopted
from targets.provisioning.yealink.clock import clock_lost, clock_settings
from targets.provisioning.yealink.dialling import dial_now, digit_map, digit_map_lost
from targets.provisioning.yealink.keys import TYPES, handset_settings, key_settings
from targets.provisioning.yealink.words import CODECS, LANGUAGES, SRTP, TONES, TRANSPORTS, YES

HEADER = "#!version:1.0.0.1\n"
PHONEBOOK = "phonebook.xml"


def _kept(value: Any) -> Value:
    """A value as it is, with its holes."""
    found: Value = value
    return found


def _proxy(value: Any, line: int) -> Iterator[Setting]:
    host, port = value
    yield f"account.{line}.outbound_proxy_enable", "1" if host else "0"
    if host:
        yield f"account.{line}.outbound_proxy.1.address", host
        yield f"account.{line}.outbound_proxy.1.port", str(port)


def _old_proxy(value: Any, line: int) -> Iterator[Setting]:
    host, port = value
    yield f"account.{line}.outbound_proxy_enable", "1" if host else "0"
    if host:
        yield f"account.{line}.outbound_host", host
        yield f"account.{line}.outbound_port", str(port)


def _codecs(wanted: Any, line: int) -> Iterator[Setting]:
    for name in CODECS:
        own = f"account.{line}.codec.{CODECS[name]}"
        yield f"{own}.enable", YES[name in wanted]
        if name in wanted:
            yield f"{own}.priority", str(wanted.index(name) + 1)


def _codecs_lost(wanted: Any) -> str:
    unknown = [name for name in wanted if name not in CODECS]
    return f"these phones have no {' and no '.join(unknown)}" if unknown else ""


def _messages(wanted: Any, line: int) -> Iterator[Setting]:
    yield f"account.{line}.subscribe_mwi", YES[bool(wanted)]
    yield f"account.{line}.display_mwi.enable", YES[bool(wanted)]


class _Named:
    """The settings of fetching files; `static` is what their names begin with since firmware 81."""

    def __init__(self, static: str) -> None:
        self.static = static

    def administrators(self, hole: Any, line: int) -> Iterator[Setting]:
        """Both of the people that a phone knows have the administrator's password."""
        for person in ("user", "admin"):
            yield f"{self.static}security.user_password", Joined((f"{person}:", hole))

    def poll(self, seconds: Any, line: int) -> Iterator[Setting]:
        """Minutes, at least one, at most a month."""
        yield f"{self.static}auto_provision.repeat.enable", YES[bool(seconds)]
        if seconds:
            minutes = min(max(round(seconds / 60), 1), 43200)
            yield f"{self.static}auto_provision.repeat.minutes", str(minutes)

    def certificates(self, checked: Any, line: int) -> Iterator[Setting]:
        """Whether a server's certificate and its name are checked."""
        yield f"{self.static}security.trust_certificates", YES[checked]
        yield f"{self.static}security.cn_validation", YES[checked]

    def vlan(self, number: Any, line: int) -> Iterator[Setting]:
        """The network by number; without one the phone keeps what it has found itself."""
        if number:
            yield f"{self.static}network.vlan.internet_port_enable", "1"
            yield f"{self.static}network.vlan.internet_port_vid", str(number)


def _joined(url: Any) -> Value:
    return Joined(tuple(url))


def _account_table() -> dict[str, Saying]:
    return {
        "line.active": Said("account.{n}.enable", values=YES),
        "line.label": Said("account.{n}.label"),
        "line.display_name": Said("account.{n}.display_name"),
        "line.user": Said("account.{n}.user_name"),
        "line.auth_user": Said("account.{n}.auth_name"),
        "line.password": Said("account.{n}.password", form=_kept),
        "line.server": Said("account.{n}.sip_server.1.address"),
        "line.port": Said("account.{n}.sip_server.1.port"),
        "line.proxy": Spread(_proxy),
        "line.transport": Said("account.{n}.sip_server.1.transport_type", values=TRANSPORTS),
        "line.expires": Said("account.{n}.sip_server.1.expires"),
        "line.srtp": Said("account.{n}.srtp_encryption", values=SRTP),
        "line.codecs": Spread(_codecs, _codecs_lost),
        "line.dtmf": Said("account.{n}.dtmf.type", values={"rfc4733": "1"}),
        "line.voicemail": Said("voice_mail.number.{n}", left_out=("",)),
        "line.mwi": Spread(_messages),
        "line.pickup_code": Said("account.{n}.direct_pickup_code", left_out=("",)),
    }


def _own_table(static: str) -> dict[str, Saying]:
    named = _Named(static)
    return {
        "time.zone": Spread(clock_settings, clock_lost),
        "time.ntp": Said("local_time.ntp_server1"),
        "language": Said("lang.gui", values=LANGUAGES, otherwise="English"),
        "tones": Said("voice.tone.country", values=TONES, otherwise="United States"),
        "admin.password": Spread(named.administrators),
        "download.url": Said(f"{static}auto_provision.server.url", form=_joined),
        "download.user": Said(f"{static}auto_provision.server.username"),
        "download.password": Said(f"{static}auto_provision.server.password", form=_kept),
        "download.poll": Spread(named.poll),
        "download.check_certificates": Spread(named.certificates),
        "notify.keeps_running": Said("sip.notify_reboot_enable", values={True: "0", False: "1"}),
        "notify.from_server_only": Said("sip.trust_ctrl", values=YES),
        "dial.plan": Spread(digit_map, digit_map_lost),
        "directory": Said(
            "features.remote_phonebook.enable", form=lambda people: YES[bool(people)]
        ),
        "firmware": Unsaid(
            "pbxc keeps no firmware and only compares versions; `static.firmware.url` among its "
            "`settings` has a phone fetch one"
        ),
        "network.vlan": Spread(named.vlan),
        "network.sip_dscp": Said(f"{static}network.qos.signaltos"),
        "network.rtp_dscp": Said(f"{static}network.qos.audiotos"),
    }


_TABLE = _account_table() | _own_table("static.")
_BASE_TABLE = _TABLE | {"language": Said("lang.wui", values=LANGUAGES, otherwise="English")}
_OLD_TABLE = (
    _account_table()
    | _own_table("")
    | {
        "line.proxy": Spread(_old_proxy),
        "line.transport": Said("account.{n}.transport", values=TRANSPORTS),
        "dial.plan": Spread(dial_now),
        "network.rtp_dscp": Said("network.qos.rtptos"),
    }
)

_BOTH = (
    ("local_time.dhcp_time", "0"),
    ("features.direct_ip_call_enable", "0"),
    ("features.pickup.direct_pickup_enable", "1"),
    ("transfer.dsskey_deal_type", "2"),
)
_ALWAYS = (
    ("static.auto_provision.power_on", "1"),
    ("static.auto_provision.pnp_enable", "0"),
    ("static.auto_provision.dhcp_option.enable", "0"),
    ("static.auto_provision.custom.protect", "0"),
    ("static.auto_provision.reboot_force.enable", "0"),
    ("static.zero_touch.enable", "0"),
    ("static.security.ca_cert", "2"),
    ("static.managementserver.enable", "0"),
    *_BOTH,
    ("local_time.manual_ntp_srv_prior", "1"),
    ("features.dnd.allow", "0"),
    ("features.fwd.allow", "0"),
    ("dialplan.digitmap.no_match_action", "2"),
)
_OLD_ALWAYS = (
    ("auto_provision.mode", "1"),
    ("auto_provision.pnp_enable", "0"),
    ("auto_provision.dhcp_option.enable", "0"),
    ("zero_touch.enable", "0"),
    ("security.ca_cert", "2"),
    *_BOTH,
)


def _phonebook(phone: Phone) -> Iterator[Setting]:
    """Where the phone finds the account's people: beside its settings, with the same password."""
    if phone.directory:
        yield "remote_phonebook.data.1.name", "Directory"
        yield "remote_phonebook.data.1.url", Joined((*phone.download.url, PHONEBOOK))


def _signed_phonebook(phone: Phone) -> Iterator[Setting]:
    yield from _phonebook(phone)
    if phone.directory:
        yield "remote_phonebook.data.1.username", phone.download.user
        yield "remote_phonebook.data.1.password", phone.download.password


def _keys(phone: Phone) -> Iterator[Setting]:
    yield from _signed_phonebook(phone)
    yield from key_settings(phone)


def _handsets(phone: Phone) -> Iterator[Setting]:
    yield from _signed_phonebook(phone)
    yield from handset_settings(phone)


def _old_keys(phone: Phone) -> Iterator[Setting]:
    yield from _phonebook(phone)
    yield from key_settings(phone)


_KINDS: frozenset[KeyKind] = frozenset(TYPES)
_REBOOTS = ("static.network.vlan.", "static.network.qos.")
_V8X = Dialect(
    "v8x", "T2 to T5, firmware 81 and later", _TABLE, _keys, _KINDS, _ALWAYS, _REBOOTS, "81"
)
_V87 = Dialect("v87", "T7 and T8, firmware 87 and later", _TABLE, _keys, _KINDS, _ALWAYS, _REBOOTS)
_BASE = Dialect(
    "dect",
    "W bases",
    _BASE_TABLE,
    _handsets,
    frozenset({"line"}),
    (*_ALWAYS, ("static.auto_provision.handset_configured.enable", "1")),
    _REBOOTS,
    "81",
)
_OLD = Dialect(
    "v7x",
    "firmware before 81",
    _OLD_TABLE,
    _old_keys,
    _KINDS,
    _OLD_ALWAYS,
    ("network.vlan.", "network.qos."),
)


def _boot(phone: Phone) -> Document:
    return Document.of((HEADER, f'include:config "{phone.mac}.cfg"\n', "overwrite_mode = 1\n"))


# The same for all phones of an account, and long.
@lru_cache(64)
def _people(people: tuple[tuple[str, str], ...]) -> Document:
    entries = tuple(
        xml_tree.Element(
            "DirectoryEntry", children=xml_tree.leaves((("Name", name), ("Telephone", number)))
        )
        for name, number in people
    )
    return xml_tree.write(xml_tree.Element("YealinkIPPhoneDirectory", children=entries))


def _settings(phone: Phone, dialect: Dialect) -> tuple[Setting, ...]:
    """All settings, free-form ones in the places of those that they replace, else at the end."""
    free = dict(phone.settings)
    told = dialect.settings(phone)
    names = {name for name, _ in told}
    replaced = ((name, free.get(name, value)) for name, value in told)
    return (*replaced, *((name, value) for name, value in free.items() if name not in names))


def _files(phone: Phone, dialect: Dialect) -> tuple[PhoneFile, ...]:
    settings = _settings(phone, dialect)
    files = [PhoneFile(f"{phone.mac}.cfg", key_value.written_lines(settings, HEADER), settings)]
    if dialect.slug != "v7x":
        files.insert(0, PhoneFile(f"{phone.mac}.boot", _boot(phone)))
    if phone.directory:
        xml = "application/xml; charset=utf-8"
        files.append(PhoneFile(PHONEBOOK, _people(phone.directory), media_type=xml))
    return tuple(files)


VENDOR = Vendor(
    slug="yealink",
    name="Yealink",
    dialects=(_V8X, _V87, _BASE, _OLD),
    files=_files,
    requests=("{mac}.boot", "y000000000000.boot", "{mac}.cfg"),
    notify=Notify(check="check-sync;reboot=false", reboot="check-sync;reboot=true"),
    ouis=(
        "001565", "249ad8", "3497d7", "44dbd2", "644f56", "805e0c", "805ec0", "b061a9", "c4fc22",
        "e434d7", "ec1da9", "f01653",
    ),
    agent=(
        r"(?i:yealink)[ -](?:SIP[ -])?(?:VP-)?(?P<model>[A-Z0-9_]+) (?P<firmware>[0-9.]+)"
        r"(?: (?P<mac>[0-9A-Fa-f]{2}(?::?[0-9A-Fa-f]{2}){5}))?"
    ),
    seal="yealink-aes",
    adopt=adopted,
    sources=(
        "wazo-provd-plugins 2321a3f3 (2026-04-13)",
        "tancredi 5a8de9b (2026-06-26)",
        "fusionpbx c7a00dcb (2026-08-21)",
        "fspbx 24614c4e (2026-08-21)",
        "Yealink Administrator's Guide T2/T3/T4/T5/CP920",
    ),
)  # fmt: skip
