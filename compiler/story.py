"""The story of a call: what the people in it would tell, one event after the other.

The simulator, the reader of emitted text and the tracer of a real switch all tell their calls in
these words, so that any two of them can be held against each other. Events carry ids (a media id
`owner/name`, a mailbox id, an endpoint id); people's names come in when the story is printed.

| verb | subject | detail |
|---|---|---|
| `answers` | `the call` | |
| `plays` | media id, or `prompt:<name>` | |
| `says` | the text said | |
| `asks` | media ids joined by `+` | |
| `presses` | the keys; empty where nothing came | |
| `rings` | endpoint id of a phone | seconds |
| `dials` | number | gateway id |
| `connects` | endpoint id, or number | |
| `fails` | endpoint id, or number | outcome |
| `outcome` | outcome of a ring that nobody took | |
| `leaves_message` | mailbox id | greeting |
| `reads_messages` | mailbox id; empty where the caller is asked for it | |
| `shows` | `name <number>` or `anonymous`: what the called party sees | |
| `remembers` | `owner field` | value |
| `notifies` | event | |
| `counts` | group | `fits` or `full` |
| `ends` | cause | SIP code, where the caller was never answered |

Any other verb comes from a `Tell` of the program and is told as it stands.
"""

from __future__ import annotations

from collections import Counter
from collections.abc import Callable, Iterator
from dataclasses import dataclass
from difflib import SequenceMatcher

from schema.program import NOWHERE, Media, Origin


@dataclass(frozen=True, slots=True)
class Event:
    """One thing that happened in a call, `at` milliseconds after it began.

    `branch` is empty for the caller's own way through the call, else the label of the leg it
    happened in (`leg.anna-desk`); legs inside legs are joined by `>`.
    """

    at: int
    verb: str
    subject: str
    detail: str = ""
    branch: str = ""
    origin: Origin = NOWHERE


def place_unknown(_origin: Origin) -> str:
    """No place at all: for stories told without their sources."""
    return ""


def name_unchanged(name: str) -> str:
    """The id itself: for stories told without people's names."""
    return name


@dataclass(frozen=True, slots=True)
class Story:
    """All events of one call, in the order of time."""

    events: tuple[Event, ...] = ()

    def text(
        self,
        place: Callable[[Origin], str] = place_unknown,
        name: Callable[[str], str] = name_unchanged,
    ) -> str:
        """The story for people: a line an event with its time, plain words and `file:line`.

        `place` says where an origin stands, `name` what people call an id. What happens in a leg
        is set in by two spaces.
        """
        told = [(event, _line(event, name)) for event in self.events]
        width = max((len(line) for _, line in told), default=0)
        lines = (f"{line:<{width}}  {place(event.origin)}".rstrip() for event, line in told)
        return "".join(f"{line}\n" for line in lines)


def media_id(media: Media) -> str:
    """The id of a recording: `owner/name`, or `prompt:name` for one of the platform's."""
    return f"{media.owner}/{media.name}" if media.owner else f"prompt:{media.name}"


def clock(at: int) -> str:
    """A moment of a call as `minutes:seconds` with one decimal."""
    minutes, rest = divmod(at, 60_000)
    return f"{minutes}:{rest // 1000:02d}.{rest % 1000 // 100}"


OUTCOMES = {
    "busy": "is busy",
    "no_answer": "doesn't answer",
    "unavailable": "can't be reached",
    "rejected": "refuses the call",
    "congested": "can't be reached: congestion",
    "forbidden": "isn't allowed",
}

# {s} is the subject, {d} the detail; the second form is for an event without a detail.
WORDS = {
    "answers": ("answers {s}", "answers {s}"),
    "plays": ("plays {s}", "plays {s}"),
    "says": ('says "{s}"', 'says "{s}"'),
    "asks": ("asks {s}", "asks {s}"),
    "presses": ("the caller presses {s}", "the caller presses {s}"),
    "rings": ("rings {s} for {d} s", "rings {s}"),
    "dials": ("dials {s} through {d}", "dials {s}"),
    "connects": ("{s} takes the call", "{s} takes the call"),
    "fails": ("{s} {d}", "{s} doesn't take the call"),
    "outcome": ("nobody takes the call: {s}", "nobody takes the call: {s}"),
    "leaves_message": ("leaves a message for {s} (greeting: {d})", "leaves a message for {s}"),
    "reads_messages": ("reads the messages of {s}", "reads the messages of {s}"),
    "shows": ("shows {s} to the called party", "shows {s} to the called party"),
    "remembers": ("remembers {s}: {d}", "remembers {s}: nothing"),
    "notifies": ("notifies of {s}", "notifies of {s}"),
    "counts": ("counts the call in {s}: {d}", "counts the call in {s}"),
    "ends": ("ends: {s} (SIP {d})", "ends: {s}"),
}
NAMED = frozenset(
    {"plays", "rings", "dials", "connects", "fails", "leaves_message", "reads_messages"}
)


def words(verb: str, subject: str, detail: str = "") -> str:
    """An event in plain words: `rings anna-desk for 25 s`."""
    if verb == "presses" and not subject:
        return "the caller presses nothing"
    if verb == "reads_messages" and not subject:
        return "reads the messages of the mailbox that the caller names"
    forms = WORDS.get(verb)
    if forms is None:
        return f"{verb} {subject}".rstrip()
    said = OUTCOMES.get(detail, f"fails: {detail}") if verb == "fails" and detail else detail
    return forms[0 if detail else 1].format(s=subject, d=said)


def _line(event: Event, name: Callable[[str], str]) -> str:
    subject, detail = event.subject, event.detail
    if event.verb == "asks":
        subject = " + ".join(name(part) for part in subject.split("+"))
    elif event.verb in NAMED and subject:
        subject = name(subject)
    if event.verb == "dials" and detail:
        detail = name(detail)
    depth = event.branch.count(">") + 1 if event.branch else 0
    return f"{clock(event.at):>7}  {'  ' * depth}{words(event.verb, subject, detail)}"


# --- comparison ---------------------------------------------------------------------------------

_Told = tuple[str, str, str]


def compare(a: Story, b: Story, first: str = "the first", second: str = "the second") -> list[str]:
    """What two stories of the same call tell differently, a sentence each; empty means agreement.

    The caller's own events must follow each other in the same order. Legs run side by side, so of
    each leg only what happened counts, not in which order. Times and origins don't count.
    `first` and `second` name the tellers in the sentences.
    """
    differences = list(_caller_differences(a, b, first, second))
    for branch in sorted({e.branch for e in (*a.events, *b.events)} - {""}):
        differences += _leg_differences(branch, _told(a, branch), _told(b, branch), first, second)
    return differences


def _told(story: Story, branch: str) -> list[_Told]:
    return [(e.verb, e.subject, e.detail) for e in story.events if e.branch == branch]


def _phrases(told: list[_Told]) -> str:
    return "; ".join(" ".join(part for part in event if part) for event in told) or "nothing"


def _caller_differences(a: Story, b: Story, first: str, second: str) -> Iterator[str]:
    left, right = _told(a, ""), _told(b, "")
    matcher = SequenceMatcher(None, left, right, autojunk=False)
    for tag, i1, i2, j1, j2 in matcher.get_opcodes():
        if tag != "equal":
            ours, theirs = _phrases(left[i1:i2]), _phrases(right[j1:j2])
            yield f"the caller's event {i1 + 1}: {first} tells {ours}, {second} tells {theirs}"


def _leg_differences(
    branch: str, left: list[_Told], right: list[_Told], first: str, second: str
) -> Iterator[str]:
    ours, theirs = Counter(left), Counter(right)
    for teller, only in ((first, ours - theirs), (second, theirs - ours)):
        if only:
            yield f"branch {branch}: only {teller} tells {_phrases(sorted(only.elements()))}"
