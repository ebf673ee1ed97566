"""Algo: speakers, paging adapters and door phones (8180 to 8301), lines of `key = value`.

A device finds its file by the name `algom<MAC>.conf`. Time zones are IANA names, which it knows the
rules of. It has no keys, and no dial plan of its own.
"""

from __future__ import annotations

from collections.abc import Iterable, Iterator, Mapping
from typing import Any

from targets.provisioning.dialect import Dialect, Said, Saying, Setting, Spread, Unsaid
from targets.provisioning.facts import Phone
from targets.provisioning.sayings import WITHIN, flag, never, unheard
from targets.provisioning.text import Hole, Joined, Value, parts_of
from targets.provisioning.vendor import Notify, PhoneFile, Vendor
from targets.provisioning.writers.key_value import read_lines, written_lines
from targets.provisioning.zones import ZoneRule

_SPEAKER = "a speaker has none of it"


def _as_is(value: Value) -> Value:
    return value


def _wide(codecs: Iterable[str], _line: int) -> Iterator[Setting]:
    """Whether G.722 is offered, before G.711, which always is."""
    yield "audio.codec.g722", flag("g722" in codecs)


def _times(server: str, _line: int) -> Iterator[Setting]:
    """Old firmware has one server, newer four."""
    yield "net.time", server
    yield "net.time1", server


def _address(url: tuple[str | Hole, ...], _line: int) -> Iterator[Setting]:
    """Its parts: how, from which server, from which folder."""
    scheme, _, rest = str(url[0]).partition("://")
    server, _, path = rest.partition("/")
    folder = Joined((path, *url[1:]))
    yield "prov.use", "1"
    yield "prov.server.method", "static"
    yield "prov.server.static", server
    yield "prov.download.method", scheme
    yield "prov.download.cfgpath", _without_slash(folder)


def _without_slash(folder: Joined) -> Joined:
    *before, last = (part for part in parts_of(folder) if part != "")
    return Joined((*before, last.rstrip("/") if isinstance(last, str) else last))


def _polling(_seconds: int, _line: int) -> Iterator[Setting]:
    yield "prov.sync.frequency", "daily"
    yield "prov.sync.wdays", "1,2,3,4,5,6,7,"


def _zone(zone: ZoneRule, _line: int) -> Iterator[Setting]:
    yield "admin.timezone", zone.name


def _passwords(password: Value, _line: int) -> Iterator[Setting]:
    """Of its page and of its programming interface, which has a default one otherwise."""
    yield "admin.pwd", password
    yield "api.admin.pwd", password


def _vlan(vlan: int, _line: int) -> Iterator[Setting]:
    if vlan:
        yield "net.vlan.use", "1"
        yield "net.vlan.id", str(vlan)


def _account(name: str) -> Any:
    return lambda line: f"sip.u{line}.{name}"


TABLE: Mapping[str, Saying] = {
    "line.active": Said("sip.register.use", flag),
    "line.label": Unsaid("it has no screen", never),
    "line.display_name": Said(_account("dname")),
    "line.user": Said(_account("user")),
    "line.auth_user": Said(_account("auth")),
    "line.password": Said(_account("pwd"), _as_is),
    "line.server": WITHIN,
    "line.port": WITHIN,
    "line.proxy": WITHIN,
    "line.transport": Said("sip.transp"),
    "line.expires": Said("sip.regexp"),
    "line.srtp": Unsaid("the words of `sip.srtp` aren't known", lambda srtp: srtp != "off"),
    "line.codecs": Spread(_wide, unheard(("g722", "alaw", "ulaw"))),
    "line.dtmf": Said("phone.dtmf.src", values={"rfc4733": "rtp-telev"}),
    "line.voicemail": Unsaid(_SPEAKER, never),
    "line.mwi": Unsaid(_SPEAKER, never),
    "line.pickup_code": Unsaid(_SPEAKER, never),
    "time.zone": Spread(_zone),
    "time.ntp": Spread(_times),
    "language": Unsaid("its page is in English", never),
    "tones": Unsaid("its tones are files of its own", never),
    "admin.password": Spread(_passwords),
    "download.url": Spread(_address),
    "download.user": Said("prov.auth.user"),
    "download.password": Said("prov.auth.pwd", _as_is),
    "download.poll": Spread(_polling),
    "download.check_certificates": Said("prov.download.cert", flag),
    "notify.keeps_running": Said(
        "sip.interop.checksync", values={True: "conditional-reboot", False: "always-reboot"}
    ),
    "notify.from_server_only": Unsaid("the device takes events from anybody", never),
    "dial.plan": Unsaid("nobody dials at it", never),
    "directory": Unsaid("nobody dials at it", never),
    "firmware": Unsaid("Algo takes firmware from an address, and none is set"),
    "network.vlan": Spread(_vlan),
    "network.sip_dscp": Said("net.dscp.sip"),
    "network.rtp_dscp": Said("net.dscp.rtp"),
}


def _whole(phone: Phone) -> Iterator[Setting]:
    """The realm, and what it sends through: the port belongs to whichever it speaks to."""
    line = phone.line
    yield "sip.proxy", line.server if line.proxy else f"{line.server}:{line.port}"
    yield "sip.obproxy", f"{line.proxy}:{line.port}" if line.proxy else ""


CONF = Dialect(
    slug="conf",
    name="firmware 5",
    table=TABLE,
    keys=_whole,
    kinds=frozenset(),
    always=(("prov.ztp.use", "0"), ("sip.sips", "0")),
    reboots=("net.", "admin.timezone"),
    firmware="5",
    notes={
        "download.poll": "it looks once a day, whatever else was wanted",
        "line.codecs": "G.722 is offered or not; G.711 always is",
    },
)


def _files(phone: Phone, dialect: Dialect) -> tuple[PhoneFile, ...]:
    settings = tuple({**dict(dialect.settings(phone)), **dict(phone.settings)}.items())
    return (PhoneFile(f"algom{phone.mac.upper()}.conf", written_lines(settings), settings),)


def settings_in(text: str) -> dict[str, str]:
    """The settings that a file says."""
    return dict(read_lines(text))


VENDOR = Vendor(
    slug="algo",
    name="Algo",
    dialects=(CONF,),
    files=_files,
    requests=("algom{MAC}.conf",),
    notify=Notify(check="check-sync", reboot="check-sync;reboot=true"),
    ouis=("0022ee",),
    agent=r"^Algo[ -](?P<model>[0-9]{4})[A-Za-z]*[ /](?P<firmware>[0-9][0-9A-Za-z.]*)",
    sources=("fusionpbx c7a00dcb (2026-08-21)", "fspbx 24614c4e (2026-08-21)"),
)
