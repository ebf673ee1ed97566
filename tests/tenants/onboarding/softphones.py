"""Soft phones that are waiting for their first contact."""

from __future__ import annotations

from dataclasses import dataclass, field, replace
from pathlib import Path
from typing import Any

from targets.provisioning.vendor import PhoneFile
from tenants.provisioning.links import Links
from tenants.provisioning.messages import Answered, Asked
from tenants.provisioning.onboarding import PATH, Onboarding
from tenants.provisioning.wanted import WantedPhone, wanted_files
from tests.tenants.provisioning.offices import SECRETS, Wall, desk, office

MODELS = ("linphone-desktop", "acrobits-softphone", "zoiper-5", "generic-card")
HEADER = {"x-linphone-provisioning": "1"}
IPHONE = "Mozilla/5.0 (iPhone; CPU iPhone OS 18_0 like Mac OS X) AppleWebKit/605.1.15"
ANDROID = "Mozilla/5.0 (Linux; Android 15; Pixel 9) AppleWebKit/537.36"
WINDOWS = "Mozilla/5.0 (Windows NT 10.0; Win64; x64) AppleWebKit/537.36"


def soft_phone(model: str, **changes: Any) -> WantedPhone:
    """Anna's soft phone, of a model."""
    phone = desk("anna", model=model, mac="", display_name="Anna Berg", **changes)
    (found,) = wanted_files(office(phone)).values()
    return found


@dataclass
class Counter:
    """Where links are opened: one phone, a clock, and what was noted."""

    state: Path
    phone: WantedPhone
    wall: Wall = field(default_factory=Wall)
    noted: list[tuple[str, str]] = field(default_factory=list)

    def __post_init__(self) -> None:
        self.links = Links(self.state)
        self.onboarding = Onboarding(
            self.links,
            lambda id: self.phone if id == self.phone.id else None,
            lambda: SECRETS,
            note=lambda phone, address: self.noted.append((phone, address)),
            clock=self.wall,
        )

    def link(self, seconds: int = 3600) -> str:
        """A new link's token."""
        return self.links.make(self.phone.id, seconds, self.wall())[0]

    def ask(self, token: str, method: str = "GET", agent: str = WINDOWS, **more: str) -> Answered:
        """What somebody is answered who opens a link. `more` are headers."""
        headers = {
            "user-agent": agent,
            **{name.replace("_", "-"): one for name, one in more.items()},
        }
        return self.onboarding.answer(Asked(method, f"/{PATH}/{token}", headers))

    def break_files(self) -> None:
        """From now on the phone's files need a secret that isn't there."""
        lost = replace(
            self.phone.phone.line, password=replace(self.phone.phone.line.password, secret="lost")
        )
        phone = replace(self.phone.phone, lines=(lost,))
        files: tuple[PhoneFile, ...] = self.phone.vendor.files(phone, self.phone.dialect)
        self.phone = replace(self.phone, files=files)
