"""Cisco: SPA 300 and 500, and the Multiplatform phones 6800, 7800 and 8800.

A phone fetches what its `Profile_Rule` says. What a file doesn't say stays as it was, so files say
everything that somebody could have set before: all lines, all keys, all of the phone's own codes.

SPA phones believe only server certificates that Cisco's own authority has signed; without one they
need a server that has it, or plain HTTP, which pbxc doesn't write. They know no way to insist on
encryption either. Multiplatform phones believe the public authorities.
"""

from __future__ import annotations

from collections.abc import Callable, Iterator
from typing import Any

from targets.provisioning.cisco import codes
from targets.provisioning.cisco.clock import MPP, SPA, clock_settings
from targets.provisioning.cisco.directory import directory_files
from targets.provisioning.cisco.keys import KINDS, key_settings
from targets.provisioning.cisco.lines import (
    directory_settings,
    line_settings,
    profile_rule,
    unused_lines,
)
from targets.provisioning.dialect import Dialect, Said, Saying, Setting, Spread, Unsaid
from targets.provisioning.facts import Phone
from targets.provisioning.once import said_once
from targets.provisioning.vendor import Notify, PhoneFile, Vendor
from targets.provisioning.writers.flat_profile import plain, write

_XML = "text/xml; charset=utf-8"
_YES = {True: "Yes", False: "No"}
_CODECS = {"g722": "G722", "alaw": "G711a", "ulaw": "G711u", "g729": "G729a"}
_MPP_CODECS = {**_CODECS, "ilbc": "iLBC", "opus": "OPUS"}
_PREFERRED = ("Preferred_Codec", "Second_Preferred_Codec", "Third_Preferred_Codec")


def _never(value: Any) -> bool:
    return False


def _kept(name: str) -> Spread:
    """A value as it is, with its hole."""
    return Spread(lambda value, line: ((name.replace("{n}", str(line)), value),))


def _elsewhere(value: Any, line: int) -> tuple[Setting, ...]:
    """Nothing here: it is said together with other facts, in `cisco.lines`."""
    return ()


def _station(*names: str) -> Spread:
    """The name that the phone itself bears: its first line's."""
    return Spread(
        lambda label, line: ((name, plain(label)) for name in names) if line == 1 else iter(())
    )


def _codecs(
    words: dict[str, str], switched: dict[str, str]
) -> Callable[[Any, int], Iterator[Setting]]:
    """The order, of which there are three places, and which others are allowed."""

    def settings(wanted: Any, line: int) -> Iterator[Setting]:
        known = [words[name] for name in wanted if name in words]
        for place, name in enumerate(_PREFERRED):
            yield f"{name}_{line}_", known[place] if place < len(known) else "Unspecified"
        yield f"Use_Pref_Codec_Only_{line}_", "No"
        for name, own in switched.items():
            yield f"{own}_Enable_{line}_", _YES[name in wanted]

    return settings


def _codecs_lost(words: dict[str, str]) -> Callable[[Any], str]:
    def lost(wanted: Any) -> str:
        unknown = [name for name in wanted if name not in words]
        late = [name for name in wanted if name in words][len(_PREFERRED) :]
        return "; ".join(
            (["these phones have no " + " and no ".join(unknown)] if unknown else [])
            + (["the order of " + " and ".join(late) + " is the phone's own"] if late else [])
        )

    return lost


def _spa_srtp(value: Any, line: int) -> Iterator[Setting]:
    yield "Secure_Call_Serv", _YES[value != "off"]
    yield "Secure_Call_Setting", _YES[value != "off"]


def _mpp_srtp(value: Any, line: int) -> Iterator[Setting]:
    yield "Secure_Call_Serv", _YES[value != "off"]
    yield "Secure_Call_Setting", _YES[value != "off"]
    yield f"Secure_Call_Option_{line}_", "Required" if value == "required" else "Optional"
    yield f"Encryption_Method_{line}_", "AES 128"


def _pickup(code: Any, line: int) -> Iterator[Setting]:
    """`#` stands for the number that the key watches."""
    if line == 1:
        yield "Attendant_Console_Call_Pickup_Code", f"{code}#" if code else ""


def _voicemail(number: Any, line: int) -> Iterator[Setting]:
    if line == 1:
        yield "Voice_Mail_Number", number


def _vlan(number: Any, line: int) -> Iterator[Setting]:
    if number:
        yield "Enable_VLAN", "Yes"
        yield "VLAN_ID", str(number)


def _passwords(name: str) -> Spread:
    """The user's password is the administrator's: one that is empty would be worse."""
    return Spread(lambda hole, line: ((name, hole), ("User_Password", hole)))


_TABLE: dict[str, Saying] = {
    "line.active": Said("Line_Enable_{n}_", values=_YES),
    "line.label": _station("Station_Name"),
    "line.display_name": Said("Display_Name_{n}_", form=plain),
    "line.user": Said("User_ID_{n}_"),
    "line.auth_user": Said("Auth_ID_{n}_"),
    "line.password": _kept("Password_{n}_"),
    "line.server": Spread(_elsewhere),
    "line.port": Spread(_elsewhere),
    "line.proxy": Spread(_elsewhere),
    "line.transport": Said("SIP_Transport_{n}_", values={"udp": "UDP", "tcp": "TCP", "tls": "TLS"}),
    "line.expires": Said("Register_Expires_{n}_"),
    "line.srtp": Spread(_spa_srtp),
    "line.codecs": Spread(
        _codecs(_CODECS, {"g722": "G722", "g729": "G729a"}), _codecs_lost(_CODECS)
    ),
    "line.dtmf": Said("DTMF_Tx_Method_{n}_", values={"rfc4733": "AVT"}),
    "line.voicemail": Spread(_voicemail),
    "line.mwi": Unsaid("the lamp follows what the switch tells; there is nothing to set", _never),
    "line.pickup_code": Spread(_pickup),
    "time.zone": Spread(clock_settings(SPA)),
    "time.ntp": Said("Primary_NTP_Server"),
    "language": Unsaid(
        "Cisco's phones speak English, and other languages from a dictionary of Cisco's",
        lambda language: not str(language).startswith("en"),
    ),
    "tones": Unsaid(
        "Cisco's phones have the tones of North America and no setting for a country's",
        lambda country: country not in ("", "US", "CA"),
    ),
    "admin.password": _passwords("Admin_Passwd"),
    "download.url": Spread(_elsewhere),
    "download.user": Spread(_elsewhere),
    "download.password": Spread(_elsewhere),
    "download.poll": Said("Resync_Periodic"),
    "download.check_certificates": Unsaid(
        "an SPA phone always checks, and believes only what Cisco's own authority signed"
    ),
    "notify.keeps_running": Unsaid("a resync doesn't reboot a Cisco phone", _never),
    "notify.from_server_only": Unsaid(
        "a Cisco phone either believes every NOTIFY or asks who sends it, which the switch can't "
        "answer; over TLS only the switch reaches it",
        _never,
    ),
    "dial.plan": Spread(_elsewhere),
    "directory": Spread(_elsewhere),
    "firmware": Unsaid("Cisco's firmware is fetched by a rule that names a file of yours"),
    "network.vlan": Spread(_vlan),
    "network.sip_dscp": Spread(_elsewhere),
    "network.rtp_dscp": Spread(_elsewhere),
}

_MPP_TABLE: dict[str, Saying] = {
    **_TABLE,
    "line.label": _station("Station_Name", "Station_Display_Name"),
    "line.srtp": Spread(_mpp_srtp),
    "line.codecs": Spread(
        _codecs(_MPP_CODECS, {"g722": "G722", "g729": "G729a", "ilbc": "iLBC", "opus": "OPUS"}),
        _codecs_lost(_MPP_CODECS),
    ),
    "time.zone": Spread(clock_settings(MPP)),
    "admin.password": _passwords("Admin_Password"),
    "download.check_certificates": Unsaid(
        "a Multiplatform phone always checks, against the public authorities", _never
    ),
}

_ALWAYS = (
    ("Provision_Enable", "Yes"),
    ("Resync_On_Reset", "Yes"),
    ("Resync_From_SIP", "Yes"),
    ("Resync_Random_Delay", "2"),
    ("User_Configurable_Resync", "No"),
    # One rule, and no other that the network's DHCP would put in its place.
    ("Profile_Rule_B", ""),
    ("Profile_Rule_C", ""),
    ("Profile_Rule_D", ""),
    ("DHCP_Option_To_Use", ""),
    # Do not disturb and forwarding are the switch's.
    ("DND_Serv", "No"),
    ("DND_Setting", "No"),
    ("Cfwd_All_Serv", "No"),
    ("Cfwd_Busy_Serv", "No"),
    ("Cfwd_No_Ans_Serv", "No"),
    ("Cfwd_All_Dest", ""),
    ("Cfwd_Busy_Dest", ""),
    ("Cfwd_No_Ans_Dest", ""),
)
_SPA_ALWAYS = (
    ("Signaling_Protocol", "SIP"),
    ("SPCP_Auto-detect", "No"),
    ("Linksys_Key_System", "No"),
    ("Server_Type", "Asterisk"),
    ("SRTP_Method", "s-descriptor"),
)
_MPP_ALWAYS = (("Ignore_DHCP_Time_Offset", "Yes"),)


def _spa_whole(phone: Phone) -> Iterator[Setting]:
    yield profile_rule(phone)
    yield from directory_settings(phone)
    yield from line_settings(phone)
    for line in phone.lines:
        yield f"Use_Auth_ID_{line.number}_", "Yes"
        yield f"Use_Outbound_Proxy_{line.number}_", "Yes"
    yield from unused_lines(phone)
    yield from key_settings(phone, "Unit_{u}_Key_{k}")


def _mpp_whole(phone: Phone) -> Iterator[Setting]:
    yield profile_rule(phone)
    yield from directory_settings(phone)
    yield "XML_User_Name", phone.download.user
    yield "XML_Password", phone.download.password
    yield from line_settings(phone)
    for line in phone.lines:
        checked = _YES[phone.download.check_certificates]
        yield f"TLS_Name_Validate_{line.number}_", checked
        yield f"Emergency_Number_{line.number}_", ",".join(phone.emergency)
    yield from unused_lines(phone)
    if any(key.module for key in phone.keys):
        yield "PoE_Power_Required", "Maximum"
    yield from key_settings(phone, "Unit_{u}_Key_{k}_")


def _empty(names: tuple[str, ...]) -> tuple[tuple[str, str], ...]:
    return tuple((name, "") for name in names)


_REBOOTS = ("Enable_VLAN", "VLAN_ID", "PoE_Power_Required", "Signaling_Protocol")


def phone_files(phone: Phone, dialect: Dialect) -> tuple[PhoneFile, ...]:
    """The settings, and the pages of the directory."""
    said = said_once((*dialect.settings(phone), *phone.settings), "Cisco")
    settings = PhoneFile(f"{phone.mac}.xml", write(said), said, _XML)
    return (settings, *directory_files(phone))


VENDOR = Vendor(
    slug="cisco",
    name="Cisco",
    dialects=(
        Dialect(
            slug="spa",
            name="SPA 300 and 500",
            table=_TABLE,
            keys=_spa_whole,
            kinds=KINDS,
            always=(*_ALWAYS, *_SPA_ALWAYS, *_empty(codes.SPA)),
            reboots=_REBOOTS,
            firmware="7.5 and later",
        ),
        Dialect(
            slug="mpp",
            name="Multiplatform 6800, 7800, 8800",
            table=_MPP_TABLE,
            keys=_mpp_whole,
            kinds=KINDS,
            always=(*_ALWAYS, *_MPP_ALWAYS, *_empty(codes.MPP)),
            reboots=_REBOOTS,
            firmware="11.0 and later",
        ),
    ),
    files=phone_files,
    requests=("{mac}.xml", "{mac}-directory.xml"),
    notify=Notify(check="resync", reboot="reboot_now"),
    ouis=("00da55", "00e16d", "002699", "10bd18", "503de5", "d0ec35"),
    agent=(
        r"Cisco[/-](?P<model>SPA\w+|CP-\d{4}-3PCC)[-/](?P<firmware>\S+) "
        r"(?:\((?P<mac>[0-9A-Fa-f]{12})\))?"
    ),
    sources=(
        "FusionPBX c7a00dcb (2026-08-21)",
        "wazo-provd-plugins 2321a3f3 (2026-04-13)",
        "Provisioner 573c129b (2020-02-21)",
    ),
)
