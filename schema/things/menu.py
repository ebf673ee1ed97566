"""`menus`: virtual receptionists with a name."""

from __future__ import annotations

from typing import ClassVar

from pydantic import model_validator

from schema.choices import Choices, lower_choices
from schema.lowering import Place, on_platform
from schema.program import Enter, Jump
from schema.thing import Thing


class Menu(Thing, Choices):
    """A menu that several callflows use. Its fields are those of the `menu` step.

    ```yaml
    menus:
      office:
        greeting: main-menu
        keys: {"1": group.sales, "2": user.anna, "0": callflow.main}
        tries: 2
    ```
    """

    section: ClassVar[str] = "menus"
    kind: ClassVar[str] = "menu"

    @model_validator(mode="after")
    def is_complete(self) -> Menu:
        """Refuses a menu without a greeting or without choices."""
        self.require_greeting(False)
        return self

    def lower(self, place: Place) -> None:
        """A routine; a caller who comes back from a key's destination leaves it."""
        done = place.block("done")
        place.block("", Enter(on_platform("hop")), end=Jump(place.at("choices")))
        lower_choices(place.site("choices", done), self, done)
