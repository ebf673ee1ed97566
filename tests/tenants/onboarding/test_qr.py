"""QR codes, read back by what they are made of."""

from __future__ import annotations

import re
from xml.etree import ElementTree

import segno

from tenants.provisioning import qr

LINK = "https://phones.example.com:9443/onboard/6tb8uDQtvDfhJdGrwHMk55C5abcdefgh"


def test_a_terminal_shows_two_rows_in_a_line() -> None:
    shown = re.sub("\x1b\\[[0-9;]*m", "", qr.terminal_text(LINK)).splitlines()
    side = len(segno.make(LINK, error="m", micro=False).matrix) + 2 * qr.BORDER
    assert {(side + 1) // 2} == {len(shown)}
    assert {side} == {len(line) for line in shown}


def test_a_drawing_is_one_element_that_grows_with_its_page() -> None:
    drawn = ElementTree.fromstring(qr.svg(LINK))
    assert (None, True) == (drawn.get("width"), drawn.get("viewBox") is not None)


def test_a_picture_is_a_png() -> None:
    assert b"\x89PNG\r\n\x1a\n" == qr.png(LINK)[:8]


def test_a_short_text_is_no_small_code_that_readers_dont_know() -> None:
    shown = re.sub("\x1b\\[[0-9;]*m", "", qr.terminal_text("1")).splitlines()
    assert 21 + 2 * qr.BORDER == len(shown[0])
