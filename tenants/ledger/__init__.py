"""The controller's durable memory: the ledger, the fence around it, and the audit log.

All of it stands in one folder, the *state folder*: `ledger.sqlite3`, `lock` and `audit.jsonl`.
"""

from __future__ import annotations

from tenants.ledger.database import Fenced, LedgerBroken, LedgerError
from tenants.ledger.fence import Fence, Held
from tenants.ledger.ledger import Ledger
from tenants.ledger.records import Push

__all__ = ["Fence", "Fenced", "Held", "Ledger", "LedgerBroken", "LedgerError", "Push"]
