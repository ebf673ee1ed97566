"""How a command asks the controller that runs to do something: a socket that only its owner opens.

One line of JSON asks, lines of JSON answer: any number that say how it goes, then one that says what
came of it, or why nothing did. The socket is `control.sock` in the state folder.

    {"do": "pause", "account": "north/harbour", "seconds": 7200, "why": "cabling"}
    {"progress": "..."}
    {"result": {...}}  or  {"refused": "one sentence"}
"""

from __future__ import annotations

import contextlib
import errno
import json
import os
import pwd
import socket
import struct
import threading
from collections.abc import Callable, Iterable, Iterator, Mapping
from dataclasses import dataclass, field
from pathlib import Path
from typing import Any, Literal, TypeAlias, assert_never, get_args

from tenants.key_file import Refused

SOCKET = "control.sock"
LARGEST_REQUEST = 1 << 20
REQUEST_SECONDS = 10.0
_LONGEST_NAME = 100
"""The bytes that the kernel has room for in a socket's name, nearly."""

Do: TypeAlias = Literal[
    "pause", "resume", "rollback", "apply", "confirm", "sync", "bootstrap", "onboard", "tell"
]


class NotServing(Refused):
    """No controller runs on this state folder."""


class ControlLost(Refused):
    """The controller went away before it said what came of it."""


@dataclass(frozen=True, slots=True)
class Request:
    """What is asked: the deed and its particulars. `who` asks is not said but known."""

    do: Do
    fields: Mapping[str, Any] = field(default_factory=dict)


@dataclass(frozen=True, slots=True)
class Progress:
    """How it goes, in a line for people."""

    text: str


@dataclass(frozen=True, slots=True)
class Result:
    """What came of it."""

    fields: Mapping[str, Any] = field(default_factory=dict)


@dataclass(frozen=True, slots=True)
class Refusal:
    """Why it was not done, in a sentence."""

    why: str


Reply: TypeAlias = Progress | Result | Refusal
Handle: TypeAlias = Callable[[Request, str], Iterable[Reply]]
"""What does the work: the request and who asks, to replies of which the last one is no progress.
Refused from within becomes a refusal."""


# --- asking -------------------------------------------------------------------------------------


def ask(state: Path, request: Request) -> Iterator[Reply]:
    """Asks the controller of a state folder, and gives what it says as it says it; the last is what
    came of it. NotServing at once, ControlLost where the end is missing."""
    link = _connected(state)
    return _answers(link, request)


def _answers(link: socket.socket, request: Request) -> Iterator[Reply]:
    with link, link.makefile("rb") as lines:
        try:
            with contextlib.suppress(
                BrokenPipeError
            ):  # whoever turned us away at once has said why
                link.sendall(_line({"do": request.do, **request.fields}))
            while isinstance(reply := _reply(lines.readline()), Progress):
                yield reply
        except (OSError, ValueError) as error:
            raise ControlLost(
                "pbxc serve went away before it said what came of this. See pbxc status and "
                "pbxc history."
            ) from error
    yield reply


def _connected(state: Path) -> socket.socket:
    link = socket.socket(socket.AF_UNIX, socket.SOCK_STREAM)
    try:
        with _name_of(state) as name:
            link.connect(name)
    except OSError as error:
        link.close()
        if error.errno in (errno.ENOENT, errno.ECONNREFUSED, errno.ENOTDIR):
            raise NotServing(f"pbxc serve isn't running on {state}.") from error
        reason = (error.strerror or str(error)).lower()
        raise Refused(f"{state / SOCKET} can't be used: {reason}.") from error
    return link


def _reply(line: bytes) -> Reply:
    """A line of an answer. ValueError for one that is none, such as half of one."""
    said = json.loads(line)
    if "progress" in said:
        return Progress(str(said["progress"]))
    if "refused" in said:
        return Refusal(str(said["refused"]))
    return Result(dict(said["result"]))


# --- answering ----------------------------------------------------------------------------------


class ControlServer:
    """Answers on a state folder's socket, each asker in a thread of its own. Only whoever holds the
    fence starts one: what an earlier controller left there is taken away."""

    def __init__(self, state: Path, handle: Handle) -> None:
        self._state = state
        self._handle = handle
        self._listening = socket.socket(socket.AF_UNIX, socket.SOCK_STREAM)
        self._thread = threading.Thread(target=self._run, name="control", daemon=True)
        self._stopped = threading.Event()

    def start(self) -> None:
        """Listen. Nobody can connect before the socket is ours alone."""
        (self._state / SOCKET).unlink(missing_ok=True)
        with _name_of(self._state) as name:
            self._listening.bind(name)
            os.chmod(self._state / SOCKET, 0o600)
        self._listening.listen(16)
        self._thread.start()

    def stop(self) -> None:
        """Answer nobody any more. What is under way goes on in its thread."""
        self._stopped.set()
        with contextlib.suppress(OSError):
            self._listening.shutdown(socket.SHUT_RDWR)
        self._listening.close()
        (self._state / SOCKET).unlink(missing_ok=True)
        if self._thread.is_alive():
            self._thread.join(5)

    def __enter__(self) -> ControlServer:
        self.start()
        return self

    def __exit__(self, *_: object) -> None:
        self.stop()

    def _run(self) -> None:
        while not self._stopped.is_set():
            try:
                link, _ = self._listening.accept()
            except OSError:
                if self._stopped.wait(0.1):  # no descriptor is free: others will be
                    return
                continue
            thread = threading.Thread(target=self._serve, args=(link,), name="asker", daemon=True)
            thread.start()

    def _serve(self, link: socket.socket) -> None:
        """One asker. It may go away at any time; what was begun is done all the same."""
        with link, contextlib.suppress(OSError):
            link.settimeout(REQUEST_SECONDS)
            replies = self._replies(link)
            link.settimeout(None)
            for reply in replies:
                with contextlib.suppress(OSError):
                    link.sendall(_line(_said(reply)))

    def _replies(self, link: socket.socket) -> Iterator[Reply]:
        who = _peer(link)
        if who is None:
            return iter((Refusal("Only who runs pbxc serve, and root, may ask."),))
        try:
            request = _request(_first_line(link))
        except (ValueError, TypeError) as error:
            return iter((Refusal(f"This can't be asked: {error}."),))
        return self._handled(request, who)

    def _handled(self, request: Request, who: str) -> Iterator[Reply]:
        try:
            yield from self._handle(request, who)
        except Refused as refused:
            yield Refusal(str(refused))
        except Exception as error:
            what = " ".join(f"{type(error).__name__}: {error}".split())[:300]
            yield Refusal(f"This is a mistake of pbxc itself, please report it ({what}).")


def _request(line: bytes) -> Request:
    said = json.loads(line)
    if not isinstance(said, dict) or said.get("do") not in get_args(Do):
        raise ValueError(f"one of {', '.join(get_args(Do))} is done")
    return Request(said["do"], {name: value for name, value in said.items() if name != "do"})


def _first_line(link: socket.socket) -> bytes:
    data = b""
    while not data.endswith(b"\n"):
        got = link.recv(65_536)
        data += got
        if not got or len(data) > LARGEST_REQUEST:
            raise ValueError("a request is one line of JSON")
    return data


def _said(reply: Reply) -> Mapping[str, Any]:
    match reply:
        case Progress(text):
            return {"progress": text}
        case Result(fields):
            return {"result": dict(fields)}
        case Refusal(why):
            return {"refused": why}
        case _:
            assert_never(reply)


def _peer(link: socket.socket) -> str | None:
    """Who asks, as the kernel knows it; None for somebody who may not."""
    data = link.getsockopt(socket.SOL_SOCKET, socket.SO_PEERCRED, struct.calcsize("3i"))
    _, user, _ = struct.unpack("3i", data)
    return user_name(user) if user in (0, os.geteuid()) else None


def user_name(user: int) -> str:
    """What a user of this machine is called."""
    try:
        return pwd.getpwuid(user).pw_name
    except KeyError:
        return f"user {user}"


@contextlib.contextmanager
def _name_of(state: Path) -> Iterator[str]:
    """The name of the socket, also where the path is longer than names of sockets may be."""
    name = str(state / SOCKET)
    if len(os.fsencode(name)) <= _LONGEST_NAME:
        yield name
        return
    descriptor = os.open(state, os.O_PATH | os.O_DIRECTORY | os.O_CLOEXEC)
    try:
        yield f"/proc/self/fd/{descriptor}/{SOCKET}"
    finally:
        os.close(descriptor)


def _line(said: Mapping[str, Any]) -> bytes:
    return json.dumps(said, ensure_ascii=True).encode() + b"\n"
