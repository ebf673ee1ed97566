"""`schedules`: calendars with a name."""

from __future__ import annotations

from typing import Annotated, Any, ClassVar, Literal

from pydantic import BeforeValidator, Field

from schema.base import Model
from schema.reading import Reader, quote, refusal, typed
from schema.scalars import CountryCode, Slug, Zone
from schema.star_codes import CapturingCode
from schema.thing import Thing


def _several(value: Any) -> Any:
    return [value] if isinstance(value, str) else value


def _read_text(value: Any) -> str:
    text = typed(value, "a date or hours")
    if len(text) > 80:
        raise refusal(f"{quote(text)} is too long for a date or hours")
    return text


CalendarText = Annotated[
    str, Reader(_read_text, "A date or hours: such as dec 24, or 08:00-17:00.")
]
Hours = dict[CalendarText, Annotated[tuple[CalendarText, ...], BeforeValidator(_several)]]
Dates = Annotated[tuple[CalendarText, ...], BeforeValidator(_several)]


class Holidays(Model):
    """Public holidays: those of a country and region, and dates of one's own."""

    country: CountryCode | None = Field(default=None, description="two letters")
    region: Annotated[
        str | None, Reader(lambda value: value, "A region: its code, such as NS.")
    ] = Field(default=None, description="province, state or canton")
    dates: Dates = Field(
        default=(), description="`dec 24`, `2026-07-01`, `fourth thu of november`, `easter+1`"
    )


def _read_holidays(value: Any) -> Any:
    return {"dates": value} if isinstance(value, str | list | tuple) else value


class Schedule(Thing):
    """A calendar: when the account is open, closed, on holiday, or in a period with a name.

    Ranges are half open: `08:00-17:00` is open until 16:59:59. A range may cross midnight.

    ```yaml
    schedules:
      office:
        open: {mon-thu: 08:00-17:00, fri: 08:00-15:00}
        named: {lunch: {mon-fri: 12:00-13:00}}
        holidays: {country: CA, region: NS}
        override_code: "*21"
    ```
    """

    section: ClassVar[str] = "schedules"
    kind: ClassVar[str] = "schedule"
    shareable: ClassVar[bool] = True

    timezone: Zone | None = Field(default=None, description="else the account's")
    open_: Hours = Field(default_factory=dict, alias="open", description="weekdays and their hours")
    named: dict[Slug, Hours] = Field(
        default_factory=dict, description="periods that beat the opening hours"
    )
    closed: Dates = Field(default=(), description="dates on which it is closed all day")
    holidays: Annotated[Holidays, BeforeValidator(_read_holidays)] = Field(
        default_factory=Holidays, description="public holidays, own dates, or both"
    )
    except_: dict[CalendarText, CalendarText] = Field(
        default_factory=dict,
        alias="except",
        description="dates that beat holidays and closed dates: hours, `open`, `closed` or `normal`",
    )
    override: Annotated[
        str,
        Reader(
            lambda value: typed(value, "auto, open, closed or a period"),
            "A period to hold: `auto`, `open`, `closed`, or one that the schedule names.",
        ),
    ] = Field(default="auto", description="`auto`, `open`, `closed` or a period (R)")
    override_code: CapturingCode | None = Field(
        default=None, description="star code: alone closed or auto, with 0 auto, 1 open, 2 closed"
    )


Period = Literal["open", "closed", "holidays"]
