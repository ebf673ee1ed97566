"""New Zealand."""

from __future__ import annotations

from schema.country import Country, EmergencyNumber, Numbers

COUNTRY = Country(
    code="NZ",
    name="New Zealand",
    calling_code="64",
    trunk_prefix="0",
    international_prefixes=("00",),
    emergency=(
        EmergencyNumber("111", "police, fire, ambulance"),
        EmergencyNumber("1737", "need to talk", location_notice=False),
    ),
    numbers=(
        Numbers("national", ("[34679]",), (8,)),
        Numbers("mobile", ("2",), (8, 9, 10)),
        Numbers("national", ("240",), (8,)),
        Numbers("toll_free", ("508",), (9, 10)),
        Numbers("toll_free", ("80",), (8, 9, 10)),
        Numbers("national", ("8[1-9]",), (5, 6, 7, 8, 9, 10)),
        Numbers("premium", ("90",), (8, 9, 10)),
        Numbers("premium", ("50[03678]",), (7, 8)),
        Numbers("premium", ("1",), (10,)),
        Numbers("premium", ("70",), (9,)),
    ),
    geographic=(8,),
    local_head="[2-9]",
    services=(("105", "toll_free"), ("018", "premium"), ("0172", "premium")),
)
