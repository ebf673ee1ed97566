"""The things of an account. Each is one module here: its section, its fields, what calling it
means. Nothing lists them."""

from __future__ import annotations

import sys
from functools import cache

from schema.discovery import defined_in
from schema.thing import Thing


@cache
def sections() -> dict[str, type[Thing]]:
    """Every thing by the section it is written in, in alphabetical order."""
    things = defined_in(sys.modules[__name__], Thing)
    return dict(sorted((thing.section, thing) for thing in things))


@cache
def kinds() -> dict[str, type[Thing]]:
    """Every thing that can be referred to, by the word references use."""
    return {thing.kind: thing for thing in sections().values() if thing.kind}
