"""What an account says of all its phones, and what a platform says of where they get their files."""

from __future__ import annotations

import re
import unicodedata
from collections.abc import Mapping
from typing import Annotated, Any

from pydantic import Field

from schema.base import Model
from schema.quantities import duration, whole
from schema.reading import Reader, quote, refusal, typed
from schema.scalars import Cidr, Flag, Host, Slug, WebAddress

LONGEST_VALUE = 400

SettingName = Annotated[
    str,
    Reader(
        lambda value: _read_name(value),
        "A phone setting's name: as the vendor writes it, letters, digits and . _ - : [ ] @, 100 "
        "at most.",
        {"pattern": r"^[A-Za-z0-9_.:\[\]@-]{1,100}$"},
    ),
]


def _read_name(value: Any) -> str:
    text = typed(value, "a phone setting's name")
    if not re.fullmatch(r"[A-Za-z0-9_.:\[\]@-]{1,100}", text):
        raise refusal(
            f"{quote(text)} is not a phone setting's name: letters, digits and . _ - : [ ] @, 100 "
            "at most."
        )
    return text


def _read_value(value: Any) -> str:
    text = typed(value, "a phone setting's value")
    if len(text) > LONGEST_VALUE or text != text.strip():
        raise refusal(
            f"{quote(text)} is not a phone setting's value: {LONGEST_VALUE} characters at most, no "
            "space at the ends."
        )
    wrong = next((one for one in text if not one.isprintable()), "")
    if wrong or any(unicodedata.category(one) == "Cn" for one in text):
        raise refusal(f"{quote(text)} is not a phone setting's value: it shows nothing in part.")
    return text


SettingValue = Annotated[
    str,
    Reader(
        _read_value,
        f"A phone setting's value: one line, {LONGEST_VALUE} characters at most.",
        {"maxLength": LONGEST_VALUE},
    ),
]

VendorSettings = dict[SettingName, SettingValue]
"""Settings of a vendor's own, by the vendor's names."""

Firmware = Annotated[
    str,
    Reader(
        lambda value: _read_firmware(value),
        "A firmware: its version, letters, digits, . _ and -, 40 at most.",
        {"pattern": r"^[A-Za-z0-9._-]{1,40}$"},
    ),
]


def _read_firmware(value: Any) -> str:
    text = typed(value, "a firmware")
    if not re.fullmatch(r"[A-Za-z0-9._-]{1,40}", text):
        raise refusal(f"{quote(text)} is not a firmware: write its version, such as 96.86.0.100.")
    return text


_HOUR = r"(?:[01][0-9]|2[0-3]):[0-5][0-9]"


def _read_stretch(value: Any) -> str:
    text = typed(value, "a stretch of the day")
    first, _, last = text.partition("-")
    if not re.fullmatch(f"{_HOUR}-{_HOUR}", text) or first == last:
        raise refusal(f"{quote(text)} is not a stretch of the day: write it like 01:00-05:00.")
    return text


DayStretch = Annotated[
    str,
    Reader(
        _read_stretch,
        "A stretch of the day: such as 01:00-05:00; it may cross midnight.",
        {"pattern": f"^{_HOUR}-{_HOUR}$"},
    ),
]

Dscp = Annotated[int, whole(0, 63)]
Vlan = Annotated[int, whole(1, 4094)]


class Qos(Model):
    """How the network is to treat what phones send, as DSCP numbers."""

    signalling: Dscp | None = Field(default=None, description="SIP; else 24")
    media: Dscp | None = Field(default=None, description="sound; else 46")


class PhoneSettings(Model):
    """What all provisioned phones of the account have in common.

    What isn't said is as the account above says, up to the root; what nobody says is as told here.
    """

    ntp: Host | None = Field(
        default=None, description="where phones ask for the time; else pool.ntp.org"
    )
    poll: Annotated[int, duration(300, 30 * 86400)] | None = Field(
        default=None, description="how often phones look for news without being told; else 1d"
    )
    expires: Annotated[int, duration(60, 86400)] | None = Field(
        default=None, description="how often phones log in again; else 1h"
    )
    qos: Qos = Field(default_factory=Qos, description="how the network treats them")
    vlan: Vlan | None = Field(default=None, description="network of phones, by its number")
    networks: tuple[Cidr, ...] = Field(
        default=(),
        description="from where phones may fetch their files; else from anywhere. A location's "
        "`networks` count for the phones that stand there",
    )
    reboot: DayStretch | None = Field(
        default=None, description="when phones may be started anew; else 01:00-05:00"
    )
    check_certificates: Flag | None = Field(
        default=None,
        description="phones believe only servers with a certificate they can check; else yes. Off "
        "needs `networks`",
    )
    firmware: dict[Slug, Firmware] = Field(
        default_factory=dict, description="the version that phones of a model are to have"
    )
    settings: dict[Slug, VendorSettings] = Field(
        default_factory=dict,
        description="settings of the vendor's own, by vendor (`yealink`) or model "
        "(`yealink-t54w`); a model's beat its vendor's, a device's beat both",
    )


class Provisioning(Model):
    """Where phones get their files."""

    url: WebAddress | None = Field(
        default=None, description="beginning of the address of every phone's files"
    )


def merged_settings(*levels: Mapping[str, str]) -> dict[str, str]:
    """Settings of several levels as one, the last level winning, by name."""
    merged: dict[str, str] = {}
    for level in levels:
        merged |= level
    return dict(sorted(merged.items()))
