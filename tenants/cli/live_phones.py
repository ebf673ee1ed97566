"""The phones that are live, for commands that print something of them."""

from __future__ import annotations

import os
from dataclasses import dataclass

from schema.phone_facts import PhoneRules
from tenants.cli.installed import account_named
from tenants.controller.opening import looked_into
from tenants.installation import Installation
from tenants.key_file import Refused
from tenants.provisioning.wanted import WantedFiles, WantedPhone


@dataclass(frozen=True)
class LivePhones:
    """The phones of an account, and what they have in common."""

    rules: PhoneRules
    phones: tuple[WantedPhone, ...]


def live_phones(installation: Installation, account: str) -> LivePhones:
    """The phones of an account as it is live. Refused where it has none."""
    with looked_into(installation, os.environ) as at:
        id = account_named(at.ledger, account).id
        at.desk.recall(at.ledger.live_lock())
        share = at.desk.shares.get(id)
        if share is None or not share.phone_rules:
            raise Refused(f"{account} has no phones that are provisioned.")
        rules = next(one for one in share.phone_rules if one.account == id)
        if not rules.base_url:
            raise Refused(
                "The platform doesn't say where phones get their files: provisioning.url."
            )
        made = WantedFiles().of_all({id: share}).get(id)
    return LivePhones(rules, tuple(made.phones.values()) if made else ())
