"""Who claims which digits: extensions, star codes, mailbox numbers, telephone numbers."""

from __future__ import annotations

from collections.abc import Iterator
from dataclasses import dataclass

from compiler.once import once
from schema.grant import NumberBlock
from schema.program import Origin
from schema.references import Reference
from schema.tree import Account


@dataclass(frozen=True, slots=True)
class Claim:
    """Digits, or a pattern of them, and the thing that they reach."""

    pattern: str
    owner: Reference
    origin: Origin

    @property
    def literal(self) -> bool:
        """Whether it is exactly these digits."""
        return not set(self.pattern) & set("XZN[.")


@once
def extension_claims(account: Account) -> tuple[Claim, ...]:
    """What the account's phones reach by plain digits."""
    return tuple(_extensions(account))


def _extensions(account: Account) -> Iterator[Claim]:
    document = account.document
    for name, user in account.users.items():
        for index, extension in enumerate(user.extensions):
            yield _claim(account, extension, "user", "users", name, "extensions", index)
    for name, group in document.section("groups").items():
        if group.extension:
            yield _claim(account, group.extension, "group", "groups", name, "extension")
    for name, device in document.section("devices").items():
        if device.extension:
            yield _claim(account, device.extension, "device", "devices", name, "extension")
    for name, box in document.section("mailboxes").items():
        yield _claim(account, box.number, "mailbox", "mailboxes", name, "number")
    for name, flow in document.section("callflows").items():
        for index, pattern in enumerate(flow.extensions):
            yield _claim(account, pattern, "callflow", "callflows", name, "extensions", index)


def _claim(account: Account, digits: str, kind: str, *route: str | int) -> Claim:
    return Claim(digits, Reference(kind, str(route[1])), Origin(account.path, route))


def box_claims(account: Account) -> Iterator[Claim]:
    """The numbers of mailboxes, users' own included."""
    for name, user in account.users.items():
        if user.box_number and user.voicemail is not None:
            own = ("voicemail", "number") if user.voicemail.number else ("extensions", 0)
            yield _claim(account, user.box_number, "user", "users", name, *own)
    for name, box in account.document.section("mailboxes").items():
        yield _claim(account, box.number, "mailbox", "mailboxes", name, "number")


def code_claims(account: Account) -> Iterator[Claim]:
    """What the account's phones reach by star codes. A code that captures ends with a dot."""
    for name, code in account.document.feature_codes.codes().items():
        owner, origin = (
            Reference("feature_codes", name),
            Origin(account.path, ("feature_codes", name)),
        )
        yield Claim(code.code, owner, origin)
        if name == "forward_on":
            yield Claim(f"{code.code}.", owner, origin)
        if name == "message":
            yield from (
                Claim(code.code + box.pattern, owner, origin) for box in box_claims(account)
            )
    for name, flow in account.document.section("callflows").items():
        for index, code in enumerate(flow.codes):
            pattern = f"{code.code}." if code.capture else code.code
            yield _claim(account, pattern, "callflow", "callflows", name, "codes", index)
    for name, schedule in account.document.section("schedules").items():
        if schedule.override_code is not None:
            for digit in ("", "0", "1", "2"):
                pattern = f"{schedule.override_code.code}{digit}"
                yield _claim(account, pattern, "schedule", "schedules", name, "override_code")


@once
def number_claims(account: Account) -> tuple[Claim, ...]:
    """Telephone numbers that lead somewhere in the account, each time that one is written."""
    return tuple(_numbers(account))


def _numbers(account: Account) -> Iterator[Claim]:
    for number, entry in account.document.section("numbers").items():
        owner = entry.route if isinstance(entry.route, Reference) else Reference("number", number)
        yield Claim(number, owner, Origin(account.path, ("numbers", number)))
    for section, kind in (("users", "user"), ("groups", "group")):
        for name, thing in account.document.section(section).items():
            for index, number in enumerate(thing.numbers):
                yield _claim(account, number, kind, section, name, "numbers", index)


# --- grants -------------------------------------------------------------------------------------


@dataclass(frozen=True, slots=True)
class Block:
    """Consecutive numbers that a grant gives."""

    first: int
    last: int
    origin: Origin

    def holds(self, number: str) -> bool:
        """Whether a number is one of them."""
        return self.first <= int(number) <= self.last

    def meets(self, other: Block) -> bool:
        """Whether two blocks share a number."""
        return self.first <= other.last and other.first <= self.last


def grant_origin(account: Account, *route: str | int) -> Origin:
    """The place of a child account's grant, in its parent's folder."""
    parent = account.parent.path if account.parent else ""
    return Origin(parent, ("accounts", account.slug, *route))


def granted_blocks(account: Account) -> Iterator[Block]:
    """The numbers that an account's grant gives it. A single number is a block of one."""
    for index, given in enumerate(account.grant.numbers):
        first, last = ends_of(given)
        yield Block(int(first), int(last), grant_origin(account, "numbers", index))


def ends_of(given: str | NumberBlock) -> tuple[str, str]:
    """The first and the last number of what a grant gives."""
    return (given.first, given.last) if isinstance(given, NumberBlock) else (given, given)


def is_granted(account: Account, number: str) -> bool:
    """Whether the grant of an account gives it a number. Who has no parent has all it writes."""
    return account.parent is None or any(block.holds(number) for block in granted_blocks(account))


def owned_numbers(account: Account) -> frozenset[str]:
    """The numbers that lead somewhere in the account."""
    return frozenset(claim.pattern for claim in number_claims(account))


def owns(account: Account, number: str, leading: frozenset[str]) -> bool:
    """Whether an account may show a number: it is one of those that lead somewhere in it
    (`owned_numbers`), or its grant gives it."""
    given = account.parent is not None and number.startswith("+") and is_granted(account, number)
    return given or number in leading
