"""Fanvil's table, for both of its dialects: what is told is the same, its names and some words differ."""

from __future__ import annotations

from collections.abc import Callable, Iterable, Iterator, Mapping
from typing import Any

from schema.phone_facts import DialShape
from targets.provisioning.dialect import Said, Saying, Setting, Spread, Unsaid
from targets.provisioning.facts import Phone
from targets.provisioning.fanvil.clock import clock_of
from targets.provisioning.fanvil.names import Names
from targets.provisioning.sayings import WITHIN, flag, never, unheard, unspoken
from targets.provisioning.text import Joined, Value

TRANSPORTS = {"udp": "0", "tcp": "1", "tls": "3"}
"""2 is nothing of these: a phone of this vendor that is told 2 doesn't use TLS."""
ENCRYPTION = {"off": "0", "optional": "1", "required": "2"}
CODECS = {
    "alaw": "PCMA",
    "g722": "G722",
    "g726": "G726-32",
    "g729": "G729",
    "ilbc": "iLBC",
    "opus": "opus",
    "ulaw": "PCMU",
}
TONES = {
    "AT": "22",
    "AU": "15",
    "CA": "18",
    "CH": "9",
    "DE": "2",
    "ES": "33",
    "FR": "25",
    "GB": "13",
    "IE": "13",
    "IT": "21",
    "NL": "5",
    "NZ": "31",
    "US": "11",
}
_ADMIN, _GUEST = (1, "admin", "10"), (2, "guest", "5")


def table_of(
    names: Names, rules: tuple[tuple[str, str], ...], languages: Mapping[str, str], other: str
) -> dict[str, Saying]:
    """The table of a dialect: its names, its words for a rule of summer time and for languages, and
    `other` for a language that it doesn't have."""
    table = {**_lines(names), **_phone(names, languages, other)}
    return {**table, "time.zone": Spread(clock_of(names, rules))}


def _lines(names: Names) -> dict[str, Saying]:
    def line(name: str, form: Callable[[Any], Value] = str, values: Any = None) -> Said:
        return Said(names(f"sip:line[{{n}}]:{name}"), form, values)

    return {
        "line.active": line("EnableReg", flag),
        "line.label": WITHIN,
        "line.display_name": line("DisplayName"),
        "line.user": line("PhoneNumber"),
        "line.auth_user": line("RegisterUser"),
        "line.password": line("RegisterPswd", _as_is),
        "line.server": line("RegisterAddr"),
        "line.port": line("RegisterPort"),
        "line.proxy": Spread(_proxy(names)),
        "line.transport": line("Transport", values=TRANSPORTS),
        "line.expires": line("RegisterTTL"),
        "line.srtp": Spread(_encryption(names)),
        "line.codecs": Spread(_codec_map(names), unheard(CODECS)),
        "line.dtmf": line("DTMFMode", values={"rfc4733": "1"}),
        "line.voicemail": line("MWINum"),
        "line.mwi": line("Subscribe", flag),
        "line.pickup_code": line("PickupNum"),
    }


def _phone(names: Names, languages: Mapping[str, str], other: str) -> dict[str, Saying]:
    def language(wanted: str, _line: int) -> Iterator[Setting]:
        yield names("phone:display:DefaultLanguage"), languages.get(wanted[:2], other)

    return {
        "time.ntp": Spread(_ntp(names)),
        "language": Spread(language, unspoken(languages, "English")),
        "tones": Said(names("mm:SelectYourTone"), values=TONES, otherwise="11"),
        "admin.password": Spread(_passwords(names)),
        "download.url": Spread(_address(names)),
        "download.user": Said(names("ap:DefaultUsername")),
        "download.password": Said(names("ap:DefaultPassword"), _as_is),
        "download.poll": Spread(_polling(names)),
        "download.check_certificates": Spread(_checks(names)),
        "notify.keeps_running": Said(names("sip:NotifyReboot"), values={True: "0", False: "1"}),
        "notify.from_server_only": Unsaid("the phone takes events from anybody", never),
        "dial.plan": Unsaid("complete numbers are sent after some seconds or #", _at_once),
        "directory": WITHIN,
        "firmware": Unsaid("Fanvil takes firmware from an address, and none is set"),
        "network.vlan": Spread(_vlan(names)),
        "network.sip_dscp": Said(names("qos:SingallingDSCP")),
        "network.rtp_dscp": Said(names("qos:VoiceDSCP")),
    }


def _as_is(value: Value) -> Value:
    return value


def _codec_map(names: Names) -> Callable[[Iterable[str], int], Iterator[Setting]]:
    def settings(codecs: Iterable[str], line: int) -> Iterator[Setting]:
        name = names("sip:line[{n}]:VoiceCodecMap").replace("{n}", str(line))
        yield name, ",".join(CODECS[one] for one in codecs if one in CODECS)

    return settings


def _at_once(shapes: Iterable[DialShape]) -> bool:
    return any(one.at_once for one in shapes)


def _proxy(names: Names) -> Callable[[tuple[str, int], int], Iterator[Setting]]:
    def settings(proxy: tuple[str, int], line: int) -> Iterator[Setting]:
        host, port = proxy
        own = names("sip:line[{n}]:ProxyAddr").replace("{n}", str(line))
        yield own, host
        if host:
            yield names("sip:line[{n}]:ProxyPort").replace("{n}", str(line)), str(port)

    return settings


def _encryption(names: Names) -> Callable[[str, int], Iterator[Setting]]:
    def settings(srtp: str, line: int) -> Iterator[Setting]:
        """The tag is that of 80 bits; TLS is 1.2 and newer."""
        for name, value in (
            ("MediaCrypto", ENCRYPTION[srtp]),
            ("SRTPAuth-Tag", "0"),
            ("TLSVersion", "2"),
        ):
            yield names(f"sip:line[{{n}}]:{name}").replace("{n}", str(line)), value

    return settings


def _ntp(names: Names) -> Callable[[str, int], Iterator[Setting]]:
    def settings(server: str, _line: int) -> Iterator[Setting]:
        yield names("phone:date:EnableSNTP"), "1"
        yield names("phone:date:SNTPServer"), server

    return settings


def _passwords(names: Names) -> Callable[[Value, int], Iterator[Setting]]:
    def settings(password: Value, _line: int) -> Iterator[Setting]:
        """Of the menu and of both users of the web page: `guest` has a default one otherwise."""
        yield names("phone:MenuPassword"), password
        for number, name, level in (_ADMIN, _GUEST):
            for what, value in (("Name", name), ("Password", password), ("Level", level)):
                yield names(f"web:account[{{n}}]:{what}").replace("{n}", str(number)), value

    return settings


def _address(names: Names) -> Callable[[Any, int], Iterator[Setting]]:
    def settings(url: tuple[Any, ...], _line: int) -> Iterator[Setting]:
        """5 is HTTPS. The name has the phone's own macro, so that the file has no MAC in it."""
        yield names("ap:FlashServerIP"), Joined(url[:-1] if url[-1] == "/" else url)
        yield names("ap:FlashFileName"), "$mac.cfg"
        yield names("ap:FlashProtocol"), "5" if str(url[0]).startswith("https:") else "4"

    return settings


def _polling(names: Names) -> Callable[[int, int], Iterator[Setting]]:
    def settings(seconds: int, _line: int) -> Iterator[Setting]:
        """2: after each so many hours, 1: when the phone starts. Less than an hour is an hour."""
        yield names("ap:FlashMode"), "2" if seconds else "1"
        yield names("ap:FlashInterval"), str(max(1, seconds // 3600))

    return settings


def _checks(names: Names) -> Callable[[bool, int], Iterator[Setting]]:
    def settings(checked: bool, _line: int) -> Iterator[Setting]:
        yield names("dot1x:sslMode:PermissionCTF"), flag(checked)
        yield names("dot1x:sslMode:CommonName"), flag(checked)

    return settings


def _vlan(names: Names) -> Callable[[int, int], Iterator[Setting]]:
    def settings(vlan: int, _line: int) -> Iterator[Setting]:
        yield names("qos:EnableVLAN"), flag(vlan)
        if vlan:
            yield names("qos:VLANID"), str(vlan)

    return settings


def whole_of(names: Names, phone: Phone) -> Iterator[Setting]:
    """What needs the whole phone: its title, and the number that a locked phone still dials."""
    yield names("phone:display:LCDTitle"), phone.line.label
    if phone.emergency:
        yield names("phone:EmergencyCall"), phone.emergency[0]


def always_of(names: Names) -> tuple[tuple[str, str], ...]:
    """What every phone of a dialect is told."""
    return (
        (names("ap:DownloadCommonConf"), "0"),
        (names("ap:SaveProvisionInfo"), "1"),
        (names("ap:pnp:PNPEnable"), "0"),
        (names("ap:opt:DHCPOption"), "0"),
        (names("mt:AutoServerDigest"), "0"),
        (names("web:EnableTelnet"), "0"),
        (names("call:basic:DialbyTimeout"), "1"),
        (names("call:basic:DialTimeoutvalue"), "4"),
        (names("qos:EnablediffServ"), "1"),
    )
