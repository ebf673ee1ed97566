"""The phones of an account, as their provisioning must know them: a part of the inventory.

What isn't said in an account is as the account above says. All of it stands in what accounts lend
(`compiler.inherited`), so that a change above makes the phones below anew.
"""

from __future__ import annotations

from collections.abc import Iterator, Mapping
from dataclasses import dataclass
from typing import Any

from compiler.device_facts import secret_name, watched_boxes
from compiler.dial_shapes import dial_shapes
from compiler.once import once
from compiler.phone_keys import PlacedKeys, is_provisioned, phone_keys
from schema.account_settings import Platform
from schema.captions import caller_name
from schema.emergency import emergency_dials, location_of
from schema.phone_facts import DeskPhone, PhoneRules
from schema.phone_settings import PhoneSettings, merged_settings
from schema.program import Origin
from schema.tree import Account, NamedDevice

SIGNALLING, MEDIA = 24, 46
SECURE_PORT = 5061


@dataclass(frozen=True, slots=True)
class PhoneEdge:
    """What phones meet of the platform: ports (0 for TLS without a certificate), the host they send
    to, where the addresses of their files begin. `known`: whether there is a platform at all."""

    udp_port: int = 5060
    tcp_port: int = 5060
    tls_port: int = 0
    proxy: str = ""
    url: str = ""
    known: bool = False


@once
def desk_phones(account: Account) -> tuple[DeskPhone, ...]:
    """Every phone of an account that is provisioned."""
    devices = account.devices.values()
    return tuple(_phone(account, named) for named in devices if is_provisioned(named))


@once
def phone_rules(account: Account) -> tuple[PhoneRules, ...]:
    """What they have in common; nothing where there is none."""
    provisioned = any(is_provisioned(named) for named in account.devices.values())
    return (_rules(account),) if provisioned else ()


def _phone(account: Account, named: NamedDevice) -> DeskPhone:
    device, user = named.device, named.user
    own = user.extensions[0] if user and user.extensions else device.extension or ""
    keys = phone_keys(account).get(named.name, PlacedKeys()).keys
    model = device.model or ""
    return DeskPhone(
        endpoint=f"{named.name}@{account.realm}",
        account=account.id,
        model=model,
        mac=device.mac or "",
        extension=own,
        label=device.line_label or "",
        display_name=caller_name(user.name) if user else named.name,
        voicemail=_voicemail(account, named),
        keys=keys,
        settings=tuple(device_settings(account, named).items()),
        firmware=device.firmware or _merged(account, "firmware").get(model, ""),
        **_secrets(account, named),
        vlan=device.vlan or _said(account, "vlan", 0),
        networks=_networks(account, named),
        hotdesk=any(key.kind == "hotdesk" for key in keys),
        origin=named.origin,
    )


def _voicemail(account: Account, named: NamedDevice) -> str:
    """What the phone's own key for messages dials."""
    code = account.document.feature_codes.codes().get("voicemail")
    return code.code if code and watched_boxes(account, named) else ""


def _secrets(account: Account, named: NamedDevice) -> dict[str, str]:
    """The names of a phone's secrets. `previous` is the one before the last change."""
    thing = f"device.{named.name}"
    counts = (named.device.rotate, named.user.rotate if named.user else 0)
    changed = account.document.account.rotate + sum(counts) > 0
    return {
        "secret": secret_name(account, thing, "sip", *counts),
        "previous": secret_name(account, thing, "sip", *counts, -1) if changed else "",
        "admin": secret_name(account, thing, "admin", *counts),
        "web": secret_name(account, thing, "web", *counts),
        "token": secret_name(account, thing, "token", *counts),
    }


def _networks(account: Account, named: NamedDevice) -> tuple[str, ...]:
    """Those of the place where it stands."""
    place = account.document.section("locations").get(location_of(account, named))
    return place.networks if place else ()


def device_settings(account: Account, named: NamedDevice) -> Mapping[str, str]:
    """A phone's settings by the vendor's names: of its vendor, of its model, its own."""
    model = named.device.model or ""
    vendor = model.partition("-")[0]
    levels = [settings_of(one) for one in reversed(list(account.lineage()))]
    vendors = (level.settings.get(vendor, {}) for level in levels)
    models = (level.settings.get(model, {}) for level in levels)
    return merged_settings(*vendors, *models, named.device.settings)


def _rules(account: Account) -> PhoneRules:
    code = account.document.feature_codes.codes().items()
    first, _, last = _said(account, "reboot", "01:00-05:00").partition("-")
    qos = [settings_of(one).qos for one in account.lineage()]
    edge = phone_edge(account)
    return PhoneRules(
        account=account.id,
        country=account.country.code,
        emergency=emergency_dials(account),
        dial=dial_shapes(account),
        codes=tuple((name, one.code) for name, one in code),
        directory=tuple(_directory(account)),
        ntp=_said(account, "ntp", "pool.ntp.org"),
        poll=_said(account, "poll", 86400),
        expires=_said(account, "expires", 3600),
        sip_dscp=_first((one.signalling for one in qos), SIGNALLING),
        rtp_dscp=_first((one.media for one in qos), MEDIA),
        check_certificates=_said(account, "check_certificates", True),
        networks=_said(account, "networks", ()),
        reboot=(first, last),
        base_url=edge.url,
        proxy=edge.proxy,
        udp_port=edge.udp_port,
        tcp_port=edge.tcp_port,
        tls_port=edge.tls_port or SECURE_PORT,
        origin=Origin(account.path, ("account", "phones")),
    )


def _directory(account: Account) -> Iterator[tuple[str, str]]:
    """The people of the account and their extensions, by name."""
    found = ((user.name, user.extensions[0]) for user in account.users.values() if user.extensions)
    yield from sorted(found)


def settings_of(account: Account) -> PhoneSettings:
    """What an account itself says of its phones."""
    return account.document.account.phones


def _said(account: Account, name: str, otherwise: Any) -> Any:
    """What the account says, or the nearest one above that says something."""
    return _first((getattr(settings_of(one), name) for one in account.lineage()), otherwise)


def _first(values: Iterator[Any], otherwise: Any) -> Any:
    return next((one for one in values if one not in (None, ())), otherwise)


def _merged(account: Account, name: str) -> Mapping[str, str]:
    levels = reversed(list(account.lineage()))
    return merged_settings(*(getattr(settings_of(one), name) for one in levels))


def phone_edge(account: Account) -> PhoneEdge:
    """What phones of an account meet of the platform."""
    root = list(account.lineage())[-1]
    platform: Platform | None = root.document.account.platform
    if platform is None:
        return PhoneEdge()
    edge = platform.edge
    return PhoneEdge(
        udp_port=edge.udp_port,
        tcp_port=edge.tcp_port,
        tls_port=edge.secure_port,
        proxy=edge.proxy or "",
        url=platform.provisioning.url or "",
        known=True,
    )
