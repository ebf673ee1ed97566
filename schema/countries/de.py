"""Germany."""

from __future__ import annotations

from schema.country import Country, EmergencyNumber, Numbers

COUNTRY = Country(
    code="DE",
    name="Germany",
    calling_code="49",
    trunk_prefix="0",
    international_prefixes=("00",),
    emergency=(
        EmergencyNumber("112", "fire, ambulance"),
        EmergencyNumber("110", "police"),
        EmergencyNumber("116117", "doctor on call", location_notice=False),
        EmergencyNumber("116123", "Telefonseelsorge", location_notice=False),
    ),
    numbers=(
        Numbers("national", ("[2-9]",), (5, 6, 7, 8, 9, 10, 11, 12, 13)),
        Numbers("mobile", ("1[567]",), (10, 11, 12, 13)),
        Numbers("mobile", ("16[489]",), tuple(range(5, 14))),
        Numbers("toll_free", ("800",), (10, 11, 12, 13)),
        Numbers("premium", ("900",), (10, 11)),
        Numbers("premium", ("137",), (8, 9, 10, 11)),
        Numbers("premium", ("138",), (7,)),
        Numbers("premium", ("700",), (11,)),
        Numbers("national", ("18",), (8, 9, 10, 11, 12, 13)),
    ),
    geographic=(7, 8, 9, 10, 11, 12),
    local_head="[2-9]",
    services=(
        ("115", "local"),
        ("116XXX", "toll_free"),
        ("118[1-9]X", "premium"),
        ("1180XX", "premium"),
    ),
)
