"""How new phones are led to their files: what a DHCP server tells them, by the maker that stands in
their hardware address.

No secret stands in it. A phone that comes by such an address proves itself by its maker's certificate,
or is asked for the user and the password of its own.
"""

from __future__ import annotations

import json
from collections.abc import Iterator, Mapping
from dataclasses import dataclass
from typing import Literal, TypeAlias, assert_never

from targets.provisioning.vendor import Vendor

Server: TypeAlias = Literal["isc", "kea", "dnsmasq"]
OPTION_NAMES: Mapping[int, str] = {
    43: "vendor-encapsulated-options",
    66: "tftp-server-name",
    114: "phones-url-114",
    160: "phones-url-160",
}


@dataclass(frozen=True, slots=True)
class Told:
    """What phones of a vendor are told: which options, and what follows the folder's address."""

    options: tuple[int, ...] = (66,)
    ending: str = ""


TOLD: Mapping[str, Told] = {
    "algo": Told((66, 160)),
    "cisco": Told((66, 160), "$MA.xml"),
    "fanvil": Told((66, 43), "$mac.cfg"),
    "gigaset": Told((66, 114), "%MACD.xml"),
    "grandstream": Told((66, 43)),
    "htek": Told((66,)),
    "poly": Told((160, 66)),
    "snom": Told((66,), "{mac}.xml"),
    "yealink": Told((66, 43)),
}
"""By vendor; one that isn't here is told the folder's address by option 66."""


@dataclass(frozen=True, slots=True)
class Rule:
    """What phones of one vendor are told: option and text. `ouis` tell them by their hardware address."""

    vendor: str
    ouis: tuple[str, ...]
    options: tuple[tuple[int, str], ...]


def rules_for(vendors: list[Vendor], base: str) -> tuple[Rule, ...]:
    """The rules of some vendors, below the address where files are."""
    return tuple(_rule(one, base) for one in vendors if one.ouis)


def _rule(vendor: Vendor, base: str) -> Rule:
    told = TOLD.get(vendor.slug, Told())
    url = f"{base.rstrip('/')}/{vendor.slug}/{told.ending}"
    return Rule(vendor.slug, vendor.ouis, tuple((option, url) for option in told.options))


def dhcp_text(rules: tuple[Rule, ...], server: Server) -> str:
    """The rules as a part of a server's configuration."""
    match server:
        case "isc":
            return "\n".join((*_isc_options(rules), *(_isc_class(one) for one in rules)))
        case "kea":
            return json.dumps(_kea(rules), indent=2) + "\n"
        case "dnsmasq":
            return "".join(line for one in rules for line in _dnsmasq(one))
        case _:
            assert_never(server)


def _isc_options(rules: tuple[Rule, ...]) -> Iterator[str]:
    """The options that ISC dhcpd has no name for."""
    used = {option for rule in rules for option, _ in rule.options}
    for option in sorted(used - {43, 66}):
        yield f"option {OPTION_NAMES[option]} code {option} = text;"


def _isc_class(rule: Rule) -> str:
    tests = " or\n    ".join(f"substring(hardware, 1, 3) = {_colons(one)}" for one in rule.ouis)
    options = "".join(f'  option {OPTION_NAMES[code]} "{url}";\n' for code, url in rule.options)
    return f'class "phones-{rule.vendor}" {{\n  match if\n    {tests};\n{options}}}\n'


def _kea(rules: tuple[Rule, ...]) -> dict[str, object]:
    """Parts of `Dhcp4`. What stands in option 43 is a class's own business in Kea."""
    used = {option for rule in rules for option, _ in rule.options}
    return {
        "Dhcp4": {
            "option-def": [
                {"name": OPTION_NAMES[code], "code": code, "type": "string", "space": "dhcp4"}
                for code in sorted(used - {43, 66, 114})
            ],
            "client-classes": [_kea_class(one) for one in rules],
        }
    }


def _kea_class(rule: Rule) -> dict[str, object]:
    test = " or ".join(f"substring(pkt4.mac, 0, 3) == 0x{one.upper()}" for one in rule.ouis)
    own = [{"name": "phones-url-43", "code": 43, "type": "string"}]
    has_43 = any(code == 43 for code, _ in rule.options)
    return {
        "name": f"phones-{rule.vendor}",
        "test": test,
        **({"option-def": own} if has_43 else {}),
        "option-data": [
            {"code": code, **({"name": "phones-url-43"} if code == 43 else {}), "data": url}
            for code, url in rule.options
        ],
    }


def _dnsmasq(rule: Rule) -> Iterator[str]:
    tag = f"phones-{rule.vendor}"
    for oui in rule.ouis:
        yield f"dhcp-mac=set:{tag},{_colons(oui)}:*:*:*\n"
    for code, url in rule.options:
        yield f'dhcp-option-force=tag:{tag},{code},"{url}"\n'


def _colons(oui: str) -> str:
    return ":".join(oui[at : at + 2] for at in range(0, 6, 2))
