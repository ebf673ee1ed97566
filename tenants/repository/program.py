"""The programs that we need around git, fenced in: `git`, `ssh-keygen`, `gpg`.

None is run through a shell of ours. A program has so much time, what it prints is cut, and when its
time is over it goes with everything that it started. `git` reads no configuration but ours, asks
nobody anything, runs no hook, enters no submodule and speaks no protocol but ssh, https and file.
"""

from __future__ import annotations

import contextlib
import os
import selectors
import shlex
import shutil
import signal
import subprocess
import tempfile
import time
from collections.abc import Mapping, Sequence
from dataclasses import dataclass
from typing import IO, Literal, TypeAlias

from tenants.account_tree import printable
from tenants.repository.location import Location

Ending: TypeAlias = Literal["done", "failed", "timed out", "too large", "missing"]

MOST_PRINTED = 1 << 20
LARGEST_FETCH = 4 << 30
LONGEST_REASON = 240
PASSED_ON = (
    "PATH", "HOME", "GNUPGHOME", "USER", "LOGNAME", "SSH_AUTH_SOCK", "https_proxy", "HTTPS_PROXY", "no_proxy",
    "NO_PROXY", "GIT_SSL_CAINFO", "SSL_CERT_FILE", "SSL_CERT_DIR", "TMPDIR",
)  # fmt: skip
GIT_ENVIRONMENT = {
    "GIT_ALLOW_PROTOCOL": "file:https:ssh",
    "GIT_ASKPASS": "true",
    "GIT_CONFIG_GLOBAL": os.devnull,
    "GIT_CONFIG_NOSYSTEM": "1",
    "GIT_HTTP_LOW_SPEED_LIMIT": "1000",
    "GIT_HTTP_LOW_SPEED_TIME": "20",
    "GIT_NO_REPLACE_OBJECTS": "1",
    "GIT_OPTIONAL_LOCKS": "0",
    "GIT_TERMINAL_PROMPT": "0",
    "SSH_ASKPASS": "true",
}
GIT_SETTINGS = {
    "core.hooksPath": os.devnull,
    "credential.helper": "",
    "fetch.fsckObjects": "true",
    "fetch.fsck.badTimezone": "ignore",
    "fetch.fsck.missingSpaceBeforeDate": "ignore",
    "fetch.fsck.zeroPaddedFilemode": "ignore",
    "gc.auto": "0",
    "http.followRedirects": "false",
    "maintenance.auto": "false",
    "protocol.version": "2",
    "push.recurseSubmodules": "no",
    "safe.directory": "*",  # a bare repository belongs to the user that people push as
    "ssh.variant": "ssh",
    "submodule.recurse": "false",
    "transfer.advertiseSID": "false",
}
SSH_OPTIONS = (
    "-oBatchMode=yes",
    "-oConnectTimeout=15",
    "-oServerAliveInterval=10",
    "-oServerAliveCountMax=3",
    "-oStrictHostKeyChecking=yes",
)


@dataclass(frozen=True, slots=True)
class Answer:
    """How a program ended, and what it printed. `reason` is one clause without any secret."""

    ending: Ending
    output: str = ""
    error: str = ""
    reason: str = ""

    @property
    def ok(self) -> bool:
        """Whether all went well."""
        return self.ending == "done"


def run_git(
    words: Sequence[str], location: Location, timeout: float, largest: int = LARGEST_FETCH
) -> Answer:
    """What the git program does with a repository. No file that it writes is larger than
    `largest`."""
    limit = shutil.which("prlimit")
    fence = [limit, f"--fsize={largest}", "--core=0", "--"] if limit else []
    answer = run([*fence, "git", *words], git_environment(location), timeout)
    return _without_secret(answer, location)


def run(
    command: Sequence[str], environment: Mapping[str, str], timeout: float, data: bytes = b""
) -> Answer:
    """What a program answers to some input."""
    with tempfile.TemporaryFile() as given:
        given.write(data)
        given.seek(0)
        try:
            process = subprocess.Popen(
                command,
                stdin=given,
                stdout=subprocess.PIPE,
                stderr=subprocess.PIPE,
                env=dict(environment),
                start_new_session=True,
            )
        except OSError as error:
            reason = f"{command[0]} can't be run: {(error.strerror or str(error)).lower()}"
            return Answer("missing", reason=reason)
    with process:
        printed = _printed(process, time.monotonic() + timeout)
        if printed is None:
            with contextlib.suppress(ProcessLookupError):
                os.killpg(process.pid, signal.SIGKILL)
            return Answer("timed out", reason=f"no answer within {timeout:.0f} s")
    return _answer(process.returncode, *printed)


def environment_of(**more: str) -> dict[str, str]:
    """The environment of a program: what it needs of ours, and nothing else of it."""
    kept = {name: os.environ[name] for name in PASSED_ON if name in os.environ}
    return {**kept, "LC_ALL": "C", "TZ": "UTC", **more}


def git_environment(location: Location) -> dict[str, str]:
    """The environment of the git program for a repository, its credential within."""
    settings = dict(GIT_SETTINGS)
    if location.credential and location.way == "https":
        header = f"Authorization: {location.credential.basic()}"
        settings[f"http.{location.origin}.extraHeader"] = header
    given = {"GIT_CONFIG_COUNT": str(len(settings))}
    for number, (name, value) in enumerate(settings.items()):
        given |= {f"GIT_CONFIG_KEY_{number}": name, f"GIT_CONFIG_VALUE_{number}": value}
    if not location.trusted:
        given["HOME"] = os.devnull
    return environment_of(**GIT_ENVIRONMENT, **given, GIT_SSH_COMMAND=_ssh_command(location))


def _ssh_command(location: Location) -> str:
    words = ["ssh", *SSH_OPTIONS]
    if not location.trusted:
        words += ["-F", "none", "-oIdentityAgent=none"]
    if location.credential and location.way == "ssh":
        words += ["-oIdentitiesOnly=yes", "-i", location.credential.secret.reveal()]
    elif not location.trusted:
        words += ["-oIdentitiesOnly=yes", "-oIdentityFile=none"]
    return shlex.join(words)


def _printed(process: subprocess.Popen[bytes], until: float) -> tuple[bytes, bytes] | None:
    """What a program prints until it ends, the beginning of it. None where its time is over."""
    streams_of = (process.stdout, process.stderr)
    kept: dict[IO[bytes], bytearray] = {stream: bytearray() for stream in streams_of if stream}
    with selectors.DefaultSelector() as streams:
        for stream in kept:
            streams.register(stream, selectors.EVENT_READ)
        while streams.get_map():
            ready = streams.select(max(0.0, until - time.monotonic()))
            if not ready:
                return None
            for key, _ in ready:
                _take(key.fileobj, kept, streams)
    try:
        process.wait(max(0.0, until - time.monotonic()))
    except subprocess.TimeoutExpired:
        return None
    output, error = kept.values()
    return bytes(output), bytes(error)


def _take(
    stream: object, kept: dict[IO[bytes], bytearray], streams: selectors.BaseSelector
) -> None:
    """Reads what a program has printed. What is too much is read and forgotten."""
    for known, text in kept.items():
        if known is stream:
            part = os.read(known.fileno(), 1 << 16)
            text += part[: MOST_PRINTED - len(text)]
            if not part:
                streams.unregister(known)


def _answer(code: int, output: bytes, error: bytes) -> Answer:
    told = error.decode("utf-8", "replace")
    if code == 0:
        return Answer("done", output.decode("utf-8", "surrogateescape"), told)
    if code == -signal.SIGXFSZ or "died of signal 25" in told or "File too large" in told:
        return Answer("too large", error=told, reason="it is larger than may be fetched")
    return Answer("failed", output.decode("utf-8", "surrogateescape"), told, _reason(told))


def _reason(told: str) -> str:
    """The line that says what went wrong, of all that a program prints when it gives up."""
    lines = [line.strip() for line in told.splitlines() if line.strip()]
    marked = [line for line in lines if line.lower().startswith(("fatal:", "error:"))]
    others = [line for line in lines if "Permission denied" in line or "Host key" in line]
    line = (others or marked or lines or ["it gave no reason"])[0]
    return printable(line.partition(": ")[2] if line in marked else line)[:LONGEST_REASON].rstrip(
        "."
    )


def _without_secret(answer: Answer, location: Location) -> Answer:
    if location.credential is None:
        return answer
    hidden = [location.credential.secret.reveal(), location.credential.basic()]
    hidden += [part for part in hidden[0].split(":") if len(part) > 5] + [hidden[1].split()[-1]]
    texts = [answer.output, answer.error, answer.reason]
    for secret in sorted(filter(None, hidden), key=len, reverse=True):
        texts = [text.replace(secret, "***") for text in texts]
    return Answer(answer.ending, *texts)
