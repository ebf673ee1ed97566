"""Git repositories that accounts are read from, and whose commits are taken.

Where a repository is, which branch of it counts, and who signs for it is said by the parent, in the
grant; what may happen to branches at all by the platform. A child can reach neither.
"""

from __future__ import annotations

import re
from typing import Annotated, Any, Literal

from pydantic import Field, model_validator

from schema.base import Model
from schema.reading import Reader, quote, refusal, typed
from schema.scalars import Flag, Slug

_LABEL = r"[A-Za-z0-9](?:[A-Za-z0-9-]{0,61}[A-Za-z0-9])?"
_HOST = rf"{_LABEL}(?:\.{_LABEL})*"
_NAME = r"[A-Za-z0-9_][A-Za-z0-9_.-]*"
_PLACE = rf"~?{_NAME}(?:/{_NAME})*/?"
_ADDRESSES = (
    rf"https://{_HOST}(?::[0-9]{{1,5}})?/{_PLACE}",
    rf"ssh://(?:{_NAME}@)?{_HOST}(?::[0-9]{{1,5}})?/{_PLACE}",
    rf"{_NAME}@{_HOST}:/?{_PLACE}",
    rf"(?:file://)?/{_PLACE}",
)
ADDRESS = re.compile(f"(?=.{{2,400}}$)(?:{'|'.join(_ADDRESSES)})")
BRANCH = re.compile(rf"(?=.{{1,200}}$){_NAME}(?:/{_NAME})*")
FOLDER = re.compile(rf"(?=.{{0,200}}$)(?:{_NAME}(?:/{_NAME})*)?")
_KEY_KINDS = (
    "ssh-ed25519", "ssh-rsa", "ecdsa-sha2-nistp256", "ecdsa-sha2-nistp384", "ecdsa-sha2-nistp521",
    "sk-ssh-ed25519@openssh.com", "sk-ecdsa-sha2-nistp256@openssh.com",
)  # fmt: skip
_OPTION = r"[a-z-]+(?:=\"[^\"\s]*\")?"
SSH_KEY = re.compile(
    rf"(?:(?P<who>[^\s\"#,!-][^\s\"#]{{0,200}}) (?P<options>{_OPTION}(?:,{_OPTION})* )??)??"
    rf"(?P<kind>{'|'.join(map(re.escape, _KEY_KINDS))}) (?P<key>[A-Za-z0-9+/]{{40,6000}}={{0,2}})"
    r"(?: (?P<comment>[ -~]{0,200}))?"
)
FINGERPRINT = re.compile(r"[0-9A-F]{40}(?:[0-9A-F]{24})?")
ARMOUR = "PGP PUBLIC KEY BLOCK-----"
LARGEST_KEY = 40_000


def _read_address(value: Any) -> str:
    text = typed(value, "the address of a repository")
    if not ADDRESS.fullmatch(text) or ".." in text:
        hint = "Keep the password outside git and name it with `credential`." if "@" in text else ""
        raise refusal(
            f"{quote(_without_password(text))} is not the address of a repository: "
            "https://host/path, ssh://user@host/path, user@host:path, or /a/path on this machine.",
            hint,
        )
    return text.rstrip("/")


def _without_password(text: str) -> str:
    """An address that can be quoted: what stands before the @ may be a password."""
    return re.sub(r"//[^/]*@", "//***@", text)


RepositoryAddress = Annotated[
    str,
    Reader(
        _read_address,
        "A repository's address: https://host/path, ssh://user@host/path, user@host:path, or "
        "/a/path on the machine that pbxc runs on.",
        {"pattern": r"^(https://|ssh://|file:///|/|[^/@]+@[^/:]+:).+$"},
    ),
]
"""Where a git repository is. No password stands in it."""


def _read_branch(value: Any) -> str:
    text = typed(value, "the name of a branch")
    if not BRANCH.fullmatch(text) or ".." in text or re.search(r"\.(?:lock)?(?:/|$)", text):
        raise refusal(
            f"{quote(text)} is not the name of a branch: letters, digits, dots, hyphens and "
            "underscores, with / between parts."
        )
    return text


BranchName = Annotated[
    str,
    Reader(
        _read_branch,
        "A branch: letters, digits, dots, hyphens and underscores, with / between parts.",
        {"pattern": f"^{BRANCH.pattern}$"},
    ),
]
"""A branch of a repository: `main`."""


def _read_folder(value: Any) -> str:
    text = typed(value, "a folder of a repository")
    if not FOLDER.fullmatch(text.strip("/")) or ".." in text:
        raise refusal(
            f"{quote(text)} is not a folder of a repository: letters, digits, dots, hyphens and "
            "underscores, with / between the names."
        )
    return text.strip("/")


FolderPath = Annotated[
    str,
    Reader(
        _read_folder,
        "A folder of a repository: letters, digits, dots, hyphens and underscores, with / between "
        "the names; nothing for its top.",
    ),
]
"""A folder of a repository, named from its top: `telephony/halifax`."""


def _read_signer(value: Any) -> str:
    text = typed(value, "a signer").strip()
    bare = re.sub(r"[ :]", "", text).upper()
    if FINGERPRINT.fullmatch(bare):
        return bare
    if text.startswith(f"-----BEGIN {ARMOUR}") and text.endswith(f"-----END {ARMOUR}"):
        if len(text) <= LARGEST_KEY and text.count(ARMOUR) == 2 and text.isascii():
            return text + "\n"
    elif SSH_KEY.fullmatch(text):
        return text
    raise refusal(
        f"{quote(text)} is not a signer: a line of an SSH file of allowed signers, a GPG public "
        "key (-----BEGIN PGP PUBLIC KEY BLOCK-----), or the 40 digits of a GPG key's fingerprint."
    )


Signer = Annotated[
    str,
    Reader(
        _read_signer,
        "A signer: a line of an SSH file of allowed signers (`alice@example.com ssh-ed25519 AAAA...`, "
        "perhaps with valid-after and valid-before), an SSH public key, a GPG public key in armour, "
        "or the fingerprint of a GPG key that the machine knows.",
        {"type": "string"},
    ),
]
"""Whose signature counts under a commit."""


class GrantedRepository(Model):
    """The repository that a child account is read from, in place of the folder beside its grant."""

    url: RepositoryAddress = Field(description="where it is")
    branch: BranchName = Field(default="main", description="branch that goes live")
    path: FolderPath = Field(default="", description="folder of the account in it; else its top")
    credential: Slug | None = Field(
        default=None,
        description="given secret of the granting account: for https a token, or user:token; for "
        "ssh the path of a private key",
    )
    signed: Flag = Field(default=False, description="take commits only that a signer signed")
    signers: tuple[Signer, ...] = Field(default=(), description="whose signatures count")

    @model_validator(mode="after")
    def names_signers(self) -> GrantedRepository:
        """Refuses to ask for signatures that nobody can give."""
        if self.signed and not self.signers:
            raise refusal("commits must be signed, and no signer is named", "Name some in signers.")
        return self


class RepositoryRules(Model):
    """What may happen to the branches of the repositories that grants name."""

    rewrites: Literal["refuse", "allow"] = Field(
        default="refuse",
        description="take a branch that was moved back or written anew (force-push)",
    )
    signed: Flag = Field(
        default=False, description="take signed commits only, whatever the grants say"
    )
