"""Star codes that a Cisco phone keeps for itself.

It has two dozen of its own (`*78` for do not disturb, `*72` to forward…) and never passes them on. The
switch's codes must reach the switch, so all of the phone's are emptied.
"""

from __future__ import annotations

_PAIRS = (
    "Cfwd_All", "Cfwd_Busy", "Cfwd_No_Ans", "CW", "CW_Per_Call", "Block_CID",
    "Block_CID_Per_Call", "Block_ANC", "DND",
)  # fmt: skip
_SINGLE = (
    "Call_Return_Code", "Blind_Transfer_Code", "Secure_All_Call_Act_Code",
    "Secure_No_Call_Act_Code", "Secure_One_Call_Act_Code", "Secure_One_Call_Deact_Code",
    "Paging_Code", "Call_Park_Code", "Call_Pickup_Code", "Group_Call_Pickup_Code",
    "Referral_Services_Codes", "Feature_Dial_Services_Codes",
)  # fmt: skip
_CODECS = ("G711u", "G711a", "G722", "G729a")

_COMMON = (
    *(f"{one}_{what}_Code" for one in _PAIRS for what in ("Act", "Deact")),
    *_SINGLE,
    *(f"{what}_{one}_Code" for one in _CODECS for what in ("Prefer", "Force")),
)

SPA = (
    *_COMMON, "Call_UnPark_Code", "Call_Back_Act_Code", "Call_Back_Deact_Code",
    "Media_Loopback_Code", "Prefer_G723_Code", "Force_G723_Code", "Prefer_L16_Code",
    "Force_L16_Code", "Prefer_G726r16_Code", "Force_G726r16_Code", "Prefer_G726r24_Code",
    "Force_G726r24_Code", "Prefer_G726r32_Code", "Force_G726r32_Code", "Prefer_G726r40_Code",
    "Force_G726r40_Code",
)  # fmt: skip
"""Those of the SPA phones."""

MPP = (
    *_COMMON, "Call_Unpark_Code", "Service_Annc_Extension_Codes", "Prefer_G722.2_Code",
    "Force_G722.2_Code", "Prefer_iLBC_Code", "Force_iLBC_Code", "Prefer_ISAC_Code",
    "Force_ISAC_Code", "Prefer_OPUS_Code", "Force_OPUS_Code",
)  # fmt: skip
"""Those of the Multiplatform phones."""
