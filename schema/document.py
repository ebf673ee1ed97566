"""The document of an account: all its files read as one."""

from __future__ import annotations

from functools import cache
from typing import Any

from pydantic import Field, create_model

from schema.account_settings import AccountSettings
from schema.base import Model
from schema.dialing_settings import Dialing
from schema.feature_codes import FeatureCodes
from schema.restrict import Restrict
from schema.scalars import Slug
from schema.scenario import Scenario
from schema.things import sections


class DocumentBase(Model):
    """The sections that are one thing each, and the scenarios."""

    account: AccountSettings = Field(description="who we are")
    dialing: Dialing = Field(default_factory=Dialing, description="how people dial")
    restrict: Restrict = Field(default_factory=dict, description="classes of calls of the account")
    feature_codes: FeatureCodes = Field(default_factory=FeatureCodes, description="star codes")
    scenarios: dict[Slug, Scenario] = Field(default_factory=dict, description="the account's tests")

    def section(self, name: str) -> Any:
        """A section by the key it is written under."""
        return getattr(self, name)


def _field(thing: Any) -> Any:
    first_line = (thing.__doc__ or "").strip().split("\n")[0]
    if thing.listed:
        return (tuple[thing, ...], Field(default=(), description=first_line))
    return (dict[thing.key, thing], Field(default_factory=dict, description=first_line))


@cache
def document_model() -> type[DocumentBase]:
    """The model of a whole account, with a section for every thing there is."""
    fields = {name: _field(thing) for name, thing in sections().items()}
    model = create_model("Account", __base__=DocumentBase, **fields)
    model.__doc__ = "One account: everything its files say, merged."
    return model
