"""How it is noticed that a change is live: by calling, or by asking how Asterisk sees a phone."""

from __future__ import annotations

import time
from collections.abc import Callable

from targets.asterisk.live.node_link import NodeLink

LONGEST = 20.0
PAUSE = 0.004

Ear = Callable[[], str]
"""Says what is heard now; something else is said when it changes."""


def call_to(link: NodeLink, number: str) -> Ear:
    """An ear that calls a number: the generation that the call enters. It rings nobody."""

    def call() -> str:
        word = f"w{time.monotonic_ns()}"
        link.ask(
            "Originate",
            [("Channel", f"Local/{number}@from-trunk/n"), ("Application", "Wait"), ("Data", "1"),
             ("Variable", f"__Q_TRIAL={word}"), ("Timeout", "3000")],
        )  # fmt: skip
        told = link.ask("Getvar", {"Variable": "Q_TRIED"}).response.get("Value")
        return told.partition(" ")[2]

    return call


def look_at(link: NodeLink, endpoint: str) -> Ear:
    """An ear that asks Asterisk for the password of a phone, as a digest."""

    def look() -> str:
        events = link.ask("PJSIPShowEndpoint", {"Endpoint": endpoint}).events
        shown = [one for one in events if one.get("Event") == "AuthDetail"]
        return " ".join(one.get("Md5Cred") + one.get("Password") for one in shown)

    return look


def wait_for_news(ear: Ear, before: str, longest: float = LONGEST) -> float:
    """The moment (time.monotonic) at which something else was heard. TimeoutError."""
    deadline = time.monotonic() + longest
    while time.monotonic() < deadline:
        if ear() not in (before, ""):
            return time.monotonic()
        time.sleep(PAUSE)
    raise TimeoutError(f"Nothing else than {before!r} was heard within {longest:g} s.")
