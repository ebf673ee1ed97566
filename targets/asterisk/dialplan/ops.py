"""Each operation of the call program as the priorities that do it."""

from __future__ import annotations

from dataclasses import dataclass
from typing import assert_never

from schema.program import (
    Alert,
    Answer,
    Assign,
    Claim,
    Collect,
    Const,
    Count,
    Cut,
    Dial,
    Enter,
    Equal,
    Filter,
    Gateway,
    InUse,
    Media,
    Notify,
    Now,
    Op,
    Pause,
    Phone,
    Play,
    ReadMessages,
    Recall,
    Registered,
    Remember,
    Ring,
    Say,
    SetCaller,
    Shuffle,
    Take,
    TakeMessage,
    Tell,
    Value,
    Var,
)
from targets.asterisk.dialplan.lines import Step
from targets.asterisk.dialplan.values import (
    EMPTY,
    Scope,
    assigned_text,
    compared_text,
    is_equal,
    is_given,
    legs_text,
    live_path,
    read,
    seconds_text,
    text_of,
)
from targets.asterisk.names import ASKED, group_category, variable
from targets.asterisk.text import LONGEST_DATA, Argument, Unwritable, word

KEPT = {"digits": "0-9*#+", "name": r"a-zA-Z0-9 .'\x2d"}
IN_USE = ("BUSY", "INUSE", "ONHOLD", "RINGING", "RINGINUSE")
LONG = 200  # bytes: an argument longer than this is set into a variable of its own first


@dataclass(frozen=True, slots=True)
class Spot:
    """Where an operation is written: its scope, and the priority its first step will have."""

    scope: Scope
    at: int


def op_steps(op: Op, scope: Scope, at: int, index: int) -> tuple[Step, ...]:
    """The priorities of the operation `index` of a block, the first of them at priority `at`."""
    told = (op.verb, op.text) if isinstance(op, Tell) else None
    steps = _steps(op, Spot(scope, at))
    return tuple([Step(application, data, index, told) for application, data, _, _ in steps])


def _steps(op: Op, spot: Spot) -> tuple[Step, ...]:  # one line for each operation
    match op:
        case Answer() | Play() | Say() | Collect() | Pause():
            return _heard(op, spot)
        case Dial() | Ring() | Alert() | Enter():
            return _rung(op, spot)
        case TakeMessage() | ReadMessages():
            return _message(op, spot)
        case SetCaller() | Assign() | Filter() | Cut() | Equal() | Now():
            return _set(op)
        case Recall() | Remember() | Registered() | InUse():
            return _live(op, spot)
        case Claim() | Count() | Shuffle() | Take():
            return _counted(op, spot)
        case Notify(event, fields):
            return (_notify(event, fields),)
        case Tell():
            return (Step("NoOp", Argument("tell")),)
        case _:
            assert_never(op)


def _heard(op: Answer | Play | Say | Collect | Pause, spot: Spot) -> tuple[Step, ...]:
    match op:
        case Answer(after):
            # Asterisk waits only where this step is what answers the call.
            return (Step("Answer", word(str(round(after * 1000))) if after else EMPTY),)
        case Play(media, early):
            return _play(media, early, spot.scope)
        case Say():
            return (Step("Answer"), _say(op))
        case Collect():
            return _collect(op, spot.scope)
        case Pause(seconds):
            return (Step("Wait", text_of(seconds)),)
        case _:
            assert_never(op)


def _play(media: tuple[Media, ...], early: bool, scope: Scope) -> tuple[Step, ...]:
    """As many Playbacks as it takes; the sounds of one are joined by `&`."""
    option = ",noanswer" if early else ""
    batches: list[str] = []
    for sound in (scope.sound(one) for one in media):
        if batches and len(batches[-1]) + len(sound) + len(option) < LONGEST_DATA:
            batches[-1] += f"&{sound}"
        else:
            batches.append(sound)
    return tuple(Step("Playback", Argument(batch + option)) for batch in batches)


def _say(op: Say) -> Step:
    value = text_of(op.value)
    if op.kind == "digits":
        return Step("SayDigits", value)
    if op.kind == "number":
        return Step("SayNumber", value)
    moment = value or Argument("$[${EPOCH} + ${CLOCKSHIFT}]")
    form = "ABdY" if op.kind == "date" else "IMp"
    return Step("SayUnixTime", Argument(f"{moment},{word(op.zone)},{form}"))


def _collect(op: Collect, scope: Scope) -> tuple[Step, ...]:
    """Read takes its two timeouts from the channel; keys A-D of odd phones are dropped after it. The
    mark of the moment is what `pbxc calls` tells how long a caller has been asked by."""
    into = variable(op.into)
    prompts = "&".join(scope.sound(media) for media in op.prompt)
    option = {"#": "", "": "t"}.get(op.terminator, f"t({op.terminator})")
    if op.terminator not in ("", *"0123456789*#"):
        raise Unwritable("a key", op.terminator, "no phone has it")
    data = Argument(f"__{into},{prompts},{op.digits},{option}")
    return (
        set_to(ASKED, Argument("${EPOCH}")),
        set_to("TIMEOUT(response)", seconds_text(op.first)),
        set_to("TIMEOUT(digit)", seconds_text(op.between)),
        Step("Read", data),
        set_to(f"__{into}", Argument(f"${{FILTER(0-9*#,${{{into}}})}}")),
    )


def _rung(op: Dial | Ring | Alert | Enter, spot: Spot) -> tuple[Step, ...]:
    match op:
        case Dial(target, seconds, confirm):
            return _dial(target, seconds, confirm, spot)
        case Ring(legs, seconds, hold_music):
            return _shared("p*ring", spot, legs, seconds, hold_music)
        case Alert(value):
            return (set_var("alert", text_of(value)),)
        case Enter(routine, args):
            return _gosub(spot.scope.place(routine), args)
        case _:
            assert_never(op)


def _dial(target: Phone | Gateway, seconds: Value, confirm: Value, spot: Spot) -> tuple[Step, ...]:
    match target:
        case Phone(endpoint):
            return _shared("p*phone", spot, endpoint, seconds, confirm)
        case Gateway(gateway, number, progress):
            silent = Const(str(int(progress)))
            return _shared("p*gateway", spot, gateway, number, seconds, silent, confirm)
        case _:
            assert_never(target)


def _shared(name: str, spot: Spot, *args: Value) -> tuple[Step, ...]:
    return _gosub(spot.scope.shared(f"{name},1"), args)


def _gosub(place: Argument, args: tuple[Value, ...]) -> tuple[Step, ...]:
    """A Gosub; long arguments go into variables first, since a step has its limit."""
    steps: list[Step] = []
    texts: list[Argument] = []
    for index, value in enumerate(args):
        text = text_of(value)
        if len(text) * 4 > LONG and len(text.encode()) > LONG:
            steps += _spill(f"Q_LONG{index}", value)
            text = Argument(f"${{Q_LONG{index}}}")
        texts.append(text)
    return (*steps, gosub(place, *texts))


def _spill(name: str, value: Value) -> list[Step]:
    """Sets a long value in pieces. The pieces of a ring are its branches."""
    labels = getattr(value, "labels", ())
    if not labels:
        return [set_to(name, text_of(value))]
    legs_text(labels)
    pieces = [legs_text(labels[start : start + 8]) for start in range(0, len(labels), 8)]
    grown = (set_to(name, Argument(f"${{{name}}}&{piece}")) for piece in pieces[1:])
    return [set_to(name, pieces[0]), *grown]


def _message(op: TakeMessage | ReadMessages, spot: Spot) -> tuple[Step, ...]:
    match op:
        case TakeMessage(mailbox, greeting, skip):
            flags = Argument(_greeting_flag(greeting) + ("s" if skip else ""))
            place = spot.scope.shared("p*message,1")
            return (gosub(place, text_of(mailbox), flags),)
        case ReadMessages(mailbox, context, trusted):
            return _shared("p*messages", spot, mailbox, context, trusted)
        case _:
            assert_never(op)


def _greeting_flag(greeting: Value) -> str:
    flags = {"busy": "b", "unavailable": "u", "none": ""}
    if isinstance(greeting, Const):
        return flags[greeting.text]
    text = text_of(greeting)
    busy, away = is_equal(text, word("busy")), is_equal(text, word("unavailable"))
    return f"${{IF({busy}?b:${{IF({away}?u:)}})}}"


def _set(op: SetCaller | Assign | Filter | Cut | Equal | Now) -> tuple[Step, ...]:
    match op:
        case SetCaller():
            return _set_caller(op)
        case Assign(name, value):
            return (set_var(name, text_of(value)),)
        case Filter(into, value, keep):
            source = raw_text(value)
            return (set_var(into, Argument(f"${{FILTER({KEPT[keep]},{source})}}")),)
        case Cut(into, value, skip):
            source = text_of(value)
            return (set_var(into, Argument(f"{source[:-1]}:{int(skip)}}}")),)
        case Equal(into, left, right):
            same = is_equal(compared_text(left), compared_text(right))
            return (set_var(into, one_if(same)),)
        case Now(zone, date, minute):
            moment = Argument("$[${EPOCH} + ${CLOCKSHIFT}]")
            clock = f"${{STRFTIME(${{Q_NOW}},{word(zone)},"
            return (
                set_to("Q_NOW", moment),
                set_var(date, Argument(clock + "%Y%m%d)}")),
                set_var(minute, Argument(clock + "%u%H%M)}")),
            )
        case _:
            assert_never(op)


def raw_text(value: Value) -> Argument:
    """A value as the text that FILTER reads: the one place where raw variables may stand."""
    if isinstance(value, Var) and value.name.startswith("raw."):
        return Argument(f"${{{variable(value.name)}}}")
    return text_of(value)


def _set_caller(op: SetCaller) -> tuple[Step, ...]:
    steps: list[Step] = []
    if op.name is not None:
        steps.append(set_to("CALLERID(name)", text_of(op.name)))
    if op.number is not None:
        steps.append(set_to("CALLERID(num)", text_of(op.number)))
    if op.private is not None:
        shown = "prohib" if op.private else "allowed"
        steps.append(set_to("CALLERID(pres)", word(shown)))
    return tuple(steps)


def _live(op: Recall | Remember | Registered | InUse, spot: Spot) -> tuple[Step, ...]:
    match op:
        case Recall(into, key, initial):
            at, path = spot.at, live_path(key)
            return (
                set_var(into, assigned_text(initial)),
                goto_if(Argument(f"${{DB_EXISTS({path})}}"), at + 2, at + 3),
                set_var(into, Argument("${DB_RESULT}")),
            )
        case Remember(key, value):
            return (set_to(f"DB({live_path(key)})", assigned_text(value)),)
        case Registered(into, endpoint):
            contacts = Argument(f"${{PJSIP_DIAL_CONTACTS({text_of(endpoint)})}}")
            return (set_var(into, one_if(is_given(contacts))),)
        case InUse(into, endpoint):
            state = Argument(f"${{DEVICE_STATE(PJSIP/{text_of(endpoint)})}}")
            used = " | ".join(f'"${{Q_STATE}}" = "{name}"' for name in IN_USE)
            return (set_to("Q_STATE", state), set_var(into, one_if(Argument(f"$[{used}]"))))
        case _:
            assert_never(op)


def _counted(op: Claim | Count | Shuffle | Take, spot: Spot) -> tuple[Step, ...]:
    match op:
        case Claim(into, group, most):
            place = spot.scope.shared("p*claim,1")
            claim = gosub(place, group_category(group), word(str(int(most))))
            return (claim, set_var(into, Argument("${GOSUB_RETVAL}")))
        case Count(counter, up_to, into):
            more = Argument(f"$[0{read(counter)} + 1]")
            fits = one_if(Argument(f"$[0{read(counter)} <= 0{text_of(up_to)}]"))
            return (set_var(counter, more), set_var(into, fits))
        case Shuffle(into, weights):
            return _shuffle(into, weights)
        case Take(into, source):
            rest = variable(source)
            first = set_var(into, Argument(f"${{SHIFT({rest})}}"))
            return (first, set_var(source, read(source)))  # SHIFT leaves it uninherited
        case _:
            assert_never(op)


def _shuffle(into: str, weights: tuple[int, ...]) -> tuple[Step, ...]:
    """Draws a number for each and sorts by it; a heavier one draws smaller numbers."""
    draws = [
        f"{place}:$[${{RAND(1,999999)}} / {int(weight)}]" for place, weight in enumerate(weights, 1)
    ]
    steps: list[Step] = []
    for start in range(0, len(draws), 20):
        before = "${Q_DRAW}," if start else ""
        steps.append(set_to("Q_DRAW", Argument(before + ",".join(draws[start : start + 20]))))
    return (*steps, set_var(into, Argument("${SORT(${Q_DRAW})}")))


def _notify(event: str, fields: tuple[tuple[str, Value], ...]) -> Step:
    name = "Pbxc" + "".join(part.capitalize() for part in word(event).split("-"))
    pairs = "".join(f",{word(key)}: {text_of(value)}" for key, value in fields)
    return Step("UserEvent", Argument(f"{name},account: ${{P_ACCOUNT}}{pairs}"))


def set_var(name: str, value: Argument) -> Step:
    """Sets a variable of the program, for the call and its branches."""
    return set_to(f"__{variable(name)}", value)


def set_to(target: str, value: Argument) -> Step:
    """Sets a variable or a function of Asterisk."""
    return Step("Set", Argument(f"{target}={value}"))


def one_if(condition: Argument) -> Argument:
    """`1` where a condition holds, else empty."""
    return Argument(f"${{IF({condition}?1:)}}")


def goto(place: Argument) -> Step:
    """Goes on somewhere else."""
    return Step("Goto", place)


def goto_if(condition: Argument, yes: int | Argument, no: int | Argument) -> Step:
    """Goes on at one of two places."""
    return Step("GotoIf", Argument(f"{condition}?{yes}:{no}"))


def gosub(place: Argument, *args: Argument) -> Step:
    """Enters a routine and comes back."""
    given = f"({','.join(args)})" if args else ""
    return Step("Gosub", Argument(f"{place}{given}"))
