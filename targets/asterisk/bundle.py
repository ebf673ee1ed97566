"""The bundle: everything that Asterisk needs for one state of the platform, as files.

`emit` is pure: the same program, inventory, secrets and recordings give the same bytes. Paths are
relative to Asterisk's configuration folder. What a plain Asterisk starts from cold stands beside
three files for us: the manifest, the source map and the symbols.
"""

from __future__ import annotations

import hashlib
import json
from collections.abc import Collection, Iterable, Mapping
from dataclasses import asdict, dataclass

from schema.inventory import Edge, Endpoint, GatewayLine, Inventory
from schema.program import Media, Program
from schema.secret import Secrets
from targets.asterisk.dialplan.lines import context_text
from targets.asterisk.dialplan.program import Dialplan, dialplan_of, owners_of
from targets.asterisk.extensions_conf import DOORS, GENERATIONS, extensions_text
from targets.asterisk.hold_music import SILENCE, hold_music_sections, silent_sections
from targets.asterisk.layout import Layout
from targets.asterisk.library import MEDIA, Library
from targets.asterisk.notify import FILE as NOTIFY
from targets.asterisk.notify import NotifyType, notify_text
from targets.asterisk.pjsip import account_sections, global_sections
from targets.asterisk.prompts import prompts
from targets.asterisk.recordings import silence, sound_of
from targets.asterisk.sections import sections_text
from targets.asterisk.settings import manager_text, settings_files
from targets.asterisk.source_map import SourceMap, source_map_of
from targets.asterisk.symbols import Symbols, media_symbols, table_symbols, variable_symbols
from targets.asterisk.text import Unwritable
from targets.asterisk.used import used_in
from targets.asterisk.voicemail import voicemail_sections

FORMAT = 1
"""The version of the manifest's form."""


@dataclass(frozen=True)
class Bundle:
    """The files of one state of the platform, by path.

    `private` are those that hold secrets: they are written with mode 0600. `missing` are recordings
    that can be played but were not given.
    """

    files: Mapping[str, bytes]
    private: frozenset[str]
    source_map: SourceMap
    symbols: Symbols
    missing: tuple[Media, ...] = ()

    def mode(self, path: str) -> int:
        """The mode a file is written with."""
        return 0o600 if path in self.private else 0o644


def emit(
    program: Program,
    inventory: Inventory,
    secrets: Secrets,
    audio: Mapping[Media, bytes],
    layout: Layout | None = None,
    notifies: Iterable[NotifyType] = (),
    beside: Mapping[str, bytes] | None = None,
) -> Bundle:
    """The bundle of a program; `notifies` are the ways in which its phones are told of news, `beside`
    files that Asterisk doesn't read. Raises `Unwritable` for a value that Asterisk can't carry."""
    layout = layout or Layout()
    _require_owners(inventory)
    library = library_of(audio, inventory)
    plan = dialplan_of(program, inventory, library)
    private = _private_files(program, inventory, secrets, layout)
    used = used_in(program)
    wanted = {one for one in used.media if not one.is_prompt} | _music(inventory)
    texts = {
        **_plain_files(plan, inventory, library, layout),
        **private,
        NOTIFY: notify_text(notifies),
    }
    heard = wanted | set(audio) | prompts()
    symbols = Symbols(
        plan.generations(),
        table_symbols(program),
        variable_symbols(used.variables),
        media_symbols(heard, library),
    )
    source_map = source_map_of(plan.contexts())
    files = {path: text.encode() for path, text in texts.items()}
    files |= _recordings(audio, library)
    files |= beside or {}
    files["pbxc/locations.json"] = _locations(inventory).encode()
    files["pbxc/source-map.json"] = source_map.to_json().encode()
    files["pbxc/symbols.json"] = symbols.to_json().encode()
    files["pbxc/manifest.json"] = _manifest(files, private.keys(), plan).encode()
    missing = tuple(sorted(wanted - set(audio), key=lambda one: (one.owner, one.name)))
    ordered = dict(sorted(files.items()))
    return Bundle(ordered, frozenset(private), source_map, symbols, missing)


def _plain_files(
    plan: Dialplan, inventory: Inventory, library: Library, layout: Layout
) -> dict[str, str]:
    """Asterisk's own files that hold no secret."""
    return {
        **settings_files(inventory.edge, layout),
        **_dialplan_files(plan, layout),
        "pjsip.conf": _sip_text(inventory.edge),
        "musiconhold.conf": _music_text(inventory, library, layout),
    }


def _dialplan_files(plan: Dialplan, layout: Layout) -> dict[str, str]:
    """`extensions.conf`, a file for each generation and one for each account's doors."""
    files = {"extensions.conf": extensions_text(layout)}
    for context in (*plan.shared, *(one.generation for one in plan.accounts)):
        files[f"{GENERATIONS}/{context.name}.conf"] = context_text(context)
    for one in plan.accounts:
        doors = "\n".join(context_text(context) for context in one.entrances)
        files[f"{DOORS}/{one.account}.conf"] = doors
    files[f"{DOORS}/{plan.trunk.name}.conf"] = context_text(plan.trunk)
    return files


def _private_files(
    program: Program, inventory: Inventory, secrets: Secrets, layout: Layout
) -> dict[str, str]:
    """The files that hold passwords, PINs or their digests."""
    shares = _shares(inventory)
    files = {
        "manager.conf": manager_text(inventory.edge, secrets),
        "voicemail.conf": sections_text(
            voicemail_sections(inventory.mailboxes, inventory.edge, secrets, layout)
        ),
    }
    for fact in inventory.accounts:
        sections = account_sections(fact.id, shares[fact.id], program, secrets)
        if sections:
            files[f"pjsip/{fact.id}.conf"] = sections_text(sections)
    return files


def _shares(inventory: Inventory) -> Mapping[str, Inventory]:
    """The phones and carriers of each account, so that none looks through all of them."""
    phones: dict[str, list[Endpoint]] = {fact.id: [] for fact in inventory.accounts}
    lines: dict[str, list[GatewayLine]] = {fact.id: [] for fact in inventory.accounts}
    for phone in inventory.endpoints:
        phones[phone.account].append(phone)
    for line in inventory.gateways:
        lines[line.account].append(line)
    return {
        name: Inventory(inventory.edge, endpoints=tuple(phones[name]), gateways=tuple(lines[name]))
        for name in phones
    }


def _sip_text(edge: Edge) -> str:
    """All of `pjsip.conf`; each account's phones and carriers stand in a file of its own."""
    return f"{sections_text(global_sections(edge))}\n#tryinclude pjsip/*.conf\n"


def _require_owners(inventory: Inventory) -> None:
    """Every object belongs to an account that exists, or it would be left out in silence."""
    known = {fact.id for fact in inventory.accounts}
    lists = (inventory.endpoints, inventory.gateways, inventory.mailboxes, inventory.dids)
    for owned in (one for listed in (*lists, inventory.hints) for one in listed):
        if owned.account not in known:
            raise Unwritable("an account", owned.account, "the inventory has no such account")


def _music(inventory: Inventory) -> set[Media]:
    return {media for one in inventory.hold_music for media in one.files}


def library_of(audio: Mapping[Media, bytes], inventory: Inventory) -> Library:
    """The library of recordings that were given. Raises `Unwritable` for one that is no sound."""
    sounds = {media: sound_of(media, content) for media, content in audio.items()}
    return Library(owners_of(inventory), sounds)


def _music_text(inventory: Inventory, library: Library, layout: Layout) -> str:
    classes = hold_music_sections(inventory.hold_music, library, layout)
    return sections_text((*silent_sections(layout), *classes))


def _recordings(audio: Mapping[Media, bytes], library: Library) -> dict[str, bytes]:
    files = {library.file(media): content for media, content in audio.items()}
    return {**files, f"{MEDIA}/{SILENCE}.wav": silence()}


def _locations(inventory: Inventory) -> str:
    """The addresses that are told to people on site of an emergency call, by their ids."""
    listed = {place.id: asdict(place) for place in inventory.locations}
    for place in listed.values():
        del place["origin"]
    return json.dumps(listed, indent=1, sort_keys=True, ensure_ascii=False) + "\n"


def _manifest(files: Mapping[str, bytes], private: Collection[str], plan: Dialplan) -> str:
    """Each file with its SHA-256 and mode, and the generation of each unit."""
    listed = {
        path: {
            "sha256": hashlib.sha256(content).hexdigest(),
            "mode": "0600" if path in private else "0644",
        }
        for path, content in files.items()
    }
    written = {"format": FORMAT, "files": listed, "generations": dict(plan.generations())}
    return json.dumps(written, indent=1, sort_keys=True) + "\n"
