"""`account`: who we are."""

from __future__ import annotations

from typing import Annotated, Literal

from pydantic import BeforeValidator, Field, model_validator

from schema.base import Model
from schema.caller_identity import Shown
from schema.destination import Destination, Steps
from schema.edge import Edge, NodeEdge
from schema.phone_settings import PhoneSettings, Provisioning
from schema.quantities import whole
from schema.reading import refusal
from schema.references import CallerListRef, HoldMusicRef, LocationRef
from schema.repositories import RepositoryRules
from schema.restrict import Restrict
from schema.scalars import (
    E164,
    CountryCode,
    DisplayName,
    Email,
    Flag,
    Host,
    Language,
    Slug,
    WebAddress,
    Zone,
)


class Support(Model):
    """Whom people of the account ask for help."""

    name: DisplayName | None = Field(default=None, description="who helps")
    phone: E164 | None = Field(default=None, description="where to call")
    email: Email | None = Field(default=None, description="where to write")
    url: WebAddress | None = Field(default=None, description="where to read")


def _several(value: object) -> object:
    return [value] if isinstance(value, str) else value


class Notices(Model):
    """Who is told of what."""

    emergency: Annotated[tuple[Email, ...], BeforeValidator(_several)] = Field(
        default=(), description="of every emergency call"
    )


class Platform(Model):
    """The platform's own settings. Master account only."""

    domain: Host = Field(description="realms of accounts are names below it")
    edge: Edge = Field(default_factory=Edge, description="where the switch listens")
    nodes: dict[Slug, NodeEdge] = Field(
        default_factory=dict,
        description="switches by name, where there are several; else one, `main`",
    )
    mail_from: Email = Field(
        default="voicemail@localhost.localdomain", description="sender of the platform's mail"
    )
    provisioning: Provisioning = Field(
        default_factory=Provisioning, description="where phones get their files"
    )
    repository: RepositoryRules = Field(
        default_factory=RepositoryRules, description="what may happen in repositories"
    )

    @model_validator(mode="after")
    def has_keys_everywhere(self) -> Platform:
        """Refuses a node with a certificate without its key."""
        for name, node in self.nodes.items():
            edge = node.over(self.edge)
            if (edge.tls_certificate is None) is not (edge.tls_key is None):
                raise refusal(f"The node {name} has only one of tls_certificate and tls_key.")
        return self


class AccountSettings(Model):
    """The account itself: its name, where it is, what it shows outside.

    ```yaml
    account:
      name: Harbour Dental
      timezone: America/Halifax
      country: CA
      main_number: +19025550100
      default_location: location.clinic
    ```
    """

    type_: Literal["master", "reseller", "standard"] | None = Field(
        default=None, alias="type", description="`master` in the root; else the grant's"
    )
    name: DisplayName = Field(
        description="what people call it; shown outside unless `caller_id` says else"
    )
    timezone: Zone = Field(description="in which its schedules and messages tell the time")
    country: CountryCode = Field(description="whose way of dialling and emergency numbers it has")
    language: Language = Field(default="en", description="of prompts")
    main_number: E164 | None = Field(default=None, description="shown outside by default")
    caller_id: Shown = Field(default_factory=Shown, description="name and number shown outside")
    hold_music: HoldMusicRef | None = Field(default=None, description="what held callers hear")
    extension_length: Annotated[int, whole(2, 7)] | None = Field(
        default=None, description="length that every extension must have"
    )
    default_location: LocationRef | None = Field(
        default=None, description="where phones stand that say nothing else"
    )
    restrict: Restrict = Field(default_factory=dict, description="which calls may be made")
    on_every_call: Steps = Field(
        default=(), description="run before the route of any call from outside"
    )
    block: CallerListRef | None = Field(default=None, description="outside callers who are refused")
    operator: Destination | None = Field(default=None, description="where `0` leads")
    unmatched: Destination | None = Field(
        default=None, description="where a number leads that no phone may dial; else refused"
    )
    support: Support = Field(default_factory=Support, description="whom its people ask")
    notify: Notices = Field(default_factory=Notices, description="who is told of what")
    phones: PhoneSettings = Field(
        default_factory=PhoneSettings, description="what all its provisioned phones have in common"
    )
    rotate: Annotated[int, whole(0, 10**6)] = Field(
        default=0, description="count up for new secrets everywhere"
    )
    enabled: Flag = Field(default=True, description="off: nothing works but emergency calls")
    platform: Platform | None = Field(default=None, description="master account only")
