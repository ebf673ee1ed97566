"""What lamps need after phones changed, and calls don't.

A call finds a phone that is new in the database by itself. Two things Asterisk learns only by reading
more: how a phone that it never knew is to be watched, and which mailboxes a known phone shows.
"""

from __future__ import annotations

from collections.abc import Mapping

from targets.asterisk.delivery.generation import Row, RowKey

FEW = 2
"""So many phones are made known one by one, and for each all others are looked through; beyond that
it is cheaper to make all of them known at once."""

ALL_PHONES = "module reload res_pjsip.so"
ALL_MAILBOXES = "module reload res_pjsip_mwi.so"


def lamp_commands(put: Mapping[RowKey, Row], there: Mapping[RowKey, Row]) -> tuple[str, ...]:
    """What to tell Asterisk's console when all else is done, without waiting for it. `there` are the
    account's rows as they were before these were put.

    A phone that is new is watched, and its lamp right, from its next registration on.
    """
    aors = sorted(key.id for key in put if key.table == "ps_aors")
    new = [one for one in aors if RowKey("ps_aors", one) not in there]
    one_by_one = aors if len(new) <= FEW else [one for one in aors if one not in new]
    others = any(key.table == "ps_endpoints" and _shows_others(key, put, there) for key in put)
    return (
        *((ALL_PHONES,) if len(new) > FEW else ()),
        *(f"pjsip reload qualify aor {one}" for one in one_by_one),
        *((ALL_MAILBOXES,) if others else ()),
    )


def _shows_others(key: RowKey, put: Mapping[RowKey, Row], there: Mapping[RowKey, Row]) -> bool:
    """Whether a phone that was there shows other mailboxes than before."""
    if key not in there:
        return False
    return dict(put[key]).get("mailboxes", "") != dict(there[key]).get("mailboxes", "")
