"""Secrets: named in git, held elsewhere, and never shown."""

from __future__ import annotations

from typing import Annotated, Any, Protocol

from pydantic import Field

from schema.base import Model
from schema.reading import Reader, refusal
from schema.scalars import Slug


class Secret:
    """A secret text. Printing it, in any way, gives stars."""

    __slots__ = ("_text",)

    def __init__(self, text: str) -> None:
        self._text = text

    def reveal(self) -> str:
        """The secret itself, for the one place that must write it."""
        return self._text

    def __repr__(self) -> str:
        return "Secret(***)"

    __str__ = __repr__

    def __eq__(self, other: object) -> bool:
        return isinstance(other, Secret) and other._text == self._text

    def __hash__(self) -> int:
        return hash(self._text)


class Secrets(Protocol):
    """Where secrets come from. Names are `<account path>:<object>:<purpose>`."""

    def text(self, name: str) -> Secret:
        """The secret of that name. KeyError where a given secret is missing."""
        ...


class SecretRef(Model):
    """`{secret: name}`: a secret that was given to us, kept outside git."""

    secret: Slug = Field(description="its name in the account's secret store or the environment")


def _read(value: Any) -> Any:
    if isinstance(value, SecretRef):
        return value
    if isinstance(value, dict):
        return SecretRef.model_validate(value)
    raise refusal(
        "a secret stands here in clear; leave the field out to have one made, or write "
        "{secret: name} and keep the secret outside git"
    )


GivenSecret = Annotated[
    SecretRef,
    Reader(
        _read,
        "A secret: `{secret: name}`, never the secret itself.",
        {"type": "object", "properties": {"secret": {"type": "string"}}, "required": ["secret"]},
    ),
]
