"""`pbxc trace`."""

from __future__ import annotations

import os
from collections.abc import Iterable
from datetime import datetime
from typing import Any, NoReturn
from zoneinfo import ZoneInfo

import click
from pydantic import ValidationError

from compiler.rules.unknown_in_scenario import hint_for
from compiler.scenario_calls import Cast, Unknown, account_of, prepare
from compiler.simulate import simulate
from compiler.simulation.world import Call
from compiler.story import Story
from schema.reading import did_you_mean
from schema.scenario import Scenario
from schema.tree import Account, Tree
from tenants.cli.installed import config_option
from tenants.cli.options import format_option, give_up, print_json
from tenants.cli.stories import durations, names_in, story_json, story_text, timed
from tenants.loading import Whole, load, whole
from tenants.terminal import say

SOMEBODY = "+12125550100"
EXAMPLE = """\b
Examples:
  pbxc trace examples/harbour --to +19025550100 --at "2026-12-25 10:00"
  pbxc trace examples/harbour --to +19025550100 --press 1 --phone anna-desk=no_answer
  pbxc trace examples/harbour --from anna-desk --to 102
  pbxc trace --live +19025550100
"""


@click.command("trace", epilog=EXAMPLE)
@click.argument("folder", metavar="[DIR]", required=False, type=click.Path())
@click.option("--to", help="A number of the account, or what a phone dials.")
@click.option("--from", "caller", help=f"A number, `anonymous`, or a phone. [default: {SOMEBODY}]")
@click.option("--account", "path", help="The account, where the tree has several: north/harbour.")
@click.option("--at", help="When, in the account's zone: 2026-12-25 10:00. [default: now]")
@click.option("--press", multiple=True, help="Keys pressed when asked; once for each question.")
@click.option(
    "--phone", multiple=True, metavar="WHO=DOES", help="What a phone, number or gateway does."
)
@click.option("--state", multiple=True, metavar="OWNER.FIELD=VALUE", help="What phones have set.")
@click.option("--full", multiple=True, metavar="MAILBOX", help="A mailbox that is full.")
@click.option(
    "--live",
    metavar="NUMBER",
    help="Tell the next real call to a number, from a number or from a phone.",
)
@click.option(
    "--timeout", type=click.FloatRange(0, min_open=True), help="Seconds after which --live ends."
)
@config_option
@format_option("text", "json")
@click.pass_context
def command(
    context: click.Context,
    /,
    folder: str | None,
    to: str | None,
    live: str | None,
    timeout: float | None,
    config: str | None,
    form: str,
    **said: Any,
) -> None:
    """Tell what happens to a call, step by step, with the line that each step comes from.

    Nothing is called: the call runs in the simulator. A phone does one of answer, busy, no_answer,
    reject, unavailable, congested, or sip:<code>; phones that are not named answer after 2 seconds.
    Without --from, a number outside calls; where --to is an extension, the account's first phone.

    With --live nothing is simulated: the next real call is told as it goes on, until it ends.
    """
    if live is not None:
        from tenants.cli.live_trace import follow_live

        _require_alone(context)
        follow_live(config, live, timeout, form)
        return
    if folder is None or to is None:
        missing = "Missing argument 'DIR'." if folder is None else "Missing option '--to'."
        raise click.UsageError(missing)
    _simulate(folder, to, form, **said)


def _simulate(
    folder: str,
    to: str,
    form: str,
    *,
    caller: str | None,
    path: str | None,
    at: str | None,
    press: tuple[str, ...],
    phone: tuple[str, ...],
    state: tuple[str, ...],
    full: tuple[str, ...],
) -> None:
    """Tells a call that runs in the simulator."""
    compiled = load(folder)
    known = whole(compiled)
    if known is None:
        give_up(compiled, form, events=[])
    account = _account(known.tree, path, caller, to)
    caller = caller or _caller(account, to)
    written: dict[str, object] = {
        "at": at or datetime.now(ZoneInfo(account.timezone)).strftime("%Y-%m-%d %H:%M:%S"),
        "call": {"from": caller, "to": to},
        "press": list(press),
        "phones": dict(_behaviours(phone)),
        "state": dict(_pair(one, "--state") for one in state),
        "full": list(full),
        "expect": [],
    }
    call, story = _told(known, account, written, folder)
    _print(known, account, call, caller, story, form)


def _require_alone(context: click.Context) -> None:
    """Refuses what says how a call is simulated, where none is."""
    given = {name for name, value in context.params.items() if value not in (None, ())}
    wrong = sorted(given - {"live", "timeout", "config", "form"})
    if wrong:
        names = {"folder": "DIR", "caller": "--from", "path": "--account"}
        raise click.UsageError(f"{names.get(wrong[0], f'--{wrong[0]}')} is not for --live.")


def _account(tree: Tree, path: str | None, caller: str | None, to: str) -> Account:
    """The account that was named; else the one with that phone, or that number; else the root."""
    if path is not None:
        account = tree.accounts.get(path.strip("/"))
        return account or _refuse("--account", path, filter(None, tree.accounts))
    having = [one for one in tree.accounts.values() if caller in Cast(one).phones]
    if len(having) > 1:
        paths = ", ".join(one.path or '""' for one in having)
        raise click.UsageError(
            f"Several accounts have a phone {caller}: choose with --account ({paths})."
        )
    return having[0] if having else account_of(tree, to) or tree.root


def _caller(account: Account, to: str) -> str:
    """Somebody outside; for what only phones of the account dial, its first phone."""
    if to.startswith("+") or f"+{to}" in account.numbers():
        return SOMEBODY
    return next(iter(Cast(account).phones), SOMEBODY)


def _behaviours(written: Iterable[str]) -> Iterable[tuple[str, dict[str, str]]]:
    """`anna-desk=answer,after=5s,presses=` as the scenario writes it."""
    for one in written:
        who, does = _pair(one, "--phone")
        first, *others = does.split(",")
        yield who, {"does": first, **dict(_pair(other, "--phone") for other in others)}


def _pair(text: str, option: str) -> tuple[str, str]:
    name, mark, value = text.partition("=")
    if not name or not mark:
        raise click.BadParameter(
            f"{text!r} has no `=` between a name and a value.", param_hint=option
        )
    owner, _, field = name.partition(".")
    if option == "--state" and "." in field:
        # user.anna.do_not_disturb is written `user.anna do_not_disturb` in a scenario
        thing, _, rest = field.partition(".")
        name = f"{owner}.{thing} {rest}"
    return name, value


def _told(
    known: Whole, account: Account, written: dict[str, object], folder: str
) -> tuple[Call, Story]:
    try:
        scenario = Scenario.model_validate(written)
        call, world = prepare(account, scenario)
    except ValidationError as error:
        first = error.errors(include_url=False)[0]
        option = f"--{first['loc'][0]}" if first["loc"] else ""
        raise click.BadParameter(first["msg"], param_hint=option) from None
    except Unknown as unknown:
        raise click.UsageError(
            f"{str(unknown).capitalize()}. {hint_for(unknown)}".strip()
        ) from None
    world = timed(world, durations(known, folder, os.environ))
    return call, simulate(known.program, call, world)


def _refuse(option: str, name: str, known: Iterable[str]) -> NoReturn:
    names = sorted(known)
    hint = did_you_mean(name, names) or f"There is {', '.join(names[:8]) or 'only the root'}."
    raise click.BadParameter(f"there is no {name}. {hint}", param_hint=option)


def _print(
    known: Whole, account: Account, call: Call, caller: str, story: Story, form: str
) -> None:
    sources, people = known.compiled.sources, names_in(known)
    local = call.at.astimezone(ZoneInfo(account.timezone))
    if form == "json":
        told = {"from": caller, "to": call.dialled, "at": local.isoformat(), "entry": call.entry}
        events = story_json(story, sources, people)
        print_json({"account": account.path, "call": told, "events": events})
        return
    moment = local.strftime("%A %Y-%m-%d %H:%M")
    say(f"{caller} calls {call.dialled} on {moment} ({account.timezone})\n")
    say(story_text(story, sources, people))
