"""Channels become calls: as Asterisk told them of real calls, names and addresses shortened."""

from __future__ import annotations

from targets.asterisk.delivery.generation import Spot
from targets.asterisk.live.ami import Packet
from targets.asterisk.live.channels import Channel, Traffic, bridge_ages, channel_of
from targets.asterisk.live.live_calls import LiveCall, live_calls

GEN, ROUTINES = "harbour.g3f0b6195c3", "platform.g3e6a98ead1"
NOW = 1_795_410_300.5
BRIDGE, INNER = "d05e1060-6702-4c66-893c-6f7be9e5dc41", "f719c10e-aa85-4517-baa2-d08703c8abe9"
UP, RING, RINGING, DOWN = "6", "4", "5", "0"


def channel(
    name: str, at: str, state: str = UP, *, unique: str = "1.1", linked: str = "1.1", **said: str
) -> Channel:
    """A channel at `context,extension,priority`; other words are headers, or variables."""
    context, extension, priority = at.split(",")
    fields = {
        "Event": "Status", "Channel": name, "ChannelState": state, "CallerIDNum": "<unknown>",
        "AccountCode": "harbour", "Context": context, "Exten": extension, "Priority": priority,
        "Uniqueid": unique, "Linkedid": linked, "DNID": "", "BridgeID": "", "Application": "",
        "Data": "", "Seconds": "3",
    }  # fmt: skip
    fields |= {name: value for name, value in said.items() if name in fields}
    known = {"GEN": GEN, "P_ACCOUNT": "harbour", "P_DEVICE": "(null)"}
    known |= {name: value for name, value in said.items() if name not in fields}
    lines = [("Variable", f"{name}={value}") for name, value in known.items()]
    return channel_of(Packet((*fields.items(), *lines)))


def only_call(*channels: Channel, **bridges: int) -> LiveCall:
    ages = {BRIDGE: bridges.get("outer", 0), INNER: bridges.get("inner", 0)}
    (call,) = live_calls(Traffic(channels, ages), NOW)
    return call


def test_a_way_leads_from_the_innermost_routine_outwards() -> None:
    stack = {"STACK_PEEK(1,l,1)": f"{ROUTINES},person.phones,1",
             "STACK_PEEK(2,l,1)": f"{GEN},_t0**72.,2", "STACK_PEEK(3,l,1)": ""}  # fmt: skip
    found = channel("PJSIP/north-1-1", f"{ROUTINES},p*ring,5", **stack)
    expected = (
        Spot(ROUTINES, "p*ring", 5),
        Spot(ROUTINES, "person.phones", 1),
        Spot(GEN, "_t0**72.", 2),
    )
    assert expected == found.way


def test_a_caller_who_is_asked_for_keys() -> None:
    call = only_call(
        channel("PJSIP/north-1.harbour-00000001", f"{GEN},callflow.main.1.collect,4",
                Application="Read", DNID="+19025550100", Q_ASKED="1795410292",
                P_RAW_NUMBER="+16475550123", P_RAW_NAME="Ida"),
    )  # fmt: skip
    assert ("asked", 8, "+16475550123", "Ida", "+19025550100") == (
        call.doing,
        call.seconds,
        call.number,
        call.name,
        call.dialled,
    )


def test_a_question_of_which_nobody_knows_the_moment() -> None:
    call = only_call(channel("PJSIP/north-1-1", f"{GEN},x,1", Application="Read"))
    assert ("asked", None) == (call.doing, call.seconds)


def test_the_phones_that_ring_and_none_that_waits_for_its_turn() -> None:
    call = only_call(
        channel("PJSIP/north-1.harbour-1", f"{ROUTINES},p*ring,5", RING, Application="Dial",
                Data="Local/leg.anna_desk/n&Local/leg.anna_mobile/n,25"),
        channel("Local/leg.anna_desk@x-1;2", f"{ROUTINES},p*phone,9", RING, unique="1.3",
                Application="Dial", Data="PJSIP/anna-desk@harbour.example,25,b(x)"),
        channel("Local/leg.anna_mobile@x-2;2", f"{ROUTINES},ring_phone.wait,1", RING,
                unique="1.5", Application="Wait", Data="10"),
        channel("PJSIP/anna-desk@harbour.example-2", "x.phone,,1", RINGING, unique="1.6",
                Application="AppDial", Seconds="2"),
    )  # fmt: skip
    assert ("rings", ("anna-desk@harbour.example",), ("",), 2) == (
        call.doing,
        call.whom,
        call.through,
        call.seconds,
    )


def test_a_conversation_over_a_leg_is_with_the_phone_at_its_end() -> None:
    leg = "Local/leg.anna_desk@x-00000002"
    call = only_call(
        channel("PJSIP/north-1.harbour-1", f"{ROUTINES},p*ring,5", Application="Dial",
                BridgeID=BRIDGE),
        channel(f"{leg};1", f"{GEN},,1", unique="1.2", Application="AppDial", BridgeID=BRIDGE),
        channel(f"{leg};2", f"{ROUTINES},p*phone,9", unique="1.3", Application="Dial",
                BridgeID=INNER),
        channel("PJSIP/anna-desk@harbour.example-2", "x.phone,,1", unique="1.4",
                Application="AppDial", BridgeID=INNER, Seconds="60"),
        outer=50, inner=41,
    )  # fmt: skip
    assert ("talks", ("anna-desk@harbour.example",), 41, 4) == (
        call.doing,
        call.whom,
        call.seconds,
        len(call.channels),
    )


def test_a_number_is_told_with_the_gateway_it_goes_through() -> None:
    call = only_call(
        channel("PJSIP/anna-mobile@harbour.example-5", f"{ROUTINES},p*gateway,2", RING,
                Application="Dial", Data="PJSIP/911@north-1.harbour,600^10,", DNID="911",
                P_DEVICE="anna-mobile@harbour.example"),
        channel("PJSIP/north-1.harbour-00000008", "from-trunk,,1", DOWN, unique="1.2",
                Application="AppDial", Seconds="1"),
    )  # fmt: skip
    assert ("dials", ("911",), ("north-1.harbour",), "anna-mobile@harbour.example") == (
        call.doing,
        call.whom,
        call.through,
        call.device,
    )


def test_a_phone_that_is_named_by_a_number_is_no_number() -> None:
    call = only_call(
        channel("PJSIP/north-1.harbour-1", f"{ROUTINES},p*phone,9", RING, Application="Dial",
                Data="PJSIP/101@harbour.example,25,"),
        channel("PJSIP/101@harbour.example-2", "x.phone,,1", RINGING, unique="1.2",
                Application="AppDial"),
    )  # fmt: skip
    assert ("rings", ("101@harbour.example",)) == (call.doing, call.whom)


def test_a_telephone_that_goes_its_own_way_is_not_rung() -> None:
    call = only_call(
        channel("PJSIP/north-1.harbour-1", f"{GEN},menu.day.collect,4", Application="Read"),
        channel("PJSIP/ben-desk@harbour.example-2", f"{ROUTINES},p*message,1", unique="1.2",
                Application="VoiceMail", Data="299@harbour,u"),
    )  # fmt: skip
    assert ("asked", ()) == (call.doing, call.whom)


def test_a_message_that_is_left() -> None:
    found = channel("PJSIP/ben-1", f"{ROUTINES},p*message,1", Application="VoiceMail",
                    Data="299@harbour,u")  # fmt: skip
    call = only_call(found)
    assert ("leaves_message", ("299@harbour",)) == (call.doing, call.whom)


def test_messages_of_a_mailbox_that_the_caller_is_asked_for() -> None:
    found = channel("PJSIP/ben-1", f"{ROUTINES},p*messages,4", Application="VoiceMailMain",
                    Data="@harbour")  # fmt: skip
    call = only_call(found)
    assert ("reads_messages", ()) == (call.doing, call.whom)


def test_a_caller_who_hides() -> None:
    call = only_call(channel("PJSIP/north-1-1", f"{GEN},x,1", P_RAW_NUMBER="anonymous"))
    assert ("", "") == (call.number, call.name)


def test_a_trial_is_no_call() -> None:
    halves = [channel(f"Local/+19025550100@from-trunk-1;{n}", f"{GEN},x,1") for n in (1, 2)]
    assert () == live_calls(Traffic(tuple(halves), {}), NOW)


def test_each_call_is_told_once_and_the_oldest_first() -> None:
    young = channel("PJSIP/a-1", f"{GEN},x,1", unique="9.1", linked="9.1", Seconds="2")
    old = channel("PJSIP/b-1", f"{GEN},x,1", unique="10.1", linked="10.1", Seconds="20")
    assert ["10.1", "9.1"] == [call.id for call in live_calls(Traffic((young, old), {}), NOW)]


def test_bridges_are_as_old_as_asterisk_says() -> None:
    lines = (
        "Bridge-ID                            Name      Chans Type  Technology      Duration",
        f"{BRIDGE} <unknown>     2 basic           native_rtp      00:00:02",
        f"{INNER} a name        2 basic           simple_bridge   01:02:03",
    )
    assert {BRIDGE: 2, INNER: 3723} == bridge_ages(lines)
