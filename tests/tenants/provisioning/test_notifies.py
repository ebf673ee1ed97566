"""The ways in which phones are told, of all vendors."""

from __future__ import annotations

from targets.asterisk.notify import notify_text
from targets.provisioning.vendor import all_vendors
from tenants.provisioning.notifies import notify_types


def test_every_vendor_s_events_can_be_written() -> None:
    vendors = all_vendors()
    told = {f"{slug}-check" for slug, one in vendors.items() if one.notify.check}
    told |= {f"{slug}-reboot" for slug, one in vendors.items() if one.notify.reboot}
    text = notify_text(notify_types())
    assert (True, told) == (len(told) > 2, {one.name for one in notify_types()})
    assert all(f"[{name}]" in text for name in told)
