"""Calling outside: what was dialled, may it be called, and which trunk carries it.

Everything here is lowered once for an account. Entered with `dialled` set:

* `dial-as-caller`: with the rights of the phone that is calling; nobody's, for outside callers;
* `dial-number` (argument: the number): with the rights of the account, for numbers in YAML;
* `ring-number` (number, seconds, `1` to ask for a key): the same, on a branch of a ring.
"""

from __future__ import annotations

from collections.abc import Iterator, Sequence

from schema.calendars import enter_schedule
from schema.countries import country
from schema.lowering import OUTCOME, Writer, extend
from schema.number_plans import number_plan
from schema.program import (
    Address,
    Assign,
    Claim,
    Const,
    Cut,
    Dial,
    Enter,
    Entry,
    Find,
    Gateway,
    Join,
    Jump,
    Origin,
    Param,
    SetCaller,
    Switch,
    Terminator,
    Value,
    Var,
)
from schema.references import Reference
from schema.rewriting import Formatter
from schema.thing import Found
from schema.things.route import Route
from schema.things.trunk import Trunk, TrunkGateway

TRY_NEXT = ("congested", "unavailable")
LONGEST_RING = "180"


def lower_outbound(writer: Writer, origin: Origin) -> None:
    """Writes the account's outbound routines."""
    checked = writer.at("dial-checked")
    mine = Assign("dial.rights", Const("0"))
    writer.block("dial-as-caller", Assign("dial.rights", Var("rights")), end=Jump(checked))
    writer.block("dial-number", Assign("dialled", Param(1)), mine, end=Jump(checked))
    timing = (Assign("dial.seconds", Param(2)), Assign("dial.confirm", Param(3)))
    writer.block("ring-number", *timing, Assign("dialled", Param(1)), mine, end=Jump(checked))
    invalid = writer.block("dial-invalid", Assign("outcome", Const("invalid")))
    forbidden = writer.block("dial-forbidden", Assign("outcome", Const("forbidden")))
    plan = Enter(number_plan(writer))
    rights = writer.at("dial-rights")
    writer.block("dial-checked", plan, end=Switch(Var("class"), (("", invalid),), rights))
    first = lower_claims(writer, "outbound", origin, writer.at("dial-out"))
    cases = []
    for index, denied in enumerate(writer.account.rights):
        refused = tuple((name, forbidden) for name in sorted(denied))
        allowed = Switch(Var("class"), refused, first) if refused else Jump(first)
        cases.append((str(index), writer.block(f"rights.{index}", end=allowed, origin=origin)))
    writer.block("dial-rights", end=Switch(Var("dial.rights"), tuple(cases), forbidden))
    lower_routes(writer)


def lower_claims(
    writer: Writer, direction: str, origin: Origin, then: Address, full: Terminator | None = None
) -> Address:
    """Counts a call with the outside against every limit of the account and those above it; one too
    many goes on as `full` says, else returns `congested`."""
    limits = [
        (f"{what}@{account.id}", most)
        for account in writer.account.lineage()
        for what, most in (
            ("calls", account.grant.limits.calls),
            (direction, getattr(account.grant.limits, direction)),
        )
        if most is not None
    ]
    label = f"claim.{direction}.full"
    refuse = writer.block(label, Assign("outcome", Const("congested")), end=full, origin=origin)
    after = then
    for index, (group, most) in reversed(list(enumerate(limits))):
        fits = Switch(Var("fits"), (("1", after),), refuse)
        label = f"claim.{direction}.{index}"
        after = writer.block(label, Claim("fits", group, most), end=fits, origin=origin)
    return after


def lower_routes(writer: Writer) -> None:
    """Writes the choice of trunks, `dial-out`: the first route that fits, gateway by gateway."""
    routes: Sequence[Route] = writer.account.document.section("routes")
    restored = SetCaller(Var("caller.name"), Var("caller.number"), private=False)
    done = writer.block("dial-done", restored)
    none = writer.block("dial-nowhere", Assign("outcome", Const("congested")), end=Jump(done))
    shown = Switch(Var("shown"), (("", writer.at("dial-shown")),), writer.at("route.0"))
    number = Assign("shown", Var("out.number"))
    name = Assign("shown.name", Var("out.name"))
    hide = writer.block("dial-hidden", SetCaller(private=True), number, name, end=shown)
    show = writer.block("dial-open", SetCaller(private=False), number, name, end=shown)
    writer.block("dial-out", end=Switch(Var("out.private"), (("1", hide),), show))
    own = Assign("shown", Const(writer.account.main_number))
    ours = Assign("shown.name", Const(writer.account.shown_name))
    writer.block("dial-shown", own, ours, end=Jump(writer.at("route.0")))
    if not routes:
        lower_gateways(writer, "route.0", by_weight(writer), done, none)
        return
    for index, route in enumerate(routes):
        other = writer.at(f"route.{index + 1}") if index + 1 < len(routes) else none
        _lower_route(writer, f"route.{index}", index, route, other, done, none)


def by_weight(writer: Writer) -> list[Found]:
    """All usable trunks of the account and its ancestors, the lightest first."""
    found = [
        Found(trunk, owner, Origin(owner.path, ("trunks", name)), Reference("trunk", name))
        for owner in writer.account.lineage()
        for name, trunk in sorted(owner.document.section("trunks").items())
        if trunk.enabled
    ]
    return sorted(found, key=lambda one: one.thing.weight)


def _lower_route(
    writer: Writer,
    label: str,
    index: int,
    route: Route,
    other: Address,
    done: Address,
    none: Address,
) -> None:
    """One route: does the call fit its class, its prefixes, its hours; then its trunks."""
    origin = Origin(writer.account.path, ("routes", index))
    go = f"{label}.go"
    trunks = [writer.account.thing(reference) for reference in route.trunks]
    usable = [found for found in trunks if found.thing.enabled]
    shown = (Assign("shown", Const(route.caller_id)),) if route.caller_id else ()
    writer.block(go, *shown, end=Jump(writer.at(f"{label}.trunks")), origin=origin)
    lower_gateways(writer, f"{label}.trunks", usable, done, none)
    after = writer.at(go)
    if route.when:
        ask = enter_schedule(writer, route.when, None)
        is_open = Switch(Var("period"), (("open", after),), other)
        after = writer.block(f"{label}.when", ask, end=is_open, origin=origin)
    prefixes = [*route.match.prefix, *(f"+{country(c).calling_code}" for c in route.match.country)]
    if prefixes:
        entries = [Entry(f"{prefix}.", after, origin=origin) for prefix in sorted(set(prefixes))]
        table = writer.table(f"{label}.prefixes", entries)
        after = writer.block(
            f"{label}.prefix", end=Find(table, Var("number"), other), origin=origin
        )
    if route.match.class_:
        classes = tuple((name, after) for name in sorted(set(route.match.class_)))
        writer.block(label, end=Switch(Var("class"), classes, other), origin=origin)
    else:
        writer.block(label, end=Jump(after), origin=origin)


def lower_gateways(
    writer: Writer, label: str, trunks: Sequence[Found], done: Address, none: Address
) -> None:
    """Gateways one after the other, on to the next only when one is congested or unreachable."""
    lines = list(_lines(trunks))
    names = [label, *(f"{label}.{index}" for index in range(2, len(lines) + 1))]
    if not lines:
        writer.block(label, end=Jump(none))
    for index, (found, number, gateway) in enumerate(lines):
        after = writer.at(names[index + 1]) if index + 1 < len(lines) else none
        _lower_gateway(writer, names[index], found, number, gateway, after, done)


def _lines(trunks: Sequence[Found]) -> Iterator[tuple[Found, int, TrunkGateway]]:
    for found in trunks:
        for number, gateway in enumerate(found.thing.gateways, start=1):
            if gateway.enabled:
                yield found, number, gateway


def gateway_id(found: Found, number: int) -> str:
    """The endpoint id of a trunk's n-th gateway."""
    return f"{found.reference.name}-{number}.{found.owner.id}"


def _lower_gateway(
    writer: Writer,
    label: str,
    found: Found,
    number: int,
    gateway: TrunkGateway,
    after: Address,
    done: Address,
) -> None:
    """Writes number and caller as the carrier wants them, claims a line, dials."""
    trunk: Trunk = found.thing
    origin = extend(found.origin, "gateways", number - 1)
    again = Switch(OUTCOME, tuple((outcome, after) for outcome in TRY_NEXT), done)
    caller = SetCaller(
        name=Var("shown.name"),
        number=Var("shown.there"),
    )
    sent = _sent(gateway)
    target = Gateway(Const(gateway_id(found, number)), sent, gateway.progress_timeout)
    dial = writer.block(
        f"{label}.dial",
        caller,
        Dial(target, Var("dial.seconds"), Var("dial.confirm")),
        end=again,
        origin=origin,
    )
    if trunk.max_calls:
        claim = Claim("fits", f"trunk.{found.reference.name}@{found.owner.id}", trunk.max_calls)
        fits = Switch(Var("fits"), (("1", dial),), after)
        dial = writer.block(f"{label}.line", claim, end=fits, origin=origin)
    formatted = lower_formatter(writer, f"{label}.caller", trunk, trunk.caller_number, dial, origin)
    _lower_number(writer, label, trunk, formatted, after, origin)


def _sent(gateway: TrunkGateway) -> Value:
    parts: list[Const | Var | Param] = [Var("number.there")]
    if gateway.prefix:
        parts.insert(0, Const(gateway.prefix))
    if gateway.suffix:
        parts.append(Const(gateway.suffix))
    return Join(tuple(parts)) if len(parts) > 1 else parts[0]


def _lower_number(
    writer: Writer, label: str, trunk: Trunk, then: Address, after: Address, origin: Origin
) -> None:
    """The number as the trunk takes it; numbers that no rule of the trunk fits go elsewhere."""
    digits = Cut("number.digits", Var("number"), 1)
    if not trunk.rules:
        plain: Value = Var("number") if trunk.number_format == "e164" else Var("number.digits")
        writer.block(label, digits, Assign("number.there", plain), end=Jump(then), origin=origin)
        return
    entries = [
        Entry(pattern, then, capture="number.there", skip=rule.skip, origin=origin)
        for rule in trunk.rules
        for pattern in rule.patterns()
    ]
    unique = {entry.pattern: entry for entry in reversed(entries)}
    table = writer.table(f"{label}.rules", unique.values())
    writer.block(label, digits, end=Find(table, Var("number.digits"), after), origin=origin)


def lower_formatter(
    writer: Writer, label: str, trunk: Trunk, form: Formatter | None, then: Address, origin: Origin
) -> Address:
    """Our caller's number as the carrier wants it, in `shown.there`."""
    plain: Value = Var("shown") if trunk.number_format == "e164" else Var("shown.digits")
    keep = writer.block(
        f"{label}.plain", Assign("shown.there", plain), end=Jump(then), origin=origin
    )
    digits = Cut("shown.digits", Var("shown"), 1)
    if form is None:
        return writer.block(label, digits, end=Jump(keep), origin=origin)
    if form.value:
        return writer.block(
            label, Assign("shown.there", Const(form.value)), end=Jump(then), origin=origin
        )
    if form.regex is None:
        rest: Value = Join(
            (Const(form.prefix or ""), Var("shown.digits"), Const(form.suffix or ""))
        )
        return writer.block(
            label, digits, Assign("shown.there", rest), end=Jump(then), origin=origin
        )
    made = Join((Const(form.prefix or ""), Var("shown.kept"), Const(form.suffix or "")))
    fit = writer.block(f"{label}.fit", Assign("shown.there", made), end=Jump(then), origin=origin)
    entries = [
        Entry(pattern, fit, capture="shown.kept", skip=form.regex.skip, origin=origin)
        for pattern in form.regex.patterns()
    ]
    table = writer.table(f"{label}.numbers", entries)
    return writer.block(label, digits, end=Find(table, Var("shown.digits"), keep), origin=origin)
