"""Strategies that draw small accounts, as their YAML would be read.

What is drawn is right by its build: references lead to things that are there, callflows and groups
only to later ones, extensions are given once. Everything is drawn as plain mappings and lists, and
written as JSON, which is YAML too.
"""

from __future__ import annotations

import json
from dataclasses import dataclass
from typing import Any, TypeAlias

from hypothesis import strategies as st

from compiler.sources import AccountFolder, SourceFile

Written: TypeAlias = dict[str, Any]

RECORDINGS = ("welcome", "closed", "sorry")
FLOWS = 3
OUTSIDE = "+16475550188"
CLINIC = {
    "street": "12 Water Street",
    "city": "Halifax",
    "region": "NS",
    "postal_code": "B3H 1A1",
    "country": "CA",
}


@dataclass(frozen=True)
class Names:
    """The things of an account that others may name."""

    users: tuple[str, ...]
    groups: tuple[str, ...]
    numbers: tuple[str, str]

    @property
    def people(self) -> tuple[str, ...]:
        return (*(f"user.{one}" for one in self.users), *(f"group.{one}" for one in self.groups))


def seconds() -> st.SearchStrategy[str]:
    return st.integers(1, 60).map(lambda number: f"{number}s")


def some(**fields: st.SearchStrategy[Any]) -> st.SearchStrategy[Written]:
    """A mapping with some of these fields."""
    return st.fixed_dictionaries({}, optional=fields)


# --- people --------------------------------------------------------------------------------------


def restrictions() -> st.SearchStrategy[Written]:
    classes = st.sampled_from(["local", "national", "international", "premium"])
    return st.dictionaries(classes, st.sampled_from(["allow", "deny"]), max_size=2)


def devices() -> st.SearchStrategy[Written]:
    desk = some(
        restrict=restrictions(),
        call_waiting=st.booleans(),
        enabled=st.just(True),
        rotate=st.just(1),
    )
    cell = st.just({"type": "cell", "number": OUTSIDE})
    return st.fixed_dictionaries({"desk": desk}, optional={"cell": cell, "hall": desk})


def forwards() -> st.SearchStrategy[Written]:
    when = st.sampled_from(["never", "always", "unregistered", "busy", "no_answer"])
    return st.fixed_dictionaries(
        {"when": when, "to": st.just(OUTSIDE)},
        optional={
            "confirm": st.booleans(),
            "ring_own_devices": st.booleans(),
            "caller_id": st.sampled_from(["original", "mine"]),
        },
    )


def plans() -> st.SearchStrategy[Written]:
    entry = st.fixed_dictionaries({"device": st.just("desk")}, optional={"for": seconds()})
    return some(**{"for": seconds(), "plan": st.lists(entry, min_size=1, max_size=2)})


def users(index: int) -> st.SearchStrategy[Written]:
    return st.fixed_dictionaries(
        {
            "name": st.sampled_from(["Anna Berg", "Zoë Roy", "山田 太郎", "O'Neill & Co."]),
            "extensions": st.just([str(101 + index)]),
            "devices": devices(),
        },
        optional={
            "ring": plans(),
            "forward": forwards(),
            "do_not_disturb": st.booleans(),
            "restrict": restrictions(),
            "screening": st.sampled_from(["off", "anonymous"]),
            "caller_id": st.just({"privacy": True}),
        },
    )


def groups(index: int, names: Names) -> st.SearchStrategy[Written]:
    member = st.sampled_from([f"user.{one}" for one in names.users] + [OUTSIDE])
    timed = st.fixed_dictionaries({"to": member}, optional={"after": seconds(), "for": seconds()})
    return st.fixed_dictionaries(
        {
            "extension": st.just(str(200 + index)),
            "members": st.lists(member | timed, min_size=1, max_size=3, unique_by=repr),
        },
        optional={
            "strategy": st.sampled_from(["all", "in_order", "random", "rotate", "least_recent"]),
            "ring_for": seconds(),
            "rounds": st.integers(1, 3),
            "caller_name_prefix": st.just("Sales"),
            "then": st.just([{"play": "sorry"}]),
        },
    )


# --- callflows -----------------------------------------------------------------------------------


def destinations(names: Names, flow: int, depth: int) -> st.SearchStrategy[Any]:
    """Where a step of the n-th callflow may lead: people, later callflows, steps of its own."""
    later = [f"callflow.flow-{index}" for index in range(flow + 1, FLOWS)]
    plain = st.sampled_from([*names.people, *later, "mailbox.desk", "hangup"])
    return plain if depth == 0 else plain | steps(names, flow, depth - 1)


def steps(names: Names, flow: int, depth: int) -> st.SearchStrategy[list[Any]]:
    """Some steps that go on, and perhaps one that ends."""
    going = st.lists(going_step(names, flow, depth), min_size=1, max_size=3)
    ending = st.lists(ending_step(names), max_size=1)
    return st.tuples(going, ending).map(lambda both: both[0] + both[1])


def going_step(names: Names, flow: int, depth: int) -> st.SearchStrategy[Any]:
    to = destinations(names, flow, depth)
    media = st.sampled_from(RECORDINGS)
    simple = [
        {"answer": "1s"},
        "answer",
        {"wait": "2s"},
        {"say": {"digits": "$caller.number"}},
        {"say": {"time": "now"}},
        {"set": {"language": "fr", "tries": "$caller.number"}},
        {"caller_id": {"name_prefix": "Sales"}},
        {"caller_id": {"restore": True, "privacy": True}},
        "do_not_disturb",
        {"forward": "off"},
        "check_voicemail",
    ]
    return st.one_of(
        st.sampled_from(simple),
        st.lists(media, min_size=1, max_size=2).map(lambda heard: {"play": heard}),
        st.sampled_from(names.people).map(lambda who: {"ring": who}),
        st.tuples(st.sampled_from(names.people), outcomes(to)).map(
            lambda both: {"ring": {"to": [both[0], OUTSIDE]}, "on": both[1]}
        ),
        outcomes(to).map(lambda on: {"dial": OUTSIDE, "on": on}),
        to.map(lambda where: {"if": {"condition": "caller is anonymous", "then": where}}),
        to.map(lambda where: {"if": {"condition": "caller in caller_list.vip", "else": where}}),
        to.map(lambda where: {"if": {"condition": "registered(user.user-0)", "then": where}}),
        to.map(lambda where: {"switch": {"variable": "$dialled", "cases": {"101": where}}}),
        to.map(lambda where: {"schedule": {"use": "office", "closed": where, "lunch": where}}),
        to.map(lambda where: {"menu": {"greeting": "welcome", "keys": {"1": where, "2": where}}}),
        st.just({"menu": "menu.main"}),
    )


def outcomes(to: st.SearchStrategy[Any]) -> st.SearchStrategy[Written]:
    return st.dictionaries(st.sampled_from(["busy", "no_answer", "rejected"]), to, max_size=2)


def ending_step(names: Names) -> st.SearchStrategy[Any]:
    people = [f"user.{one}" for one in names.users]
    return st.sampled_from(
        [
            "hangup",
            {"hangup": {"play": "sorry", "cause": "busy"}},
            {"respond": 486},
            {"respond": {"code": 404, "play": "sorry"}},
            *({"voicemail": one} for one in (*people, "mailbox.desk")),
        ]
    )


def menus(names: Names) -> st.SearchStrategy[Written]:
    where = st.sampled_from([*names.people, "mailbox.desk"])
    return st.fixed_dictionaries(
        {"greeting": st.just("welcome"), "keys": st.dictionaries(st.sampled_from("3456"), where)},
        optional={
            "tries": st.integers(1, 3),
            "timeout": st.integers(1, 9).map(str),
            "invalid": st.just("sorry"),
        },
    ).map(lambda menu: menu | {"keys": menu["keys"] or {"9": "mailbox.desk"}})


def schedules() -> st.SearchStrategy[Written]:
    return st.fixed_dictionaries(
        {
            "open": st.sampled_from(
                [{"mon-fri": "08:00-17:00"}, {"mon": ["08:00-12:00", "13:00-17:00"]}]
            ),
            "named": st.just({"lunch": {"mon-fri": "12:00-13:00"}}),
        },
        optional={
            "holidays": st.just({"country": "CA", "region": "NS"}),
            "closed": st.just(["dec 24"]),
            "override_code": st.just("*21"),
            "timezone": st.sampled_from(["America/Halifax", "Asia/Tokyo"]),
        },
    )


# --- whole accounts --------------------------------------------------------------------------------


@st.composite
def accounts(draw: st.DrawFn, main: str = "+19025550100") -> Written:
    """An account whose telephone numbers are `main` and the next one."""
    count = draw(st.integers(1, 3))
    names = Names(
        tuple(f"user-{index}" for index in range(count)),
        tuple(f"group-{index}" for index in range(draw(st.integers(0, 2)))),
        (main, f"+{int(main[1:]) + 1}"),
    )
    return {
        "account": {
            "name": draw(st.sampled_from(["Harbour Dental", "Quay", "Zum Anker"])),
            "timezone": draw(st.sampled_from(["America/Halifax", "America/Toronto"])),
            "country": "CA",
            "main_number": main,
            "default_location": "clinic",
        },
        "dialing": {"area_code": "902"},
        "locations": {"clinic": CLINIC},
        "users": {name: draw(users(index)) for index, name in enumerate(names.users)},
        "groups": {name: draw(groups(index, names)) for index, name in enumerate(names.groups)},
        "mailboxes": {"desk": {"number": "299", "owners": ["user.user-0"]}},
        "menus": {"main": draw(menus(names))},
        "schedules": {"office": draw(schedules())},
        "caller_lists": {"vip": ["+16475550123", "+1416..."]},
        "callflows": {f"flow-{index}": draw(steps(names, index, 1)) for index in range(FLOWS)},
        "numbers": {names.numbers[0]: "callflow.flow-0", names.numbers[1]: draw(plain(names))},
    }


def plain(names: Names) -> st.SearchStrategy[Any]:
    return st.sampled_from([*names.people, "mailbox.desk", "menu.main", "callflow.flow-1"])


def as_root(written: Written) -> Written:
    """An account as the master of its tree."""
    platform = {"domain": "harbour.example"}
    trunk = {"gateways": [{"host": "127.0.0.21"}, {"host": "127.0.0.22"}], "emergency": True}
    settings = written["account"] | {"platform": platform}
    return written | {"account": settings, "trunks": {"north": trunk}}


def folder(path: str, written: Written, grants: Written | None = None) -> AccountFolder:
    """The folder of an account, all of it in one file."""
    given = tuple(_file(f"accounts/{child}.yaml", one) for child, one in (grants or {}).items())
    media = tuple(f"{name}.wav" for name in RECORDINGS)
    return AccountFolder(path, (_file("account.yaml", written),), given, media)


def split_folder(path: str, written: Written) -> AccountFolder:
    """The same account with a file for each section, later sections in earlier files."""
    files = tuple(
        _file(f"{index:02}-{name}.yaml", {name: content})
        for index, (name, content) in enumerate(reversed(list(written.items())))
    )
    return AccountFolder(path, files, (), tuple(f"{name}.wav" for name in RECORDINGS))


def _file(name: str, written: Written) -> SourceFile:
    return SourceFile(name, name, json.dumps(written, ensure_ascii=False).encode())
