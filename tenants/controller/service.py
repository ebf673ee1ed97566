"""`pbxc serve`: what is pushed goes live, for as long as this runs.

One thread looks at repositories, whenever the bell is rung and every now and then without it. Each
node has a thread of its own. So a node that is slow, or away, keeps nobody back; and while one
account's commit is refused, all others go on.
"""

from __future__ import annotations

import contextlib
import gc
import logging
import ssl
import threading
import time
from collections.abc import Iterator, Mapping
from dataclasses import dataclass, field

from tenants.controller import deeds
from tenants.controller.control import ControlServer, Reply, Request
from tenants.controller.desk import Look
from tenants.controller.doorbell import Doorbell
from tenants.controller.events import Event
from tenants.controller.figures import read_figures
from tenants.controller.findings import Findings, newly_taken
from tenants.controller.housekeeping import Housekeeping
from tenants.controller.keeper import Keeper
from tenants.controller.logs import tell
from tenants.controller.metrics import CONTENT_TYPE, Metrics
from tenants.controller.notices import NOTES, Notices
from tenants.controller.opening import Opened
from tenants.controller.phone_desk import PhoneDesk
from tenants.controller.pushing import Asking, names_of, wishes
from tenants.controller.records import audit_of
from tenants.controller.systemd import ServiceManager
from tenants.controller.teller import Teller
from tenants.controller.watched import Watched
from tenants.controller.web import Answers, Webhook, WebServer
from tenants.ledger.audit import Audit
from tenants.ledger.audit import Event as Deed
from tenants.repository.lock import Lock
from tenants.repository.repository import FetchOutcome, Repository

SORTING_EVERY = 500
"""Looks after which what became rubbish among the values of accounts is looked for again."""
BEAT = 5.0
"""Seconds between signs of life."""

STUCK = 120.0
"""Seconds without a sign of life of the looking thread after which all is not well."""


@dataclass
class Service:
    """The controller of one installation."""

    at: Opened
    log: logging.Logger
    manager: ServiceManager = field(default_factory=ServiceManager)
    metrics: Metrics = field(default_factory=Metrics)
    bell: Doorbell = field(default_factory=Doorbell)
    stop: threading.Event = field(default_factory=threading.Event)
    failure: str = ""

    def __post_init__(self) -> None:
        state = self.at.installation.state
        self.audit = Audit(state)
        self.notices = Notices(lambda account: self.at.ledger.accounts.of(account).label)
        self.watched = Watched(lambda: self.bell.ring("watch"))
        self.findings = Findings(self.at.ledger, self.log, self.audit, self.notices)
        self.phone_desk = PhoneDesk(self.at, self.log, self.metrics)
        self.teller = Teller(self.at, self.phone_desk.phones, self.log, self.bell)
        self.keepers = {
            name: Keeper(site, self.at.ledger, self.hear, state)
            for name, site in self.at.sites.items()
        }
        self.alive = time.monotonic()
        self.looked = 0.0
        self.turn = threading.RLock()  # the desk and the repositories are one thread's at a time
        self._next_fetch = 0.0
        self.serving = False
        self._looks, self._next_sorting = 0, 1

    def run(self) -> None:
        """Serves until `stop` is set, then finishes what is under way."""
        with contextlib.ExitStack() as stack:
            stack.enter_context(ControlServer(self.at.installation.state, self.answer))
            stack.callback(self.phone_desk.close)
            self._open_web(stack)
            self.phone_desk.open(stack)
            self._watch(stack)
            self.serving = True
            threads = [self._start_keeper(keeper) for keeper in self.keepers.values()]
            threads.append(self._start_housekeeping())
            threads.append(self._start_teller())
            self._record(Deed("pbxc serve", "start", "done"))
            self.at.desk.recall(self.at.ledger.live_lock())
            self.bell.ring("start")
            self.manager.ready("looking at the repositories")
            self._look_on()
            self.manager.stopping()
            for keeper in self.keepers.values():
                keeper.wake()
            self.teller.wake()
            for thread in threads:
                thread.join(60)
            self.write_notes()
            self._record(Deed("pbxc serve", "stop", "failed" if self.failure else "done"))

    def step(self) -> None:
        """One step on every node, where no threads do it."""
        pauses = [keeper.step() for keeper in self.keepers.values()]
        time.sleep(min(min(pauses, default=0.0), 0.2))

    # --- looking ------------------------------------------------------------------------------

    def _look_on(self) -> None:
        while not self.stop.is_set():
            who = self.bell.wait(min(BEAT, max(self._next_fetch - time.monotonic(), 0.0)))
            self.alive = time.monotonic()
            self.manager.alive()
            due = self.alive >= self._next_fetch
            if self.stop.is_set():
                continue
            if not who:
                self.notices.hurry()
                self._set_aside()
            for one in who:
                self.metrics.doorbell.labels(one.split()[0]).inc()
            try:
                self.write_notes()
                if due or set(who) - {NOTES}:
                    self.look(
                        fetching=due
                        or any(one in OUTSIDE or one.startswith("webhook") for one in who),
                        rung=self.bell.rung,
                    )
            except Exception:
                self.metrics.failures.inc()
                self.log.exception("a look at the repositories failed")
                self.stop.wait(1)

    def _set_aside(self) -> None:
        """In a quiet moment, has Python look for rubbish no more among what stays: the values of
        every account. To look through them took a fifth of the time of a push."""
        if self._looks >= self._next_sorting:
            if self._next_sorting > 1:  # seconds, with thousands of accounts
                gc.unfreeze()
                gc.collect()
            self._next_sorting = self._looks + SORTING_EVERY
            gc.freeze()

    def look(
        self,
        asking: Asking | None = None,
        *,
        fetching: bool = True,
        at: Lock | None = None,
        allow_large: bool = False,
        rung: float | None = None,
    ) -> Look:
        """Looks at the repositories once, and has the nodes do what follows. `rung`: when the bell
        said so."""
        began = time.monotonic()
        asking = asking or Asking()
        with self.turn:
            if fetching:
                self._next_fetch = began + self.at.installation.poll
            for keeper in self.keepers.values():
                keeper.station.hush()
            self.at.desk.laps.start(rung)
            self.at.desk.laps.lap("bell")
            look = self.at.desk.look(
                Repository.fetch if fetching else self._fetch_local, at, allow_large
            )
            compiled = time.monotonic()
            self.metrics.compiling.observe(compiled - began)
            told = self.findings.take(look)
            self.metrics.commits.labels("taken").inc(len(newly_taken(look)))
            self.metrics.commits.labels("refused").inc(told)
            if look.wanted:
                self._send(look, asking)
            if self.serving:
                self.watched.follow(self.at.repositories.all())
        if self.notices.waiting:
            self.bell.ring(NOTES)
        self._looks += 1
        self.looked = time.time()
        self.metrics.looked.set(self.looked)
        return look

    def _fetch_local(self, repository: Repository) -> FetchOutcome:
        """What is on this machine is read in place; what is elsewhere waits for its turn."""
        if repository.is_mirror:
            return FetchOutcome("done") if repository.path.exists() else repository.fetch()
        return repository.fetch()

    def _send(self, look: Look, asking: Asking) -> None:
        ledger = self.at.ledger
        ledger.accounts.name(names_of(look))
        wanted = wishes(look, ledger, asking)
        self.at.desk.laps.lap("ledger")
        is_new = look.resolved.lock != self.at.desk.lock
        if is_new:
            self.notices.begin(look, wanted)
        for node, keeper in self.keepers.items():
            if node in look.bases:
                keeper.want(look.bases[node], wanted[node])
            elif is_new:
                tell(self.log, "the platform names no such node; it is left as it is",
                     level=logging.WARNING, node=node)  # fmt: skip
        self.at.desk.accept(look)
        self.phone_desk.take(look)
        if is_new or look.choice.held:
            ledger.set_live_lock(look.lock_text())
        if any(wanted.values()) or is_new:
            count = sum(map(len, wanted.values()))
            tell(self.log, "looked at the repositories", wanted=count, accounts=len(look.written),
                 stages=self._counted(self.at.desk.laps.took))  # fmt: skip

    # --- hearing what happens -----------------------------------------------------------------

    def hear(self, event: Event) -> None:
        """Something happened at a node: told in the log, written in the audit log, counted."""
        level = logging.WARNING if event.kind in LOUD else logging.INFO
        name = self.at.ledger.accounts.of(event.account).label if event.account else ""
        tell(self.log, SAID[event.kind], level=level, node=event.node, account=name,
             generation=event.generation, commit=event.push.commit[:10], why=event.why,
             ms=round(event.seconds * 1000) if event.seconds else None, changes=event.changes,
             stages=self._counted(event.stages))  # fmt: skip
        deed = audit_of(event, name)
        if deed is not None:
            self._record(deed)
        self._count(event)
        self.phone_desk.hear(event)
        if self.notices.note(event):
            self.bell.ring(NOTES)

    def _count(self, event: Event) -> None:
        metrics, node = self.metrics, event.node
        match event.kind:
            case "live" | "refused" | "undone":
                metrics.moves.labels(node, event.kind).inc()
                metrics.moving.labels(node).observe(event.seconds)
            case "healed":
                metrics.healed.labels(node).inc()
            case "lost":
                metrics.lost.labels(node).inc()
            case (
                "back" | "drained" | "waits" | "kept" | "restart-needed" | "started" | "drifted"
                | "mended"
            ):  # fmt: skip
                pass

    def _counted(self, stages: Mapping[str, float]) -> Mapping[str, float] | None:
        """What each stage took in milliseconds, for the log; counted for the figures."""
        for stage, seconds in stages.items():
            self.metrics.stages.labels(stage).observe(seconds)
        return {stage: round(seconds * 1000, 1) for stage, seconds in stages.items()} or None

    def _record(self, deed: Deed) -> None:
        self.audit.write(deed)

    def write_notes(self) -> None:
        """Writes the notes that are ready at their commits."""
        with self.turn:
            for why in self.notices.write(self.at.repositories.all()):
                tell(self.log, "a note can't be written", level=logging.WARNING, why=why)

    # --- around it ----------------------------------------------------------------------------

    def answer(self, request: Request, who: str) -> Iterator[Reply]:
        """What a command asks of us."""
        return deeds.answer(self, request, who)

    def health(self) -> Mapping[str, object]:
        """Whether all is well: the nodes answer, and we look at the repositories."""
        nodes = {name: keeper.condition.why or "up" for name, keeper in self.keepers.items()}
        looking = time.monotonic() - self.alive < STUCK
        well = looking and not self.failure and all(k.condition.up for k in self.keepers.values())
        return {"well": well, "nodes": nodes, "looking": looking, "looked": self.looked}

    def figures(self) -> tuple[bytes, str]:
        """What is counted, as Prometheus reads it."""
        nodes = {name: keeper.condition for name, keeper in self.keepers.items()}
        read_figures(self.metrics, self.at.ledger, nodes)
        self.phone_desk.read_figures()
        return self.metrics.text(), CONTENT_TYPE

    def _start_keeper(self, keeper: Keeper) -> threading.Thread:
        def work() -> None:
            try:
                keeper.run(self.stop)
            except (
                BaseException
            ) as error:  # another controller, a broken ledger: never half a service
                self.failure = f"{keeper.site.name}: {error}"
                self.log.exception("the service ends")
                self.stop.set()
                self.bell.ring("stop")

        thread = threading.Thread(target=work, name=f"node-{keeper.site.name}")
        thread.start()
        return thread

    def _start_housekeeping(self) -> threading.Thread:
        work = Housekeeping.of(self.at, self.turn, self.log)
        thread = threading.Thread(target=work.run, args=(self.stop,), name="housekeeping")
        thread.start()
        return thread

    def _start_teller(self) -> threading.Thread:
        thread = threading.Thread(target=self.teller.run, args=(self.stop,), name="teller")
        thread.start()
        return thread

    def _watch(self, stack: contextlib.ExitStack) -> None:
        """The branches of repositories on this machine are watched: a push is seen at once."""
        self.watched.start()
        stack.callback(self.watched.stop)
        self.watched.follow([self.at.repositories.at(self.at.platform.location)])

    def _open_web(self, stack: contextlib.ExitStack) -> None:
        listen = self.at.installation.listen
        if listen is None:
            return
        tls = None
        if listen.certificate is not None and listen.key is not None:
            tls = ssl.create_default_context(ssl.Purpose.CLIENT_AUTH)
            tls.load_cert_chain(listen.certificate, listen.key)
        hooks = tuple(Webhook(h.name, h.kind, h.secret()) for h in self.at.installation.webhooks)
        answers = Answers(self.health, self.figures, self.bell.ring, hooks)
        server = WebServer(answers, listen.address, listen.port, tls)
        server.start()
        stack.callback(server.stop)


OUTSIDE = ("start", "sync")
LOUD = ("refused", "lost", "undone", "restart-needed", "drifted", "healed", "mended")
SAID = {
    "live": "went live",
    "refused": "was refused; the last good generation is live",
    "healed": "had drifted and was brought back",
    "lost": "a node stopped answering",
    "back": "a node answers",
    "drained": "old contexts were taken away",
    "undone": "was not confirmed; the one before it is live",
    "waits": "is paused",
    "kept": "stays as it is",
    "restart-needed": "a node runs with older settings",
    "started": "Asterisk was started",
    "drifted": "drifted and can't be brought back",
    "mended": "something was damaged and is made anew",
}
