"""What a process has used so far, as the kernel counts it."""

from __future__ import annotations

import os
import time
from contextlib import suppress
from pathlib import Path


def processor_seconds(pid: int) -> float:
    """The processor time of all threads that a process has now, to the microsecond."""
    total = 0
    for file in Path(f"/proc/{pid}/task").glob("*/schedstat"):
        with suppress(OSError):  # a thread that has just ended
            total += int(file.read_text().split()[0])
    return total / 1e9


def memory_megabytes(pid: int) -> float:
    """What it holds of the memory now."""
    pages = int(Path(f"/proc/{pid}/statm").read_text().split()[1])
    return pages * os.sysconf("SC_PAGE_SIZE") / 1e6


def wait_until_gone(pid: int) -> None:
    """Waits until nothing of a process that was ended is left, its sockets neither."""
    while Path(f"/proc/{pid}").exists():
        time.sleep(0.01)


def load_average() -> float:
    """How many processes wanted a processor over the last minute."""
    return os.getloadavg()[0]
