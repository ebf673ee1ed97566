"""What a grant may name, and whose signatures it asks for."""

from __future__ import annotations

import shutil
import subprocess
from pathlib import Path

import pytest

from compiler import CHECKS, compile_folders
from compiler.diagnostics import Place
from schema.program import Origin
from schema.secret import Secret
from tenants.loading import load
from tenants.repository.location import Location
from tenants.repository.mounts import Mount
from tenants.repository.repository import FetchOutcome, Repository
from tenants.repository.resolving import Repositories, Resolved, platform_mount, resolve
from tests.tenants.commands import run
from tests.tenants.repository.town import RULES, Town, codes, text_of


def found_of(resolved: Resolved, account: str) -> list[str]:
    """The codes of what is wrong with an account."""
    return [diagnostic.code for diagnostic in resolved.found.get(account, ())]


def test_a_folder_beside_the_grant_gives_way_and_is_told(town: Town) -> None:
    beside = {"accounts/harbour/account.yaml": "account: {name: Wrong}\n"}
    town.push("platform", beside)
    resolved = town.resolve()
    assert (["GIT310"], "account: {name: Harbour}\n") == (
        found_of(resolved, "harbour"),
        text_of(resolved, "harbour"),
    )


def test_a_folder_beside_the_grant_is_told_on_a_disk_too(town: Town) -> None:
    town.work("platform").write({"accounts/harbour/account.yaml": "account: {name: Wrong}\n"})
    told = load(town.folder / "platform", CHECKS).diagnostics
    assert ["GIT310"] == [found.code for found in told if found.code.startswith("GIT")]


def test_what_happens_to_repositories_is_explained() -> None:
    assert run("explain", "GIT304").stdout == run("explain", "history-rewritten").stdout


def test_a_finding_about_a_grant_stands_at_its_line(town: Town) -> None:
    town.push("platform", {"accounts/harbour/account.yaml": "account: {name: Wrong}\n"})
    resolved = town.resolve()
    (found,) = resolved.diagnostics
    compiled = compile_folders(resolved.folders, "root", CHECKS)
    assert (Origin("", ("accounts", "harbour", "repository")), "accounts/harbour.yaml", 1) == (
        found.origin,
        compiled.sources.place(found.origin).file,
        compiled.sources.place(found.origin).line,
    )


def test_a_repository_can_not_grant_itself(town: Town) -> None:
    grant = f"repository: {{url: {town.url('platform')}}}\n"
    town.push("platform", {"accounts/loop.yaml": grant})
    resolved = town.resolve()
    assert (["GIT311"], True) == (found_of(resolved, "loop"), resolved.is_unknown("loop"))


def test_a_repository_that_grants_its_parent_is_refused(town: Town) -> None:
    grant = "repository: {url: https://git.example/platform.git}\n"
    town.push("harbour", {"accounts/loop.yaml": grant})
    mount = town.platform
    above = mount.above | {"https://git.example/platform"}
    resolved = resolve(Mount("", mount.location, above=above), town.repositories)
    assert ["GIT311"] == found_of(resolved, "harbour/loop")


@pytest.mark.parametrize("way", ["file://", ""])
def test_a_reseller_can_not_name_a_repository_of_the_machine(town: Town, way: str) -> None:
    town.push("secret", {"account.yaml": "account: {name: Secret}\n"})
    grant = f"repository: {{url: {way}{town.folder}/secret.git}}\n"
    town.push("harbour", {"accounts/thief.yaml": grant})
    resolved = town.resolve()
    assert (["GIT312"], ["", "harbour", "quay"]) == (
        found_of(resolved, "harbour/thief"),
        [folder.account for folder in resolved.folders],
    )


def test_a_grant_that_can_not_be_read_makes_its_child_unknown(town: Town) -> None:
    town.go_live()
    town.push("platform", {"accounts/harbour.yaml": "repository: {url: nonsense}\n"})
    assert town.resolve().is_unknown("harbour")


def test_a_credential_nobody_gave_is_told(town: Town) -> None:
    town.push("platform", {"accounts/harbour.yaml": town.grant("harbour", credential="key")})
    resolved = town.resolve()
    assert ([("GIT313", "error")], True) == (codes(resolved.told), resolved.is_unknown("harbour"))


def test_a_credential_is_asked_of_the_account_that_grants(town: Town) -> None:
    asked = []

    def credential(account: str, name: str) -> Secret:
        asked.append((account, name))
        return Secret("token")

    town.repositories = Repositories(town.folder / "mirrors", credential)
    grant = "repository: {url: https://127.0.0.1:9/pier, credential: pier-key}\n"
    town.push("harbour", {"accounts/pier.yaml": grant})
    town.push("platform", {"accounts/harbour.yaml": town.grant("harbour", credential="key")})
    town.resolve()
    assert [("", "key"), ("harbour", "pier-key")] == asked


def test_only_the_platforms_own_grants_may_use_the_machines_keys(town: Town) -> None:
    grant = "repository: {url: git@127.0.0.1:pier}\n"
    town.push("harbour", {"accounts/pier.yaml": grant})
    trusted: dict[str, bool] = {}

    def fetch(repository: Repository) -> FetchOutcome:
        trusted[repository.location.url] = repository.location.trusted
        return repository.fetch() if repository.location.way == "file" else FetchOutcome("failed")

    resolve(town.platform, town.repositories, fetch=fetch)
    expected = {town.url("platform"): True, town.url("harbour"): True, "git@127.0.0.1:pier": False}
    assert expected == trusted


def test_two_credentials_have_two_mirrors() -> None:
    url = "https://git.example/a"
    names = {Location(url).mirror, Location(url, trusted=True).mirror}
    assert 2 == len(names)


def test_another_repository_in_the_grant_starts_from_nothing(town: Town) -> None:
    town.go_live()
    town.push("other", {"account.yaml": "account: {name: Other}\n"})
    town.push("platform", {"accounts/harbour.yaml": town.grant("other")})
    assert ("account: {name: Other}\n", "ahead") == (
        text_of(town.resolve(), "harbour"),
        town.resolve().repositories[1].advance,
    )


def test_the_place_of_the_platform_itself_is_told(town: Town) -> None:
    shutil.rmtree(town.folder / "platform.git")
    (found,) = town.resolve().told
    assert Place("the platform's repository") == found.origin


# --- signatures -------------------------------------------------------------------------------


@pytest.fixture
def key(tmp_path: Path) -> str:
    """Alice's key; its public line."""
    command = ["ssh-keygen", "-q", "-t", "ed25519", "-N", "", "-C", "alice@example.com"]
    subprocess.run([*command, "-f", str(tmp_path / "key")], check=True)
    return (tmp_path / "key.pub").read_text().strip()


def signed(town: Town, name: str, text: str) -> str:
    """Commits an account file that Alice signs, and pushes it."""
    work = town.work(name)
    for setting, value in (("gpg.format", "ssh"), ("user.signingKey", str(town.folder / "key"))):
        work.git("config", setting, value)
    work.write({"account.yaml": text})
    work.git("add", "--all")
    work.git("commit", "--quiet", "-S", "--message", "Signed")
    work.push(town.folder / f"{name}.git")
    return work.git("rev-parse", "HEAD")


def ask_for_signatures(town: Town, key: str) -> None:
    """The platform's grant asks Harbour to sign."""
    grant = town.grant("harbour", signed="yes", signers=f"[{key}]")
    town.push("platform", {"accounts/harbour.yaml": grant})


def test_a_signed_commit_goes_live_and_its_signer_is_known(town: Town, key: str) -> None:
    ask_for_signatures(town, key)
    commit = signed(town, "harbour", "account: {name: Signed}\n")
    harbour = town.resolve().repositories[1]
    assert ("taken", ((commit, "alice@example.com"),)) == (harbour.outcome, harbour.signers)


def test_an_unsigned_commit_is_refused_by_name_and_author(town: Town, key: str) -> None:
    town.go_live()
    ask_for_signatures(town, key)
    commit = town.push("harbour", {"account.yaml": "account: {name: Unsigned}\n"})
    resolved = town.resolve()
    (found,) = resolved.told
    assert ("GIT306", "error", True, True, "account: {name: Harbour}\n") == (
        found.code,
        found.severity,
        commit[:10] in found.message,
        "Alice Ng <alice@example.com>" in found.message,
        text_of(resolved, "harbour"),
    )


def test_an_unsigned_commit_below_a_signed_one_is_refused(town: Town, key: str) -> None:
    town.go_live()
    ask_for_signatures(town, key)
    town.push("harbour", {"more.yaml": ""})
    signed(town, "harbour", "account: {name: Signed}\n")
    assert [("GIT306", "error")] == codes(town.resolve().told)


def test_an_unsigned_commit_that_a_signed_merge_brings_is_refused(town: Town, key: str) -> None:
    town.go_live()
    ask_for_signatures(town, key)
    work = town.work("harbour")
    work.git("checkout", "--quiet", "-b", "side")
    work.commit({"side.yaml": ""})
    work.git("checkout", "--quiet", "main")
    signed(town, "harbour", "account: {name: Signed}\n")
    work.git("merge", "--quiet", "--no-ff", "-S", "--message", "Merge", "side")
    work.push(town.folder / "harbour.git")
    assert [("GIT306", "error")] == codes(town.resolve().told)


def test_a_signer_whom_only_the_child_names_is_a_stranger(town: Town, key: str) -> None:
    town.go_live()
    other = key.replace("alice", "bob").replace("AAAAC3", "AAAAC3", 1)
    ask_for_signatures(town, f"{other[:40]}{'A' * 20}{other[60:]}")
    signed(town, "harbour", f"repository: {{signers: ['{key}']}}\n")
    assert [("GIT307", "error")] == codes(town.resolve().told)


def test_the_platform_may_ask_for_signatures_everywhere(town: Town) -> None:
    town.push("platform", {"account.yaml": RULES.replace("rewrites: allow", "signed: yes")})
    assert [("GIT306", "error")] == codes(town.resolve().told)


def test_who_signs_for_the_platform_is_said_by_the_installation(town: Town, key: str) -> None:
    platform = platform_mount(Location(town.url("platform")), signers=[key])
    refused = resolve(platform, town.repositories)
    commit = signed(town, "platform", "account: {name: Platform}\n# signed\n")
    taken = resolve(platform, town.repositories)
    assert ([("GIT306", "error")], commit) == (
        codes(refused.told),
        taken.lock.commit("", town.url("platform"), "main"),
    )
