"""What the controller counts, for Prometheus: the one door to prometheus-client.

Accounts are counted and not named: ten thousand labels would make each scrape slow. `pbxc status`
names them.
"""

from __future__ import annotations

from prometheus_client import CollectorRegistry, Counter, Gauge, Histogram, generate_latest
from prometheus_client.exposition import CONTENT_TYPE_LATEST

CONTENT_TYPE = CONTENT_TYPE_LATEST
SECONDS = (0.001, 0.0025, 0.005, 0.01, 0.025, 0.05, 0.1, 0.2, 0.3, 0.5, 1, 2, 5, 10, 30, 60)


class Metrics:
    """One controller's figures."""

    def __init__(self) -> None:
        self._registry = CollectorRegistry()
        self.moves = self._counter("moves", "Accounts moved to a generation", "node", "result")
        self.commits = self._counter("commits", "Commits looked at", "result")
        self.healed = self._counter("healed", "Accounts brought back from drift", "node")
        self.lost = self._counter("node_lost", "Times a node stopped answering", "node")
        self.doorbell = self._counter("doorbell", "Times something was said to be new", "bell")
        self.failures = self._counter("failures", "Failures of the controller itself")
        self.downloads = self._counter("phone_downloads", "Requests for phones' files", "result")
        self.moving = self._histogram("move_seconds", "Time of a move", "node")
        self.compiling = self._histogram("compile_seconds", "Time from commit to generations")
        self.pushing = self._histogram("push_seconds", "Time from the bell to the last flip")
        self.stages = self._histogram("stage_seconds", "Time of one stage of a push", "stage")
        self.accounts = self._gauge("accounts", "Accounts by where they stand", "node", "standing")
        self.phones = self._gauge("phones", "Phones by what they have fetched", "state")
        self.up = self._gauge("node_up", "Whether a node answers", "node")
        self.looked = self._gauge("looked_timestamp_seconds", "When repositories were last read")
        self.checked = self._gauge(
            "checked_timestamp_seconds", "Last whole check of a node", "node"
        )

    def text(self) -> bytes:
        """All of it in Prometheus' text form."""
        return generate_latest(self._registry)

    def _counter(self, name: str, what: str, *labels: str) -> Counter:
        return Counter(f"pbxc_{name}", what, labels, registry=self._registry)

    def _gauge(self, name: str, what: str, *labels: str) -> Gauge:
        return Gauge(f"pbxc_{name}", what, labels, registry=self._registry)

    def _histogram(self, name: str, what: str, *labels: str) -> Histogram:
        return Histogram(f"pbxc_{name}", what, labels, registry=self._registry, buckets=SECONDS)
