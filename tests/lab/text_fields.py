"""Every text field of the language, found by walking the models: nothing lists them.

A field knows the kind of text it holds, and how to write a document that is right but for the one
text that is put there. All scalars are texts here, durations and numbers too: a document is read
before anybody guesses what its words mean.
"""

from __future__ import annotations

import types
from collections.abc import Callable, Iterator, Mapping
from dataclasses import dataclass, replace
from functools import cache, partial
from typing import Annotated, Any, Literal, TypeAlias, Union, get_args, get_origin

from pydantic import BaseModel, TypeAdapter

from compiler.plain_types import scalar_of
from schema.destination import Destination, Steps
from schema.document import document_model
from schema.grant import Grant
from schema.program import Route
from schema.reading import Reader
from schema.references import Kinds
from schema.secret import SecretRef
from schema.steps import step_kinds

Tree: TypeAlias = Any
"""What YAML gives: mappings, lists and texts."""

NAME = "x1"
"""What the things around a tried text are called."""

# Texts that are right, by kind; of several the first that a field takes.
SAMPLES: Mapping[str, tuple[str, ...]] = {
    "MAC address": ("0011223344aa",),
    "bare word": ("true",),
    "firmware": ("96.86.0.100",),
    "multicast address": ("239.255.1.2:10000",),
    "parking slot": ("701",),
    "path of a file": ("/etc/asterisk/keys/harbour.pem",),
    "phone setting's name": ("phone_setting.backgrounds",),
    "phone setting's value": ("harbour",),
    "stretch of the day": ("01:00-05:00",),
    "PIN": ("4711",),
    "SIP code": ("486",),
    "behaviour": ("busy",),
    "call class": ("national",),
    "branch": ("main",),
    "call's outcome": ("busy",),
    "caller's name": ("Anna Berg",),
    "class of calls": ("national",),
    "codec": ("alaw",),
    "condition": ("caller is anonymous",),
    "coordinate": ("44.6488",),
    "country": ("CA",),
    "date or hours": ("dec 24", "08:00-17:00", "mon"),
    "dial pattern": ("7123",),
    "dialling prefix": ("9",),
    "duration": ("20s", "60s", "5s", "1h"),
    "e-mail address": ("anna@harbour.example",),
    "extension": ("7101",),
    "feature code": ("*97",),
    "folder of a repository": ("telephony/halifax",),
    "host": ("sip.harbour.example",),
    "keys to press": ("5",),
    "language": ("en",),
    "line of an address": ("12 Water Street",),
    "moment": ("2026-12-25 10:00",),
    "name": ("x7",),
    "name for people": ("Anna Berg",),
    "network": ("192.0.2.0/24",),
    "number or prefix": ("+1416...",),
    "number pattern": (r"^\+(1\d{10})$",),
    "number to dial": ("+16475550188",),
    "number to forward to": ("+16475550188",),
    "party": ("+16475550188",),
    "period to hold": ("auto",),
    "prefix of numbers": ("+44",),
    "prefix with +": ("+1",),
    "recording's file name": ("welcome.wav",),
    "region": ("NS",),
    "repository's address": ("ssh://git@git.harbour.example/telephony",),
    "row of digits": ("416",),
    "secure web address": ("https://help.harbour.example/start",),
    "signer": ("0123456789ABCDEF0123456789ABCDEF01234567",),
    "somebody to ring": ("+16475550188",),
    "something to dial": ("101",),
    "star code": ("*55", "*55<number>"),
    "telephone number": ("+14165550101",),
    "text": ("We are closed.", "busy"),
    "time of day": ("08:30",),
    "time zone": ("America/Halifax",),
    "value to compare with": ("fr",),
    "variable": ("$choice",),
    "variable's name": ("choice",),
    "whole number": ("3", "12", "486", "5060"),
    "yes or no": ("true",),
}

# What must stand beside a field for its model to be right.
_MENU = {"greeting": NAME, "keys": {"1": f"user.{NAME}"}}
COMPANIONS: Mapping[tuple[str, str], Mapping[str, Tree]] = {
    ("Menu", "use"): {},
    **{("Menu", name): _MENU for name in (
        "greeting", "keys", "timeout", "between_digits", "tries", "invalid", "no_input",
        "dial_extensions", "max_digits", "on",
    )},
    **{
        (kind, name): {"line": "true"}
        for kind in ("Key", "DeviceKey") for name in ("label", "at", "module")
    },
    ("Edge", "tls_certificate"): {"tls_key": "/etc/asterisk/keys/harbour.key"},
    ("Edge", "tls_key"): {"tls_certificate": "/etc/asterisk/keys/harbour.pem"},
    ("NodeEdge", "tls_certificate"): {"tls_key": "/etc/asterisk/keys/harbour.key"},
    ("NodeEdge", "tls_key"): {"tls_certificate": "/etc/asterisk/keys/harbour.pem"},
    ("Recording", "language"): {"file": "welcome.wav"},
    ("Say", "at_zone"): {"time": "now"},
    ("TrunkGateway", "password"): {"username": NAME},
    ("TrunkGateway", "username"): {"password": {"secret": NAME}},
}  # fmt: skip


@dataclass(frozen=True)
class Text:
    """A kind of text: its name, one that is right, and whether another is."""

    kind: str
    sample: str
    reader: TypeAdapter[Any]

    def takes(self, text: str) -> bool:
        """Whether a text is right by itself."""
        return bool(self.reader.validator.isinstance_python(text))

    def read(self, text: str) -> Any:
        """What a right text means."""
        return self.reader.validate_python(text)


def _as_it_is(text: str) -> Tree:
    return text


def _here(text: str) -> Route:
    return ()


@dataclass(frozen=True)
class Hole:
    """A place for one text below a model: how to write around it, and the route to it."""

    place: tuple[str, ...]
    text: Text
    write: Callable[[str], Tree] = _as_it_is
    route: Callable[[str], Route] = _here


@dataclass(frozen=True)
class TextField:
    """One text field of the language: `users.*.name`. `document` writes what it stands in."""

    name: str
    text: Text
    model: type[BaseModel]
    document: Callable[[str], Tree]
    route: Callable[[str], Route]


@cache
def text_fields() -> tuple[TextField, ...]:
    """All of them, sorted by name: those of an account's document, then those of a grant."""
    found = [*_fields_of("", document_model()), *_fields_of("grant.", Grant)]
    return tuple(sorted(found, key=lambda one: one.name))


def _fields_of(prefix: str, model: type[BaseModel]) -> Iterator[TextField]:
    for hole in _model_holes(model):
        name = prefix + ".".join(hole.place)
        yield TextField(name, hole.text, model, hole.write, hole.route)


# --- holes of types -----------------------------------------------------------------------------


def _holes(kind: Any, marks: tuple[Any, ...] = ()) -> Iterator[Hole]:
    """Every hole of a type, `marks` being what was annotated to it."""
    scalar = _scalar(kind, marks)
    if scalar:
        yield Hole((), text_of(kind, marks))
        yield from _model_holes(SecretRef) if scalar == "secret" else ()
        return
    kind, origin, inner = _bare(kind), get_origin(_bare(kind)), get_args(_bare(kind))
    if origin is Annotated:
        yield from _holes(inner[0], tuple(inner[1:]))
    elif origin in (Union, types.UnionType):
        yield from _union_holes(inner)
    elif origin is tuple:
        yield from (_below(0, hole, lambda node: [node]) for hole in _holes(inner[0]))
    elif origin is dict:
        yield from _mapping_holes(*inner)
    elif isinstance(kind, type) and issubclass(kind, BaseModel):
        yield from _model_holes(kind)
    else:
        raise TypeError(f"{kind} is a kind of field that this walk doesn't know")


def _bare(kind: Any) -> Any:
    return getattr(kind, "__value__", kind)


def _scalar(kind: Any, marks: tuple[Any, ...]) -> str:
    """The name of a kind of text, empty for what is made of others."""
    for mark in marks:
        if isinstance(mark, Reader):
            return scalar_of(mark).name
        if isinstance(mark, Kinds):
            return "reference"
    origin, inner = get_origin(kind), get_args(kind)
    if origin is Annotated and any(isinstance(mark, Reader | Kinds) for mark in inner[1:]):
        return _scalar(inner[0], tuple(inner[1:]))
    if origin is Annotated and _scalar(inner[0], ()):
        return _scalar(inner[0], ())
    if origin is Literal:
        return "choice"
    if origin in (Union, types.UnionType):
        said = [_scalar(one, ()) for one in inner if one is not type(None)]
        return " or ".join(dict.fromkeys(said)) if all(said) else ""
    return {str: "text", int: "whole number"}.get(kind, "")


def _union_holes(members: tuple[Any, ...]) -> Iterator[Hole]:
    for member in members:
        if member is not type(None) and get_args(member)[:1] != (Steps,):
            yield from _holes(member)


def _mapping_holes(key: Any, value: Any) -> Iterator[Hole]:
    """The keys are texts too."""
    right = right_tree(value)
    for hole in _holes(key):
        yield Hole(
            ("*key*",),
            hole.text,
            lambda text: {text: right},
            lambda text: (text,),
        )
    name = right_tree(key)
    for hole in _holes(value):
        yield replace(_below(name, hole, lambda node: {name: node}), place=("*", *hole.place))


def _model_holes(model: type[BaseModel]) -> Iterator[Hole]:
    for name, info in model.model_fields.items():
        key = info.alias or name
        beside = _beside(model, key)
        if info.annotation is Steps or info.annotation == Steps:
            found = _step_holes() if model.__name__ == "Callflow" else iter(())
        elif info.annotation == Destination:
            found = _holes(*_reference())
        else:
            found = _holes(info.annotation, tuple(info.metadata))
        for hole in found:
            yield _below(key, hole, partial(_among, beside, key))


def _among(beside: Mapping[str, Tree], key: str, node: Tree) -> Tree:
    return {**beside, key: node}


def _reference() -> tuple[Any, tuple[Any, ...]]:
    return str, (Kinds(("user", "callflow")),)


def _step_holes() -> Iterator[Hole]:
    """Every field of every step, each as the only step of a list."""
    for word, kind in step_kinds().items():
        for hole in _model_holes(kind):
            if hole.place[0] != "on":
                inside = _below(word, hole, partial(_among, {}, word))
                yield _step_hole(inside, word, lambda node: node)
            elif kind.outcomes:
                yield _step_hole(hole, word, partial(_with_on, word))


def _with_on(word: str, node: Tree) -> Tree:
    return {word: {key: value for key, value in node.items() if key != "on"}, "on": node["on"]}


def _step_hole(hole: Hole, word: str, finish: Callable[[Tree], Tree]) -> Hole:
    place = hole.place if hole.place[0] == word else (word, *hole.place)
    return Hole(
        ("*", *place),
        hole.text,
        lambda text: [finish(hole.write(text))],
        lambda text: (0, *hole.route(text)),
    )


def _below(key: str | int, hole: Hole, around: Callable[[Tree], Tree]) -> Hole:
    return Hole(
        ("*" if isinstance(key, int) else key, *hole.place),
        hole.text,
        lambda text: around(hole.write(text)),
        lambda text: (key, *hole.route(text)),
    )


# --- right values -------------------------------------------------------------------------------


def _beside(model: type[BaseModel], key: str) -> dict[str, Tree]:
    """What a model must have besides one of its fields."""
    needed = {
        info.alias or name: right_tree(info.annotation, tuple(info.metadata))
        for name, info in model.model_fields.items()
        if info.is_required() and (info.alias or name) != key
    }
    more = COMPANIONS.get((model.__name__, key), {})
    return {name: node for name, node in {**needed, **more}.items() if name != key}


def right_tree(kind: Any, marks: tuple[Any, ...] = ()) -> Tree:
    """Something right for a type."""
    if kind == Steps:
        return ["hangup"]
    if kind == Destination:
        return "hangup"
    if _scalar(kind, marks):
        return text_of(kind, marks).sample
    least = _least(kind)
    if least is not None:
        return least
    hole = next(hole for hole in _holes(kind, marks) if hole.text.sample)
    return hole.write(hole.text.sample)


def _least(kind: Any) -> Tree | None:
    """The required fields of a model, where these alone are right."""
    if not (isinstance(kind, type) and issubclass(kind, BaseModel)):
        return None
    least = _beside(kind, "")
    return least if TypeAdapter(kind).validator.isinstance_python(least) else None


def text_of(kind: Any, marks: tuple[Any, ...]) -> Text:
    """What a scalar type takes. A secret in clear is never right."""
    scalar = _scalar(kind, marks)
    reader: TypeAdapter[Any] = TypeAdapter(Annotated[(kind, *marks)] if marks else kind)
    right = (one for one in _candidates(kind, marks) if reader.validator.isinstance_python(one))
    sample = next(right, "")
    if not sample and scalar != "secret":
        raise LookupError(f"no sample is right for {scalar}: {kind} {marks}")
    return Text(scalar, sample, reader)


def _candidates(kind: Any, marks: tuple[Any, ...]) -> Iterator[str]:
    for mark in (*marks, *(getattr(kind, "__metadata__", ()))):
        if isinstance(mark, Kinds):
            yield from (f"{one}.{NAME}" for one in mark.allowed)
    if get_origin(kind) is Literal:
        yield from get_args(kind)
    yield from SAMPLES.get(_scalar(kind, marks), ())
    for one in get_args(kind) if get_origin(kind) in (Union, types.UnionType) else ():
        yield from _candidates(one, ())
