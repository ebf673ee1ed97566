"""`pbxc calls`."""

from __future__ import annotations

import os
import sys
import time
from collections.abc import Callable, Iterable, Iterator, Mapping
from concurrent.futures import ThreadPoolExecutor
from contextlib import ExitStack
from dataclasses import dataclass
from datetime import UTC, datetime, timedelta

import click

from targets.asterisk.live.live_calls import LiveCall
from tenants.calls.atlas import Atlas
from tenants.calls.telling import Told, caller_text, now_text, tell, told_json
from tenants.calls.written import Written
from tenants.cli.installed import (
    account_argument,
    account_id,
    config_option,
    installation_of,
    json_time,
    shown_account,
    shown_time,
)
from tenants.cli.options import format_option, print_json
from tenants.installation import Installation
from tenants.ledger.ledger import Ledger
from tenants.terminal import Draw, is_coloured, redrawing, say, say_table

HEADS = ("since", "account", "node", "from", "to", "now")
EVERY = 1.0
"""Seconds between two looks of `--watch`."""

Answer = tuple[LiveCall, ...] | str
"""The calls of a node; or why it doesn't tell them."""


@dataclass(frozen=True)
class Seen:
    """The calls on all nodes at one moment, and of which nodes they aren't known, with the reason."""

    calls: tuple[Told, ...]
    silent: Mapping[str, str]


@click.command("calls", epilog="Example: pbxc calls north/harbour --watch")
@account_argument()
@config_option
@click.option("--watch", is_flag=True, help="Look again every second, until Ctrl-C.")
@format_option("text", "json")
def command(account: str | None, config: str | None, watch: bool, form: str) -> None:
    """Tell the calls that are on just now, in the words of what was written.

    One line for each call: since when, who calls whom, and where it is now, with the line of the file
    that it is in. A call stays in the generation that it entered; where that isn't the live one any
    more, it is named. Nothing is asked of the calls themselves.
    """
    if watch and (form == "json" or not is_coloured(sys.stdout)):
        raise click.UsageError("--watch draws on a terminal; it has no other form.")
    installation = installation_of(config)
    with ExitStack() as stack:
        look = _looking(installation, account, stack)
        if watch:
            _watch(look)
        else:
            _print(look(), form)


def _looking(
    installation: Installation, account: str | None, stack: ExitStack
) -> Callable[[], tuple[Seen, Ledger]]:
    """What looks at all nodes, again and again through the same doors."""
    from tenants.controller.opening import looked_into
    from tenants.node_doors import node_link

    at = stack.enter_context(looked_into(installation, os.environ))
    wanted = account_id(at.ledger, account) if account else None
    links = {name: stack.enter_context(node_link(installation, name)) for name in at.sites}
    atlas = Atlas(at.ledger, Written(at.ledger, at.platform, at.repositories))

    def look() -> tuple[Seen, Ledger]:
        with ThreadPoolExecutor(max(len(links), 1)) as pool:
            answers = dict(zip(links, pool.map(_ask, links.values()), strict=True))
        return _seen(answers, wanted, atlas), at.ledger

    return look


def _ask(link: object) -> Answer:
    from targets.asterisk.live.channels import read_traffic
    from targets.asterisk.live.live_calls import live_calls
    from targets.asterisk.live.node import NodeError
    from targets.asterisk.live.node_link import NodeLink

    assert isinstance(link, NodeLink)
    try:
        return live_calls(read_traffic(link))
    except NodeError as error:
        return str(error)


def _seen(answers: Mapping[str, Answer], wanted: str | None, atlas: Atlas) -> Seen:
    live = {(one.node, one.account): one.live for one in atlas.ledger.places(wanted)}
    now = datetime.now(UTC)
    calls = [
        tell(call, node, live.get((node, call.account)), now - timedelta(seconds=call.age), atlas)
        for node, answer in answers.items()
        if not isinstance(answer, str)
        for call in answer
        if wanted in (None, call.account)
    ]
    silent = {node: answer for node, answer in answers.items() if isinstance(answer, str)}
    return Seen(tuple(sorted(calls, key=lambda one: (one.since, one.call.id))), silent)


# --- printing -----------------------------------------------------------------------------------


def _print(looked: tuple[Seen, Ledger], form: str) -> None:
    seen, ledger = looked
    if form == "json":
        silent = [{"node": node, "why": why} for node, why in seen.silent.items()]
        print_json({"calls": list(_json(seen, ledger)), "unanswered": silent})
        return
    for line in _silence(seen):
        click.echo(line, err=True)
    if seen.calls:
        say_table([_row(one, ledger) for one in seen.calls], HEADS)
    elif not seen.silent:
        say("No calls.\n")


def _watch(look: Callable[[], tuple[Seen, Ledger]]) -> None:
    with redrawing() as draw:
        while True:
            _draw(draw, *look())
            time.sleep(EVERY)


def _draw(draw: Draw, seen: Seen, ledger: Ledger) -> None:
    count = len(seen.calls)
    told = f"{count} call{'' if count == 1 else 's'}, {shown_time(datetime.now(UTC))}. Ctrl-C ends."
    draw([_row(one, ledger) for one in seen.calls], HEADS, (*_silence(seen), told))


def _silence(seen: Seen) -> Iterator[str]:
    for node, why in seen.silent.items():
        yield f"pbxc: {node}: {why} Its calls aren't told."


def _row(told: Told, ledger: Ledger) -> tuple[str, ...]:
    return (
        shown_time(told.since),
        shown_account(ledger.accounts.of(told.account)) if told.account else "",
        told.node,
        caller_text(told.call),
        told.call.dialled,
        now_text(told),
    )


def _json(seen: Seen, ledger: Ledger) -> Iterable[dict[str, object]]:
    for told in seen.calls:
        path = ledger.accounts.of(told.account).path if told.account else ""
        yield told_json(told, path, json_time(told.since))
