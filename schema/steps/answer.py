"""`answer`: pick up before anything is heard."""

from __future__ import annotations

from typing import ClassVar

from pydantic import Field

from schema.lowering import Site
from schema.program import Answer as AnswerOp
from schema.scalars import Seconds
from schema.step import Step


class Answer(Step):
    """Answers the call.

    Most steps that speak to the caller answer by themselves; this one is for callflows that must be
    picked up before they ring somebody, or wait a moment first.

    ```yaml
    - answer: {after: 1s}
    ```
    """

    kind: ClassVar[str] = "answer"
    short: ClassVar[str] = "after"

    after: Seconds = Field(default=0, description="wait this long after answering")

    def lower(self, site: Site) -> None:
        """Answer, then go on."""
        site.block("", AnswerOp(self.after))
