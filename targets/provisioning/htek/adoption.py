"""Reading an Htek phone's file that somebody else wrote, in P-codes or symbolic tags."""

from __future__ import annotations

import re
from collections.abc import Iterator, Mapping

from targets.provisioning.adopted_keys import FoundKey, left_over, written_keys
from targets.provisioning.htek.codes import CHOICES, PAGE_KEYS, WORDS
from targets.provisioning.htek.settings import CODECS, SRTP, TRANSPORTS
from targets.provisioning.vendor import Adopted
from targets.provisioning.writers.xml_elements import read

_TRANSPORTS = {told: word for word, told in TRANSPORTS.items()}
_SRTP = {told: word for word, told in SRTP.items()}
_CODECS = {told: word for word, told in CODECS.items()}
_SECRET = re.compile(r"(?i)passw|AESKey|AuthKey|PrivKey|(?:^|_)Pin")
_KEY = re.compile(
    r"(?:LineKey(?P<at>\d+)|Exp(?P<module>\d+)_(?P<page>\d+)_(?P<key>\d+))_(?:Key)?Type"
)
_OF_KEYS = re.compile(r"(?:LineKey\d+|Exp\d+_\d+_\d+)_")
_SAID = re.compile(
    r"Account1_(?:Active|Label|DispalyName|SipUserId|AuthenticateID|Profile)"
    r"|Profile1_(?:Sipserver|SipTransport|SRtpMode|Choice\d)"
    r"|FirmwareUpGrade_UserName|NW_Adv_(?:Layer2QoS_802_1Q_VLANTag|Vlan_WANVlan)"
)
_KINDS = {
    "1": "line", "2": "speed_dial", "3": "blf", "5": "voicemail", "6": "pickup", "8": "park",
    "9": "intercom", "15": "directory", "18": "forward", "19": "transfer_to",
    "21": "do_not_disturb", "23": "park", "35": "url", "47": "multicast_page",
}  # fmt: skip


def adopted(text: str) -> Adopted:
    """What a file says. Passwords are left out: a phone that is taken over gets new ones. CantCarry
    for what is no XML."""
    settings = {_word(name): value for name, value in read(text).items() if value}
    keys = tuple(_keys(settings))
    user = settings.get("FirmwareUpGrade_UserName", "").lower()
    return Adopted(
        vendor="htek",
        mac=user if re.fullmatch(r"[0-9a-f]{12}", user) else "",
        device=dict(_device(settings)),
        keys=tuple(written_keys(keys)),
        settings={name: value for name, value in settings.items() if not _SECRET.search(name)},
        left=left_over(settings, keys, _has_words),
    )


def _word(name: str) -> str:
    """A name in the words of the symbolic tags, as far as it has one."""
    return WORDS.get(name, name)


def _device(settings: Mapping[str, str]) -> Iterator[tuple[str, object]]:
    if label := settings.get("Account1_Label"):
        yield "line_label", label
    sip = dict(_sip(settings))
    if sip:
        yield "sip", sip
    vlan = settings.get("NW_Adv_Layer2QoS_802_1Q_VLANTag", "0")
    if vlan.isdigit() and 0 < int(vlan) < 4095:
        yield "vlan", int(vlan)


def _sip(settings: Mapping[str, str]) -> Iterator[tuple[str, object]]:
    if (told := settings.get("Profile1_SipTransport", "")) in _TRANSPORTS:
        yield "transport", _TRANSPORTS[told]
    if (told := settings.get("Profile1_SRtpMode", "")) in _SRTP:
        yield "srtp", _SRTP[told]
    choices = (settings.get(f"Profile1_Choice{n}", "") for n in range(1, CHOICES + 1))
    if codecs := list(dict.fromkeys(_CODECS[one] for one in choices if one in _CODECS)):
        yield "codecs", codecs


def _keys(settings: Mapping[str, str]) -> Iterator[FoundKey]:
    for name, kind in settings.items():
        found = _KEY.fullmatch(name)
        if not found or kind in ("0", "-1"):
            continue
        own = _OF_KEYS.match(name)
        start = own[0] if own else ""
        at = int(found["at"] or 0) or (int(found["page"]) - 1) * PAGE_KEYS + int(found["key"])
        value, label = settings.get(f"{start}Value", ""), settings.get(f"{start}Label", "")
        yield FoundKey(start, _KINDS.get(kind, ""), at, value, label, int(found["module"] or 0))


def _has_words(name: str) -> bool:
    """Whether a setting is said in YAML, or is one that everybody gets anew."""
    return bool(_OF_KEYS.match(name) or _SAID.fullmatch(name) or _SECRET.search(name))
