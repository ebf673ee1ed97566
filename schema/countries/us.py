"""The United States of America."""

from __future__ import annotations

from schema.countries._nanp import NUMBERS, SERVICES
from schema.country import Country, EmergencyNumber

COUNTRY = Country(
    code="US",
    name="United States",
    calling_code="1",
    trunk_prefix="1",
    trunk_optional=True,
    international_prefixes=("011",),
    outside_prefix="9",
    emergency=(
        EmergencyNumber("911", "police, fire, ambulance"),
        EmergencyNumber("988", "suicide and crisis lifeline", location_notice=False),
    ),
    numbers=NUMBERS,
    geographic=(10,),
    local_head="N",
    services=SERVICES,
    address_tests=("933",),
)
