"""Telephones that talk: each end of a call plays a tone of its own and says what it heard."""

from __future__ import annotations

from collections.abc import Iterable
from pathlib import Path

from tenants.lab.phone_tree import Carrier, Phone, Site
from tenants.lab.phones import Phones

RTP_PORTS = 1_600
CALLER_TONE, CALLED_TONE = 440, 620

_CALLED = "exten => talk,1,Wait(${CUT(RULE,/,4)})\n same => n,Hangup(16)\n"
_CALLER = "exten => talk,1,PlayTones(440)\n same => n,Wait(${TALK})\n same => n,Hangup(16)\n"
_MODULES = ("res_tonedetect", "func_talkdetect")


def talking_phones(
    name: str, tree: Path, site: Site, phones: Iterable[Phone], carriers: Iterable[Carrier]
) -> Phones:
    """Phones and carriers of the lab with room for many calls at once, that tell what they heard."""
    made = Phones(name, tree, site, phones, carriers)
    dialplan = tree / "extensions.conf"
    text = dialplan.read_text(encoding="utf-8")
    text = text.replace(_CALLED, _talk("${CUT(RULE,/,4)}", CALLED_TONE, CALLER_TONE))
    text = text.replace(_CALLER, _talk("${TALK}", CALLER_TONE, CALLED_TONE))
    dialplan.write_text(text, encoding="utf-8")
    modules = "".join(f"load = {one}.so\n" for one in _MODULES)
    with (tree / "modules.conf").open("a", encoding="utf-8") as file:
        file.write(modules)
    last = site.rtp_port + RTP_PORTS - 1
    (tree / "rtp.conf").write_text(f"[general]\nrtpstart = {site.rtp_port}\nrtpend = {last}\n")
    return made


def _talk(seconds: str, said: int, heard: int) -> str:
    """The steps of a call that is up, and what is told of it when it is over."""
    detail = "${CHANNEL(rtcp,rxcount)}/${TONE_DETECT(rx)}"
    return (
        f"exten => talk,1,Set(TONE_DETECT({heard},200,r)=)\n"
        f" same => n,PlayTones({said})\n"
        f" same => n,Wait({seconds})\n"
        " same => n,Hangup(16)\n"
        f"exten => h,1,UserEvent(Phone,What: heard,Who: ${{WHO}},Detail: {detail})\n"
    )
