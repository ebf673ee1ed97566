"""What an account lends to those below it: all that a rule or the meaning of a thing below can see.

An account below depends on its own files and on this. As long as both are equal to what they were,
so is everything that is made of it.
"""

from __future__ import annotations

from collections.abc import Mapping
from dataclasses import dataclass
from datetime import date
from functools import cache
from typing import Any

from compiler.phones import PhoneEdge, phone_edge
from schema.account_settings import AccountSettings
from schema.document import document_model
from schema.grant import Grant
from schema.things import sections
from schema.tree import Account

# What concerns nobody but the account itself. Whatever isn't named here counts as lent.
OWN_SETTINGS = frozenset(
    {
        "name",
        "country",
        "language",
        "main_number",
        "caller_id",
        "hold_music",
        "extension_length",
        "default_location",
        "on_every_call",
        "block",
        "operator",
        "unmatched",
        "support",
        "notify",
        "rotate",
    }
)
OWN_SECTIONS = frozenset({"account", "dialing", "feature_codes", "scenarios"})


@dataclass(frozen=True)
class Inherited:
    """What the accounts below see of one account, and of those above it."""

    path: str
    slug: str
    realm: str
    grant: Grant
    granted: bool
    settings: Mapping[str, Any]
    sections: Mapping[str, Any]
    recordings: Mapping[str, str]
    holidays: Mapping[str, tuple[date, ...]]
    unread: frozenset[str]
    nodes: tuple[str, ...]
    phones: PhoneEdge
    above: Inherited | None


def inherited_from(account: Account, above: Inherited | None) -> Inherited:
    """What those below an account see of it. `above` is what it sees itself."""
    document = account.document
    return Inherited(
        path=account.path,
        slug=account.slug,
        realm=account.realm,
        grant=account.grant,
        granted=account.granted,
        settings={name: getattr(document.account, name) for name in _settings()},
        sections={name: document.section(name) for name in _sections()},
        recordings=account.recordings,
        holidays=account.holidays,
        unread=account.unread,
        nodes=account.all_nodes,
        phones=phone_edge(account),
        above=above,
    )


@cache
def _settings() -> tuple[str, ...]:
    """The settings of the account itself that are lent, but for the platform's: what those below
    see of that are the realm, the names of nodes and what phones meet."""
    own = OWN_SETTINGS | {"platform"}
    return tuple(name for name in AccountSettings.model_fields if name not in own)


@cache
def _sections() -> tuple[str, ...]:
    """The sections that are lent: those of shareable things, and settings of the whole account."""
    own = OWN_SECTIONS | {name for name, thing in sections().items() if not thing.shareable}
    return tuple(name for name in document_model().model_fields if name not in own)
