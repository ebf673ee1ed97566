"""What phones can't do is told by `check` and `compile`, where it is written."""

from __future__ import annotations

import re
from pathlib import Path

import pytest

from compiler.codes import Page, explanations
from compiler.codes_phones import phone_codes
from compiler.workshop import Workshop
from tenants.loading import load
from tenants.phone_findings import findings_in
from tests.compiler.trees import split_files
from tests.tenants.commands import run

MARK = re.compile(r"# expect: (\S+)")
PAGES = [explanations()[code] for code in phone_codes() if explanations()[code].bad]
ACCOUNT = {
    "name": "Harbour",
    "timezone": "America/Halifax",
    "country": "CA",
    "default_location": "clinic",
}
PLACE = """locations:
  clinic: {street: 1 Road, city: Halifax, region: NS, postal_code: B3H 1A1, country: CA}
"""


def tree(folder: Path, sample: str) -> Path:
    """The folder of an account, what a sample doesn't say filled in."""
    for path, text in split_files(sample).items():
        (folder / path).parent.mkdir(parents=True, exist_ok=True)
        (folder / path).write_text(text)
    (folder / "zz.yaml").write_text(PLACE)
    return folder


def whole(sample: str) -> str:
    """A sample with who the account is."""
    said = "".join(f"  {key}: {value}\n" for key, value in ACCOUNT.items())
    if "account:\n" in sample:
        return sample.replace("account:\n", f"account:\n{said}", 1)
    return f"account:\n{said}{sample}"


def found(folder: Path, sample: str) -> set[tuple[int, str]]:
    """The lines and codes of what is said of phones by their vendors' tables."""
    compiled = load(tree(folder, sample))
    return {
        (compiled.sources.place(one.origin, one.pointing).line, one.code)
        for one in compiled.diagnostics
        if one.code in phone_codes()
    }


def marked(sample: str) -> set[tuple[int, str]]:
    return {
        (number, code)
        for number, line in enumerate(sample.split("\n"), start=1)
        for code in MARK.findall(line)
    }


@pytest.mark.parametrize("page", PAGES, ids=lambda page: page.name)
def test_the_bad_sample_is_found_where_it_is_marked(page: Page, tmp_path: Path) -> None:
    assert marked(whole(page.bad)) == found(tmp_path, whole(page.bad))


@pytest.mark.parametrize("page", PAGES, ids=lambda page: page.name)
def test_the_good_sample_holds_no_mistake(page: Page, tmp_path: Path) -> None:
    assert set() == found(tmp_path, whole(page.good))


def test_there_are_samples() -> None:
    assert 5 < len(PAGES)


WRONG = "devices:\n  lobby: {model: yealink-t45w, mac: 80:5e:c0:aa:bb:01}\n"


@pytest.mark.parametrize("command", ["check", "compile"])
def test_commands_tell_it_with_the_place(command: str, tmp_path: Path) -> None:
    folder = tree(tmp_path / "a", whole(WRONG))
    more = ["-o", str(tmp_path / "out"), "--demo-key"] if command == "compile" else []
    done = run(command, str(folder), *more)
    said = f"{done.output}"
    assert (1, True, True) == (
        done.exit_code, "error[PH031] unknown-model" in said, "account.yaml:7:18" in said,
    )  # fmt: skip


def test_a_setting_of_all_phones_is_told_where_the_account_says_it(tmp_path: Path) -> None:
    sample = whole(
        "account:\n  phones:\n    settings:\n      yealink:\n        no.such: '1'\n"
        "devices:\n  lobby: {model: yealink-t54w, mac: 80:5e:c0:aa:bb:01}\n"
    )
    assert {(9, "PH032")} == found(tmp_path, sample)


ABOVE = """account:
  type: master
  name: Above
  timezone: America/Halifax
  country: CA
  platform: {domain: above.example, provisioning: {url: https://phones.above.example}}
keys: {far: [line, {directory: , at: 300}]}
# file: accounts/shop.yaml
type: standard
# file: accounts/shop/account.yaml
account: {name: Shop, timezone: America/Halifax, country: CA}
devices:
  lobby: {model: yealink-t54w, mac: 80:5e:c0:aa:bb:01, keys: far}
"""


def test_a_key_of_a_layout_from_above_is_told_where_it_is_taken(tmp_path: Path) -> None:
    compiled = load(tree(tmp_path, ABOVE))
    told = [one for one in compiled.diagnostics if one.code == "PH002"]
    places = [compiled.sources.place(one.origin, one.pointing) for one in told]
    assert [("accounts/shop/account.yaml", 3)] == [
        (place.file.removeprefix(f"{tmp_path}/"), place.line) for place in places
    ]


def test_a_warning_of_phones_is_allowed_in_place(tmp_path: Path) -> None:
    sample = whole(
        "account:\n  phones: {expires: 90s}\ndevices:\n"
        "  # pbxc: allow expiry-rounded because the carrier wants it\n"
        "  lobby: {model: htek-uc924, mac: 00:1f:c1:aa:bb:02}\n"
    )
    assert set() == found(tmp_path, sample)


def test_an_error_of_phones_is_never_allowed(tmp_path: Path) -> None:
    sample = whole(WRONG.replace("  lobby", "  # pbxc: allow unknown-model because so\n  lobby"))
    assert {(8, "PH031")} == found(tmp_path, sample)


def test_an_account_that_is_wrong_otherwise_is_still_told_of(tmp_path: Path) -> None:
    sample = whole(f"{WRONG}groups: {{sales: [user.nobody]}}\n")
    assert {(7, "PH031")} == found(tmp_path, sample)


def test_what_names_nothing_keeps_phones_from_being_looked_at(tmp_path: Path) -> None:
    sample = whole(f"account:\n  hold_music: nowhere\n{WRONG}")
    compiled = load(tree(tmp_path, sample))
    assert {"REF101"} <= {one.code for one in compiled.diagnostics}


def test_a_workshop_tells_the_same(tmp_path: Path) -> None:
    compiled = load(tree(tmp_path, whole(WRONG)))
    folders = tuple(one.folder for one in compiled.sources.accounts.values())
    again = Workshop(findings_in).compile(folders, compiled.name)
    assert [one.code for one in compiled.diagnostics] == [one.code for one in again.diagnostics]


@pytest.mark.parametrize("topic", ["PH014", "PH031", "too-many-keys"])
def test_codes_of_phones_are_explained(topic: str) -> None:
    assert topic.lower() in run("explain", topic).output.lower()
