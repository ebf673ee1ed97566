"""Allowing a rule in place: `# pbxc: allow unreachable-step because the greeting comes back`.

The comment stands on the line that a rule complains about, or above it. What keeps people safe is
allowed by the account above only: anywhere in the grant of the account. The root allows for itself.
"""

from __future__ import annotations

import re
from collections.abc import Iterable, Iterator, Mapping
from dataclasses import dataclass, replace
from weakref import WeakKeyDictionary

from compiler import codes_allow
from compiler.diagnostics import Diagnostic, Place
from compiler.raw_text import RawText, read_text
from compiler.sources import AccountSources, SourceFile, Sources, child_of, is_grant
from schema.reading import did_you_mean, quote

MARK = b"pbxc:"
COMMENT = re.compile(r"(?:^|(?<=\s))#\s*pbxc:(?P<said>.*)$")
SAID = re.compile(r"\s*allow\s+(?P<name>[a-z0-9-]+)\s+because\s+\S.*")
FORM = "Write `# pbxc: allow <rule> because <reason>`."


@dataclass(frozen=True, slots=True)
class Allowance:
    """A comment that allows a rule. `line` is the one it speaks of; `child` is the account whose
    grant it stands in, None in an account's own files."""

    account: str
    name: str
    place: Place
    line: int
    child: str | None = None

    def meets(self, finding: Diagnostic, at: Place) -> bool:
        """Whether it stands where a finding is."""
        return (self.name, self.place.file, self.line) == (finding.name, at.file, at.line)

    def covers(self, finding: Diagnostic, account: str) -> bool:
        """Whether it stands in the grant of the account, or of one above it."""
        if self.child is None or self.name != finding.name:
            return False
        return account == self.child or account.startswith(f"{self.child}/")


def apply_allowances(
    findings: Iterable[Diagnostic], sources: Sources, permits: Mapping[str, str]
) -> tuple[Diagnostic, ...]:
    """The findings that are left, and what is wrong with the comments themselves.

    `permits` says for each rule who may allow it: `here`, `parent` or `never`; or `warnings`, here
    but for errors.
    """
    comments = [
        one
        for own in sources.accounts.values()
        if _has_marks(own)
        for one in _comments(own, permits)
    ]
    allowances = [one for one in comments if isinstance(one, Allowance)]
    wrong = [one for one in comments if isinstance(one, Diagnostic)]
    if not comments:
        return tuple(findings)
    left: list[Diagnostic] = []
    used: set[Allowance] = set()
    for finding in findings:
        at = sources.place(finding.origin, finding.pointing)
        account = "" if isinstance(finding.origin, Place) else finding.origin.account
        near = [one for one in allowances if one.meets(finding, at)]
        given = [one for one in allowances if one.covers(finding, account)]
        used.update(near, given)
        told = _judge(finding, account, permits.get(finding.name, "never"), near, given)
        left += [told] if told else []
    unused = [_unused(one) for one in allowances if one not in used]
    return (*left, *wrong, *unused)


def _judge(
    finding: Diagnostic, account: str, permit: str, near: list[Allowance], given: list[Allowance]
) -> Diagnostic | None:
    """A finding after the comments that speak of it; None if it is allowed."""
    if not near and not given:
        return finding
    if permit == "here" or (permit == "parent" and (given or not account)):
        return None
    if permit == "warnings" and finding.severity == "warning":
        return None
    why = "This can't be allowed."
    if permit == "parent":
        why = "Only the account above can allow this, by the same comment in its grant."
    return replace(finding, help=f"{finding.help} {why}".strip())


def _unused(allowance: Allowance) -> Diagnostic:
    message = f"This allows {quote(allowance.name)}, which finds nothing here."
    return codes_allow.UNUSED_ALLOW.at(
        allowance.place, message, "Remove the comment.", severity="warning"
    )


_MARKED: WeakKeyDictionary[AccountSources, bool] = WeakKeyDictionary()


def _has_marks(own: AccountSources) -> bool:
    """Whether some file of an account may hold such a comment: few do."""
    if own not in _MARKED:
        _MARKED[own] = any(MARK in file.data for file in own.files)
    return _MARKED[own]


def _comments(own: AccountSources, permits: Mapping[str, str]) -> Iterator[Allowance | Diagnostic]:
    account = own.folder.account
    for file in own.files:
        if MARK not in file.data or not file.path.endswith((".yaml", ".yml")):
            continue
        raw = read_text(file.data, file.file)
        for number, line in enumerate(raw.lines):
            found = COMMENT.search(line)
            if found:
                yield _read(account, file, raw, number, found, permits)


def _read(
    account: str,
    file: SourceFile,
    raw: RawText,
    number: int,
    found: re.Match[str],
    permits: Mapping[str, str],
) -> Allowance | Diagnostic:
    place = raw.place(number, found.start(), len(found[0].rstrip()))
    said = SAID.fullmatch(found["said"].rstrip())
    if said is None:
        message = f"{quote(found[0].strip())} allows nothing: a rule and a reason are needed."
        return codes_allow.BAD_ALLOW.at(place, message, FORM)
    if said["name"] not in permits:
        message = f"There is no rule {quote(said['name'])} to allow."
        return codes_allow.BAD_ALLOW.at(place, message, did_you_mean(said["name"], permits))
    child = "/".join(filter(None, (account, child_of(file)))) if is_grant(file) else None
    return Allowance(account, said["name"], place, _line_meant(raw, number), child)


def _line_meant(raw: RawText, number: int) -> int:
    """The line that a comment speaks of: its own, or the next that holds more than a comment."""
    for at in range(number, len(raw.lines)):
        text = raw.lines[at].strip()
        if text and not text.startswith("#"):
            return at + 1
    return number + 1
