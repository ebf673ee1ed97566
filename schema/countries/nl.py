"""The Netherlands."""

from __future__ import annotations

from schema.country import Country, EmergencyNumber, Numbers

COUNTRY = Country(
    code="NL",
    name="Netherlands",
    calling_code="31",
    trunk_prefix="0",
    international_prefixes=("00",),
    emergency=(
        EmergencyNumber("112", "police, fire, ambulance"),
        EmergencyNumber("113", "suicide prevention", location_notice=False),
    ),
    numbers=(
        Numbers("national", ("[1-57]",), (9,)),
        Numbers("mobile", ("6",), (9,)),
        Numbers("mobile", ("970",), (11,)),
        Numbers("national", ("8[4578]", "91"), (9,)),
        Numbers("toll_free", ("800",), (7, 8, 9, 10)),
        Numbers("premium", ("90[069]",), (7, 8, 9, 10)),
        Numbers("national", ("140",), (5, 6), bare=True),
    ),
    geographic=(9,),
    local_head="[1-9]",
    services=(("116XXX", "toll_free"), ("18XX", "premium")),
)
