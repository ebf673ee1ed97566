"""A machine with an Asterisk, in memory: what is on its disk, and what is running.

Semantics are those measured on Asterisk 22: a start or a reload reads files and nothing else, the
first of two lines for one place wins, a context that was added over the manager interface in more
than one step stays behind empty after a reload, and `Success` proves nothing.
"""

from __future__ import annotations

from dataclasses import dataclass, field
from functools import lru_cache

from targets.asterisk.delivery.generation import HINT, Act, Line, Row, RowKey
from tests.faults.calls import LOST, Call
from tests.faults.pool import REFUSED, UNHOLDABLE, Steps


@lru_cache(8192)
def parsed(content: bytes) -> dict[str, Steps]:
    """A dialplan file as Asterisk reads it: bad lines are skipped, the first of two wins."""
    contexts: dict[str, dict[tuple[str, int], Act]] = {}
    steps: dict[tuple[str, int], Act] = {}
    for line in content.decode().splitlines():
        if line.startswith("["):
            steps = contexts.setdefault(line[1 : line.index("]")], {})
        elif line.startswith("exten => "):
            extension, priority, rest = line[9:].split(",", 2)
            if priority == "hint":
                steps.setdefault((extension, HINT), Act(rest, ""))
                continue
            application, _, data = rest.partition("(")
            data = data.removesuffix(")").replace("\\;", ";")
            steps.setdefault((extension, int(priority)), Act(application, data))
    return dict(contexts)


@dataclass
class Site:
    """The disk and the running Asterisk. `said` are what each module read of its files."""

    files: dict[str, bytes] = field(default_factory=dict)
    rows: dict[str, dict[RowKey, Row]] = field(default_factory=dict)
    recordings: dict[str, str] = field(default_factory=dict)
    contexts: dict[str, dict[tuple[str, int], Act]] = field(default_factory=dict)
    adds: dict[str, int] = field(default_factory=dict)
    said: dict[str, bytes] = field(default_factory=dict)
    stale: set[RowKey] = field(default_factory=set)
    calls: list[Call] = field(default_factory=list)
    lines: dict[str, tuple[Line, ...]] = field(default_factory=dict)
    run: int = 1

    def restart(self) -> None:
        """Asterisk dies and comes up: calls are over, files are all that it knows."""
        self.run += 1
        self.calls.clear()
        self.contexts = self.filed()
        self.adds.clear()
        self.lines.clear()
        self.stale.clear()
        self.said = {p: data for p, data in self.files.items() if not p.startswith("dialplan/")}

    def filed(self) -> dict[str, dict[tuple[str, int], Act]]:
        """The contexts that the files make."""
        contexts: dict[str, dict[tuple[str, int], Act]] = {}
        for path in sorted(path for path in self.files if path.startswith("dialplan/")):
            for name, steps in parsed(self.files[path]).items():
                held = {key: act for key, act in steps.items() if holds(act)}
                contexts[name] = {**held, **contexts.get(name, {})}
        return contexts

    def reload_dialplan(self) -> None:
        """`dialplan reload`, as somebody may type it."""
        filed = self.filed()
        for name in self.contexts.keys() - filed.keys():
            if self.adds.get(name, 0) > 1:
                filed[name] = {}
        self.contexts = filed
        self.lines.clear()

    def lines_of(self, context: str) -> tuple[Line, ...]:
        """What `ShowDialPlan` tells of a context."""
        found = self.lines.get(context)
        if found is None:
            steps = self.contexts[context].items()
            found = tuple(Line(name, priority, *act) for (name, priority), act in steps)
            self.lines[context] = found
        return found

    def put(self, context: str, extension: str, priority: int, act: Act) -> None:
        """`DialplanExtensionAdd` with `Replace: yes`."""
        self.contexts.setdefault(context, {})[extension, priority] = act
        self.adds[context] = self.adds.get(context, 0) + 1
        self.lines.pop(context, None)

    def drop(self, context: str, extension: str, priority: int) -> None:
        """`DialplanExtensionRemove`; a context stays without its last step."""
        steps = self.contexts.get(context)
        if steps is not None:
            steps.pop((extension, priority), None)
            self.lines.pop(context, None)

    def remove(self, context: str) -> None:
        """`dialplan remove context`."""
        self.contexts.pop(context, None)
        self.adds.pop(context, None)
        self.lines.pop(context, None)

    def look_up(self, context: str, extension: str, priority: int) -> Act:
        """The step that wins: a literal, else a pattern."""
        return winning(self.contexts.get(context, {}), extension, priority) or LOST


def holds(act: Act) -> bool:
    """Whether Asterisk takes such a step at all."""
    return act.application != REFUSED and UNHOLDABLE not in act.data


def winning(steps: Steps, extension: str, priority: int) -> Act | None:
    """The step that a call finds: of the literal, if there is one; else of the pattern that fits."""
    if (found := steps.get((extension, priority))) is not None or (extension, 1) in steps:
        return found
    return steps.get(("_+X." if extension[0] == "+" else "_X.", priority))
