"""The ways in which phones are told of news, of all vendors, as Asterisk's file has them."""

from __future__ import annotations

from collections.abc import Iterator
from functools import cache

from targets.asterisk.notify import NotifyType
from targets.provisioning.vendor import all_vendors


@cache
def notify_types() -> tuple[NotifyType, ...]:
    """`<vendor>-check` has a phone read its files again, `<vendor>-reboot` has it start anew."""
    return tuple(_types())


def _types() -> Iterator[NotifyType]:
    for slug, vendor in all_vendors().items():
        for action, event in (("check", vendor.notify.check), ("reboot", vendor.notify.reboot)):
            if event:
                yield NotifyType(f"{slug}-{action}", event)
