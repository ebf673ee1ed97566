"""`pbxc trace --live`: the next real call, told as it goes on."""

from __future__ import annotations

import math
import os
import queue
import time
from collections.abc import Callable, Mapping
from contextlib import ExitStack
from datetime import UTC, datetime, tzinfo
from zoneinfo import ZoneInfo

import click

from compiler.render import visible
from compiler.story import Event, Story
from targets.asterisk.live.ami import AmiSession
from targets.asterisk.live.call_teller import CallTeller
from targets.asterisk.live.hearing import Heard, hearing
from targets.asterisk.live.node import NodeLost
from tenants.calls.atlas import Atlas, Page
from tenants.calls.following import Begun, Following, lexicon_for, phones_of
from tenants.calls.written import Written
from tenants.cli.installed import installation_of
from tenants.cli.options import print_json
from tenants.cli.stories import line_of, story_json
from tenants.controller.opening import looked_into
from tenants.installation import Installation
from tenants.key_file import Refused
from tenants.node_doors import watching_door
from tenants.terminal import say

WIDTH = 64
"""Columns that a line is given before the place that it comes from: nobody knows the longest yet."""


def follow_live(config: str | None, wanted: str, timeout: float | None, form: str) -> None:
    """Waits for the next call, and tells it."""
    installation = installation_of(config)
    with ExitStack() as stack:
        at = stack.enter_context(looked_into(installation, os.environ))
        heard: Heard = queue.SimpleQueue()
        sessions = _listen(installation, tuple(at.sites), heard, stack)
        deadline = math.inf if timeout is None else time.monotonic() + timeout
        following = Following(wanted, heard, _checking(sessions), deadline)
        click.echo(f"Waiting for the next call to or from {wanted}. Ctrl-C ends.", err=True)
        _tell(following, Atlas(at.ledger, Written(at.ledger, at.platform, at.repositories)), form)


def _listen(
    installation: Installation, nodes: tuple[str, ...], heard: Heard, stack: ExitStack
) -> Mapping[str, AmiSession]:
    """Every node that lets us hear it; the others are told of. Refused where none does."""
    sessions = {}
    for node in nodes:
        try:
            door = watching_door(installation, node)
            sessions[node] = stack.enter_context(hearing(door, node, heard))
        except NodeLost as error:
            click.echo(f"pbxc: {node}: {error} Its calls aren't heard.", err=True)
    if not sessions:
        raise Refused("No node can be heard.")
    return sessions


def _checking(sessions: Mapping[str, AmiSession]) -> Callable[[], None]:
    def check() -> None:
        for node, session in sessions.items():
            if not session.alive:
                raise Refused(f"{node} isn't heard any more: the connection is gone.")

    return check


def _tell(following: Following, atlas: Atlas, form: str) -> None:
    begun = following.begun(atlas)
    if begun is None:
        raise Refused(f"no call to or from {following.wanted} came in time.")
    page = _page(begun, atlas)
    if form == "text":
        say(_head(begun, page))
    told = []
    for event in following.events(begun, _teller(begun, atlas)):
        told.append(event)
        if form == "text":
            say(event_text(event, page))
    if form == "json":
        _print_json(begun, page, Story(tuple(sorted(told, key=lambda one: one.at))))
    elif following.is_on:
        say("The time is up; the call goes on.\n")


def _page(begun: Begun, atlas: Atlas) -> Page:
    """What was written when the generation was made that the call has entered."""
    return atlas.page(begun.account, _generation(begun, atlas))


def _generation(begun: Begun, atlas: Atlas) -> str:
    places = atlas.ledger.places(begun.account)
    live = next((one.live for one in places if one.node == begun.node), None)
    return atlas.generation(begun.generation, live)


def _teller(begun: Begun, atlas: Atlas) -> CallTeller:
    name = _generation(begun, atlas)
    rows = atlas.ledger.generations.load(begun.account, name).rows if name else ()
    lexicon = lexicon_for(phones_of((row.table, row.id) for row in rows), atlas)
    return CallTeller(begun.channel, begun.at, lexicon, atlas)


# --- printing -----------------------------------------------------------------------------------


def _head(begun: Begun, page: Page) -> str:
    zone = _zone(page)
    moment = datetime.fromtimestamp(begun.at, zone).strftime("%A %Y-%m-%d %H:%M:%S")
    call = visible(f"{begun.caller} calls {begun.dialled}")
    return f"{call} on {moment} ({zone}), node {begun.node}\n"


def _zone(page: Page) -> tzinfo:
    return ZoneInfo(page.account.timezone) if page.account else UTC


def event_text(event: Event, page: Page) -> str:
    """A line of the story, and where it comes from."""
    line = Story((event,)).text(name=page.names.of).rstrip("\n")
    place = line_of(page.sources, page.names.origin(event))
    return f"{visible(line):<{WIDTH}}  {place}".rstrip() + "\n"


def _print_json(begun: Begun, page: Page, story: Story) -> None:
    """The same shape as that of a simulated call."""
    local = datetime.fromtimestamp(begun.at, _zone(page))
    call = {
        "from": begun.caller,
        "to": begun.dialled,
        "at": local.isoformat(),
        "entry": "",
        "node": begun.node,
        "id": begun.id,
    }
    events = story_json(story, page.sources, page.names)
    print_json({"account": page.path, "call": call, "events": events})
