"""A soft phone's first contact: a link that is opened once.

`GET /onboard/<token>` shows a page, however often mail scanners and link previews look. What spends the
link is the button on the page (POST), or Linphone itself, which fetches its settings from the same
address with a header that nobody else sends. After that the client has its own address.
"""

from __future__ import annotations

from collections.abc import Callable
from dataclasses import dataclass, field
from urllib.parse import parse_qs

from schema.secret import Secrets
from targets.provisioning.text import CantCarry
from targets.provisioning.vendor import PhoneFile
from tenants.ledger.times import Clock, utc_now
from tenants.provisioning import onboarding_pages as pages
from tenants.provisioning.limits import Limiter, Rate
from tenants.provisioning.links import Link, Links
from tenants.provisioning.messages import Answered, Asked
from tenants.provisioning.networks import is_within, neighbourhood
from tenants.provisioning.wanted import WantedPhone

PATH = "onboard"
CLIENTS_HEADER = "x-linphone-provisioning"
CLIENT = "linphone"
WRONG, ANY = Rate(20, 0.1), Rate(300, 5)
"""How often an address may ask for what isn't there, and for anything."""

HTML = ("Content-Type", "text/html; charset=utf-8")
CAREFUL = (
    ("Cache-Control", "no-store"),
    ("Referrer-Policy", "no-referrer"),  # the address is the secret
    ("X-Content-Type-Options", "nosniff"),
    ("X-Robots-Tag", "noindex"),
)


@dataclass
class Onboarding:
    """Answers whoever opens a link. For one thread.

    `phone` says what a phone is to have, `secrets` fills it in, `asker` says from where somebody
    asks, `note` is told of a phone that was set up, and from where.
    """

    links: Links
    phone: Callable[[str], WantedPhone | None]
    secrets: Callable[[], Secrets | None]
    asker: Callable[[Asked], str] = lambda asked: asked.address
    note: Callable[[str, str], None] = lambda phone, address: None
    clock: Clock = utc_now
    wrong: Limiter = field(default_factory=lambda: Limiter(WRONG))
    any: Limiter = field(default_factory=lambda: Limiter(ANY))

    def answer(self, asked: Asked) -> Answered:
        """What a request is answered with."""
        address = self.asker(asked)
        near = neighbourhood(address)
        if not self.any.take(near) or self.wrong.is_empty(near):
            return _ended(429, "Not so fast", "Too many links were tried from here; wait a minute.")
        if asked.method not in ("GET", "HEAD", "POST"):
            return Answered(405, b"", (("Allow", "GET, HEAD, POST"),))
        token = asked.path.rstrip("/").rpartition("/")[2]
        link = self.links.find(token)
        phone = self._known(link, address)
        if link is None or phone is None:
            self.wrong.take(near)
            return _ended(404, "There is nothing here", "This link isn't one of ours.")
        if not link.is_open(self.clock()):
            return _over(link)
        if not _spends(asked, phone):
            return self._page(asked, link, phone, token)
        return self._spent(token, phone, address)

    def _known(self, link: Link | None, address: str) -> WantedPhone | None:
        """The phone of a link, if it may be set up from there."""
        phone = self.phone(link.phone) if link is not None else None
        if phone is None or not phone.vendor.soft or not is_within(address, phone.networks):
            return None
        return phone

    def _page(self, asked: Asked, link: Link, phone: WantedPhone, token: str) -> Answered:
        """The page, which changes nothing."""
        chosen = parse_qs(asked.query).get("on", [""])[0]
        platform = pages.platform_of(asked.headers.get("user-agent", ""), chosen)
        line = phone.phone.line
        shown = pages.Shown(
            vendor=phone.vendor.slug,
            client=phone.vendor.name,
            who=line.display_name or line.label,
            realm=line.server,
            address=link_address(phone, token),
            until=link.until,
        )
        return _html(200, pages.open_page(shown, platform))

    def _spent(self, token: str, phone: WantedPhone, address: str) -> Answered:
        """The settings. They are made before the link is spent, so that it isn't spent for nothing."""
        file = phone.files[0]
        text = self._filled(file)
        if text is None:
            return _ended(503, "Not just now", "Your settings can't be written at the moment.")
        if not self.links.spend(token, self.clock()):
            found = self.links.find(token)
            return _over(found) if found else _ended(404, "There is nothing here", "It is gone.")
        self.note(phone.id, address)
        if phone.vendor.slug in pages.TEMPLATES and phone.vendor.slug != CLIENT:
            return _html(200, pages.account_page(_lines(text)))
        return _file(file, text)

    def _filled(self, file: PhoneFile) -> str | None:
        """A file with its secrets, None where one isn't there."""
        known = self.secrets()
        if known is None:
            return None
        try:
            secrets = {name: known.text(name).reveal() for name in file.document.secrets}
            return file.document.fill(secrets)
        except (KeyError, CantCarry):
            return None


def link_address(phone: WantedPhone, token: str) -> str:
    """The address of a link: below the one where phones get their files."""
    base = str(phone.phone.download.url[0])
    return f"{base}{PATH}/{token}"


def _spends(asked: Asked, phone: WantedPhone) -> bool:
    """Whether a request uses the link up. Linphone says who it is; everybody else presses a button."""
    if phone.vendor.slug == CLIENT:
        return asked.method == "GET" and CLIENTS_HEADER in asked.headers
    return asked.method == "POST"


def _lines(card: str) -> tuple[tuple[str, str], ...]:
    """A card's lines, name and value."""
    parts = (line.partition(": ") for line in card.splitlines())
    return tuple((name, value) for name, _, value in parts if name)


def _over(link: Link) -> Answered:
    if link.spent is not None:
        why = "Each link works once, and this one was used."
        return _ended(410, "This link was used", why)
    return _ended(410, "This link has ended", "Its time is over.")


def _ended(status: int, headline: str, why: str) -> Answered:
    return _html(status, pages.ended_page(headline, why))


def _html(status: int, text: str) -> Answered:
    policy = ("Content-Security-Policy", pages.policy())
    return Answered(status, text.encode(), (HTML, policy, *CAREFUL))


def _file(file: PhoneFile, text: str) -> Answered:
    kind = ("Content-Type", file.media_type)
    saved = ("Content-Disposition", f'attachment; filename="{file.name}"')
    return Answered(200, text.encode(), (kind, saved, *CAREFUL))
