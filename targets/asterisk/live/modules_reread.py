"""Files that modules of Asterisk read again while it runs: which module, and what it must have then.

A module that is told to read again says that it did, whatever it made of the file. So what the file
holds is looked for afterwards.
"""

from __future__ import annotations

import re
import time
from collections.abc import Collection, Mapping

from targets.asterisk.live.ami import Reply
from targets.asterisk.live.node import NodeRefused
from targets.asterisk.live.node_link import NodeLink

READERS: dict[str, tuple[str, ...]] = {
    "pjsip": ("res_pjsip_endpoint_identifier_ip.so", "res_pjsip_outbound_registration.so"),
    "music": ("res_musiconhold.so",),
    "voicemail": ("app_voicemail.so",),
    "dialplan": (),
    "media": (),
}
"""By folder. What stands in the dialplan's is changed step by step, and recordings are opened anew
for each call."""

WAITING = 3.0
"""Seconds that we wait for somebody else's reload to end."""

_PAUSE = 0.02
_SECTION = re.compile(r"\[([^\]]+)\](?:\ntype = ([a-z]+))?")


def reload_all(link: NodeLink, contents: Mapping[str, bytes | None]) -> None:
    """Has the modules read these files again, and makes sure of what they hold; a file that is gone
    has no content. NodeRefused, NodeLost."""
    for module in modules_of(contents):
        _reload(link, module)
    for path, content in contents.items():
        if wrong := _missing(link, path.partition("/")[0], content or b""):
            raise NodeRefused(f"Asterisk doesn't take {' and '.join(wrong)} of {path}.")


def modules_of(paths: Collection[str]) -> tuple[str, ...]:
    """The modules that must read again after these files changed. NodeRefused for a file of none."""
    modules: dict[str, None] = {}
    for path in sorted(paths):
        folder = path.partition("/")[0]
        if folder not in READERS:
            raise NodeRefused(f"No module of Asterisk reads {path} again while it runs.")
        modules |= dict.fromkeys(READERS[folder])
    return tuple(modules)


def _reload(link: NodeLink, module: str) -> None:
    deadline = time.monotonic() + WAITING
    reply = link.ask("Reload", {"Module": module})
    while "in progress" in reply.message and time.monotonic() < deadline:
        time.sleep(_PAUSE)
        reply = link.ask("Reload", {"Module": module})
    if not reply.ok:
        raise NodeRefused(f"Asterisk doesn't reload {module}: {reply.message}")


def _missing(link: NodeLink, folder: str, content: bytes) -> list[str]:
    """What a file holds and Asterisk doesn't."""
    named = [(kind, name) for name, kind in _SECTION.findall(content.decode("utf-8", "replace"))]
    if folder == "music":
        classes = link.ask("Command", {"Command": "moh show classes"}).output if named else ()
        there = {line.partition(":")[2].strip() for line in classes if line.startswith("Class:")}
        return [f"the class {name}" for _, name in named if name not in there]
    if folder != "pjsip":
        return []
    shows = [("Command", {"Command": f"pjsip show {kind} {name}"}) for kind, name in named]
    replies = zip(named, link.ask_all(shows), strict=True)
    return [f"the {kind} {name}" for (kind, name), reply in replies if not is_shown(name, reply)]


def is_shown(name: str, reply: Reply) -> bool:
    """Whether Asterisk's console shows an object of SIP."""
    return reply.ok and f"Unable to find object {name}." not in " ".join(reply.output)
