"""Where a packet of the manager interface begins and ends."""

from __future__ import annotations

import pytest

from targets.asterisk.live.packets import cut_packets

EVENT = b"Event: TestEvent\r\nState: DTMF_BEGIN"
REPLY = b"Response: Success\r\nActionID: 1"


def packets(*chunks: bytes) -> list[bytes]:
    """What is cut out of the buffer as the bytes come in, without the empty ones."""
    buffer, found = bytearray(), []
    for chunk in chunks:
        buffer += chunk
        found += [raw for raw in cut_packets(buffer) if raw]
    return found


def test_what_is_begun_waits_for_its_end() -> None:
    assert [REPLY, EVENT] == packets(REPLY, b"\r\n", b"\r\n" + EVENT + b"\r\n\r", b"\n")


@pytest.mark.parametrize("cut", range(7))
def test_a_line_too_many_behind_an_event_does_not_hide_the_reply(cut: int) -> None:
    wire = EVENT + b"\r\n\r\n\r\n" + REPLY + b"\r\n\r\n"
    place = len(EVENT) + cut
    assert [EVENT, REPLY] == [one.rstrip() for one in packets(wire[:place], wire[place:])]
