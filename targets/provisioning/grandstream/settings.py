"""What each logical setting is to Grandstream's phones, by their names; the older ones and the
analogue adapters are told in P-codes."""

from __future__ import annotations

from collections.abc import Callable, Iterable, Iterator, Mapping
from typing import Any

from targets.provisioning.dialect import Dialect, Said, Saying, Setting, Spread, Unsaid
from targets.provisioning.facts import Phone
from targets.provisioning.grandstream import words
from targets.provisioning.grandstream.clock import clock_lost, clock_settings
from targets.provisioning.grandstream.codes import ACCOUNTS, ADAPTER_CODES, CODES, PORTS
from targets.provisioning.grandstream.keys import misplaced, named_keys, numbered_keys
from targets.provisioning.grandstream.tones import adapter_tones, phone_tones, tones_lost
from targets.provisioning.grandstream.words import LANGUAGES, MODES, Tongue
from targets.provisioning.p_codes import (
    address_without_scheme,
    choices,
    choices_lost,
    codes_of,
    dial_plan,
    minutes,
    minutes_lost,
    server,
)
from targets.provisioning.placed import PlacedDialect
from targets.provisioning.text import CantCarry, Hole, Value

LEAST_POLL = 60
BOOK_MINUTES = "720"

Naming = Callable[[str], str]
Keys = Callable[[Phone], Iterable[Setting]]


def _never(value: Any) -> bool:
    return False


def _kept(value: Any) -> Value:
    """A value as it is, with its holes."""
    found: Value = value
    return found


def _elsewhere(_value: Any, _line: int) -> Iterable[Setting]:
    """What needs more of a phone than one value: `_whole` writes it."""
    return ()


def _admin(value: Hole, _line: int) -> Iterable[Setting]:
    """The user's password too, which would be the factory's."""
    yield "users.admin.password", value
    yield "users.user.password", value


def _language(value: str, _line: int) -> Iterable[Setting]:
    chinese = value.lower().replace("_", "-") in ("zh-tw", "zh-hk")
    yield "language.gui", "zh-tw" if chinese else LANGUAGES.get(value[:2].lower(), "en")


def _language_lost(value: str) -> str:
    known = value[:2].lower() in LANGUAGES
    return "" if known else f"this phone has no word for {value}; it is told English"


def _poll(value: int) -> str:
    return minutes(value, LEAST_POLL)


def _scheme(url: tuple[str | Hole, ...]) -> str:
    return "http" if url and str(url[0]).startswith("http://") else "https"


def _active(tongue: Tongue) -> Spread:
    def settings(_value: Any, n: int) -> Iterable[Setting]:
        yield f"account.{n}.enable", tongue.flags[True]
        yield f"account.{n}.sip.registration", tongue.flags[True]
        yield f"account.{n}.sip.uriSchemeWhenUsingTls", tongue.sip_scheme
        yield f"account.{n}.sip.allowSipReset", tongue.flags[False]  # to the factory's state
        yield f"account.{n}.sip.validate.incomingServer", tongue.flags[True]
        yield f"account.{n}.featureCodes.callFeatures", tongue.flags[False]  # the switch's affair

    return Spread(settings)


def _proxy(tongue: Tongue) -> Spread:
    def settings(value: tuple[str, int], n: int) -> Iterable[Setting]:
        told = f"{value[0]}:{value[1]}" if value[0] else ""
        yield f"account.{n}.sip.outboundProxy.1.address", told
        yield f"account.{n}.sip.outboundProxy.mode", tongue.always_to_proxy

    return Spread(settings)


def _codecs(tongue: Tongue) -> Spread:
    def settings(value: tuple[str, ...], n: int) -> Iterable[Setting]:
        for place, told in enumerate(choices(value, tongue.codecs, tongue.choices), start=1):
            yield f"account.{n}.codec.choice.{place}", told

    return Spread(settings, lambda value: choices_lost(value, tongue.codecs))


def _dtmf(tongue: Tongue) -> Spread:
    def settings(_value: str, n: int) -> Iterable[Setting]:
        yield f"account.{n}.dtmf.sendInAudio", tongue.flags[False]
        yield f"account.{n}.dtmf.sendInRtp", tongue.flags[True]
        yield f"account.{n}.dtmf.sendInSip", tongue.flags[False]

    return Spread(settings)


def _expires(value: int, n: int) -> Iterable[Setting]:
    yield f"account.{n}.sip.registerExpiration", minutes(value)


def _line(tongue: Tongue) -> Mapping[str, Saying]:
    """What is said of each line."""
    return {
        "line.active": _active(tongue),
        "line.label": Said("account.{n}.name"),
        "line.display_name": Said("account.{n}.sip.subscriber.name"),
        "line.user": Said("account.{n}.sip.userid"),
        "line.auth_user": Said("account.{n}.sip.subscriber.userid"),
        "line.password": Said("account.{n}.sip.subscriber.password", form=_kept),
        "line.server": Spread(_elsewhere),
        "line.port": Spread(_elsewhere),
        "line.proxy": _proxy(tongue),
        "line.transport": Said("account.{n}.sip.transport", values=tongue.transports),
        "line.expires": Spread(_expires, minutes_lost),
        "line.srtp": Said("account.{n}.audio.srtpMode", values=tongue.srtp),
        "line.codecs": _codecs(tongue),
        "line.dtmf": _dtmf(tongue),
        "line.voicemail": Said("account.{n}.sip.voicemail.number"),
        "line.mwi": Said("account.{n}.sip.subscribe.forMwi", values=tongue.flags),
        "line.pickup_code": Said("account.{n}.sip.blf.callPickup.prefix"),
    }


def _own(tongue: Tongue) -> Mapping[str, Saying]:
    """What is said of the phone."""

    def url(value: tuple[str | Hole, ...], _line: int) -> Iterable[Setting]:
        """Without its scheme, which is said beside it."""
        yield "provisioning.config.protocol", tongue.protocols[_scheme(value)]
        yield "provisioning.config.serverPath", address_without_scheme(value)

    def poll(value: int, _line: int) -> Iterable[Setting]:
        yield "provisioning.auto.mode", tongue.by_minutes
        yield "provisioning.auto.minute", _poll(value)

    def certificates(value: bool, _line: int) -> Iterable[Setting]:
        yield "security.validate.serverCertificate", tongue.flags[value]
        yield "provisioning.validateHostnameInCertificate", tongue.flags[value]

    return {
        "time.zone": Spread(clock_settings, clock_lost),
        "time.ntp": Said("dateTime.ntp.server.1"),
        "language": Spread(_language, _language_lost),
        "tones": Spread(phone_tones, tones_lost),
        "admin.password": Spread(_admin),
        "download.url": Spread(url),
        "download.user": Said("provisioning.config.username"),
        "download.password": Said("provisioning.config.password", form=_kept),
        "download.poll": Spread(poll),
        "download.check_certificates": Spread(certificates),
        "notify.keeps_running": Unsaid("they keep running when told to resync", _never),
        "notify.from_server_only": Spread(_elsewhere),  # said of each line
        "dial.plan": Spread(_elsewhere),
        "directory": Spread(_elsewhere),
        "firmware": Unsaid("pbxc serves no firmware"),
        "network.vlan": Said("network.port.eth.1.vlan.tag"),
        "network.sip_dscp": Said("network.qos.forSip"),
        "network.rtp_dscp": Said("network.qos.forRtp"),
    }


_ALIAS_LINE = _line(words.ALIAS)


def _named_proxy(value: tuple[str, int], n: int) -> Iterable[Setting]:
    """With the proxy's name believed, since its certificate isn't the realm's."""
    yield from _ALIAS_LINE["line.proxy"].settings(value, n)
    yield f"account.{n}.sip.validate.trustedDomains", value[0]


def _named_vlan(value: int, _line: int) -> Iterable[Setting]:
    yield "network.port.eth.1.vlan.enable", words.ALIAS.flags[value > 0]
    yield "network.port.eth.1.vlan.tag", str(value)


def _always(tongue: Tongue) -> tuple[tuple[str, str], ...]:
    return (
        ("dateTime.override.dhcp.allowOption2", tongue.flags[False]),
        ("dateTime.override.dhcp.allowOption42", tongue.flags[False]),
        ("provisioning.override.dhcp.allowCommonOptions", tongue.flags[False]),
        ("provisioning.3cxAutoProvision", tongue.flags[False]),
        ("sip.notify.challenge", tongue.challenge[False]),  # the switch can't answer with a user
    )


def _whole(tongue: Tongue, phone: Phone, most: int) -> Iterator[Setting]:
    """Servers, certificates and dial plans of the lines."""
    plan = dial_plan(phone.dial)
    checks = tongue.flags[phone.download.check_certificates]
    for line in phone.lines:
        if line.number > most:
            raise CantCarry(f"account {line.number} has no codes: there are {most} accounts")
        yield f"account.{line.number}.sip.server.1.address", server(line)
        yield f"account.{line.number}.sip.validate.domainCertificates", checks
        yield f"account.{line.number}.sip.validate.certificationChain", checks
        yield f"account.{line.number}.call.dialplan", plan


def _phone_settings(tongue: Tongue, keys: Keys, most: int) -> Keys:
    def whole(phone: Phone) -> Iterator[Setting]:
        yield from _whole(tongue, phone, most)
        url = phone.download.url
        told = tongue.book_protocols[_scheme(url) if phone.directory else ""]
        yield "phonebook.download.mode", told
        yield "phonebook.download.server", address_without_scheme(url) if phone.directory else ""
        yield "phonebook.download.interval", BOOK_MINUTES if phone.directory else "0"
        yield "phonebook.download.removeEditedEntries", tongue.flags[True]
        yield from keys(phone)

    return whole


def _adapter_settings(phone: Phone) -> Iterator[Setting]:
    yield from _whole(words.ADAPTER, phone, PORTS)
    for line in phone.lines:
        yield f"account.{line.number}.network.qos.forSip", str(phone.sip_dscp)
        yield f"account.{line.number}.network.qos.forRtp", str(phone.rtp_dscp)


def _adapter_dtmf(_value: str, n: int) -> Iterable[Setting]:
    """Which way of sending tones comes first: in the sound's packets, by SIP, as sound."""
    yield f"account.{n}.dtmf.first", "101"
    yield f"account.{n}.dtmf.second", "102"
    yield f"account.{n}.dtmf.third", "100"


def _adapter_proxy(value: tuple[str, int], n: int) -> Iterable[Setting]:
    yield f"account.{n}.sip.outboundProxy.1.address", f"{value[0]}:{value[1]}" if value[0] else ""


_ADAPTER_OWN: Mapping[str, Saying] = {
    "line.label": Unsaid("it has no display", _never),
    "line.proxy": Spread(_adapter_proxy),
    "line.dtmf": Spread(_adapter_dtmf),
    "line.voicemail": Unsaid("it has no key for voicemail; the code can be dialled", _never),
    "line.pickup_code": Unsaid("it has no key that picks up; the code can be dialled", _never),
    "language": Unsaid("it has no display", _never),
    "tones": Spread(adapter_tones, tones_lost),
    "directory": Unsaid("it has no display"),
    "network.sip_dscp": Spread(_elsewhere),
    "network.rtp_dscp": Spread(_elsewhere),
}


def _named(saying: Saying, naming: Naming) -> Saying:
    """The same, with its settings named otherwise."""
    if isinstance(saying, Unsaid):
        return saying
    return Spread(
        lambda value, line: [(naming(name), told) for name, told in saying.settings(value, line)],
        saying.lost,
    )


_REBOOTS = ("network.port.eth.1.vlan.", "network.qos.")


def _coded(
    slug: str, name: str, table: Mapping[str, Saying], codes: Mapping[str, str], keys: Keys
) -> Dialect:
    """A dialect in P-codes."""
    tongue = words.ADAPTER if codes is ADAPTER_CODES else words.P_CODES
    naming = codes_of(codes)
    return PlacedDialect(
        slug=slug,
        name=name,
        table={logical: _named(saying, naming) for logical, saying in table.items()},
        keys=lambda phone: ((naming(name), value) for name, value in keys(phone)),
        kinds=frozenset() if codes is ADAPTER_CODES else frozenset(MODES),
        always=tuple((naming(name), value) for name, value in _always(tongue)),
        reboots=tuple(code for one, code in codes.items() if one.startswith(_REBOOTS)),
        notes=NOTES,
        misplaced=misplaced if codes is CODES else lambda _phone: (),
    )


NOTES = {
    "line.transport": "TLS is 'Tls Or Tcp', as the vendor's own template says; Wazo writes TlsOrTcp",
    "time.zone": "a rule of one's own for every zone, so no list of the vendor's matters",
    "admin.password": "the user's password is the administrator's, not the factory's",
}

NAMED = PlacedDialect(
    slug="alias",
    name="named items",
    table={
        **_ALIAS_LINE,
        **_own(words.ALIAS),
        "line.proxy": Spread(_named_proxy),
        "network.vlan": Spread(_named_vlan),
    },
    keys=_phone_settings(words.ALIAS, named_keys, 16),
    kinds=frozenset(MODES),
    always=(*_always(words.ALIAS), ("security.minimum.TLS.version", "TLS_1_2")),
    reboots=_REBOOTS,
    notes=NOTES,
    misplaced=misplaced,
)
CODED = _coded(
    "pcodes",
    "P-codes",
    {**_line(words.P_CODES), **_own(words.P_CODES)},
    CODES,
    _phone_settings(words.P_CODES, numbered_keys, ACCOUNTS),
)
ADAPTER = _coded(
    "ata",
    "P-codes of analogue adapters",
    {**_line(words.ADAPTER), **_own(words.ADAPTER), **_ADAPTER_OWN},
    ADAPTER_CODES,
    _adapter_settings,
)
