"""Acrobits Softphone, Groundwire, and apps that are made from them.

The file is XML with one `account`. It holds the password itself, which the client doesn't take in
another form. The client comes back to `extProvUrl` by itself.
"""

from __future__ import annotations

from collections.abc import Iterable, Iterator, Mapping
from typing import Any

from targets.provisioning.dialect import Dialect, Said, Saying, Setting, Spread
from targets.provisioning.facts import Phone
from targets.provisioning.soft import COMPOSED, DEVICES_OWN
from targets.provisioning.text import Joined
from targets.provisioning.vendor import PhoneFile, Vendor
from targets.provisioning.writers.xml_tree import Element, leaves, read, write

FILE = "acrobits.xml"
ONE_LINE = "it has one account in a file"
TRANSPORTS = {"udp": "udp", "tcp": "tcp", "tls": "tls+sip:"}
CODECS: Mapping[str, str] = {
    "ulaw": "0",
    "gsm": "3",
    "alaw": "8",
    "g722": "9",
    "g729": "18",
}
"""Its names of codecs: numbers of payloads."""


def _flag(wanted: Any) -> str:
    return str(int(bool(wanted)))


def _secured(srtp: str, _line: int) -> Iterable[Setting]:
    """Keys in SDP (SDES). Where encryption is required, the switch refuses what has none."""
    word = "disabled" if srtp == "off" else "enabled"
    yield "sdesIncoming", word
    yield "sdesOutgoing", word


def _listed(codecs: tuple[str, ...], _line: int) -> Iterable[Setting]:
    """The same wherever the mobile is."""
    chosen = ",".join(CODECS[codec] for codec in codecs if codec in CODECS)
    yield "codecOrder", chosen
    yield "codecOrder3G", chosen


TABLE: Mapping[str, Saying] = {
    **DEVICES_OWN,
    "line.active": COMPOSED,
    "line.label": COMPOSED,
    "line.display_name": Said("userDisplayName"),
    "line.user": Said("username"),
    "line.auth_user": Said("authUsername"),
    "line.password": Said("password", lambda hole: hole),
    "line.server": Said("host"),
    "line.port": COMPOSED,
    "line.proxy": COMPOSED,
    "line.transport": Said("transport", values=TRANSPORTS),
    "line.expires": Said("expires"),
    "line.srtp": Spread(_secured),
    "line.codecs": Spread(_listed),
    "line.dtmf": Said("dtmfOrder", values={"rfc4733": "rfc2833"}),
    "line.voicemail": Said("voiceMailNumber", left_out=("",)),
    "line.mwi": Said("subscribeForVoicemail", _flag),
    "download.url": COMPOSED,
    "download.poll": Said("extProvInterval"),
}


def _whole(phone: Phone) -> Iterator[Setting]:
    """Its title, where it sends to, where it comes back to."""
    line = phone.line
    yield "title", line.label
    yield "proxy", f"{line.proxy or line.server}:{line.port}"
    yield "extProvUrl", Joined((*phone.download.url, FILE))


DIALECT = Dialect(
    slug="account",
    name="Acrobits account XML",
    table=TABLE,
    keys=_whole,
    kinds=frozenset(),
    always=(("allowMessage", "0"),),
    notes={"lines": ONE_LINE},
)


def _files(phone: Phone, dialect: Dialect) -> tuple[PhoneFile, ...]:
    """One account: that of the first line."""
    settings = tuple({**dict(phone.settings), **dict(dialect.settings(phone))}.items())
    document = write(Element("account", children=leaves(settings)))
    return (PhoneFile(FILE, document, settings, "application/xml; charset=utf-8"),)


def settings_in(text: str) -> dict[str, str]:
    """What a file says, read back."""
    return {one.name: str(one.value) for one in read(text).children}


VENDOR = Vendor(
    slug="acrobits",
    name="Acrobits",
    dialects=(DIALECT,),
    files=_files,
    requests=(FILE,),
    agent=r"^(?P<model>Acrobits|Groundwire|Softphone|Cloud ?Softphone)[^/]*/(?P<firmware>[0-9.]+)",
    soft=True,
    sources=("Acrobits account XML (2026)", "fusionpbx c7a00dcb (2026-08-21)"),
)
