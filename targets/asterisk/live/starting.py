"""Starting a node's Asterisk: its base is written, a command of the installation starts it, and we
wait until all of it is there."""

from __future__ import annotations

import subprocess
import time
from collections.abc import Collection, Mapping, Sequence

from targets.asterisk.live.node import NodeLost
from targets.asterisk.live.node_files import PRIVATE, PUBLIC, TreeFiles
from targets.asterisk.live.node_link import Door, NodeLink

COMMANDING = 60.0
"""Seconds that the command may take which starts Asterisk."""

STARTING = 120.0
"""Seconds that Asterisk may take until all of it is there: it reads every object once."""

_PAUSE = 0.1
_LAST_WORDS = 500


def write_base(
    files: TreeFiles, base: Mapping[str, bytes], private: Collection[str]
) -> tuple[str, ...]:
    """Writes what differs of the files that are no account's. Their paths: while Asterisk runs, it
    has to be started again before they hold. NodeRefused, NodeLost."""
    differing = tuple(path for path, content in base.items() if files.read(path) != content)
    for path in differing:
        files.write(path, base[path], PRIVATE if path in private else PUBLIC)
    return differing


def start_asterisk(command: Sequence[str], door: Door, timeout: float = STARTING) -> None:
    """Runs the command that starts Asterisk and waits until it is there. NodeLost."""
    try:
        done = subprocess.run(
            list(command), stdin=subprocess.DEVNULL, capture_output=True, start_new_session=True,
            timeout=COMMANDING, check=False,
        )  # fmt: skip
    except (OSError, subprocess.TimeoutExpired) as error:
        raise NodeLost(f"The command that starts Asterisk failed: {error}.") from error
    if done.returncode:
        said = (done.stderr or done.stdout).decode("utf-8", "replace")[-_LAST_WORDS:].strip()
        raise NodeLost(f"The command that starts Asterisk failed ({done.returncode}): {said}")
    await_running(door, timeout)


def await_running(door: Door, timeout: float = STARTING) -> None:
    """Waits until all of Asterisk is there. NodeLost."""
    deadline = time.monotonic() + timeout
    while True:
        link = NodeLink(door, connecting=max(deadline - time.monotonic(), _PAUSE))
        try:
            link.run()
            return
        except NodeLost:
            if time.monotonic() + _PAUSE >= deadline:
                raise
            time.sleep(_PAUSE)
        finally:
            link.close()
