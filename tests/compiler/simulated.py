"""Small hand-built programs, calls and worlds for the simulator's tests."""

from __future__ import annotations

from datetime import UTC, datetime

from compiler.simulate import Call, World, simulate
from compiler.story import Event
from schema.program import (
    PLATFORM,
    Address,
    Block,
    Const,
    Dial,
    End,
    Gateway,
    Legs,
    Media,
    Op,
    Origin,
    Phone,
    Program,
    Ring,
    Table,
    Terminator,
    Unit,
)

ACCOUNT = "harbour-1a2b3c4d"
REALM = "harbour.example"
NUMBER = "+19025550100"
CALLER = "+16475550123"
NOON = datetime(2026, 11, 24, 16, 0, tzinfo=UTC)  # noon of a Tuesday in Halifax
WELCOME = Media("harbour", "welcome")
SORRY = Media("harbour", "sorry")
WORLD = World()
OUT = End("normal", 480)


def at(label: str, unit: str = ACCOUNT) -> Address:
    """A label of the account."""
    return Address(unit, label)


def block(label: str, *ops: Op, end: Terminator = OUT) -> Block:
    """A block that ends the call where nothing else is said."""
    return Block(label, ops, end, Origin("harbour", ("callflows", label)))


def program(
    *blocks: Block, tables: tuple[Table, ...] = (), platform: tuple[Block, ...] = ()
) -> Program:
    """A program of one account, and routines of the platform."""
    account = Unit(
        ACCOUNT, {each.label: each for each in blocks}, {each.label: each for each in tables}
    )
    shared = Unit(PLATFORM, {each.label: each for each in platform})
    return Program({ACCOUNT: account, PLATFORM: shared})


def outside(*presses: str, dialled: str = NUMBER, at_time: datetime = NOON) -> Call:
    """A call from outside to the account's number."""
    return Call(ACCOUNT, "did", dialled, CALLER, "Zed", "", at_time, presses)


def inside(dialled: str, device: str = f"ben-desk@{REALM}") -> Call:
    """A call from one of the account's own phones."""
    return Call(ACCOUNT, "phone", dialled, "102", "Ben", device, NOON)


def phone(device: str) -> str:
    """The endpoint id of a device."""
    return f"{device}@{REALM}"


def ring_phone(device: str, seconds: str = "20", confirm: str = "") -> Dial:
    """Rings one of the account's phones."""
    return Dial(Phone(Const(phone(device))), Const(seconds), Const(confirm))


def dial(number: str, gateway: str = "carrier-1.master", seconds: str = "30") -> Dial:
    """Dials a number through a gateway."""
    return Dial(Gateway(Const(gateway), Const(number)), Const(seconds))


def ring(*labels: str, seconds: str = "20") -> Ring:
    """Rings legs side by side."""
    return Ring(Legs(labels), Const(seconds))


def events(program: Program, call: Call | None = None, world: World = WORLD) -> list[Event]:
    """The events of a call from outside, where no other call is given."""
    return list(simulate(program, call or outside(), world).events)


def told(program: Program, call: Call | None = None, world: World = WORLD) -> list[str]:
    """The story as `verb subject detail`, a leg's events with its branch in front."""
    return [_line(event) for event in events(program, call, world)]


def timed(program: Program, call: Call | None = None, world: World = WORLD) -> list[str]:
    """The story as `milliseconds verb subject`."""
    return [f"{e.at} {e.verb} {e.subject}".rstrip() for e in events(program, call, world)]


def after_ops(*ops: Op, call: Call | None = None, world: World = WORLD) -> list[str]:
    """The story of a call that does these operations and ends."""
    return told(program(block("did", *ops)), call, world)


def _line(event: Event) -> str:
    parts = (f"[{event.branch}]" if event.branch else "", event.verb, event.subject, event.detail)
    return " ".join(part for part in parts if part)
