"""What may be emitted: applications, functions and variables. All else is refused by name.

Nothing here runs a program, evaluates text twice or reads a file. What callers control (their
number and name, what they dialled) is read by the entrance routines only, into variables that only
`Filter` reads.
"""

from __future__ import annotations

import re
from functools import lru_cache
from typing import get_args

from targets.asterisk.dialplan.lines import Application, Context, Extension
from targets.asterisk.text import Unwritable

APPLICATIONS: frozenset[str] = frozenset(get_args(Application))

READ_FUNCTIONS = frozenset(
    {"CALLERID", "CHANNEL", "DB_EXISTS", "DEVICE_STATE", "DIALPLAN_EXISTS", "FILTER",
     "GROUP_COUNT", "HANGUPCAUSE", "HANGUPCAUSE_KEYS", "IF", "LEN", "PJSIP_AOR",
     "PJSIP_DIAL_CONTACTS", "RAND", "SHIFT", "SORT", "STRFTIME"}
)  # fmt: skip
WRITTEN_FUNCTIONS = frozenset({"CALLERID", "DB", "GROUP", "LOCAL", "PJSIP_HEADER", "TIMEOUT"})
# Variables of Asterisk itself. Ours begin with P_ (the program's) or Q_ (the compiler's).
VARIABLES = frozenset(
    {"CLOCKSHIFT", "CONTEXT", "DB_RESULT", "DIALSTATUS", "EPOCH", "EXTEN", "GOSUB_RETVAL",
     "HANGUPCAUSE", "MEDIA", "VMSTATUS"}
)  # fmt: skip
ASSIGNED = frozenset({"__GEN", "__TRANSFER_CONTEXT", "GOSUB_RESULT"})
SHARED = ("GLOBAL(Q_TRIED)=",)
"""What a call may set for all of Asterisk: how far a synthetic one came."""

_READ = re.compile(r"\$\{([A-Za-z_0-9]+)([(:}])")
_OPENED = re.compile(r"\$\{")
_SET = re.compile(r"([A-Za-z_0-9]+)(\(|=)")
_OWN = re.compile(r"(?:P|Q)_[A-Za-z0-9_]+|ARG[1-9][0-9]*")
_RAW = re.compile(r"\$\{(?:CALLERID\(|EXTEN\}|EXTEN:0)")
_TABLE_KEY = re.compile(r"\$\{EXTEN:([1-9][0-9]*)\}")
_KEPT = re.compile(r"\$\{P_RAW_")
_GUARDED = re.compile(r"FILTER\([^,]*,\$\{P_RAW_[A-Z]+\}\)|LEN\(\$\{P_RAW_[A-Z]+\}\)")


def require_allowed(context: Context, *, entrance: bool = False) -> None:
    """Refuse a context with anything that is not on the lists.

    `entrance` is for contexts whose own steps may read what the caller dialled.
    """
    for extension in context.extensions:
        raw = entrance or extension.name.startswith("p*enter")
        for step in extension.steps:
            if step.application not in APPLICATIONS:
                raise Unwritable("an application", step.application, "it is not allowed")
            _require_reads(step.data)
            if step.application == "Set":
                _require_target(step.data)
            if not raw:
                _require_filtered(extension, step.data)


@lru_cache(8192)
def _require_reads(data: str) -> None:
    found = _READ.findall(data)
    if len(found) != len(_OPENED.findall(data)):
        raise Unwritable("an expression", data, "its variable is not a name")
    for name, mark in found:
        known = name in READ_FUNCTIONS if mark == "(" else name in VARIABLES or _OWN.fullmatch(name)
        if not known:
            raise Unwritable("an expression", name, "it is not allowed")


def _require_target(data: str) -> None:
    found = _SET.match(data)
    if found is None:
        raise Unwritable("an assignment", data, "it sets no variable")
    if data.startswith(SHARED):
        return
    name, mark = found.groups()
    own = name in ASSIGNED or _OWN.fullmatch(name.removeprefix("__"))
    if not (name in WRITTEN_FUNCTIONS if mark == "(" else own):
        raise Unwritable("an assignment", name, "it is not allowed")


def _require_filtered(extension: Extension, data: str) -> None:
    """Caller-controlled text may appear inside FILTER only; EXTEN only as the key of a table."""
    if "EXTEN" not in data and "CALLERID" not in data and "P_RAW_" not in data:
        return
    if _RAW.search(data) or _KEPT.search(_GUARDED.sub("", data)):
        raise Unwritable("a step", data, "it reads what the caller controls, unfiltered")
    for skipped in _TABLE_KEY.findall(data):
        prefix = extension.name.removeprefix("_").partition("*")[0]
        if not re.fullmatch(r"t[0-9]+", prefix) or int(skipped) <= len(prefix):
            raise Unwritable("a step", data, "only entries of a table read their own name")
