"""Plans in files."""

from __future__ import annotations

import json
import os
import tempfile
from pathlib import Path

from tenants.key_file import Refused
from tenants.planning.plan import Plan

LARGEST = 64 << 20


def save_plan(plan: Plan, path: Path) -> None:
    """Writes a plan, whole or not at all; only its owner can read it, since it tells of customers."""
    text = json.dumps(plan.to_json(), indent=1, ensure_ascii=True) + "\n"
    with tempfile.NamedTemporaryFile("w", dir=path.parent, prefix=".plan-", delete=False) as file:
        try:
            file.write(text)
            file.flush()
            os.fsync(file.fileno())
            os.replace(file.name, path)
        except BaseException:
            os.unlink(file.name)
            raise


def load_plan(path: Path) -> Plan:
    """The plan in a file. Refused where there is none, or it isn't what was saved."""
    try:
        with path.open("rb") as file:
            data = file.read(LARGEST + 1)
    except OSError as error:
        raise Refused(f"{path} can't be read: {(error.strerror or str(error)).lower()}.") from None
    try:
        if len(data) > LARGEST:
            raise ValueError("it is too large")
        return Plan.from_json(json.loads(data))
    except (KeyError, TypeError, AttributeError):
        raise Refused(f"{path} holds no plan.") from None
    except ValueError as error:
        reason = "it is no JSON" if isinstance(error, json.JSONDecodeError) else str(error)
        raise Refused(f"{path} can't be used as a plan: {reason}.") from None
