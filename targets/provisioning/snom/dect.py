"""The dialect of Snom's DECT bases (M300, M400, M700, M900): a line is a handset's.

A handset is registered at the base by hand, with the base's own code. Handsets have no keys that a
file could set.
"""

from __future__ import annotations

from collections.abc import Iterator, Mapping

from targets.provisioning.dialect import Dialect, Said, Saying, Setting, Spread, Unsaid
from targets.provisioning.facts import Phone
from targets.provisioning.sayings import WITHIN, never, switch, unheard, unspoken
from targets.provisioning.snom.clock import dect_clock
from targets.provisioning.snom.desk import codec_list, own_address, traffic_class
from targets.provisioning.snom.words import CODECS, LANGUAGES, TONES, language_of
from targets.provisioning.text import Value

_SRTP = {"off": "disabled", "optional": "optional", "required": "required"}


def _languages(language: str, _line: int) -> Iterator[Setting]:
    yield "language", language_of(language)
    yield "web_language", language_of(language)


def _passwords(password: Value, _line: int) -> Iterator[Setting]:
    """Of the three users that the base's page has."""
    for user, name in (("http", "admin"), ("http_engineer", "Engineer"), ("http_basic", "User")):
        yield f"{user}_user", name
        yield f"{user}_pass", password


def _voicemail(number: str, line: int) -> Iterator[Setting]:
    yield f"user_mailbox[{line}]", number
    yield f"user_mailnumber[{line}]", number


def _handset(active: bool, line: int) -> Iterator[Setting]:
    """A line is the handset of its number and has the server of its number."""
    yield f"user_active[{line}]", switch(active)
    yield f"subscr_sip_hs_idx[{line}]", str(line)
    yield f"subscr_sip_ua_data_server_id[{line}]", str(line)


TABLE: Mapping[str, Saying] = {
    "line.active": Spread(_handset),
    "line.label": Said("subscr_sip_line_name[{n}]"),
    "line.display_name": Said("user_realname[{n}]"),
    "line.user": Said("user_name[{n}]"),
    "line.auth_user": Said("user_pname[{n}]"),
    "line.password": Said("user_pass[{n}]", lambda hole: hole),
    "line.server": Said("user_host[{n}]"),
    "line.port": WITHIN,
    "line.proxy": WITHIN,
    "line.transport": Said("srv_sip_transport[{n}]"),
    "line.expires": Said("user_expiry[{n}]"),
    "line.srtp": Said("user_srtp[{n}]", values=_SRTP),
    "line.codecs": Spread(codec_list, unheard(CODECS)),
    "line.dtmf": Said("user_dtmf_info[{n}]", values={"rfc4733": "off"}),
    "line.voicemail": Spread(_voicemail),
    "line.mwi": WITHIN,
    "line.pickup_code": Unsaid(
        "a handset has no key that picks up; the code can be dialled", never
    ),
    "time.zone": Spread(dect_clock),
    "time.ntp": Said("ntp_server"),
    "language": Spread(_languages, unspoken(LANGUAGES, "English")),
    "tones": Said("tone_scheme", values=TONES, otherwise="USA"),
    "admin.password": Spread(_passwords),
    "download.url": WITHIN,
    "download.user": Said("http_client_user"),
    "download.password": Said("http_client_password", lambda hole: hole),
    "download.poll": Unsaid("the base looks when it starts and when it is told", never),
    "download.check_certificates": Said("tls_server_authentication", switch),
    "notify.keeps_running": Said("sip_check_sync_always_reboot", values={True: "off", False: "on"}),
    "notify.from_server_only": Unsaid("the base takes events from anybody", never),
    "dial.plan": Unsaid("a handset sends a number when its key is pressed", never),
    "directory": Unsaid("the base takes a directory from an address, not from its file"),
    "firmware": Unsaid("Snom takes firmware from an address, and none is set"),
    "network.vlan": Said("vlan_id", left_out=(0,)),
    "network.sip_dscp": Said("signaling_tos", traffic_class),
    "network.rtp_dscp": Said("codec_tos", traffic_class),
}


def _whole(phone: Phone) -> Iterator[Setting]:
    yield "setting_server", own_address(phone)
    for line in phone.lines:
        yield f"srv_sip_server_alias[{line.number}]", line.server
        yield f"user_outbound[{line.number}]", f"{line.proxy or line.server}:{line.port}"


DECT = Dialect(
    slug="dect",
    name="M DECT bases",
    table=TABLE,
    keys=_whole,
    kinds=frozenset(),
    always=(("pnp_config", "off"), ("web_inputs_allowed", "on")),
    reboots=("",),
    firmware="05.20",
    notes={
        "line.srtp": "the words disabled, optional and required are those of the base's page",
        "time.zone": "`timezone` is any code with the offset, its country's summer time is off",
    },
)
