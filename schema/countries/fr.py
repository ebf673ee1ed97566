"""France."""

from __future__ import annotations

from schema.country import Country, EmergencyNumber, Numbers

COUNTRY = Country(
    code="FR",
    name="France",
    calling_code="33",
    trunk_prefix="0",
    international_prefixes=("00",),
    emergency=(
        EmergencyNumber("112", "any emergency"),
        EmergencyNumber("114", "emergency for deaf people"),
        EmergencyNumber("15", "ambulance"),
        EmergencyNumber("17", "police"),
        EmergencyNumber("18", "fire"),
        EmergencyNumber("115", "homeless in danger", location_notice=False),
        EmergencyNumber("119", "children in danger", location_notice=False),
        EmergencyNumber("191", "air rescue"),
        EmergencyNumber("196", "sea rescue"),
        EmergencyNumber("3114", "suicide prevention", location_notice=False),
    ),
    numbers=(
        Numbers("national", ("[1-59]",), (9,)),
        Numbers("mobile", ("[67]",), (9,)),
        Numbers("premium", ("8",), (9,)),
        Numbers("toll_free", ("80[0-5]",), (9,)),
        Numbers("national", ("80[6-9]",), (9,)),
    ),
    geographic=(9,),
    services=(
        ("10XX", "national"),
        ("3[01]XX", "toll_free"),
        ("3[2-9]XX", "premium"),
        ("116XXX", "toll_free"),
        ("118XXX", "premium"),
    ),
)
