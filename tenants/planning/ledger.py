"""What is live, as the ledger knows it and the nodes tell it."""

from __future__ import annotations

from collections.abc import Mapping
from dataclasses import dataclass, field

from targets.asterisk.delivery.generation import Generation
from tenants.ledger import Ledger
from tenants.ledger.status import Calls


def nobody_asked(node: str) -> Mapping[str, int] | None:
    """Asks no node for its calls."""
    return None


@dataclass(frozen=True)
class LedgerLive:
    """Implements `tenants.planning.Live`. `ask` counts the calls on a node by context; each node is
    asked once."""

    ledger: Ledger
    ask: Calls = nobody_asked
    _asked: dict[str, Mapping[str, int]] = field(default_factory=dict)

    def standings(self, node: str) -> Mapping[str, str]:
        """The name of the live generation of every account on a node, by its id."""
        places = (place for place in self.ledger.places() if place.node == node)
        return {place.account: place.live for place in places if place.live}

    def generation(self, account: str, name: str) -> Generation:
        """A generation by its name. LedgerBroken where it isn't what it was."""
        return self.ledger.generations.load(account, name)

    def path(self, account: str) -> str:
        """The path of an account by its id."""
        return self.ledger.accounts.of(account).path

    def calls(self, node: str, account: str) -> int:
        """How many calls are in the account's generations just now; 0 where nobody can say."""
        if node not in self._asked:
            self._asked[node] = self.ask(node) or {}
        counts = self._asked[node].items()
        return sum(count for context, count in counts if context.rpartition(".")[0] == account)
