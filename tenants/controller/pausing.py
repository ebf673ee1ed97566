"""Pausing an account and going on with it, by whoever holds the fence: the controller that was asked,
or a command where none runs."""

from __future__ import annotations

from collections.abc import Mapping
from typing import Any

from tenants.controller.control import Request, Result
from tenants.key_file import Refused
from tenants.ledger.audit import Audit, Event
from tenants.ledger.ledger import Ledger
from tenants.ledger.pauses import ALL
from tenants.ledger.times import time_text

LONGEST_PAUSE = 30 * 86400
LONGEST_WHY = 500


def pause(ledger: Ledger, audit: Audit, request: Request, who: str) -> Result:
    """Pauses what a request names (`account`: an id, or empty for all), for `seconds`, and says `why`.
    Refused where that can't be."""
    account = _account(ledger, request.fields)
    seconds, why = request.fields.get("seconds"), request.fields.get("why")
    if not isinstance(seconds, int) or not 0 < seconds <= LONGEST_PAUSE:
        raise Refused("A pause is as long as a second, and not longer than 30 days.")
    if not isinstance(why, str) or not why.strip() or len(why) > LONGEST_WHY:
        raise Refused("A pause has a reason, which others read.")
    made = ledger.pauses.pause(account, seconds, why.strip(), who)
    audit.write(Event(who, "pause", "done", account=_path(ledger, account)))
    return Result({"until": time_text(made.until), "who": who, "why": made.why})


def resume(ledger: Ledger, audit: Audit, request: Request, who: str) -> Result:
    """Ends a pause. Its result says whether there `was` one, and of `all`, which would still hold."""
    account = _account(ledger, request.fields)
    was = ledger.pauses.resume(account)
    if was:
        audit.write(Event(who, "resume", "done", account=_path(ledger, account)))
    return Result({"was": was, "all": ledger.pauses.paused(ALL) is not None})


def _account(ledger: Ledger, fields: Mapping[str, Any]) -> str:
    account = fields.get("account")
    if account == ALL:
        return ALL
    known = ledger.accounts.find(account) if isinstance(account, str) else None
    if known is None:
        raise Refused(f"There is no account {account}.")
    return known.id


def _path(ledger: Ledger, account: str) -> str:
    return ledger.accounts.of(account).label if account else ""
