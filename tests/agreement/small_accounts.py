"""Small accounts drawn at random: two people, a group, and callflows of steps within steps."""

from __future__ import annotations

import json
from typing import Any, TypeAlias

from hypothesis import strategies as st

Step: TypeAlias = Any

PLACES = ("user.anna", "user.ben", "group.all", "mailbox.front", "callflow.other")
RINGABLE = ("user.anna", "user.ben", "group.all", "device.lobby", "+14165550123")
STRATEGIES = ("all", "in_order", "rotate", "random", "least_recent")
SECONDS = tuple(f"{count}s" for count in (1, 3, 5, 12, 30))
OUTCOMES = ("busy", "no_answer", "unavailable", "rejected")
CONDITIONS = (
    "caller is anonymous",
    "caller in caller_list.friends",
    "registered(user.ben)",
    "$colour == blue",
    "schedule.office is open",
)


def accounts() -> st.SearchStrategy[str]:
    """The YAML of an account."""
    return st.builds(
        _account,
        flow=_flows(3),
        other=_flows(2),
        people=st.tuples(_people(), _people()),
        group=_groups(),
    )


def _account(flow: Any, other: Any, people: tuple[Any, Any], group: Any) -> str:
    clinic = {"street": "12 Water Street", "city": "Halifax", "region": "NS", "country": "CA"}
    devices: dict[str, Any] = {"desk": {}}
    anna, ben = people
    written = {
        "account": {
            "name": "Harbour",
            "timezone": "America/Halifax",
            "country": "CA",
            "main_number": "+19025550100",
            "default_location": "location.clinic",
        },
        "locations": {"clinic": {**clinic, "postal_code": "B3H 1A1"}},
        "trunks": {"north": {"gateways": [{"host": "127.0.0.21"}], "emergency": "true"}},
        "schedules": {"office": {"open": {"mon-fri": "08:00-17:00"}}},
        "caller_lists": {"friends": ["+14165550199"]},
        "users": {
            "anna": {"name": "Anna", "extensions": ["101"], "devices": devices, **anna},
            "ben": {"name": "Ben", "extensions": ["102"], "devices": devices, **ben},
        },
        "devices": {"lobby": {}},
        "groups": {"all": {"extension": "200", **group}},
        "mailboxes": {"front": {"number": "299", "owners": ["user.anna"]}},
        "media": {name: f"{name}.wav" for name in ("welcome", "closed", "lunch")},
        "numbers": {"+19025550100": {"route": flow}, "+19025550101": {"route": "callflow.other"}},
        "callflows": {"other": other},
    }
    return json.dumps(written)


def _people() -> st.SearchStrategy[dict[str, Any]]:
    forward = st.fixed_dictionaries(
        {
            "when": st.sampled_from(("never", "always", "unregistered", "busy", "no_answer")),
            "to": st.sampled_from(("+14165550123", "102", "101")),
        },
        optional={"ring_own_devices": st.just("true"), "confirm": st.just("false")},
    )
    return st.fixed_dictionaries(
        {},
        optional={
            "forward": forward,
            "do_not_disturb": st.sampled_from(("true", "false")),
            "call_waiting": st.sampled_from(("true", "false")),
            "voicemail": st.just("false"),
        },
    )


def _groups() -> st.SearchStrategy[dict[str, Any]]:
    return st.fixed_dictionaries(
        {"members": st.lists(_members(("user.anna", "user.ben", "+14165550123")), min_size=1, max_size=3)},
        optional={
            "strategy": st.sampled_from(STRATEGIES),
            "ring_for": st.sampled_from(SECONDS),
            "rounds": st.sampled_from(("1", "2")),
            "caller_name_prefix": st.just("All"),
        },
    )  # fmt: skip


def _members(names: tuple[str, ...]) -> st.SearchStrategy[Any]:
    late = st.fixed_dictionaries(
        {"to": st.sampled_from(names)},
        optional={
            "after": st.sampled_from(SECONDS[:3]),
            "for": st.sampled_from(SECONDS),
            "confirm": st.sampled_from(("true", "false")),
        },
    )
    return st.one_of(st.sampled_from(names), late)


def _flows(depth: int) -> st.SearchStrategy[list[Step]]:
    """A list of steps: plain ones, and one that ends the call at most at its end."""
    steps = st.lists(_steps(depth), min_size=1, max_size=4)
    return st.tuples(steps, st.lists(_ends(), max_size=1)).map(lambda parts: [*parts[0], *parts[1]])


def _steps(depth: int) -> st.SearchStrategy[Step]:
    media = st.sampled_from(("welcome", "closed", "lunch"))
    plain = [
        media.map(lambda name: {"play": name}),
        st.sampled_from(SECONDS).map(lambda seconds: {"wait": seconds}),
        st.just({"say": {"digits": "42"}}),
        st.sampled_from(("blue", "red")).map(lambda value: {"set": {"colour": value}}),
        st.just({"caller_id": {"name_prefix": "X", "privacy": "true"}}),
        _rings(depth),
    ]
    if not depth:
        return st.one_of(*plain)
    inner = _flows(depth - 1)
    keys = st.dictionaries(st.sampled_from("1239"), inner, min_size=1, max_size=2)
    nested = [
        st.builds(_menu, media, keys),
        st.builds(_choice, st.sampled_from(CONDITIONS), inner),
    ]
    return st.one_of(*plain, *nested)


def _rings(depth: int) -> st.SearchStrategy[Step]:
    to = st.lists(_members(RINGABLE), min_size=1, max_size=3)
    ring = st.fixed_dictionaries(
        {"to": to, "for": st.sampled_from(SECONDS)},
        optional={"strategy": st.sampled_from(STRATEGIES), "alert": st.just("internal")},
    ).map(lambda body: {"ring": body})
    if not depth:
        return ring
    ways = st.dictionaries(st.sampled_from(OUTCOMES), _flows(depth - 1), min_size=1, max_size=2)
    return st.one_of(ring, st.tuples(ring, ways).map(lambda pair: {**pair[0], "on": pair[1]}))


def _ends() -> st.SearchStrategy[Step]:
    return st.one_of(
        st.just("hangup"),
        st.sampled_from(("busy", "rejected", "congested")).map(lambda cause: {"hangup": cause}),
        st.just({"voicemail": "mailbox.front"}),
        st.just({"respond": "486"}),
        st.sampled_from(PLACES[:3]).map(lambda place: {"call": place}),
        st.just({"dial": "+14165550123"}),
    )


def _menu(greeting: str, keys: dict[str, Any]) -> Step:
    return {"menu": {"greeting": greeting, "keys": keys}}


def _choice(condition: str, then: list[Step]) -> Step:
    return {"if": {"condition": condition, "then": then}}
