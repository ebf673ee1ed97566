"""A platform made of tried texts: each text in an account of its own kind, all of them compiled."""

from __future__ import annotations

import json
from collections.abc import Callable, Iterable, Mapping
from dataclasses import dataclass, field
from typing import Any

from compiler import Compiled, compile_folders
from compiler.diagnostics import Diagnostic
from compiler.sources import AccountFolder, SourceFile
from schema.grant import Grant
from schema.program import Origin, Route
from schema.things import sections
from tests.lab.text_fields import NAME, TextField, Tree

ROOT_NAME = "texts"

_ACCOUNT = {
    "name": "Texts", "timezone": "America/Halifax", "country": "CA",
    "default_location": f"location.{NAME}",
}  # fmt: skip
_PLATFORM = {"type": "master", "platform": {"domain": "texts.example"}}

# One thing of each kind that the texts may refer to.
_THINGS: Mapping[str, Tree] = {
    "users": {NAME: {"name": "One", "extensions": ["10001"], "devices": {"desk": {}}}},
    "devices": {NAME: {"type": "phone", "extension": "10002"}},
    "groups": {NAME: {"members": [f"user.{NAME}"]}},
    "menus": {NAME: {"greeting": NAME, "keys": {"1": f"user.{NAME}"}}},
    "callflows": {NAME: ["hangup"]},
    "mailboxes": {NAME: {"number": "10003", "owners": [f"user.{NAME}"]}},
    "schedules": {NAME: {"open": {"mon": "08:00-17:00"}}},
    "media": {NAME: {"say": "One."}},
    "hold_music": {NAME: {"silence": "true"}},
    "trunks": {NAME: {"gateways": [{"host": "192.0.2.1"}], "emergency": "true"}},
    "locations": {
        NAME: {"street": "1 A", "city": "B", "region": "C", "postal_code": "D", "country": "CA"}
    },
    "caller_lists": {NAME: ["+1416..."]},
}


@dataclass(frozen=True)
class Placement:
    """A text in a field, and the account and route where it stands."""

    field: TextField
    text: str
    account: str
    route: Route
    index: int

    @property
    def entry(self) -> Route:
        """The thing or setting that it is part of."""
        return self.route[:2]

    def __str__(self) -> str:
        return f"{self.field.name} = {self.text!r}"


@dataclass
class _Draft:
    """An account that is being written."""

    path: str
    number: int
    document: dict[str, Any]
    grant: dict[str, Any] = field(default_factory=dict)
    placements: list[Placement] = field(default_factory=list)


@dataclass(frozen=True)
class TextPlatform:
    """Placements, what was compiled of them, and which of them the rules refused."""

    compiled: Compiled
    placements: tuple[Placement, ...]
    refused: tuple[tuple[Placement, Diagnostic], ...] = ()


def compile_texts(texts: Iterable[tuple[TextField, str, int]]) -> TextPlatform:
    """A platform of texts, each with its field and the number of the account it stands in. Those
    that a rule refuses are left out; a rule must name the thing they stand in."""
    wanted = tuple(enumerate(texts))
    refused: list[tuple[Placement, Diagnostic]] = []
    for _ in range(8):
        accounts = _accounts(wanted)
        placements = tuple(one for account in accounts for one in account.placements)
        compiled = compile_folders(tuple(_folders(accounts)), ROOT_NAME)
        if not compiled.failed:
            return TextPlatform(compiled, placements, tuple(refused))
        found = _blamed(compiled, placements)
        refused += found.values()
        gone = {(one.field.name, one.text) for one, _ in found.values()}
        wanted = tuple(one for one in wanted if (one[1][0].name, one[1][1]) not in gone)
    raise AssertionError(f"the rules never end: {_short(compiled.diagnostics[0])}")


def _blamed(
    compiled: Compiled, placements: tuple[Placement, ...]
) -> dict[tuple[str, Route], tuple[Placement, Diagnostic]]:
    """The placements that the errors are about, by their places."""
    by_entry = {(one.account, one.entry): one for one in placements}
    by_route = {(one.account, one.route): one for one in placements}
    found: dict[tuple[str, Route], tuple[Placement, Diagnostic]] = {}
    for told in (one for one in compiled.diagnostics if one.severity == "error"):
        origins = (told.origin, *(at for _, at in told.related))
        for at in (one for one in origins if isinstance(one, Origin)):
            guilty = by_route.get((at.account, at.route)) or by_entry.get(
                (at.account, at.route[:2])
            )
            if guilty is not None:
                found[guilty.account, guilty.route] = (guilty, told)
                break
        else:
            raise AssertionError(f"a complaint names no text that was written: {_short(told)}")
    return found


def _short(told: Diagnostic) -> str:
    at = told.origin if isinstance(told.origin, Origin) else told.origin.file
    return f"{told.code} {told.message} ({at})"


# --- writing ------------------------------------------------------------------------------------


def _accounts(texts: Iterable[tuple[int, tuple[TextField, str, int]]]) -> list[_Draft]:
    found = {0: _bare_account(0)}
    for index, (one, text, number) in texts:
        number = 0 if one.name.startswith("account.platform.") else number
        if number not in found:
            found[number] = _bare_account(number)
        _place(found[number], one, text, index)
    found[0].document["account"] = merged(_PLATFORM, found[0].document["account"])
    return [found[number] for number in sorted(found)]


def _bare_account(number: int) -> _Draft:
    """An account with one of everything, and ten thousand telephone numbers."""
    main = _number(number, 0)
    document = {**_THINGS, "numbers": {main: f"user.{NAME}"}}
    document["account"] = {**_ACCOUNT, "main_number": main}
    grant = {"numbers": [{"first": main, "last": _number(number, 9999)}]}
    return _Draft(f"t{number}" if number else "", number, document, grant)


def _number(account: int, index: int) -> str:
    return f"+1902{500 + account}{index % 10000:04}"


def _place(account: _Draft, one: TextField, text: str, index: int) -> None:
    tree, route = one.document(text), one.route(text)
    if one.model is Grant:
        parent, _, child = account.path.rpartition("/")
        if account.path:
            account.grant = merged(account.grant, tree)
            account.placements.append(
                Placement(one, text, parent, ("accounts", child, *route), index)
            )
        return
    section = str(route[0])
    known = sections().get(section)
    if section == "scenarios" or (known and not known.listed):
        tree, route = _own_entry(account, one, tree, route, index)
    elif section == "routes":
        route = (section, len(account.document.get(section, ())), *route[2:])
    account.document = merged(account.document, tree)
    account.placements.append(Placement(one, text, account.path, route, index))


def _own_entry(
    account: _Draft, one: TextField, tree: Tree, route: Route, index: int
) -> tuple[Tree, Route]:
    """The same under a name that nothing else has, with what its kind must have only once."""
    section, old, *rest = route
    ((_, entry),) = tree[section].items()
    keyed = one.name == f"{section}.*key*"
    free = _number(account.number, index + 1) if section == "numbers" else f"e{index}"
    name = old if keyed else free
    if isinstance(entry, dict):
        field_key = rest[0] if rest else ""
        extras = {k: v for k, v in _extras(str(section), index).items() if k != field_key}
        entry = merged({**entry, **{k: v for k, v in extras.items() if k != "devices"}},
                       {"devices": extras["devices"]} if "devices" in extras else {})  # fmt: skip
    return {section: {name: entry}}, (section, name, *rest)


def _extras(section: str, index: int) -> dict[str, Tree]:
    extension = f"2{index:05}"
    known: dict[str, Callable[[], dict[str, Tree]]] = {
        "users": lambda: {"extensions": [extension], "devices": {"desk": {}}},
        "devices": lambda: {"extension": extension},
        "groups": lambda: {"extension": extension},
        "callflows": lambda: {"extensions": [extension]},
        "mailboxes": lambda: {"number": extension, "owners": [f"user.{NAME}"]},
    }
    return known.get(section, dict)()


def merged(one: Tree, other: Tree) -> Tree:
    """Two trees as one; where both say something, lists are joined and the second wins."""
    if isinstance(one, dict) and isinstance(other, dict):
        both = {key: merged(one[key], other[key]) for key in one.keys() & other.keys()}
        return {**one, **other, **both}
    if isinstance(one, list) and isinstance(other, list):
        return one + other
    return other


def _folders(accounts: list[_Draft]) -> Iterable[AccountFolder]:
    """What was written as files: JSON, which is YAML too."""
    grants = tuple(
        _file(f"accounts/{one.path}.yaml", {"type": "standard", **one.grant})
        for one in accounts
        if one.path
    )
    for one in accounts:
        prefix = f"{one.path}/" if one.path else ""
        files = (_file(f"{prefix}account.yaml", one.document),)
        yield AccountFolder(one.path, files, () if one.path else grants, ("welcome.wav",))


def _file(path: str, tree: Tree) -> SourceFile:
    data = json.dumps(tree, ensure_ascii=False).encode()
    inside = path if path.startswith("accounts/") else path.rpartition("/")[2]
    return SourceFile(path, inside, data)
