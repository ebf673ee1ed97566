"""Grandstream's P-codes: which number says which of its names ("alias").

Names are regular (`account.2.sip.userid`), codes are not: each account has rows of its own, keys
change their step, and analogue adapters number their second port as no phone does.
"""

from __future__ import annotations

from collections.abc import Iterator, Mapping

ACCOUNTS = 4
PORTS = 2
CHOICES = 7
"""How many codecs a line has in P-codes on every phone; named ones have one more."""

_ACCOUNT: Mapping[str, tuple[int, int, int, int]] = {
    "enable": (271, 401, 501, 601),
    "name": (270, 417, 517, 617),
    "sip.server.1.address": (47, 402, 502, 602),
    "sip.outboundProxy.1.address": (48, 403, 503, 603),
    "sip.outboundProxy.mode": (2305, 2405, 2505, 2605),
    "sip.userid": (35, 404, 504, 604),
    "sip.subscriber.userid": (36, 405, 505, 605),
    "sip.subscriber.password": (34, 406, 506, 606),
    "sip.subscriber.name": (3, 407, 507, 607),
    "sip.voicemail.number": (33, 426, 526, 626),
    "sip.registration": (31, 410, 510, 610),
    "sip.registerExpiration": (32, 412, 512, 612),
    "sip.transport": (130, 448, 548, 648),
    "sip.uriSchemeWhenUsingTls": (2329, 2429, 2529, 2629),
    "sip.subscribe.forMwi": (99, 415, 515, 615),
    "sip.allowSipReset": (26015, 26115, 26215, 26315),
    "sip.blf.callPickup.prefix": (1347, 481, 581, 681),
    "sip.validate.incomingServer": (2347, 2447, 2547, 2647),
    "sip.validate.domainCertificates": (2311, 2411, 2511, 2611),
    "sip.validate.certificationChain": (2367, 2467, 2567, 2667),
    "audio.srtpMode": (183, 443, 543, 643),
    "codec.choice.1": (57, 451, 551, 651),
    "codec.choice.2": (58, 452, 552, 652),
    "codec.choice.3": (59, 453, 553, 653),
    "codec.choice.4": (60, 454, 554, 654),
    "codec.choice.5": (61, 455, 555, 655),
    "codec.choice.6": (62, 456, 556, 656),
    "codec.choice.7": (46, 457, 557, 657),
    "dtmf.sendInAudio": (2301, 2401, 2501, 2601),
    "dtmf.sendInRtp": (2302, 2402, 2502, 2602),
    "dtmf.sendInSip": (2303, 2403, 2503, 2603),
    "call.dialplan": (290, 459, 559, 659),
    "featureCodes.callFeatures": (191, 420, 520, 620),
}
_PHONE: Mapping[str, int] = {
    "users.admin.password": 2,
    "users.user.password": 196,
    "dateTime.ntp.server.1": 30,
    "dateTime.timezone": 64,
    "dateTime.timezone.custom": 246,
    "dateTime.override.dhcp.allowOption2": 143,
    "dateTime.override.dhcp.allowOption42": 144,
    "language.gui": 1362,
    "audio.tone.dial": 343,
    "audio.tone.ringBack": 346,
    "audio.tone.busy": 348,
    "audio.tone.reorder": 349,
    "provisioning.config.protocol": 212,
    "provisioning.config.serverPath": 237,
    "provisioning.config.username": 1360,
    "provisioning.config.password": 1361,
    "provisioning.override.dhcp.allowCommonOptions": 145,
    "provisioning.3cxAutoProvision": 1414,
    "provisioning.auto.mode": 194,
    "provisioning.auto.minute": 193,
    "provisioning.validateHostnameInCertificate": 22030,
    "security.validate.serverCertificate": 8463,
    "sip.notify.challenge": 4428,
    "network.qos.forSip": 1558,
    "network.qos.forRtp": 1559,
    "network.port.eth.1.vlan.tag": 51,
    "phonebook.download.mode": 330,
    "phonebook.download.server": 331,
    "phonebook.download.interval": 332,
    "phonebook.download.removeEditedEntries": 333,
}
_PORT: Mapping[str, tuple[int, int]] = {
    "enable": (271, 401),
    "sip.server.1.address": (47, 747),
    "sip.outboundProxy.1.address": (48, 748),
    "sip.userid": (35, 735),
    "sip.subscriber.userid": (36, 736),
    "sip.subscriber.password": (34, 734),
    "sip.subscriber.name": (3, 703),
    "sip.registration": (31, 731),
    "sip.registerExpiration": (32, 732),
    "sip.transport": (130, 830),
    "sip.uriSchemeWhenUsingTls": (2329, 2429),
    "sip.subscribe.forMwi": (99, 709),
    "sip.allowSipReset": (26015, 26115),
    "sip.validate.incomingServer": (243, 743),
    "sip.validate.domainCertificates": (2311, 2411),
    "sip.validate.certificationChain": (2367, 2467),
    "audio.srtpMode": (183, 443),
    "codec.choice.1": (57, 757),
    "codec.choice.2": (58, 758),
    "codec.choice.3": (59, 759),
    "codec.choice.4": (60, 760),
    "codec.choice.5": (61, 761),
    "codec.choice.6": (62, 762),
    "codec.choice.7": (46, 814),
    "dtmf.first": (850, 860),
    "dtmf.second": (851, 861),
    "dtmf.third": (852, 862),
    "call.dialplan": (4200, 4201),
    "featureCodes.callFeatures": (191, 751),
    "network.qos.forSip": (5046, 5047),
    "network.qos.forRtp": (5050, 5051),
}
_ADAPTER_TONES: Mapping[str, int] = {
    "audio.tone.dial": 4000,
    "audio.tone.ringBack": 4001,
    "audio.tone.busy": 4002,
    "audio.tone.reorder": 4003,
}
_NOT_ON_ADAPTERS = ("language.gui", "network.qos.", "phonebook.")
_KEY_PARTS = ("keyMode", "account", "description", "value")
_FIRST_KEYS = 6
_LAST_KEY, _LAST_OTHER = 48, 8


def _accounts(rows: Mapping[str, tuple[int, ...]]) -> Iterator[tuple[str, int]]:
    for name, codes in rows.items():
        yield from ((f"account.{n}.{name}", code) for n, code in enumerate(codes, start=1))


def _keys() -> Iterator[tuple[str, int]]:
    """Virtual keys: six in two rows, then fours. Others: three rows up to the eighth, whose codes
    would be those of the phone book."""
    for at in range(1, _LAST_KEY + 1):
        early = (1361 + 2 * at, 1362 + 2 * at, 1463 + 2 * at, 1464 + 2 * at)
        late = tuple(23800 + 4 * (at - _FIRST_KEYS - 1) + place for place in range(4))
        yield from _key(f"pks.vpk.{at}", early if at <= _FIRST_KEYS else late)
    for at in range(1, _LAST_OTHER + 1):
        early = (322 + at, 298 + 3 * at, 299 + 3 * at, 300 + 3 * at)
        yield from _key(f"pks.mpk.{at}", early if at < _LAST_OTHER else (353, 354, 355, 356))


def _key(name: str, codes: tuple[int, ...]) -> Iterator[tuple[str, int]]:
    yield from ((f"{name}.{part}", code) for part, code in zip(_KEY_PARTS, codes, strict=True))


CODES: Mapping[str, str] = {
    name: f"P{code}" for name, code in (*_accounts(_ACCOUNT), *_keys(), *_PHONE.items())
}
"""The P-code of a name, on phones."""

ADAPTER_CODES: Mapping[str, str] = {
    name: f"P{code}"
    for name, code in (*_accounts(_PORT), *{**_PHONE, **_ADAPTER_TONES}.items())
    if not name.startswith(_NOT_ON_ADAPTERS)
}
"""The P-code of a name, on analogue adapters, whose lines are their ports."""

NAMES: Mapping[str, str] = {code: name for name, code in CODES.items()}
"""The name of a P-code of a phone."""
