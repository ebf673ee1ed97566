"""Austria."""

from __future__ import annotations

from schema.country import Country, EmergencyNumber, Numbers

COUNTRY = Country(
    code="AT",
    name="Austria",
    calling_code="43",
    trunk_prefix="0",
    international_prefixes=("00",),
    emergency=(
        EmergencyNumber("112", "any emergency"),
        EmergencyNumber("122", "fire"),
        EmergencyNumber("133", "police"),
        EmergencyNumber("144", "ambulance"),
        EmergencyNumber("128", "gas leak"),
        EmergencyNumber("140", "mountain rescue"),
        EmergencyNumber("141", "doctor on call", location_notice=False),
        EmergencyNumber("142", "Telefonseelsorge", location_notice=False),
        EmergencyNumber("147", "help for children", location_notice=False),
    ),
    numbers=(
        Numbers("national", ("1",), (4, 5, 6, 7, 8, 9, 10, 11, 12, 13)),
        Numbers("national", ("[2-7]",), (5, 6, 7, 8, 9, 10, 11, 12, 13)),
        Numbers("mobile", ("65[0-3579]", "66[013-9]", "6[7-9]", "6485"), tuple(range(7, 14))),
        Numbers("toll_free", ("800",), (9, 10, 11, 12, 13)),
        Numbers("national", ("81", "82"), (8, 9, 10, 11, 12, 13)),
        Numbers("premium", ("8[69]", "9"), (9, 10, 11, 12, 13)),
    ),
    geographic=(7, 8, 9, 10, 11, 12),
    local_head="[2-9]",
    services=(("116XXX", "toll_free"), ("118XXX", "premium"), ("1484", "toll_free")),
)
