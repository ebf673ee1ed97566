"""Phones as their makers' redirection services take them: a table with the address of each.

A new phone asks its maker's service where it belongs. What it is told there is its own address, which
is as good as a password until the phone has used it.
"""

from __future__ import annotations

import csv
import io
from collections.abc import Mapping
from dataclasses import dataclass

from targets.provisioning.vendor import Vendor


@dataclass(frozen=True, slots=True)
class Service:
    """A maker's service: what it is called, its columns, and how it writes a hardware address."""

    name: str
    columns: tuple[str, ...]
    capital: bool = False
    between: str = ""
    ending: str = ""


SERVICES: Mapping[str, Service] = {
    "fanvil": Service(
        "Fanvil redirection (FDPS)", ("MAC", "Server URL", "Name"), ending="$mac.cfg"
    ),
    "grandstream": Service("Grandstream GDMS", ("MAC", "Server URL", "Name"), True, ":"),
    "htek": Service("Htek ZeroTouch", ("MAC", "Server URL", "Name")),
    "snom": Service("Snom SRAPS", ("MAC", "Server URL", "Name"), True, ending="{mac}.xml"),
    "yealink": Service("Yealink RPS", ("MAC", "Server URL", "Name"), True),
}


@dataclass(frozen=True, slots=True)
class Redirected:
    """A phone to be redirected: its hardware address, its own address, what it is called."""

    mac: str
    url: str
    name: str


def table(vendor: Vendor, phones: tuple[Redirected, ...]) -> str:
    """The table of a vendor's phones, as CSV (RFC 4180). KeyError where there is no service."""
    service = SERVICES[vendor.slug]
    out = io.StringIO()
    rows = csv.writer(out, lineterminator="\r\n")
    rows.writerow(service.columns)
    for one in phones:
        rows.writerow((_mac(service, one.mac), one.url + service.ending, _plain(one.name)))
    return out.getvalue()


def _mac(service: Service, mac: str) -> str:
    written = mac.upper() if service.capital else mac
    return service.between.join(written[at : at + 2] for at in range(0, len(written), 2))


def _plain(text: str) -> str:
    """A name that no spreadsheet takes for a formula."""
    return f"'{text}" if text.startswith(("=", "+", "-", "@", "\t", "\r")) else text
