"""Linphone: on Android, iOS, Windows, macOS and Linux, one file for all.

The file is its own store as XML (`config`, `section`, `entry`), fetched from any address; what it
says is written into the client's INI file, line by line. The password goes out as HA1, which the
client takes. After its first start it looks at its own address each time it starts.
"""

from __future__ import annotations

from collections.abc import Callable, Iterable, Iterator, Mapping, Sequence
from itertools import groupby
from typing import Any, TypeAlias

from targets.provisioning.dialect import Dialect, Said, Saying, Setting, Spread, Unsaid
from targets.provisioning.facts import Line, Phone
from targets.provisioning.soft import COMPOSED, DEVICES_OWN, nothing_lost
from targets.provisioning.text import CantCarry, Document, Ha1, Hole, Joined, Value, parts_of
from targets.provisioning.vendor import PhoneFile, Vendor
from targets.provisioning.writers.xml_tree import Element, read, write

NAMESPACE = "http://www.linphone.org/xsds/lpconfig.xsd"
FILE = "linphone.xml"
Codec: TypeAlias = tuple[str, int, int]
"""A codec: its name, its rate, its channels (0 where they aren't told)."""
AUDIO: Mapping[str, Codec] = {
    "g722": ("G722", 8000, 1),
    "alaw": ("PCMA", 8000, 1),
    "ulaw": ("PCMU", 8000, 1),
    "opus": ("opus", 48000, 2),
    "gsm": ("GSM", 8000, 1),
    "g729": ("G729", 8000, 1),
}
UNUSED = (
    ("opus", 48000, 2), ("speex", 16000, 1), ("speex", 8000, 1), ("speex", 32000, 1),
    ("PCMU", 8000, 1), ("PCMA", 8000, 1), ("GSM", 8000, 1), ("G722", 8000, 1), ("G729", 8000, 1),
    ("iLBC", 8000, 1), ("BV16", 8000, 1), ("mpeg4-generic", 48000, 1),
    ("mpeg4-generic", 44100, 1), ("mpeg4-generic", 32000, 1), ("mpeg4-generic", 22050, 1),
    ("mpeg4-generic", 16000, 1), ("AMR", 8000, 1), ("AMR-WB", 16000, 1),
)  # fmt: skip
"""What it has besides. A client that was used before has them in its store, and must be told no."""
VIDEO: Mapping[str, Codec] = {"h264": ("H264", 90000, 0), "vp8": ("VP8", 90000, 0)}
_MEDIA = {"off": ("none", "0"), "optional": ("srtp", "0"), "required": ("srtp", "1")}
LEFT_OUT = (
    "publish",
    "avpf",
    "push_notification_allowed",
    "quality_reporting_enabled",
    "use_dial_prefix_for_calls_and_chats",  # what was typed is dialled
    "dial_escape_plus",
)
_STRICTEST = ("required", "optional", "off")


def _proxy(name: str) -> Callable[[int], str]:
    return lambda line: f"proxy_{line - 1}:{name}"


def _auth(name: str) -> Callable[[int], str]:
    return lambda line: f"auth_info_{line - 1}:{name}"


def _flag(wanted: Any) -> str:
    return str(int(bool(wanted)))


def _checks(wanted: bool, _line: int) -> Iterable[Setting]:
    yield "sip:verify_server_certs", _flag(wanted)
    yield "sip:verify_server_cn", _flag(wanted)


def _tones_in_rtp(_value: str, _line: int) -> Iterable[Setting]:
    yield "sip:use_rfc2833", "1"
    yield "sip:use_info", "0"


TABLE: Mapping[str, Saying] = {
    **DEVICES_OWN,
    "line.active": Said(_proxy("reg_sendregister"), _flag),
    "line.display_name": COMPOSED,
    "line.user": Said(_auth("username")),
    "line.auth_user": Said(_auth("userid")),
    "line.password": COMPOSED,
    "line.server": Said(_proxy("realm")),
    "line.port": COMPOSED,
    "line.proxy": COMPOSED,
    "line.transport": COMPOSED,
    "line.expires": Said(_proxy("reg_expires")),
    "line.srtp": COMPOSED,
    "line.codecs": COMPOSED,
    "line.dtmf": Spread(_tones_in_rtp),
    "line.voicemail": COMPOSED,
    "line.mwi": COMPOSED,
    "download.url": COMPOSED,
    "download.poll": Unsaid("it looks whenever it is started", nothing_lost),
    "download.check_certificates": Spread(_checks),
    "dial.plan": COMPOSED,
    "network.sip_dscp": Said("sip:dscp"),
    "network.rtp_dscp": Said("rtp:audio_dscp"),
}


def _addresses(phone: Phone) -> Iterator[Setting]:
    """Who a line is, where it registers, and what it sends through."""
    for line in phone.lines:
        own = f"proxy_{line.number - 1}"
        via = f":{line.port};transport={line.transport}"
        yield f"{own}:reg_identity", f"{_quoted(line.display_name)}<sip:{line.user}@{line.server}>"
        yield f"{own}:reg_proxy", f"<sip:{line.proxy or line.server}{via}>"
        if line.proxy:
            yield f"{own}:reg_route", f"<sip:{line.proxy}{via};lr>"
        if line.voicemail:
            yield f"{own}:voicemail_uri", f"sip:{line.voicemail}@{line.server}"
        if line.mwi:
            yield f"{own}:mwi_server_uri", f"sip:{line.user}@{line.server}"
        yield from ((f"{own}:{name}", "0") for name in LEFT_OUT)
        yield from _credentials(line)


def _credentials(line: Line) -> Iterator[Setting]:
    own = f"auth_info_{line.number - 1}"
    yield f"{own}:ha1", Hole(line.password.secret, Ha1(line.user, line.server))
    yield f"{own}:realm", line.server
    yield f"{own}:domain", line.server
    yield f"{own}:algorithm", "MD5"
    yield f"{own}:available_algorithms", "MD5"


def _quoted(name: str) -> str:
    """A display name as SIP quotes it."""
    return '"' + name.replace("\\", "\\\\").replace('"', '\\"') + '" ' if name else ""


def _media(phone: Phone) -> Iterator[Setting]:
    """Encryption and codecs, which it has once for all lines: the strictest, and those of the first."""
    wanted = {line.srtp for line in phone.lines}
    word, mandatory = _MEDIA[next(one for one in _STRICTEST if one in wanted)]
    yield "sip:media_encryption", word
    yield "sip:media_encryption_mandatory", mandatory
    yield from _codecs("audio", [AUDIO[one] for one in phone.line.codecs if one in AUDIO], UNUSED)
    yield from _codecs("video", [VIDEO[one] for one in phone.line.codecs if one in VIDEO], ())
    video = _flag(any(codec in VIDEO for codec in phone.line.codecs))
    yield "video:capture", video
    yield "video:display", video


def _codecs(kind: str, chosen: Sequence[Codec], unused: Sequence[Codec]) -> Iterator[Setting]:
    """A list: what is chosen, in order, and behind it what is known and isn't chosen."""
    rest = [codec for codec in unused if codec not in chosen]
    for at, codec in enumerate((*chosen, *rest)):
        own = f"{kind}_codec_{at}"
        name, rate, channels = codec
        yield f"{own}:mime", name
        yield f"{own}:rate", str(rate)
        yield from ((f"{own}:channels", str(channels)),) if channels else ()
        yield f"{own}:enabled", _flag(codec in chosen)
    yield f"misc:add_missing_{kind}_codecs", "0"


def _steady(phone: Phone) -> Iterator[Setting]:
    """Its own address, which replaces the link that it was given first."""
    yield "misc:config-uri", Joined((*phone.download.url, FILE))


def _whole(phone: Phone) -> Iterator[Setting]:
    yield from _addresses(phone)
    yield from _media(phone)
    yield from _steady(phone)


DIALECT = Dialect(
    slug="lpconfig",
    name="Linphone 5 and newer",
    table=TABLE,
    keys=_whole,
    kinds=frozenset(),
    always=(("sip:default_proxy", "0"), ("misc:transient_provisioning", "0")),
    notes={"srtp": "one for all lines; codecs are those of the first line"},
)


def _files(phone: Phone, dialect: Dialect) -> tuple[PhoneFile, ...]:
    settings = tuple({**dict(phone.settings), **dict(dialect.settings(phone))}.items())
    return (PhoneFile(FILE, _document(settings), settings, "application/xml; charset=utf-8"),)


def _document(settings: Iterable[Setting]) -> Document:
    """A section for each part before the `/`, an entry for each setting."""
    by_section = sorted(settings, key=lambda one: one[0].split(":")[0])
    sections = tuple(
        Element("section", children=tuple(map(_entry, entries)), attributes=(("name", section),))
        for section, entries in groupby(by_section, key=lambda one: one[0].split(":")[0])
    )
    return write(Element("config", children=sections, attributes=(("xmlns", NAMESPACE),)))


def _entry(setting: Setting) -> Element:
    name, value = setting
    attributes = (("name", name.partition(":")[2]), ("overwrite", "true"))
    return Element("entry", _kept(value), attributes=attributes)


def _kept(value: Value) -> Value:
    """Its store is lines, from whose ends spaces are cut off."""
    text = "".join(part if isinstance(part, str) else "-" for part in parts_of(value))
    if text != text.strip():
        raise CantCarry("Linphone loses the spaces before and after a text")
    return value


def settings_in(text: str) -> dict[str, str]:
    """What a file says, read back: each setting by section and name."""
    return {
        f"{dict(section.attributes)['name']}:{dict(entry.attributes)['name']}": str(entry.value)
        for section in read(text).children
        for entry in section.children
    }


VENDOR = Vendor(
    slug="linphone",
    name="Linphone",
    dialects=(DIALECT,),
    files=_files,
    requests=(FILE,),
    agent=r"^(?P<model>Linphone[A-Za-z]*)/(?P<firmware>[0-9][0-9A-Za-z.+-]*)",
    soft=True,
    sources=("liblinphone 9896e6c9 (2025-06-24)", "flexisip-account-manager d910ff6 (2026-08-20)"),
)
