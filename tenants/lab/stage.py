"""The stage of a real run: clock, phones, carriers, live values and other calls as a world has them.

Everything that is set up is taken down again, so the next scenario finds the site as it was.
"""

from __future__ import annotations

import math
import time
from collections.abc import Callable, Iterator
from contextlib import ExitStack, contextmanager
from pathlib import Path

from compiler.simulation.world import Behaviour as Intended
from compiler.simulation.world import Call, World
from schema.inventory import Mailbox
from targets.asterisk.live.ami import Reply
from targets.asterisk.live.packets import Fields
from targets.asterisk.names import group_category
from tenants.lab.instance import SLOWEST
from tenants.lab.phones import Behaviour
from tenants.lab.site import HELD, USUAL_NUMBER, USUAL_PHONE, Site, phone_name

WAV_HEADER, WAV_SECOND = 44, 16_000
"""Bytes of a recording that Asterisk makes: before the sound, and of a second of it."""


@contextmanager
def set_stage(site: Site, call: Call, world: World) -> Iterator[None]:
    """A site that is for a while as a world says, at the moment of a call."""
    with ExitStack() as stage:
        set_clock(site, call.at.timestamp())
        stage.enter_context(_people(site, world))
        stage.enter_context(_memory(site, world))
        stage.enter_context(_crowd(site, world))
        yield


def set_clock(site: Site, moment: float) -> None:
    """Sets the switch's clock, which is that of all its calls: never to a second before."""
    shift = str(math.ceil(moment - time.time()))
    _ask(site, "Setvar", {"Variable": "CLOCKSHIFT", "Value": shift})


@contextmanager
def _people(site: Site, world: World) -> Iterator[None]:
    """Phones, numbers and carriers that do what the world says of them."""
    rules = _rules(world)
    away = [phone_name(one) for one, does in world.phones.items() if does.kind == "unavailable"]
    for one, behaviour in rules.items():
        site.phones.behave(one, behaviour)
    for phone in away:
        site.phones.unregister(phone)
    wait_until(lambda: not site.phones.registered().intersection(away))
    try:
        yield
    finally:
        for one in rules:
            site.phones.forget_behaviour(one)
        for phone in away:
            site.phones.register(phone)
        site.phones.wait_registered(away)


def _rules(world: World) -> dict[str, Behaviour]:
    """What phones, numbers and carriers do. A carrier that works leaves it to the number."""
    phones = {
        phone_name(one): _behaviour(does, USUAL_PHONE)
        for one, does in world.phones.items()
        if does.kind != "unavailable"
    }
    numbers = {one: _behaviour(does, USUAL_NUMBER) for one, does in world.numbers.items()}
    lines = {
        one: _behaviour(does, USUAL_NUMBER)
        for one, does in world.gateways.items()
        if does.kind != "answer"
    }
    return phones | numbers | lines


def _behaviour(does: Intended, usual: Behaviour) -> Behaviour:
    """A simulated behaviour as the lab's phones take it.

    Conversations of which nobody asked how long they last are short, and a carrier that is down
    says so, as a proxy before it would.
    """
    if does.kind == "answer":
        after = usual.after if does.after is None else does.after
        keys = f"w{does.presses}" if does.presses else ""
        talk = usual.talk if does.talk == Intended().talk else does.talk
        return Behaviour("answer", after, keys, talk)
    kind = "congested" if does.kind == "unavailable" else does.kind
    return Behaviour(kind, does.after or 0)


@contextmanager
def _memory(site: Site, world: World) -> Iterator[None]:
    """Live values as the world has them, and full mailboxes."""
    for (unit, owner, name), value in world.live.items():
        row = {"Family": "pbxc", "Key": f"{unit}/{owner}/{name}", "Val": value}
        _ask(site, "DBPut", row)
    stuffed = [file for box in world.full for file in _stuff(site, box)]
    try:
        yield
    finally:
        for file in stuffed:
            file.unlink(missing_ok=True)
        for unit, owner, name in world.live:
            forget(site, unit, f"{owner} {name}")


def forget(site: Site, unit: str, value: str) -> None:
    """Forgets a live value of an account: what git says holds again."""
    row = {"Family": "pbxc", "Key": f"{unit}/{value.replace(' ', '/')}"}
    _ask(site, "DBDel", row)


def _stuff(site: Site, mailbox: str) -> Iterator[Path]:
    """Fills a mailbox to its last message."""
    box = next(one for one in site.inventory.mailboxes if one.id == mailbox)
    inbox = inbox_of(site, box.account, box.number)
    inbox.mkdir(parents=True, exist_ok=True)
    for number in range(box.max_messages):
        file = inbox / f"msg{number:04d}.txt"
        file.write_text("[message]\n", encoding="utf-8")
        yield file


def inbox_of(site: Site, account: str, number: str) -> Path:
    """Where the new messages of a mailbox lie."""
    return site.switch.voicemail / account / number / "INBOX"


def recorded(site: Site, box: Mailbox) -> float:
    """Seconds that are on the disk of the message being recorded in a mailbox; none before the tone.

    Asterisk writes a block at a time, so there are more of them than we see.
    """
    room = inbox_of(site, box.account, box.number).with_name("tmp")
    try:
        sizes = [file.stat().st_size for file in room.glob("*.wav")]
    except FileNotFoundError:  # it has just been put into the box
        sizes = []
    return max(max(sizes, default=0) - WAV_HEADER, 0) / WAV_SECOND


@contextmanager
def _crowd(site: Site, world: World) -> Iterator[None]:
    """Other calls that count against the limits: channels that only wait."""
    channels = []
    for group, number in world.busy.items():
        for index in range(number):
            name = f"crowd-{time.monotonic_ns()}-{index}"
            _ask(
                site,
                "Originate",
                [
                    ("Channel", f"Local/{HELD}@{HELD}/n"),
                    ("Application", "Wait"),
                    ("Data", "600"),
                    ("Async", "true"),
                    ("ChannelId", name),
                    ("OtherChannelId", f"{name}-2"),
                    ("Variable", f"GROUP({group_category(group)})=1"),
                ],
            )
            channels.append(name)
    wait_until(lambda: all(name in _channels(site) for name in channels))
    try:
        yield
    finally:
        for name in channels:
            _ask(site, "Hangup", {"Channel": name})


def _channels(site: Site) -> set[str]:
    events = _ask(site, "CoreShowChannels").events
    return {event.get("Uniqueid") for event in events}


def _ask(site: Site, action: str, fields: Fields = ()) -> Reply:
    return site.recorder.session.call(action, fields, SLOWEST)


def wait_until(done: Callable[[], bool], timeout: float = SLOWEST) -> bool:
    """Waits until something is so, and says whether it became so in time."""
    deadline = time.monotonic() + timeout
    while not done():
        if time.monotonic() > deadline:
            return False
        time.sleep(0.03)
    return True
