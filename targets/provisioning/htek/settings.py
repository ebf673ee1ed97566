"""What each logical setting is to Htek's phones, in their words; the older ones are told in P-codes.

A line is an account (who registers) and a profile (where, and how it is heard). Account n has
profile n, as far as there are codes: accounts from the seventh on have the first line's profile.
"""

from __future__ import annotations

from collections.abc import Callable, Iterable, Iterator, Mapping
from typing import Any

from schema.phone_facts import KeyKind, PhoneKey
from targets.provisioning.dialect import Dialect, Said, Saying, Setting, Spread, Unsaid
from targets.provisioning.facts import Line, Phone
from targets.provisioning.htek.clock import clock_lost, clock_settings
from targets.provisioning.htek.codes import (
    ACCOUNTS,
    CHOICES,
    CODES,
    KEYS,
    MODULES,
    PAGE_KEYS,
    PAGES,
    PROFILES,
    module_key,
)
from targets.provisioning.p_codes import (
    address_without_scheme,
    below,
    choices,
    choices_lost,
    codes_of,
    dial_plan,
    key_places,
    line_of,
    minutes,
    minutes_lost,
    server,
)
from targets.provisioning.text import CantCarry, Hole, Joined, Value, parts_of

CODECS = {
    "ulaw": "0", "alaw": "8", "g722": "9", "g729": "18", "g723": "4", "g726": "2", "ilbc": "20",
    "opus": "120",
}  # fmt: skip
TRANSPORTS = {"udp": "0", "tcp": "1", "tls": "2"}
SRTP = {"off": "0", "optional": "1", "required": "2"}
FLAGS = {True: "1", False: "0"}
LANGUAGES = {
    "en": "0", "fr": "1", "de": "2", "es": "3", "pt": "4", "ru": "5", "it": "6", "pl": "7",
    "tr": "8", "zh": "9", "nl": "10",
}  # fmt: skip
TONES = {
    "AU": "1", "AT": "2", "BR": "3", "BE": "4", "CN": "5", "CL": "6", "CZ": "7", "DK": "8",
    "FI": "9", "FR": "10", "DE": "11", "GB": "12", "GR": "13", "HU": "14", "LT": "15", "IN": "16",
    "IT": "17", "JP": "18", "MX": "19", "NZ": "20", "NL": "21", "NO": "22", "PT": "23", "ES": "24",
    "CH": "25", "SE": "26", "RU": "27", "US": "28", "CA": "28",
}  # fmt: skip
TYPES: Mapping[KeyKind, str] = {
    "line": "1", "speed_dial": "2", "blf": "3", "park": "3", "voicemail": "2", "record": "10",
    "transfer_to": "19", "url": "35", "multicast_page": "47", "do_not_disturb": "2",
    "forward": "2", "pickup": "2", "intercom": "2", "hotdesk": "2", "group_login": "2",
    "queue_login": "2", "schedule_override": "2",
}  # fmt: skip
"""What a key is: 1 line, 2 speed dial, 3 BLF, 10 DTMF, 19 transfer, 35 URL, 47 multicast page. What
the switch keeps is dialled, so the phone's own do-not-disturb (21) and forwarding (18) are not."""
NOTHING = "0"
PHONEBOOK = "phonebook.xml"
SCHEMES = {"http": "1", "https": "3"}

ALWAYS = (
    ("LogUser_Admin", "admin"),
    ("NW_Adv_DHCPOverrideNTP", "0"),
    ("Preference_DHCPTime", "0"),
    ("CallPickup_DirectCallPickup", "1"),
    ("RemoteControl_Sipnotify", "1"),
    ("Preference_CheckSyncWithAuth", "0"),  # the switch has no user of the phone's to answer with
    ("FirmwareUpGrade_PnPActive", "0"),
    ("FirmwareUpGrade_ZeroTouchEnable", "0"),
    ("FirmwareUpGrade_ToOverrideServer", "0"),  # DHCP can't lead it to another server
    ("FirmwareUpGrade_AutoUpgrade", "1"),
    ("TrustedCaType", "2"),
)

Naming = Callable[[str], str]


def _never(value: Any) -> bool:
    return False


def _active(_value: Any, n: int) -> Iterable[Setting]:
    yield f"Account{n}_Active", "1"
    if n <= PROFILES:
        yield f"Account{n}_Profile", str(n - 1)
        yield f"Profile{n}_SipRegistration", "1"
    elif n <= PROFILES + 2:
        yield f"Account{n}_Profile", "0"


def _active_coded(value: Any, n: int) -> Iterable[Setting]:
    """With the phone's own features off, so that star codes go to the switch; newer firmware has
    none of its own."""
    yield from _active(value, n)
    if n <= PROFILES:
        yield f"Profile{n}_EnableCallFeatures", "0"


def _of_profile(word: str, values: Mapping[Any, str] | None = None) -> Spread:
    """A setting of the server's side."""

    def settings(value: Any, n: int) -> Iterable[Setting]:
        if n <= PROFILES:
            yield f"Profile{n}_{word}", values[value] if values else str(value)

    return Spread(settings)


def _proxy(value: tuple[str, int], n: int) -> Iterable[Setting]:
    if n <= PROFILES:
        yield f"Profile{n}_OutboundProxy", f"{value[0]}:{value[1]}" if value[0] else ""


def _expires(value: int, n: int) -> Iterable[Setting]:
    if n <= PROFILES:
        yield f"Profile{n}_RegisterExpiration", minutes(value)


def _codecs(value: tuple[str, ...], n: int) -> Iterable[Setting]:
    if n <= PROFILES:
        for place, code in enumerate(choices(value, CODECS, CHOICES), start=1):
            yield f"Profile{n}_Choice{place}", code


def _elsewhere(_value: Any, _line: int) -> Iterable[Setting]:
    """What stands in one value with others, or needs the whole phone: `_whole` writes it."""
    return ()


def _admin(value: Hole, _line: int) -> Iterable[Setting]:
    """The user's password too, which would be the factory's."""
    yield "AdminPassword", value
    yield "UserPassword", value


def _url(value: tuple[str | Hole, ...], _line: int) -> Iterable[Setting]:
    """With its scheme, as these phones take it, which is also said beside it."""
    scheme = str(value[0]).partition("://")[0] if value else ""
    yield "FirmwareUpGrade_UrgrateMode", SCHEMES.get(scheme, SCHEMES["https"])
    yield "FirmwareUpGrade_ConfigServerPath", _folder(value, scheme)


def _folder(url: tuple[str | Hole, ...], scheme: str) -> Value:
    return Joined((f"{scheme}://", *parts_of(address_without_scheme(url))))


def _certificates(value: bool, _line: int) -> Iterable[Setting]:
    yield "TLSOnlyAcceptTrustCA", FLAGS[value]
    yield "TLSCommenNameValidation", FLAGS[value]


def _vlan(value: int, _line: int) -> Iterable[Setting]:
    yield "NW_Adv_Vlan_WANVlan", FLAGS[value > 0]
    yield "NW_Adv_Layer2QoS_802_1Q_VLANTag", str(value)


def _language(value: str, _line: int) -> Iterable[Setting]:
    code = LANGUAGES.get(value[:2].lower(), LANGUAGES["en"])
    yield "Preference_LcdLanguage", code
    yield "Preference_WebLanguage", code


def _language_lost(value: str) -> str:
    known = value[:2].lower() in LANGUAGES
    return "" if known else f"this phone has no word for {value}; it is told English"


_WORDS: Mapping[str, Saying] = {
    "line.active": Spread(_active_coded),
    "line.label": Said("Account{n}_Label"),
    "line.display_name": Said("Account{n}_DispalyName"),  # so it is spelled
    "line.user": Said("Account{n}_SipUserId"),
    "line.auth_user": Said("Account{n}_AuthenticateID"),
    "line.password": Said("Account{n}_AuthenticatePassword", form=lambda value: value),
    "line.server": Spread(_elsewhere),
    "line.port": Spread(_elsewhere),
    "line.proxy": Spread(_proxy),
    "line.transport": _of_profile("SipTransport", TRANSPORTS),
    "line.expires": Spread(_expires, minutes_lost),
    "line.srtp": _of_profile("SRtpMode", SRTP),
    "line.codecs": Spread(_codecs, lambda value: choices_lost(value, CODECS)),
    "line.dtmf": _of_profile("DtmfMode", {"rfc4733": "0"}),
    "line.voicemail": Said("Account{n}_VoiceMailId"),
    "line.mwi": _of_profile("SubscribeForMWI", FLAGS),
    "line.pickup_code": Said("Account{n}_DirectCallPickupCode"),
    "time.zone": Spread(clock_settings, clock_lost),
    "time.ntp": Said("NW_Adv_UrlOrIpAddress"),
    "language": Spread(_language, _language_lost),
    "tones": Said("Tones_SelectCountry", values=TONES, otherwise="0"),
    "admin.password": Spread(_admin),
    "download.url": Spread(_url),
    "download.user": Said("FirmwareUpGrade_UserName"),
    "download.password": Said("FirmwareUpGrade_Password", form=lambda value: value),
    "download.poll": Said("FirmwareUpGrade_CheckUpgradeTimes", form=minutes),
    "download.check_certificates": Spread(_certificates),
    "notify.keeps_running": Unsaid("they keep running when told to resync", _never),
    "notify.from_server_only": Unsaid("these phones have no setting for it", _never),
    "dial.plan": Spread(_elsewhere),
    "directory": Spread(_elsewhere),
    "firmware": Unsaid("pbxc serves no firmware"),
    "network.vlan": Spread(_vlan),
    "network.sip_dscp": Unsaid(
        "these phones have one value for all they send, that of sound",
        lambda dscp: dscp not in (24, 46),
    ),
    "network.rtp_dscp": Said("NW_Adv_Layer3QoS"),
}

_SYMBOLIC_ONLY: Mapping[str, Saying] = {
    "line.active": Spread(_active),
    "network.sip_dscp": Said("NW_Adv_SIP_QOS"),
    "network.rtp_dscp": Said("NW_Adv_RTP_QOS"),
}


def _whole(phone: Phone) -> Iterator[Setting]:
    """What needs more of a phone than one value: servers, dial plans, the phone book, keys."""
    plan = dial_plan(phone.dial)
    for line in phone.lines:
        _fits(line, phone.line)
        if line.number <= PROFILES:
            yield f"Profile{line.number}_Sipserver", server(line)
        yield f"Account{line.number}_DialPlan", plan
    yield "PhonebookXmlDownload_Enable", FLAGS[bool(phone.directory)]
    scheme = str(phone.download.url[0]).partition("://")[0]
    book = below(_folder(phone.download.url, scheme), PHONEBOOK)
    yield "PhonebookXmlDownload_ServerPath", book if phone.directory else ""
    yield from _keys(phone)


def _fits(line: Line, first: Line) -> None:
    """Refuses a line without codes of its own that isn't where the first one is."""
    sides = [
        (one.server, one.port, one.proxy, one.transport, one.srtp, one.codecs, one.expires, one.mwi)
        for one in (line, first)
    ]
    if line.number > ACCOUNTS or (line.number > PROFILES and sides[0] != sides[1]):
        raise CantCarry(
            f"account {line.number} has no codes for a server of its own: from account "
            f"{PROFILES + 1} to {ACCOUNTS} it must be that of the first"
        )


def _keys(phone: Phone) -> Iterator[Setting]:
    for at, key in key_places(phone):
        if at > KEYS:
            raise CantCarry(f"key {at}: only keys 1 to {KEYS} have codes that all agree about")
        if key is None:
            yield f"LineKey{at}_Type", NOTHING
        else:
            yield f"LineKey{at}_Mode", "0"
            yield from _key(f"LineKey{at}", "Type", key, phone)
    for key in (one for one in phone.keys if one.module):
        if key.module > MODULES or key.at > PAGES * PAGE_KEYS:
            raise CantCarry(f"key {key.at} of module {key.module}: there are no codes for it")
        yield from _key(module_key(key.module, key.at), "KeyType", key, phone)


def _key(name: str, kind: str, key: PhoneKey, phone: Phone) -> Iterator[Setting]:
    yield f"{name}_{kind}", TYPES[key.kind]
    yield f"{name}_Value", key.value
    yield f"{name}_Label", key.label
    yield f"{name}_Account", str(line_of(key, phone) - 1)


def _named(saying: Saying, naming: Naming) -> Saying:
    """The same, with its settings named otherwise."""
    if isinstance(saying, Unsaid):
        return saying
    return Spread(
        lambda value, line: [(naming(name), told) for name, told in saying.settings(value, line)],
        saying.lost,
    )


def _dialect(slug: str, name: str, table: Mapping[str, Saying], naming: Naming) -> Dialect:
    return Dialect(
        slug=slug,
        name=name,
        table={logical: _named(saying, naming) for logical, saying in table.items()},
        keys=lambda phone: ((naming(word), value) for word, value in _whole(phone)),
        kinds=frozenset(TYPES),
        always=tuple((naming(word), value) for word, value in ALWAYS),
        reboots=tuple(
            naming(word)
            for word in (
                "NW_Adv_Vlan_WANVlan",
                "NW_Adv_Layer2QoS_802_1Q_VLANTag",
                "NW_Adv_Layer3QoS",
            )
        ),
        notes=NOTES,
    )


NOTES = {
    "line.srtp": "1 is taken to be optional: one source tells of 0 and 2 alone",
    "time.zone": "the number of the list is used for its offset, summer time is said beside it",
    "keys": "only the MAC's own file is served: these phones stop at the first file they get",
}

P_CODES = _dialect("pcodes", "P-codes", _WORDS, codes_of(CODES))
SYMBOLIC = _dialect("symbolic", "symbolic tags", {**_WORDS, **_SYMBOLIC_ONLY}, str)
