"""Writing the platform's routines down."""

from __future__ import annotations

from schema.lowering import on_platform
from schema.program import Block, Media, Op, Play, Return, Terminator

to = on_platform


def block(label: str, *ops: Op, end: Terminator | None = None) -> Block:
    """A block of the platform; without an end it gives the call back."""
    return Block(label, ops, end or Return())


def said(label: str, *prompts: str) -> Block:
    """A block that says some prompts and gives the call back."""
    return block(label, Play(tuple(Media("", prompt) for prompt in prompts)))
