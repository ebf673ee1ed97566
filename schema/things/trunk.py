"""`trunks`: SIP carriers."""

from __future__ import annotations

from typing import Annotated, ClassVar, Literal

from pydantic import Field, model_validator

from schema.base import Model
from schema.quantities import duration, whole
from schema.reading import refusal
from schema.rewriting import Formatter, NumberPattern
from schema.scalars import Cidr, Codec, Digits, Flag, Host, Port, Slug
from schema.secret import GivenSecret
from schema.thing import Thing


class TrunkGateway(Model):
    """One address of a carrier."""

    host: Host = Field(description="name or address")
    port: Port = Field(default=5060, description="port")
    transport: Literal["udp", "tcp", "tls"] = Field(default="udp", description="carries signalling")
    username: Slug | Digits | None = Field(default=None, description="our name there")
    password: GivenSecret | None = Field(default=None, description="our password there")
    realm: Host | None = Field(default=None, description="its digest realm")
    prefix: Digits | None = Field(default=None, description="set before the number")
    suffix: Digits | None = Field(default=None, description="set behind the number")
    codecs: tuple[Codec, ...] = Field(default=("alaw", "ulaw"), description="best first")
    srtp: Literal["off", "optional", "required"] = Field(default="off", description="encryption")
    t38: Flag = Field(default=False, description="carries fax as T.38")
    from_ip: tuple[Cidr, ...] = Field(default=(), description="where its calls come from")
    register_: Flag = Field(default=False, alias="register", description="we register there")
    expires: Annotated[int, duration(60, 86400)] = Field(default=300, description="of registration")
    options_ping: Annotated[int, duration(0, 3600)] = Field(
        default=0, description="ask it this often whether it is there; 0 never"
    )
    progress_timeout: Annotated[int, duration(1, 60)] = Field(
        default=20, description="no sign of life for so long: try the next gateway"
    )
    enabled: Flag = Field(default=True, description="off: not used")

    @model_validator(mode="after")
    def has_both_credentials(self) -> TrunkGateway:
        """Refuses a name without a password, and a password without a name."""
        if (self.username is None) != (self.password is None):
            raise refusal("A gateway has both a username and a password, or neither.")
        return self


class Trunk(Thing):
    """A carrier: its gateways in order, which numbers it takes, and how they are written there.

    A call tries the next gateway, and then the next trunk, only when one is congested or does not
    answer at all; never after media or a busy. `emergency` trunks are tried first for emergency
    calls.

    ```yaml
    trunks:
      north:
        gateways: [{host: sip.north.example, from_ip: [192.0.2.10]}]
        emergency: true
    ```
    """

    section: ClassVar[str] = "trunks"
    kind: ClassVar[str] = "trunk"
    shareable: ClassVar[bool] = True

    gateways: tuple[TrunkGateway, ...] = Field(min_length=1, description="its addresses, in order")
    enabled: Flag = Field(default=True, description="off: not used")
    emergency: Flag = Field(default=False, description="carries emergency calls first")
    weight: Annotated[int, whole(0, 100)] = Field(default=50, description="lower is tried first")
    max_calls: Annotated[int, whole(1, 100000)] | None = Field(
        default=None, description="calls at once"
    )
    number_format: Literal["e164", "digits"] = Field(
        default="e164", description="how numbers are sent: with or without the plus"
    )
    rules: tuple[NumberPattern, ...] = Field(
        default=(), description="numbers it takes, as `^\\+(1\\d{10})$`; the part in () is sent"
    )
    caller_number: Formatter | None = Field(
        default=None, description="how our caller's number is written there"
    )
    trusted: Flag = Field(default=False, description="its caller data are believed")
