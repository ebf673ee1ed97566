"""The controller's log: one JSON object a line where a machine reads it, plain words on a terminal."""

from __future__ import annotations

import json
import logging
import sys
from datetime import UTC, datetime
from typing import TextIO

NAME = "pbxc"


def open_log(stream: TextIO = sys.stderr, *, plain: bool = False) -> logging.Logger:
    """The log, writing to a stream; whatever it wrote to before is let go."""
    log = logging.getLogger(NAME)
    log.setLevel(logging.INFO)
    log.propagate = False
    writer = logging.StreamHandler(stream)
    writer.setFormatter(_Plain() if plain else _Json())
    log.handlers[:] = [writer]
    return log


def tell(log: logging.Logger, what: str, /, *, level: int = logging.INFO, **facts: object) -> None:
    """One line: a sentence, and facts by name. Secrets are no facts: give ids, counts and names."""
    log.log(level, what, extra={"facts": {k: v for k, v in facts.items() if v not in (None, "")}})


class _Json(logging.Formatter):
    def format(self, record: logging.LogRecord) -> str:
        moment = datetime.fromtimestamp(record.created, UTC).isoformat(timespec="milliseconds")
        line = {"time": moment, "level": record.levelname.lower(), "message": record.getMessage()}
        if record.exc_info and record.exc_info[1]:
            line["failure"] = self.formatException(record.exc_info)
        return json.dumps({**line, **_facts(record)}, default=str, ensure_ascii=False)


class _Plain(logging.Formatter):
    def format(self, record: logging.LogRecord) -> str:
        moment = datetime.fromtimestamp(record.created).astimezone().strftime("%H:%M:%S.%f")[:12]
        facts = " ".join(f"{key}={value}" for key, value in _facts(record).items())
        text = f"{moment} {record.getMessage()}" + (f"  ({facts})" if facts else "")
        if record.exc_info and record.exc_info[1]:
            text += "\n" + self.formatException(record.exc_info)
        return text


def _facts(record: logging.LogRecord) -> dict[str, object]:
    facts: dict[str, object] = getattr(record, "facts", {})
    return facts
