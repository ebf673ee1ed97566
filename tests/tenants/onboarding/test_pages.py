"""The pages that somebody sees who opens their link."""

from __future__ import annotations

import base64
import hashlib
import re
from dataclasses import replace
from html.parser import HTMLParser
from pathlib import Path

import pytest

from tenants.provisioning import onboarding_pages as pages
from tests.tenants.onboarding.softphones import (
    ANDROID,
    IPHONE,
    MODELS,
    WINDOWS,
    Counter,
    soft_phone,
)

LOADS = {"src", "srcset", "data", "poster", "background", "action", "formaction"}


class Outside(HTMLParser):
    """What a page would load, and the scripts in it."""

    def __init__(self) -> None:
        super().__init__()
        self.found: list[tuple[str, str | None]] = []

    def handle_starttag(self, tag: str, attrs: list[tuple[str, str | None]]) -> None:
        if tag in ("script", "link", "iframe", "object", "embed", "img", "base"):
            self.found.append((tag, None))
        self.found += [(tag, one) for name, one in attrs if name in LOADS or name.startswith("on")]


def page(model: str, agent: str, tmp_path: Path, **changes: object) -> str:
    counter = Counter(tmp_path, soft_phone(model))
    line = replace(counter.phone.phone.line, **changes)  # type: ignore[arg-type]
    counter.phone = replace(counter.phone, phone=replace(counter.phone.phone, lines=(line,)))
    return counter.ask(counter.link(), agent=agent).body.decode()


@pytest.mark.parametrize("model", MODELS)
@pytest.mark.parametrize("agent", [ANDROID, IPHONE, WINDOWS, ""])
def test_a_page_loads_nothing_and_runs_nothing(model: str, agent: str, tmp_path: Path) -> None:
    read = Outside()
    read.feed(page(model, agent, tmp_path))
    assert [] == read.found


def test_a_name_is_text(tmp_path: Path) -> None:
    shown = page("linphone-desktop", ANDROID, tmp_path, display_name="<script>alert('x')</script>")
    assert ("&lt;script&gt;" in shown, "<script" in shown) == (True, False)


def test_a_browser_may_use_our_style_and_nothing_else(tmp_path: Path) -> None:
    counter = Counter(tmp_path, soft_phone("linphone-desktop"))
    answered = counter.ask(counter.link())
    policy = dict(answered.headers)["Content-Security-Policy"]
    (style,) = re.findall(r"<style>(.*?)</style>", answered.body.decode(), re.S)
    digest = base64.b64encode(hashlib.sha256(style.encode()).digest()).decode()
    assert f"style-src 'sha256-{digest}'" in policy
    assert policy.startswith("default-src 'none'; ")


@pytest.mark.parametrize(
    ("agent", "chosen", "expected"),
    [
        (ANDROID, "", "android"),
        (IPHONE, "", "ios"),
        (WINDOWS, "", "windows"),
        ("Mozilla/5.0 (Macintosh; Intel Mac OS X 10_15_7)", "", "macos"),
        ("Mozilla/5.0 (X11; Linux x86_64; rv:140.0)", "", "linux"),
        ("", "", "windows"),
        (WINDOWS, "ios", "ios"),
        (WINDOWS, "<b>", "windows"),
    ],
)
def test_the_platform_is_what_the_browser_says_or_somebody_chooses(
    agent: str, chosen: str, expected: str
) -> None:
    assert expected == pages.platform_of(agent, chosen)


@pytest.mark.parametrize("agent", [ANDROID, IPHONE])
def test_on_a_mobile_linphone_is_opened_by_a_link(agent: str, tmp_path: Path) -> None:
    shown = page("linphone-desktop", agent, tmp_path)
    assert 'href="linphone-config:https://phones.example.com:9443/p/onboard/' in shown
    assert "<svg" not in shown


def test_on_a_computer_there_is_a_code_for_the_mobile(tmp_path: Path) -> None:
    shown = page("linphone-desktop", WINDOWS, tmp_path)
    assert ("<svg" in shown, "linphone-config:" in shown) == (True, False)


def test_an_account_is_shown_line_by_line(tmp_path: Path) -> None:
    counter = Counter(tmp_path, soft_phone("generic-card"))
    shown = counter.ask(counter.link(), "POST").body.decode()
    assert "<dt>User name</dt><dd>anna-desk</dd>" in shown
    assert "<dt>Domain</dt><dd>north.example.com</dd>" in shown
