"""The files of Asterisk that hold no account's data: what must exist for a silent, safe start."""

from __future__ import annotations

from collections.abc import Mapping

from schema.inventory import Edge
from schema.secret import Secrets
from targets.asterisk.layout import Layout
from targets.asterisk.modules import modules_text
from targets.asterisk.sections import (
    Section,
    fixed,
    number,
    secret_setting,
    section,
    sections_text,
)
from targets.asterisk.text import Setting, Unwritable, setting

MANAGER = "pbxc"
"""The name by which the controller signs in at the manager interface."""

MANAGER_SECRET = ":manager.pbxc:ami"
"""The name of its secret: the root account's."""

WATCHER = "pbxc-watch"
"""The name by which whoever follows a call signs in: it hears, and changes nothing."""

WATCHER_SECRET = ":manager.pbxc-watch:ami"
"""The name of its secret: the root account's."""

REPORTS = ("Newexten", "DialBegin", "BridgeEnter", "Hangup")
"""The events that tell a call's story: a step, a ring, who is connected, the end."""

_EMPTY = ("ccss.conf", "cdr.conf", "cel.conf", "features.conf", "pjproject.conf", "udptl.conf")


def settings_files(edge: Edge, layout: Layout) -> Mapping[str, str]:
    """Name and text of each; none of them is secret."""
    return {
        "asterisk.conf": _asterisk(layout),
        "modules.conf": modules_text(),
        "logger.conf": _logger(),
        "rtp.conf": _rtp(edge),
        "acl.conf": "; phones and carriers carry their own lists\n",
        "http.conf": sections_text([section("general", *fixed(enabled="no"))]),
        "indications.conf": _indications(),
        **dict.fromkeys(_EMPTY, "[general]\n"),
    }


def manager_text(edge: Edge, secrets: Secrets) -> str:
    """All of `manager.conf`: this machine only, one user who changes and one who hears."""
    general = section(
        "general",
        *fixed(enabled="yes", bindaddr="127.0.0.1"),
        ("port", number(edge.ami_port)),
        *fixed(webenabled="no", channelvars="GEN", allowmultiplelogin="yes"),
    )
    return sections_text([general, _manager(secrets), _watcher(secrets)])


def _manager(secrets: Secrets) -> Section:
    """The controller, who hears no events.

    Its classes are what a push needs and no more: changing the dialplan, forgetting objects, having
    files read again, seeing objects and channels (system); reading contexts back and removing them
    (command); asking which entry wins (call); a synthetic call (originate).
    """
    return section(
        MANAGER,
        ("secret", secret_setting(secrets.text(MANAGER_SECRET))),
        *_ENTRY,
        *fixed(write="system,command,call,originate"),
    )


def _watcher(secrets: Secrets) -> Section:
    """Who follows a call: it hears what calls do, and may ask for nothing and change nothing.

    So it can't choose by itself what it hears. That a busy switch sends it little, all but a call's
    story is left out here; the expression fails at an event's first word.
    """
    return section(
        WATCHER,
        ("secret", secret_setting(secrets.text(WATCHER_SECRET))),
        *_ENTRY,
        *fixed(read="dialplan,call"),
        *fixed(eventfilter=f"^Event: ({'|'.join(REPORTS)})"),
    )


_ENTRY = fixed(
    deny="0.0.0.0/0.0.0.0",
    permit="127.0.0.1/255.255.255.255",
    # Milliseconds that it may be busy elsewhere while Asterisk has something to tell it.
    writetimeout="5000",
)


def _asterisk(layout: Layout) -> str:
    places = (
        ("astetcdir", layout.etc),
        ("astmoddir", layout.modules),
        ("astvarlibdir", layout.lib),
        ("astdbdir", layout.database),
        ("astkeydir", layout.keys),
        ("astdatadir", layout.data),
        ("astagidir", layout.agi),
        ("astspooldir", layout.spool),
        ("astrundir", layout.run),
        ("astlogdir", layout.log),
        ("astsbindir", layout.sbin),
    )
    options = fixed(
        live_dangerously="no",
        disable_remote_console_shell="yes",
        documentation_language="en",
        transmit_silence="yes",
        hideconnect="yes",
    )
    folders = section("directories", *((key, folder(place)) for key, place in places))
    return sections_text([folders, section("options", *options)])


def folder(text: str) -> Setting:
    """A folder's absolute path."""
    if not text.startswith("/") or "//" in text or "/../" in f"{text}/":
        raise Unwritable("a folder", text, "it is not an absolute path")
    return setting(text)


def _logger() -> str:
    general = section("general", *fixed(dateformat="%F %T.%3q", use_callids="yes"))
    files = section("logfiles", *fixed(messages="notice,warning,error", security="security"))
    return sections_text([general, files])


def _rtp(edge: Edge) -> str:
    ports = (("rtpstart", number(edge.rtp_first)), ("rtpend", number(edge.rtp_last)))
    return sections_text([section("general", *ports, *fixed(strictrtp="yes", icesupport="no"))])


def _indications() -> str:
    """The tones of North America, which callers hear when they were answered before."""
    tones = fixed(
        description="United States / North America",
        ringcadence="2000,4000",
        dial="350+440",
        busy="480+620/500,0/500",
        ring="440+480/2000,0/4000",
        congestion="480+620/250,0/250",
        callwaiting="440/300,0/10000",
        record="1400/500,0/15000",
    )
    return sections_text([section("general", *fixed(country="us")), Section("us", tones)])
