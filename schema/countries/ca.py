"""Canada."""

from __future__ import annotations

from schema.countries._nanp import NUMBERS, SERVICES
from schema.country import Country, EmergencyNumber, Numbers

COUNTRY = Country(
    code="CA",
    name="Canada",
    calling_code="1",
    trunk_prefix="1",
    trunk_optional=True,
    international_prefixes=("011",),
    outside_prefix="9",
    emergency=(
        EmergencyNumber("911", "police, fire, ambulance"),
        EmergencyNumber("988", "suicide crisis helpline", location_notice=False),
    ),
    numbers=(*NUMBERS, Numbers("national", ("310X",), (7,), bare=True)),
    geographic=(10,),
    local_head="N",
    services=SERVICES,
    address_tests=("933",),
)
