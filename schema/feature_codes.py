"""`feature_codes`: what people's phones reach with star codes."""

from __future__ import annotations

from collections.abc import Mapping
from typing import Any, Literal

from pydantic import Field, field_validator

from schema.base import Model
from schema.star_codes import CapturingCode, StarCode

Preset = Literal["smartpbx", "freepbx", "none"]

_COMMON = {
    "voicemail": "*97",
    "mailbox": "*98",
    "forward_on": "*72",
    "forward_off": "*73",
    "do_not_disturb_on": "*78",
    "do_not_disturb_off": "*79",
    "do_not_disturb_toggle": "*76",
}

PRESETS: Mapping[str, Mapping[str, str]] = {
    "smartpbx": _COMMON | {"forward_toggle": "*74", "message": "**"},
    "freepbx": _COMMON,
    "none": {},
}


class FeatureCodes(Model):
    """Star codes by what they do: a preset and changes to it. An empty value removes one.

    ```yaml
    feature_codes: {preset: smartpbx, voicemail: "*1", forward_toggle: null}
    ```
    """

    preset: Preset = Field(default="smartpbx", description="what the codes are at first")
    voicemail: CapturingCode | None = Field(default=None, description="hear my messages")
    mailbox: CapturingCode | None = Field(default=None, description="hear messages of any mailbox")
    message: CapturingCode | None = Field(
        default=None, description="with a mailbox's number behind it: leave a message there"
    )
    forward_on: CapturingCode | None = Field(
        default=None, description="with a number behind it: send my calls there; alone: asks for it"
    )
    forward_off: CapturingCode | None = Field(default=None, description="my calls come to me again")
    forward_toggle: CapturingCode | None = Field(default=None, description="forward, or stop it")
    do_not_disturb_on: CapturingCode | None = Field(default=None, description="leave me in peace")
    do_not_disturb_off: CapturingCode | None = Field(default=None, description="ring me again")
    do_not_disturb_toggle: CapturingCode | None = Field(
        default=None, description="leave me in peace, or stop it"
    )

    @field_validator("*", mode="before")
    @classmethod
    def may_be_removed(cls, written: Any) -> Any:
        """`null`, `~` and nothing at all remove a code."""
        return None if written in ("null", "~", "") else written

    def codes(self) -> dict[str, StarCode]:
        """What each feature is reached with: the preset with its changes, removed ones left out."""
        result = {name: StarCode(code) for name, code in PRESETS[self.preset].items()}
        for name in self.model_fields_set - {"preset"}:
            changed = getattr(self, name)
            if changed is None:
                result.pop(name, None)
            else:
                result[name] = changed
        return dict(sorted(result.items()))
