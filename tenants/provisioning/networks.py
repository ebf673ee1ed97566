"""Networks that phones may ask from."""

from __future__ import annotations

import ipaddress
from collections.abc import Iterable
from functools import lru_cache
from typing import TypeAlias

Network: TypeAlias = ipaddress.IPv4Network | ipaddress.IPv6Network


def is_within(address: str, networks: Iterable[str]) -> bool:
    """Whether an address is in one of some networks; no networks are everywhere."""
    wanted = tuple(networks)
    if not wanted:
        return True
    found = _address(address)
    return found is not None and any(found in _network(one) for one in wanted)


def neighbourhood(address: str) -> str:
    """What an address is counted by: itself, or the /64 of an IPv6 one, where one machine has
    as many as it likes."""
    found = _address(address)
    if found is None:
        return ""
    if found.version == 4:
        return str(found)
    return str(ipaddress.ip_network((found, 64), strict=False))


def _address(text: str) -> ipaddress.IPv4Address | ipaddress.IPv6Address | None:
    """An address; one of IPv4 that is written as IPv6 (`::ffff:192.0.2.1`) is what it is."""
    try:
        found = ipaddress.ip_address(text.partition("%")[0])
    except ValueError:
        return None
    mapped = found.ipv4_mapped if found.version == 6 else None
    return mapped or found


@lru_cache(maxsize=4096)
def _network(text: str) -> Network:
    return ipaddress.ip_network(text, strict=False)
