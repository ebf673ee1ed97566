"""The configuration of the Asterisk that plays phones and carriers."""

from __future__ import annotations

from dataclasses import dataclass
from pathlib import Path

CODES = {"busy": 486, "reject": 603, "congested": 503, "forbidden": 403}
USUAL = "answer/0//10"
MODULES = [
    "res_timing_timerfd",
    "res_crypto",
    "res_sorcery_config",
    "res_sorcery_memory",
    "res_sorcery_astdb",
    "res_pjproject",
    "res_rtp_asterisk",
    "codec_ulaw",
    "codec_alaw",
    "codec_resample",
    "format_gsm",
    "format_wav",
    "codec_gsm",
    "res_pjsip",
    "res_pjsip_session",
    "res_pjsip_pubsub",
    "res_pjsip_sdp_rtp",
    "res_pjsip_authenticator_digest",
    "res_pjsip_outbound_authenticator_digest",
    "res_pjsip_outbound_registration",
    "res_pjsip_mwi",
    "res_pjsip_endpoint_identifier_ip",
    "res_pjsip_caller_id",
    "res_pjsip_rfc3326",
    "chan_pjsip",
    "bridge_simple",
    "pbx_config",
    "app_senddtmf",
    "app_userevent",
    "app_playback",
    "app_playtones",
    "app_verbose",
    "func_callerid",
    "func_channel",
    "func_cut",
    "func_db",
    "func_logic",
    "func_strings",
    "func_uri",
]
EMPTY = ("ccss", "cdr", "cel", "features", "pjproject", "udptl")
DIALPLAN = """[called]
exten => _[0-9a-z+*#].,1,Set(WHO=${EXTEN})
 same => n,Goto(act,s,1)

[carried]
exten => _[0-9a-z+*#].,1,Set(HERE=${CHANNEL(pjsip,local_addr)})
 same => n,Set(WHO=${AT_${FILTER(0-9,${CUT(HERE,:,1)})}})
 same => n,Set(DIALLED=${EXTEN})
 same => n,Goto(act,s,1)

[act]
exten => s,1,Set(RULE=${DB(behave/${WHO})})
 same => n,GotoIf($["${RULE}${DIALLED}" = "${DIALLED}" & "${DIALLED}" != ""]?:said)
 same => n,Set(RULE=${DB(behave/${DIALLED})})
 same => n,Set(RULE=${IF($["${RULE}" = ""]?${USUAL_NUMBER}:${RULE})})
 same => n(said),Set(RULE=${IF($["${RULE}" = ""]?${USUAL_PHONE}:${RULE})})
 same => n,UserEvent(Phone,What: rings,Who: ${WHO},Number: ${URIENCODE(${CALLERID(num)})},Name: ${URIENCODE(${CALLERID(name)})},Dialled: ${URIENCODE(${DIALLED})})
 same => n,Ringing()
 same => n,Wait(${CUT(RULE,/,2)})
 same => n,Goto(${CUT(RULE,/,1)},1)
exten => no_answer,1,Wait(300)
exten => answer,1,Answer()
 same => n,UserEvent(Phone,What: connected,Who: ${WHO},Dialled: ${URIENCODE(${DIALLED})})
 same => n,Set(KEYS=${CUT(RULE,/,3)})
 same => n,GotoIf($["${KEYS}" = ""]?talk,1)
 same => n,SendDTMF(${KEYS},150,120)
 same => n,Goto(talk,1)
exten => talk,1,Wait(${CUT(RULE,/,4)})
 same => n,Hangup(16)
exten => _sipXXX,1,PJSIPHangup(${EXTEN:3})

[out]
exten => s,1,UserEvent(Phone,What: connected,Who: ${WHO})
 same => n,GotoIf($["${KEYS}" = ""]?talk,1)
 same => n,SendDTMF(${KEYS},150,120)
 same => n,Goto(talk,1)
exten => talk,1,PlayTones(440)
 same => n,Wait(${TALK})
 same => n,Hangup(16)
"""
TONES = """[general]
country = us
[us]
description = United States
ringcadence = 2000,4000
dial = 350+440
busy = 480+620/500,0/500
ring = 440+480/2000,0/4000
congestion = 480+620/250,0/250
"""


@dataclass(frozen=True, slots=True)
class Phone:
    """A telephone: its id here, and what it registers at the switch with."""

    id: str
    user: str
    realm: str
    password: str


@dataclass(frozen=True, slots=True)
class Carrier:
    """The far end of a trunk: its id and the loopback address it has for itself."""

    id: str
    address: str
    port: int = 5060


@dataclass(frozen=True, slots=True)
class Site:
    """The ports of the phones' Asterisk, and where the switch takes SIP on 127.0.0.1."""

    switch_port: int
    manager_port: int
    sip_port: int
    rtp_port: int


def write_phone_tree(
    tree: Path, site: Site, phones: tuple[Phone, ...], carriers: tuple[Carrier, ...]
) -> None:
    """Write the whole configuration tree."""
    tree.mkdir(parents=True, exist_ok=True)
    files = {f"{name}.conf": "[general]\n" for name in EMPTY}
    files |= {
        # A phone is never quite silent: a switch records nothing of one that sends nothing.
        "asterisk.conf": "[options]\ntransmit_silence = yes\n",
        "modules.conf": "[modules]\nautoload = no\n"
        + "".join(f"load = {name}.so\n" for name in MODULES),
        "manager.conf": "[general]\nenabled = yes\nbindaddr = 127.0.0.1\n"
        f"channelvars = WHO,DIALLED\nport = {site.manager_port}\n",
        "rtp.conf": f"[general]\nrtpstart = {site.rtp_port}\nrtpend = {site.rtp_port + 199}\n",
        "acl.conf": "; none\n",
        "indications.conf": TONES,
        "extensions.conf": _globals(carriers) + DIALPLAN,
        "pjsip.conf": _pjsip(site, phones, carriers),
    }
    for name, text in files.items():
        (tree / name).write_text(text, encoding="utf-8")


def _pjsip(site: Site, phones: tuple[Phone, ...], carriers: tuple[Carrier, ...]) -> str:
    start = f"[udp]\ntype = transport\nprotocol = udp\nbind = 127.0.0.1:{site.sip_port}\n"
    parts = [_phone(phone, site) for phone in phones] + [_carrier(one) for one in carriers]
    return "\n".join([start, *parts, _far_end() if carriers else ""])


def _globals(carriers: tuple[Carrier, ...]) -> str:
    """The carriers' names by the digits of their addresses, which a call is told apart by."""
    lines = [f"AT_{one.address.replace('.', '')} = {one.id}\n" for one in carriers]
    usual = f"USUAL_PHONE = {USUAL}\nUSUAL_NUMBER = {USUAL}\n"
    return "".join(["[globals]\n", usual, *lines, "\n"])


def _phone(phone: Phone, site: Site) -> str:
    switch = f"sip:127.0.0.1:{site.switch_port}"
    return f"""[{phone.id}]
type = endpoint
transport = udp
context = called
disallow = all
allow = ulaw
outbound_auth = {phone.id}
outbound_proxy = {switch}\\;lr
from_user = {phone.user}
from_domain = {phone.realm}
direct_media = no
[{phone.id}]
type = auth
auth_type = digest
username = {phone.user}
password = {phone.password}
[{phone.id}]
type = registration
transport = udp
outbound_auth = {phone.id}
server_uri = sip:{phone.realm}
client_uri = sip:{phone.user}@{phone.realm}
outbound_proxy = {switch}\\;lr
contact_user = {phone.id}
line = yes
endpoint = {phone.id}
max_random_initial_delay = 0
retry_interval = 2
forbidden_retry_interval = 2
"""


def _carrier(carrier: Carrier) -> str:
    return f"""[at-{carrier.id}]
type = transport
protocol = udp
bind = {carrier.address}:{carrier.port}
[{carrier.id}]
type = endpoint
transport = at-{carrier.id}
context = carried
disallow = all
allow = ulaw
direct_media = no
"""


def _far_end() -> str:
    """Whatever the switch sends to a carrier's address belongs to the carriers together."""
    return """[carriers]
type = endpoint
context = carried
disallow = all
allow = ulaw
direct_media = no
[carriers]
type = identify
endpoint = carriers
match = 127.0.0.1
"""
