"""A destination: where a call may be sent. A reference, `hangup`, or an inline list of steps."""

from __future__ import annotations

from typing import TYPE_CHECKING, Annotated, Any, TypeAlias

from pydantic import BeforeValidator, Discriminator, Tag

from schema.references import DestinationRef, Reference

if TYPE_CHECKING:
    from schema.step import Step


def _spread(value: Any) -> Any:
    return ["hangup"] if value == "hangup" else value


def _form(value: Any) -> str:
    return "steps" if isinstance(value, list | tuple) else "reference"


if TYPE_CHECKING:
    Destination: TypeAlias = Reference | tuple[Step, ...]
    Steps: TypeAlias = tuple[Step, ...]
else:
    Steps = tuple["AnyStep", ...]  # noqa: F821 (named when all kinds are known)
    Destination = Annotated[
        Annotated[DestinationRef, Tag("reference")] | Annotated[Steps, Tag("steps")],
        Discriminator(_form),
        BeforeValidator(_spread),
    ]
