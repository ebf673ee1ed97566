"""Gigaset N: DECT bases (N610, N670, N770, N870), a handset for each line.

A file is XML with `param` elements. A handset that isn't in the file is taken off the base. It is
registered by hand, in the minutes that the base's page opens for it: a file that opened them would
need a clock. Time zones are names of a list, in which a zone stands for all that keep its rule.
"""

from __future__ import annotations

import re
from collections.abc import Iterable, Iterator, Mapping
from functools import cache
from typing import Any

from targets.provisioning.dialect import Dialect, Said, Saying, Setting, Spread, Unsaid
from targets.provisioning.facts import Phone
from targets.provisioning.sayings import WITHIN, flag, never
from targets.provisioning.text import Document, Joined, Value
from targets.provisioning.vendor import Notify, PhoneFile, Vendor
from targets.provisioning.writers.xml_ways import read_ways, written_ways
from targets.provisioning.zones import Change, ZoneRefused, ZoneRule, zone_rule

ZONES = (
    "Pacific/Honolulu", "America/Anchorage", "America/Los_Angeles", "America/Denver",
    "America/Chicago", "America/New_York", "America/Caracas", "America/Sao_Paulo",
    "Europe/Dublin", "Europe/Lisbon", "Europe/London", "Greenwich", "Europe/Amsterdam",
    "Europe/Belgrade", "Europe/Berlin", "Europe/Brussels", "Europe/Budapest", "Europe/Copenhagen",
    "Europe/Luxembourg", "Europe/Madrid", "Europe/Oslo", "Europe/Paris", "Europe/Prague",
    "Europe/Rome", "Europe/Stockholm", "Europe/Vienna", "Europe/Warsaw", "Europe/Zurich",
    "Africa/Cairo", "Europe/Athens", "Europe/Bucharest", "Europe/Chisinau", "Europe/Helsinki",
    "Europe/Kaliningrad", "Europe/Kiev", "Europe/Riga", "Europe/Sofia", "Europe/Tallinn",
    "Europe/Vilnius", "Europe/Istanbul", "Europe/Minsk", "Europe/Moscow", "Asia/Dubai",
    "Europe/Samara", "Asia/Karachi", "Asia/Dhaka", "Asia/Hong_Kong", "Asia/Tokyo",
    "Australia/Adelaide", "Australia/Darwin", "Australia/Brisbane", "Australia/Sydney",
    "Pacific/Noumea",
)  # fmt: skip
"""Names of the base's own list."""
_TRANSPORTS = {"udp": "1", "tcp": "2", "tls": "3"}
_TONES = {"DE": "Germany", "ES": "Spain", "FR": "France"}
_HANDSET = "hs."
_TO_REGISTER = "ToReg"
_ADDED = re.compile(r"hs\.([0-9]{5})")


def _rule(zone: ZoneRule) -> tuple[int, int, Change | None, Change | None]:
    return zone.offset, zone.saving, zone.starts, zone.ends


@cache
def _by_rule() -> Mapping[tuple[int, int, Change | None, Change | None], str]:
    return {_rule(zone_rule(name)): name for name in reversed(ZONES)}


def _zone(zone: ZoneRule, _line: int) -> Iterator[Setting]:
    """ZoneRefused for a zone that none of the list keeps time with."""
    name = zone.name if zone.name in ZONES else _by_rule().get(_rule(zone))
    if name is None:
        raise ZoneRefused(f"a Gigaset base has no zone that keeps the time of {zone.name}")
    yield "DmGlobal.0.TimeZone", name


def _account(name: str) -> Any:
    return lambda line: f"SipAccount.{line:05}.{name}"


def _provider(name: str) -> Any:
    return lambda line: f"SipProvider.{line - 1}.{name}"


def _handset(_active: bool, line: int) -> Iterator[Setting]:
    """A handset that is to be registered, and the provider of its line."""
    yield f"{_HANDSET}{line:05}", _TO_REGISTER
    yield _account("ProviderId")(line), str(line - 1)


def _server(server: str, line: int) -> Iterator[Setting]:
    for name in ("Name", "Domain", "ProxyServerAddress", "RegServerAddress"):
        yield _provider(name)(line), server


def _port(port: int, line: int) -> Iterator[Setting]:
    for name in ("ProxyServerPort", "RegServerPort"):
        yield _provider(name)(line), str(port)


def _proxy(proxy: tuple[str, int], line: int) -> Iterator[Setting]:
    """0: always through it, 2: never."""
    host, port = proxy
    yield _provider("OutboundProxyMode")(line), "0" if host else "2"
    if host:
        yield _provider("OutboundProxyAddress")(line), host
        yield _provider("OutboundProxyPort")(line), str(port)


def _encryption(srtp: str, line: int) -> Iterator[Setting]:
    yield _provider("UseSIPS")(line), "0"
    yield _provider("SRTP_Enabled")(line), flag(srtp != "off")
    yield _provider("AcceptNonSRTPCalls")(line), flag(srtp != "required")


def _voicemail(number: str, line: int) -> Iterator[Setting]:
    yield _account("VoiceMailActive")(line), flag(number)
    yield _account("VoiceMailMailbox")(line), number


def _other_codecs(codecs: Iterable[str]) -> bool:
    return bool(set(codecs) - {"g722", "alaw", "ulaw", "g729"})


def _as_is(value: Value) -> Value:
    return value


TABLE: Mapping[str, Saying] = {
    "line.active": Spread(_handset),
    "line.label": Unsaid("a handset shows the display name", never),
    "line.display_name": Said(_account("DisplayName")),
    "line.user": Said(_account("UserName")),
    "line.auth_user": Said(_account("AuthName")),
    "line.password": Said(_account("AuthPassword"), _as_is),
    "line.server": Spread(_server),
    "line.port": Spread(_port),
    "line.proxy": Spread(_proxy),
    "line.transport": Said(_provider("TransportProtocol"), values=_TRANSPORTS),
    "line.expires": Said(_provider("RegServerRefreshTimer")),
    "line.srtp": Spread(_encryption),
    "line.codecs": Unsaid(
        "the base offers the codecs that it has, in its own order", _other_codecs
    ),
    "line.dtmf": Said(_provider("DTMFTransmission"), values={"rfc4733": "2"}),
    "line.voicemail": Spread(_voicemail),
    "line.mwi": Said(_provider("MWISubscription"), flag),
    "line.pickup_code": Unsaid(
        "a handset has no key that picks up; the code can be dialled", never
    ),
    "time.zone": Spread(_zone),
    "time.ntp": Said("DmGlobal.0.NtpServer"),
    "language": Unsaid("the language of a handset is chosen at the handset", never),
    "tones": Said("Telephony.0.ToneScheme", values=_TONES, otherwise="International"),
    "admin.password": Said("WebUIAccounts.1.Password", _as_is),
    "download.url": WITHIN,
    "download.user": Unsaid("its address alone opens its folder", never),
    "download.password": Unsaid("its address alone opens its folder", never),
    "download.poll": Unsaid("the base looks when it starts and when it is told", never),
    "download.check_certificates": Unsaid("that is set in the base's own page"),
    "notify.keeps_running": Said("SystemSettings.global.CheckSyncRebootEnabled", flag),
    "notify.from_server_only": Unsaid(
        "it starts anew only where the event is to its account", never
    ),
    "dial.plan": Unsaid("a handset sends a number when its key is pressed", never),
    "directory": Unsaid("the base takes a directory from an address, not from its file"),
    "firmware": Unsaid("Gigaset takes firmware from an address, and none is set"),
    "network.vlan": Unsaid("the VLAN is set in the base's own page"),
    "network.sip_dscp": Unsaid("the base marks its packets itself", lambda dscp: dscp != 24),
    "network.rtp_dscp": Unsaid("the base marks its packets itself", lambda dscp: dscp != 46),
}


def _file_of(phone: Phone) -> str:
    return f"{phone.mac}.xml"


def _whole(phone: Phone) -> Iterator[Setting]:
    address = Joined((*phone.download.url, _file_of(phone)))
    yield "Provisioning.global.ProvisioningServer", address


NVM = Dialect(
    slug="nvm",
    name="N bases",
    table=TABLE,
    keys=_whole,
    kinds=frozenset(),
    always=(("SystemSettings.global.SipMulticastEnabled", "0"),),
    firmware="83.V2.48",
    notes={
        "line.transport": "firmware before 2.65 had faults with calls on hold over TLS (Wazo)",
        "tones": "firmware calls its scheme for all other countries International or Retail",
    },
)


def _index(element: str) -> str:
    return "value" if element == "oper" else "name"


def _files(phone: Phone, dialect: Dialect) -> tuple[PhoneFile, ...]:
    settings = tuple({**dict(dialect.settings(phone)), **dict(phone.settings)}.items())
    return (PhoneFile(_file_of(phone), _document(settings), settings, "text/xml; charset=utf-8"),)


def _document(settings: Iterable[Setting]) -> Document:
    ways = (("nvm:oper@name", "DeleteNotProvisionedHS"), *_ways(settings))
    return written_ways("provisioning", ways, _index, ' version="1.1" productID="e2"')


def _ways(settings: Iterable[Setting]) -> Iterator[Setting]:
    """A setting is a `param`; a handset is an `oper` that adds it."""
    for name, value in settings:
        if handset := _ADDED.fullmatch(name):
            oper = f"nvm:oper[{handset[1]}]"
            yield f"{oper}@name", "add_hs"
            yield f"{oper}:param[hs.RegStatus]@value", value
        else:
            yield f"nvm:param[{name}]@value", value


def settings_in(text: str) -> dict[str, str]:
    """The settings that a file says."""
    return dict(_settings(read_ways(text, _index)))


def _settings(ways: Mapping[str, str]) -> Iterator[tuple[str, str]]:
    for way, value in ways.items():
        if way.startswith("nvm:param[") and way.endswith("]@value"):
            yield way.removeprefix("nvm:param[").removesuffix("]@value"), value
        elif way.endswith(":param[hs.RegStatus]@value"):
            yield f"{_HANDSET}{way.removeprefix('nvm:oper[').partition(']')[0]}", value


VENDOR = Vendor(
    slug="gigaset",
    name="Gigaset",
    dialects=(NVM,),
    files=_files,
    requests=("{mac}.xml", "{MAC}.xml"),
    notify=Notify(check="check-sync;reboot=false", reboot="check-sync;reboot=true"),
    ouis=("7c2f80", "589ec6"),
    agent=(
        r"^Gigaset (?P<model>N[0-9]{3}E? IP PRO)/(?P<firmware>[0-9][0-9A-Za-z.]*)"
        r"(?:\+[^;]*)?(?:;(?P<mac>[0-9A-Fa-f]{12}))?"
    ),
    sources=(
        "wazo-provd-plugins 2321a3f3 (2026-04-13)",
        "Gigaset wiki (check-sync, SIP multicast)",
    ),
)
