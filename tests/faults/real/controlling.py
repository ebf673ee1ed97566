"""What one controller does in its life, from opening the installation to its end.

It is what `pbxc apply` does where no controller runs, and `pbxc serve` in its one thread for a node:
the same classes, called in the same order, so that its system calls can be counted.
"""

from __future__ import annotations

import os
import sys
import threading
import time
from dataclasses import dataclass
from datetime import datetime, timedelta, tzinfo
from pathlib import Path

from targets.asterisk.live.asterisk_node import AsteriskNode
from targets.asterisk.live.node import NodeError
from tenants.controller import deeds
from tenants.controller.control import Request
from tenants.controller.logs import open_log
from tenants.controller.opening import looked_into, opened
from tenants.controller.pushing import Asking
from tenants.controller.service import Service
from tenants.installation import Installation, read_installation
from tenants.key_file import Refused
from tenants.ledger import times

WHO = "torture"

REFUSED, CRASHED = 3, 4
"""The status of a controller that told why it can't go on, and of one that nobody expected to end."""

_TOLD = (Refused, NodeError, OSError)


@dataclass(frozen=True)
class Work:
    """What a controller is to do, and how patient it is with Asterisk, in seconds.

    "apply" brings about the newest commit, as a command asks for it, "push" with the words of a push,
    both in one thread. "serve" is `pbxc serve` with all of its threads, for `serving` seconds or until
    all is done. The first two look after every account where `checking`, and take away what is left
    over where `draining`. `shift` is how many seconds its clock is wrong.
    """

    what: str = "apply"
    answering: float = 2.0
    checking: bool = False
    draining: bool = False
    attempts: int = 6
    shift: float = 0.0
    serving: float = 6.0


def settings(config: Path) -> Installation:
    """The installation that a file describes."""
    installation = read_installation(config).installation
    assert installation is not None
    return installation


def warm(installation: Installation) -> None:
    """Loads what a controller loads when it first needs it, so that none of those to come has to."""
    with looked_into(installation, os.environ) as at:
        at.desk.recall(at.ledger.live_lock())
        at.desk.look()


def control(installation: Installation, work: Work) -> int:
    """A controller's life. Its status: 0, or REFUSED where something kept it from its work."""
    log = open_log(sys.stderr)
    deeds.PATIENCE = 3.0
    if work.shift:
        vars(times)["datetime"] = _wrong_clock(work.shift)
    try:
        with opened(installation, os.environ, WHO) as at:
            service = Service(at, log)
            for keeper in service.keepers.values():
                _hurry(keeper.node, work)
            done = _serve(service, work) if work.what == "serve" else _command(service, work)
            return 0 if done else REFUSED
    except _TOLD as reason:
        log.error("it ends: %s: %s", type(reason).__name__, reason)
        return REFUSED
    except BaseException:
        log.exception("it crashes")
        return CRASHED


def _wrong_clock(shift: float) -> type[datetime]:
    class Wrong(datetime):
        @classmethod
        def now(cls, tz: tzinfo | None = None) -> datetime:  # type: ignore[override]
            return datetime.now(tz) + timedelta(seconds=shift)

    return Wrong


def _hurry(node: AsteriskNode, work: Work) -> None:
    node._link.answering = work.answering
    node._link.connecting = max(work.answering, 1.0)


def _serve(service: Service, work: Work) -> bool:
    """As `pbxc serve`, with all of its threads, until nobody waits any more."""

    def end() -> None:
        deadline = time.monotonic() + work.serving
        while time.monotonic() < deadline and not (service.looked and _is_done(service)):
            time.sleep(0.05)
        service.stop.set()
        service.bell.ring("stop")

    threading.Thread(target=end, daemon=True).start()
    service.run()
    return not service.failure


def _is_done(service: Service) -> bool:
    return _is_moved(service) and _is_idle(service)


def _command(service: Service, work: Work) -> bool:
    """As a command, where no controller runs."""
    service.at.desk.recall(service.at.ledger.live_lock())
    done = _work(service, work)
    for keeper in service.keepers.values():
        keeper.node.close()
    return done


def _work(service: Service, work: Work) -> bool:
    keepers = service.keepers.values()
    if work.checking:
        for keeper in keepers:
            keeper.station.check_all()
    if work.what == "apply":
        list(deeds.answer(service, Request("apply", {"allow_large": True}), WHO))
    else:
        service.look(Asking())
    left = work.attempts
    while left and not (_is_done(service) if work.checking else _is_moved(service)):
        service.step()
        left -= all(k.condition.up for k in keepers) is False
    if work.draining:
        _drain(service)
    return _is_moved(service)


def _is_moved(service: Service) -> bool:
    return not any(keeper.station.waiting for keeper in service.keepers.values())


def _is_idle(service: Service) -> bool:
    """Whether every account was looked at since Asterisk was seen."""
    return not any(k.station._unchecked for k in service.keepers.values())


def _drain(service: Service) -> None:
    """Calls that were on their way when the doors were flipped have come in meanwhile."""
    time.sleep(0.2)
    for keeper in service.keepers.values():
        keeper.station._kept.clear()
        keeper.station._drain()
