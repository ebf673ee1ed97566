"""Reading a Grandstream phone's file that somebody else wrote, with named items or in P-codes."""

from __future__ import annotations

import re
from collections.abc import Iterator, Mapping

from targets.provisioning.adopted_keys import FoundKey, left_over, written_keys
from targets.provisioning.grandstream.codes import NAMES
from targets.provisioning.grandstream.keys import MODULE_KEYS
from targets.provisioning.grandstream.words import ALIAS, NUMBERS, P_CODES, SHIFT, Tongue
from targets.provisioning.vendor import Adopted
from targets.provisioning.writers.xml_elements import read

_SECRET = re.compile(r"(?i)passw|authkey|privacy\.key|\.auth\.key|security\.key")
_KEY = re.compile(r"pks\.(?P<row>vpk|mpk|ext)\.(?P<at>\d+)\.keyMode")
_OF_KEYS = re.compile(r"pks\.(?:vpk|mpk|ext)\.\d+\.(?:keyMode|account|description|value)")
_SAID = re.compile(
    r"account\.1\.(?:enable|name|sip\.(?:server\.1\.address|userid|subscriber\.(?:userid|name)"
    r"|transport)|audio\.srtpMode|codec\.choice\.\d)"
    r"|provisioning\.config\.username|network\.port\.eth\.1\.vlan\.(?:enable|tag)"
)
_KINDS = {
    "line": "line", "default": "line", "speeddial": "speed_dial", "blf": "blf",
    "speeddialviaactiveaccount": "speed_dial", "voicemail": "voicemail",
    "transfer": "transfer_to", "callpark": "park", "monitoredcallpark": "park",
    "monitoredcp": "park", "intercom": "intercom", "ldapsearch": "directory",
    "phonebook": "directory", "multicastpaging": "multicast_page", "forward": "forward",
    "dnd": "do_not_disturb",
}  # fmt: skip
_MODES = {str(number): mode.lower() for mode, number in NUMBERS.items()} | {
    "30": "phonebook",
    "31": "line",
}
_FIXED = 6
_NOTHING = ("none", "-1", "")


def adopted(text: str) -> Adopted:
    """What a file says. Passwords are left out: a phone that is taken over gets new ones. CantCarry
    for what is no XML."""
    told = {name: value for name, value in read(text).items() if value}
    mac = re.sub("[^0-9a-f]", "", told.pop("mac", "").lower())
    coded = any(name in NAMES for name in told)
    settings = {NAMES.get(name, name): value for name, value in told.items()}
    user = settings.get("provisioning.config.username", "").lower()
    keys = tuple(_keys(settings, coded))
    return Adopted(
        vendor="grandstream",
        mac=next((one for one in (mac, user) if re.fullmatch("[0-9a-f]{12}", one)), ""),
        device=dict(_device(settings, P_CODES if coded else ALIAS)),
        keys=tuple(written_keys(keys)),
        settings={name: value for name, value in settings.items() if not _SECRET.search(name)},
        left=left_over(settings, keys, _has_words),
    )


def _device(settings: Mapping[str, str], tongue: Tongue) -> Iterator[tuple[str, object]]:
    if label := settings.get("account.1.name"):
        yield "line_label", label
    sip = dict(_sip(settings, tongue))
    if sip:
        yield "sip", sip
    vlan = settings.get("network.port.eth.1.vlan.tag", "0")
    if vlan.isdigit() and 0 < int(vlan) < 4095:
        yield "vlan", int(vlan)


def _sip(settings: Mapping[str, str], tongue: Tongue) -> Iterator[tuple[str, object]]:
    transports = (
        _backwards(tongue.transports) | _backwards(P_CODES.transports) | {"tlsortcp": "tls"}
    )
    srtp = _backwards(tongue.srtp) | _backwards(P_CODES.srtp)
    codecs = _backwards(tongue.codecs)
    if (told := _plain(settings.get("account.1.sip.transport", ""))) in transports:
        yield "transport", transports[told]
    if (told := _plain(settings.get("account.1.audio.srtpMode", ""))) in srtp:
        yield "srtp", srtp[told]
    chosen = (_plain(settings.get(f"account.1.codec.choice.{n}", "")) for n in range(1, 9))
    if known := list(dict.fromkeys(codecs[one] for one in chosen if one in codecs)):
        yield "codecs", known


def _backwards(words: Mapping[str, str]) -> dict[str, str]:
    return {_plain(told): word for word, told in words.items()}


def _plain(told: str) -> str:
    return told.lower().replace(" ", "")


def _keys(settings: Mapping[str, str], coded: bool) -> Iterator[FoundKey]:
    """The keys; those behind the virtual ones count on from the last of them."""
    places = [found for name in settings if (found := _KEY.fullmatch(name))]
    virtual = max((int(one["at"]) for one in places if one["row"] == "vpk"), default=0)
    for place in places:
        mode = _plain(settings[place[0]])
        if mode in _NOTHING:
            continue
        row, at = place["row"], int(place["at"])
        name = place[0].removesuffix("keyMode")
        value, label = settings.get(f"{name}value", ""), settings.get(f"{name}description", "")
        module, key = divmod(at - 1, MODULE_KEYS) if row == "ext" else (-1, at - 1)
        shifted = _word(mode, coded and row == "vpk", at)
        behind = virtual if row == "mpk" else 0
        yield FoundKey(name, _KINDS.get(shifted, ""), key + 1 + behind, value, label, module + 1)


def _word(mode: str, fixed: bool, at: int) -> str:
    """The word of a mode that may be a number, on a key that may be fixed."""
    if not mode.isdigit():
        return mode
    number = int(mode)
    if fixed and number == 0 and at <= _FIXED:
        return "line"
    shifted = number - SHIFT if fixed and SHIFT <= number < 30 else number
    return _MODES.get(str(shifted), "")


def _has_words(name: str) -> bool:
    """Whether a setting is said in YAML, or is one that everybody gets anew."""
    return bool(_OF_KEYS.fullmatch(name) or _SAID.fullmatch(name) or _SECRET.search(name))
