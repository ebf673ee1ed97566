"""Grants: what a parent gives a child account, out of the child's reach."""

from __future__ import annotations

from typing import Annotated, Literal

from pydantic import Field

from schema.base import Model
from schema.quantities import whole
from schema.repositories import GrantedRepository
from schema.restrict import Restrict
from schema.scalars import E164, DisplayName, Flag, Host, Slug


class Limits(Model):
    """How much a child may use. Nothing said means as much as the parent may."""

    calls: Annotated[int, whole(0, 10**6)] | None = Field(
        default=None, description="calls with the outside at once"
    )
    inbound: Annotated[int, whole(0, 10**6)] | None = Field(
        default=None, description="of these, calls from outside"
    )
    outbound: Annotated[int, whole(0, 10**6)] | None = Field(
        default=None, description="of these, calls to the outside"
    )
    users: Annotated[int, whole(0, 10**6)] | None = Field(
        default=None, description="users it may have"
    )
    devices: Annotated[int, whole(0, 10**6)] | None = Field(
        default=None, description="devices it may have"
    )


class NumberBlock(Model):
    """Consecutive numbers, from the first to the last."""

    first: E164 = Field(description="first number")
    last: E164 = Field(description="last number")


class Grant(Model):
    """What a parent gives a child account: `accounts/<child>.yaml` in the parent's folder.

    ```yaml
    type: standard
    numbers: [+19025550100, {first: +19025550110, last: +19025550119}]
    limits: {calls: 10}
    allow: {international: deny}
    ```

    A child that looks after itself may have a git repository of its own; its grant stays here.

    ```yaml
    repository:
      url: ssh://git@git.example.com/harbour/telephones.git
      credential: harbour-git
      signed: yes
      signers: [alice@harbour.example ssh-ed25519 AAAAC3NzaC1lZDI1NTE5AAAAIDzwGtPj0DvzQqpzF0laVO/4x1P7UJaepznDi7HV20Kz]
    ```
    """

    type_: Literal["standard", "reseller"] = Field(
        default="standard", alias="type", description="a reseller may have accounts of its own"
    )
    name: DisplayName | None = Field(default=None, description="for people")
    realm: Host | None = Field(
        default=None, description="SIP realm; else the child's name below the parent's domain"
    )
    numbers: tuple[E164 | NumberBlock, ...] = Field(default=(), description="numbers it may use")
    limits: Limits = Field(default_factory=Limits, description="how much it may use")
    allow: Restrict = Field(default_factory=dict, description="classes of calls, allowed or denied")
    nodes: tuple[Slug, ...] = Field(
        default=(),
        description="nodes of the platform that serve it; else all that serve the parent",
    )
    enabled: Flag = Field(default=True, description="off: nothing works but emergency calls")
    repository: GrantedRepository | None = Field(
        default=None, description="where the child is read from; else from the folder beside it"
    )
