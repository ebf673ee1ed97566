"""The kernel's ways to stop a process at some of its system calls, as far as we need them.

A filter (seccomp) picks the calls, so that all others cost nothing; the parent (ptrace) is told of
each before it is done, and may have it not done and answered with an error. Nothing has to be
installed for it. The same as `strace --seccomp-bpf -e inject=...`, but counted over all threads, and
with whatever we like done while the process waits.
"""

from __future__ import annotations

import ctypes
import os
import platform
import signal
import struct
from collections.abc import Collection

CALLS = {
    "read": 0, "write": 1, "close": 3, "fstat": 5, "lseek": 8, "ioctl": 16, "pread64": 17,
    "pwrite64": 18, "socket": 41, "connect": 42, "sendto": 44, "recvfrom": 45, "sendmsg": 46,
    "fcntl": 72, "flock": 73, "fsync": 74, "fdatasync": 75, "ftruncate": 77, "rename": 82,
    "mkdir": 83, "unlink": 87, "chmod": 90, "fchmod": 91, "fchown": 93, "getdents64": 217,
    "openat": 257, "mkdirat": 258, "newfstatat": 262, "unlinkat": 263, "renameat": 264,
    "renameat2": 316,
}  # fmt: skip
"""System calls by name, with the numbers that they have on this kind of machine."""

NAMES = {number: name for name, number in CALLS.items()}

_TRACEME, _CONT, _POKEUSER, _PEEKUSER = 0, 7, 6, 3
_SETOPTIONS = 0x4200
_TELL_THREADS, _TELL_FILTERED, _END_TOGETHER = 0x8, 0x80, 0x100000
_FILTERED = 7
_RAX, _RDI, _ORIG_RAX = 10 * 8, 14 * 8, 15 * 8
_ALL_CHILDREN = 0x40000000
_SET_SECCOMP, _BY_FILTER = 22, 2
_LOAD, _IF_EQUAL, _RETURN = 0x20, 0x15, 0x06
_ALLOW, _TELL = 0x7FFF0000, 0x7FF00000

_libc = ctypes.CDLL(None, use_errno=True)
_libc.ptrace.restype = ctypes.c_long
_libc.ptrace.argtypes = (ctypes.c_long, ctypes.c_long, ctypes.c_void_p, ctypes.c_void_p)


class _Program(ctypes.Structure):
    _fields_ = (("length", ctypes.c_ushort), ("steps", ctypes.c_char_p))


def is_possible() -> bool:
    """Whether the numbers above are this machine's."""
    return platform.machine() == "x86_64" and platform.system() == "Linux"


def be_traced(calls: Collection[str]) -> None:
    """In a child: waits until the parent watches; from then on these calls are told to it.

    The filter stays for whatever we start later, where nobody would answer: start nothing.
    """
    _ask(_TRACEME, 0)
    os.kill(os.getpid(), signal.SIGSTOP)
    program = _filter([CALLS[name] for name in calls])
    wanted = _Program(len(program) // 8, program)
    if _libc.prctl(_SET_SECCOMP, _BY_FILTER, ctypes.byref(wanted), 0, 0):
        raise OSError(ctypes.get_errno(), "no filter for system calls")


def _filter(numbers: list[int]) -> bytes:
    tests = [
        struct.pack("HBBI", _IF_EQUAL, len(numbers) - at, 0, number)
        for at, number in enumerate(numbers)
    ]
    load = struct.pack("HBBI", _LOAD, 0, 0, 0)
    ends = [struct.pack("HBBI", _RETURN, 0, 0, what) for what in (_ALLOW, _TELL)]
    return b"".join((load, *tests, *ends))


def begin(pid: int) -> None:
    """In the parent: from now on the child, which waits, is watched with all of its threads."""
    os.waitpid(pid, _ALL_CHILDREN)
    _ask(_SETOPTIONS, pid, 0, _TELL_THREADS | _TELL_FILTERED | _END_TOGETHER)
    go_on(pid)


def next_stop() -> tuple[int, int]:
    """The thread of a child that stopped or ended, and how: a status as of waitpid."""
    return os.waitpid(-1, _ALL_CHILDREN)


def go_on(thread: int, number: int = 0) -> None:
    """Lets a thread that is stopped run on, with a signal."""
    _ask(_CONT, thread, 0, number)


def signal_of(status: int) -> int:
    """The signal that a thread was stopped by; none where the kernel only tells us something."""
    number = os.WSTOPSIG(status)
    return 0 if status >> 16 or number in (signal.SIGTRAP, signal.SIGSTOP) else number


def call_of(thread: int, status: int) -> str:
    """The system call that a stopped thread is about to do; nothing where it stopped otherwise."""
    if status >> 16 != _FILTERED:
        return ""
    return NAMES[_ask(_PEEKUSER, thread, _ORIG_RAX)]


def file_of(thread: int) -> str:
    """The path of the open file that the first argument of the system call names, if it is one."""
    try:
        return os.readlink(f"/proc/{thread}/fd/{_ask(_PEEKUSER, thread, _RDI)}")
    except OSError:
        return ""


def spoil(thread: int, error: int) -> None:
    """The system call that a thread is about to do isn't done, and fails."""
    _ask(_POKEUSER, thread, _ORIG_RAX, -1)
    _ask(_POKEUSER, thread, _RAX, -error)


def _ask(what: int, thread: int, address: int = 0, data: int = 0) -> int:
    ctypes.set_errno(0)
    answer = int(_libc.ptrace(what, thread, address, data))
    if answer < 0 and (number := ctypes.get_errno()):
        raise OSError(number, os.strerror(number))
    return answer
