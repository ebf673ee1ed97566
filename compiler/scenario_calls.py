"""From a scenario to a call and its world: people's names become the ids that the program knows.

A scenario says `anna-desk`, `north-1` and `mailbox.front-desk`; the program says
`anna-desk@harbour.example`, `north-1.harbour-e3b0c442` and `299@harbour-e3b0c442`. The same mapping
serves the simulator, `pbxc trace` and a real switch, and backwards the stories that they tell.
"""

from __future__ import annotations

from collections.abc import Iterator, Mapping
from dataclasses import dataclass, field
from datetime import UTC
from functools import cached_property
from typing import TYPE_CHECKING
from zoneinfo import ZoneInfo

from compiler.simulation.world import Behaviour, Call, LiveName, World
from compiler.story import Event, media_id
from schema.captions import caller_name
from schema.outbound import gateway_id
from schema.program import Origin, Route
from schema.references import Reference
from schema.scenario import PhoneBehaviour, Scenario
from schema.thing import Found
from schema.tree import Account, Tree

if TYPE_CHECKING:
    from schema.inventory import Inventory

OUTSIDE, INSIDE = "did", "phone"
LIMITS = ("calls", "inbound", "outbound")


class Unknown(LookupError):
    """A scenario names something that the account doesn't have: what it is, and what there is.

    `route` is where in the scenario it stands.
    """

    def __init__(self, what: str, name: str, known: tuple[str, ...], *route: str | int) -> None:
        super().__init__(f"there is no {what} {name}")
        self.what = what
        self.name = name
        self.known = known
        self.route: Route = route


@dataclass(frozen=True)
class Cast:
    """Everybody who may take part in an account's scenarios, by the names people use."""

    account: Account

    @cached_property
    def phones(self) -> Mapping[str, str]:
        """Endpoint id of each registering phone, by its full name."""
        realm = self.account.realm
        named = self.account.devices.values()
        return {one.name: f"{one.name}@{realm}" for one in named if one.device.registers}

    @cached_property
    def gateways(self) -> Mapping[str, str]:
        """Gateway id of each gateway that the account may use, by `<trunk>-<n>`; the nearest
        account's where two have the same name."""
        found: dict[str, str] = {}
        for owner in self.account.lineage():
            for name, trunk in owner.document.section("trunks").items():
                line = Found(trunk, owner, Origin(owner.path), Reference("trunk", name))
                for number in range(1, len(trunk.gateways) + 1):
                    found.setdefault(f"{name}-{number}", gateway_id(line, number))
        return found

    @cached_property
    def trunks(self) -> Mapping[str, str]:
        """The id of the account that each trunk belongs to, the nearest one's first."""
        found: dict[str, str] = {}
        for owner in self.account.lineage():
            for name in owner.document.section("trunks"):
                found.setdefault(name, owner.id)
        return found

    @cached_property
    def boxes(self) -> Mapping[str, str]:
        """Mailbox id of each mailbox, by its reference."""
        document = self.account.document
        references = [Reference("mailbox", name) for name in document.section("mailboxes")]
        references += [Reference("user", name) for name in self.account.users]
        ids = {str(one): self.account.mailbox_id(one) for one in references}
        return {name: box for name, box in ids.items() if box}


def prepare(account: Account, scenario: Scenario) -> tuple[Call, World]:
    """The call of a scenario and the world it meets. Unknown where it names what is not there."""
    cast = Cast(account)
    return _call(cast, scenario), _world(cast, scenario)


def _call(cast: Cast, scenario: Scenario) -> Call:
    account, written = cast.account, scenario.call
    at = scenario.at.replace(tzinfo=ZoneInfo(account.timezone)).astimezone(UTC)
    caller = written.from_
    if caller in cast.phones:
        named = account.devices[caller]
        number = named.user.extensions[0] if named.user and named.user.extensions else ""
        name = written.name or (caller_name(named.user.name) if named.user else named.name)
        to, device = written.to, cast.phones[caller]
        return Call(account.id, INSIDE, to, number, name, device, at, scenario.press)
    number = "" if caller == "anonymous" else caller
    if not _is_number(number):
        raise Unknown("phone", caller, tuple(cast.phones), "call", "from")
    to = _own_number(account, written.to)
    return Call(account.id, OUTSIDE, to, number, written.name or "", "", at, scenario.press)


def _is_number(text: str) -> bool:
    digits = text.removeprefix("+")
    return not text or (digits.isascii() and digits.isdecimal())


def _own_number(account: Account, written: str) -> str:
    """A number of the account as it comes in, `+` in front. Others come in as they are."""
    if not _is_number(written):
        raise Unknown("number", written, tuple(account.numbers()), "call", "to")
    return written if written.startswith("+") else f"+{written}"


def _world(cast: Cast, scenario: Scenario) -> World:
    phones: dict[str, Behaviour] = {}
    numbers: dict[str, Behaviour] = {}
    gateways: dict[str, Behaviour] = {}
    for name, written in scenario.phones.items():
        behaviour = behaviour_of(written)
        if name in cast.phones:
            phones[cast.phones[name]] = behaviour
        elif name in cast.gateways:
            gateways[cast.gateways[name]] = behaviour
        elif name and _is_number(name):
            numbers |= dict.fromkeys(_as_sent(name), behaviour)
        else:
            known = (*cast.phones, *cast.gateways)
            raise Unknown("phone, number or gateway", name, known, "phones", name)
    return World(
        phones=phones,
        numbers=numbers,
        gateways=gateways,
        live=dict(_live(cast.account, scenario)),
        busy=dict(_busy(cast, scenario)),
        full=frozenset(_full(cast, scenario)),
    )


def behaviour_of(written: PhoneBehaviour) -> Behaviour:
    """What the one who is called does; what is not said is as usual."""
    usual = Behaviour(written.does, written.after)
    return Behaviour(
        written.does,
        written.after,
        usual.talk if written.talk is None else written.talk,
        usual.presses if written.presses is None else written.presses,
    )


def _as_sent(number: str) -> tuple[str, ...]:
    """A number with and without its plus: which of them is sent is the trunk's affair."""
    return (number, number[1:]) if number.startswith("+") else (number,)


def _live(account: Account, scenario: Scenario) -> Iterator[tuple[LiveName, str]]:
    for name, value in scenario.state.items():
        owner, _, field = name.partition(" ")
        kind, _, thing = owner.partition(".")
        if not field or (kind, thing) not in _owners(account):
            known = tuple(f"{kind}.{thing}" for kind, thing in _owners(account))
            raise Unknown("live value", name, known, "state", name)
        yield (account.id, owner, field), value


def _owners(account: Account) -> frozenset[tuple[str, str]]:
    users = {("user", name) for name in account.users}
    schedules = {("schedule", name) for name in account.document.section("schedules")}
    return frozenset(users | schedules)


def _busy(cast: Cast, scenario: Scenario) -> Iterator[tuple[str, int]]:
    """Calls that are up already: `calls`, `inbound`, `outbound` of the account, or of a trunk."""
    for name, number in scenario.calls.items():
        short = name.removeprefix("trunk.")
        if name in LIMITS:
            yield f"{name}@{cast.account.id}", number
        elif name.startswith("trunk.") and short in cast.trunks:
            yield f"{name}@{cast.trunks[short]}", number
        else:
            known = (*LIMITS, *(f"trunk.{trunk}" for trunk in cast.trunks))
            raise Unknown("limit", name, known, "calls", name)


def _full(cast: Cast, scenario: Scenario) -> Iterator[str]:
    for index, name in enumerate(scenario.full):
        if name not in cast.boxes:
            raise Unknown("mailbox", name, tuple(cast.boxes), "full", index)
        yield cast.boxes[name]


# --- and back -----------------------------------------------------------------------------------


@dataclass(frozen=True)
class Names:
    """What people call the ids of a story, and where the things behind them are written."""

    by_id: Mapping[str, str]
    origins: Mapping[str, Origin] = field(default_factory=dict)

    def of(self, known: str) -> str:
        """What people call an id; the id itself where it has no other name."""
        return self.by_id.get(known, known)

    def origin(self, event: Event) -> Origin:
        """Where an event comes from; where it comes from a routine that is the same for everybody,
        the phone, gateway or mailbox that it tells of."""
        if event.origin.route:
            return event.origin
        thing = self.origins.get(event.subject) or self.origins.get(event.detail)
        return thing or event.origin

    def __call__(self, event: Event) -> str:
        """What people call the subject of an event, as scenarios write it."""
        if event.verb == "asks":
            return "+".join(self.of(part) for part in event.subject.split("+"))
        return self.of(event.subject)


def names(inventory: Inventory) -> Names:
    """The names of everything that stories tell of."""
    found = {endpoint.id: endpoint.device for endpoint in inventory.endpoints}
    found |= {gateway.id: gateway.id.partition(".")[0] for gateway in inventory.gateways}
    found |= {box.id: box.reference for box in inventory.mailboxes}
    for audio in inventory.audio:
        is_sentence = bool(audio.spoken) and audio.media.name.startswith("say-")
        found[media_id(audio.media)] = audio.spoken if is_sentence else audio.media.name
    origins = {endpoint.id: endpoint.origin for endpoint in inventory.endpoints}
    origins |= {gateway.id: gateway.origin for gateway in inventory.gateways}
    origins |= {box.id: box.origin for box in inventory.mailboxes}
    return Names(found, origins)


def account_of(tree: Tree, number: str) -> Account | None:
    """The account that a telephone number belongs to."""
    wanted = number if number.startswith("+") else f"+{number}"
    accounts = tree.accounts.values()
    return next((account for account in accounts if wanted in account.numbers()), None)
