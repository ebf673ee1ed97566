"""`menu`: let the caller choose by a key."""

from __future__ import annotations

from typing import ClassVar

from pydantic import Field, model_validator

from schema.choices import Choices, lower_choices
from schema.lowering import Site
from schema.program import Jump
from schema.references import MenuRef
from schema.step import Step


class Menu(Choices, Step):
    """Plays a greeting and sends the caller where the pressed key says.

    Either a menu of the account (`menu: menu.office`) or one written in place. A caller who presses
    nothing, or a wrong key, hears the greeting again; after `tries` the step ends with the outcome
    `timeout` or `invalid` and the call goes on by `on`, else at the next step. A caller who comes
    back from where a key led goes on at the next step too.

    ```yaml
    - menu:
        greeting: main-menu
        keys: {"1": group.sales, "2": user.anna}
        dial_extensions: true
    ```
    """

    kind: ClassVar[str] = "menu"
    short: ClassVar[str] = "use"
    outcomes: ClassVar[frozenset[str]] = frozenset({"timeout", "invalid"})

    use: MenuRef | None = Field(default=None, description="a menu of the account")

    @model_validator(mode="after")
    def is_one_or_the_other(self) -> Menu:
        """Refuses a named menu with fields of its own, and one with neither."""
        self.require_greeting(bool(self.use))
        return self

    def lower(self, site: Site) -> None:
        """Enter the menu as a routine, then go on by its outcome."""
        done = site.block("done", end=site.by_outcome(self))
        if self.use:
            site.block("", site.enter(self.use), end=Jump(done))
        else:
            lower_choices(site, self, done)
