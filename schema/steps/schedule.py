"""`schedule`: go where the calendar says."""

from __future__ import annotations

from typing import Any, ClassVar

from pydantic import Field

from schema.calendars import enter_schedule
from schema.destination import Destination
from schema.lowering import Site
from schema.program import Switch, Var
from schema.reading import refusal
from schema.references import ScheduleRef
from schema.scalars import Slug, Zone
from schema.step import Step


class Schedule(Step):
    """Sends the caller by the time of day: to `open`, `closed`, `holidays`, or a period that the
    schedule names.

    A branch that is not written falls through to the next step. At any instant exactly one period
    holds: an override by a phone beats everything, then `except` and `closed` dates and holidays,
    then named periods, then the opening hours.

    ```yaml
    - schedule:
        use: office
        lunch: [{play: lunch-break}]
        closed: callflow.after-hours
    ```
    """

    kind: ClassVar[str] = "schedule"
    short: ClassVar[str] = "use"

    use: ScheduleRef = Field(description="the schedule")
    at_zone: Zone | None = Field(default=None, description="read the clock in this zone instead")
    periods: dict[Slug, Destination] = Field(
        default_factory=dict, description="where each period leads"
    )

    @classmethod
    def arranged(cls, body: dict[str, Any]) -> dict[str, Any]:
        """Every key that is no field is a period."""
        if "periods" in body:
            return body
        fields = {key: value for key, value in body.items() if key in ("use", "at_zone")}
        periods = {key: value for key, value in body.items() if key not in fields}
        if any(not isinstance(value, str | list | tuple) for value in periods.values()):
            raise refusal("a period of a schedule step leads to a reference or a list of steps")
        return {**fields, "periods": periods}

    def lower(self, site: Site) -> None:
        """Ask the calendar, then branch."""
        cases = tuple(
            (period, site.branch(period, destination, period))
            for period, destination in sorted(self.periods.items())
        )
        site.block(
            "",
            enter_schedule(site.writer, self.use, self.at_zone),
            end=Switch(Var("period"), cases, site.then),
        )
