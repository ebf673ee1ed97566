"""The dialplan applications that one channel does by itself; dialling stands in `dialling`.

All take the channel and their data after substitution. The story is told elsewhere, from what is
executed (`tell`): here is only what they do to the call.
"""

from __future__ import annotations

from collections.abc import Callable, Mapping
from types import MappingProxyType
from typing import TypeAlias

from targets.asterisk.reader.channel import SPEECH, Channel, Frame, milliseconds
from targets.asterisk.reader.functions import WRITE, is_true
from targets.asterisk.reader.unreadable import Unreadable

Application: TypeAlias = Callable[[Channel, str], None]

PRESSED_AFTER = 1_000
MESSAGE = 10_000
READING = 5_000
KEYS = frozenset("0123456789*#")


# --- where to -----------------------------------------------------------------------------------


def go(channel: Channel, target: str) -> None:
    """Goes on at `priority`, `extension,priority` or `context,extension,priority`."""
    *named, priority = (part.strip() for part in target.split(","))
    context, extension, _ = channel.place
    if not priority.isdecimal() or len(named) > 2:
        raise Unreadable("a place", target, "its priority is no number")
    if named:
        extension = named.pop()
    channel.place = (named.pop() if named else context, extension, int(priority))


def _go_if(channel: Channel, data: str) -> None:
    condition, _, targets = data.partition("?")
    yes, _, no = targets.partition(":")
    target = yes if is_true(condition.strip()) else no
    if target:
        go(channel, target)


def _enter(channel: Channel, data: str) -> None:
    """Gosub: arguments are ARG1 and on; those of the routine around it are hidden."""
    place, opened, rest = data.partition("(")
    arguments, closed, _ = rest.rpartition(")")
    if opened and not closed:
        raise Unreadable("a Gosub", data, "its parentheses don't fit")
    given = _arguments(arguments) if opened else []
    outer = channel.place
    go(channel, place)
    channel.frames.append(Frame(*outer))
    known = [
        int(name[3:]) for name in channel.variables if name[:3] == "ARG" and name[3:].isdecimal()
    ]
    for index in range(1, max([len(given), *known]) + 1):
        channel.hide(f"ARG{index}", given[index - 1] if index <= len(given) else "")


def _arguments(text: str) -> list[str]:
    """Arguments between commas, but for commas in parentheses."""
    parts, depth = [""], 0
    for character in text:
        depth += (character == "(") - (character == ")" and depth > 0)
        if character == "," and not depth:
            parts.append("")
        else:
            parts[-1] += character
    return parts


def _return(channel: Channel, data: str) -> None:
    if not channel.frames:
        raise Unreadable("a Return", data, "no Gosub came before it")
    frame = channel.frames.pop()
    channel.restore(frame)
    channel.write("GOSUB_RETVAL", data)
    channel.place = (frame.context, frame.extension, frame.priority)


def _hang_up(channel: Channel, data: str) -> None:
    channel.hang_up(int(data or "16"))


# --- what is known ------------------------------------------------------------------------------


def _set(channel: Channel, data: str) -> None:
    target, found, value = data.partition("=")
    name, called, argument = target.partition("(")
    if not found:
        raise Unreadable("a Set", data, "it sets nothing")
    if not called:
        channel.write(name, value)
    elif name in WRITE and argument.endswith(")"):
        WRITE[name](channel, argument[:-1], value)
    else:
        raise Unreadable("a function", target, "this reader doesn't know how it is set")


def _nothing(_: Channel, __: str) -> None:
    """NoOp and UserEvent change nothing."""


def _forget_answers(channel: Channel, _: str) -> None:
    channel.answers.clear()


# --- what is heard ------------------------------------------------------------------------------


def _answer(channel: Channel, data: str) -> None:
    """The wait is only where this is what answers; the story has answered it already."""
    if channel.answered == channel.now:
        channel.now += int(data or "0")


def _wait(channel: Channel, data: str) -> None:
    channel.now += milliseconds(data)


def _play(channel: Channel, data: str) -> None:
    channel.now += sounds_last(channel, data.partition(",")[0])


def sounds_last(channel: Channel, sounds: str) -> int:
    """Milliseconds that sounds joined by `&` last."""
    lexicon = channel.course.lexicon
    listed = (sound for sound in sounds.split("&") if sound)
    return sum(channel.duration(lexicon.media_id(sound)) for sound in listed)


def _say(channel: Channel, _: str) -> None:
    channel.now += SPEECH


def _read(channel: Channel, data: str) -> None:
    """Read(variable,sounds,most,options,attempts,seconds)."""
    name, sounds, most, options, _attempts, seconds = (*data.split(","), "", "", "", "")[:6]
    first = seconds or channel.timeouts.get("response", "10")
    between = seconds or channel.timeouts.get("digit", "5")
    turn, channel.turn = channel.turn, channel.turn + 1
    pressed = channel.presses[turn] if turn < len(channel.presses) else ""
    keys = [key for key in pressed if key in KEYS]
    if not keys:
        channel.now += sounds_last(channel, sounds) + milliseconds(first)
        channel.write(name, "")
        return
    taken, over = _taken(keys, int(most or "255") or 255, _terminator(options, data))
    channel.now += PRESSED_AFTER if over else PRESSED_AFTER + milliseconds(between)
    channel.write(name, taken)


def _terminator(options: str, data: str) -> str:
    if options in ("", "t"):
        return "" if options else "#"
    if options[:2] != "t(" or options[3:] != ")":
        raise Unreadable("a Read", data, "its options are not expected")
    return options[2]


def _taken(keys: list[str], most: int, terminator: str) -> tuple[str, bool]:
    taken = ""
    for key in keys:
        if key == terminator:
            return taken, True
        taken += key
        if len(taken) == most:
            return taken, True
    return taken, False


def _take_message(channel: Channel, data: str) -> None:
    if data.partition(",")[0] in channel.course.world.full:
        channel.write("VMSTATUS", "FAILED")
        return
    channel.now += MESSAGE
    channel.write("VMSTATUS", "SUCCESS")


def _read_messages(channel: Channel, _: str) -> None:
    channel.now += READING


APPLICATIONS: Mapping[str, Application] = MappingProxyType(
    {
        "Answer": _answer,
        "Gosub": _enter,
        "Goto": go,
        "GotoIf": _go_if,
        "Hangup": _hang_up,
        "HangupCauseClear": _forget_answers,
        "NoOp": _nothing,
        "PJSIPHangup": lambda channel, data: channel.hang_up(0),
        "Playback": _play,
        "Read": _read,
        "Return": _return,
        "SayDigits": _say,
        "SayNumber": _say,
        "SayUnixTime": _say,
        "Set": _set,
        "UserEvent": _nothing,
        "VoiceMail": _take_message,
        "VoiceMailMain": _read_messages,
        "Wait": _wait,
    }
)
