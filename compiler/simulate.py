"""The simulator: what happens to a call, told without a switch, a clock or a die.

`simulate` runs the call program that a target writes down in its own tongue, against a `World` that
says who answers and what is pressed; the same call in the same world is the same story on every
machine. A call comes in as it does on the real system:

1. `account`, `device`, `raw.number`, `raw.name` and `raw.dialled` are set; called parties see the
   raw number and name until the program sets others;
2. a call from a phone enters the routine `from.<device>`, where the unit has one; any other has
   `caller.number` and `caller.name` filtered from the raw ones;
3. `dialled` is what was dialled; a phone or a transfer that dialled anything but digits, `*`, `#`
   and `+` is refused (`invalid`);
4. a phone that dialled a key of the table `emergency` goes where that says, before all else; other
   calls go to the block their entry names, or into the table of that name.

A call that runs on without end is cut after 5,000 operations and ends `runaway`. KeyError means
that the compiler itself is wrong: an address without a block. What the modules of
`compiler.simulation` decide for themselves, their docstrings say.
"""

from __future__ import annotations

from collections.abc import Mapping
from dataclasses import dataclass

from compiler.simulation.causes import code_of_cause
from compiler.simulation.machine import RUNAWAY, run
from compiler.simulation.reckoning import DROPPED
from compiler.simulation.thread import NEVER, Course, Shown, Thread
from compiler.simulation.world import Behaviour, Call, LiveName, World
from compiler.story import Event, Story
from schema.program import (
    Address,
    Block,
    End,
    Enter,
    Filter,
    Find,
    Jump,
    Op,
    Program,
    Terminator,
    Unit,
    Var,
)

__all__ = ["Behaviour", "Call", "LiveName", "Result", "World", "run_call", "simulate"]

PHONE = "phone"
TRANSFER = "transfer"
EMERGENCY = "emergency"
REFUSAL = Block("", (), End("invalid"))
OUTSIDE_CALLER = (
    Filter("caller.number", Var("raw.number")),
    Filter("caller.name", Var("raw.name"), "name"),
)
DIALLED = Filter("dialled", Var("raw.dialled"))


@dataclass(frozen=True, slots=True)
class Result:
    """A simulated call: its story, and the live values as it leaves them for the next one."""

    story: Story
    live: Mapping[LiveName, str]


def simulate(program: Program, call: Call, world: World) -> Story:
    """The story of a call in a world."""
    return _told(_finished(program, call, world))


def run_call(program: Program, call: Call, world: World) -> Result:
    """The story of a call in a world, and the live values behind it, for a call that follows."""
    caller = _finished(program, call, world)
    live = {**world.live, **caller.live} if caller.live else world.live
    return Result(_told(caller), live)


def _finished(program: Program, call: Call, world: World) -> Thread:
    """The caller's thread at the end of the call."""
    caller = Thread(
        course=Course(program, call, world),
        branch="",
        now=0,
        deadline=NEVER,
        unit=call.unit,
        block=_door(program.units[call.unit], call),
        variables=_raw_variables(call),
        live={},
        shown=Shown(call.caller_name, call.caller_number),
    )
    run(caller)
    return caller


def _raw_variables(call: Call) -> dict[str, str]:
    return {
        "account": call.unit,
        "device": call.device,
        "raw.number": call.caller_number,
        "raw.name": call.caller_name,
        "raw.dialled": call.dialled,
    }


def _door(unit: Unit, call: Call) -> Block:
    """The block before the program's first: how a call comes in."""
    if call.entry in (PHONE, TRANSFER) and DROPPED[DIALLED.keep].search(call.dialled):
        return REFUSAL
    return Block("", (*_caller_known(unit, call), DIALLED), _way_in(unit, call.entry))


def _caller_known(unit: Unit, call: Call) -> tuple[Op, ...]:
    if not call.device:
        return OUTSIDE_CALLER
    known = f"from.{call.device.partition('@')[0]}"
    return (Enter(Address(unit.name, known)),) if known in unit.blocks else ()


def _way_in(unit: Unit, entry: str) -> Terminator:
    table = EMERGENCY if entry == PHONE else entry
    to = Address(unit.name, entry)
    if table not in unit.tables or (entry != PHONE and entry in unit.blocks):
        return Jump(to)
    return Find(Address(unit.name, table), Var("dialled"), to)


def _told(caller: Thread) -> Story:
    """The caller's events with their end behind them."""
    cause = caller.cause
    unanswered = caller.answered is None and cause != RUNAWAY
    detail = str(caller.sip or code_of_cause(cause)) if unanswered else ""
    end = Event(caller.now, "ends", cause, detail, "", caller.block.origin)
    return Story((*caller.events, end))
