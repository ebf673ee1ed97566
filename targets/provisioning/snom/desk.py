"""The dialects of Snom's desk phones: D1, D3 and D7, and D8, which has other names for its web page."""

from __future__ import annotations

from collections.abc import Iterable, Iterator
from typing import Any, get_args

from schema.phone_facts import KeyKind
from targets.provisioning.dialect import Dialect, Said, Saying, Setting, Spread, Unsaid
from targets.provisioning.facts import Phone
from targets.provisioning.sayings import WITHIN, switch, unheard, unspoken
from targets.provisioning.snom.clock import desk_clock
from targets.provisioning.snom.keys import keys_of
from targets.provisioning.snom.words import (
    CODECS,
    LANGUAGES,
    TONES,
    codecs_of,
    language_of,
    rules_of,
)
from targets.provisioning.text import Joined, Value

FILE = "{MAC}.xml"
_SAVP = {"off": "off", "optional": "optional", "required": "mandatory"}


def traffic_class(dscp: int) -> str:
    """A DSCP as the whole byte of the IP header, which Snom wants."""
    return str(dscp << 2)


def file_of(phone: Phone) -> str:
    """The name of a phone's file."""
    return FILE.replace("{MAC}", phone.mac.upper())


def own_address(phone: Phone) -> Value:
    """Where a phone finds its file, by its whole name."""
    return Joined((*phone.download.url, file_of(phone)))


def _encryption(srtp: str, line: int) -> Iterator[Setting]:
    """`user_auth_tag` off is the tag of 80 bits, on that of 32."""
    yield f"user_srtp[{line}]", switch(srtp != "off")
    yield f"user_savp[{line}]", _SAVP[srtp]
    yield f"user_auth_tag[{line}]", "off"


def codec_list(codecs: Iterable[str], line: int) -> Iterator[Setting]:
    """The codecs of a line, in order."""
    yield f"codec_priority_list[{line}]", codecs_of(codecs)


def _languages(language: str, _line: int) -> Iterator[Setting]:
    yield "language", language_of(language)
    yield "web_language", language_of(language)


def _polling(seconds: int, _line: int) -> Iterator[Setting]:
    yield "prov_polling_enabled", switch(seconds)
    yield "prov_polling_mode", "rel"
    yield "prov_polling_period", str(seconds)


def directory_items(names: Iterable[tuple[str, str]], _line: int) -> Iterator[Setting]:
    """The whole directory: who isn't in it any more is gone from the phone."""
    yield "tbook@complete", "true"
    for place, (name, extension) in enumerate(names):
        item = f"tbook:item[{place}]"
        yield f"{item}@context", "active"
        yield f"{item}@type", "colleagues"
        yield f"{item}:name", name
        yield f"{item}:number", extension


def _passwords_d7(password: Value, _line: int) -> Iterator[Setting]:
    yield from _administrator(password)
    yield "http_user", "admin"
    yield "http_pass", password


def _passwords_d8(password: Value, _line: int) -> Iterator[Setting]:
    yield from _administrator(password)
    yield "webserver_admin_name", "admin"
    yield "webserver_admin_password", password
    yield "webserver_user_name", "user"
    yield "webserver_user_password", password


def _administrator(password: Value) -> Iterator[Setting]:
    yield "admin_mode", "off"
    yield "admin_mode_password", password
    yield "admin_mode_password_confirm", password


def _table(passwords: Any) -> dict[str, Saying]:
    return {
        "line.active": Said("user_active[{n}]", switch),
        "line.label": Said("user_idle_text[{n}]"),
        "line.display_name": Said("user_realname[{n}]"),
        "line.user": Said("user_name[{n}]"),
        "line.auth_user": Said("user_pname[{n}]"),
        "line.password": Said("user_pass[{n}]", lambda hole: hole),
        "line.server": Said("user_host[{n}]"),
        "line.port": WITHIN,
        "line.proxy": WITHIN,
        "line.transport": WITHIN,
        "line.expires": Said("user_expiry[{n}]"),
        "line.srtp": Spread(_encryption),
        "line.codecs": Spread(codec_list, unheard(CODECS)),
        "line.dtmf": Said("user_dtmf_info[{n}]", values={"rfc4733": "off"}),
        "line.voicemail": Said("user_mailbox[{n}]"),
        "line.mwi": WITHIN,
        "line.pickup_code": Said("blf_directed_call_pickup[{n}]", left_out=("",)),
        "time.zone": Spread(desk_clock),
        "time.ntp": Said("ntp_server"),
        "language": Spread(_languages, unspoken(LANGUAGES, "English")),
        "tones": Said("tone_scheme", values=TONES, otherwise="USA"),
        "admin.password": Spread(passwords),
        "download.url": WITHIN,
        "download.user": Said("http_client_user"),
        "download.password": Said("http_client_pass", lambda hole: hole),
        "download.poll": Spread(_polling),
        "download.check_certificates": Said("tls_server_authentication", switch),
        "notify.keeps_running": Said("checksync_action", values={True: "sync", False: "reboot"}),
        "notify.from_server_only": Said("filter_registrar", switch),
        "dial.plan": WITHIN,
        "directory": Spread(directory_items),
        "firmware": Unsaid("Snom takes firmware from an address, and none is set"),
        "network.vlan": Said("vlan_id", left_out=(0,)),
        "network.sip_dscp": Said("signaling_tos", traffic_class),
        "network.rtp_dscp": Said("codec_tos", traffic_class),
    }


def _whole(phone: Phone) -> Iterator[Setting]:
    """What needs more than one fact: where a line sends to, what is dialled at once, the address."""
    yield "setting_server", own_address(phone)
    yield "keyboard_lock_emergency", " ".join(phone.emergency)
    for line in phone.lines:
        server = f"{line.proxy or line.server}:{line.port};transport={line.transport}"
        yield f"user_outbound[{line.number}]", server
        yield f"user_dp_str[{line.number}]", rules_of(phone.dial)
    if phone.line.voicemail:
        yield "dkey_retrieve", f"speed {phone.line.voicemail}"
    yield from keys_of(phone)


def _whole_d8(phone: Phone) -> Iterator[Setting]:
    yield "locale", f"{phone.language[:2]}_{phone.country}"
    yield from _whole(phone)


ALWAYS = (
    ("update_policy", "settings_only"),
    ("pnp_config", "off"),
    ("subscribe_config", "off"),
    ("auto_dial", "4"),
)
REBOOTS = ("vlan_", "http_user", "http_pass", "webserver_", "tls_server_authentication")
NOTES = {
    "line.srtp": "`user_savp` off and mandatory are sure, optional is used by two others",
    "notify.keeps_running": "firmware before 10.1.180 does what the event says",
    "keys of modules": "counted from the number of keys that the phone itself has",
}
KINDS: frozenset[KeyKind] = frozenset(get_args(KeyKind))
D7 = Dialect(
    slug="d7",
    name="D1, D3 and D7 desk phones",
    table=_table(_passwords_d7),
    keys=_whole,
    kinds=KINDS,
    always=ALWAYS,
    reboots=REBOOTS,
    firmware="10.1",
    notes=NOTES,
)
D8 = Dialect(
    slug="d8",
    name="D8 desk phones",
    table=_table(_passwords_d8),
    keys=_whole_d8,
    kinds=KINDS,
    always=ALWAYS,
    reboots=REBOOTS,
    firmware="10.1.184",
    notes=NOTES,
)
