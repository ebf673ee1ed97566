"""A call that is on, in the tenant's words: where it is and what happens to it, for people and programs."""

from __future__ import annotations

import re
from collections.abc import Iterable, Mapping
from dataclasses import dataclass
from datetime import datetime
from typing import assert_never

from compiler.render import visible
from schema.program import Origin
from targets.asterisk.live.live_calls import LiveCall
from targets.asterisk.prompts import SOUNDS
from tenants.calls.atlas import Atlas, Page, route_text, thing_at

_PROMPTS: Mapping[str, str] = {sound: name for name, sound in SOUNDS.items()}
_RECORDING = re.compile(r"(?:.*/)?([^/]+?)(?:_[0-9a-f]{8})?")
_SPOKEN = "say-"
MINUTE, HOUR = 60, 3600


@dataclass(frozen=True)
class Told:
    """A call as it is told. `generation` is the one it is in, `live` the one that new calls enter;
    `page` is what was written when its own was made, `origin` where in that it is."""

    call: LiveCall
    node: str
    account: str
    since: datetime
    generation: str
    live: str
    origin: Origin
    page: Page

    @property
    def is_old(self) -> bool:
        """Whether new calls go another way by now."""
        return bool(self.generation) and self.generation != self.live


def tell(call: LiveCall, node: str, live: str | None, since: datetime, atlas: Atlas) -> Told:
    """A call with everything that is known of where it is."""
    generation = atlas.generation(call.generation, live)
    return Told(
        call=call,
        node=node,
        account=call.account,
        since=since,
        generation=generation,
        live=live or "",
        origin=atlas.origin(call.way),
        page=atlas.page(call.account, generation),
    )


# --- words --------------------------------------------------------------------------------------


def caller_text(call: LiveCall) -> str:
    """Who calls: a phone, or a name and number."""
    if call.device:
        return visible(_name(call.device))
    known = f"{call.name} {call.number}" if call.name else call.number
    return visible(known or "anonymous")


def place_text(told: Told) -> str:
    """Where a call is: `main.yaml:12`; the route of keys where the files can't be read."""
    place = told.page.place(told.origin)
    if place is None:
        return route_text(told.origin)
    return f"{place.file}:{place.line}" if place.line else place.file


def now_text(told: Told) -> str:
    """What happens to a call: `in menu reception, main.yaml:12, for 8 s`."""
    call = told.call
    where = "" if call.doing == "talks" else place_text(told)
    lasting = "" if call.seconds is None else f"for {lasting_text(call.seconds)}"
    joint = " " if call.doing == "talks" else ", "
    text = joint.join(filter(None, (_doing_text(told), where, lasting)))
    if told.is_old:
        text += f" (still in {told.generation}, drained when it ends)"
    return visible(text)


def lasting_text(seconds: int) -> str:
    """How long something has gone on: `41 s`, `12 min`, `2 h 5 min`."""
    if seconds < 2 * MINUTE:
        return f"{seconds} s"
    if seconds < 2 * HOUR:
        return f"{seconds // MINUTE} min"
    return f"{seconds // HOUR} h {seconds % HOUR // MINUTE} min"


def _doing_text(told: Told) -> str:
    whom = _listed(whom_names(told))
    match told.call.doing:
        case "asked":
            return _asked(told)
        case "hears":
            return f"hears {whom or 'something said'}"
        case "rings":
            return f"rings {whom}"
        case "dials":
            return f"dials {whom}{_through(told.call)}"
        case "talks":
            return f"talks with {whom}{_through(told.call)}"
        case "leaves_message":
            return f"leaves a message for {whom}"
        case "reads_messages":
            return f"listens to the messages of {whom or 'a mailbox that it names'}"
        case "waits":
            return _thing(told.origin, "in") or "is on its way"
        case _:
            assert_never(told.call.doing)


def _asked(told: Told) -> str:
    kind, name = thing_at(told.origin)
    if kind == "menu":
        return f"in menu {name}"
    if told.page.step(told.origin) == "menu":
        return f"in the menu of {kind} {name}"
    return f"is asked for keys{_thing(told.origin, ' in')}"


def _thing(origin: Origin, before: str) -> str:
    kind, name = thing_at(origin)
    return f"{before} {kind} {name}" if kind else ""


def _through(call: LiveCall) -> str:
    gateways = sorted({one.partition(".")[0] for one in call.through if one})
    return f" through {_listed(gateways)}" if gateways else ""


def _listed(names: Iterable[str]) -> str:
    *most, last = (*names,) or ("",)
    return f"{', '.join(most)} and {last}" if most else last


def whom_names(told: Told) -> tuple[str, ...]:
    """What people call whom a call is with, or what its caller hears."""
    match told.call.doing:
        case "hears":
            return tuple(map(_recording, told.call.whom))
        case "leaves_message" | "reads_messages":
            return tuple(told.page.mailboxes.get(one, one) for one in told.call.whom)
        case _:
            return tuple(map(_name, told.call.whom))


def _name(line: str) -> str:
    """A phone's name is its device's; a number is itself."""
    return line.partition("@")[0]


def _recording(path: str) -> str:
    if path in _PROMPTS:
        return f"prompt {_PROMPTS[path]}"
    found = _RECORDING.fullmatch(path)
    name = found[1] if found else path
    return "a sentence" if name.startswith(_SPOKEN) else name


# --- json ---------------------------------------------------------------------------------------


def told_json(told: Told, path: str, since: str | None) -> dict[str, object]:
    """A call, for programs; `path` is its account's."""
    call, place = told.call, told.page.place(told.origin)
    kind, name = thing_at(told.origin)
    return {
        "account": path,
        "id": call.account,
        "node": told.node,
        "call": call.id,
        "since": since,
        "from": {"device": _name(call.device), "number": call.number, "name": call.name},
        "to": call.dialled,
        "doing": call.doing,
        "whom": list(whom_names(told)),
        "through": [one.partition(".")[0] for one in call.through],
        "seconds": call.seconds,
        "kind": kind,
        "thing": name,
        "file": place.file if place else "",
        "line": place.line if place else 0,
        "route": list(told.origin.route),
        "generation": told.generation,
        "live": not told.is_old,
        "channels": list(call.channels),
        "text": now_text(told),
    }
