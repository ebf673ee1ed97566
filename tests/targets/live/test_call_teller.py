"""A call told while it is on: what is told at once, what waits, and what the called party sees."""

from __future__ import annotations

from targets.asterisk.live.ami import Packet
from targets.asterisk.live.call_teller import CallTeller
from targets.asterisk.live.reports import Report
from targets.asterisk.reader.tell import Lexicon
from targets.asterisk.source_map import SourceMap

BEGAN = 1_000.0
CALLER, LEG = "PJSIP/north-1.x-00000001", "Local/leg.ben@x.g1-00000001"
BEN = "ben@office.example"


def report(event: str, at: float = 0.0, channel: str = CALLER, **said: str) -> Report:
    fields = {"Event": event, "Channel": channel, "Linkedid": "1", "Priority": "1", **said}
    return Report(BEGAN + at, Packet(tuple(fields.items())))


def step(application: str, data: str, channel: str = CALLER, at: float = 0.0) -> Report:
    return report("Newexten", at, channel, Application=application, AppData=data, Extension="leg")


def dials(to: str, channel: str = CALLER, number: str = "101", name: str = "Ann") -> Report:
    return report("DialBegin", 0, channel, DestChannel=to, DestConnectedLineNum=number,
                  DestConnectedLineName=name)  # fmt: skip


RING, RINGS = step("Dial", f"PJSIP/{BEN},20"), dials(f"PJSIP/{BEN}-2")


def teller() -> CallTeller:
    return CallTeller(CALLER, BEGAN, Lexicon(phones=frozenset({BEN})), SourceMap({}))


def told(*reports: Report) -> list[list[str]]:
    """What is told at each report."""
    one = teller()
    return [[f"{e.verb} {e.subject}".strip() for e in one.hear(report)] for report in reports]


def test_a_ring_is_told_with_what_the_phone_is_shown() -> None:
    assert [[], ["shows Ann <101>", f"rings {BEN}"]] == told(RING, RINGS)


def test_a_ring_that_reaches_nobody_is_told_with_the_next_step() -> None:
    assert [[], [f"rings {BEN}"]] == told(RING, step("Set", "P_OUTCOME=unavailable"))


def test_a_caller_without_a_number_is_anonymous() -> None:
    unknown = dials(f"PJSIP/{BEN}-2", number="<unknown>", name="<unknown>")
    assert ["shows anonymous", f"rings {BEN}"] == told(RING, unknown)[1]


def test_a_number_that_is_hidden_is_anonymous() -> None:
    hides = step("Set", "CALLERID(pres)=prohib")
    assert ["shows anonymous", f"rings {BEN}"] == told(hides, RING, RINGS)[2]


def test_a_leg_hides_what_its_caller_hides() -> None:
    hides = step("Set", "CALLERID(pres)=prohib")
    ring = step("Dial", f"PJSIP/{BEN},20", f"{LEG};2")
    leg, phone = dials(f"{LEG};1"), dials(f"PJSIP/{BEN}-2", f"{LEG};2")
    assert ["shows anonymous", f"rings {BEN}"] == told(hides, leg, ring, phone)[3]


def test_a_leg_that_is_heard_before_it_is_rung_waits() -> None:
    ring = step("Playback", "hello", f"{LEG};2")
    assert [[], [], ["answers the call", "plays hello"]] == told(
        step("Set", "A=1"), ring, dials(f"{LEG};1")
    )


def test_a_leg_that_nobody_rang_is_told_when_it_ends() -> None:
    ring = step("Playback", "hello", f"{LEG};2")
    assert ["answers the call", "plays hello"] == told(ring, report("Hangup", 1, f"{LEG};2"))[1]


def test_a_leg_has_the_name_of_its_block() -> None:
    one = teller()
    list(one.hear(dials(f"{LEG};1")))
    assert ["leg", "leg"] == [e.branch for e in one.hear(step("Playback", "x", f"{LEG};2"))]


def test_who_takes_the_call_is_told_once() -> None:
    enters = report("BridgeEnter", 1)
    assert [[f"connects {BEN}"], []] == told(RING, RINGS, enters, enters)[2:]


def test_the_end_has_the_code_that_the_switch_sends() -> None:
    one = teller()
    assert ["486"] == [event.detail for event in one.hear(step("Hangup", "17"))]


def test_a_caller_who_hangs_up_ends_the_call_once() -> None:
    assert [[], ["ends normal"]] == told(step("Set", "A=1"), report("Hangup", 1))


def test_a_call_that_the_switch_ended_ends_once() -> None:
    assert [["ends normal"], []] == told(step("Hangup", "16"), report("Hangup", 1))


def test_moments_count_from_the_beginning() -> None:
    one = teller()
    (answered, plays) = one.hear(step("Playback", "x", at=1.5))
    assert (1500, 1500) == (answered.at, plays.at)
