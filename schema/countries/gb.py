"""The United Kingdom."""

from __future__ import annotations

from schema.country import Country, EmergencyNumber, Numbers

COUNTRY = Country(
    code="GB",
    name="United Kingdom",
    calling_code="44",
    trunk_prefix="0",
    international_prefixes=("00",),
    emergency=(
        EmergencyNumber("999", "police, fire, ambulance, coastguard"),
        EmergencyNumber("112", "police, fire, ambulance, coastguard"),
        EmergencyNumber("18000", "emergency by text relay"),
        EmergencyNumber("116123", "Samaritans", location_notice=False),
    ),
    numbers=(
        Numbers("national", ("1",), (9, 10)),
        Numbers("national", ("[235]",), (10,)),
        Numbers("mobile", ("7[1-9]",), (10,)),
        Numbers("premium", ("70",), (10,)),  # personal numbers, dear and a favourite of fraud
        Numbers("toll_free", ("80[08]",), (10,)),
        Numbers("toll_free", ("800",), (9,)),
        Numbers("toll_free", ("8001111",), (7,)),
        Numbers("premium", ("84[2-5]", "87[0-3]", "9"), (10,)),
        Numbers("premium", ("845464",), (7,)),
    ),
    geographic=(9, 10),
    local_head="[2-9]",
    services=(
        ("101", "local"),
        ("105", "toll_free"),
        ("11[19]", "toll_free"),
        ("116XXX", "toll_free"),
        ("118XXX", "premium"),
    ),
)
