"""What all soft phones have in common: what they take from the device that they run on."""

from __future__ import annotations

from collections.abc import Iterable, Mapping
from typing import Any

from targets.provisioning.dialect import Saying, Setting, Spread, Unsaid


def nothing_lost(_value: Any) -> bool:
    """Whether something is lost where it can't be said: nothing is."""
    return False


def _composed(_value: Any, _line: int) -> Iterable[Setting]:
    return ()


COMPOSED = Spread(_composed)
"""It stands in a setting with others (an address, a list), which the vendor's module writes."""

_DEVICE = "it follows the device that it runs on"
_UNTOLD = "it isn't told; it looks by itself"

DEVICES_OWN: Mapping[str, Saying] = {
    "line.label": Unsaid("it shows the display name", nothing_lost),
    "line.pickup_code": Unsaid(
        "it has no key that picks up; the code can be dialled", nothing_lost
    ),
    "time.zone": Unsaid(_DEVICE, nothing_lost),
    "time.ntp": Unsaid(_DEVICE, nothing_lost),
    "language": Unsaid(_DEVICE, nothing_lost),
    "tones": Unsaid("its tones are its own", nothing_lost),
    "admin.password": Unsaid("a soft phone has no administrator", nothing_lost),
    "download.user": Unsaid("its address alone opens its folder", nothing_lost),
    "download.password": Unsaid("its address alone opens its folder", nothing_lost),
    "download.check_certificates": Unsaid("it believes whom its device believes", nothing_lost),
    "notify.keeps_running": Unsaid(_UNTOLD, nothing_lost),
    "notify.from_server_only": Unsaid(_UNTOLD, nothing_lost),
    "dial.plan": Unsaid("it dials what was typed, emergency numbers too", nothing_lost),
    "directory": Unsaid("it has the address book of its device", nothing_lost),
    "firmware": Unsaid("it is brought up to date by the shop that it came from"),
    "network.vlan": Unsaid("it uses the network of its device"),
    "network.sip_dscp": Unsaid("its device says how the network treats it", nothing_lost),
    "network.rtp_dscp": Unsaid("its device says how the network treats it", nothing_lost),
}
"""What a soft phone isn't told. A vendor's own table says the rest, and may say more."""
