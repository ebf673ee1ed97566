"""`media`: recordings with a name."""

from __future__ import annotations

from typing import Any, ClassVar

from pydantic import Field, model_validator
from pydantic_core import PydanticCustomError

from schema.scalars import Language, MediaFile, SpokenText
from schema.thing import Thing


class Recording(Thing):
    """A recording: a file of the account's `media` folder, or a sentence that is spoken when
    compiled.

    A file in `media/` needs no entry here: `media/welcome.wav` is `media.welcome`.

    ```yaml
    media:
      closed: {say: We are closed. Please leave a message.}
      welcome: welcome-2026.wav
    ```
    """

    section: ClassVar[str] = "media"
    kind: ClassVar[str] = "media"
    shareable: ClassVar[bool] = True

    file: MediaFile | None = Field(default=None, description="a file of the media folder")
    say: SpokenText | None = Field(default=None, description="a sentence to be spoken")
    language: Language = Field(default="en", description="the language it is spoken in")

    @model_validator(mode="before")
    @classmethod
    def unfold(cls, written: Any) -> Any:
        """A bare text is a file."""
        return {"file": written} if isinstance(written, str) else written

    @model_validator(mode="after")
    def is_one_or_the_other(self) -> Recording:
        """Refuses both, and neither."""
        if (self.file is None) == (self.say is None):
            raise PydanticCustomError(
                "pbxc", "a recording has either a file or a sentence to say", {}
            )
        return self
