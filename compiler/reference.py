"""The reference of the language: Markdown pages made from the models themselves.

What a page says stands in the docstrings and descriptions of `schema/`; nothing is told twice. The
pages are written to `docs/reference/` by `make reference`.
"""

from __future__ import annotations

import sys
from collections.abc import Iterable, Mapping
from types import ModuleType

from pydantic import BaseModel, ValidationError

import schema.restrict
from compiler.codes import Page
from compiler.field_tables import cell, fields_section, prose_of, short_form_of
from compiler.plain_types import Linker
from compiler.precedence import precedence_page
from compiler.reference_codes import AREAS, area_page, pages_by_area
from compiler.reference_values import module_prose, values_page
from schema.account_settings import AccountSettings
from schema.dialing_settings import Dialing
from schema.document import document_model
from schema.feature_codes import PRESETS, FeatureCodes
from schema.grant import Grant
from schema.hunting import Member
from schema.phone_keys import DeviceKey, Key
from schema.restrict import CALL_CLASSES, DENIED_BY_DEFAULT
from schema.scenario import Scenario
from schema.step import Step
from schema.steps import step_kinds
from schema.thing import Thing
from schema.things import sections

SINGLES: Mapping[str, type[BaseModel]] = {
    "account": AccountSettings,
    "grant": Grant,
    "dialing": Dialing,
    "feature_codes": FeatureCodes,
    "scenarios": Scenario,
}


def reference_pages(diagnostics: Iterable[Page]) -> dict[str, str]:
    """Every page of the reference by its file name. `diagnostics` are those of all layers."""
    document_model()
    areas = pages_by_area(diagnostics)
    pages = {f"{_file(name)}.md": _single_page(name, model) for name, model in SINGLES.items()}
    pages |= {f"{_file(name)}.md": _thing_page(thing) for name, thing in sections().items()}
    pages |= {f"step-{_file(kind)}.md": _step_page(step) for kind, step in step_kinds().items()}
    pages |= {
        f"diagnostics-{area.lower()}.md": area_page(area, told) for area, told in areas.items()
    }
    pages["restrict.md"] = _restrict_page()
    pages["values.md"] = values_page()
    pages["precedence.md"] = precedence_page()
    pages["README.md"] = _index(list(areas))
    return {name: f"{text.strip()}\n" for name, text in sorted(pages.items())}


def _file(name: str) -> str:
    return name.replace("_", "-")


def _page_of(model: type[BaseModel]) -> str:
    """The page of a model, empty where it has none of its own."""
    if issubclass(model, Thing):
        return f"{_file(model.section)}.md"
    if issubclass(model, Step):
        return f"step-{_file(model.kind)}.md"
    if model is Member:
        return "groups.md#members"
    if model in (Key, DeviceKey):
        return "keys.md#keys"
    return next((f"{_file(name)}.md" for name, one in SINGLES.items() if one is model), "")


def _elsewhere(page: str) -> Linker:
    """The links of a page: models with a page of their own, unless it is this one."""

    def link(model: type[BaseModel]) -> str:
        found = _page_of(model)
        return "" if found.partition("#")[0] == page else found

    return link


# --- pages ------------------------------------------------------------------------------------


def _joined(*parts: str) -> str:
    return "\n\n".join(part for part in parts if part)


def _single_page(name: str, model: type[BaseModel]) -> str:
    title = f"# `{name}`" if name != "grant" else "# The grant: `accounts/<child>.yaml`"
    presets = _presets() if model is FeatureCodes else ""
    fields = fields_section(model, _elsewhere(f"{_file(name)}.md"))
    return _joined(title, prose_of(model), presets, fields)


def _presets() -> str:
    names = list(PRESETS)
    rows = [
        f"| `{code}` | " + " | ".join(_code(PRESETS[name].get(code)) for name in names) + " |"
        for code in sorted({code for preset in PRESETS.values() for code in preset})
    ]
    head = "| Code | " + " | ".join(f"`{name}`" for name in names) + " |"
    rule = "|---" * (len(names) + 1) + "|"
    return "\n".join(["## Presets\n", head, rule, *rows])


def _code(code: str | None) -> str:
    return f"`{code}`" if code else ""


def _thing_page(thing: type[Thing]) -> str:
    used = _used(thing)
    fields = fields_section(thing, _elsewhere(f"{_file(thing.section)}.md"))
    return _joined(f"# `{thing.section}`", prose_of(thing), used, short_form_of(thing), fields)


def _used(thing: type[Thing]) -> str:
    written = "A list; its order counts." if thing.listed else "A mapping of names to fields."
    if not thing.kind:
        return written
    used = f" Referred to as `{thing.kind}.<name>`"
    below = ", also by the accounts below" if thing.shareable else ""
    return f"{written}{used}{below}."


def _step_page(step: type[Step]) -> str:
    without = () if step.outcomes else ("on",)
    fields = [name for name in step.model_fields if name not in without]
    table = fields_section(step, _elsewhere(f"step-{_file(step.kind)}.md"), without)
    return _joined(
        f"# Step `{step.kind}`",
        prose_of(step),
        _short_form(step),
        _outcomes(step),
        table if fields else "",
    )


def _short_form(step: type[Step]) -> str:
    forms = []
    if step.short:
        field = step.model_fields.get(step.short)
        key = field.alias if field and field.alias else step.short
        forms.append(f"`{step.kind}: <{key}>` for `{step.kind}: {{{key}: <{key}>}}`")
    if _stands_alone(step):
        forms.append(f"`{step.kind}` alone takes every default")
    return f"Short form: {'; '.join(forms)}." if forms else "No short form."


def _stands_alone(step: type[Step]) -> bool:
    """Whether the word of a step is a step."""
    try:
        step.model_validate(step.kind)
    except ValidationError:
        return False
    return True


def _outcomes(step: type[Step]) -> str:
    if not step.outcomes:
        return "No outcomes: the call goes on at the next step." if not step.ends else ""
    listed = ", ".join(f"[`{outcome}`](values.md#outcomes)" for outcome in sorted(step.outcomes))
    return f"Outcomes for `on`: {listed}."


def _restrict_page() -> str:
    rows = [
        f"| `{name}` | {'deny' if name in DENIED_BY_DEFAULT else 'allow'} |"
        for name in CALL_CLASSES
    ]
    table = "\n".join(["| Class | Unless said |", "|---|---|", *rows])
    return _joined("# `restrict`", module_prose(schema.restrict), "## Classes", table)


# --- index ------------------------------------------------------------------------------------


def _index(areas: list[str]) -> str:
    return _joined(
        "# Reference",
        "Every key of the language, generated from the models that read it.",
        "## The account",
        _singles_list(),
        "## Sections",
        _list((f"`{name}`", f"{_file(name)}.md", _purpose(thing)) for name, thing in _things()),
        "## Steps of a callflow",
        _list((f"`{name}`", f"step-{_file(name)}.md", _purpose(step)) for name, step in _steps()),
        "## What stands behind the keys",
        _list(
            [
                ("Values", "values.md", "outcomes, destinations, conditions, variables, scalars"),
                ("Precedence", "precedence.md", "who wins: the user, the device, the account"),
            ]
        ),
        "## Diagnostics",
        _list((area, f"diagnostics-{area.lower()}.md", AREAS[area]) for area in areas),
    )


def _singles_list() -> str:
    lines = [(f"`{name}`", f"{_file(name)}.md", _purpose(model)) for name, model in SINGLES.items()]
    restrict = _said_by(schema.restrict)
    return _list(sorted([*lines, ("`restrict`", "restrict.md", restrict)]))


def _things() -> Iterable[tuple[str, type[Thing]]]:
    return sections().items()


def _steps() -> Iterable[tuple[str, type[Step]]]:
    return step_kinds().items()


def _list(lines: Iterable[tuple[str, str, str]]) -> str:
    return "\n".join(f"- [{name}]({page}): {cell(purpose)}" for name, page, purpose in lines)


def _purpose(model: type) -> str:
    """What a model's module says it is for: `ring people and phones, and nothing more`."""
    return _said_by(sys.modules[model.__module__])


def _said_by(module: ModuleType) -> str:
    first = (module.__doc__ or "").strip().partition("\n")[0]
    return first.partition(": ")[2].rstrip(".")
