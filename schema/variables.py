"""Variables of a call as they are written: `$name`, `$caller.number`, `$dialled`.

`set` and the capture of a star code (`"*55<number>"`) set them, `switch`, `if`, `say` and `dial` read
them. They live as long as the call. `$caller.number`, `$caller.name` and `$dialled` can only be
read; what a caller sent was filtered before. A variable that was never set is empty.
"""

from __future__ import annotations

import re
from typing import Annotated, Any

from schema.program import Const, Value, Var
from schema.reading import Reader, quote, refusal, typed

READ_ONLY = {"caller.number": "caller.number", "caller.name": "caller.name", "dialled": "dialled"}

_SHAPE = re.compile(r"\$[a-z][a-z0-9_]{0,29}")


def _read(value: Any) -> str:
    text = typed(value, "a variable")
    if text.removeprefix("$") in READ_ONLY and text.startswith("$"):
        return text
    if not _SHAPE.fullmatch(text):
        raise refusal(
            f"{quote(value)} is not a variable; write $name (small letters, digits and _), "
            "$caller.number, $caller.name or $dialled"
        )
    return text


Variable = Annotated[
    str,
    Reader(
        _read,
        "A variable: $name, $caller.number, $caller.name or $dialled.",
        {"pattern": r"^\$[a-z][a-z0-9_.]{0,29}$"},
    ),
]


def variable(text: str) -> Var:
    """The program's variable for a written one. A tenant's own never meet those of pbxc."""
    name = text.removeprefix("$")
    return Var(READ_ONLY.get(name, f"my.{name}"))


def value_of(written: str) -> Value:
    """A written variable or constant as a value of the program."""
    return variable(written) if written.startswith("$") else Const(written)
