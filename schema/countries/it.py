"""Italy. The leading 0 of a number with an area code is part of the number."""

from __future__ import annotations

from schema.country import Country, EmergencyNumber, Numbers

COUNTRY = Country(
    code="IT",
    name="Italy",
    calling_code="39",
    trunk_prefix="",
    international_prefixes=("00",),
    emergency=(
        EmergencyNumber("112", "any emergency"),
        EmergencyNumber("113", "police"),
        EmergencyNumber("115", "fire"),
        EmergencyNumber("118", "ambulance"),
        EmergencyNumber("1530", "coastguard"),
        EmergencyNumber("114", "children in danger", location_notice=False),
        EmergencyNumber("117", "Guardia di Finanza", location_notice=False),
        EmergencyNumber("1522", "violence and stalking", location_notice=False),
    ),
    numbers=(
        Numbers("national", ("0[1-9]",), (6, 7, 8, 9, 10, 11, 12)),
        Numbers("premium", ("0878",), (9,)),
        Numbers("mobile", ("3", "43"), (9, 10, 11, 12)),
        Numbers("national", ("55",), (10,)),
        Numbers("premium", ("70",), (10,)),
        Numbers("toll_free", ("800",), (9,)),
        Numbers("toll_free", ("803",), (6,)),
        Numbers("national", ("84",), (6, 9)),
        Numbers("premium", ("89",), (6, 8, 9, 10)),
        Numbers("premium", ("1[4679]",), (9, 10)),
    ),
    geographic=(6, 7, 8, 9, 10, 11),
    services=(("116XXX", "toll_free"), ("12XX", "premium"), ("187", "toll_free")),
)
