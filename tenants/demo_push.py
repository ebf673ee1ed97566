"""The end of the demo: a line is changed, committed and pushed, and the next caller hears it while a
call in progress goes on."""

from __future__ import annotations

import time
from collections.abc import Callable
from pathlib import Path

from schema.inventory import Inventory
from targets.asterisk.live.node_link import NodeLink
from tenants.lab.phones import Behaviour, Phones, Seen
from tenants.lab.workplace import Workplace

FILE = "callflows/main.yaml"
OLD, NEW = "route: callflow.main", "route: user.ben"
NUMBER = "+19025550100"
OUTSIDE = "Ida <+16475550123>"
PATIENT = Behaviour("answer", 0.2, "", 60)
LONGEST = 10.0

Say = Callable[[str], None]


def push_to_live(example: Path, inventory: Inventory, folder: Path, say: Say) -> bool:
    """Tells it, as it happens. Whether the next caller heard it, and nobody else noticed."""
    say("\ngit push")
    with Workplace("demo-live", example, folder) as place:
        place.push("as it is")
        began = time.monotonic()
        place.serve()
        place.wait_logged("a node answers")
        say(f"  an empty machine is live after {time.monotonic() - began:.1f} s: pbxc serve")
        phones = place.start_phones(inventory)
        phones.behave_usually(PATIENT, PATIENT)
        talking = _talk(phones)
        say("  anna-desk talks with ben-desk")
        heard = _push(place, say)
        ringing = _next_caller(phones)
        say(f"  the next caller of {NUMBER} rings {ringing or 'nobody'}")
        noticed = any(one.what == "ended" and one.call == talking for one in phones.seen)
        say(f"  anna-desk and ben-desk {'were cut off' if noticed else 'still talk'}")
        say(_indented(place.pbxc("status").said))
        return heard and ringing == "ben-desk" and not noticed


def _talk(phones: Phones) -> str:
    call = phones.call("anna-desk.harbour.example", "102", talk=60)
    phones.wait_for(lambda seen: seen.what == "connected" and seen.who.startswith("ben-desk"))
    return call


def _push(place: Workplace, say: Say) -> bool:
    """Changes a line, and calls until a call hears it."""
    link = place.link()
    before = _generation_heard(link)
    place.edit(FILE, OLD, NEW)
    say(f"  {FILE}: {OLD} -> {NEW}")
    commit = place.push("The main line rings Ben")
    began = time.monotonic()
    while (now := _generation_heard(link)) == before and time.monotonic() - began < LONGEST:
        pass
    took = 1000 * (time.monotonic() - began)
    link.close()
    if now == before:
        say(f"  {commit[:10]} is not live after {LONGEST:.0f} s")
        return False
    say(f"  {commit[:10]} is live {took:.0f} ms after git push came back")
    return True


def _generation_heard(link: NodeLink) -> str:
    """The generation that a call to the number enters now. It rings nobody."""
    word = f"w{time.monotonic_ns()}"
    link.ask(
        "Originate",
        [("Channel", f"Local/{NUMBER}@from-trunk/n"), ("Application", "Wait"), ("Data", "1"),
         ("Variable", f"__Q_TRIAL={word}"), ("Timeout", "3000")],
    )  # fmt: skip
    told = link.ask("Getvar", {"Variable": "Q_TRIED"}).response.get("Value")
    return told.partition(" ")[2]


def _next_caller(phones: Phones) -> str:
    """Who rings when somebody calls from outside."""
    phones.behave("ben-desk.harbour.example", Behaviour("answer", 0.2, "", 5))
    carrier = next(iter(phones.carriers))
    phones.forget()
    phones.call_in(carrier, NUMBER, caller=OUTSIDE, talk=2)

    def is_ringing(seen: Seen) -> bool:
        return seen.what == "rings" and "+16475550123" in seen.number

    try:
        return phones.wait_for(is_ringing, 5).who.partition(".")[0]
    except TimeoutError:
        return ""


def _indented(text: str) -> str:
    return "\n".join(f"  {line}" for line in text.splitlines())
