"""Given secrets: each account finds its own, and no message tells one."""

from __future__ import annotations

from pathlib import Path

import pytest

from schema.inventory import GatewayLine, Inventory, Mailbox
from schema.program import Origin
from schema.secret import Secret
from tenants.given_secrets import GivenSecrets, gather_secrets, read_given, variable_of
from tenants.key_file import Refused

KEY = bytes(32)
ORIGIN = Origin("north", ("trunks", "carrier", "gateways", 0))
GATEWAY = GatewayLine(
    "carrier-1.north", "north", "carrier", "192.0.2.1", secret="north:given:carrier", origin=ORIGIN
)


def secrets_file(folder: Path, text: str, mode: int = 0o600) -> Path:
    path = folder / "secrets.yaml"
    path.write_text(text)
    path.chmod(mode)
    return path


@pytest.mark.parametrize(
    ("account", "name", "expected"),
    [
        ("", "carrier", "PBXC_SECRET_CARRIER"),
        ("", "carrier-north", "PBXC_SECRET_CARRIER_NORTH"),
        ("north/harbour", "carrier", "PBXC_SECRET_NORTH__HARBOUR__CARRIER"),
        ("", "north--carrier", ""),
        ("north-", "carrier", ""),
    ],
)
def test_a_variable_is_named_for_one_secret_only(account: str, name: str, expected: str) -> None:
    assert expected == variable_of(account, name)


def test_the_environment_comes_before_the_file() -> None:
    given = GivenSecrets({("/", "carrier"): Secret("file")}, {"PBXC_SECRET_CARRIER": "environment"})
    assert Secret("environment") == given.find("", "carrier")


def test_a_file_holds_secrets_by_account_and_name(tmp_path: Path) -> None:
    path = secrets_file(tmp_path, "/: {carrier: one}\nnorth/harbour: {carrier: two}\n")
    given = read_given(path, {})
    found = [given.find(account, "carrier") for account in ("", "north/harbour")]
    assert [Secret("one"), Secret("two")] == found


def test_an_account_does_not_find_another_ones_secret(tmp_path: Path) -> None:
    given = read_given(
        secrets_file(tmp_path, "north: {carrier: one}\n"), {"PBXC_SECRET_CARRIER": "x"}
    )
    assert None is given.find("south", "carrier")


@pytest.mark.parametrize(
    "text",
    ["a: [hush\n", "a: hush\n", "a: {b: {c: hush}}\n", "a: {b: }\n", "- hush\n", "a:\n\tb: hush\n"],
)
def test_a_file_that_is_wrong_is_refused_without_telling_what_is_in_it(
    tmp_path: Path, text: str
) -> None:
    with pytest.raises(Refused) as refused:
        read_given(secrets_file(tmp_path, text), {})
    assert "hush" not in str(refused.value)


def test_a_file_that_others_can_read_is_refused(tmp_path: Path) -> None:
    with pytest.raises(Refused, match="chmod 600"):
        read_given(secrets_file(tmp_path, "a: {b: c}\n", 0o644), {})


def test_a_gateways_password_is_gathered() -> None:
    given = GivenSecrets({("north", "carrier"): Secret("s3cret")}, {})
    secrets, missing = gather_secrets(Inventory(gateways=(GATEWAY,)), KEY, given)
    assert ("s3cret", ()) == (secrets.text("north:given:carrier").reveal(), missing)


def test_what_was_not_given_is_told_at_its_line_with_how_to_give_it() -> None:
    _, missing = gather_secrets(Inventory(gateways=(GATEWAY,)), KEY, GivenSecrets({}, {}))
    (found,) = missing
    assert ("SEC301", ORIGIN, True) == (
        found.code,
        found.origin,
        "PBXC_SECRET_NORTH__CARRIER" in found.help,
    )


def test_a_made_secret_need_not_be_given() -> None:
    box = Mailbox("299", "north", "Desk", "north:mailbox.desk:pin#0")
    _, missing = gather_secrets(Inventory(mailboxes=(box,)), KEY, GivenSecrets({}, {}))
    assert () == missing
