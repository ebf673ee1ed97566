"""What the provisioning of phones must know: target-neutral facts, part of the inventory.

No vendor, no file and no unit of a vendor stands here: seconds are seconds, zones are IANA names,
keys say what they do.
"""

from __future__ import annotations

from dataclasses import dataclass
from typing import Literal

from schema.program import NOWHERE, Origin

KeyKind = Literal[
    "line", "blf", "speed_dial", "voicemail", "do_not_disturb", "forward", "pickup", "park",
    "intercom", "hotdesk", "transfer_to", "record", "group_login", "queue_login",
    "schedule_override", "multicast_page", "url", "directory",
]  # fmt: skip
"""What a key can do."""


@dataclass(frozen=True, slots=True)
class PhoneKey:
    """One key of a phone.

    `at` is its position, from 1; `module` the expansion module it is on, from 1, or 0 for the phone
    itself. `value` is what is dialled, watched or opened: an extension, a number as it is dialled, a
    star code, an address. A line key has none.
    """

    kind: KeyKind
    at: int
    value: str = ""
    label: str = ""
    module: int = 0
    origin: Origin = NOWHERE


@dataclass(frozen=True, slots=True)
class DialShape:
    """A shape of what is dialled: digits, `*`, `#`, `+`, `x` for any digit, `[2-9]` for some, and a
    last `.` for any more of them. `at_once`: complete, so that nothing is waited for."""

    pattern: str
    at_once: bool = True


@dataclass(frozen=True, slots=True)
class DeskPhone:
    """A phone that is provisioned: the endpoint (by id) it registers as, and what is its own.

    `mac` is twelve small hexadecimal digits, empty for a soft phone. `secret`, `admin`, `web` and
    `token` name secrets: of its SIP account, its administrator, its download's password, and the
    part of its download address that nobody can guess. `previous` names the SIP secret it had before
    the last rotation, empty where there was none. `settings` are free-form settings of its vendor,
    `firmware` is the version it is to have, empty for whatever it has.
    """

    endpoint: str
    account: str
    model: str
    mac: str = ""
    extension: str = ""
    label: str = ""
    display_name: str = ""
    voicemail: str = ""
    keys: tuple[PhoneKey, ...] = ()
    settings: tuple[tuple[str, str], ...] = ()
    firmware: str = ""
    secret: str = ""
    previous: str = ""
    admin: str = ""
    web: str = ""
    token: str = ""
    vlan: int = 0
    networks: tuple[str, ...] = ()
    hotdesk: bool = False
    origin: Origin = NOWHERE


@dataclass(frozen=True, slots=True)
class PhoneRules:
    """What the phones of an account have in common.

    `emergency` are the dial strings that reach help; `dial` the shapes of everything that may be
    dialled, emergency numbers first; `codes` the account's star codes by feature; `directory` the
    names and extensions of its people. `poll` (seconds) is how often a phone looks for news. `proxy`
    is the host that phones of all realms send to, empty where the realm's own name leads there.
    `reboot` are the hours (`HH:MM`, `HH:MM`, in the account's zone) in which phones may reboot.
    `check_certificates`: phones believe no server but ours.
    """

    account: str
    country: str = "US"
    emergency: tuple[str, ...] = ()
    dial: tuple[DialShape, ...] = ()
    codes: tuple[tuple[str, str], ...] = ()
    directory: tuple[tuple[str, str], ...] = ()
    ntp: str = "pool.ntp.org"
    poll: int = 86400
    expires: int = 3600
    sip_dscp: int = 24
    rtp_dscp: int = 46
    check_certificates: bool = True
    networks: tuple[str, ...] = ()
    reboot: tuple[str, str] = ("01:00", "05:00")
    base_url: str = ""
    proxy: str = ""
    udp_port: int = 5060
    tcp_port: int = 5060
    tls_port: int = 5061
    origin: Origin = NOWHERE
