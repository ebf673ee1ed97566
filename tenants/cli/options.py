"""What commands share: their options, and how findings are printed."""

from __future__ import annotations

import json
import sys
from collections.abc import Callable, Mapping
from typing import Any, NoReturn, TypeVar

import click

from compiler import Compiled
from compiler.diagnostics import Diagnostic
from compiler.render import render_github, render_json, render_text
from tenants.cli import WRONG
from tenants.terminal import palette, say

F = TypeVar("F", bound=Callable[..., Any])
VERSION = 1
"""The version of the JSON that commands print. Fields may be added to it; none goes or changes."""


def folder_argument(function: F) -> F:
    """The account's folder. Whether it is one is told as a diagnostic, like all else."""
    return click.argument("folder", metavar="DIR", type=click.Path())(function)


def format_option(*forms: str) -> Callable[[F], F]:
    """`--format`, the first form being the default."""
    return click.option(
        "--format",
        "form",
        type=click.Choice(list(forms)),
        default=forms[0],
        show_default=True,
        help="How to print.",
    )


def print_json(document: Mapping[str, object]) -> None:
    """Prints a JSON document with its version in front."""
    say(json.dumps({"version": VERSION, **document}, indent=2, ensure_ascii=True) + "\n")


def print_findings(compiled: Compiled, form: str, to_error: bool = False) -> None:
    """Prints diagnostics in a form."""
    found, sources = compiled.diagnostics, compiled.sources
    if form == "json":
        say(render_json(found, sources))
    elif form == "github":
        say(render_github(found, sources))
    else:
        stream = sys.stderr if to_error else sys.stdout
        say(render_text(found, sources, palette(stream)), stream)


def findings_json(compiled: Compiled) -> dict[str, object]:
    """Diagnostics as part of another JSON document."""
    found: dict[str, object] = json.loads(render_json(compiled.diagnostics, compiled.sources))
    del found["version"]
    return found


def give_up(compiled: Compiled, form: str, *more: Diagnostic, **rest: object) -> NoReturn:
    """Prints what is wrong, and ends with status 1. `rest` completes the command's JSON."""
    compiled = compiled.told(*more)
    if form == "json":
        print_json({**findings_json(compiled), **rest})
    else:
        print_findings(compiled, form)
    sys.exit(WRONG)
