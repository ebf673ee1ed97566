"""Right YAML of the wrong shape: what pydantic finds, told with the tenant's keys."""

from __future__ import annotations

from collections.abc import Mapping
from typing import Annotated, Any, Literal

import pytest
from pydantic import (
    AfterValidator,
    BaseModel,
    ConfigDict,
    Discriminator,
    Field,
    Tag,
    ValidationError,
    model_validator,
)
from pydantic_core import PydanticCustomError

from compiler.diagnostics import Diagnostic
from compiler.shapes import known_keys, read_shape_errors
from compiler.source import read_yaml
from schema.program import Origin


def digits(text: str) -> str:
    if not text.isdigit():
        message = '"{found}" is not an extension'
        raise PydanticCustomError("pbxc", message, {"found": text, "help": "Digits only."})
    return text


class Closed(BaseModel):
    model_config = ConfigDict(extra="forbid", strict=True, frozen=True)


class Ring(Closed):
    to: str
    for_: str = Field(default="20s", alias="for")

    @model_validator(mode="before")
    @classmethod
    def unfold(cls, step: Any) -> Any:
        """The step as its fields: `{ring: {to: x}}` and `{ring: x}` mean the same."""
        body = step["ring"]
        rest = {key: value for key, value in step.items() if key != "ring"}
        return ({"to": body} if isinstance(body, str) else body) | rest


class Play(Closed):
    play: str


def kind_of(step: Any) -> str | None:
    return next((k for k in ("ring", "play") if isinstance(step, dict) and k in step), None)


Step = Annotated[
    Annotated[Ring, Tag("ring")] | Annotated[Play, Tag("play")], Discriminator(kind_of)
]
Extension = Annotated[str, AfterValidator(digits)]


class Desk(Closed):
    model: str
    mac: str = ""


class User(Closed):
    name: str
    extensions: list[Extension] = []
    role: Literal["user", "admin"] = "user"
    forward: Desk | Extension | None = None
    devices: dict[str, Desk] = {}


class Account(Closed):
    users: dict[Extension | str, User] = {}
    numbers: dict[Extension, str] = {}
    flow: list[Step] = []


def findings(text: str) -> list[Diagnostic]:
    tree: Mapping[str, Any] = read_yaml(text.encode(), "a.yaml").tree
    with pytest.raises(ValidationError) as caught:
        Account.model_validate(tree)
    return list(read_shape_errors(caught.value, Account, tree, "north"))


def found_in(text: str) -> list[tuple[str, str, str]]:
    return [
        (found.code, ".".join(map(str, found.origin.route)), found.message)
        for found in findings(text)
        if isinstance(found.origin, Origin)
    ]


CASES = {
    "an unknown key": (
        "users: {anna: {name: A, extnsions: []}}",
        [("YML301", "users.anna.extnsions", 'The key "extnsions" is not known in users.anna.')],
    ),
    "an unknown section": ("usres: {}", [("YML301", "usres", 'The key "usres" is not known.')]),
    "a missing key": (
        "users: {anna: {}}",
        [("YML302", "users.anna", '"name" is missing in users.anna.')],
    ),
    "a text for a list": (
        "users: {anna: {name: A, extensions: '101'}}",
        [("YML303", "users.anna.extensions", '"101" stands where a list is expected.')],
    ),
    "nothing for a mapping": (
        "users:",
        [("YML303", "users", "Nothing stands where a mapping is expected.")],
    ),
    "a list for a text": (
        "users: {anna: {name: [A]}}",
        [("YML303", "users.anna.name", "A list stands where a text is expected.")],
    ),
    "a sentence of the language": (
        "users: {anna: {name: A, extensions: ['1', x]}}",
        [("YML304", "users.anna.extensions.1", '"x" is not an extension.')],
    ),
    "a wrong key of a mapping": (
        "numbers: {x: y}",
        [("YML304", "numbers.x", '"x" is not an extension.')],
    ),
    "another word than the known ones": (
        "users: {anna: {name: A, role: admn}}",
        [("YML305", "users.anna.role", '"admn" is not one of user, admin.')],
    ),
    "an unknown step": (
        "flow: [{rin: x}]",
        [("YML301", "flow.0.rin", 'The key "rin" is not known in flow.0.')],
    ),
    "a text where a step belongs": (
        "flow: [x]",
        [("YML305", "flow.0", '"x" is not among what can stand here.')],
    ),
    "a key in a step, whose kind is a key and a tag": (
        "flow: [{ring: {to: x, fo: y}}]",
        [("YML301", "flow.0.ring.fo", 'The key "fo" is not known in flow.0.ring.')],
    ),
    "a key beside the step's kind": (
        "flow: [{ring: x, fo: y}]",
        [("YML301", "flow.0.fo", 'The key "fo" is not known in flow.0.')],
    ),
    "a missing key of a step": (
        "flow: [{ring: {for: y}}]",
        [("YML302", "flow.0.ring", '"to" is missing in flow.0.ring.')],
    ),
    "a union where one member fits the shape": (
        "users: {anna: {name: A, forward: {model: []}}}",
        [("YML303", "users.anna.forward.model", "A list stands where a text is expected.")],
    ),
    "a union where the text is wrong": (
        "users: {anna: {name: A, forward: x}}",
        [("YML304", "users.anna.forward", '"x" is not an extension.')],
    ),
    "several at once": (
        "users: {anna: {}, ben: {name: B, rol: x}}",
        [
            ("YML302", "users.anna", '"name" is missing in users.anna.'),
            ("YML301", "users.ben.rol", 'The key "rol" is not known in users.ben.'),
        ],
    ),
}


@pytest.mark.parametrize(("text", "expected"), CASES.values(), ids=CASES)
def test_a_wrong_shape_is_told_in_plain_words(
    text: str, expected: list[tuple[str, str, str]]
) -> None:
    assert expected == found_in(text)


@pytest.mark.parametrize(
    ("text", "expected"),
    [
        ("users: {anna: {name: A, extnsions: []}}", "Did you mean extensions?"),
        ("users: {a: {name: A, devices: {d: {zzz: x, model: y}}}}", "Known here: mac, model."),
        ("flow: [{ring: {to: x, fr: y}}]", "Did you mean for?"),
        ("flow: [{rng: x}]", "Did you mean ring?"),
        ("users: {anna: {name: A, role: usr}}", "Did you mean user?"),
        ("numbers: {x: y}", "Digits only."),
    ],
)
def test_the_nearest_known_word_is_offered(text: str, expected: str) -> None:
    assert [expected] == [found.help for found in findings(text)]


def test_an_unknown_key_is_pointed_at_and_not_its_value() -> None:
    assert ["key"] == [found.pointing for found in findings("usres: x")]


def test_a_grant_is_placed_below_its_parent() -> None:
    with pytest.raises(ValidationError) as caught:
        Account.model_validate({"x": "y"})
    route = ("accounts", "harbour")
    (found,) = read_shape_errors(caught.value, Account, {"x": "y"}, "north", route)
    assert Origin("north", ("accounts", "harbour", "x")) == found.origin


def test_a_sentence_may_bring_its_own_code() -> None:
    def refuse(text: str) -> str:
        context = {"code": "NUM101", "name": "bad-number", "help": ""}
        raise PydanticCustomError("pbxc", "Not a number", context)

    class One(BaseModel):
        number: Annotated[str, AfterValidator(refuse)]

    with pytest.raises(ValidationError) as caught:
        One.model_validate({"number": "x"})
    (found,) = read_shape_errors(caught.value, One, {"number": "x"}, "")
    assert ("NUM101", "bad-number", "Not a number.") == (found.code, found.name, found.message)


def test_the_keys_known_in_a_step_are_found_behind_its_tag() -> None:
    assert {"to", "for"} == known_keys(Account, ("flow", 0, "ring"))
