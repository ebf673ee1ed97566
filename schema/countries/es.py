"""Spain."""

from __future__ import annotations

from schema.country import Country, EmergencyNumber, Numbers

COUNTRY = Country(
    code="ES",
    name="Spain",
    calling_code="34",
    trunk_prefix="",
    international_prefixes=("00",),
    emergency=(
        EmergencyNumber("112", "any emergency"),
        EmergencyNumber("061", "ambulance"),
        EmergencyNumber("062", "Guardia Civil"),
        EmergencyNumber("080", "fire"),
        EmergencyNumber("085", "fire"),
        EmergencyNumber("088", "regional police"),
        EmergencyNumber("091", "police"),
        EmergencyNumber("092", "local police"),
        EmergencyNumber("016", "violence against women", location_notice=False),
        EmergencyNumber("024", "suicide prevention", location_notice=False),
    ),
    numbers=(
        Numbers("national", ("[89]", "400", "51"), (9,)),
        Numbers("mobile", ("6", "7[1-9]", "97390", "9690609", "9690610"), (9,)),
        Numbers("premium", ("70", "80[367]"), (9,)),
        Numbers("toll_free", ("[89]00",), (9,)),
    ),
    geographic=(9,),
    services=(
        ("01[02]", "local"),
        ("060", "local"),
        ("116XXX", "toll_free"),
        ("118XX", "premium"),
    ),
)
