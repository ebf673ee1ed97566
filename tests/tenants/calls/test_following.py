"""Which call is followed: the first that begins, to a number or from somebody, and no other."""

from __future__ import annotations

import pytest

from targets.asterisk.live.ami import Packet
from targets.asterisk.live.reports import Report
from tenants.calls.following import LiveLexicon, is_wanted, phones_of

HARBOUR = "harbour-e3b0c442"


def begins(
    number: str = "+19025550100",
    context: str = "from-trunk",
    channel: str = "PJSIP/north-1.harbour-e3b0c442-00000001",
    caller: str = "+16475550123",
    **said: str,
) -> Report:
    fields = {"Event": "Newexten", "Channel": channel, "Context": context, "Extension": number,
              "Priority": "1", "CallerIDNum": caller, "Uniqueid": "1.1", "Linkedid": "1.1"}  # fmt: skip
    return Report(0, Packet(tuple({**fields, **said}.items())))


def phone(number: str, device: str = "anna-desk") -> Report:
    return begins(number, f"{HARBOUR}.phone", f"PJSIP/{device}@harbour.example-00000002", "101")


@pytest.mark.parametrize(
    ("wanted", "report"),
    [
        ("+19025550100", begins()),
        ("19025550100", begins()),
        ("9025550100", begins()),
        ("+19025550100", begins("9025550100")),
        ("+16475550123", begins()),
        ("911", phone("911")),
        ("*21", phone("*21")),
        ("anna-desk", phone("102")),
        ("anna-desk@harbour.example", phone("102")),
        ("101", phone("102")),
    ],
)
def test_a_call_that_is_meant(wanted: str, report: Report) -> None:
    assert is_wanted(report, wanted)


@pytest.mark.parametrize(
    ("wanted", "report"),
    [
        ("+19025550101", begins()),
        ("100", begins()),  # the end of a long number is no extension
        ("11", phone("911")),
        ("+19025550100", begins(Event="Hangup")),
        ("+19025550100", begins(Uniqueid="1.2")),  # a leg
        ("+19025550100", begins(Priority="2")),
        ("101", begins("101", f"{HARBOUR}.g3f0b6195c3", caller="")),  # within a call
        ("anna", phone("102")),
    ],
)
def test_a_call_that_is_not_meant(wanted: str, report: Report) -> None:
    assert not is_wanted(report, wanted)


@pytest.mark.parametrize(
    ("expected", "path"),
    [
        (f"{HARBOUR}/welcome", f"/etc/media/{HARBOUR}/welcome_8fc68513"),
        (f"{HARBOUR}/welcome", f"{HARBOUR}/welcome"),
        ("prompt:invalid", "pbx-invalid"),
        ("prompt:confirm", "followme/options"),
        ("beep", "beep"),
    ],
)
def test_recordings_are_named_by_their_paths(expected: str, path: str) -> None:
    assert expected == LiveLexicon().media_id(path)


def test_phones_have_a_realm_and_gateways_have_none() -> None:
    rows = [("ps_endpoints", "a@x"), ("ps_endpoints", "north-1.x"), ("voicemail", "1@x")]
    assert frozenset({"a@x"}) == phones_of(rows)
