"""A repository: what is fetched from it, how its branches move, and what we write into it."""

from __future__ import annotations

import shutil
import threading
from pathlib import Path

import pytest

from tenants.repository.location import Location
from tenants.repository.objects import Unreadable
from tenants.repository.program import run_git
from tenants.repository.repository import NOTES, Repository
from tests.tenants.repository.gits import Work, new_bare, new_work

NOBODY = "1" * 40


@pytest.fixture
def work(tmp_path: Path) -> Work:
    """A person's working copy."""
    return new_work(tmp_path / "work")


@pytest.fixture
def bare(tmp_path: Path, work: Work) -> Path:
    """The repository that people push to, with one commit."""
    bare = new_bare(tmp_path / "origin.git")
    work.commit({"account.yaml": "account: {name: One}\n"}, "One")
    work.push(bare)
    return bare


@pytest.fixture(params=["local", "mirror"])
def repository(request: pytest.FixtureRequest, bare: Path, tmp_path: Path) -> Repository:
    """The same repository, in place and by a mirror."""
    url = str(bare) if request.param == "local" else f"file://{bare}"
    return Repository.open(Location(url, trusted=True), tmp_path / "mirrors")


def head(repository: Repository, branch: str = "main") -> str:
    """The head of a branch that is there, after a fetch."""
    assert repository.fetch().ok
    found = repository.head(branch)
    assert found
    return found


# --- what is there --------------------------------------------------------------------------


def test_the_head_is_the_commit_that_was_pushed(repository: Repository, work: Work) -> None:
    assert work.git("rev-parse", "HEAD") == head(repository)


def test_a_push_moves_the_head(repository: Repository, work: Work, bare: Path) -> None:
    head(repository)
    commit = work.commit({"account.yaml": "two"})
    work.push(bare)
    assert commit == head(repository)


def test_a_branch_that_was_never_there_has_no_head(repository: Repository) -> None:
    head(repository)
    assert None is repository.head("other")


def test_nothing_is_checked_out_and_no_hook_runs(
    repository: Repository, work: Work, bare: Path, tmp_path: Path
) -> None:
    head(repository)
    for hook in ("post-checkout", "post-merge", "reference-transaction", "pre-push", "post-update"):
        file = repository.path / "hooks" / hook
        file.parent.mkdir(exist_ok=True)
        file.write_text(f"#!/bin/sh\ntouch {tmp_path}/ran\n")
        file.chmod(0o755)
    work.git("push", "--quiet", "--no-verify", str(bare), "main:side")
    (tmp_path / "ran").unlink(missing_ok=True)
    repository.fetch()
    repository.note(head(repository), "live")
    names = {path.name for path in tmp_path.rglob("*") if work.path not in path.parents}
    assert set() == names & {"ran", "account.yaml"}


def test_a_repository_that_is_not_there_is_told_not_thrown(tmp_path: Path) -> None:
    location = Location(f"file://{tmp_path}/nowhere.git")
    outcome = Repository.open(location, tmp_path / "mirrors").fetch()
    assert ("failed", True) == (outcome.ending, "nowhere.git" in outcome.reason)


def test_a_local_repository_that_is_not_there_can_not_be_read(tmp_path: Path) -> None:
    repository = Repository.open(Location(str(tmp_path / "nowhere.git")), tmp_path)
    with pytest.raises(Unreadable, match="no git repository"):
        repository.head("main")


def test_a_repository_that_vanishes_has_no_missing_branches(
    repository: Repository, bare: Path
) -> None:
    head(repository)
    shutil.rmtree(repository.path)
    with pytest.raises(Unreadable, match="it is gone"):
        repository.head("main")


def test_a_mirror_keeps_what_it_has_when_its_repository_vanishes(
    bare: Path, tmp_path: Path
) -> None:
    repository = Repository.open(Location(f"file://{bare}"), tmp_path / "mirrors")
    commit = head(repository)
    shutil.rmtree(bare)
    assert ("failed", commit) == (repository.fetch().ending, repository.head("main"))


def test_a_fetch_without_an_answer_ends(bare: Path, tmp_path: Path) -> None:
    repository = Repository.open(Location(f"file://{bare}"), tmp_path / "mirrors")
    assert "timed out" == repository.fetch(timeout=0.0).ending


def test_a_fetch_of_too_much_ends(bare: Path, work: Work, tmp_path: Path) -> None:
    work.commit({"big.wav": bytes(range(256)) * 4})
    work.push(bare)
    repository = Repository.open(Location(f"file://{bare}"), tmp_path / "mirrors")
    assert "too large" == repository.fetch(largest=300).ending


@pytest.mark.parametrize("url", ["ext::sh -c true", "git://127.0.0.1/x", "http://127.0.0.1:9/x"])
def test_no_other_protocol_is_spoken(url: str) -> None:
    answer = run_git(["ls-remote", "--", url], Location(url), 20)
    assert ("failed", True) == (answer.ending, "not allowed" in answer.reason)


def test_a_damaged_mirror_is_fetched_anew_each_time(bare: Path, tmp_path: Path) -> None:
    repository = Repository.open(Location(f"file://{bare}"), tmp_path / "mirrors")
    commit = head(repository)
    for _ in range(2):
        before = repository.objects  # stays open, as where somebody still reads from it
        for file in (repository.path / "objects").rglob("*"):
            if file.is_file():
                file.chmod(0o600)
                file.write_bytes(b"rubbish")
        assert ("done", "One") == (
            repository.renew().ending,
            repository.objects.commit(commit).subject,
        )
        assert before is not repository.objects
    assert 2 == len(list((tmp_path / "mirrors").iterdir()))


# --- history --------------------------------------------------------------------------------


def test_a_branch_that_grew_is_ahead(repository: Repository, work: Work, bare: Path) -> None:
    old = head(repository)
    work.commit({"a.yaml": "1"})
    work.commit({"a.yaml": "2"})
    work.push(bare)
    assert "ahead" == repository.advance(old, head(repository))


def test_the_same_commit_is_the_same(repository: Repository) -> None:
    old = head(repository)
    assert "same" == repository.advance(old, old)


def test_with_nothing_live_every_head_is_ahead(repository: Repository) -> None:
    assert "ahead" == repository.advance(None, head(repository))


def test_a_branch_that_was_moved_back_is_behind(
    repository: Repository, work: Work, bare: Path
) -> None:
    work.commit({"a.yaml": "1"})
    work.push(bare)
    old = head(repository)
    work.git("reset", "--quiet", "--hard", "HEAD~1")
    work.push(bare, "--force")
    assert "behind" == repository.advance(old, head(repository))


def test_a_history_that_was_written_anew_is_rewritten(
    repository: Repository, work: Work, bare: Path
) -> None:
    work.commit({"a.yaml": "1"})
    work.push(bare)
    old = head(repository)
    work.git("commit", "--quiet", "--amend", "--message", "Other")
    work.push(bare, "--force")
    assert "rewritten" == repository.advance(old, head(repository))


def test_a_live_commit_that_is_gone_was_rewritten(repository: Repository) -> None:
    assert "rewritten" == repository.advance(NOBODY, head(repository))


def test_another_history_altogether_is_unrelated(
    repository: Repository, work: Work, bare: Path
) -> None:
    old = head(repository)
    work.git("checkout", "--quiet", "--orphan", "new")
    work.commit({"b.yaml": "1"})
    work.git("branch", "--force", "main", "new")
    work.push(bare, "--force")
    assert "unrelated" == repository.advance(old, head(repository))


def test_a_branch_that_was_deleted_is_missing(
    repository: Repository, work: Work, bare: Path
) -> None:
    old = head(repository)
    Work(bare).git("update-ref", "-d", "refs/heads/main")
    repository.fetch()
    assert "missing" == repository.advance(old, repository.head("main"))


def test_a_history_that_is_cut_off_says_so(work: Work, tmp_path: Path) -> None:
    old = work.commit({"a.yaml": "1"})
    work.commit({"a.yaml": "2"})
    work.commit({"a.yaml": "3"})
    shallow = tmp_path / "shallow.git"
    work.git("clone", "--quiet", "--bare", "--depth=1", f"file://{work.path}", str(shallow))
    repository = Repository.open(Location(str(shallow)), tmp_path)
    assert "shallow" == repository.advance(old, head(repository))


def test_two_commits_with_a_gap_between_them_are_cut_off(work: Work, tmp_path: Path) -> None:
    old = work.commit({"a.yaml": "1"})
    shallow = tmp_path / "shallow.git"
    work.git("clone", "--quiet", "--bare", "--depth=1", f"file://{work.path}", str(shallow))
    work.commit({"a.yaml": "2"})
    work.commit({"a.yaml": "3"})
    Work(shallow).git("fetch", "--quiet", "--depth=1", f"file://{work.path}", "+main:main")
    repository = Repository.open(Location(str(shallow)), tmp_path)
    assert (True, "shallow") == (
        repository.objects.has(old),
        repository.advance(old, head(repository)),
    )


def test_a_shallow_clone_still_knows_what_it_has(work: Work, tmp_path: Path) -> None:
    work.commit({"a.yaml": "1"})
    old = work.commit({"a.yaml": "2"})
    work.commit({"a.yaml": "3"})
    shallow = tmp_path / "shallow.git"
    work.git("clone", "--quiet", "--bare", "--depth=2", f"file://{work.path}", str(shallow))
    repository = Repository.open(Location(str(shallow)), tmp_path)
    assert "ahead" == repository.advance(old, head(repository))


def test_a_merge_is_ahead_of_both_sides(repository: Repository, work: Work, bare: Path) -> None:
    old = head(repository)
    work.git("checkout", "--quiet", "-b", "side")
    side = work.commit({"b.yaml": "1"})
    work.git("checkout", "--quiet", "main")
    work.commit({"c.yaml": "1"})
    work.git("merge", "--quiet", "--no-ff", "--message", "Merge", "side")
    work.push(bare)
    new = head(repository)
    assert ["ahead", "ahead", 3] == [
        repository.advance(old, new),
        repository.advance(side, new),
        len(repository.commits(old, new)),
    ]


def test_new_commits_are_listed_with_their_authors(
    repository: Repository, work: Work, bare: Path
) -> None:
    old = head(repository)
    work.commit({"a.yaml": "1"}, "Second\n\nMore of it.")
    work.commit({"a.yaml": "2"}, "Third \x1b[31m")
    work.push(bare)
    expected = [("Third \ufffd[31m", "Alice Ng"), ("Second", "Alice Ng")]
    told = repository.commits(old, head(repository))
    assert expected == [(commit.subject, commit.author) for commit in told]


# --- what we write --------------------------------------------------------------------------


def test_notes_reach_the_repository_itself(repository: Repository, bare: Path) -> None:
    commit = head(repository)
    repository.note(commit, "live since 12:00")
    repository.note(commit, "rolled back at 12:05")
    expected = "live since 12:00\nrolled back at 12:05"
    assert expected == Work(bare).git("notes", "--ref", NOTES, "show", commit)


def test_notes_are_read_back(repository: Repository) -> None:
    commit = head(repository)
    repository.note(commit, "live")
    assert ("live\n", "") == (repository.notes(commit), repository.notes(NOBODY))


def test_notes_of_two_writers_are_all_there(bare: Path, tmp_path: Path) -> None:
    writers = [
        Repository.open(Location(f"file://{bare}"), tmp_path / "one"),
        Repository.open(Location(f"file://{bare}"), tmp_path / "two"),
        Repository.open(Location(str(bare)), tmp_path),
    ]
    for writer in writers:
        commit = head(writer)
    for line in range(4):
        for writer in writers:
            assert writer.note(commit, f"{writer.path.parent.name} {line}").ok
    expected = {f"{name} {line}" for name in ("one", "two", tmp_path.name) for line in range(4)}
    writers[0].fetch()
    assert expected == set(writers[0].notes(commit).split("\n")) - {""}


def test_no_note_is_lost_when_two_write_at_once(bare: Path, tmp_path: Path) -> None:
    commit = head(Repository.open(Location(str(bare)), tmp_path))
    written: list[str] = []

    def write(name: str) -> None:
        repository = Repository.open(Location(str(bare)), tmp_path)
        written.extend(
            f"{name} {line}" for line in range(20) if repository.note(commit, f"{name} {line}").ok
        )

    threads = [threading.Thread(target=write, args=(name,)) for name in "abc"]
    for thread in threads:
        thread.start()
    for thread in threads:
        thread.join()
    there = Repository.open(Location(str(bare)), tmp_path).notes(commit)
    assert sorted(written) == sorted(filter(None, there.split("\n")))


def test_a_note_that_can_not_be_pushed_is_told(bare: Path, tmp_path: Path) -> None:
    repository = Repository.open(Location(f"file://{bare}"), tmp_path / "mirrors")
    commit = head(repository)
    shutil.rmtree(bare)
    assert "failed" == repository.note(commit, "live").ending


def test_a_revert_is_a_new_branch_with_what_was_live(
    repository: Repository, work: Work, bare: Path
) -> None:
    live = head(repository)
    bad = work.commit({"account.yaml": "bad", "more.yaml": "bad"}, "Break it")
    work.push(bare)
    head(repository)
    proposal = repository.propose_revert(live, bad, "main", why="CALL101: nobody is rung")
    git = Work(bare)
    assert [f"pbxc/revert-{bad[:10]}", bad, "", bad] == [
        proposal.branch,
        git.git("rev-parse", f"{proposal.branch}~1"),
        git.git("diff", live, proposal.branch),
        git.git("rev-parse", "main"),
    ]


def test_a_revert_of_one_account_leaves_the_others(
    repository: Repository, work: Work, bare: Path
) -> None:
    work.commit({"accounts/a/x.yaml": "good", "accounts/b/x.yaml": "old"})
    work.push(bare)
    live = head(repository)
    bad = work.commit({"accounts/a/x.yaml": "bad", "accounts/b/x.yaml": "new"})
    work.push(bare)
    head(repository)
    branch = repository.propose_revert(live, bad, "main", ["accounts/a"]).branch
    git = Work(bare)
    assert ["good", "new"] == [git.git("show", f"{branch}:accounts/{a}/x.yaml") for a in "ab"]


def test_a_revert_of_a_new_account_takes_it_out(
    repository: Repository, work: Work, bare: Path
) -> None:
    live = head(repository)
    bad = work.commit({"accounts/a/x.yaml": "bad", "accounts/b/x.yaml": "new"})
    work.push(bare)
    head(repository)
    branch = repository.propose_revert(live, bad, "main", ["accounts/a"]).branch
    names = Work(bare).git("ls-tree", "-r", "--name-only", branch).split()
    assert ["account.yaml", "accounts/b/x.yaml"] == names


def test_a_revert_is_proposed_once(repository: Repository, work: Work, bare: Path) -> None:
    live = head(repository)
    bad = work.commit({"account.yaml": "bad"})
    work.push(bare)
    head(repository)
    first = repository.propose_revert(live, bad, "main")
    repository.fetch()
    assert first == repository.propose_revert(live, bad, "main")


def test_kept_commits_outlive_their_branch(bare: Path, work: Work, tmp_path: Path) -> None:
    repository = Repository.open(Location(f"file://{bare}"), tmp_path / "mirrors")
    old = head(repository)
    repository.keep([old])
    work.git("commit", "--quiet", "--amend", "--message", "Other")
    work.push(bare, "--force")
    head(repository)
    mirror = Work(repository.path)
    mirror.git("gc", "--quiet", "--prune=now")
    assert "commit" == mirror.git("cat-file", "-t", old)
