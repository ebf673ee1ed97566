"""Edits of an account tree, as people make them: most are right, some break something.

An edit takes the folders and gives them back changed. It is drawn as a name, an account and a
number, so that a failing sequence can be read; one that fits nothing changes nothing.
"""

from __future__ import annotations

from collections.abc import Callable, Mapping
from dataclasses import dataclass, replace
from typing import TypeAlias

from hypothesis import strategies as st

from compiler.sources import AccountFolder, SourceFile

Folders: TypeAlias = tuple[AccountFolder, ...]
Texts: TypeAlias = dict[str, str]

BESIDE = "zz-more.yaml"
"""A file of the account that edits write into."""


@dataclass(frozen=True)
class Edit:
    """What is done, to which account (counted), and a number that makes it different."""

    name: str
    at: int
    number: int

    def applied(self, folders: Folders, originals: Folders) -> Folders:
        """The folders after the edit."""
        if self.name in WHOLE:
            return WHOLE[self.name](self, folders, originals)
        at = self.at % len(folders)
        changed = _rewritten(folders[at], EDITS[self.name](self.number))
        return (*folders[:at], changed, *folders[at + 1 :])


def edits(most: int = 6) -> st.SearchStrategy[list[Edit]]:
    """A few edits, one after the other."""
    names = st.sampled_from(sorted({*EDITS, *WHOLE}))
    one = st.builds(Edit, names, st.integers(0, 30), st.integers(0, 3))
    return st.lists(one, min_size=1, max_size=most)


def _rewritten(folder: AccountFolder, rewrite: Callable[[Texts], None]) -> AccountFolder:
    """A folder whose files and grants, by path, went through an edit."""
    prefix = f"{folder.account}/" if folder.account else ""
    texts = {file.path: file.data.decode() for file in (*folder.files, *folder.grants)}
    known = {file.path: file for file in (*folder.files, *folder.grants)}
    rewrite(texts)
    files = [
        known[path]
        if path in known and known[path].data.decode() == text
        else SourceFile(prefix + path, path, text.encode())
        for path, text in texts.items()
    ]
    grants = tuple(file for file in files if file.path.startswith("accounts/"))
    own = tuple(file for file in files if not file.path.startswith("accounts/"))
    return replace(folder, files=own, grants=grants)


# --- edits of one folder ------------------------------------------------------------------------


def _more(*texts: str) -> Callable[[int], Callable[[Texts], None]]:
    """Writes one of some texts into a file of its own; the first of them is empty."""

    def edit(number: int) -> Callable[[Texts], None]:
        def rewrite(files: Texts) -> None:
            files[BESIDE] = ("", *texts)[number % (len(texts) + 1)]

        return rewrite

    return edit


def _replaced(old: str, *new: str) -> Callable[[int], Callable[[Texts], None]]:
    """Replaces a text in the first file that has it."""

    def edit(number: int) -> Callable[[Texts], None]:
        def rewrite(files: Texts) -> None:
            for path, text in files.items():
                if old in text:
                    files[path] = text.replace(old, new[number % len(new)], 1)
                    return

        return rewrite

    return edit


def _grant(*lines: str) -> Callable[[int], Callable[[Texts], None]]:
    """Adds a line to every grant that an account gives, or takes away what was added."""

    def edit(number: int) -> Callable[[Texts], None]:
        def rewrite(files: Texts) -> None:
            for path in [path for path in files if path.startswith("accounts/")]:
                kept = files[path].partition("# added\n")[0]
                line = ("", *lines)[number % (len(lines) + 1)]
                files[path] = f"{kept}# added\n{line}\n" if line else kept

        return rewrite

    return edit


EDITS: Mapping[str, Callable[[int], Callable[[Texts], None]]] = {
    "a person": _more(
        "users: {zoe: {name: Zoe Roy, extensions: [7901], devices: {desk: {}}}}\n",
        "users: {zoe: {name: Zoe Rae, extensions: [7901, 7902], devices: {desk: {}}}}\n",
        "users: {zoe: {name: Zoe Rae, extensions: [7901], devices: {desk: {mac: 805ec0000001}}}}\n",
    ),
    "something shared": _more(
        "schedules: {late: {open: {mon-fri: 10:00-20:00}, holidays: {country: CA, region: NS}}}\n",
        "hold_music: {quiet: {silence: true}}\nmedia: {sorry: {say: Sorry.}}\n",
        "trunks: {third: {gateways: [{host: 127.0.0.33}], weight: 5}}\n",
        "caller_lists: {bad: [+14165550199]}\nrestrict: {international: deny}\n",
    ),
    "something lent": _more(
        "callflows: {lent: [{play: sorry}, {schedule: late}]}\n",
        "callflows: {lent: {extensions: ['7911'], steps: [{play: no-service}, {say: Hello}]}}\n",
        "restrict: {international: allow, premium: allow}\n",
    ),
    "a number": _more(
        "numbers: {+19022220001: [hangup]}\n",
        "numbers: {+19025550200: [hangup]}\n",
        "numbers: {+19025550000: [hangup]}\n",
    ),
    "a warning": _more(
        "users: {zoe: {name: Zoe Roy, extensions: [7901], voicemail: false}}\n",
        "# pbxc: allow user-without-way because she is new\n"
        "users: {zoe: {name: Zoe Roy, extensions: [7901], voicemail: false}}\n",
        "# pbxc: allow no-such-rule because of a mistake\n",
    ),
    "broken text": _more("users: {zoe: [\n", "\tusers:\n", "users: {zoe: {}, zoe: {}}\n"),
    "broken shape": _more(
        "users: {zoe: {nmae: Zoe}}\n", "colour: blue\n", "account: {name: Twice}\n"
    ),
    "broken reference": _more(
        "callflows: {lost: [{goto: callflow.nowhere}]}\n",
        "callflows: {lost: [{play: nothing}]}\n",
        "callflows: {lost: [{ring: user.anna-berg}]}\n",
    ),
    "a setting": _replaced("timezone: America/Halifax", "timezone: America/Toronto"),
    "a name": _replaced("name: ", "name: New ", "name: New"),
    "a switch": _replaced("  country: CA\n", "  country: CA\n  enabled: false\n"),
    "new secrets": _replaced("  country: CA\n", "  country: CA\n  rotate: 1\n"),
    "a domain": _replaced("domain: ", "domain: new."),
    "a carrier": _replaced("weight: 10", "weight: 30", "weight: 20\n    enabled: false"),
    "a hardware address": _replaced("mac: 80:5e:c0:00:01:00", "mac: 80:5e:c0:00:00:00"),
    "phones": _more(
        "keys: {everybody: [line, {all_users: , at: 4}, directory]}\n",
        "users: {zoe: {name: Zoe Roy, extensions: [7901], devices: {desk: {model: yealink-t54w, "
        "mac: 805ec0000002, keys: everybody, rotate: 1}}}}\n",
        "keys: {everybody: [voicemail, voicemail]}\n"
        "devices: {hall: {model: snom-d785, mac: 000413000003, keys: [{park: 701}]}}\n",
    ),
    "phones of all": _replaced(
        "  country: CA\n",
        "  country: CA\n  phones: {vlan: 7, settings: {snom: {x: '1'}}}\n",
        "  country: CA\n  phones: {reboot: 03:00-04:00, networks: [192.0.2.0/24]}\n",
    ),
    "where phones go": _replaced(
        "edge: {udp_port: 5060, tcp_port: 5060}",
        "edge: {udp_port: 5070, proxy: sip.tidewater.example}",
        "edge: {udp_port: 5060, ami_port: 5039}",
    ),
    "a grant": _grant("realm: other.example", "enabled: false", "name: Other", "nmae: Other"),
    "a limit": _grant("allow: {premium: deny}", "allow: {international: deny}"),
}


# --- edits of the tree --------------------------------------------------------------------------


def _gone(edit: Edit, folders: Folders, _originals: Folders) -> Folders:
    """Without an account, and sometimes those below it."""
    path = folders[edit.at % len(folders)].account
    below = f"{path}/" if edit.number % 2 else "\n"
    kept = [f for f in folders if f.account != path and not f.account.startswith(below)]
    return tuple(kept) if path else folders


def _again(edit: Edit, folders: Folders, _originals: Folders) -> Folders:
    """With a copy of an account beside it, with the grant or without."""
    copied = folders[edit.at % len(folders)]
    if not copied.account or any(f.account == f"{copied.account}-2" for f in folders):
        return folders
    parent, _, slug = copied.account.rpartition("/")
    above = next((f for f in folders if f.account == parent), None)
    if above is None or not edit.number:
        return (*folders, replace(copied, account=f"{copied.account}-2", grants=()))

    def grant(files: Texts) -> None:
        files[f"accounts/{slug}-2.yaml"] = files.get(f"accounts/{slug}.yaml", "")

    others = tuple(_rewritten(f, grant) if f is above else f for f in folders)
    return (*others, replace(copied, account=f"{copied.account}-2", grants=()))


def _no_recordings(edit: Edit, folders: Folders, _originals: Folders) -> Folders:
    """Without the recordings of an account, or with one more."""
    at = edit.at % len(folders)
    media = ("sorry.wav",) * (edit.number % 2)
    return (*folders[:at], replace(folders[at], media=media), *folders[at + 1 :])


def _undone(edit: Edit, folders: Folders, originals: Folders) -> Folders:
    """As it was in the beginning: one account, or all of them."""
    if edit.number % 2:
        return originals
    known = {folder.account: folder for folder in originals}
    at = edit.at % len(folders)
    first = known.get(folders[at].account, folders[at])
    return (*folders[:at], first, *folders[at + 1 :])


def _turned(_edit: Edit, folders: Folders, _originals: Folders) -> Folders:
    """In another order, the root first."""
    return (folders[0], *reversed(folders[1:]))


WHOLE: Mapping[str, Callable[[Edit, Folders, Folders], Folders]] = {
    "an account goes": _gone,
    "an account comes": _again,
    "recordings": _no_recordings,
    "undone": _undone,
    "undone again": _undone,
    "another order": _turned,
}
