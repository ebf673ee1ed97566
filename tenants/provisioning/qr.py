"""QR codes: for a terminal, a page, and a file. The one door to segno."""

from __future__ import annotations

from io import BytesIO, StringIO

import segno

BORDER = 4
"""Modules of quiet zone around a code, as ISO/IEC 18004 wants it."""


def terminal_text(text: str) -> str:
    """A code of half blocks, two rows of it in one line; dark letters on light ones, wherever it is
    shown."""
    out = StringIO()
    _code(text).terminal(out, border=BORDER, compact=True)
    return out.getvalue()


def svg(text: str, title: str = "") -> str:
    """A code as an `<svg>` element, which grows with the page that it stands in."""
    out = BytesIO()
    _code(text).save(
        out, kind="svg", border=BORDER, xmldecl=False, svgns=True, nl=False, omitsize=True,
        light="#fff", title=title or None, svgclass=None, lineclass=None,
    )  # fmt: skip
    return out.getvalue().decode()


def png(text: str, scale: int = 8) -> bytes:
    """A code as a picture."""
    out = BytesIO()
    _code(text).save(out, kind="png", border=BORDER, scale=scale)
    return out.getvalue()


def _code(text: str) -> segno.QRCode:
    """Readable where a quarter of it is dirty, if that makes it no larger; a small one for small
    screens is not wanted, since many readers don't know it."""
    return segno.make(text, error="m", boost_error=True, micro=False)
