"""Proof that a running Asterisk does what its dialplan and its objects say.

Three kinds of question: what a step would do for a number that is dialled, how far a synthetic call
comes, and how Asterisk itself sees an object of the database. Each answer that isn't as it should be
is a sentence.
"""

from __future__ import annotations

import secrets
from collections.abc import Iterator, Mapping, Sequence

from targets.asterisk.delivery.generation import Row, RowKey
from targets.asterisk.dialplan.entrances import FROM_TRUNK
from targets.asterisk.dialplan.routines import TRIAL, TRIED
from targets.asterisk.live.ami import Reply
from targets.asterisk.live.modules_reread import is_shown
from targets.asterisk.live.node import NodeRefused, Probe, Trial
from targets.asterisk.live.node_link import NodeLink

TRYING_MS = 1500
"""How long a synthetic call may take. It takes one; a call that goes astray isn't to ring long."""

TRIES = 3
"""How often a call is made that nothing is heard of."""

_EVENTS = {"EndpointDetail": "ps_endpoints", "AorDetail": "ps_aors", "AuthDetail": "ps_auths"}
_KINDS = {"ps_endpoints": "endpoint", "ps_aors": "aor", "ps_auths": "auth"}
_BOX = {"fullname": "Fullname", "email": "Email", "language": "Language", "tz": "TimeZone",
        "maxmsg": "MaxMessageCount", "maxsecs": "MaxMessageLength"}  # fmt: skip
_TRUTH = {"yes": "true", "no": "false"}
_NOTHING = ("", "<unknown>")

Seen = Mapping[str, str]
"""What Asterisk tells of an object: its settings, as it names them."""


class NodeProof:
    """Questions to the Asterisk at the end of a link."""

    def __init__(self, link: NodeLink) -> None:
        self._link = link

    def ask(self, probes: Sequence[Probe], trials: Sequence[Trial]) -> tuple[str, ...]:
        """What is wrong, in words. NodeLost."""
        replies = self._link.ask_all([_question(probe) for probe in probes])
        answers = (reply.response.get("Value") for reply in replies)
        astray = (_astray(*pair) for pair in zip(probes, answers, strict=True))
        return (*filter(None, astray), *self._try_all(trials))

    def _try_all(self, trials: Sequence[Trial]) -> Iterator[str]:
        """One call after the other, and none after one that went astray: it may ring phones."""
        for trial in trials:
            if wrong := self._try(trial):
                yield wrong
                return

    def _try(self, trial: Trial) -> str:
        """What is wrong with one call. Somebody else who tries one at the same moment leaves a mark
        of their own in the place of ours, which says nothing of our call: it is made again."""
        for _ in range(TRIES):
            told, wrong = self._call(trial)
            if told:
                break
        return wrong

    def _call(self, trial: Trial) -> tuple[bool, str]:
        """Whether a call told how far it came, and what is wrong with it."""
        mark = secrets.token_hex(8)
        call = {
            "Channel": f"Local/{trial.number}@{FROM_TRUNK}/n",
            "Application": "NoOp",
            "Timeout": str(TRYING_MS),
            "Variable": f"__{TRIAL}={mark}",
        }
        # Asterisk answers when the call is over: what it left behind is there by then.
        replies = self._link.ask_all([("Originate", call), ("Getvar", {"Variable": TRIED})])
        told, _, came_to = replies[1].response.get("Value").partition(" ")
        ours = told == mark
        if ours and came_to == trial.leads_to:
            return True, ""
        where = came_to if ours else f"nowhere ({replies[0].message})"
        return ours, f"A call to {trial.number} doesn't come to {trial.leads_to}, but to {where}."

    def wrong_rows(self, rows: Mapping[RowKey, Row | None]) -> dict[RowKey, str]:
        """The objects that Asterisk sees otherwise than these rows, and how. None for a row means
        that there is to be none. NodeLost."""
        seen = self._see(rows)
        wrong: dict[RowKey, str] = {}
        for key, row in rows.items():
            if row is None and key in seen:
                wrong[key] = f"Asterisk still has {_named(key)}, which was removed."
            elif row is not None and key not in seen:
                wrong[key] = f"Asterisk doesn't have {_named(key)}."
            elif row is not None and (names := _differing(key, row, seen[key])):
                wrong[key] = f"Asterisk has {_named(key)} with another {' and '.join(names)}."
        return wrong

    def _see(self, rows: Mapping[RowKey, Row | None]) -> dict[RowKey, Seen]:
        endpoints = sorted({key.id for key in rows if key.table in _KINDS})
        asked = [("PJSIPShowEndpoint", {"Endpoint": one}) for one in endpoints]
        seen = {
            key: settings
            for reply in self._link.ask_all(asked)
            for key, settings in _objects(reply)
        }
        # What belongs to no endpoint, or proves who we are to others, is told one by one only.
        rest = [key for key in rows if key.table in ("ps_aors", "ps_auths") and key not in seen]
        shown = self._link.ask_all([_show(key) for key in rest])
        seen |= {key: _printed(reply) for key, reply in zip(rest, shown, strict=True)
                 if is_shown(key.id, reply)}  # fmt: skip
        return seen | self._see_boxes({k: r for k, r in rows.items() if k.table not in _KINDS})

    def _see_boxes(self, rows: Mapping[RowKey, Row | None]) -> dict[RowKey, Seen]:
        boxes = {key: dict(row) for key, row in rows.items() if row is not None}
        asked = [
            (
                "VoicemailUserStatus",
                {"Context": box.get("context", ""), "Mailbox": box.get("mailbox", "")},
            )
            for box in boxes.values()
        ]
        replies = zip(boxes, self._link.ask_all(asked), strict=True)
        return {key: _first(reply) for key, reply in replies if len(reply.events) > 1}


def _question(probe: Probe) -> tuple[str, dict[str, str]]:
    where = f"{probe.context},{probe.number},{probe.priority}"
    return ("Getvar", {"Variable": f"EVAL_EXTEN({where})"})


def _astray(probe: Probe, answer: str) -> str:
    if answer == probe.leads_to:
        return ""
    where = f"to {answer}" if answer else "nowhere"
    return f"In {probe.context} {probe.what} goes {where}, not to {probe.leads_to}."


def _objects(reply: Reply) -> Iterator[tuple[RowKey, Seen]]:
    for event in reply.events:
        if table := _EVENTS.get(event.get("Event")):
            settings = {name.lower(): value for name, value in event.fields}
            yield RowKey(table, event.get("ObjectName")), settings


def _show(key: RowKey) -> tuple[str, dict[str, str]]:
    if not key.id or any(mark.isspace() or mark in "\"'\\" for mark in key.id):
        raise NodeRefused(f"{key.id!r} is the name of no object.")
    return ("Command", {"Command": f"pjsip show {_KINDS[key.table]} {key.id}"})


def _printed(reply: Reply) -> Seen:
    """The table of settings that the console prints: ` name : value`."""
    pairs = (line.partition(":") for line in reply.output)
    return {
        name.strip().replace("_", "").lower(): value.strip() for name, mark, value in pairs if mark
    }


def _first(reply: Reply) -> Seen:
    return {name.lower(): value for name, value in reply.events[0].fields}


def _differing(key: RowKey, row: Row, seen: Seen) -> list[str]:
    return [name for name, value in row if not _is_told(key, name, value, seen)]


def _is_told(key: RowKey, name: str, value: str, seen: Seen) -> bool:
    """Whether a setting is told as it stands in the row. Some aren't told at all."""
    if key.table == "ps_aors" and name == "contact":
        return value in seen.get("contacts", seen.get("contact", value))
    if key.table not in _KINDS and name not in _BOX:
        return True
    told = seen.get(_BOX.get(name, name.replace("_", "")).lower())
    if told is None or _plain(told) == _plain(value):
        return True
    return not value and told in _NOTHING


def _plain(value: str) -> str:
    plain = value.removeprefix("(").removesuffix(")").replace("|", ",")
    return _TRUTH.get(plain, plain)


def _named(key: RowKey) -> str:
    return f"the {_KINDS.get(key.table, 'mailbox')} {key.id}"
