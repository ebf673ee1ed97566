"""The port to a node, in memory: every operation can fail before it, after it, and half way."""

from __future__ import annotations

from collections import Counter
from collections.abc import Collection, Mapping, Sequence
from typing import TYPE_CHECKING

from targets.asterisk.delivery.generation import Act, Line, Row, RowKey, Spot
from targets.asterisk.live.node import NodeLost, NodeRefused, Probe, Trial
from tests.faults.happenings import Moment
from tests.faults.pool import BROKEN, DEAD_END, FROM_TRUNK, REFUSED
from tests.faults.site import holds

if TYPE_CHECKING:
    from tests.faults.world import World


def kept_pin(row: Row, old: Row | None) -> Row:
    """A row that overwrites another: the PIN that somebody chose stays."""
    if old is None or "password" not in dict(row):
        return row
    return tuple(sorted({**dict(row), "password": dict(old).get("password", "")}.items()))


class ModelNode:
    """One controller's connection to the site of a world."""

    name = "main"

    def __init__(self, world: World, term: int) -> None:
        self.world = world
        self.site = world.site
        self.term = term

    def _read(self) -> None:
        fate = self.world.fate
        fate.left -= 1
        if fate.left <= 0:
            fate.happen(Moment.READ)

    def _ask(self) -> None:
        """Something that only a running Asterisk can answer."""
        world = self.world
        fate = world.fate
        fate.left -= 1
        if fate.left <= 0:
            fate.happen(Moment.READ)
        if world.down:
            world.down -= 1
            raise NodeLost("no answer")

    def _change(self, moment: Moment, *what: object) -> None:
        """Something is about to be changed; by who may do so?"""
        world = self.world
        fate = world.fate
        fate.left -= 1
        if fate.left <= 0:
            fate.happen(moment)
        if moment is Moment.RUNNING and world.down:
            world.down -= 1
            raise NodeLost("no answer")
        if self.term != world.term:
            world.watch.broken(f"I10: a controller that was fenced off did: {what}")
        world.changes += 1
        if world.trace is not None:
            world.note(" ".join(map(str, what)))

    def _changed(self) -> None:
        self.world.fate.tick(Moment.AFTER)

    # --- files

    def read_file(self, path: str) -> bytes | None:
        self._read()
        return self.site.files.get(path)

    def list_files(self, folder: str) -> frozenset[str]:
        self._read()
        return frozenset(path for path in self.site.files if path.startswith(f"{folder}/"))

    def write_file(self, path: str, content: bytes) -> None:
        self._change(Moment.FILE, "write", path)
        self.site.files[path] = content
        self.world.watch.file_changed(path)
        self._changed()

    def remove_file(self, path: str) -> None:
        self._change(Moment.FILE, "remove", path)
        self.site.files.pop(path, None)
        self.world.watch.file_changed(path)
        self._changed()

    def place_recording(self, path: str, digest: str) -> None:
        if self.site.recordings.get(path) != digest:
            self._change(Moment.FILE, "place", path)
            self.site.recordings[path] = digest
            self._changed()

    # --- the database of objects

    def read_rows(self, account: str) -> Mapping[RowKey, Row]:
        self._read()
        self.site.stale.clear()  # the node's own note of a change that was cut off
        return dict(self.site.rows.get(account, {}))

    def change_rows(
        self, account: str, put: Mapping[RowKey, Row], drop: Collection[RowKey]
    ) -> None:
        self._change(Moment.ROWS, "rows", account, put.keys(), "without", drop)
        old = self.site.rows.get(account, {})
        new = {key: row for key, row in old.items() if key not in drop}
        new |= {key: kept_pin(row, new.get(key)) for key, row in put.items()}
        self.site.rows[account] = new
        self.site.stale.update(put, drop)
        self.world.watch.rows_changed(account, old)
        self.world.fate.tick(Moment.MIDDLE)
        if self.world.down:
            raise NodeLost("no answer")
        self.site.stale.difference_update(put, drop)
        self._changed()

    # --- the running dialplan

    def read_contexts(self, names: Collection[str]) -> Mapping[str, tuple[Line, ...]]:
        if not names:
            return {}
        self._ask()
        site = self.site
        return {name: site.lines_of(name) for name in names if name in site.contexts}

    def list_contexts(self) -> frozenset[str]:
        self._ask()
        return frozenset(name for name in self.site.contexts if ".g" in name)

    def add_context(self, name: str, lines: Sequence[Line]) -> None:
        self._change(Moment.RUNNING, "add", name)
        left_out = self._lie(len(lines))
        for index, one in enumerate(lines):
            if (one.extension, one.priority) in self.site.contexts.get(name, {}):
                raise NodeRefused(f"{one.extension},{one.priority} of {name} is there already")
            act = Act(one.application, one.data)
            if index not in left_out and holds(act):
                self.site.put(name, one.extension, one.priority, act)
                self.world.fate.tick(Moment.MIDDLE)
        self._changed()

    def _lie(self, steps: int) -> Collection[int]:
        """The steps that are said to be done and aren't."""
        if not self.world.lie or not steps:
            return ()
        self.world.lie = False
        rng = self.world.rng
        return range(steps) if rng.random() < 0.3 else (rng.randrange(steps),)

    def remove_context(self, name: str) -> None:
        self._change(Moment.RUNNING, "remove", name)
        if not self._lie(1):
            self.site.remove(name)
            self.world.watch.context_removed(name)
        self._changed()

    def read_entries(
        self, contexts: Collection[str], spots: Collection[Spot]
    ) -> Mapping[Spot, Act]:
        self._ask()
        self.world.watch.seen_at = self.world.watch.times_read
        there = self.site.contexts
        found = {
            Spot(name, *key): act
            for name in contexts
            if name in there
            for key, act in there[name].items()
        }
        for spot in spots:
            act = there.get(spot.context, {}).get((spot.extension, spot.priority))
            if act is not None:
                found[spot] = act
        return found

    def change_entries(self, put: Mapping[Spot, Act], drop: Collection[Spot]) -> None:
        self._change(Moment.RUNNING, "entries", put, "without", drop)
        left_out = self._lie(len(put) + len(drop))
        index = 0
        for spot, act in put.items():
            if act.application == REFUSED:
                raise NodeRefused(f"no such application at {spot}")
            self._step(spot, act, index in left_out)
            index += 1
        for spot in drop:
            self._step(spot, None, index in left_out)
            index += 1
        self._changed()

    def _step(self, spot: Spot, act: Act | None, left_out: bool) -> None:
        if left_out:
            self.world.watch.dirty.add(spot.context)
        elif act is None:
            was = self.site.contexts.get(spot.context, {}).get((spot.extension, spot.priority))
            self.world.watch.taken_away(spot, was)
            self.site.drop(*spot)
        elif holds(act):
            self.site.put(*spot, act)
            self.world.watch.flipped(spot, act)
        if not left_out:
            self.world.watch.step_changed(*spot, act)
        self.world.fate.tick(Moment.MIDDLE)

    def reload(self, paths: Collection[str]) -> None:
        self._change(Moment.RUNNING, "reload", paths)
        for path in sorted(paths):
            content = self.site.files.get(path)
            if content == BROKEN:
                raise NodeRefused(f"{path} can't be read")
            if content is None:
                self.site.said.pop(path, None)
            else:
                self.site.said[path] = content
            self.world.fate.tick(Moment.MIDDLE)
        self._changed()

    # --- proof

    def ask(self, probes: Sequence[Probe], trials: Sequence[Trial]) -> tuple[str, ...]:
        self._ask()
        wrong = [
            f"{probe.what} doesn't go to {probe.leads_to}"
            for probe in probes
            if self.site.look_up(probe.context, probe.number, probe.priority).data != probe.leads_to
        ]
        wrong += [f"a call to {one.number} failed" for one in trials if not self._arrives(one)]
        return tuple(wrong)

    def _arrives(self, trial: Trial) -> bool:
        context, extension, priority = FROM_TRUNK, trial.number, 1
        for _ in range(5):
            act = self.site.look_up(context, extension, priority)
            if act.application != "Goto":
                return False
            context, extension = act.data.split(",")[:2]
            if context == trial.leads_to:
                steps = self.site.contexts.get(context, {})
                return bool(steps) and not any(DEAD_END in one.data for one in steps.values())
        return False

    def check_rows(self, keys: Collection[RowKey]) -> tuple[str, ...]:
        if not keys:
            return ()
        self._ask()
        wrong = [f"{key.id} is stale" for key in keys if key in self.site.stale]
        for key in keys:
            rows = self.site.rows.get(key.id.partition("@")[2], {})
            if key not in rows or ("bad", "1") in rows[key]:
                wrong.append(f"Asterisk doesn't take {key.id}")
        return tuple(wrong)

    def calls(self) -> Mapping[str, int]:
        self._ask()
        calls = self.site.calls
        within = Counter(call.generation for call in calls if call.generation)
        within.update(call.context for call in calls if call.context.startswith("platform.g"))
        self.world.watch.calls_counted(within.keys())
        return within

    def is_running(self) -> str:
        self._ask()
        return str(self.site.run)
