"""`pbxc phones` vendors, adopt and onboard."""

from __future__ import annotations

from collections.abc import Iterator
from pathlib import Path
from typing import Any

import pytest

from compiler import compile_folders
from targets.provisioning.capability import all_models
from targets.provisioning.vendor import all_vendors
from tenants.controller.control import ControlServer, Refusal, Reply, Request, Result
from tenants.folder import read_tree
from tests.provisioning.samples import sample_phone
from tests.tenants.commands import run, run_json
from tests.tenants.installations import install

URL = "https://phones.example.com:9443/onboard/6tb8uDQtvDfhJdGrwHMk55C5abcdefgh"
ADOPTED = ("yealink-t54w", "htek-uc924", "grandstream-grp2614")
OFFICE = """
account:
  name: Office
  timezone: Europe/Amsterdam
  country: NL
  main_number: +31201234500
  default_location: location.hall
  platform: {domain: office.test, edge: {tls_certificate: /c.pem, tls_key: /k.pem}}
locations:
  hall: {street: Damrak 1, city: Amsterdam, region: NH, postal_code: 1012 LG, country: NL}
trunks:
  north: {gateways: [{host: 192.0.2.21}], emergency: true}
numbers:
  +31201234500: hangup
users:
  bob: {name: Bob, extensions: [201], devices: {desk: {}}}
"""


def written(model: str, folder: Path) -> Path:
    """The file of a phone that was provisioned by somebody else."""
    vendor = all_vendors()[all_models()[model].vendor]
    dialect = vendor.dialect(all_models()[model].dialect)
    files = vendor.files(sample_phone(model), dialect)
    file = max(files, key=lambda one: len(one.settings))
    path = folder / file.name
    path.write_text(file.document.fill(dict.fromkeys(file.document.secrets, "s3cret")))
    return path


# --- vendors -------------------------------------------------------------------------------------


def test_every_vendor_is_told_with_its_dialects_and_models() -> None:
    told = {one["vendor"]: one for one in run_json("phones", "vendors")["vendors"]}
    assert list(all_vendors()) == list(told)
    assert [one.slug for one in all_vendors()["yealink"].dialects] == [
        one["dialect"] for one in told["yealink"]["dialects"]
    ]
    assert set(all_models()) == {one["model"] for told in told.values() for one in told["models"]}


def test_vendors_are_a_table_for_people() -> None:
    lines = run("phones", "vendors").stdout.splitlines()
    assert 1 + len(all_vendors()) == len(lines)
    assert ["linphone", "Linphone", "lpconfig"] == lines[
        1 + list(all_vendors()).index("linphone")
    ].split()[:3]


def test_a_vendors_models_are_told_with_who_says_what_they_can_do() -> None:
    text = run("phones", "vendors", "yealink").stdout
    assert "yealink-t54w" in text
    assert "wazo-provd-plugins" in text


def test_an_unknown_vendor_is_told() -> None:
    result = run("phones", "vendors", "yealnk")
    assert (2, True) == (result.exit_code, "yealink" in result.stderr)


# --- adopt ---------------------------------------------------------------------------------------


@pytest.mark.parametrize("model", ADOPTED)
def test_what_is_read_of_a_file_is_language(model: str, tmp_path: Path) -> None:
    file = written(model, tmp_path)
    text = run("phones", "adopt", file, "--model", model, "--name", "taken").stdout
    (tmp_path / "tree").mkdir()
    (tmp_path / "tree/account.yaml").write_text(OFFICE)
    (tmp_path / "tree/taken.yaml").write_text(
        text.replace("devices:\n  taken:\n", "devices:\n  taken:\n    extension: 190\n")
    )
    compiled = compile_folders(read_tree(tmp_path / "tree").folders, "tree")
    assert [] == [one.message for one in compiled.diagnostics if one.severity == "error"]
    assert compiled.inventory is not None
    (phone,) = compiled.inventory.phones
    assert (model, "805ec0a1b2c3") == (phone.model, phone.mac)
    assert ["line", "blf", "speed_dial"] == [one.kind for one in phone.keys]


@pytest.mark.parametrize("model", ADOPTED)
def test_no_password_is_read(model: str, tmp_path: Path) -> None:
    file = written(model, tmp_path)
    for form in ("yaml", "json"):
        assert "s3cret" not in run("phones", "adopt", file, "--format", form).stdout


def test_settings_that_may_be_written_freely_are_taken_over(tmp_path: Path) -> None:
    file = tmp_path / "805ec0a1b2c3.cfg"
    file.write_text("#!version:1.0.0.1\nphone_setting.ring_type = Ring2.wav\nno.such.thing = 1\n")
    told = run_json("phones", "adopt", file, "--model", "yealink-t54w")
    assert {"phone_setting.ring_type": "Ring2.wav"} == told["device"]["settings"]
    assert ["no.such.thing"] == told["left"]


def test_the_names_of_what_is_left_are_comments_whatever_they_hold(tmp_path: Path) -> None:
    file = written("htek-uc924", tmp_path)
    text = run("phones", "adopt", file).stdout
    behind = text.partition("# Its model is missing")[2]
    assert behind
    assert [] == [line for line in behind.splitlines()[1:] if not line.startswith("#")]


@pytest.mark.parametrize(
    ("content", "words", "expected"),
    [
        (b"hello", (), "say it with --vendor"),
        (b"\xff\xfe\x00", (), "is no text"),
        (b"<hl_provision", (), "is no file of Htek"),
        (b"x" * 1_100_000, (), "too large"),
    ],
)
def test_what_is_no_phones_file_is_told(
    content: bytes, words: tuple[str, ...], expected: str, tmp_path: Path
) -> None:
    (tmp_path / "some.cfg").write_bytes(content)
    assert expected in str(run("phones", "adopt", tmp_path / "some.cfg", *words).exception)


def test_a_file_of_a_vendor_that_cant_be_read_is_told(tmp_path: Path) -> None:
    (tmp_path / "some.cfg").write_text("a = 1\n")
    result = run("phones", "adopt", tmp_path / "some.cfg", "--vendor", "poly")
    assert (2, True) == (result.exit_code, "files of poly can't be read" in result.stderr)


def test_a_file_that_isnt_there_is_told(tmp_path: Path) -> None:
    assert "no such file" in str(run("phones", "adopt", tmp_path / "no.cfg").exception)


# --- onboard -------------------------------------------------------------------------------------


@pytest.fixture
def asked(tmp_path: Path, monkeypatch: pytest.MonkeyPatch) -> Iterator[list[dict[str, Any]]]:
    """What a controller was asked that makes links."""
    install(tmp_path)
    monkeypatch.setenv("PBXC_CONFIG", str(tmp_path / "pbxc.yaml"))
    requests: list[dict[str, Any]] = []

    def answer(request: Request, who: str) -> Iterator[Reply]:
        requests.append({"do": request.do, **request.fields})
        if request.fields["phone"] == "nobody":
            yield Refusal("There is no phone nobody: see pbxc phones.")
            return
        until = "2026-11-24T12:00:00+00:00"
        yield Result({"phone": str(request.fields["phone"]), "url": URL, "until": until})

    with ControlServer(tmp_path / "state", answer):
        yield requests


def test_a_link_is_printed_with_its_code(asked: list[dict[str, Any]]) -> None:
    text = run("phones", "onboard", "anna-soft@h.example.com").stdout
    assert [{"do": "onboard", "phone": "anna-soft@h.example.com", "seconds": 86400}] == asked
    assert f"{URL}\nfor anna-soft@h.example.com, once, until 2026-11-24 12:00:00Z\n" in text
    assert "▄" in text


def test_a_link_lasts_as_long_as_somebody_says(asked: list[dict[str, Any]]) -> None:
    run("phones", "onboard", "anna-soft@h.example.com", "--expires", "2h")
    assert [7200] == [one["seconds"] for one in asked]


def test_a_link_is_json_too(asked: list[dict[str, Any]]) -> None:
    told = run_json("phones", "onboard", "anna-soft@h.example.com")
    assert (1, URL) == (told["version"], told["url"])


@pytest.mark.parametrize(("name", "begins"), [("code.png", b"\x89PNG"), ("code.svg", b"<svg")])
def test_a_code_is_written_for_its_owners_eyes(
    name: str, begins: bytes, asked: list[dict[str, Any]], tmp_path: Path
) -> None:
    run("phones", "onboard", "anna-soft@h.example.com", "--picture", tmp_path / name)
    written = tmp_path / name
    assert (begins, 0o600) == (written.read_bytes()[: len(begins)], written.stat().st_mode & 0o777)


@pytest.mark.parametrize("words", [("--expires", "soon"), ("--picture", "code.gif")])
def test_what_cant_be_is_refused_before_a_link_is_made(
    words: tuple[str, str], asked: list[dict[str, Any]]
) -> None:
    assert 2 == run("phones", "onboard", "anna-soft@h.example.com", *words).exit_code
    assert [] == asked


def test_an_unknown_phone_is_told(asked: list[dict[str, Any]]) -> None:
    assert "There is no phone nobody" in str(run("phones", "onboard", "nobody").exception)
