"""Account trees from texts, through the real reading: for tests of what is wrong with them."""

from __future__ import annotations

import re
from collections.abc import Mapping
from pathlib import PurePosixPath
from typing import Any

from compiler.source import read_yaml
from compiler.sources import AccountFolder, SourceFile, Sources, read_sources
from schema.document import document_model
from schema.grant import Grant
from schema.tree import Account, Tree

FILE = re.compile(r"^# file: (\S+)\n", re.MULTILINE)
ACCOUNT = {
    "name": "Harbour Dental",
    "timezone": "America/Halifax",
    "country": "CA",
    "main_number": "+19025550100",
    "default_location": "clinic",
}
CLINIC = "{street: 12 Water Street, city: Halifax, region: NS, postal_code: B3H 1A1, country: CA}"
BASE = {
    "locations": {"clinic": CLINIC},
    "trunks": {"north": "{gateways: [{host: sip.north.example}]}"},
    "numbers": {"+19025550100": "{route: [hangup]}"},
    "media": {"welcome": "{say: Welcome.}"},
}


def split_files(sample: str) -> dict[str, str]:
    """The files of a sample: `# file: <path>` begins one, `account.yaml` is the first."""
    first, *rest = FILE.split(sample)
    return {"account.yaml": first, **dict(zip(rest[::2], rest[1::2], strict=True))}


def read_tree(sample: str) -> tuple[Tree, Sources]:
    """The linked accounts of a sample, and its sources. What a sample of one account leaves out is
    filled in, so that it shows one thing only."""
    files = split_files(sample)
    alone = not any(path.startswith("accounts/") for path in files)
    folders = [_folder(path, files, alone) for path in _account_paths(files)]
    sources = read_sources(folders)
    assert () == sources.diagnostics
    accounts: dict[str, Account] = {}
    for folder in sorted(folders, key=lambda folder: folder.account):
        accounts[folder.account] = _account(folder, sources, accounts)
    return Tree(accounts), sources


def _account_paths(files: Mapping[str, str]) -> list[str]:
    """The accounts that have a folder: `accounts/north/accounts/harbour` is `north/harbour`."""
    found = {""}
    for path in files:
        parts = PurePosixPath(path).parent.parts
        if parts and parts[0] == "accounts" and len(parts) % 2 == 0 and "media" not in parts:
            found.add("/".join(parts[1::2]))
    return sorted(found)


def _folder(account: str, files: Mapping[str, str], alone: bool) -> AccountFolder:
    below = "".join(f"accounts/{slug}/" for slug in account.split("/") if slug)
    mine = {
        path.removeprefix(below): text for path, text in files.items() if path.startswith(below)
    }
    grants = {p: t for p, t in mine.items() if re.fullmatch(r"accounts/[^/]+\.yaml", p)}
    media = tuple(p.removeprefix("media/") for p in mine if p.startswith("media/"))
    own = {p: t for p, t in mine.items() if not p.startswith(("accounts/", "media/"))}
    own["~base.yaml"] = _rest("\n".join(own.values()), alone)
    return AccountFolder(account, _files(below, own), _files(below, grants), media)


def _files(below: str, texts: Mapping[str, str]) -> tuple[SourceFile, ...]:
    return tuple(SourceFile(below + path, path, text.encode()) for path, text in texts.items())


def _rest(text: str, alone: bool) -> str:
    """What the text of an account lacks, as a file beside it. A sample that says who the account
    is says everything."""
    said: dict[str, Any] = dict(read_yaml(text.encode(), "sample").tree)
    own = said.get("account") or {}
    whole = "timezone" in own
    wanted = ACCOUNT if alone else dict(list(ACCOUNT.items())[:3])
    lines = ["account:"] if not whole else []
    lines += [f"  {key}: {value}" for key, value in wanted.items() if not whole and key not in own]
    for section, entries in BASE.items() if alone and not whole else ():
        lines.append(f"{section}:")
        left = {
            name: body for name, body in entries.items() if name not in (said.get(section) or {})
        }
        lines += [f"  {name}: {body}" for name, body in left.items()] or []
    return (
        "\n".join(line for line in lines if not line.endswith(":") or _has_body(lines, line)) + "\n"
    )


def _has_body(lines: list[str], head: str) -> bool:
    after = lines[lines.index(head) + 1 : lines.index(head) + 2]
    return bool(after) and after[0].startswith(" ")


def _account(folder: AccountFolder, sources: Sources, accounts: Mapping[str, Account]) -> Account:
    document = document_model().model_validate(sources.documents[folder.account])
    parent, _, slug = folder.account.rpartition("/")
    return Account(
        path=folder.account,
        slug=slug or "platform",
        granted=not folder.account or folder.account in sources.grants,
        grant=Grant.model_validate(sources.grants.get(folder.account, {})),
        document=document,
        parent=accounts[parent] if folder.account else None,
        recordings={PurePosixPath(name).stem: name for name in folder.media},
    )
