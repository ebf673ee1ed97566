"""Htek's P-codes: which number says which word.

Accounts are numbered irregularly: the first six have codes of their own, each setting its own row;
from the seventh on they are rows of ten. The server's side of an account (a "profile" of newer
firmware) has codes for six. Keys change their step twice.
"""

from __future__ import annotations

from collections.abc import Iterator, Mapping

ACCOUNTS = 16
PROFILES = 6
KEYS = 36
"""Keys 37 and up are numbered in two ways by those who write them, so they aren't written."""
MODULES = 6
PAGES, PAGE_KEYS = 2, 20
CHOICES = 6
"""How many codecs a line has."""

_FIRST_SIX: Mapping[str, tuple[int, ...]] = {
    "Active": (271, 401, 501, 601, 20360, 20361),
    "Profile": (24082, 24083, 24084, 24085, 24086, 24087),
    "Label": (20000, 20001, 20002, 20003, 20378, 20379),
    "SipUserId": (35, 735, 504, 604, 1704, 1804),
    "AuthenticateID": (36, 736, 505, 605, 1705, 1805),
    "AuthenticatePassword": (34, 734, 506, 606, 1706, 1806),
    "DispalyName": (3, 703, 507, 607, 1707, 1807),
    "VoiceMailId": (33, 426, 526, 626, 1726, 1826),
    "DialPlan": (4200, 4201, 4202, 4203, 4204, 4205),
    "DirectCallPickupCode": (4705, 4715, 4725, 4735, 20464, 20465),
}
_LATER: Mapping[str, int] = {
    "Profile": 24088,
    "Active": 24090,
    "Label": 24100,
    "SipUserId": 24110,
    "AuthenticateID": 24120,
    "AuthenticatePassword": 24130,
    "DispalyName": 24140,
    "VoiceMailId": 24170,
    "DialPlan": 24180,
    "DirectCallPickupCode": 24220,
}
"""The codes of account 7; those of 8 to 16 follow. `Profile` of account 9 on would be `Active` of 7,
so it is written for 7 and 8 alone; the others keep what it is from the factory, the first."""

_PROFILE: Mapping[str, tuple[int, ...]] = {
    "Sipserver": (47, 747, 502, 602, 20362, 20363),
    "OutboundProxy": (48, 748, 503, 603, 20370, 20371),
    "SipTransport": (130, 830, 930, 1030, 20374, 20375),
    "SipRegistration": (31, 731, 510, 610, 20384, 20385),
    "RegisterExpiration": (32, 732, 512, 612, 20388, 20389),
    "SRtpMode": (183, 443, 543, 643, 20432, 20433),
    "DtmfMode": (20166, 20167, 20168, 20169, 20170, 20171),
    "SubscribeForMWI": (99, 709, 515, 615, 1715, 1815),
    "EnableCallFeatures": (191, 751, 1891, 1991, 20426, 20427),
    "Choice1": (57, 757, 551, 651, 20392, 20393),
    "Choice2": (58, 758, 552, 652, 20394, 20395),
    "Choice3": (59, 759, 553, 653, 20396, 20397),
    "Choice4": (60, 760, 554, 654, 20398, 20399),
    "Choice5": (61, 761, 555, 655, 20400, 20401),
    "Choice6": (62, 762, 556, 656, 20402, 20403),
}
_PHONE: Mapping[str, int] = {
    "AdminPassword": 2,
    "UserPassword": 196,
    "LogUser_Admin": 8681,
    "NW_Adv_UrlOrIpAddress": 30,
    "NW_Adv_DHCPOverrideNTP": 144,
    "NW_Adv_Layer3QoS": 38,
    "NW_Adv_Layer2QoS_802_1Q_VLANTag": 51,
    "NW_Adv_Vlan_WANVlan": 24053,
    "Preference_TimeZone": 64,
    "Preference_DHCPTime": 143,
    "Preference_DaylightSavingTime": 75,
    "Preference_DaylightSavingTimeType": 23117,
    "Preference_DSTStartWeekMonth": 23118,
    "Preference_DSTStartWeeknum": 23119,
    "Preference_DSTStartWeekday": 23120,
    "Preference_DSTStartWeekhour": 23121,
    "Preference_DSTEndWeekMonth": 23122,
    "Preference_DSTEndWeeknum": 23123,
    "Preference_DSTEndWeekday": 23124,
    "Preference_DSTEndWeekhour": 23125,
    "Preference_WebLanguage": 2525,
    "Preference_LcdLanguage": 8621,
    "Preference_CheckSyncWithAuth": 20983,
    "Tones_SelectCountry": 20058,
    "CallPickup_DirectCallPickup": 4701,
    "RemoteControl_Sipnotify": 24012,
    "FirmwareUpGrade_PnPActive": 20165,
    "FirmwareUpGrade_UrgrateMode": 212,
    "FirmwareUpGrade_ConfigServerPath": 237,
    "FirmwareUpGrade_ToOverrideServer": 145,
    "FirmwareUpGrade_AutoUpgrade": 194,
    "FirmwareUpGrade_CheckUpgradeTimes": 193,
    "FirmwareUpGrade_UserName": 1360,
    "FirmwareUpGrade_Password": 1361,
    "FirmwareUpGrade_ZeroTouchEnable": 20933,
    "PhonebookXmlDownload_Enable": 330,
    "PhonebookXmlDownload_ServerPath": 331,
    "TrustedCaType": 20156,
    "TLSCommenNameValidation": 23376,
    "TLSOnlyAcceptTrustCA": 23377,
}
_KEY_PARTS = ("Type", "Value", "Label", "Account", "Extension")


def module_key(module: int, at: int) -> str:
    """The beginning of the words of a key of an expansion module: module, page, key of the page."""
    page, key = divmod(at - 1, PAGE_KEYS)
    return f"Exp{module}_{page + 1}_{key + 1}"


def _accounts() -> Iterator[tuple[str, int]]:
    for word, codes in _FIRST_SIX.items():
        yield from ((f"Account{n}_{word}", code) for n, code in enumerate(codes, start=1))
    for word, base in _LATER.items():
        last = 8 if word == "Profile" else ACCOUNTS
        yield from ((f"Account{n}_{word}", base + n - 7) for n in range(7, last + 1))
    for word, codes in _PROFILE.items():
        yield from ((f"Profile{n}_{word}", code) for n, code in enumerate(codes, start=1))


def _keys() -> Iterator[tuple[str, int]]:
    for at in range(1, KEYS + 1):
        yield f"LineKey{at}_Mode", 20599 + at
        for place, part in enumerate(_KEY_PARTS):
            early, late = 41199 + at + 100 * place, 20200 + 5 * (at - 5) + place
            yield f"LineKey{at}_{part}", early if at < 5 else late
    for module in range(1, MODULES + 1):
        for at in range(1, PAGES * PAGE_KEYS + 1):
            base = 60000 + 1000 * (module - 1) + 5 * (at - 1)
            name = module_key(module, at)
            for place, part in enumerate(("KeyType", *_KEY_PARTS[1:])):
                yield f"{name}_{part}", base + place


CODES: Mapping[str, str] = {
    word: f"P{code}" for word, code in (*_accounts(), *_keys(), *_PHONE.items())
}
"""The P-code of a word."""

WORDS: Mapping[str, str] = {code: word for word, code in CODES.items()}
"""The word of a P-code."""
