"""From the applications that a switch executes to the story of the call.

`told` knows one application by itself: its name, and its data after substitution, as the reader
executes it or as a real switch reports it (AMI `Newexten`). What only a row of applications tells
(which keys were pressed, how a dial went) `tell_step` makes of what came before on the same channel,
its `Memory`; `tell_rest` tells what is left when the channel is gone. None of them knows the moment
or the branch: their events have neither.

A real switch reports Gosub and Return twice; `is_phantom` says which report to drop.
"""

from __future__ import annotations

import re
from collections.abc import Mapping
from dataclasses import dataclass, field, replace
from types import MappingProxyType

from compiler.story import Event, media_id
from schema.program import NOWHERE, Media
from targets.asterisk.source_map import Places
from targets.asterisk.symbols import Symbols

# The causes that are written as a bare number; others are named by the extension that ends the call.
CAUSES = MappingProxyType(
    {"1": "invalid", "16": "normal", "17": "busy", "19": "no_answer", "20": "unavailable",
     "21": "rejected", "29": "forbidden", "31": "timeout", "34": "congested", "38": "failed"}
)  # fmt: skip

# chan_pjsip: hangup_cause2sip. All others are declined.
SIP_CODES = MappingProxyType(
    {"1": 404, "2": 404, "3": 404, "17": 486, "18": 408, "19": 480, "20": 480, "21": 403, "22": 410,
     "27": 502, "28": 484, "29": 501, "31": 480, "34": 503, "38": 500, "42": 503, "58": 488,
     "66": 503, "127": 500}
)  # fmt: skip
DECLINED = 603

_SOUND = re.compile(r".*?([^/]+/[^/]+)")
_ROW = re.compile(r"DB\(pbxc/[^/]*/([^/]*)/([^/]*)\)")
_PHONE = re.compile(r"PJSIP/([^/&]+)")
_NUMBER = re.compile(r"PJSIP/([0-9*#+]+)@([^/&]+)")
_GREETINGS = {"b": "busy", "u": "unavailable"}


@dataclass(frozen=True)
class Lexicon:
    """What the names of a bundle stand for, and what stands where. Without `places` branches have
    their extension's name, and the program's own lines (`Tell`) are not told."""

    media: Mapping[str, Media] = field(default_factory=lambda: MappingProxyType({}))
    places: Places | None = None
    phones: frozenset[str] = frozenset()

    def media_id(self, path: str) -> str:
        """The id of a recording by its path in the folder of recordings."""
        match = _SOUND.fullmatch(path)
        short = match[1] if match else path
        found = self.media.get(short)
        if found is not None:
            return media_id(found)
        owner, _, name = short.partition("/")
        return f"prompt:{name}" if owner == "platform" else short

    def label(self, context: str, extension: str) -> str:
        """The label of the block that an extension was made of."""
        spot = self.places.find(context, extension, 1) if self.places else None
        return spot.label if spot else extension


def lexicon_of(symbols: Symbols, places: Places, phones: frozenset[str]) -> Lexicon:
    """The lexicon of a bundle; `phones` are the endpoint ids of all phones."""
    return Lexicon(symbols.media, places, phones)


@dataclass(frozen=True, slots=True)
class Executed:
    """An application that a channel executed, and where it stands."""

    application: str
    data: str
    context: str = ""
    extension: str = ""
    priority: int = 0


@dataclass(frozen=True, slots=True)
class Routine:
    """A Gosub that has not returned: the extension it entered, and its arguments."""

    name: str
    arguments: tuple[str, ...] = ()

    def argument(self, index: int) -> str:
        """The n-th argument, from 1; empty where there is none."""
        return self.arguments[index - 1] if index <= len(self.arguments) else ""


@dataclass(frozen=True, slots=True)
class Memory:
    """What must be known of the applications before, to tell what the next one means.

    `asked` is the variable that keys were collected into, `kept` what is told unless the next steps
    show that it failed, `cause` and `code` what the call is being ended with.
    """

    answered: bool = False
    routines: tuple[Routine, ...] = ()
    asked: str = ""
    outcome: str = ""
    kept: tuple[Event, ...] = ()
    cause: str = ""


def is_phantom(now: Executed, before: Executed | None) -> bool:
    """Whether a report of a real switch is the second one of the same Gosub or Return."""
    repeated = before is not None and (before.application, before.data) == ("Return", now.data)
    return now.priority == 0 or (now.application == "Return" and repeated)


def told(application: str, data: str, lexicon: Lexicon) -> tuple[Event, ...]:
    """What one application tells by itself, in its order; nothing for those that only reckon."""
    first, _, rest = data.partition(",")
    match application:
        case "Answer":
            return (_event("answers", "the call"),)
        case "Playback":
            return tuple(_event("plays", lexicon.media_id(sound)) for sound in first.split("&"))
        case "SayDigits" | "SayNumber" | "SayUnixTime":
            return (_event("says", first),)
        case "Read":
            return _asked(first, rest.partition(",")[0], lexicon)
        case "Dial":
            return _dialled(first, rest.partition(",")[0], lexicon)
        case "VoiceMail":
            return (_event("leaves_message", first, _greeting(rest)),)
        case "VoiceMailMain":
            return (_event("reads_messages", "" if first.startswith("@") else first),)
        case "UserEvent":
            return _notified(first)
        case "Set":
            return _remembered(data)
        case _:
            return ()


def tell_step(memory: Memory, step: Executed, lexicon: Lexicon) -> tuple[Memory, tuple[Event, ...]]:
    """What an application tells after those before it on the same channel, and the memory then."""
    match step.application:
        case "Gosub":
            return _entered(memory, step.data), ()
        case "Return":
            return _returned(memory, step.data)
        case "Goto":
            return _gone(memory, step.data), ()
        case "Set":
            return _set(memory, step.data, lexicon)
        case "NoOp":
            return memory, _own_line(step, lexicon)
        case "Hangup" | "PJSIPHangup":
            return _ended(memory, step)
        case "VoiceMail":
            opened, answers = _opened(memory)
            return replace(opened, kept=told(step.application, step.data, lexicon)), answers
        case _:
            return _spoken(memory, step, lexicon)


def tell_rest(memory: Memory) -> tuple[Event, ...]:
    """What is still to be told of a channel that is gone."""
    return memory.kept


def _event(verb: str, subject: str, detail: str = "") -> Event:
    return Event(0, verb, subject, detail, "", NOWHERE)


# --- one application ----------------------------------------------------------------------------


def _asked(variable: str, prompts: str, lexicon: Lexicon) -> tuple[Event, ...]:
    """Variables of the compiler's own are for the called party, whose part isn't told."""
    if variable.lstrip("_").startswith("Q_"):
        return ()
    media = (lexicon.media_id(sound) for sound in prompts.split("&") if sound)
    return (_event("asks", "+".join(media)),)


def _dialled(lines: str, seconds: str, lexicon: Lexicon) -> tuple[Event, ...]:
    phone, number = _PHONE.match(lines), _NUMBER.match(lines)
    if number is not None and number[0].removeprefix("PJSIP/") not in lexicon.phones:
        return (_event("dials", number[1], number[2]),)
    return (_event("rings", phone[1], seconds),) if phone is not None else ()


def _greeting(options: str) -> str:
    return next((_GREETINGS[flag] for flag in options if flag in _GREETINGS), "none")


def _notified(name: str) -> tuple[Event, ...]:
    words = re.findall(r"[A-Z][a-z0-9]*", name.removeprefix("Pbxc"))
    return (_event("notifies", "-".join(word.lower() for word in words)),)


def _remembered(data: str) -> tuple[Event, ...]:
    target, _, value = data.partition("=")
    row = _ROW.fullmatch(target)
    return (_event("remembers", f"{row[1]} {row[2]}", value),) if row is not None else ()


# --- in a row -----------------------------------------------------------------------------------


def routine_of(data: str) -> Routine:
    """Which routine a Gosub enters, with what."""
    place, _, rest = data.partition("(")
    parts = place.split(",")
    name = parts[-2] if len(parts) > 1 else ""
    return Routine(name, tuple(rest.rpartition(")")[0].split(",")) if rest else ())


def _entered(memory: Memory, data: str) -> Memory:
    routine = routine_of(data)
    cause = (routine.argument(2) or "normal") if routine.name == "p*sip" else memory.cause
    return replace(memory, routines=(*memory.routines, routine), cause=cause)


def _returned(memory: Memory, data: str) -> tuple[Memory, tuple[Event, ...]]:
    if not memory.routines:
        return memory, ()
    routine = memory.routines[-1]
    after = replace(memory, routines=memory.routines[:-1])
    match routine.name:
        case "p*phone":
            return after, (_event("fails", routine.argument(1), memory.outcome),)
        case "p*gateway":
            return after, (_event("fails", routine.argument(2), memory.outcome),)
        case "p*ring":
            return after, (_event("outcome", memory.outcome),)
        case "p*claim":
            group = routine.argument(1).replace("_", "@")
            return after, (_event("counts", group, "fits" if data else "full"),)
        case _:
            return after, ()


def _gone(memory: Memory, data: str) -> Memory:
    """Extensions that end calls are named by the cause."""
    name = data.split(",")[-2] if "," in data else ""
    stop, found, cause = name.partition("p*stop*")
    return replace(memory, cause=cause or "normal") if found and not stop else memory


def _set(memory: Memory, data: str, lexicon: Lexicon) -> tuple[Memory, tuple[Event, ...]]:
    target, _, value = data.partition("=")
    name = target.lstrip("_")
    if memory.asked and name == memory.asked:
        return replace(memory, asked=""), (_event("presses", value),)
    if name == "P_OUTCOME":
        return replace(memory, outcome=value, kept=()), ()
    return memory, told("Set", data, lexicon)


def _own_line(step: Executed, lexicon: Lexicon) -> tuple[Event, ...]:
    places = lexicon.places
    spot = places.find(step.context, step.extension, step.priority) if places else None
    return (_event(*spot.told),) if spot and spot.told else ()


def _opened(memory: Memory) -> tuple[Memory, tuple[Event, ...]]:
    """The call is answered, if nobody has yet."""
    if memory.answered:
        return memory, ()
    return replace(memory, answered=True), (_event("answers", "the call"),)


def _spoken(memory: Memory, step: Executed, lexicon: Lexicon) -> tuple[Memory, tuple[Event, ...]]:
    events = told(step.application, step.data, lexicon)
    if step.application == "Dial" or not events or not _does_answer(step):
        return memory, events
    memory, answers = _opened(memory)
    if step.application == "Answer":
        return memory, answers
    if step.application == "Read":
        memory = replace(memory, asked=step.data.partition(",")[0].lstrip("_"))
    return memory, (*answers, *events)


def _does_answer(step: Executed) -> bool:
    """Whether an application answers a call that nobody has answered."""
    if step.application == "UserEvent":
        return False
    return step.application != "Playback" or "noanswer" not in step.data.partition(",")[2]


def _ended(memory: Memory, step: Executed) -> tuple[Memory, tuple[Event, ...]]:
    number = step.data.strip()
    if step.application == "PJSIPHangup":
        cause, code = memory.cause or "normal", number
    else:
        cause = memory.cause or CAUSES.get(number, "normal")
        code = str(SIP_CODES.get(number, DECLINED))
    end = _event("ends", cause, "" if memory.answered else code)
    return replace(memory, kept=()), (*memory.kept, end)
