"""Accounts to measure with, made of nothing but a number: the same number gives the same bytes.

`one_account` is an account of 50 users alone (A50). `platform` is a master with resellers and many
such accounts under them (W is 200 under 10). They use what real accounts use, in the proportions
real ones do, and hold no mistake.
"""

from __future__ import annotations

import io
import wave
from collections.abc import Iterable, Iterator
from dataclasses import dataclass
from pathlib import Path

from bench.callflows import CALLFLOWS, MENUS, RECORDINGS, SCENARIOS, SCHEDULES
from compiler.sources import AccountFolder, SourceFile

USERS = 50
FIRST_NAMES = ("Anna", "Ben", "Carla", "David", "Emma", "Farid", "Greta", "Hugo", "Ines", "Jonas")
LAST_NAMES = ("Berg", "Okafor", "Silva", "Tanaka", "Murphy")
VENDORS = {"yealink-t54w": "80:5e:c0", "htek-uc924": "00:1f:c1", "snom-d785": "00:04:13"}
"""Models of phones, and how the hardware addresses of their vendors begin."""
MODELS = tuple(VENDORS)
TEAMS = ("reception", "sales", "support", "accounts")
NUMBERS_EACH = 20
LOWEST_NUMBER = 2_220_000


@dataclass(frozen=True)
class Person:
    """One user of a generated account, counted from 0."""

    index: int

    @property
    def first(self) -> str:
        """The first name."""
        return FIRST_NAMES[self.index % len(FIRST_NAMES)]

    @property
    def last(self) -> str:
        """The family name."""
        return LAST_NAMES[self.index // len(FIRST_NAMES)]

    @property
    def slug(self) -> str:
        """The name in references: `anna-berg`."""
        return f"{self.first}-{self.last}".lower()


def phone_number(account: int, index: int) -> str:
    """A telephone number that only this account has."""
    return f"+1902{LOWEST_NUMBER + account * NUMBERS_EACH + index}"


def one_account(number: int = 0) -> tuple[AccountFolder, ...]:
    """An account of 50 users that is a platform of its own."""
    files = {**_account_files(number, alone=True), "trunks.yaml": TRUNKS}
    return (_folder("", files, {}, RECORDINGS),)


def platform(accounts: int = 200, resellers: int = 10) -> tuple[AccountFolder, ...]:
    """A master, resellers under it, and accounts of 50 users spread over them."""
    share = -(-accounts // resellers)
    below = [
        (f"reseller-{index:03}", range(index * share, min((index + 1) * share, accounts)))
        for index in range(resellers)
    ]
    master = {"account.yaml": MASTER, "trunks.yaml": TRUNKS}
    grants = {name: _reseller_grant(numbers) for name, numbers in below}
    folders = [_folder("", master, grants, ("no-service.wav",))]
    for name, numbers in below:
        folders += _reseller(name, numbers)
    return tuple(folders)


def write_tree(folders: Iterable[AccountFolder], root: Path) -> Path:
    """The accounts as a folder that `pbxc` can be pointed at."""
    sound = _silence()
    for folder in folders:
        parts = [
            part for child in folder.account.split("/") if child for part in ("accounts", child)
        ]
        home = root.joinpath(*parts)
        for file in (*folder.files, *folder.grants):
            path = home / file.path
            path.parent.mkdir(parents=True, exist_ok=True)
            path.write_bytes(file.data)
        for name in folder.media:
            path = home / "media" / name
            path.parent.mkdir(parents=True, exist_ok=True)
            path.write_bytes(sound)
    return root


def _silence() -> bytes:
    data = io.BytesIO()
    with wave.open(data, "wb") as sound:
        sound.setnchannels(1)
        sound.setsampwidth(2)
        sound.setframerate(8000)
        sound.writeframes(b"\0\0" * 800)
    return data.getvalue()


def _folder(
    account: str, files: dict[str, str], grants: dict[str, str], media: tuple[str, ...]
) -> AccountFolder:
    prefix = f"{account}/" if account else ""
    return AccountFolder(
        account,
        tuple(SourceFile(prefix + path, path, text.encode()) for path, text in files.items()),
        tuple(
            SourceFile(f"{prefix}accounts/{child}.yaml", f"accounts/{child}.yaml", text.encode())
            for child, text in grants.items()
        ),
        media,
    )


def _reseller(name: str, numbers: range) -> Iterator[AccountFolder]:
    text = f"account:\n  name: {name.title()}\n  timezone: America/Halifax\n  country: CA\n"
    children = {f"account-{number:05}": number for number in numbers}
    grants = {child: _account_grant(number) for child, number in children.items()}
    yield _folder(name, {"account.yaml": text}, grants, ())
    for child, number in children.items():
        yield _folder(f"{name}/{child}", _account_files(number, False), {}, RECORDINGS)


def _reseller_grant(accounts: range) -> str:
    first = phone_number(accounts.start, 0)
    last = phone_number(max(accounts.start, accounts.stop - 1), NUMBERS_EACH - 1)
    calls = f"limits: {{calls: {10 * len(accounts)}, users: {60 * len(accounts)}}}"
    return f"type: reseller\nnumbers: [{{first: {first}, last: {last}}}]\n{calls}\n"


def _account_grant(number: int) -> str:
    first, last = phone_number(number, 0), phone_number(number, NUMBERS_EACH - 1)
    return (
        f"type: standard\nnumbers: [{{first: {first}, last: {last}}}]\n"
        "limits: {calls: 10, users: 60}\nallow: {premium: deny}\n"
    )


def _account_files(number: int, alone: bool) -> dict[str, str]:
    """The files of one account of 50 users, about 600 lines in all."""
    people = [Person(index) for index in range(USERS)]
    return {
        "account.yaml": _account(number, alone),
        "users.yaml": "users:\n" + "".join(_user(number, person) for person in people),
        "teams.yaml": _teams(people),
        "numbers.yaml": _numbers(number),
        "schedules.yaml": SCHEDULES,
        "callflows/main.yaml": CALLFLOWS,
        "callflows/menus.yaml": MENUS,
        "scenarios/calls.yaml": SCENARIOS.format(
            main=phone_number(number, 0), direct=phone_number(number, 5)
        ),
    }


def _account(number: int, alone: bool) -> str:
    settings = (
        ["  platform: {domain: bench.example, provisioning: {url: https://phones.bench.example}}"]
        if alone
        else []
    )
    head = ACCOUNT.format(number=number, main=phone_number(number, 0))
    return head.replace("  @platform\n", "".join(f"{line}\n" for line in settings))


def _user(number: int, person: Person) -> str:
    index = person.index
    model = MODELS[index % len(MODELS)]
    mac = f"{VENDORS[model]}:{number >> 8 & 255:02x}:{number & 255:02x}:{index:02x}"
    lines = [
        f"{person.slug}:",
        f"  name: {person.first} {person.last}",
        f"  email: {person.slug}@account-{number}.example",
        f"  extensions: [{101 + index}]",
        "  devices:",
        f"    desk: {{model: {model}, mac: {mac}}}",
    ]
    return "".join(f"  {line}\n" for line in (*lines, *_habits(number, person)))


def _habits(number: int, person: Person) -> Iterator[str]:
    """What only some people have: a mobile, a number of their own, a forwarding."""
    index = person.index
    if index % 8 == 1:
        yield "    mobile: {type: softphone}"
        yield "  ring: {for: 25s, plan: [{device: desk}, {device: mobile, after: 10s}]}"
    if index % 5 == 2:
        yield f"  numbers: [{phone_number(number, 5 + index // 5)}]"
        yield f"  caller_id: {{external: {{number: {phone_number(number, 5 + index // 5)}}}}}"
    if index % 6 == 3:
        yield "  forward:"
        yield "    when: no_answer"
        yield f"    to: +1647555{1000 + index}"
    if index % 4 == 0:
        yield f"  voicemail: {{email: [{person.slug}@account-{number}.example]}}"
    if index % 9 == 4:
        yield "  restrict: {international: deny}"
        yield "  location: location.warehouse"


def _teams(people: list[Person]) -> str:
    lines = ["groups:"]
    for index, team in enumerate(TEAMS):
        members = ", ".join(f"user.{person.slug}" for person in people[index * 6 : index * 6 + 6])
        strategy = ("all", "in_order", "rotate", "all")[index]
        lines += [
            f"  {team}:",
            f"    extension: {200 + index}",
            f"    strategy: {strategy}",
            f"    members: [{members}]",
            f"    ring_for: {'20s' if strategy == 'all' else '8s'}",
        ]
    boxes = ("mailboxes:", *(line for index in range(len(TEAMS)) for line in _mailbox(index)))
    return "\n".join((*lines, "", *boxes, "", TEAM_DEVICES))


def _mailbox(index: int) -> tuple[str, ...]:
    owner = Person(index * 6).slug
    number, title = f"    number: {290 + index}", f"    name: {TEAMS[index].title()}"
    return (f"  {TEAMS[index]}:", number, title, f"    owners: [user.{owner}]")


def _numbers(number: int) -> str:
    routes = (
        "callflow.main",
        "callflow.sales",
        "callflow.support",
        "menu.services",
        "group.accounts",
    )
    lines = [
        f"  {phone_number(number, index)}: {{name: Line {index + 1}, route: {route}}}\n"
        for index, route in enumerate(routes)
    ]
    return "numbers:\n" + "".join(lines)


MASTER = """\
account:
  type: master
  name: Bench Platform
  timezone: America/Halifax
  country: CA
  main_number: +19025550000
  platform: {domain: bench.example, provisioning: {url: https://phones.bench.example}}
  default_location: location.datacentre

locations:
  datacentre: {street: 1 Exchange Road, city: Halifax, region: NS, postal_code: B3J 2K9, country: CA}

numbers:
  +19025550000: [{play: no-service}, hangup]
"""

TRUNKS = """\
trunks:
  atlantic:
    gateways: [{host: 127.0.0.31, from_ip: [127.0.0.31]}]
    emergency: true
    weight: 10
  pacific:
    gateways: [{host: 127.0.0.32, from_ip: [127.0.0.32]}]
    number_format: digits
    emergency: true
    weight: 20
"""

ACCOUNT = """\
account:
  name: Account {number}
  timezone: America/Halifax
  country: CA
  main_number: {main}
  @platform
  caller_id: {{name: Account {number}}}
  default_location: location.office
  operator: group.reception
  hold_music: hold_music.calm
  block: caller_list.nuisance

dialing: {{area_code: "902"}}

restrict:
  international: allow

locations:
  office:
    street: {number} Water Street
    floor: "2"
    city: Halifax
    region: NS
    postal_code: B3H 1A1
    country: CA
    callback: user.anna-berg
    notify: [desk@account-{number}.example]
  warehouse:
    street: {number} Tide Road
    city: Truro
    region: NS
    postal_code: B2N 1A1
    country: CA
    callback: user.ben-berg

hold_music:
  calm: {{files: [calm-one, calm-two]}}

caller_lists:
  nuisance: [+14165550199, +1900...]
  vip: [+14165550111, +14165550112, +1613...]
"""

TEAM_DEVICES = """\
devices:
  lobby: {type: phone, extension: 280}
  door: {type: door, extension: 281}
  boardroom: {type: phone, extension: 282, location: location.office}
"""
