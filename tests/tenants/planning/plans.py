"""A plan written out by hand, to be saved, compared and told."""

from __future__ import annotations

from compiler.difference import LargeChange
from tenants.planning import AccountPlan, Move, PhoneNews, Plan, Told, Unread
from tenants.repository.lock import Locked

BASE = (Locked("", "/srv/platform.git", "main", "a" * 40),)
WANTED = (Locked("", "/srv/platform.git", "main", "b" * 40),)
OWN = Locked("north/quay", "https://git.example/quay", "main", "c" * 40)

MOVE = Move(
    node="main",
    old="g111111111111",
    new="g222222222222",
    work={"contexts_added": 1, "contexts_to_drain": 1, "phones_added": 2, "phones_removed": 1},
    reloads=("res_musiconhold",),
    lost=(("ben-desk@n.example", "it has a new password"),),
    calls=2,
    expected_ms=40,
)
CHANGES = (
    Told("changed", "location clinic: room now 2", "locations", "clinic", "account.yaml", 4, True),
    Told("added", "anna: device mobile added", "users", "anna", "users.yaml", 9),
    Told("removed", "group sales removed", "groups", "sales", "groups.yaml", 2),
)
PHONES = (
    PhoneNews("anna-desk", "changed", ("key 4 BLF 201 -> 203",)),
    PhoneNews("ben-desk", "changed", ("VLAN nothing -> 7",), "01:00-05:00"),
    PhoneNews("cleo-desk", "added"),
)
NORTH = AccountPlan("north-1", "north", "North Dental", CHANGES, (MOVE,), PHONES)
PLAN = Plan(
    compiler="1.0",
    base=BASE,
    wanted=WANTED,
    standings=(("main", "north-1", "g111111111111"), ("main", "platform", "g000000000000")),
    accounts=(NORTH,),
)
LARGE = (LargeChange("north", "2 of 3 users are removed: a, b"),)
UNREAD = (Unread("north/quay", "https://git.example/quay can't be fetched: it doesn't answer."),)
