"""The base of all steps, and how a step is written: `{kind: short or fields, on: {...}}`."""

from __future__ import annotations

from typing import TYPE_CHECKING, Any, ClassVar

from pydantic import Field, model_validator
from pydantic_core import PydanticCustomError

from schema.base import Model
from schema.destination import Destination
from schema.outcomes import Outcome

if TYPE_CHECKING:
    from schema.lowering import Site


class Step(Model):
    """One line of a callflow.

    `kind` is the word it is written with, `short` the field that `kind: value` fills, and
    `outcomes` the ways it can end without having connected the caller.
    """

    kind: ClassVar[str] = ""
    short: ClassVar[str] = ""
    outcomes: ClassVar[frozenset[str]] = frozenset()
    ends: ClassVar[bool] = False

    on: dict[Outcome, Destination] = Field(
        default_factory=dict, description="where the call goes for an outcome of this step"
    )

    @model_validator(mode="before")
    @classmethod
    def unfold(cls, written: Any) -> Any:
        """The fields of a step, whichever of its three forms was written."""
        if isinstance(written, str):
            return {}
        if not isinstance(written, dict) or cls.kind not in written:
            return written
        body = written[cls.kind]
        if body is None:
            body = {}
        elif not isinstance(body, dict) or cls.is_short(body):
            if not cls.short:
                raise PydanticCustomError(
                    "pbxc",
                    "{kind} has no short form; write its fields below it",
                    {"kind": cls.kind},
                )
            body = {cls.short: body}
        beside = {key: value for key, value in written.items() if key != cls.kind}
        return {**cls.arranged(body), **beside}

    @classmethod
    def is_short(cls, body: dict[str, Any]) -> bool:
        """Whether a mapping is the short form's value itself (as for `set`)."""
        return False

    @classmethod
    def arranged(cls, body: dict[str, Any]) -> dict[str, Any]:
        """The written fields as the model names them."""
        return body

    def lower(self, site: Site) -> None:
        """Writes down what this step means, as blocks that begin at `site.label`."""
        raise NotImplementedError(self.kind)
