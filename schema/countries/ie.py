"""Ireland."""

from __future__ import annotations

from schema.country import Country, EmergencyNumber, Numbers

COUNTRY = Country(
    code="IE",
    name="Ireland",
    calling_code="353",
    trunk_prefix="0",
    international_prefixes=("00",),
    emergency=(
        EmergencyNumber("112", "police, fire, ambulance, coastguard"),
        EmergencyNumber("999", "police, fire, ambulance, coastguard"),
        EmergencyNumber("116123", "Samaritans", location_notice=False),
    ),
    numbers=(
        Numbers("national", ("1",), (8, 9)),
        Numbers("national", ("[24-79]",), (7, 8, 9)),
        Numbers("national", ("48",), (10,)),
        Numbers("mobile", ("8[2-9]",), (9, 10)),
        Numbers("national", ("818",), (9,)),
        Numbers("premium", ("700",), (9,)),
        Numbers("toll_free", ("1800",), (10,), bare=True),
        Numbers("national", ("18[59]0",), (10,), bare=True),
        Numbers("premium", ("15",), (10,), bare=True),
    ),
    geographic=(7, 8, 9),
    local_head="[2-9]",
    services=(("116XXX", "toll_free"), ("118XX", "premium")),
)
