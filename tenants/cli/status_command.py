"""`pbxc status`."""

from __future__ import annotations

from collections.abc import Iterator, Mapping

import click

from compiler.render import visible
from tenants.cli.installed import (
    SHORT_COMMIT,
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
from tenants.key_file import Refused
from tenants.ledger.fence import Holder, holder_of
from tenants.ledger.ledger import Ledger
from tenants.ledger.records import Place, Pushed, Refusal
from tenants.ledger.status import Calls, Status, left_out, statuses
from tenants.terminal import say, say_table

HEADS = ("account", "node", "commit", "generation", "since", "state")


@click.command("status", epilog="Example: pbxc status north/harbour")
@account_argument()
@config_option
@click.option("--offline", is_flag=True, help="Ask no node: calls are not counted.")
@format_option("text", "json")
def command(account: str | None, config: str | None, offline: bool, form: str) -> None:
    """Tell where each account stands on each node.

    The commit and the generation that are live, since when, what is under way, what calls are still
    in older generations, what drifted and was brought back, what was refused last.
    """
    installation = installation_of(config)
    ledger = Ledger.open(installation.state)
    wanted = account_id(ledger, account) if account else None
    calls = _nobody if offline else _calls(installation)
    found = tuple(statuses(ledger, calls, wanted))
    holder = holder_of(installation.state)
    absent = left_out(ledger) if wanted is None else ()
    if form == "json":
        accounts = [status_json(one) for one in found]
        out = [{"account": one.account, "refused": _refusal_json(one)} for one in absent]
        print_json({"serving": _holder_json(holder), "accounts": accounts, "left_out": out})
        return
    say(_served(holder))
    if found:
        say_table([_row(one) for one in found], HEADS)
    for one in absent:
        say(visible(f"{one.account} was never live: {one.why}") + "\n")


def _served(holder: Holder | None) -> str:
    if holder is None:
        return "Nobody serves: what is pushed waits.\n"
    return f"Served by {holder.who} (process {holder.pid}, since {holder.since[:19]}Z).\n"


def _nobody(node: str) -> Mapping[str, int] | None:
    return None


def _calls(installation: Installation) -> Calls:
    from targets.asterisk.live.call_counts import count_calls
    from targets.asterisk.live.node import NodeError
    from tenants.node_doors import node_link

    def calls(node: str) -> Mapping[str, int] | None:
        if node not in installation.nodes:
            return None
        try:
            with node_link(installation, node) as link:
                return count_calls(link)
        except (NodeError, Refused) as error:
            click.echo(f"pbxc: {node}: {error}", err=True)
            return None

    return calls


# --- text ---------------------------------------------------------------------------------------


def _row(status: Status) -> tuple[str, ...]:
    place = status.place
    return (
        shown_account(status.account),
        place.node,
        _commit(place.pushed),
        place.live or "nothing",
        shown_time(place.since),
        visible("; ".join(_states(status))),
    )


def _commit(pushed: Pushed | None) -> str:
    return pushed.push.commit[:SHORT_COMMIT] if pushed else ""


def _states(status: Status) -> Iterator[str]:
    yield _course(status.place)
    if status.provisional is not None:
        yield f"goes back at {shown_time(status.provisional.until)} unless confirmed"
    if status.pause is not None:
        pause = status.pause
        yield f"paused until {shown_time(pause.until)} by {pause.who}: {pause.why}"
    for draining in status.draining or ():
        yield f"{_counted(draining.calls, 'call')} still in {draining.generation}"
    if status.drift is not None:
        what = "brought back" if status.drift.healed else "left alone"
        yield f"drifted at {shown_time(status.drift.at)}, {what}: {status.drift.what}"
    if status.refusal is not None:
        commit = status.refusal.commit[:SHORT_COMMIT]
        yield f"{f'refused {commit}' if commit else 'kept as it is'}: {status.refusal.why}"


def _course(place: Place) -> str:
    if place.course == "forward":
        return f"on its way to {place.tried}"
    if place.course == "back":
        return f"on its way back: {place.why}"
    if place.live and not place.is_served:
        return "not served any more"
    return "live" if place.live else "nothing was ever live"


def _counted(count: int, noun: str) -> str:
    return f"{count} {noun}{'' if count == 1 else 's'}"


# --- json ---------------------------------------------------------------------------------------


def _holder_json(holder: Holder | None) -> dict[str, object] | None:
    if holder is None:
        return None
    return {"who": holder.who, "pid": holder.pid, "since": holder.since}


def status_json(status: Status) -> dict[str, object]:
    """How an account is on a node, for programs."""
    place, draining = status.place, status.draining
    return {
        "account": status.account.path,
        "id": status.account.id,
        "name": status.account.name,
        "node": place.node,
        "commit": place.pushed.push.commit if place.pushed else None,
        "author": place.pushed.push.author if place.pushed else None,
        "generation": place.live,
        "since": json_time(place.since),
        "course": place.course,
        "tried": place.tried,
        "why": place.why,
        "draining": None
        if draining is None
        else [{"generation": one.generation, "calls": one.calls} for one in draining],
        **dict(_extras(status)),
    }


def _extras(status: Status) -> Iterator[tuple[str, object]]:
    provisional, pause = status.provisional, status.pause
    drift = status.drift
    yield (
        "provisional",
        provisional and {"previous": provisional.previous, "until": json_time(provisional.until)},
    )
    yield (
        "paused",
        pause and {"until": json_time(pause.until), "who": pause.who, "why": pause.why},
    )
    yield (
        "drift",
        drift and {"at": json_time(drift.at), "what": drift.what, "healed": drift.healed},
    )
    yield ("refused", status.refusal and _refusal_json(status.refusal))


def _refusal_json(refusal: Refusal) -> dict[str, object]:
    return {
        "commit": refusal.commit,
        "generation": refusal.generation,
        "why": refusal.why,
        "at": json_time(refusal.at),
        "diagnostics": refusal.diagnostics,
    }
