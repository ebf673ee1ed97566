"""Which modules of Asterisk read which files of an account, and in which order they read again."""

from __future__ import annotations

from collections.abc import Collection

from targets.asterisk.live.node import NodeRefused

READERS: dict[str, tuple[str, ...]] = {
    "pjsip": ("res_pjsip_endpoint_identifier_ip.so", "res_pjsip_outbound_registration.so"),
    "music": ("res_musiconhold.so",),
    "voicemail": ("app_voicemail.so",),
    "dialplan": (),
    "media": (),
}
"""By folder. What stands in the dialplan's is changed step by step, and recordings are opened anew
for each call."""


def modules_of(paths: Collection[str]) -> tuple[str, ...]:
    """The modules that must read again after these files changed. NodeRefused for a file of none."""
    modules: dict[str, None] = {}
    for path in sorted(paths):
        folder = path.partition("/")[0]
        if folder not in READERS:
            raise NodeRefused(f"No module of Asterisk reads {path} again while it runs.")
        modules |= dict.fromkeys(READERS[folder])
    return tuple(modules)
