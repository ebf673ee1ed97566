"""The model every written thing is built on: closed, frozen, and read from text."""

from __future__ import annotations

from pydantic import BaseModel, ConfigDict


class Model(BaseModel):
    """A mapping of the language. Unknown keys are errors, values never change after reading."""

    model_config = ConfigDict(
        extra="forbid",
        frozen=True,
        defer_build=True,
        populate_by_name=True,
        revalidate_instances="never",
    )
