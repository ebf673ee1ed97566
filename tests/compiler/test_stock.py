"""The inventory of a platform follows the shares of its accounts."""

from __future__ import annotations

from collections.abc import Mapping

import pytest

from compiler.inventory import merge_shares
from compiler.stock import Stock
from schema.inventory import AudioFile, Did, Edge, Hint, HoldMusicClass, Inventory
from schema.program import Media

Shares = Mapping[str, Inventory]
LENT = AudioFile(Media("root", "sorry"), "sorry.wav", "")


def share(account: str, numbers: str) -> Inventory:
    """A share with a number, a hint and a class of hold music for each digit."""
    return Inventory(
        dids=tuple(Did(f"+1902555{digit}", account) for digit in sorted(numbers)),
        hints=tuple(Hint(account, digit, ()) for digit in numbers),
        hold_music=tuple(HoldMusicClass(f"{account}.{digit}") for digit in sorted(numbers)),
        audio=(LENT,),
    )


A, B = share("a", "159"), share("b", "26478")
LATER: Mapping[str, Shares] = {
    "nothing": {"a": A, "b": B},
    "an entry comes": {"a": share("a", "1359"), "b": B},
    "an entry goes": {"a": A, "b": share("b", "2678")},
    "an entry is another": {"a": share("a", "150"), "b": B},
    "an account comes": {"a": A, "aa": share("aa", "3"), "b": B},
    "an account goes": {"b": B},
    "all go": {},
}


@pytest.mark.parametrize("later", LATER.values(), ids=LATER)
def test_what_is_put_together_anew_is_what_is_put_together_at_first(later: Shares) -> None:
    stock, edge = Stock(), Edge(udp_port=5070)
    stock.whole({"a": A, "b": B}, Edge())
    assert merge_shares(later.values(), edge) == stock.whole(later, edge)


def test_it_follows_one_change_after_the_other() -> None:
    stock = Stock()
    found = [stock.whole(shares, Edge()) for shares in LATER.values()]
    assert [merge_shares(shares.values(), Edge()) for shares in LATER.values()] == found


def test_lists_of_which_nothing_changed_stay_the_same() -> None:
    stock = Stock()
    before = stock.whole({"a": A, "b": B}, Edge())
    assert before.dids is stock.whole({"a": share("a", "159"), "b": B}, Edge()).dids
