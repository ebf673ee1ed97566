"""What pydantic says of a document that has the wrong shape, told with the tenant's own keys.

An error's `loc` is nearly the route of keys, but the tags of unions stand in it too, and what a
short form was unfolded to. Which parts are keys is found by walking the document that was checked.
"""

from __future__ import annotations

import re
import types
from collections.abc import Iterable, Iterator, Mapping
from dataclasses import dataclass
from typing import Annotated, Any, TypeAlias, Union, get_args, get_origin

from pydantic import BaseModel, Tag, ValidationError
from pydantic_core import ErrorDetails

from compiler import codes_shape
from compiler.codes import Code
from compiler.diagnostics import Diagnostic, Pointing
from compiler.source import Tree
from schema.program import Origin, Route
from schema.reading import did_you_mean, quote

Loc: TypeAlias = tuple[str | int, ...]

EXPECTED = {
    "mapping": ("dict_type", "mapping_type", "model_type", "model_attributes_type"),
    "list": ("list_type", "tuple_type", "set_type", "frozen_set_type", "iterable_type"),
    "text": ("string_type",),
    "whole number": ("int_type", "int_parsing", "int_from_float"),
    "number": ("float_type", "float_parsing", "decimal_type", "decimal_parsing"),
    "yes or no (true, false)": ("bool_type", "bool_parsing"),
}
EXPECTED_BY_TYPE = {kind: what for what, kinds in EXPECTED.items() for kind in kinds}
CHOICES = ("literal_error", "enum", "union_tag_invalid", "union_tag_not_found")
UNIONS = (Union, types.UnionType)
KEY_MARK = "[key]"
MOST_KNOWN_KEYS = 12


@dataclass(frozen=True, slots=True)
class _Found:
    """One error with the route it belongs to. `depth` is how much of `loc` the route explains."""

    error: ErrorDetails
    route: Route

    @property
    def kind(self) -> str:
        """What pydantic calls it."""
        return self.error["type"]


def read_shape_errors(
    error: ValidationError,
    model: type[BaseModel],
    tree: Tree | Mapping[str, Tree],
    account: str,
    below: Route = (),
) -> tuple[Diagnostic, ...]:
    """The findings in an error of checking `tree` with `model`.

    `below` is the route at which the tree stands in the account, for a grant
    `("accounts", "<child>")`.
    """
    found = [_Found(detail, route_of(detail, tree)) for detail in error.errors(include_url=False)]
    told = [_diagnostic(one, model, Origin(account, below + one.route)) for one in _worth(found)]
    return tuple(dict.fromkeys(told))


# --- which of them ------------------------------------------------------------------------------


def _worth(found: list[_Found]) -> Iterator[_Found]:
    """The errors worth telling. A union complains once for each of its members: where one of them
    fits the shape, what the others say about the type is dropped."""
    for one in found:
        rivals = [other for other in found if other is not one]
        if _is_about_shape(one) and any(_says_more(other, one) for other in rivals):
            continue
        yield one


def _is_about_shape(one: _Found) -> bool:
    return one.kind in EXPECTED_BY_TYPE


def _says_more(other: _Found, one: _Found) -> bool:
    deeper = len(other.route) > len(one.route) or other.kind in ("missing", *CHOICES)
    below = other.route[: len(one.route)] == one.route
    return below and (deeper or other.kind == "pbxc")


# --- where --------------------------------------------------------------------------------------


def route_of(error: ErrorDetails, tree: Tree | Mapping[str, Tree]) -> Route:
    """The route of keys that an error means: what of its `loc` was written, tags left out."""
    loc = tuple(part for part in error["loc"] if part != KEY_MARK)
    if error["type"] == "missing":
        return _best(loc[:-1], tree, error)
    return _best(loc, tree, error)


def _best(loc: Loc, tree: Any, error: ErrorDetails) -> Route:
    def worth(walk: tuple[Route, Any]) -> tuple[bool, int]:
        route, node = walk
        at_end = bool(route) and bool(loc) and route[-1] == loc[-1]
        same = at_end and error["type"] != "missing" and node == error["input"]
        return same, len(route)

    return max(_walks(loc, tree), key=worth)[0]


def _walks(loc: Loc, node: Any) -> Iterator[tuple[Route, Any]]:
    """All ways to read a `loc` as keys of a tree; each part is a key that is there, or a tag."""
    if not loc:
        yield (), node
        return
    first, rest = loc[0], loc[1:]
    if _has(node, first):
        for route, end in _walks(rest, node[first]):
            yield (first, *route), end
    yield from _walks(rest, node)


def _has(node: Any, key: str | int) -> bool:
    if isinstance(node, Mapping):
        return key in node
    return isinstance(node, list) and isinstance(key, int) and key < len(node)


# --- in which words -----------------------------------------------------------------------------


def _diagnostic(found: _Found, model: type[BaseModel], origin: Origin) -> Diagnostic:
    error, kind = found.error, found.kind
    pointing: Pointing = "key" if KEY_MARK in error["loc"] else "value"
    if kind == "pbxc":
        return _ready(error, origin, pointing)
    if kind == "extra_forbidden":
        return _unknown_key(error, model, origin)
    if kind == "missing":
        message = f"{quote(error['loc'][-1])} is missing{_inside(origin.route)}."
        return codes_shape.MISSING_KEY.at(origin, message, pointing="key")
    if kind.startswith("union_tag") and isinstance(error["input"], Mapping):
        return _unknown_member(error, model, origin)
    if kind in CHOICES:
        return _unknown_choice(error, origin, pointing)
    if kind in EXPECTED_BY_TYPE:
        message = f"{quote(error['input'])} stands where {_a(EXPECTED_BY_TYPE[kind])} is expected."
        message = _sentence(message)
        return codes_shape.WRONG_TYPE.at(origin, message, pointing=pointing)
    return codes_shape.BAD_VALUE.at(origin, _plain(error), pointing=pointing)


def _ready(error: ErrorDetails, origin: Origin, pointing: Pointing) -> Diagnostic:
    """A sentence that the language's own types made. Its context may name another code."""
    context: Mapping[str, Any] = error.get("ctx", {})
    own = codes_shape.BAD_VALUE
    code = Code(context.get("code", own.code), context.get("name", own.name), "")
    if "code" not in context:
        code = own
    message = _sentence(error["msg"])
    return code.at(origin, message, str(context.get("help", "")), pointing=pointing)


def _unknown_key(error: ErrorDetails, model: type[BaseModel], origin: Origin) -> Diagnostic:
    key = str(error["loc"][-1])
    known = sorted(known_keys(model, error["loc"][:-1]))
    hint = did_you_mean(key, known)
    if not hint and 0 < len(known) <= MOST_KNOWN_KEYS:
        hint = f"Known here: {', '.join(known)}."
    where = origin.route[:-1] if origin.route and origin.route[-1] == key else origin.route
    message = f"The key {quote(key)} is not known{_inside(where)}."
    return codes_shape.UNKNOWN_KEY.at(origin, message, hint, pointing="key")


def _unknown_member(error: ErrorDetails, model: type[BaseModel], origin: Origin) -> Diagnostic:
    """A mapping that no member of a union takes, since the key that would name one is wrong."""
    written, known = list(map(str, error["input"])), known_tags(model, error["loc"])
    strange = [key for key in written if key not in known]
    if not strange:
        message = f"The keys {', '.join(map(quote, written))} can't stand together."
        if not written:
            message = "An empty mapping can't stand here."
        return codes_shape.UNKNOWN_KEY.at(origin, message, pointing="key")
    key = next((key for key in strange if did_you_mean(key, known)), strange[0])
    at = Origin(origin.account, (*origin.route, key))
    message = f"The key {quote(key)} is not known{_inside(origin.route)}."
    hint = did_you_mean(key, known)
    return codes_shape.UNKNOWN_KEY.at(at, message, hint, pointing="key")


def _unknown_choice(error: ErrorDetails, origin: Origin, pointing: Pointing) -> Diagnostic:
    context: Mapping[str, Any] = error.get("ctx", {})
    expected = str(context.get("expected") or context.get("expected_tags") or "")
    choices = re.findall(r"'([^']*)'", expected)
    found = context.get("tag", error["input"])
    message = f"{quote(found)} is not one of {', '.join(choices)}."
    if not choices:
        message = f"{quote(found)} is not among what can stand here."
    message = _sentence(message)
    hint = did_you_mean(str(found), choices) if isinstance(found, str) else ""
    return codes_shape.UNKNOWN_CHOICE.at(origin, message, hint, pointing=pointing)


def _plain(error: ErrorDetails) -> str:
    message = error["msg"].removeprefix("Value error, ").removeprefix("Assertion failed, ")
    if error["type"] in ("value_error", "assertion_error"):
        return _sentence(message)
    return _sentence(f"{quote(error['input'])} can't stand here: {message[0].lower()}{message[1:]}")


def _sentence(text: str) -> str:
    """A text with a capital at its beginning and a full stop at its end."""
    ended = text if text.endswith((".", "!", "?")) else f"{text}."
    return ended[:1].upper() + ended[1:]


def _inside(route: Route) -> str:
    return f" in {'.'.join(map(str, route))}" if route else ""


def _a(what: str) -> str:
    return what if what.startswith("yes") else f"a {what}"


# --- what is known ------------------------------------------------------------------------------


def known_keys(model: type[BaseModel], loc: Loc) -> frozenset[str]:
    """The keys of the models that stand at a `loc` below a model."""
    models = (m for kind in _kinds_at(model, loc) for m in _members_of(kind))
    return frozenset(key for found in models for key in _keys_of(found))


def known_tags(model: type[BaseModel], loc: Loc) -> frozenset[str]:
    """The tags of the unions that stand at a `loc` below a model, such as the kinds of steps."""
    members = (m for kind in _kinds_at(model, loc) for m in _members_of(kind))
    return frozenset(tag for member in members for tag in _tags_of(member))


def _keys_of(model: Any) -> Iterator[str]:
    if isinstance(_unwrapped(model), type) and issubclass(_unwrapped(model), BaseModel):
        for name, info in _unwrapped(model).model_fields.items():
            yield info.alias or name


def _members_of(kind: Any) -> Iterator[Any]:
    """The members of a union, and of the unions in it; of anything else, itself."""
    if get_origin(_unwrapped(kind)) in UNIONS:
        for member in get_args(_unwrapped(kind)):
            yield from _members_of(member)
    else:
        yield kind


def _kinds_at(kind: Any, loc: Loc) -> Iterator[Any]:
    """The types that stand at a `loc` below a type."""
    if not loc:
        yield kind
        return
    kind = _unwrapped(kind)
    origin, arguments = get_origin(kind), get_args(kind)
    if origin in UNIONS:
        yield from _kinds_in_union(arguments, loc)
    elif isinstance(kind, type) and issubclass(kind, BaseModel):
        for name, info in kind.model_fields.items():
            if loc[0] in (info.alias, name):
                yield from _kinds_at(info.annotation, loc[1:])
    elif arguments and isinstance(origin, type) and issubclass(origin, Iterable):
        inner = arguments[1] if issubclass(origin, Mapping) else arguments[0]
        yield from _kinds_at(inner, loc[1:])


def _kinds_in_union(members: tuple[Any, ...], loc: Loc) -> Iterator[Any]:
    tagged = [member for member in members if loc[0] in (*_tags_of(member), _name_of(member))]
    if tagged:
        for member in tagged:
            yield from _kinds_at(member, loc[1:])
        return
    for member in members:
        yield from _kinds_at(member, loc)


def _tags_of(member: Any) -> tuple[str, ...]:
    marks = getattr(member, "__metadata__", ())
    return tuple(mark.tag for mark in marks if isinstance(mark, Tag))


def _name_of(member: Any) -> str:
    """What a union without tags calls a member in `loc`."""
    return getattr(_unwrapped(member), "__name__", "")


def _unwrapped(kind: Any) -> Any:
    while True:
        if hasattr(kind, "__value__"):  # `type Name = ...`
            kind = kind.__value__
        elif get_origin(kind) is Annotated:
            kind = get_args(kind)[0]
        else:
            return kind
