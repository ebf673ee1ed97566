"""An account to call: people with a phone and a number each, and endless small changes of them."""

from __future__ import annotations

from pathlib import Path

PEOPLE = 60
FIRST = 9_025_550_100
CARRIER = "line"

ACCOUNT = """\
account:
  type: master
  name: Load
  timezone: America/Halifax
  country: CA
  main_number: +1{first}
  default_location: location.pier
  platform: {{domain: load.example}}

locations:
  pier: {{street: 1 Pier Road, city: Halifax, region: NS, postal_code: B3J 2K9, country: CA}}

trunks:
  {carrier}:
    gateways: [{{host: {address}}}]
    emergency: true

users:
{users}
numbers:
{numbers}"""


def number_of(person: int) -> str:
    """The number that rings somebody."""
    return f"+1{FIRST + person}"


def account_text(address: str, people: int = PEOPLE) -> str:
    """The account's file; `address` is its carrier's."""
    users = "".join(
        f"  u{one:02}:\n    name: User {one}\n    extensions: [{101 + one}]\n"
        "    devices: {desk: {}}\n    ring: {for: 20s}\n    voicemail: false\n"
        for one in range(people)
    )
    numbers = "".join(f"  {number_of(one)}: user.u{one:02}\n" for one in range(people))
    return ACCOUNT.format(
        first=FIRST, carrier=CARRIER, address=address, users=users, numbers=numbers
    )


def changed(text: str, turn: int) -> str:
    """The account's file with another name and another ring time of everybody: each `turn` gives
    another generation, whose steps are all others."""
    return text.replace("name: User", f"name: User {turn}.").replace(
        "{for: 20s}", f"{{for: {20 + turn % 30}s}}"
    )


def write_account(folder: Path, address: str, people: int = PEOPLE) -> Path:
    """The account as a folder that `pbxc` can be pointed at."""
    folder.mkdir(parents=True)
    (folder / "account.yaml").write_text(account_text(address, people), encoding="utf-8")
    return folder
