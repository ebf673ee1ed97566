"""The repositories that grants name: which account is read from where, by whose rules.

A parent names its child's repository in the grant, in its own folder. So the child can't choose
another one, nor who signs; and what it grants to children of its own is below it, wherever it is.
"""

from __future__ import annotations

from collections.abc import Callable, Iterator, Mapping
from dataclasses import dataclass, field
from functools import lru_cache
from typing import TypeAlias

from pydantic import ValidationError

from compiler.codes import Code
from compiler.diagnostics import Diagnostic, Place
from compiler.source import read_yaml
from compiler.sources import GRANTS, YAML_ENDINGS, AccountFolder, SourceFile, child_of
from schema.program import Origin
from schema.reading import quote
from schema.repositories import GrantedRepository, RepositoryRules
from schema.secret import Secret
from tenants import codes_git
from tenants.account_tree import DEEPEST_ACCOUNT, joined
from tenants.repository.location import Credential, Location

CredentialOf: TypeAlias = Callable[[str, str], Secret | None]
"""The given secret of an account, by its name: `GivenSecrets.find`."""

PLATFORM = ""


@dataclass(frozen=True, slots=True)
class Mount:
    """An account, and all below it, that is read from a repository of its own.

    `owner` is the account whose grant says so; `above` the addresses of the repositories that lead
    here. `grant` is the grant's text: it belongs to the account, though it isn't in its reach.
    """

    account: str
    location: Location
    branch: str = "main"
    path: str = ""
    signed: bool = False
    signers: tuple[str, ...] = ()
    at: Origin | Place = field(default=Place("the platform's repository"))
    above: frozenset[str] = frozenset()
    grant: bytes = b""
    fault: Diagnostic | None = None

    @property
    def label(self) -> str:
        """What stands before the names of its files: the account, but for the platform's own."""
        return f"{self.account}:" if self.account else ""

    def told(self, code: Code, message: str, keeps: bool, hint: str = "") -> Diagnostic:
        """A finding about it; a warning where what is live goes on."""
        return code.at(self.at, message, hint, severity="warning" if keeps else "error")


@dataclass(frozen=True, slots=True)
class Granted:
    """What the grants of a tree name: mounts, accounts whose repository can't be told, accounts
    whose folder must give way to a repository, and what is wrong, by account."""

    mounts: tuple[Mount, ...] = ()
    unknown: frozenset[str] = frozenset()
    beside: frozenset[str] = frozenset()
    found: Mapping[str, tuple[Diagnostic, ...]] = field(default_factory=dict)


def granted_mounts(
    mount: Mount, folders: tuple[AccountFolder, ...], credential: CredentialOf
) -> Granted:
    """What the grants in the folders of a mount name."""
    mounts, unknown, beside = [], set(), set()
    found: dict[str, tuple[Diagnostic, ...]] = {}
    there = {folder.account for folder in folders}
    for owner, child, grant, named in _grants(folders):
        if isinstance(named, str):
            unknown.add(child)  # the compiler tells what is wrong with the grant
            continue
        at = Origin(owner, (GRANTS, child_of(grant), "repository"))
        refused = _refused(mount, named, owner, child, at)
        if refused:
            unknown.add(child)
            found[child] = (refused,)
        else:
            mounts.append(_mount(mount, named, owner, child, grant, credential))
        if child in there:
            beside.add(child)
            found[child] = (*found.get(child, ()), _beside(child, at))
    return Granted(tuple(mounts), frozenset(unknown), frozenset(beside), found)


def folders_beside(folders: tuple[AccountFolder, ...]) -> tuple[Diagnostic, ...]:
    """A finding for each child that has a repository and a folder beside its grant too."""
    there = {folder.account for folder in folders}
    return tuple(
        _beside(child, Origin(owner, (GRANTS, child_of(grant), "repository")))
        for owner, child, grant, _ in _grants(folders)
        if child in there
    )


def _beside(child: str, at: Origin) -> Diagnostic:
    message = f"{quote(child)} has a repository, and a folder beside its grant too."
    return codes_git.FOLDER_BESIDE.at(at, message)


def _grants(
    folders: tuple[AccountFolder, ...],
) -> Iterator[tuple[str, str, SourceFile, GrantedRepository | str]]:
    """Grants that speak of a repository: who grants, to whom, the file, and what it names. Of two
    for one child the first counts, as everywhere."""
    for folder in folders:
        seen: set[str] = set()
        for grant in sorted(folder.grants, key=lambda file: file.path):
            child = joined(folder.account, child_of(grant))
            named = _named_repository(grant.data)
            if child not in seen and named is not None:
                yield folder.account, child, grant, named
            seen.add(child)


@lru_cache(maxsize=4096)
def _named_repository(grant: bytes) -> GrantedRepository | str | None:
    """The repository that a grant names; a text where that can't be read, None for none."""
    if b"repository" not in grant:
        return None
    tree = read_yaml(grant, "").tree
    if "repository" not in tree or tree["repository"] is None:
        return None
    try:
        return GrantedRepository.model_validate(tree["repository"])
    except ValidationError:
        return "wrong"


def _refused(
    mount: Mount, named: GrantedRepository, owner: str, child: str, at: Origin
) -> Diagnostic | None:
    location = Location(named.url)
    if owner != PLATFORM and location.way in ("local", "file"):
        message = f"{quote(named.url)} is on this machine; a reseller's grant can't name it."
        return codes_git.NOT_YOURS.at(at, message)
    if address_of(named.url) in mount.above:
        message = f"{quote(named.url)} is the repository that {quote(child)} is granted in."
        return codes_git.CYCLE.at(at, message)
    if len(child.split("/")) > DEEPEST_ACCOUNT:
        message = f"Accounts stand more than {DEEPEST_ACCOUNT} deep inside each other."
        return codes_git.CYCLE.at(at, message)
    return None


def address_of(url: str) -> str:
    """An address as it is compared: with or without what may be left out of it."""
    return url.removeprefix("file://").rstrip("/").removesuffix(".git").lower()


def _mount(
    mount: Mount,
    named: GrantedRepository,
    owner: str,
    child: str,
    grant: SourceFile,
    credential: CredentialOf,
) -> Mount:
    at = Origin(owner, (GRANTS, child_of(grant), "repository"))
    given, fault = None, None
    if named.credential:
        secret = credential(owner, named.credential)
        given = Credential(f"{owner}:{named.credential}", secret or Secret(""))
        if secret is None:
            message = f"The credential {quote(named.credential)} was not given."
            fault = codes_git.NO_CREDENTIAL.at(at, message)
    return Mount(
        account=child,
        location=Location(named.url, given, trusted=owner == PLATFORM),
        branch=named.branch,
        path=named.path,
        signed=named.signed,
        signers=named.signers,
        at=at,
        above=mount.above | {address_of(named.url)},
        grant=grant.data,
        fault=fault,
    )


def rules_of(folders: tuple[AccountFolder, ...]) -> RepositoryRules:
    """What the platform says of repositories: in the settings of the root account."""
    for file in folders[0].files if folders and folders[0].account == PLATFORM else ():
        rules = _rules_in(file.data) if file.path.endswith(YAML_ENDINGS) else None
        if rules is not None:
            return rules
    return RepositoryRules()


@lru_cache(maxsize=64)
def _rules_in(data: bytes) -> RepositoryRules | None:
    if b"repository" not in data:
        return None
    node: object = read_yaml(data, "").tree
    for key in ("account", "platform", "repository"):
        node = node.get(key) if isinstance(node, Mapping) else None
    try:
        return RepositoryRules.model_validate(node) if node is not None else None
    except ValidationError:
        return None  # the compiler tells what is wrong with it
