"""`locations`: where a phone stands, for people who come to help."""

from __future__ import annotations

from typing import Annotated, ClassVar

from pydantic import Field

from schema.hunting import Target
from schema.reading import Reader, quote, refusal, typed
from schema.scalars import AddressLine, Cidr, CountryCode, Email
from schema.thing import Thing


def _read_coordinate(value: object) -> str:
    text = typed(value, "degrees")
    try:
        degrees = float(text)
    except ValueError:
        degrees = 999.0
    if not -180 <= degrees <= 180:
        raise refusal(f"{quote(text)} is not a coordinate; write degrees such as 44.6488")
    return text


Coordinate = Annotated[str, Reader(_read_coordinate, "A coordinate: degrees, such as 44.6488.")]


class Location(Thing):
    """A dispatchable address: street, and the floor or room that finds the caller.

    Sent with an emergency call as the call-back number and in the notice to the people on site (47
    CFR 9.3 and 9.16, CRTC 2005-21).

    ```yaml
    locations:
      clinic:
        street: 12 Water Street
        floor: "2"
        city: Halifax
        region: NS
        postal_code: B3H 1A1
        country: CA
        callback: user.anna
        notify: [desk@harbour.example]
    ```
    """

    section: ClassVar[str] = "locations"
    kind: ClassVar[str] = "location"

    street: AddressLine = Field(description="house number and street")
    unit: AddressLine | None = Field(default=None, description="suite, building, wing")
    floor: AddressLine | None = Field(default=None, description="which floor")
    room: AddressLine | None = Field(default=None, description="which room")
    city: AddressLine = Field(description="city or town")
    region: AddressLine = Field(description="state, province or county")
    postal_code: AddressLine = Field(description="post code or ZIP")
    country: CountryCode = Field(description="two letters")
    latitude: Coordinate | None = Field(default=None, description="degrees north")
    longitude: Coordinate | None = Field(default=None, description="degrees east")
    callback: Target | None = Field(
        default=None, description="whom the emergency service reaches when it calls back"
    )
    notify: tuple[Email, ...] = Field(default=(), description="who is told of an emergency call")
    networks: tuple[Cidr, ...] = Field(
        default=(), description="of the phones that stand there; these alone may fetch their files"
    )
