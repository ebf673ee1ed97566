"""The step kinds. Each is one module here: its fields, its page, its meaning. Nothing lists them."""

from __future__ import annotations

import sys
from functools import cache
from typing import Annotated, Any, Union

from pydantic import Discriminator, Tag
from typing_extensions import TypeAliasType

from schema.discovery import defined_in
from schema.step import Step


@cache
def step_kinds() -> dict[str, type[Step]]:
    """Every step kind by the word it is written with, in alphabetical order."""
    kinds = defined_in(sys.modules[__name__], Step)
    return dict(sorted((kind.kind, kind) for kind in kinds))


def kind_of(written: Any) -> str | None:
    """The step kind that a written step has, `None` where no key is one."""
    if isinstance(written, Step):
        return written.kind
    if isinstance(written, str):
        return written if written in step_kinds() else None
    if isinstance(written, dict):
        return next((key for key in written if key in step_kinds()), None)
    return None


@cache
def any_step() -> Any:
    """The type of one step of a callflow: the union of all kinds.

    It has a name of its own, so that the kinds, which contain steps again, refer to it instead of
    unfolding it.
    """
    members = [Annotated[kind, Tag(name)] for name, kind in step_kinds().items()]
    either: Any = Union[tuple(members)]  # noqa: UP007
    union: Any = Annotated[either, Discriminator(kind_of)]
    named: Any = TypeAliasType
    return named("AnyStep", union)
