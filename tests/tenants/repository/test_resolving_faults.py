"""What can't be read, or was rewritten, takes nothing down that is live."""

from __future__ import annotations

import shutil
from pathlib import Path

from tenants.repository.location import Location
from tenants.repository.mounts import Mount
from tenants.repository.resolving import Repositories, platform_mount, resolve
from tests.tenants.repository.gits import Work
from tests.tenants.repository.town import RULES, Town, codes, rewrite, text_of


def test_a_repository_that_can_not_be_fetched_stays_as_it_was(town: Town) -> None:
    before = town.go_live()
    shutil.rmtree(town.folder / "harbour.git")
    after = town.resolve()
    assert (before.folders, before.lock, frozenset(), [("GIT301", "warning")]) == (
        after.folders,
        after.lock,
        after.unknown,
        codes(after.told),
    )


def test_a_repository_that_was_never_read_is_unknown(town: Town) -> None:
    shutil.rmtree(town.folder / "harbour.git")
    resolved = town.resolve()
    assert (frozenset({"harbour"}), [("GIT301", "error")], True, False) == (
        resolved.unknown,
        codes(resolved.told),
        resolved.is_unknown("harbour/pier"),
        resolved.is_unknown("harbours"),
    )


def test_without_the_platform_nothing_is_known(town: Town) -> None:
    shutil.rmtree(town.folder / "platform.git")
    resolved = town.resolve()
    assert ((), True) == (resolved.folders, resolved.is_unknown("harbour"))


def test_while_the_platform_is_unknown_no_live_commit_is_forgotten(town: Town) -> None:
    town.go_live()
    shutil.rmtree(town.folder / "platform.git")
    shutil.rmtree(town.folder / "mirrors")
    town.repositories = Repositories(town.folder / "mirrors")
    assert town.live == town.resolve().lock


def test_a_commit_that_is_offered_while_fetching_fails_is_not_taken(town: Town) -> None:
    before = town.go_live()
    town.push("harbour", {"account.yaml": "account: {name: New}\n"})
    repository = town.repositories.at(Location(town.url("harbour"), trusted=True))
    repository.fetch()
    shutil.rmtree(town.folder / "harbour.git")
    assert before.lock == town.resolve().lock


def test_a_branch_that_is_deleted_removes_nothing(town: Town) -> None:
    before = town.go_live()
    Work(town.folder / "harbour.git").git("update-ref", "-d", "refs/heads/main")
    after = town.resolve()
    assert (before.folders, [("GIT303", "warning")]) == (after.folders, codes(after.told))


def test_a_history_that_is_rewritten_is_refused(town: Town) -> None:
    town.push("harbour", {"account.yaml": "account: {name: Two}\n"})
    before = town.go_live()
    work = town.work("harbour")
    work.write({"account.yaml": "account: {name: Evil}\n"})
    work.git("commit", "--quiet", "--all", "--amend", "--message", "Evil")
    work.push(town.folder / "harbour.git", "--force")
    after = town.resolve()
    assert (before.folders, [("GIT304", "error")], "rewritten") == (
        after.folders,
        codes(after.told),
        after.repositories[1].advance,
    )


def test_a_rewritten_history_is_taken_where_the_platform_allows_it(town: Town) -> None:
    town.push("platform", {"account.yaml": RULES})
    town.push("harbour", {"account.yaml": "account: {name: Two}\n"})
    town.go_live()
    rewrite(town, "harbour", {"account.yaml": "account: {name: Three}\n"})
    assert "account: {name: Three}\n" == text_of(town.resolve(), "harbour")


def test_a_rewritten_platform_can_not_allow_itself(town: Town) -> None:
    town.go_live()
    rewrite(town, "platform", {"account.yaml": RULES})
    assert [("GIT304", "error")] == codes(town.resolve().told)


def test_a_child_can_not_allow_itself_to_rewrite(town: Town) -> None:
    town.go_live()
    rewrite(town, "harbour", {"account.yaml": RULES})
    assert [("GIT304", "error")] == codes(town.resolve().told)


def test_a_revert_after_a_rewrite_goes_live_again(town: Town) -> None:
    town.push("harbour", {"account.yaml": "account: {name: Two}\n"})
    town.go_live()
    live = town.work("harbour").git("rev-parse", "HEAD")
    rewrite(town, "harbour", {"account.yaml": "account: {name: Evil}\n"})
    town.live = town.resolve().lock
    town.work("harbour").git("reset", "--quiet", "--hard", live)
    commit = town.push("harbour", {"account.yaml": "account: {name: Good}\n"}, "--force")
    assert commit == town.resolve().lock.commit("harbour", town.url("harbour"), "main")


def damage(folder: Path, blob: str) -> None:
    """Overwrites an object of a git folder."""
    (file,) = folder.glob(f"objects/{blob[:2]}/{blob[2:]}")
    file.chmod(0o600)
    file.write_bytes(b"rubbish")


def local(town: Town) -> Mount:
    """The platform read in place, where nothing can be fetched anew."""
    return platform_mount(Location(str(town.folder / "platform.git")))


def test_an_account_with_a_damaged_file_is_unknown_and_the_others_are_read(town: Town) -> None:
    blob = town.work("platform").git("rev-parse", "HEAD:accounts/quay/account.yaml")
    damage(town.folder / "platform.git", blob)
    resolved = resolve(local(town), town.repositories)
    assert (frozenset({"quay"}), ["YML203"], ["", "harbour", "quay"]) == (
        resolved.unknown,
        [diagnostic.code for diagnostic in resolved.found["quay"]],
        [folder.account for folder in resolved.folders],
    )


def test_children_are_unknown_where_the_list_of_them_is_damaged(town: Town) -> None:
    damage(town.folder / "platform.git", town.work("platform").git("rev-parse", "HEAD:accounts"))
    assert resolve(local(town), town.repositories).is_unknown("quay")


def test_a_damaged_commit_leaves_what_is_live(town: Town) -> None:
    before = resolve(local(town), town.repositories)
    tree = town.push("platform", {"account.yaml": "account: {name: New}\n"})
    damage(town.folder / "platform.git", town.work("platform").git("rev-parse", f"{tree}^{{tree}}"))
    after = resolve(local(town), town.repositories, before.lock)
    assert (before.folders, before.lock, [("GIT302", "warning")]) == (
        after.folders,
        after.lock,
        codes(after.told),
    )


def test_a_damaged_mirror_mends_itself(town: Town) -> None:
    before = town.go_live()
    town.repositories = Repositories(town.folder / "mirrors")
    for file in (town.folder / "mirrors").rglob("*.pack"):
        file.chmod(0o600)
        file.write_bytes(b"rubbish")
    assert before.folders == town.resolve().folders


def test_a_folder_that_the_commit_does_not_have_leaves_what_is_live(town: Town) -> None:
    town.push("platform", {"accounts/harbour.yaml": town.grant("harbour", path="telephony")})
    town.push("harbour", {"telephony/account.yaml": "account: {name: T}\n"})
    before = town.go_live()
    shutil.rmtree(town.folder / "harbour" / "telephony")
    town.push("harbour", {"other.yaml": ""})
    after = town.resolve()
    assert (before.folders, [("GIT309", "error")]) == (after.folders, codes(after.told))


def test_live_commits_are_kept_in_the_mirrors(town: Town) -> None:
    town.push("harbour", {"account.yaml": "account: {name: Two}\n"})
    before = town.go_live()
    town.repositories.keep(town.live)
    rewrite(town, "harbour", {"account.yaml": "account: {name: Evil}\n"})
    town.resolve()
    for mirror in (town.folder / "mirrors").iterdir():
        Work(mirror).git("gc", "--quiet", "--prune=now")
    town.repositories = Repositories(town.folder / "mirrors")
    assert before.folders == town.resolve().folders
