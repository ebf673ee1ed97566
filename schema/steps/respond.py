"""`respond`: refuse a call before answering it."""

from __future__ import annotations

from typing import Annotated, Any, ClassVar

from pydantic import Field

from schema.lowering import Site
from schema.program import End, Play
from schema.quantities import whole
from schema.reading import Reader, quote, refusal
from schema.references import MediaRef
from schema.step import Step

CODES = {
    403: "forbidden",
    404: "unavailable",
    480: "no_answer",
    486: "busy",
    503: "congested",
    603: "rejected",
}

_ANY_CODE = whole(400, 699)


def _read_code(value: Any) -> int:
    code: int = _ANY_CODE.read(value)
    if code in CODES:
        return code
    raise refusal(
        f"{quote(code)} is no code to refuse with; write one of {', '.join(map(str, CODES))}"
    )


SipCode = Annotated[
    int,
    Reader(
        _read_code,
        "A SIP code: 403, 404, 480, 486, 503 or 603.",
        {"enum": [*CODES, *map(str, CODES)]},
    ),
]


class Respond(Step):
    """Refuses the call with a SIP code, without answering; a recording may be heard first as early
    media. On a call that is answered already it hangs up.

    Codes: 403 (not allowed), 404 (no such number), 480 (not there), 486 (busy), 503 (no line),
    603 (refused).

    ```yaml
    - respond: {code: 486, play: all-busy}
    ```
    """

    kind: ClassVar[str] = "respond"
    short: ClassVar[str] = "code"
    ends: ClassVar[bool] = True

    code: SipCode = Field(description="the SIP code")
    play: MediaRef | None = Field(default=None, description="heard first, without answering")

    def lower(self, site: Site) -> None:
        """Perhaps play, then refuse."""
        ops = (Play((site.media(self.play),), early=True),) if self.play else ()
        site.block("", *ops, end=End(CODES[self.code], self.code))
