"""The base of a node's tree: what its Asterisk is before it serves any account.

A change of it needs a restart of Asterisk; no push makes one. What accounts have comes from the
database and from files that these include.
"""

from __future__ import annotations

from collections.abc import Iterable, Mapping
from dataclasses import dataclass

from schema.inventory import Edge
from schema.secret import Secrets
from targets.asterisk.extensions_conf import extensions_text
from targets.asterisk.hold_music import SILENCE, silent_sections
from targets.asterisk.layout import Layout
from targets.asterisk.library import MEDIA
from targets.asterisk.modules import REALTIME_MODULES, modules_text
from targets.asterisk.notify import FILE as NOTIFY
from targets.asterisk.notify import NotifyType, notify_text
from targets.asterisk.pjsip import global_sections
from targets.asterisk.recordings import silence
from targets.asterisk.sections import Section, fixed, section, sections_text
from targets.asterisk.settings import folder, manager_text, settings_files
from targets.asterisk.text import Setting
from targets.asterisk.voicemail import general_section

DATABASE = "pbxc"
"""What Asterisk calls the database of objects."""


@dataclass(frozen=True)
class Base:
    """The files of a node that no account has. `private` are those with a secret: mode 0600."""

    files: Mapping[str, bytes]
    private: frozenset[str] = frozenset()


def base_of(
    edge: Edge, secrets: Secrets, layout: Layout, notifies: Iterable[NotifyType] = ()
) -> Base:
    """The base of a node. `notifies` are the ways in which its phones are told of news."""
    texts = {
        **settings_files(edge, layout),
        "modules.conf": modules_text(REALTIME_MODULES),
        "manager.conf": manager_text(edge, secrets),
        "extensions.conf": extensions_text(layout),
        NOTIFY: notify_text(notifies),
        "pjsip.conf": _including(global_sections(edge), "pjsip"),
        "musiconhold.conf": _including(silent_sections(layout), "music"),
        "voicemail.conf": _including(
            (general_section(edge, layout), Section("zonemessages")), "voicemail"
        ),
        "res_config_sqlite3.conf": sections_text([_database(layout)]),
        "extconfig.conf": sections_text([_families()]),
        "sorcery.conf": sections_text([_sorcery()]),
    }
    files = {path: text.encode() for path, text in texts.items()}
    files[f"{MEDIA}/{SILENCE}.wav"] = silence()
    return Base(dict(sorted(files.items())), frozenset({"manager.conf"}))


def _including(sections: tuple[Section, ...], folder_name: str) -> str:
    return f"{sections_text(sections)}\n#tryinclude {folder_name}/*.conf\n"


def _database(layout: Layout) -> Section:
    """Each statement of Asterisk's is a transaction of its own (`batch`), and waits for ours."""
    how = fixed(batch="0", busy_timeout="5000", debug="no")
    return section(DATABASE, ("dbfile", folder(layout.objects)), *how)


def _families() -> Section:
    tables = ("ps_endpoints", "ps_aors", "ps_auths", "voicemail")
    return section(
        "settings", *((table, Setting(f"sqlite3,{DATABASE},{table}")) for table in tables)
    )


def _sorcery() -> Section:
    """Objects come from the database and stay in memory until they are told to be forgotten."""
    kinds = (("endpoint", "ps_endpoints"), ("aor", "ps_aors"), ("auth", "ps_auths"))
    settings = []
    for kind, table in kinds:
        cache = "memory_cache,object_lifetime_maximum=3600,expire_on_reload=yes"
        settings.append((f"{kind}/cache", Setting(cache)))
        settings.append((kind, Setting(f"realtime,{table}")))
    return section("res_pjsip", *settings)
