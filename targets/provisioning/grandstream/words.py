"""Grandstream's words and numbers for codecs, languages, tones and keys."""

from __future__ import annotations

from collections.abc import Mapping
from dataclasses import dataclass

from schema.phone_facts import KeyKind

LANGUAGES = {
    "ar": "ar", "cs": "cz", "de": "de", "en": "en", "es": "es", "fr": "fr", "he": "he", "hr": "hr",
    "hu": "hu", "it": "it", "ja": "ja", "ko": "ko", "lv": "lv", "nl": "nl", "pl": "pl", "pt": "pt",
    "ru": "ru", "sl": "sl", "sv": "se", "tr": "tr", "zh": "zh",
}  # fmt: skip

MODES: Mapping[KeyKind, str] = {
    "line": "Line", "blf": "BLF", "park": "BLF", "transfer_to": "Transfer", "record": "DialDTMF",
    "multicast_page": "MulticastPaging", "speed_dial": "SpeedDial", "voicemail": "SpeedDial",
    "do_not_disturb": "SpeedDial", "forward": "SpeedDial", "pickup": "SpeedDial",
    "intercom": "SpeedDial", "hotdesk": "SpeedDial", "group_login": "SpeedDial",
    "queue_login": "SpeedDial", "schedule_override": "SpeedDial",
}  # fmt: skip
"""What a key is. What the switch keeps is dialled, so the phone's own do-not-disturb, forwarding and
intercom are not used."""
NOTHING = "None"
NUMBERS = {
    "None": -1, "SpeedDial": 0, "BLF": 1, "SpeedDialViaActiveAccount": 4, "DialDTMF": 5,
    "VoiceMail": 6, "Transfer": 8, "CallPark": 9, "Intercom": 10, "LDAPSearch": 11,
    "MulticastPaging": 13, "Record": 14, "MonitoredCallPark": 16, "Forward": 21, "DND": 22,
}  # fmt: skip
"""The number of a mode. On a fixed key, 10 more; there 0 is a line."""
SHIFT = 10


@dataclass(frozen=True)
class Tongue:
    """The words of one dialect, by what is meant."""

    flags: Mapping[bool, str]
    transports: Mapping[str, str]
    srtp: Mapping[str, str]
    codecs: Mapping[str, str]
    choices: int
    sip_scheme: str
    always_to_proxy: str
    protocols: Mapping[str, str]
    by_minutes: str
    book_protocols: Mapping[str, str]
    challenge: Mapping[bool, str]


_NUMBERED = {"off": "0", "optional": "1", "required": "2"}
_UPDATES = {"http": "1", "https": "2"}

ALIAS = Tongue(
    flags={True: "Yes", False: "No"},
    transports={"udp": "UDP", "tcp": "TCP", "tls": "Tls Or Tcp"},
    srtp={"off": "Disabled", "optional": "EnabledButNotForced", "required": "EnabledAndForced"},
    codecs={
        "ulaw": "PCMU", "alaw": "PCMA", "g722": "G.722", "g729": "G.729A/B", "g723": "G.723.1",
        "g726": "G.726-32", "ilbc": "iLBC", "opus": "OPUS",
    },
    choices=8,
    sip_scheme="sip",
    always_to_proxy="AlwaysSentTo",
    protocols={"http": "HTTP", "https": "HTTPS"},
    by_minutes="YesUpgradeMin",
    book_protocols={"": "Disabled", "http": "EnabledUseHTTP", "https": "EnabledUseHTTPS"},
    challenge={True: "Yes", False: "No"},
)  # fmt: skip
P_CODES = Tongue(
    flags={True: "1", False: "0"},
    transports={"udp": "0", "tcp": "1", "tls": "2"},
    srtp=_NUMBERED,
    codecs={
        "ulaw": "0", "alaw": "8", "g722": "9", "g729": "18", "g723": "4", "g726": "2",
        "ilbc": "98", "opus": "125",
    },
    choices=7,
    sip_scheme="0",
    always_to_proxy="2",
    protocols=_UPDATES,
    by_minutes="1",
    book_protocols={"": "0", "http": "1", "https": "3"},
    challenge={True: "0", False: "1"},  # the code says that it is disabled
)  # fmt: skip
ADAPTER = Tongue(
    flags=P_CODES.flags,
    transports=P_CODES.transports,
    srtp=_NUMBERED,
    codecs={
        "ulaw": "0", "alaw": "8", "g729": "18", "g723": "4", "g726": "2", "ilbc": "97",
        "opus": "123",
    },
    choices=7,
    sip_scheme="0",
    always_to_proxy="2",
    protocols=_UPDATES,
    by_minutes="3",  # on phones 3 is every week
    book_protocols=P_CODES.book_protocols,
    challenge=P_CODES.challenge,
)  # fmt: skip
