"""What a running Asterisk has loaded, read back over its manager interface as plain values."""

from __future__ import annotations

from collections import Counter
from collections.abc import Iterable, Mapping
from dataclasses import dataclass
from typing import TypeAlias

from schema.inventory import Inventory
from targets.asterisk.dialplan.program import Dialplan
from targets.asterisk.live.ami import AmiSession

Priority: TypeAlias = tuple[str, str, str, str, str]
"""Context, extension, priority (or `hint`), application, data."""


@dataclass(frozen=True)
class Loaded:
    """Everything that texts could have reached, or could have made appear or vanish."""

    priorities: Counter[Priority]
    callers: Mapping[str, str]
    mailboxes: Mapping[tuple[str, str], tuple[str, str]]
    registry: Counter[str]


def read_loaded(session: AmiSession, endpoints: Iterable[str] = ()) -> Loaded:
    """What is loaded. `endpoints` are those whose caller's name and number are read."""
    return Loaded(
        priorities=Counter(_priorities(session)),
        callers=_callers(session, tuple(endpoints)),
        mailboxes=_mailboxes(session),
        registry=_registry(session),
    )


def _priorities(session: AmiSession) -> Iterable[Priority]:
    for event in session.call("ShowDialPlan", timeout=60).events:
        if not event.get("Application") or event.get("Registrar") != "pbx_config":
            continue
        yield (
            event.get("Context"),
            event.get("Extension"),
            event.get("Priority"),
            event.get("Application"),
            event.get("AppData"),
        )


def _callers(session: AmiSession, endpoints: tuple[str, ...]) -> dict[str, str]:
    asked = [("PJSIPShowEndpoint", {"Endpoint": one}) for one in endpoints]
    replies = session.pipeline(asked, timeout=60)
    details = (
        event
        for reply in replies
        for event in reply.events
        if event.get("Event") == "EndpointDetail"
    )
    return {event.get("ObjectName"): event.get("Callerid") for event in details}


def _mailboxes(session: AmiSession) -> dict[tuple[str, str], tuple[str, str]]:
    events = session.call("VoicemailUsersList", timeout=60).events
    return {
        (event.get("VoiceMailbox"), event.get("VMContext")): (
            event.get("Fullname"),
            event.get("Email"),
        )
        for event in events
        if event.get("Event") == "VoicemailUserEntry"
    }


def _registry(session: AmiSession) -> Counter[str]:
    """All SIP objects and classes of hold music, by kind and name."""
    lists = {"endpoint": "PJSIPShowEndpoints", "aor": "PJSIPShowAors", "auth": "PJSIPShowAuths"}
    found = Counter(
        f"{kind} {event.get('ObjectName')}"
        for kind, action in lists.items()
        for event in session.call(action, timeout=60).events
        if event.get("ObjectName")
    )
    music = session.call("Command", {"Command": "moh show classes"}).output
    return found + Counter(
        f"music {line.partition(':')[2].strip()}" for line in music if line.startswith("Class:")
    )


# --- what is meant ------------------------------------------------------------------------------


def meant_priorities(plan: Dialplan) -> Counter[Priority]:
    """The dialplan as the emitter's values say it, before any of it became text."""
    return Counter(
        line
        for context in plan.contexts()
        for line in (
            *(
                (context.name, extension.name, str(priority), step.application, step.data)
                for extension in context.extensions
                for priority, step in enumerate(extension.steps, 1)
            ),
            *(
                (context.name, lamp.name, "hint", "&".join(lamp.devices), "")
                for lamp in context.lamps
            ),
        )
    )


def meant_registry(inventory: Inventory) -> Counter[str]:
    """The SIP objects and classes of hold music that the inventory asks for."""
    phones = [one.id for one in inventory.endpoints]
    lines = [one.id for one in inventory.gateways]
    signed = [one.id for one in inventory.gateways if one.username]
    return Counter(
        (
            *(f"{kind} {one}" for kind in ("endpoint", "aor") for one in (*phones, *lines)),
            *(f"auth {one}" for one in (*phones, *signed)),
            *(f"music {one.id}" for one in inventory.hold_music),
            "music default",
        )
    )
