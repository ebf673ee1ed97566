"""Australia."""

from __future__ import annotations

from schema.country import Country, EmergencyNumber, Numbers

COUNTRY = Country(
    code="AU",
    name="Australia",
    calling_code="61",
    trunk_prefix="0",
    international_prefixes=("0011",),
    emergency=(
        EmergencyNumber("000", "police, fire, ambulance"),
        EmergencyNumber("112", "police, fire, ambulance"),
        EmergencyNumber("106", "emergency by text phone"),
        EmergencyNumber("131114", "Lifeline", location_notice=False),
    ),
    numbers=(
        Numbers("national", ("[2378]",), (9,)),
        Numbers("mobile", ("4",), (9,)),
        Numbers("national", ("14[57]",), (9,)),
        Numbers("mobile", ("163",), (5, 6, 7, 8, 9)),
        Numbers("toll_free", ("1800",), (10,), bare=True),
        Numbers("toll_free", ("1802",), (7,), bare=True),
        Numbers("premium", ("190",), (10,), bare=True),
        Numbers("national", ("13",), (6,), bare=True),
        Numbers("national", ("1345",), (8,), bare=True),
        Numbers("national", ("1300",), (10, 12), bare=True),
    ),
    geographic=(9,),
    local_head="[2-9]",
)
