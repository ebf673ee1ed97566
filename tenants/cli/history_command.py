"""`pbxc history`."""

from __future__ import annotations

from collections.abc import Iterator

import click

from compiler.render import visible
from targets.asterisk.delivery.generation import Generation
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
from tenants.ledger.comparison import Comparison, compare
from tenants.ledger.ledger import Ledger
from tenants.ledger.records import Move
from tenants.terminal import say, say_table

HEADS = (
    "no",
    "began",
    "account",
    "node",
    "result",
    "commit",
    "author",
    "generation",
    "took",
    "why",
)
USUALLY = 50


@click.command("history", epilog="Example: pbxc history north/harbour --compare 41 44")
@account_argument()
@config_option
@click.option(
    "--last", default=USUALLY, show_default=True, type=click.IntRange(1), help="How many moves."
)
@click.option(
    "--compare",
    "compared",
    nargs=2,
    metavar="OLD NEW",
    help="What differs between two generations, by their names or numbers in the history.",
)
@format_option("text", "json")
def command(
    account: str | None,
    config: str | None,
    last: int,
    compared: tuple[str, str] | None,
    form: str,
) -> None:
    """Tell what was applied, the last first: who wrote it, what came of it, how long it took.

    Each move has a number. With --compare, tell what differs between two generations; passwords are
    only told to be others.
    """
    ledger = Ledger.open(installation_of(config).state)
    if compared:
        _compare(ledger, compared, form)
        return
    wanted = account_id(ledger, account) if account else None
    moves = ledger.history(wanted, last)
    if form == "json":
        print_json({"moves": [_move_json(ledger, move) for move in moves]})
    elif moves:
        say_table([_row(ledger, move) for move in moves], HEADS)
    else:
        say("Nothing was ever applied.\n")


def _row(ledger: Ledger, move: Move) -> tuple[str, ...]:
    push = move.pushed.push if move.pushed else None
    return (
        str(move.number),
        shown_time(move.began),
        shown_account(ledger.accounts.of(move.account)),
        move.node,
        move.result,
        push.commit[:SHORT_COMMIT] if push else "",
        visible(push.author) if push else "",
        move.generation,
        f"{move.took_ms} ms" if move.took_ms is not None else "",
        visible(move.why),
    )


def _move_json(ledger: Ledger, move: Move) -> dict[str, object]:
    push = move.pushed.push if move.pushed else None
    return {
        "number": move.number,
        "account": ledger.accounts.of(move.account).path,
        "id": move.account,
        "node": move.node,
        "result": move.result,
        "why": move.why,
        "generation": move.generation,
        "previous": move.previous,
        "commit": push.commit if push else None,
        "commits": dict(push.commits) if push else {},
        "author": push.author if push else None,
        "who": push.who if push else None,
        "what": push.what if push else None,
        "plan": push.plan if push else None,
        "began": json_time(move.began),
        "took_ms": move.took_ms,
    }


# --- two of them --------------------------------------------------------------------------------


def _compare(ledger: Ledger, names: tuple[str, str], form: str) -> None:
    old, new = (_generation(ledger, name) for name in names)
    if old.account != new.account:
        raise click.BadParameter("these are of two accounts", param_hint="--compare")
    found = compare(old, new)
    if form == "json":
        print_json(_comparison_json(found))
    else:
        say("".join(f"{visible(line)}\n" for line in _told(found)))


def _generation(ledger: Ledger, name: str) -> Generation:
    if name.isdigit():
        move = ledger.move(int(name))
        account, generation = (move.account, move.generation) if move else (None, "")
    else:
        account, generation = ledger.generations.account_of(name), name
    if account is not None:
        try:
            return ledger.generations.load(account, generation)
        except KeyError:
            pass
    raise click.BadParameter(f"{name} is not kept. See pbxc history.", param_hint="--compare")


def _told(found: Comparison) -> Iterator[str]:
    if not any(found.counts.values()):
        yield f"{found.old} and {found.new} are the same."
        return
    yield f"From {found.old} to {found.new}:"
    for what, count in found.counts.items():
        if count:
            yield f"  {what}: {count.added} added, {count.removed} removed, {count.changed} changed"
    for lines in (found.dialplan, found.entries, found.objects, found.files, found.recordings):
        yield from lines


def _comparison_json(found: Comparison) -> dict[str, object]:
    counts = {
        what: {"added": count.added, "removed": count.removed, "changed": count.changed}
        for what, count in found.counts.items()
    }
    return {
        "old": found.old,
        "new": found.new,
        "counts": counts,
        "dialplan": list(found.dialplan),
        "entries": list(found.entries),
        "objects": list(found.objects),
        "files": list(found.files),
        "recordings": list(found.recordings),
    }
