"""Switzerland."""

from __future__ import annotations

from schema.country import Country, EmergencyNumber, Numbers

COUNTRY = Country(
    code="CH",
    name="Switzerland",
    calling_code="41",
    trunk_prefix="0",
    international_prefixes=("00",),
    emergency=(
        EmergencyNumber("112", "any emergency"),
        EmergencyNumber("117", "police"),
        EmergencyNumber("118", "fire"),
        EmergencyNumber("144", "ambulance"),
        EmergencyNumber("1414", "air rescue"),
        EmergencyNumber("145", "poisoning"),
        EmergencyNumber("143", "Dargebotene Hand", location_notice=False),
        EmergencyNumber("147", "help for children", location_notice=False),
    ),
    numbers=(
        Numbers("national", ("[2-6]", "[7-9]1"), (9,)),
        Numbers("mobile", ("6[89]", "7[2-9]"), (9,)),
        Numbers("toll_free", ("800",), (9,)),
        Numbers("national", ("84",), (9,)),
        Numbers("premium", ("90[016]", "878"), (9,)),
        Numbers("national", ("860",), (12,)),
    ),
    geographic=(9,),
    services=(("140", "local"), ("116XXX", "toll_free"), ("18XX", "premium")),
)
