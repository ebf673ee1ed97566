"""The pages of a first contact: what somebody sees who opens their link, on each platform.

They load nothing from elsewhere and run no script. What people wrote is escaped; only our own style and
the drawing of a code stand in them as they are.
"""

from __future__ import annotations

import base64
import hashlib
import re
from collections.abc import Mapping
from dataclasses import dataclass
from datetime import UTC, datetime
from functools import cache
from importlib import resources

from jinja2 import Environment, FunctionLoader, StrictUndefined

from tenants.provisioning import qr

PLATFORMS: Mapping[str, str] = {
    "android": "Android",
    "ios": "iPhone or iPad",
    "windows": "Windows",
    "macos": "Mac",
    "linux": "Linux",
}
MOBILE = frozenset({"android", "ios"})
SHOPS: Mapping[str, str] = {
    "android": "from Google Play or F-Droid",
    "ios": "from the App Store",
    "windows": "from its maker's site",
    "macos": "from its maker's site",
    "linux": "from its maker's site or your distribution",
}
_SIGNS = (
    ("android", re.compile("Android")),
    ("ios", re.compile("iPhone|iPad|iPod")),
    ("windows", re.compile("Windows")),
    ("macos", re.compile("Macintosh|Mac OS X")),
    ("linux", re.compile("Linux|X11|CrOS")),
)
TEMPLATES: Mapping[str, str] = {"linphone": "linphone", "generic": "card"}
"""The page of a vendor; any other vendor's settings are a file."""
IMPORTS: Mapping[str, str] = {
    "acrobits": "Open the file with Acrobits; where your provider has a code, enter that first.",
    "zoiper": "Open the file with Zoiper 5, or put it where your provider's Zoiper looks for it.",
}


@dataclass(frozen=True, slots=True)
class Shown:
    """What a page says: whose phone it is, the link's own address, until when it works."""

    vendor: str
    client: str
    who: str
    realm: str
    address: str
    until: datetime


def platform_of(agent: str, chosen: str = "") -> str:
    """The platform that somebody asks from, by what their browser says; `chosen` where they say."""
    if chosen in PLATFORMS:
        return chosen
    return next((name for name, sign in _SIGNS if sign.search(agent)), "windows")


def open_page(shown: Shown, platform: str) -> str:
    """The page of a link that can be used."""
    template = TEMPLATES.get(shown.vendor, "file")
    return _page(
        template,
        {
            "who": shown.who,
            "realm": shown.realm,
            "client": shown.client,
            "address": shown.address,
            "code": qr.svg(shown.address),
            "until": f"{shown.until.astimezone(UTC):%d %B %Y, %H:%M} UTC",
            "platform": platform,
            "platforms": tuple(PLATFORMS.items()),
            "mobile": platform in MOBILE,
            "shop": SHOPS[platform],
            "import": IMPORTS.get(shown.vendor, ""),
        },
    )


def account_page(lines: tuple[tuple[str, str], ...]) -> str:
    """The page that shows an account, once."""
    return _page("shown", {"lines": lines})


def ended_page(headline: str, why: str) -> str:
    """The page of a link that can't be used."""
    return _page("ended", {"headline": headline, "why": why})


@cache
def style() -> str:
    """How pages look."""
    return _read("page.css.j2")


@cache
def policy() -> str:
    """What a browser may do with a page: use its own style, send its own form, nothing else."""
    digest = base64.b64encode(hashlib.sha256(style().encode()).digest()).decode()
    return (
        f"default-src 'none'; style-src 'sha256-{digest}'; form-action 'self'; "
        "base-uri 'none'; frame-ancestors 'none'"
    )


def _page(name: str, values: Mapping[str, object]) -> str:
    return _environment().get_template(f"{name}.html.j2").render(style=style(), **values)


@cache
def _environment() -> Environment:
    return Environment(
        loader=FunctionLoader(_read),
        autoescape=True,
        undefined=StrictUndefined,
        trim_blocks=True,
        auto_reload=False,
    )


def _read(name: str) -> str:
    return resources.files("tenants.provisioning").joinpath("pages", name).read_text("utf-8")
