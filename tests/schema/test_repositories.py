"""What a grant may say of a repository, and how the rest is refused."""

from __future__ import annotations

from typing import Any

import pytest
from pydantic import TypeAdapter, ValidationError

from schema.grant import Grant
from schema.repositories import (
    BranchName,
    FolderPath,
    GrantedRepository,
    RepositoryAddress,
    Signer,
)

KEY = "ssh-ed25519 AAAAC3NzaC1lZDI1NTE5AAAAIJbTv3x0tzQ3sVPFWQv3n0BhXQO1kqWqCcWqJZ8u5dUq"
ARMOUR = "-----BEGIN PGP PUBLIC KEY BLOCK-----\n\nmDME\n-----END PGP PUBLIC KEY BLOCK-----"


def read(kind: Any, value: object) -> Any:
    return TypeAdapter(kind).validate_python(value)


def refused(kind: Any, value: object) -> str:
    with pytest.raises(ValidationError) as caught:
        read(kind, value)
    return str(caught.value.errors()[0]["msg"])


GOOD: list[tuple[Any, str, str]] = [
    (RepositoryAddress, "https://git.example.com/a/b.git", "https://git.example.com/a/b.git"),
    (RepositoryAddress, "https://git.example.com:8443/a/", "https://git.example.com:8443/a"),
    (RepositoryAddress, "ssh://git@host:22/~me/b", "ssh://git@host:22/~me/b"),
    (RepositoryAddress, "git@host.example:a/b.git", "git@host.example:a/b.git"),
    (RepositoryAddress, "/srv/git/a.git", "/srv/git/a.git"),
    (RepositoryAddress, "file:///srv/git/a.git", "file:///srv/git/a.git"),
    (BranchName, "release/2026", "release/2026"),
    (FolderPath, "/telephony/halifax/", "telephony/halifax"),
    (FolderPath, "", ""),
    (Signer, KEY, KEY),
    (Signer, f"alice@a.example,bob@a.example {KEY}", f"alice@a.example,bob@a.example {KEY}"),
    (Signer, f'*@a.example namespaces="git" {KEY} x', f'*@a.example namespaces="git" {KEY} x'),
    (Signer, "ab12 " * 10, "AB12" * 10),
    (Signer, ARMOUR, f"{ARMOUR}\n"),
]


@pytest.mark.parametrize(("kind", "written", "expected"), GOOD)
def test_what_is_right_is_read(kind: Any, written: str, expected: str) -> None:
    assert expected == read(kind, written)


BAD: list[tuple[Any, object]] = [
    *[
        (RepositoryAddress, address)
        for address in (
            "http://host/a", "git://host/a", "ext::sh -c id", "-oProxyCommand=id", "a/b", "../a",
            "ssh://-oProxyCommand=id/a", "git@-host:a", "git@host:-a", "/a/../b", "https://host/a b",
            "https://host/a\nb", "https://host", "", "/", 7, "ssh://" + "a" * 500,
        )
    ],
    *[(BranchName, name) for name in ("", "-x", "a..b", "x.lock", "x.lock/y", "a/", "HEAD~1", "a b")],
    *[(FolderPath, path) for path in ("../a", "a//b", ".git", "a/.git", "a b")],
    *[
        (Signer, signer)
        for signer in (
            "", "alice", "# comment", f"{KEY}\n{KEY}", f"-x {KEY}", "ab12", ARMOUR + ARMOUR,
            "a " + "a" * 3000 + "!", "ssh-dss " + KEY.split()[1],
        )
    ],
]  # fmt: skip


@pytest.mark.parametrize(("kind", "written"), BAD)
def test_what_is_wrong_is_refused(kind: Any, written: object) -> None:
    assert refused(kind, written)


def test_a_password_in_an_address_is_neither_taken_nor_quoted() -> None:
    told = refused(RepositoryAddress, "https://me:8dk3tq@host/a")
    assert (True, False) == ('"https://***@host/a"' in told, "8dk3tq" in told)


def test_a_branch_is_main_where_nothing_is_said() -> None:
    assert "main" == GrantedRepository(url="/srv/git/a.git").branch


def test_signatures_need_signers() -> None:
    assert "no signer is named" in refused(GrantedRepository, {"url": "/a/b", "signed": "yes"})


def test_a_grant_names_a_repository() -> None:
    grant = Grant.model_validate({"repository": {"url": "git@host:a"}})
    assert "git@host:a" == (grant.repository.url if grant.repository else "")
