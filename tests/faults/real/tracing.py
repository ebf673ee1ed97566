"""A controller that is struck at one of its system calls: killed there, told an error, or held."""

from __future__ import annotations

import contextlib
import errno
import os
import signal
from collections import Counter
from collections.abc import Callable
from dataclasses import dataclass, field

from tests.faults.real import ptrace

CHANGING = (
    "write", "pwrite64", "sendto", "sendmsg", "connect", "flock", "fsync", "fdatasync",
    "ftruncate", "rename", "renameat", "renameat2", "mkdir", "mkdirat", "unlink", "unlinkat",
    "fchmod", "fchown", "openat",
)  # fmt: skip
"""The calls that change something outside, and `openat`, which may."""

ALL = tuple(ptrace.CALLS)


@dataclass(frozen=True)
class Strike:
    """What happens at the n-th (from 0) of some system calls, counted over all threads.

    `what` is "kill", "hold", the name of an error such as "ENOSPC", or nothing, which only counts.
    `lasting`: the error is that of every later such call too, as on a disk that is full.
    """

    what: str = ""
    at: int = -1
    calls: tuple[str, ...] = CHANGING
    lasting: bool = False


@dataclass
class Outcome:
    """How it ended: the status, the calls by name, and the name of the one that was struck.

    Where nothing strikes, `trace` are all calls in order, each with the file it is about.
    """

    status: int = 0
    counts: Counter[str] = field(default_factory=Counter)
    struck: str = ""
    trace: list[tuple[str, str]] = field(default_factory=list)


class Tracer:
    """Watches one child from its first system call to its end. `hold` is called while it waits."""

    def __init__(self, pid: int, strike: Strike, hold: Callable[[str], None]) -> None:
        self._pid = pid
        self._strike = strike
        self._hold = hold
        self._passed = 0
        self.outcome = Outcome()

    def watch(self) -> Outcome:
        """Until the child has ended."""
        ptrace.begin(self._pid)
        while True:
            thread, status = ptrace.next_stop()
            if os.WIFSTOPPED(status):
                with contextlib.suppress(ProcessLookupError):
                    self._stopped(thread, status)
            elif thread == self._pid:
                self.outcome.status = os.waitstatus_to_exitcode(status)
                return self.outcome

    def _stopped(self, thread: int, status: int) -> None:
        if name := ptrace.call_of(thread, status):
            self._about_to(thread, name)
        ptrace.go_on(thread, ptrace.signal_of(status))

    def _about_to(self, thread: int, name: str) -> None:
        at, self._passed = self._passed, self._passed + 1
        self.outcome.counts[name] += 1
        strike = self._strike
        if not strike.what:
            self.outcome.trace.append((name, ptrace.file_of(thread)))
        elif at == strike.at or (at > strike.at and strike.lasting):
            self.outcome.struck = self.outcome.struck or name
            self._strike_at(thread, name)

    def _strike_at(self, thread: int, name: str) -> None:
        match self._strike.what:
            case "kill":
                os.kill(self._pid, signal.SIGKILL)
            case "hold":
                self._hold(name)
            case error:
                ptrace.spoil(thread, getattr(errno, error))
