"""Whether the head of a repository's branch is taken, or what is live of it goes on."""

from __future__ import annotations

from collections.abc import Callable
from dataclasses import dataclass, replace
from typing import Literal, TypeAlias, assert_never

from compiler.codes import Code
from compiler.diagnostics import Diagnostic
from schema.repositories import RepositoryRules
from tenants import codes_git
from tenants.repository.history import Advance, verdict_on
from tenants.repository.mounts import PLATFORM, Mount
from tenants.repository.objects import Commit, Unreadable
from tenants.repository.repository import MOST_COMMITS, FetchOutcome, Repository
from tenants.repository.signing import Signature, Signers

MOST_TOLD = 100

Outcome: TypeAlias = Literal["taken", "kept", "unknown"]


@dataclass(frozen=True, slots=True)
class Judged:
    """What was decided of a repository's branch.

    `live` is the commit until now, `head` what the branch offers, `commit` what its accounts are
    read from; None where there is none. `finding` tells why the head is not taken. `commits` are
    the new ones, the newest first and a hundred at most; `signers` who signed them, by commit, where
    that was asked.
    """

    account: str
    url: str
    branch: str
    path: str
    outcome: Outcome
    live: str | None = None
    head: str | None = None
    commit: str | None = None
    advance: Advance | None = None
    finding: Diagnostic | None = None
    commits: tuple[Commit, ...] = ()
    signers: tuple[tuple[str, str], ...] = ()


def judge(
    mount: Mount,
    repository: Repository,
    fetched: FetchOutcome,
    live: str | None,
    rules: Callable[[], RepositoryRules],
) -> Judged:
    """What is taken of a repository after a fetch. `rules` are those that are live already."""
    unread = Judged(
        mount.account, mount.location.url, mount.branch, mount.path, "kept", live, commit=live
    )
    if mount.fault is not None:
        return kept(unread, mount.fault)
    if not fetched.ok:
        message = f"{mount.location} can't be fetched: {fetched.reason}."
        return kept(unread, mount.told(codes_git.UNREACHABLE, message, live is not None))
    try:
        return _judge_head(mount, repository, unread, rules)
    except Unreadable as error:
        return kept(unread, unreadable(mount, error, live))


def kept(judged: Judged, finding: Diagnostic) -> Judged:
    """The judgement that what is live goes on; where nothing is, that nothing is known."""
    return replace_outcome(judged, "kept" if judged.live else "unknown", judged.live, finding)


def replace_outcome(
    judged: Judged, outcome: Outcome, commit: str | None, finding: Diagnostic | None
) -> Judged:
    """The same judgement with another end."""
    return replace(judged, outcome=outcome, commit=commit, finding=finding)


def unreadable(mount: Mount, error: OSError, live: str | None) -> Diagnostic:
    """The finding that a repository can't be read."""
    message = f"{mount.location} can't be read: {error}."
    return mount.told(codes_git.UNREADABLE, message, live is not None)


def _judge_head(
    mount: Mount,
    repository: Repository,
    unread: Judged,
    rules: Callable[[], RepositoryRules],
) -> Judged:
    live, head = unread.live, repository.head(mount.branch)
    advance = repository.advance(live, head)
    seen = replace(unread, head=head, advance=advance)
    if advance == "same":
        return replace(seen, outcome="taken")
    grown = advance in ("ahead", "missing", "shallow")
    verdict = verdict_on(advance, mount.branch, not grown and rules().rewrites == "allow")
    if head is None or not verdict.taken:
        keeps = advance == "missing" and live is not None
        finding = mount.told(_code_of(advance), f"{mount.location}: {verdict.sentence}", keeps)
        return kept(seen, finding)
    known = live if live and repository.objects.has(live) else None
    new = (
        repository.commits(known, head, MOST_COMMITS + 1)
        if known
        else (repository.objects.commit(head),)
    )
    taken = replace(seen, outcome="taken", commit=head, commits=new[:MOST_TOLD])
    # Who signs for the platform is said by the installation, not by what is in its repository.
    must_be_signed = mount.signed or (mount.account != PLATFORM and rules().signed)
    return _judge_signatures(mount, taken, new) if must_be_signed else taken


def _judge_signatures(mount: Mount, taken: Judged, new: tuple[Commit, ...]) -> Judged:
    """Every new commit must be signed; where nothing is live, the head, which vouches for all."""
    if len(new) > MOST_COMMITS:
        message = f"{mount.location}: {mount.branch} brings more than {MOST_COMMITS:,} commits."
        return kept(taken, codes_git.TOO_MANY_COMMITS.at(mount.at, message))
    signers, found = Signers(mount.signers), []
    for commit in new:
        signature = signers.check(commit)
        if not signature.ok:
            return kept(taken, _not_signed(mount, commit, signature))
        found.append((commit.id, signature.signer))
    return replace(taken, signers=tuple(found))


def _not_signed(mount: Mount, commit: Commit, signature: Signature) -> Diagnostic:
    code = codes_git.NOT_SIGNED if signature.fault == "unsigned" else codes_git.NOT_A_SIGNER
    message = f"{mount.location}: the commit {commit} can't go live: {signature.reason}."
    return code.at(mount.at, message)


def _code_of(advance: Advance) -> Code:
    match advance:
        case "missing":
            return codes_git.BRANCH_MISSING
        case "shallow":
            return codes_git.CUT_OFF
        case "behind" | "rewritten" | "unrelated" | "same" | "ahead":
            return codes_git.REWRITTEN
        case _:
            assert_never(advance)
