"""Other processes that use a state folder, as `python -m tests.tenants.ledger.processes WHAT STATE`."""

from __future__ import annotations

import subprocess
import sys
from collections.abc import Iterator
from contextlib import contextmanager
from pathlib import Path

from tenants.ledger import Fence, Ledger, LedgerError, Push
from tenants.ledger.audit import Audit, Event
from tests.tenants.ledger.generations import ACCOUNT, NODE, generation

REPOSITORY = Path(__file__).resolve().parents[3]


@contextmanager
def process(what: str, state: Path) -> Iterator[subprocess.Popen[str]]:
    """A process that does something with a state folder; it ends with the block."""
    command = [sys.executable, "-m", "tests.tenants.ledger.processes", what, str(state)]
    with subprocess.Popen(
        command, cwd=REPOSITORY, stdin=subprocess.PIPE, stdout=subprocess.PIPE, text=True
    ) as started:
        try:
            yield started
        finally:
            started.kill()


def heard(started: subprocess.Popen[str]) -> str:
    """The next line it says; empty at its end."""
    assert started.stdout is not None
    return started.stdout.readline().strip()


def say(text: str) -> None:
    """Says a line to who started us."""
    print(text, flush=True)


def hold(state: Path) -> None:
    """Holds the fence, and with each line that comes tries to write."""
    with Fence.take(state, "pbxc serve") as fence:
        ledger = Ledger.open(state, fence)
        say("holding")
        for line in sys.stdin:
            try:
                ledger.begin(NODE, ACCOUNT, generation(line.strip()))
                say("written")
            except LedgerError as error:
                say(f"{type(error).__name__}: {error}")


def write(state: Path) -> None:
    """Moves an account without end, and says each move before it and each confirmation after it."""
    with Fence.take(state, "pbxc serve") as fence:
        ledger = Ledger.open(state, fence)
        for number in range(1_000_000):
            wanted = generation(str(number))
            ledger.prepare(Push(str(number)), [wanted])
            say(f"begin {number}")
            ledger.begin(NODE, ACCOUNT, wanted)
            ledger.confirm(NODE, ACCOUNT, wanted)
            say(f"live {number}")


def tell(state: Path) -> None:
    """Writes the audit log without end, and says each line after it is written."""
    audit = Audit(state)
    for number in range(1, 1_000_000):
        audit.write(Event(who="pbxc serve", what="apply", result="live"))
        say(str(number))


if __name__ == "__main__":
    {"hold": hold, "write": write, "tell": tell}[sys.argv[1]](Path(sys.argv[2]))
