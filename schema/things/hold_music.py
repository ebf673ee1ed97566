"""`hold_music`: what waiting callers hear."""

from __future__ import annotations

from typing import ClassVar

from pydantic import Field

from schema.references import MediaRef
from schema.scalars import Flag
from schema.thing import Thing


class HoldMusic(Thing):
    """A class of music: recordings played one after the other, or silence.

    ```yaml
    hold_music:
      calm: {files: [harbour-waves, piano], shuffle: true}
      none: {silence: true}
    ```
    """

    section: ClassVar[str] = "hold_music"
    kind: ClassVar[str] = "hold_music"
    shareable: ClassVar[bool] = True

    files: tuple[MediaRef, ...] = Field(default=(), description="recordings, in order")
    shuffle: Flag = Field(default=False, description="in a new order each time")
    silence: Flag = Field(default=False, description="nothing is heard")
