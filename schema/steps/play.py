"""`play`: let the caller hear recordings."""

from __future__ import annotations

from typing import Annotated, Any, ClassVar

from pydantic import BeforeValidator, Field

from schema.lowering import Site
from schema.program import Answer, Collect, Op
from schema.program import Play as PlayOp
from schema.quantities import whole
from schema.references import MediaRef
from schema.scalars import Flag
from schema.step import Step


def _several(value: Any) -> Any:
    return [value] if isinstance(value, str) else value


class Play(Step):
    """Plays one recording, or several one after the other.

    Answers the call first, unless `unless_answered` says that it is to be heard as early media, as
    an announcement before ringing is. With `interrupt` any key ends it.

    ```yaml
    - play: welcome
    - play: {media: [sorry, opening-hours], interrupt: true}
    ```
    """

    kind: ClassVar[str] = "play"
    short: ClassVar[str] = "media"

    media: Annotated[tuple[MediaRef, ...], BeforeValidator(_several)] = Field(
        min_length=1, description="recordings, in the order they are heard"
    )
    interrupt: Flag = Field(default=False, description="any key ends it")
    loop: Annotated[int, whole(1, 100)] = Field(default=1, description="how often it is heard")
    unless_answered: Flag = Field(default=False, description="play it without answering the call")

    def lower(self, site: Site) -> None:
        """Answer and play; as a collected key where one may interrupt."""
        media = tuple(site.media(reference) for reference in self.media) * self.loop
        ops: tuple[Op, ...]
        if self.unless_answered:
            ops = (PlayOp(media, early=True),)
        elif self.interrupt:
            ops = (Answer(), Collect("interrupted", media, 1, 1, 1, ""))
        else:
            ops = (Answer(), PlayOp(media))
        site.block("", *ops)
