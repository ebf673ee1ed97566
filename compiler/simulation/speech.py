"""What a caller hears and presses: announcements, questions, voicemail.

Decided here: an announcement that is not early answers the call, as it does on a switch; speech
lasts 2 s, or as long as the world says a recording lasts; all keys of an answer are pressed 1 s after
the question began; a message takes 10 s, hearing messages 5 s. A leg that answers has taken the
call, and what follows in it is for the caller.
"""

from __future__ import annotations

from typing import TypeAlias, assert_never

from compiler.simulation.clock import milliseconds
from compiler.simulation.thread import Thread
from compiler.story import media_id
from schema.program import Answer, Collect, Media, Play, ReadMessages, Say, TakeMessage

SPEECH_SECONDS = 2.0
PRESS = 1_000
MESSAGE = 10_000
READING = 5_000
KEYS = frozenset("0123456789*#")

Speech: TypeAlias = Answer | Play | Say | Collect | TakeMessage | ReadMessages


def speak(thread: Thread, op: Speech) -> None:
    """Does one operation that the caller hears."""
    match op:
        case Play():
            play(thread, op)
        case Collect():
            collect(thread, op)
        case Answer():
            answer(thread, op.after)
        case Say():
            answer(thread)
            thread.tell("says", thread.text(op.value))
            thread.now += milliseconds(SPEECH_SECONDS)
        case TakeMessage():
            take_message(thread, op)
        case ReadMessages():
            answer(thread)
            thread.tell("reads_messages", thread.text(op.mailbox))
            thread.now += READING
        case _:
            assert_never(op)


def answer(thread: Thread, after: float = 0) -> None:
    """Answers the caller and waits, if nobody has answered yet."""
    if thread.answered is None:
        thread.tell("answers", "the call")
        thread.take_call(thread.now)
        thread.now += milliseconds(after)


def play(thread: Thread, op: Play) -> None:
    """Plays recordings one after the other, an event each."""
    if not op.early:
        answer(thread)
    for media in op.media:
        thread.tell("plays", media_id(media))
        thread.now += duration(thread, media)


def duration(thread: Thread, media: Media) -> int:
    """How long a recording lasts, in milliseconds."""
    known = thread.course.world.durations.get(media_id(media), SPEECH_SECONDS)
    return milliseconds(known)


def collect(thread: Thread, op: Collect) -> None:
    """Asks for keys and takes what the caller presses at this turn."""
    answer(thread)
    thread.tell("asks", "+".join([media_id(media) for media in op.prompt]))
    presses = thread.course.call.presses
    pressed = presses[thread.turn] if thread.turn < len(presses) else ""
    thread.turn += 1
    keys = "".join([key for key in pressed if key in KEYS])
    if keys:
        _take_keys(thread, op, keys)
    else:
        thread.now += sum([duration(thread, media) for media in op.prompt])
        thread.now += milliseconds(op.first)
        thread.tell("presses", "")
        thread.variables[op.into] = ""


def _take_keys(thread: Thread, op: Collect, keys: str) -> None:
    taken, complete = cut_keys(keys, op.digits, op.terminator)
    thread.now += PRESS
    thread.tell("presses", taken)
    thread.variables[op.into] = taken
    if not complete:
        thread.now += milliseconds(op.between)


def cut_keys(keys: str, digits: int, terminator: str) -> tuple[str, bool]:
    """The keys that a question takes, and whether it knows at once that there are no more.

    `digits` below 1 sets no limit.
    """
    taken = keys[:digits] if digits > 0 else keys
    before, found, _ = taken.partition(terminator) if terminator else (taken, "", "")
    return before, bool(found) or len(before) == digits


def take_message(thread: Thread, op: TakeMessage) -> None:
    """Takes a message and ends the call, or says `full` and goes on. The caller is answered first:
    that there is no room comes out behind the greeting."""
    mailbox = thread.text(op.mailbox)
    answer(thread)
    if mailbox in thread.course.world.full:
        thread.variables["outcome"] = "full"
        return
    thread.tell("leaves_message", mailbox, thread.text(op.greeting))
    thread.now += MESSAGE
    thread.end("normal")
