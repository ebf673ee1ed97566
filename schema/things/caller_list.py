"""`caller_lists`: numbers to compare callers with."""

from __future__ import annotations

from typing import Annotated, Any, ClassVar

from pydantic import Field, model_validator

from schema.reading import Reader, quote, refusal, typed
from schema.thing import Thing


def _read_entry(value: Any) -> str:
    text = typed(value, "a number or a prefix")
    digits = text.removeprefix("+").removesuffix("...")
    if not text.startswith("+") or not digits.isascii() or not digits.isdigit() or len(digits) > 15:
        raise refusal(
            f"{quote(text)} is neither a number nor a prefix; write +14165550100, or +1416... for "
            "all numbers that begin so"
        )
    return text


ListEntry = Annotated[
    str,
    Reader(
        _read_entry,
        "A number or prefix: a number with +, or its first digits and three dots: +1416...",
    ),
]


class CallerList(Thing):
    """Telephone numbers and prefixes, used by `block` and by the `if` step.

    ```yaml
    caller_lists:
      nuisance: [+14165550199, +1900...]
    ```
    """

    section: ClassVar[str] = "caller_lists"
    kind: ClassVar[str] = "caller_list"
    shareable: ClassVar[bool] = True

    entries: tuple[ListEntry, ...] = Field(description="numbers, and prefixes with three dots")

    @model_validator(mode="before")
    @classmethod
    def unfold(cls, written: Any) -> Any:
        """A bare list is the entries."""
        return {"entries": written} if isinstance(written, list | tuple) else written

    def patterns(self) -> tuple[str, ...]:
        """The entries in the alphabet of the program's tables, each once."""
        return tuple(
            sorted(
                {
                    entry.replace("...", ".") if entry.endswith("...") else entry
                    for entry in self.entries
                }
            )
        )
