"""The base of all things that an account is made of."""

from __future__ import annotations

from dataclasses import dataclass
from typing import TYPE_CHECKING, Any, ClassVar

from schema.base import Model
from schema.program import Origin
from schema.references import Reference
from schema.scalars import Slug

if TYPE_CHECKING:
    from schema.lowering import Place
    from schema.tree import Account


class Thing(Model):
    """One entry of a section.

    `section` is the key it is written under, `kind` the word that references use (empty where it
    can't be referred to), `shareable` whether accounts below may use it, `listed` whether the
    section is a list instead of a mapping of names.
    """

    section: ClassVar[str] = ""
    kind: ClassVar[str] = ""
    shareable: ClassVar[bool] = False
    listed: ClassVar[bool] = False
    key: ClassVar[Any] = Slug

    def lower(self, place: Place) -> None:
        """Writes down what calling this thing means, as a routine at `place`."""
        raise NotImplementedError(f"{self.kind} can't be called")


@dataclass(frozen=True)
class Found:
    """A thing that a reference names, the account that wrote it, and where."""

    thing: Any
    owner: Account
    origin: Origin
    reference: Reference
