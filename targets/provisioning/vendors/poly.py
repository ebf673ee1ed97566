"""Poly: VVX with UC Software 5 and 6, CCX, and Edge E.

A phone asks for `<mac>.cfg`, its master file, which names the file of its settings; what no file says
is as it left the factory, so nothing stays behind that git doesn't say. The codecs and their order
are the phone's, not a line's: lines that differ in them are refused. Settings of the device itself
are taken only with `.set` beside them.

Files are not encrypted by us: how a file looks that was encrypted for these phones (AES-128-CBC, with
a head of its own) is told nowhere in public, and a phone that can't read one starts again and again.
"""

from __future__ import annotations

from collections.abc import Iterator
from typing import Any

from targets.provisioning.dialect import Dialect, Said, Saying, Setting, Spread, Unsaid
from targets.provisioning.facts import Phone
from targets.provisioning.once import said_once
from targets.provisioning.poly.clock import clock_settings
from targets.provisioning.poly.dialling import digit_map, digit_map_lost
from targets.provisioning.poly.directory import belongs, directory_file, people
from targets.provisioning.poly.keys import KINDS, SPEED_DIAL, key_settings
from targets.provisioning.poly.words import CODECS, LANGUAGES, OWN_CODECS, SRTP, TRANSPORTS
from targets.provisioning.text import Joined
from targets.provisioning.vendor import Notify, PhoneFile, Vendor
from targets.provisioning.writers.xml_attributes import write, write_element

_XML = "application/xml; charset=utf-8"
_SHORTEST_POLL = 3600


def _device(name: str, value: Any) -> Iterator[Setting]:
    """A setting of the device, with the word that it is to be taken."""
    yield f"device.{name}.set", "1"
    yield f"device.{name}", value


def _proxy(value: Any, line: int) -> Iterator[Setting]:
    host, port = value
    if host:
        yield f"reg.{line}.outboundProxy.address", host
        yield f"reg.{line}.outboundProxy.port", str(port)


def _transport(value: Any, line: int) -> Iterator[Setting]:
    yield f"reg.{line}.server.1.transport", TRANSPORTS[value]
    yield f"reg.{line}.outboundProxy.transport", TRANSPORTS[value]


def _srtp(value: Any, line: int) -> Iterator[Setting]:
    """Optional encryption is offered in one media line, as the switch does it."""
    for name, word in SRTP[value]:
        yield f"reg.{line}.srtp.{name}", word
    if value == "optional":
        yield "sec.srtp.simplifiedBestEffort", "1"


def _codecs(wanted: Any, line: int) -> Iterator[Setting]:
    for name, own in CODECS.items():
        rank = wanted.index(name) + 1 if name in wanted else 0
        yield f"voice.codecPref.{own}", str(rank)
    for own in OWN_CODECS:
        yield f"voice.codecPref.{own}", "0"


def _codecs_lost(wanted: Any) -> str:
    unknown = [name for name in wanted if name not in CODECS]
    return f"these phones have no {' and no '.join(unknown)}" if unknown else ""


def _digits(value: Any, line: int) -> Iterator[Setting]:
    yield "tone.dtmf.viaRtp", "1"
    yield "tone.dtmf.rfc2833Control", "1"
    yield "voIpProt.SIP.dtmfViaSignaling.rfc2976", "0"


def _voicemail(number: Any, line: int) -> Iterator[Setting]:
    yield f"msg.mwi.{line}.callBackMode", "contact" if number else "disabled"
    if number:
        yield f"msg.mwi.{line}.callBack", number


def _messages(wanted: Any, line: int) -> Iterator[Setting]:
    """The switch tells of messages unasked; the phone is to show it."""
    if wanted:
        yield "up.mwiVisible", "1"


def _pickup(code: Any, line: int) -> Iterator[Setting]:
    if code:
        yield "call.directedCallPickupMethod", "legacy"
        yield "call.directedCallPickupString", code


def _ntp(host: Any, line: int) -> Iterator[Setting]:
    yield "tcpIpApp.sntp.address", host
    yield "tcpIpApp.sntp.address.overrideDHCP", "1"


def _admin(hole: Any, line: int) -> Iterator[Setting]:
    """The user's password is the administrator's: one that everybody knows would be worse."""
    yield from _device("auth.localAdminPassword", hole)
    yield from _device("auth.localUserPassword", hole)


def _address(parts: Any, line: int) -> Iterator[Setting]:
    yield from _device("prov.serverType", "HTTPS")
    yield from _device("prov.serverName", Joined(tuple(parts)))


def _poll(seconds: Any, line: int) -> Iterator[Setting]:
    yield "prov.polling.enabled", "1"
    yield "prov.polling.mode", "rel"
    yield "prov.polling.period", str(max(_SHORTEST_POLL, seconds))


def _poll_lost(seconds: Any) -> str:
    return f"it looks once an hour, not every {seconds} s" if seconds < _SHORTEST_POLL else ""


def _certificates(checked: Any, line: int) -> Iterator[Setting]:
    word = "1" if checked else "0"
    yield "sec.TLS.SIP.strictCertCommonNameValidation", word
    yield from _device("sec.TLS.prov.strictCertCommonNameValidation", word)


def _only_from_server(wanted: Any, line: int) -> Iterator[Setting]:
    yield "voIpProt.SIP.requestValidation.1.request", "NOTIFY"
    yield "voIpProt.SIP.requestValidation.1.method", "Source"


def _vlan(number: Any, line: int) -> Iterator[Setting]:
    if number:
        yield from _device("net.vlanId", str(number))


_TABLE: dict[str, Saying] = {
    "line.active": Said("reg.{n}.server.1.register", values={True: "1", False: "0"}),
    "line.label": Said("reg.{n}.label"),
    "line.display_name": Said("reg.{n}.displayName"),
    "line.user": Said("reg.{n}.address"),
    "line.auth_user": Said("reg.{n}.auth.userId"),
    "line.password": Spread(lambda hole, line: ((f"reg.{line}.auth.password", hole),)),
    "line.server": Said("reg.{n}.server.1.address"),
    "line.port": Said("reg.{n}.server.1.port"),
    "line.proxy": Spread(_proxy),
    "line.transport": Spread(_transport),
    "line.expires": Said("reg.{n}.server.1.expires"),
    "line.srtp": Spread(_srtp),
    "line.codecs": Spread(_codecs, _codecs_lost),
    "line.dtmf": Spread(_digits),
    "line.voicemail": Spread(_voicemail),
    "line.mwi": Spread(_messages),
    "line.pickup_code": Spread(_pickup),
    "time.zone": Spread(clock_settings),
    "time.ntp": Spread(_ntp),
    "language": Said("lcl.ml.lang", values=LANGUAGES, otherwise="English_United_States"),
    "tones": Unsaid(
        "Poly's phones have the tones of North America and no setting for a country's",
        lambda country: country not in ("", "US", "CA"),
    ),
    "admin.password": Spread(_admin),
    "download.url": Spread(_address),
    "download.user": Spread(lambda user, line: _device("prov.user", user)),
    "download.password": Spread(lambda hole, line: _device("prov.password", hole)),
    "download.poll": Spread(_poll, _poll_lost),
    "download.check_certificates": Spread(_certificates),
    "notify.keeps_running": Said(
        "voIpProt.SIP.specialEvent.checkSync.alwaysReboot", values={True: "0", False: "1"}
    ),
    "notify.from_server_only": Spread(_only_from_server),
    "dial.plan": Spread(digit_map, digit_map_lost),
    "directory": Spread(people),
    "firmware": Unsaid(
        "Poly's phones take their firmware from Poly Lens or from a server of yours"
    ),
    "network.vlan": Spread(_vlan),
    "network.sip_dscp": Said("qos.ip.callControl.dscp"),
    "network.rtp_dscp": Said("qos.ip.rtp.dscp"),
}

_ALWAYS = (
    ("device.set", "1"),
    ("device.baseProfile.set", "1"),
    ("device.baseProfile", "Generic"),
    # The address that we wrote is the one it keeps, whatever the network's DHCP says.
    ("device.dhcp.bootSrvUseOpt.set", "1"),
    ("device.dhcp.bootSrvUseOpt", "Static"),
    ("device.prov.ztpEnabled.set", "1"),
    ("device.prov.ztpEnabled", "0"),
    ("device.prov.tagSerialNo.set", "1"),
    ("device.prov.tagSerialNo", "1"),
    ("prov.autoConfigUpload.enabled", "0"),
    ("feature.logUpload.enabled", "0"),
    # Do not disturb and forwarding are the switch's, and so is the directory.
    ("feature.doNotDisturb.enable", "0"),
    ("feature.forward.enable", "0"),
    ("feature.urlDialing.enabled", "0"),
    ("dir.local.readonly", "1"),
    ("msg.bypassInstantMessage", "1"),
    ("up.oneTouchVoiceMail", "1"),
    ("nat.keepalive.interval", "30"),
    ("attendant.behaviors.display.spontaneousCallAppearances.normal", "0"),
)

_REBOOTS = (
    "device.", SPEED_DIAL, "lineKey.reassignment.", "qos.", "tcpIpApp.", "sec.TLS.",
    "voIpProt.SIP.",
)  # fmt: skip


def _dialect(slug: str, name: str) -> Dialect:
    return Dialect(
        slug=slug, name=name, table=_TABLE, keys=key_settings, kinds=KINDS, always=_ALWAYS,
        reboots=_REBOOTS,
    )  # fmt: skip


def phone_files(phone: Phone, dialect: Dialect) -> tuple[PhoneFile, ...]:
    """The master file, the settings that it names, and the directory."""
    said = said_once((*dialect.settings(phone), *phone.settings), "Poly")
    own = tuple(one for one in said if not belongs(one[0]))
    entries = tuple(one for one in said if belongs(one[0]))
    name = f"phone{phone.mac}.cfg"
    master = (("APP_FILE_PATH", ""), ("CONFIG_FILES", name))
    return (
        PhoneFile(f"{phone.mac}.cfg", write_element("APPLICATION", master), master, _XML),
        PhoneFile(name, write(own), own, _XML),
        PhoneFile(f"{phone.mac}-directory.xml", directory_file(entries), entries, _XML),
    )


VENDOR = Vendor(
    slug="poly",
    name="Poly",
    dialects=(
        _dialect("ucs", "UC Software 5 and 6: VVX and CCX"),
        _dialect("pvos", "Poly Voice OS: Edge E"),
    ),
    files=phone_files,
    requests=(
        "{mac}.cfg",
        "000000000000.cfg",
        "phone{mac}.cfg",
        "{mac}-license.cfg",
        "{mac}-phone.cfg",
        "{mac}-web.cfg",
        "{mac}-directory.xml",
    ),
    notify=Notify(check="check-sync", reboot="check-sync"),
    ouis=("0004f2", "482567", "64167f"),
    agent=(
        r"FileTransport Poly(?:com)?\w*-(?P<model>\w+?)-UA/(?P<firmware>[\d.]+)"
        r"(?:.*\(SN:(?P<mac>[0-9A-Fa-f]{12})\))?"
    ),
    sources=(
        "FusionPBX c7a00dcb (2026-08-21)",
        "FS PBX 24614c4e (2026-08-21)",
        "wazo-provd-plugins 2321a3f3 (2026-04-13)",
    ),
)
