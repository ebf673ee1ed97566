"""Names of Fanvil's settings in both of its dialects: ways in XML, lines in a text (`_` for a space).

Both say the same; a name of one dialect in a file of the other is ignored without a word.
"""

from __future__ import annotations

from collections.abc import Callable, Iterator, Mapping
from typing import TypeAlias

Names: TypeAlias = Callable[[str], str]
"""The name of a setting in a dialect, by its name in XML. KeyError for one that is unknown."""

_LINE = {
    "EnableReg": "Enable Reg",
    "DisplayName": "Display Name",
    "PhoneNumber": "Phone Number",
    "SipName": "Sip Name",
    "RegisterUser": "Register User",
    "RegisterPswd": "Register Pswd",
    "RegisterAddr": "Register Addr",
    "RegisterPort": "Register Port",
    "RegisterTTL": "Register TTL",
    "ProxyAddr": "Proxy Addr",
    "ProxyPort": "Proxy Port",
    "ProxyUser": "Proxy User",
    "ProxyPswd": "Proxy Pswd",
    "Transport": "Transport",
    "TLSVersion": "TLS Version",
    "MediaCrypto": "Media Crypto",
    "SRTPAuth-Tag": "SRTP Auth-Tag",
    "VoiceCodecMap": "VoiceCodecMap",
    "DTMFMode": "DTMF Mode",
    "MWINum": "MWI Num",
    "Subscribe": "Subscribe",
    "PickupNum": "Pickup Num",
}
_DATE = {
    "EnableSNTP": "Enable SNTP",
    "SNTPServer": "SNTP Server",
    "TimeZone": "Time Zone",
    "TimeZoneName": "Time Zone Name",
    "DSTType": "DST Type",
    "DSTRuleMode": "DST Rule Mode",
    "DSTMinOffset": "DST Min Offset",
    "DSTStartMon": "DST Start Mon",
    "DSTStartWeek": "DST Start Week",
    "DSTStartWday": "DST Start Wday",
    "DSTStartHour": "DST Start Hour",
    "DSTEndMon": "DST End Mon",
    "DSTEndWeek": "DST End Week",
    "DSTEndWday": "DST End Wday",
    "DSTEndHour": "DST End Hour",
}
_DATE_IN_XML = ("phone:date:EnableDST", "phone:date:DSTFixedType")
"""Names of XML that no text has."""
_AP = {
    "DefaultUsername": "Default Username",
    "DefaultPassword": "Default Password",
    "DownloadCommonConf": "Download CommonConf",
    "SaveProvisionInfo": "Save Provision Info",
    "CheckFailTimes": "Check FailTimes",
    "FlashServerIP": "Flash Server IP",
    "FlashFileName": "Flash File Name",
    "FlashProtocol": "Flash Protocol",
    "FlashMode": "Flash Mode",
    "FlashInterval": "Flash Interval",
}
_QOS = {
    "EnableVLAN": "Enable VLAN",
    "VLANID": "VLAN ID",
    "EnablediffServ": "Enable diffServ",
    "SingallingDSCP": "Singalling DSCP",
    "VoiceDSCP": "Voice DSCP",
}
_GROUPS = (
    ("sip:line[{n}]", "SIP_CONFIG_MODULE:--SIP_Line_List--:SIP{n}_", _LINE),
    ("sip", "SIP_CONFIG_MODULE:", {"NotifyReboot": "Notify Reboot"}),
    ("mm", "MM_CONFIG_MODULE:", {"SelectYourTone": "Select Your Tone"}),
    (
        "call:basic",
        "CALL_FEATURE_MODULE:--Basic_DialPlan--:",
        {"DialbyTimeout": "Dial by Timeout", "DialTimeoutvalue": "Dial Timeout value"},
    ),
    (
        "phone",
        "PHONE_FEATURE_MODULE:",
        {"MenuPassword": "Menu Password", "EmergencyCall": "Emergency Call"},
    ),
    (
        "phone:display",
        "PHONE_FEATURE_MODULE:--Display_Input--:",
        {"LCDTitle": "LCD Title", "DefaultLanguage": "Default Language"},
    ),
    ("phone:date", "PHONE_FEATURE_MODULE:--DateTime_Config--:", _DATE),
    ("web", "MMI_CONFIG_MODULE:", {"EnableTelnet": "Enable Telnet"}),
    (
        "web:account[{n}]",
        "MMI_CONFIG_MODULE:--MMI_Account--:Account{n}_",
        {"Name": "Name", "Password": "Password", "Level": "Level"},
    ),
    ("mt", "MAINTENANCE_CONFIG_MODULE:", {"AutoServerDigest": "Auto Server Digest"}),
    ("ap", "AUTOUPDATE_CONFIG_MODULE:", _AP),
    ("ap:pnp", "AUTOUPDATE_CONFIG_MODULE:--Sip_Pnp_List--:", {"PNPEnable": "PNP Enable"}),
    ("ap:opt", "AUTOUPDATE_CONFIG_MODULE:--Net_Option--:", {"DHCPOption": "DHCP Option"}),
    ("qos", "QOS_CONFIG_MODULE:", _QOS),
    (
        "dot1x:sslMode",
        "DOT1X_CONFIG_MODULE:--SSL_Mode--:",
        {"PermissionCTF": "Permission CTF", "CommonName": "Common Name"},
    ),
)


def _both() -> Iterator[tuple[str, str]]:
    for way, module, names in _GROUPS:
        for name, words in names.items():
            yield f"{way}:{name}", f"{module}{words.replace(' ', '_')}"


TEXT: Mapping[str, str] = dict(_both())
"""The name in the text of every setting, by its way in XML. `{n}` is the line or the account."""


def in_xml(way: str) -> str:
    """The name in XML, which must have one in the text."""
    assert way in TEXT or way in _DATE_IN_XML, way
    return way


def in_text(way: str) -> str:
    """The name in the text."""
    return TEXT[way]
