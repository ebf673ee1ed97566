"""`keys`: layouts of the keys of phones."""

from __future__ import annotations

from typing import Any, ClassVar

from pydantic import Field, model_validator

from schema.phone_keys import Key
from schema.scalars import DisplayName
from schema.thing import Thing


class KeyLayout(Thing):
    """Keys that several phones have alike, from the first to the last.

    A device takes one with `keys: reception`, or has keys of its own and takes one among them with
    `- use: reception`. The accounts below may take it as well; what its keys lead to must then be
    there too, so extensions go further than names.

    ```yaml
    keys:
      reception:
        - line
        - voicemail
        - {blf: 101, label: Anna}
        - {schedule_override: office, label: Night, at: 10}
        - {all_users: , module: 1}
    users:
      anna:
        name: Anna Berg
        extensions: [101]
        devices: {desk: {model: yealink-t54w, mac: 80:5e:c0:aa:bb:01, keys: reception}}
    ```
    """

    section: ClassVar[str] = "keys"
    kind: ClassVar[str] = "keys"
    shareable: ClassVar[bool] = True

    name: DisplayName | None = Field(default=None, description="for people")
    keys: tuple[Key, ...] = Field(description="the keys, in order")

    @model_validator(mode="before")
    @classmethod
    def unfold(cls, written: Any) -> Any:
        """A bare list is the keys."""
        return {"keys": written} if isinstance(written, list | tuple) else written
