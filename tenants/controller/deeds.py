"""What commands ask of the controller that runs, and how it is done: pause, roll back, apply, confirm."""

from __future__ import annotations

import time
from collections.abc import Generator, Iterator, Mapping
from typing import TYPE_CHECKING, Any, assert_never

from targets.asterisk.delivery.generation import Generation
from tenants.controller.control import Progress, Refusal, Reply, Request, Result
from tenants.controller.desk import Look
from tenants.controller.notices import NOTES
from tenants.controller.pausing import pause, resume
from tenants.controller.pushing import Asking
from tenants.controller.station import Wanted
from tenants.key_file import Refused
from tenants.ledger import Ledger, Push
from tenants.ledger.audit import Event as Line
from tenants.provisioning.told import Asked
from tenants.repository.lock import read_lock

if TYPE_CHECKING:
    from tenants.controller.service import Service

PATIENCE = 60.0
"""Seconds that we wait for nodes to have done what was asked."""


def answer(service: Service, request: Request, who: str) -> Iterator[Reply]:
    """Does it, and says how it goes."""
    match request.do:
        case "sync":
            yield from _sync(service, nodes=bool(request.fields.get("nodes", True)))
        case "pause" | "resume":
            yield _pause(service, request, who)
        case "apply":
            yield from _apply(service, request.fields, who)
        case "rollback":
            yield from _roll_back(service, request.fields, who)
        case "confirm":
            yield from _confirm(service, request.fields, who)
        case "tell":
            yield Result(_tell(service, request.fields, who))
        case "bootstrap":
            yield Result(_issued(service, service.phone_desk.bootstrap(request.fields, who), who))
        case "onboard":
            yield Result(_linked(service, service.phone_desk.onboard(request.fields, who), who))
        case _:
            assert_never(request.do)


def _sync(service: Service, *, nodes: bool) -> Iterator[Reply]:
    """Has the repositories, and perhaps every node, looked at as soon as there is time."""
    for keeper in service.keepers.values() if nodes else ():
        keeper.station.check_all()
        keeper.wake()
    service.bell.ring("sync" if nodes else "hook")
    yield Result({"rung": True})


def _pause(service: Service, request: Request, who: str) -> Reply:
    ledger = service.at.ledger
    if request.do == "pause":
        return pause(ledger, service.audit, request, who)
    result = resume(ledger, service.audit, request, who)
    service.bell.ring("sync")
    return result


def _apply(service: Service, fields: Mapping[str, Any], who: str) -> Iterator[Reply]:
    """Brings about what a plan says, or what is newest, and waits until every node has done it."""
    asking = Asking(
        "apply", who, str(fields.get("plan", "")), int(fields.get("confirm_within", 0)),
        tuple(fields.get("only", ())), tuple(map(tuple, fields.get("moves", ()))),
    )  # fmt: skip
    at = read_lock(fields["commits"]) if fields.get("commits") else None
    yield Progress("compiling")
    look = service.look(asking, at=at, allow_large=bool(fields.get("allow_large")))
    yield from _await(service)
    yield Result(told(look, service.at.ledger))


def _roll_back(service: Service, fields: Mapping[str, Any], who: str) -> Iterator[Reply]:
    """Each account to an older generation; its commit is not tried again."""
    ledger = service.at.ledger
    account = _account(ledger, str(fields.get("account", "")))
    generation = older(ledger, account, str(fields.get("generation", "")))
    bad = [place.pushed.push for place in ledger.places(account) if place.pushed]
    push = take_back(ledger, generation, who)
    nodes = {place.node for place in ledger.places(account)}
    for name in nodes & service.keepers.keys():
        service.keepers[name].station.want([Wanted(generation, push)])
        service.keepers[name].wake()
    yield from _await(service)
    reached = [place.node for place in ledger.places(account) if place.live == generation.id]
    if set(reached) != nodes:
        yield Refusal(f"Not every node could go back to {generation.id}: see pbxc status.")
        return
    for commit in {one.commit for one in bad} - {push.commit}:
        service.notices.say(commit, f"{ledger.accounts.of(account).label}: {who} took it back")
    service.bell.ring(NOTES)
    branch = ""
    if fields.get("propose_revert") and bad:
        branch = yield from _propose(service, bad[0].commit, push)
    done = {"generation": generation.id, "nodes": sorted(reached), "branch": branch}
    yield Result({"account": account, **done})


def _propose(service: Service, bad: str, good: Push) -> Generator[Reply, None, str]:
    """Writes a branch with a commit that takes back what was taken back here. Its name, or nothing."""
    with service.turn:
        for repository in service.at.repositories.all():
            if not (repository.objects.has(bad) and repository.objects.has(good.commit)):
                continue
            branch = service.at.platform.branch
            made = repository.propose_revert(good.commit, bad, branch, why=f"Asked by {good.who}.")
            if made.outcome.ok:
                return made.branch
            yield Progress(f"the revert can't be written: {made.outcome.reason}")
    return ""


def _confirm(service: Service, fields: Mapping[str, Any], who: str) -> Iterator[Reply]:
    ledger = service.at.ledger
    named = str(fields.get("account", ""))
    only = _account(ledger, named) if named else ""
    places = [place for place in ledger.places() if not only or place.account == only]
    done = [place for place in places if ledger.accept(place.node, place.account)]
    for place in done:
        name = ledger.accounts.of(place.account).label
        service.audit.write(Line(who, "confirm", "live", name, place.node))
    yield Result({"confirmed": sorted({place.account for place in done})})


def _linked(service: Service, said: Mapping[str, Any], who: str) -> Mapping[str, Any]:
    """Writes down that a link was made for a soft phone: it is as good as its password."""
    phone = service.phone_desk.phones.phone(said["phone"])
    if phone is not None:
        name = service.at.ledger.accounts.of(phone.phone.account).label
        service.audit.write(Line(who, "issue", "done", account=name))
    return said


def _issued(service: Service, said: Mapping[str, Any], who: str) -> Mapping[str, Any]:
    """Writes down that addresses for first contacts were issued: they are as good as passwords."""
    phones = service.phone_desk.phones.wanted
    for account in sorted({phones[id].phone.account for id in said["tokens"] if id in phones}):
        name = service.at.ledger.accounts.of(account).label
        service.audit.write(Line(who, "issue", "done", account=name))
    return said


def _tell(service: Service, fields: Mapping[str, Any], who: str) -> Mapping[str, Any]:
    """Has phones told of their files, or start anew, as soon as they aren't in a call."""
    asked: Asked = "reboot" if fields.get("reboot") else "tell"
    told = service.teller.ask([str(one) for one in fields.get("phones", ())], asked)
    for account in sorted(set(told.values())):
        name = service.at.ledger.accounts.of(account).label
        service.audit.write(Line(who, "tell", "done", account=name))
    return {"phones": list(told)}


def _await(service: Service) -> Iterator[Reply]:
    """Waits until nobody waits any more; does the work itself where no threads do."""
    deadline = time.monotonic() + PATIENCE
    shown = -1
    while left := sum(keeper.station.waiting for keeper in service.keepers.values()):
        if time.monotonic() > deadline:
            yield from _give_up(service, left)
            return
        if left != shown:
            shown = left
            yield Progress(f"{left} {'account' if left == 1 else 'accounts'} to go")
        if service.serving:
            time.sleep(0.005)
        else:
            service.step()


def _give_up(service: Service, left: int) -> Iterator[Reply]:
    for name, keeper in service.keepers.items():
        if keeper.condition.why:
            yield Progress(f"{name}: {keeper.condition.why}")
    yield Progress(f"{left} still to go; they follow when their node answers")


# --- shared with commands that work without a controller that runs -------------------------------


def older(ledger: Ledger, account: str, name: str) -> Generation:
    """A generation of an account: by its name, or the one that was live before. Refused."""
    if name:
        try:
            return ledger.generations.load(account, name)
        except KeyError:
            raise Refused(f"There is no generation {name} of it: see pbxc history.") from None
    live = {place.live for place in ledger.places(account)}
    for move in ledger.history(account, 200):
        if move.generation in live and move.previous and move.previous not in live:
            return ledger.generations.load(account, move.previous)
    raise Refused("There is no generation before this one: see pbxc history.")


def take_back(ledger: Ledger, generation: Generation, who: str) -> Push:
    """Writes down that an account goes back: what is live now isn't tried again by itself."""
    account = generation.account
    for place in ledger.places(account):
        if place.pushed is not None and place.live and place.live != generation.id:
            why = f"{who} went back to {generation.id}"
            ledger.refusals.refuse(account, place.pushed.push.commit, why, place.live)
    kept = [one for one in ledger.generations.list(account) if one.id == generation.id]
    commit = kept[0].pushed.push.commit if kept and kept[0].pushed else ""
    push = Push(commit, what="rollback", who=who)
    ledger.prepare(push, [generation])
    return push


def told(look: Look, ledger: Ledger) -> Mapping[str, Any]:
    """What came of an apply: where each account stands, and what keeps others back."""
    held = {**look.choice.held, **look.choice.absent}
    return {
        "places": [
            {
                "node": p.node,
                "account": ledger.accounts.of(p.account).path,
                "account_id": p.account,
                "live": p.live,
            }
            for p in ledger.places()
        ],
        "held": {path: [one.message for one in found] for path, found in held.items()},
    }


def _account(ledger: Ledger, text: str) -> str:
    """The id of the account that somebody means; empty for all. Refused."""
    if not text:
        return ""
    found = ledger.accounts.find(text)
    if found is None:
        raise Refused(f"There is no account {text} here: see pbxc status.")
    return found.id
