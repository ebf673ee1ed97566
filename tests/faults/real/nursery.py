"""The parent of the controllers that are struck: it has all of their program loaded, and forks.

It is a process of its own with a single thread, told by lines of JSON what to do, and telling so what
came of it. While a controller is held at a system call, whoever asked may do whatever it likes.

    ask     {"work": {...}, "strike": {...} or null}
    told    {"held": name of the call}       answered by an empty line: it goes on; "kill": it doesn't
    told    {"status": ..., "counts": {...}, "struck": ..., "seconds": ...}
"""

from __future__ import annotations

import dataclasses
import json
import os
import signal
import subprocess
import sys
import time
from collections import Counter
from collections.abc import Callable, Mapping
from pathlib import Path
from types import TracebackType
from typing import Any, Self, TextIO

from tests.faults.real import ptrace
from tests.faults.real.controlling import Work, control, settings, warm
from tests.faults.real.tracing import Outcome, Strike, Tracer

Hold = Callable[[str], None]


def serve(config: Path, log: Path, asked: TextIO, told: TextIO) -> None:
    """Until nobody asks any more."""
    installation = settings(config)
    warm(installation)
    descriptor = os.open(log, os.O_WRONLY | os.O_CREAT | os.O_APPEND, 0o600)
    os.dup2(descriptor, 2)
    for line in asked:
        request = json.loads(line)
        work = Work(**request["work"])
        strike = Strike(**request["strike"]) if request["strike"] else None
        began = time.monotonic()
        pid = os.fork()
        if pid == 0:
            if strike is not None:
                ptrace.be_traced(strike.calls)
            os._exit(control(installation, work))
        outcome = _watch(pid, strike, asked, told)
        answer = vars(outcome) | {"seconds": time.monotonic() - began}
        print(json.dumps(answer), file=told, flush=True)


def _watch(pid: int, strike: Strike | None, asked: TextIO, told: TextIO) -> Outcome:
    if strike is None:
        _, status = os.waitpid(pid, 0)
        return Outcome(os.waitstatus_to_exitcode(status))

    def hold(name: str) -> None:
        print(json.dumps({"held": name}), file=told, flush=True)
        if asked.readline().strip() == "kill":
            os.kill(pid, signal.SIGKILL)

    return Tracer(pid, strike, hold).watch()


@dataclasses.dataclass(frozen=True)
class Life:
    """How a controller ended, and after how long."""

    status: int
    counts: Counter[str]
    struck: str
    seconds: float
    trace: list[tuple[str, str]] = dataclasses.field(default_factory=list)

    @property
    def calls(self) -> int:
        """How many calls were counted."""
        return sum(self.counts.values())


class Nursery:
    """The process, from outside; a context manager. `program` is the folder of another program."""

    def __init__(
        self, config: Path, log: Path, environment: Mapping[str, str], program: Path | None = None
    ) -> None:
        command = [sys.executable, "-m", "tests.faults.real.nursery", str(config), str(log)]
        self._process = subprocess.Popen(
            command, stdin=subprocess.PIPE, stdout=subprocess.PIPE, text=True,
            env=dict(environment), start_new_session=True, cwd=program,
        )  # fmt: skip

    def run(self, work: Work, strike: Strike | None = None, hold: Hold | None = None) -> Life:
        """One controller's life. `hold` is called while it waits at a call; it dies there where that
        raises Killed."""
        self._send(
            json.dumps({"work": dataclasses.asdict(work),
                        "strike": dataclasses.asdict(strike) if strike else None})
        )  # fmt: skip
        while "held" in (told := self._hear()):
            try:
                if hold is not None:
                    hold(told["held"])
                self._send("")
            except Killed:
                self._send("kill")
        trace = [(name, file) for name, file in told["trace"]]
        return Life(told["status"], Counter(told["counts"]), told["struck"], told["seconds"], trace)

    def close(self) -> None:
        """Ends it, and whatever it watches."""
        self._process.kill()
        self._process.wait()
        for stream in (self._process.stdin, self._process.stdout):
            if stream is not None:
                stream.close()

    def _send(self, line: str) -> None:
        assert self._process.stdin is not None
        self._process.stdin.write(line + "\n")
        self._process.stdin.flush()

    def _hear(self) -> dict[str, Any]:
        assert self._process.stdout is not None
        line = self._process.stdout.readline()
        if not line:
            raise RuntimeError("the parent of the controllers has ended")
        answer: dict[str, Any] = json.loads(line)
        return answer

    def __enter__(self) -> Self:
        return self

    def __exit__(
        self,
        kind: type[BaseException] | None,
        error: BaseException | None,
        at: TracebackType | None,
    ) -> None:
        self.close()


class Killed(Exception):
    """The controller that is held is to die where it is."""


if __name__ == "__main__":
    serve(Path(sys.argv[1]), Path(sys.argv[2]), sys.stdin, sys.stdout)
