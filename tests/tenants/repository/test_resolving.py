"""A platform and the repositories that its grants name, as one tree."""

from __future__ import annotations

import shutil
from pathlib import Path

import pytest

from tenants.folder import read_tree
from tenants.repository.lock import Locked, lock_of, read_lock
from tenants.repository.repository import Repository
from tenants.repository.resolving import resolve
from tests.tenants.repository.town import Town


def test_the_accounts_of_all_repositories_are_one_tree(town: Town) -> None:
    assert ["", "harbour", "quay"] == [folder.account for folder in town.resolve().folders]


def test_the_tree_is_that_of_one_folder_with_the_same_files(town: Town, tmp_path: Path) -> None:
    whole = tmp_path / "whole"
    shutil.copytree(tmp_path / "platform", whole)
    shutil.copytree(tmp_path / "harbour", whole / "accounts" / "harbour")
    expected = [
        (f.account, [(s.path, s.data) for s in (*f.files, *f.grants)])
        for f in sorted(read_tree(whole).folders, key=lambda f: f.account)
    ]
    assert expected == [
        (f.account, [(s.path, s.data) for s in (*f.files, *f.grants)])
        for f in town.resolve().folders
    ]


def test_files_are_named_with_the_account_whose_repository_they_are_in(town: Town) -> None:
    names = [file.file for folder in town.resolve().folders for file in folder.files]
    assert ["account.yaml", "harbour:account.yaml", "accounts/quay/account.yaml"] == names


def test_the_lock_has_the_commit_of_each_repository(town: Town) -> None:
    heads = {name: town.work(name).git("rev-parse", "HEAD") for name in ("platform", "harbour")}
    expected = [
        Locked("", town.url("platform"), "main", heads["platform"]),
        Locked("harbour", town.url("harbour"), "main", heads["harbour"]),
    ]
    assert expected == list(town.resolve().lock.entries)


def test_a_lock_is_read_back_from_its_text(town: Town) -> None:
    lock = town.resolve().lock
    assert lock == read_lock(lock.text())


@pytest.mark.parametrize("text", ["", "[]", "{}", '{"version": 2, "repositories": []}',
                                  '{"version": 1, "repositories": [{"account": 1}]}'])  # fmt: skip
def test_what_is_no_lock_is_refused(text: str) -> None:
    with pytest.raises(ValueError, match="no lock"):
        read_lock(text)


def test_a_child_may_be_a_folder_and_a_branch_of_a_repository(town: Town) -> None:
    work = town.work("shared")
    town.push("shared", {"tenants/pier/account.yaml": "account: {name: Pier}\n"})
    work.git("push", "--quiet", str(town.folder / "shared.git"), "main:refs/heads/live/now")
    grant = town.grant("shared", path="tenants/pier", branch="live/now")
    town.push("platform", {"accounts/pier.yaml": grant})
    resolved = town.resolve()
    (pier,) = [folder for folder in resolved.folders if folder.account == "pier"]
    assert ["pier:tenants/pier/account.yaml"] == [file.file for file in pier.files]


def test_a_childs_repository_can_grant_repositories(town: Town) -> None:
    town.push("pier", {"account.yaml": "account: {name: Pier}\n"})
    grant = "repository: {url: https://127.0.0.1:9/pier}\n"
    town.push("harbour", {"accounts/pier.yaml": grant})
    resolved = resolve(
        town.platform,
        town.repositories,
        fetch=lambda repository: Repository.fetch(repository, timeout=20),
    )
    assert ("harbour/pier", "unknown") == (
        resolved.repositories[-1].account,
        resolved.repositories[-1].outcome,
    )


def test_a_push_to_one_repository_reads_that_one_anew(town: Town) -> None:
    before = town.go_live()
    town.push("harbour", {"account.yaml": "account: {name: Other}\n"})
    after = town.resolve()
    changed = [a.account for a, b in zip(after.folders, before.folders, strict=True) if a is not b]
    assert ["harbour"] == changed


def test_the_key_of_an_account_changes_with_its_grant_in_another_repository(town: Town) -> None:
    before = town.go_live().keys
    town.push("platform", {"accounts/harbour.yaml": town.grant("harbour") + "limits: {calls: 2}\n"})
    after = town.resolve().keys
    assert ["harbour"] == [account for account in before if before[account] != after[account]]


def test_an_account_without_a_grant_any_more_is_gone(town: Town) -> None:
    town.go_live()
    (town.folder / "platform/accounts/harbour.yaml").unlink()
    town.push("platform", {})
    resolved = town.resolve()
    assert (["", "quay"], frozenset()) == ([f.account for f in resolved.folders], resolved.unknown)


def test_the_recordings_of_every_repository_are_read(town: Town) -> None:
    town.push("harbour", {"media/hello.wav": b"RIFF harbour"})
    town.push("platform", {"accounts/quay/media/hello.wav": b"RIFF quay"})
    recordings = town.resolve().recordings
    assert [(b"RIFF harbour", 12), (b"RIFF quay", 9), (b"", 12)] == [
        recordings.read("harbour", "hello.wav", 100),
        recordings.read("quay", "hello.wav", 100),
        recordings.read("harbour", "hello.wav", 5),
    ]


def test_a_recording_is_named_where_people_find_it(town: Town) -> None:
    shown = town.resolve().recordings.shown
    assert ["harbour:media/a.wav", "accounts/quay/media/a.wav"] == [
        shown("harbour", "a.wav"),
        shown("quay", "a.wav"),
    ]


def test_no_recording_leads_out_of_its_repository(town: Town) -> None:
    (town.folder / "harbour" / "media").mkdir()
    (town.folder / "harbour" / "media" / "x.wav").symlink_to("../../platform/account.yaml")
    town.push("harbour", {})
    with pytest.raises(FileNotFoundError):
        town.resolve().recordings.read("harbour", "x.wav", 1000)


def test_a_lock_has_one_order() -> None:
    entries = [Locked("b", "u", "main", "1"), Locked("a", "u", "main", "2")]
    assert lock_of(entries) == lock_of(reversed(entries))
