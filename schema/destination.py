"""A destination: where a call may be sent. A reference, `hangup`, or an inline list of steps.

A thing means what people mean by calling it: `user.anna` rings Anna, honours her forwarding, and
takes a message if nobody answers. Entering a destination is a call that returns: when it runs off
its end without having connected anybody, the call goes on after the step that entered it. Running
off the end of everything hangs up.

```yaml
numbers:
  +19025550100: callflow.main
  +19025550101: user.anna
  +19025550102: [{play: closed}, hangup]
  +19025550103: hangup
```
"""

from __future__ import annotations

from typing import TYPE_CHECKING, Annotated, Any, TypeAlias

from pydantic import BeforeValidator, Discriminator, GetCoreSchemaHandler, Tag
from pydantic_core import CoreSchema

from schema.references import DestinationRef, Reference

if TYPE_CHECKING:
    from schema.step import Step


def _spread(value: Any) -> Any:
    return ["hangup"] if value == "hangup" else value


def _form(value: Any) -> str:
    return "steps" if isinstance(value, list | tuple) else "reference"


class _AnyStep:
    """The union of all step kinds, made when the first document is read: the kinds contain steps
    themselves, and a name that waits to be resolved would have every model built twice."""

    @property
    def __value__(self) -> Any:
        from schema.steps import any_step

        return any_step().__value__

    def __get_pydantic_core_schema__(
        self, source: Any, handler: GetCoreSchemaHandler
    ) -> CoreSchema:
        from schema.steps import any_step

        return handler.generate_schema(any_step())


if TYPE_CHECKING:
    Destination: TypeAlias = Reference | tuple[Step, ...]
    Steps: TypeAlias = tuple[Step, ...]
else:
    Steps = tuple[_AnyStep(), ...]
    Destination = Annotated[
        Annotated[DestinationRef, Tag("reference")] | Annotated[Steps, Tag("steps")],
        Discriminator(_form),
        BeforeValidator(_spread),
    ]
