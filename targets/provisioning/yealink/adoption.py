"""Reading a Yealink phone's file that somebody else wrote: what of it has words in the language."""

from __future__ import annotations

import re
from collections.abc import Iterator, Mapping

from targets.provisioning.adopted_keys import FoundKey, left_over, written_keys
from targets.provisioning.vendor import Adopted
from targets.provisioning.writers import key_value
from targets.provisioning.yealink.words import CODECS, SRTP, TRANSPORTS

_TRANSPORTS = {told: word for word, told in TRANSPORTS.items()}
_SRTP = {told: word for word, told in SRTP.items()}
_CODECS = {told: word for word, told in CODECS.items()}
_KEY = re.compile(r"(?:linekey|expansion_module\.(?P<module>\d+)\.key)\.(?P<at>\d+)\.type")
_SECRET = re.compile(r"passw|secret|aes_key|\bpin\b|_pin$")
_OF_KEYS = re.compile(r"(?:linekey|expansion_module\.\d+\.key)\.")
_TOLD = re.compile(
    r"account\.1\.(?:enable|label|display_name|user_name|auth_name|transport|srtp_encryption"
    r"|outbound|sip_server\.1\.(?:address|port|transport_type|expires)|dtmf\.type|codec\."
    r"|subscribe_mwi$|display_mwi|direct_pickup)"
    r"|(?:static\.)?(?:auto_provision|security|zero_touch|firmware|network\.(?:vlan|qos))\."
    r"|local_time\.|lang\.|voice\.tone\.country|voice_mail\.number\.1|dialplan\.|handset\."
    r"|remote_phonebook\.|sip\.(?:trust_ctrl|notify_reboot)"
)
"""Settings that are adopted, or that pbxc writes itself from what the account says."""

_WORDS = {
    "13": "speed_dial", "3": "transfer_to", "16": "blf", "14": "intercom", "17": "url",
    "24": "multicast_page", "10": "park", "9": "pickup", "15": "line", "12": "voicemail",
    "5": "do_not_disturb", "2": "forward", "34": "hotdesk", "29": "directory", "47": "directory",
    "61": "directory",
}  # fmt: skip
_NOTHING = "0"


def adopted(text: str) -> Adopted:
    """What a file says. Passwords are left out: a phone that is taken over gets new ones. `left`
    names the settings that have no word and that pbxc doesn't write by itself."""
    settings = {name: value for name, value in key_value.read_lines(text) if value}
    keys = tuple(_keys(settings))
    return Adopted(
        vendor="yealink",
        mac=_mac(settings),
        device=dict(_device(settings)),
        keys=tuple(written_keys(keys)),
        settings={name: value for name, value in settings.items() if not _SECRET.search(name)},
        left=left_over(settings, keys, _has_words),
    )


def _has_words(name: str) -> bool:
    return bool(_OF_KEYS.match(name) or _TOLD.match(name) or _SECRET.search(name))


def _mac(settings: Mapping[str, str]) -> str:
    """A file doesn't name its phone, but the address it fetches its files as often does."""
    user = settings.get("static.auto_provision.server.username", "")
    return user.lower() if re.fullmatch(r"[0-9A-Fa-f]{12}", user) else ""


def _device(settings: Mapping[str, str]) -> Iterator[tuple[str, object]]:
    if label := settings.get("account.1.label", ""):
        yield "line_label", label
    sip = dict(_sip(settings))
    if sip:
        yield "sip", sip


def _sip(settings: Mapping[str, str]) -> Iterator[tuple[str, object]]:
    told = settings.get("account.1.sip_server.1.transport_type") or settings.get(
        "account.1.transport", ""
    )
    if told in _TRANSPORTS:
        yield "transport", _TRANSPORTS[told]
    if (told := settings.get("account.1.srtp_encryption", "")) in _SRTP:
        yield "srtp", _SRTP[told]
    if codecs := _codecs(settings):
        yield "codecs", codecs


def _codecs(settings: Mapping[str, str]) -> list[str]:
    ranks = {
        word: int(rank)
        for told, word in _CODECS.items()
        if settings.get(f"account.1.codec.{told}.enable") == "1"
        and (rank := settings.get(f"account.1.codec.{told}.priority", "0")).isdigit()
    }
    return sorted(ranks, key=lambda word: ranks[word])


def _keys(settings: Mapping[str, str]) -> Iterator[FoundKey]:
    """The keys that do something."""
    for name, kind in settings.items():
        if (found := _KEY.fullmatch(name)) and kind != _NOTHING:
            own = name.removesuffix("type")
            word = _WORDS.get(kind, "")
            value = settings.get(f"{own}value", "")
            yield FoundKey(
                name=own,
                word=word,
                at=int(found["at"]),
                value=value.partition("@")[0] if word == "blf" else value,
                label=settings.get(f"{own}label", ""),
                module=int(found["module"] or 0),
            )
