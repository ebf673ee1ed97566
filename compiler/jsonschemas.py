"""The language as a JSON Schema (draft 2020-12), for editors; the one door to jsonschema.

Built from the models, so that it can't say something else. What a model takes beside its fields (a
bare word, a single value for a list, a step in its short form) is found by trying it: each such form
is a function from what was written to fields, and what it makes of a sample says what it takes.

One schema serves every file of an account, and the grants, which are told apart by their keys.
"""

from __future__ import annotations

import inspect
import json
from collections.abc import Callable, Iterator, Mapping
from typing import Any, TypeAlias

from pydantic.json_schema import GenerateJsonSchema, models_json_schema
from pydantic_core import PydanticCustomError, core_schema

from schema.document import document_model
from schema.grant import Grant
from schema.reading import SCALAR
from schema.step import Step

Json: TypeAlias = dict[str, Any]
Written: TypeAlias = Callable[[Any], Any]

DIALECT = "https://json-schema.org/draft/2020-12/schema"
NAME = "urn:pbxc:language:1"
GRANT_KEYS = ("realm", "limits", "allow", "enabled", "type", "repository")
YES_OR_NO = {"enum": [True, False, "true", "false", "yes", "no", "on", "off"]}
_SAMPLE, _UNKNOWN = "x", "x-unknown"


def language_schema() -> Json:
    """The JSON Schema of the language."""
    models = ((document_model(), "validation"), (Grant, "validation"))
    _, made = models_json_schema(models, schema_generator=_Generator)  # type: ignore[arg-type]
    definitions: Json = _tidied(made["$defs"])
    account, grant = definitions.pop("Account"), definitions["Grant"]
    for whole in (account, definitions["AccountSettings"]):
        whole.pop("required", None)  # may stand in another file of the account
    is_grant: Json = {"anyOf": [{"required": [key]} for key in GRANT_KEYS] + [_NUMBER_LIST]}
    return {
        "$schema": DIALECT,
        "$id": NAME,
        "title": "pbxc: a file of an account, or a grant",
        "if": is_grant,
        "then": {"$ref": "#/$defs/Grant"},
        "else": {"$ref": "#/$defs/Account"},
        "$defs": dict(sorted({**definitions, "Account": account, "Grant": grant}.items())),
    }


_NUMBER_LIST = {"properties": {"numbers": {"type": "array"}}, "required": ["numbers"]}


def schema_text() -> str:
    """The schema as it is checked in and printed."""
    return json.dumps(language_schema(), indent=1, sort_keys=True, ensure_ascii=False) + "\n"


def schema_errors(document: object, schema: Mapping[str, Any]) -> list[str]:
    """What a JSON Schema finds wrong with a document: a line each, with its route."""
    from jsonschema import Draft202012Validator

    found = Draft202012Validator(dict(schema)).iter_errors(document)
    return sorted(f"{'.'.join(map(str, error.path))}: {error.message}" for error in found)


class _Generator(GenerateJsonSchema):
    """pydantic's generator, which also asks the forms what they take."""

    def model_schema(self, schema: core_schema.ModelSchema) -> Json:
        """A mapping of fields is closed; the other forms of a model are none of its affair."""
        made = super().model_schema(schema)
        if "anyOf" in made:
            made.pop("additionalProperties", None)
        return made

    def function_before_schema(self, schema: core_schema.BeforeValidatorFunctionSchema) -> Json:
        """A model or field with a form of its own: that form, or the plain one."""
        inner = self.generate_inner(schema["schema"])
        form: Any = schema["function"]["function"]
        owner = getattr(form, "__self__", None)
        if isinstance(owner, type) and issubclass(owner, Step):
            return _step_schema(owner, inner)
        if "properties" in inner:
            return _either(_model_forms(form, inner))
        return _either([inner, *_field_forms(form, inner)])


def _either(forms: list[Json]) -> Json:
    """One of several forms; what is told of the first is told of all."""
    if len(forms) == 1:
        return forms[0]
    first, *others = forms
    told: Json = {key: first.pop(key) for key in ("title", "description") if key in first}
    return {**told, "anyOf": [first, *others]}


# --- what a form takes --------------------------------------------------------------------------


def _made_of(form: Written, sample: Any) -> Any:
    """What a form makes of a sample; the sample where it takes it as it is, or refuses it."""
    try:
        return form(sample)
    except (PydanticCustomError, ValueError, TypeError):
        return sample


def _model_forms(form: Written, inner: Json) -> list[Json]:
    """A mapping of fields, and whatever else a model is unfolded from."""
    properties: Json = inner["properties"]
    for name, field in properties.items():
        if field.get("type") == "array" and _made_of(form, {name: _SAMPLE}) == {name: [_SAMPLE]}:
            properties[name] = _either([field, field["items"]])
    forms = [{**inner, "additionalProperties": False}]
    words = [name for name in properties if _is_word(form, name)]
    forms += [{"enum": words}] if words else []
    for sample in (_SAMPLE, [_SAMPLE]):
        made = _made_of(form, sample)
        if isinstance(made, dict):
            shorts = [_alone(properties[name]) for name in made if name in properties]
            forms += [short for short in shorts if short not in forms]
    return forms


def _is_word(form: Written, name: str) -> bool:
    """Whether the name of a field stands for a mapping, where any other text stands for none."""
    made = isinstance(_made_of(form, name), dict)
    return made and not isinstance(_made_of(form, _SAMPLE), dict)


def _alone(field: Json) -> Json:
    """A field's schema as a form of its own."""
    return {key: value for key, value in field.items() if key not in ("title", "default")}


def _entry_forms(form: Written, entry: Json) -> Iterator[Json]:
    """What a list takes instead of a list: its only entry, or a name that stands for one."""
    made, mapped = _made_of(form, _SAMPLE), {_SAMPLE: _SAMPLE}
    if made == [_SAMPLE] or _made_of(form, mapped) == [mapped]:
        yield entry
    if isinstance(made, list) and made != [_SAMPLE]:
        yield {"type": "string"}


def _field_forms(form: Written, inner: Json) -> Iterator[Json]:
    """What a field takes besides its plain form."""
    if "items" in inner:
        yield from _entry_forms(form, inner["items"])
    elif isinstance(_made_of(form, _SAMPLE), dict):
        yield {"type": SCALAR}
    if isinstance(_made_of(form, [_SAMPLE]), dict):
        yield {"type": "array", "items": {"type": SCALAR}}
    if _made_of(form, "true") != "true" and _made_of(form, _SAMPLE) is None:
        yield YES_OR_NO
    if _made_of(form, "null") is None and _made_of(form, _SAMPLE) == _SAMPLE:
        yield {"enum": ["null", "~"]}
    if _made_of(form, "hangup") == ["hangup"] and _made_of(form, _SAMPLE) == _SAMPLE:
        yield {"const": "hangup"}


# --- steps --------------------------------------------------------------------------------------


def _step_schema(kind: type[Step], inner: Json) -> Json:
    """A step in all its forms: the bare word, `{word: short}`, `{word: {fields}}`, with `on`."""
    fields = dict(inner["properties"])
    on = fields.pop("on")
    required = [name for name in inner.get("required", []) if name != "on"]
    body: Json = {"type": "object", "properties": fields, "additionalProperties": False}
    _rearranged(kind, body)
    if required:
        body["required"] = required
    bodies = [body, *_short_forms(kind, fields)]
    if not required:
        bodies.append({"type": "null"})
    properties: Json = {kind.kind: _either(bodies)}
    if kind.outcomes:
        properties["on"] = {**on, "propertyNames": {"enum": sorted(kind.outcomes)}}
    mapping: Json = {
        "type": "object",
        "properties": properties,
        "required": [kind.kind],
        "additionalProperties": False,
    }
    forms: list[Json] = [mapping] if required else [mapping, {"const": kind.kind}]
    return {"description": inspect.cleandoc(kind.__doc__ or ""), **_either(forms)}


def _short_forms(kind: type[Step], fields: Json) -> Iterator[Json]:
    if not kind.short:
        return
    known = kind.model_fields.get(kind.short)
    yield _alone(fields[(known.alias if known else None) or kind.short])


def _rearranged(kind: type[Step], body: Json) -> None:
    """Keys of a step that are no fields: where a step takes any, they are those of one field."""
    made = _made_of(kind.arranged, {_UNKNOWN: _SAMPLE})
    for name, value in made.items():
        if name != _UNKNOWN and isinstance(value, dict) and _UNKNOWN in value:
            field = body["properties"].pop(name)
            body["additionalProperties"] = next(iter(field["patternProperties"].values()))


# --- tidying ------------------------------------------------------------------------------------


def _tidied(definitions: Json) -> Json:
    """The definitions with readable names, open to what editors make of typed text."""
    text = json.dumps(definitions)
    for name in definitions:
        if name.startswith("schema__"):
            _, package, _, short = name.split("__")
            text = text.replace(f'{name}"', f'{short}{"Step" if package == "steps" else ""}"')
    loaded: Json = json.loads(text, object_hook=_open)
    return {name: {"title": name, **schema} for name, schema in loaded.items()}


def _open(node: Json) -> Json:
    """A schema that also takes what YAML makes of the same text: `101` is a number to an editor,
    and text to us."""
    kind = node.get("type")
    if not isinstance(kind, str | list) or "properties" not in node:
        node.pop("title", None) if isinstance(node.get("title"), str) else None
    if kind in ("integer", "number"):
        node["type"] = [kind, "string"]
    elif kind == "boolean":
        node["type"] = ["boolean", "string"]
    elif kind == "string" and not node.keys() & {"pattern", "enum", "const"}:
        node["type"] = SCALAR
    if "patternProperties" in node:
        node.setdefault("additionalProperties", False)
    return node
