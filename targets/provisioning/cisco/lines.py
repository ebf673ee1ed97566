"""What a Cisco phone is told of its lines and its server and needs more than one fact to say.

The realm is the `Proxy`, and what the phone sends to is always the outbound proxy, with its port, so
that the realm stays a name without one. The address of the files and who fetches them stand in one
rule. Lines that the model has and the phone doesn't use are put out.
"""

from __future__ import annotations

from collections.abc import Iterator

from targets.provisioning.capability import all_models
from targets.provisioning.cisco.directory import directory_address
from targets.provisioning.dialect import Setting
from targets.provisioning.facts import Line, Phone
from targets.provisioning.text import Joined


def profile_rule(phone: Phone) -> Setting:
    """Where and as whom the phone fetches its settings; it puts its MAC where `$MA` stands."""
    download = phone.download
    who = ("[--uid ", download.user, " --pwd ", download.password, "]")
    return "Profile_Rule", Joined((*who, *download.url, "$MA.xml"))


def directory_settings(phone: Phone) -> Iterator[Setting]:
    """Where the phone fetches the account's people."""
    yield "XML_Directory_Service_Name", "Directory" if phone.directory else ""
    yield "XML_Directory_Service_URL", directory_address(phone) if phone.directory else ""


def line_settings(phone: Phone) -> Iterator[Setting]:
    """The settings of every line that take more than one fact."""
    for line in phone.lines:
        yield from _line(phone, line)


def _line(phone: Phone, line: Line) -> Iterator[Setting]:
    number = line.number
    yield f"Proxy_{number}_", line.server
    yield f"Outbound_Proxy_{number}_", f"{line.proxy or line.server}:{line.port}"
    yield f"Use_OB_Proxy_In_Dialog_{number}_", "Yes"
    yield f"Use_DNS_SRV_{number}_", "No"
    yield f"Register_{number}_", "Yes"
    yield f"Auth_Resync-Reboot_{number}_", "No"
    yield f"Dial_Plan_{number}_", dial_plan(phone)
    yield f"SIP_TOS_DiffServ_Value_{number}_", f"0x{phone.sip_dscp << 2:02x}"
    yield f"RTP_TOS_DiffServ_Value_{number}_", f"0x{phone.rtp_dscp << 2:02x}"


def unused_lines(phone: Phone) -> Iterator[Setting]:
    """Lines that the model has and this phone doesn't use."""
    model = all_models().get(phone.model)
    used = {line.number for line in phone.lines}
    for number in range(1, (model.most("accounts") if model else 0) + 1):
        if number not in used:
            yield f"Line_Enable_{number}_", "No"
            yield f"User_ID_{number}_", ""
            yield f"Password_{number}_", ""


def dial_plan(phone: Phone) -> str:
    """The shapes in parentheses; `S0` dials at once, an emergency number among them."""
    told = [shape.pattern + ("S0" if shape.at_once else "") for shape in phone.dial]
    return f"({'|'.join(told or ['[x*#+].'])})"
