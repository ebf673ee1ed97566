"""`extensions.conf`: it says little itself and includes a file for each context."""

from __future__ import annotations

from targets.asterisk.layout import Layout
from targets.asterisk.sections import fixed, section, sections_text

GENERATIONS = "dialplan/generations"
"""The folder of contexts that never change."""

DOORS = "dialplan/doors"
"""The folder of contexts that lead into them."""


def extensions_text(layout: Layout) -> str:
    """All of `extensions.conf`."""
    general = fixed(
        static="yes",
        writeprotect="yes",
        autofallthrough="yes",
        extenpatternmatchnew="yes",
        clearglobalvars="no",
    )
    values = fixed(CLOCKSHIFT="0", MEDIA=layout.media)
    head = sections_text([section("general", *general), section("globals", *values)])
    return head + "\n" + "".join(f"#include {one}/*.conf\n" for one in (GENERATIONS, DOORS))
