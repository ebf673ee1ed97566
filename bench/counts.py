"""How much a bundle is: priorities, hints and contexts of one account."""

from __future__ import annotations

import re

from bench.accounts import USERS
from targets.asterisk.bundle import Bundle

PRIORITY = re.compile(r"^exten => [^,]+,\d+,", re.MULTILINE)
HINT = re.compile(r"^exten => [^,]+,hint,", re.MULTILINE)
CONTEXT = re.compile(r"^\[", re.MULTILINE)


def count_account(bundle: Bundle, account: str) -> dict[str, float]:
    """Priorities and hints for each user of an account, and its contexts."""
    text = "\n".join(
        content.decode()
        for path, content in bundle.files.items()
        if path.startswith("dialplan/") and path.rpartition("/")[2].startswith(f"{account}.")
    )
    return {
        "priorities": len(PRIORITY.findall(text)) / USERS,
        "hints": len(HINT.findall(text)) / USERS,
        "contexts": float(len(CONTEXT.findall(text))),
    }
