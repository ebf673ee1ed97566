"""Scenarios on the stage: an account's own test as a call, a world, and names for what happens.

The same for every teller: the simulator runs what `stage` gives as it stands, the lab makes the
same world of real phones. `names_of` turns the ids of a story into the words of the YAML, so that
`expect` can be held against any of them.
"""

from __future__ import annotations

from collections.abc import Iterator, Mapping
from dataclasses import dataclass
from datetime import UTC, datetime
from zoneinfo import ZoneInfo

from compiler.scenarios import Names, Verdict, judge
from compiler.simulate import simulate
from compiler.simulation.world import Behaviour, Call, LiveName, World
from compiler.story import Event, Story
from schema.outbound import gateway_id
from schema.program import Origin, Program
from schema.references import Reference
from schema.scenario import PhoneBehaviour, Scenario
from schema.thing import Found
from schema.tree import Account

ANONYMOUS = "anonymous"


class NotOnStage(ValueError):
    """A scenario names somebody who isn't there; the message is a sentence."""


@dataclass(frozen=True, slots=True)
class Staged:
    """A scenario as the simulator takes it."""

    call: Call
    world: World


def stage(account: Account, scenario: Scenario) -> Staged:
    """The call of a scenario and the world it meets. NotOnStage for a name that isn't there."""
    return Staged(_call(account, scenario), _world(account, scenario))


def judge_scenario(account: Account, scenario: Scenario, story: Story) -> Verdict:
    """Whether a story, wherever it comes from, is what a scenario expects."""
    lines = [line.said() for line in scenario.expect]
    return judge(story, lines, names_of(account), scenario.exact)


def run_scenario(program: Program, account: Account, scenario: Scenario) -> Verdict:
    """Simulates a scenario and judges its story."""
    staged = stage(account, scenario)
    return judge_scenario(account, scenario, simulate(program, staged.call, staged.world))


def instant(account: Account, moment: datetime) -> datetime:
    """A moment of the account's wall clock, in UTC."""
    return moment.replace(tzinfo=ZoneInfo(account.timezone)).astimezone(UTC)


# --- who calls --------------------------------------------------------------------------------


def _call(account: Account, scenario: Scenario) -> Call:
    caller, name = scenario.call.from_, scenario.call.name or ""
    inside = caller in account.devices
    if not inside and caller != ANONYMOUS and not caller.lstrip("+").isdecimal():
        raise NotOnStage(f'"{caller}" is neither a device of the account nor a number.')
    return Call(
        unit=account.id,
        entry="phone" if inside else "did",
        dialled=scenario.call.to,
        caller_number="" if inside or caller == ANONYMOUS else caller,
        caller_name=name,
        device=f"{caller}@{account.realm}" if inside else "",
        at=instant(account, scenario.at),
        presses=tuple(scenario.press),
    )


# --- the world --------------------------------------------------------------------------------


def _world(account: Account, scenario: Scenario) -> World:
    gateways = gateway_ids(account)
    phones: dict[str, Behaviour] = {}
    numbers: dict[str, Behaviour] = {}
    lines: dict[str, Behaviour] = {}
    for who, does in scenario.phones.items():
        behaviour = _behaviour(does)
        if who in account.devices:
            phones[f"{who}@{account.realm}"] = behaviour
        elif who in gateways:
            lines[gateways[who]] = behaviour
        elif who.lstrip("+").isdecimal():
            numbers |= dict.fromkeys(spellings(who), behaviour)
        else:
            raise NotOnStage(f'"{who}" is no device, no gateway and no number.')
    return World(
        phones=phones,
        numbers=numbers,
        gateways=lines,
        live=dict(_live(account, scenario.state)),
        busy={_group(account, name): count for name, count in scenario.calls.items()},
        full=frozenset(_mailbox(account, name) for name in scenario.full),
    )


def _behaviour(does: PhoneBehaviour) -> Behaviour:
    plain = Behaviour(kind=does.does, after=does.after)
    return Behaviour(
        kind=does.does,
        after=does.after,
        talk=plain.talk if does.talk is None else does.talk,
        presses=plain.presses if does.presses is None else does.presses,
    )


def spellings(number: str) -> tuple[str, str]:
    """A number as carriers are sent it: with the plus and without."""
    digits = number.lstrip("+")
    return f"+{digits}", digits


def gateway_ids(account: Account) -> Mapping[str, str]:
    """The endpoint id of every gateway that the account may use, by what a scenario calls it."""
    found: dict[str, str] = {}
    for owner in account.lineage():
        for name, trunk in owner.document.section("trunks").items():
            place = Found(trunk, owner, Origin(owner.path), Reference("trunk", name))
            for number in range(1, len(trunk.gateways) + 1):
                found.setdefault(f"{name}-{number}", gateway_id(place, number))
    return found


def _live(account: Account, state: Mapping[str, str]) -> Iterator[tuple[LiveName, str]]:
    for written, value in state.items():
        owner, _, name = written.partition(" ")
        if not name:
            raise NotOnStage(f'"{written}" is no live value; write `user.anna forward.to`.')
        yield (account.id, owner, name.strip()), value


def _group(account: Account, name: str) -> str:
    """What is counted: `calls`, `inbound`, `outbound` of the account, or `trunk.<name>`."""
    if "@" in name:
        return name
    kind, _, thing = name.partition(".")
    if kind != "trunk":
        return f"{name}@{account.id}"
    found = account.find(Reference("trunk", thing))
    if found is None:
        raise NotOnStage(f'there is no trunk "{thing}".')
    return f"{name}@{found.owner.id}"


def _mailbox(account: Account, name: str) -> str:
    kind, _, thing = name.partition(".")
    reference = Reference(kind, thing)
    if kind not in ("mailbox", "user") or account.find(reference) is None:
        raise NotOnStage(f'"{name}" is no mailbox; write `mailbox.<name>` or `user.<name>`.')
    return account.mailbox_id(reference)


# --- names ------------------------------------------------------------------------------------


def names_of(account: Account) -> Names:
    """What people of the account call the subjects of events."""
    known = {f"{name}@{account.realm}": name for name in account.devices}
    known |= {long: short for short, long in gateway_ids(account).items()}
    for kind, section in (("user", "users"), ("mailbox", "mailboxes")):
        for name in account.document.section(section):
            reference = Reference(kind, name)
            box = account.mailbox_id(reference)
            known |= {box: str(reference)} if box else {}
    owners = {one.id for one in account.lineage()}

    def name(text: str) -> str:
        owner, slash, media = text.partition("/")
        return media if slash and owner in owners else known.get(text, text)

    def subject(event: Event) -> str:
        parts = event.subject.split("+") if event.verb == "asks" else [event.subject]
        return "+".join(name(part) for part in parts)

    return subject
