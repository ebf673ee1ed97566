"""Zoiper 5, on computers and mobiles.

The file is the client's own configuration: `options`, `accounts`, one `account` for each line. It
holds the password itself, which the client doesn't take in another form.
"""

from __future__ import annotations

from collections.abc import Callable, Iterator, Mapping
from itertools import groupby
from typing import Any

from targets.provisioning.dialect import Dialect, Said, Saying, Setting, Unsaid
from targets.provisioning.facts import Phone
from targets.provisioning.soft import COMPOSED, DEVICES_OWN, nothing_lost
from targets.provisioning.vendor import PhoneFile, Vendor
from targets.provisioning.writers.xml_tree import Element, leaves, read, write

FILE = "zoiper.xml"
CODECS: Mapping[str, str] = {
    "ulaw": "0",
    "gsm": "1",
    "alaw": "6",
    "g722": "7",
    "g729": "16",
    "vp8": "31",
    "opus": "35",
}
_SECURED = {"off": "none", "optional": "SDES", "required": "SDES"}


def _account(name: str) -> Callable[[int], str]:
    """The name of an account's setting: the account's number is before the dot."""
    return lambda line: f"{line}.{name}"


def _flag(wanted: Any) -> str:
    return "true" if wanted else "false"


TABLE: Mapping[str, Saying] = {
    **DEVICES_OWN,
    "line.active": Said(_account("register_on_startup"), _flag),
    "line.label": Said(_account("name")),
    "line.display_name": Said(_account("SIP_callerId")),
    "line.user": Said(_account("username")),
    "line.auth_user": Said(_account("SIP_auth_username")),
    "line.password": Said(_account("password"), lambda hole: hole),
    "line.server": COMPOSED,
    "line.port": COMPOSED,
    "line.proxy": COMPOSED,
    "line.transport": Said(_account("SIP_transport_type")),
    "line.expires": Said(_account("reregistration_time")),
    "line.srtp": Said(_account("SIP_srtp_mode"), values=_SECURED),
    "line.codecs": COMPOSED,
    "line.dtmf": Said(_account("SIP_dtmf_style"), values={"rfc4733": "outband"}),
    "line.voicemail": Said(_account("voicemail_check_extension"), left_out=("",)),
    "line.mwi": Said(_account("mwi_subscribe_usage"), values={True: "both", False: "none"}),
    "download.url": Unsaid("it is given a file once; what changes later needs a new link"),
    "download.poll": Unsaid("it doesn't come back by itself", nothing_lost),
}


def _whole(phone: Phone) -> Iterator[Setting]:
    """Where accounts register and what they send through, and their codecs by rank."""
    for line in phone.lines:
        own = str(line.number)
        via = f":{line.port}"
        yield f"{own}.protocol", "sip"
        yield f"{own}.reregistration_mode", "custom"
        yield f"{own}.SIP_domain", line.server if line.proxy else f"{line.server}{via}"
        yield f"{own}.SIP_use_outbound_proxy", _flag(line.proxy)
        yield f"{own}.SIP_outbound_proxy", f"{line.proxy}{via}" if line.proxy else ""
        yield f"{own}.SIP_use_auth_username", "true"
        for at, codec in enumerate(codec for codec in line.codecs if codec in CODECS):
            yield f"{own}.codec.{at}", CODECS[codec]


DIALECT = Dialect(
    slug="options",
    name="Zoiper 5",
    table=TABLE,
    keys=_whole,
    kinds=frozenset(),
    always=(),
    notes={"srtp": "it offers encryption or none; the switch refuses what isn't encrypted"},
)


def _files(phone: Phone, dialect: Dialect) -> tuple[PhoneFile, ...]:
    free = {
        f"{line.number}.{name}": value for line in phone.lines for name, value in phone.settings
    }
    settings = tuple({**free, **dict(dialect.settings(phone))}.items())
    accounts = tuple(
        _account_of(tuple((name.partition(".")[2], value) for name, value in own))
        for _, own in groupby(sorted(settings, key=_number), key=_number)
    )
    document = write(Element("options", children=(Element("accounts", children=accounts),)))
    return (PhoneFile(FILE, document, settings, "application/xml; charset=utf-8"),)


def _number(setting: Setting) -> int:
    return int(setting[0].partition(".")[0])


def _account_of(settings: tuple[Setting, ...]) -> Element:
    """An account: its settings, and behind them its codecs."""
    plain = leaves(one for one in settings if not one[0].startswith("codec."))
    chosen = [(name, value) for name, value in settings if name.startswith("codec.")]
    codecs = tuple(
        Element(
            "codec",
            children=leaves(
                (("codec_id", value), ("priority", name.partition(".")[2]), ("enabled", "true"))
            ),
        )
        for name, value in chosen
    )
    return Element("account", children=(*plain, Element("codecs", children=codecs)))


def settings_in(text: str) -> dict[str, str]:
    """What a file says, read back: each account's settings, its number in front."""
    found: dict[str, str] = {}
    for number, account in enumerate(read(text).children[0].children, start=1):
        for one in account.children:
            if one.name != "codecs":
                found[f"{number}.{one.name}"] = str(one.value)
                continue
            for codec in one.children:
                said = {part.name: str(part.value) for part in codec.children}
                found[f"{number}.codec.{said['priority']}"] = said["codec_id"]
    return found


VENDOR = Vendor(
    slug="zoiper",
    name="Zoiper",
    dialects=(DIALECT,),
    files=_files,
    requests=(FILE,),
    agent=r"^(?P<model>Zoiper|Z)[ /](?P<firmware>[0-9][0-9A-Za-z.]*)",
    soft=True,
    sources=("fusionpbx c7a00dcb (2026-08-21)", "Zoiper provisioning XML (2016)"),
)
