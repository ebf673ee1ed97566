"""Star codes: what each leads to, for the phones of the account only."""

from __future__ import annotations

from collections.abc import Iterator

from schema.calendars import OVERRIDES, override_key
from schema.lowering import Site, Writer, lower_steps, on_platform
from schema.program import (
    Address,
    Answer,
    Assign,
    Const,
    Enter,
    Entry,
    Join,
    Jump,
    Media,
    Origin,
    Play,
    Recall,
    Remember,
    Switch,
    Var,
)
from schema.references import Reference
from schema.star_codes import StarCode
from schema.step import Step
from schema.steps.check_voicemail import CheckVoicemail
from schema.steps.do_not_disturb import DoNotDisturb
from schema.steps.forward import Forward


def feature_steps(name: str) -> tuple[Step, ...]:
    """The steps behind a feature code."""
    table: dict[str, Step] = {
        "voicemail": CheckVoicemail(),
        "mailbox": CheckVoicemail(ask_mailbox=True),
        "forward_on": Forward(turn="on", number="$forward_number"),
        "forward_off": Forward(turn="off"),
        "forward_toggle": Forward(turn="toggle"),
        "do_not_disturb_on": DoNotDisturb(turn="on"),
        "do_not_disturb_off": DoNotDisturb(turn="off"),
        "do_not_disturb_toggle": DoNotDisturb(turn="toggle"),
    }
    return (table[name],)


def lower_codes(writer: Writer) -> None:
    """Writes the table `codes` and what its entries lead to."""
    entries = [*_features(writer), *_callflows(writer), *_overrides(writer)]
    writer.table("codes", entries)


def _features(writer: Writer) -> Iterator[Entry]:
    account = writer.account
    for name, code in account.document.feature_codes.codes().items():
        origin = Origin(account.path, ("feature_codes", name))
        if name == "message":
            yield from _messages(writer, code, origin)
            continue
        label = "code." + name.replace("_", "-")
        done = writer.block(f"{label}.done", origin=origin)
        site = Site(writer, label, done, origin, account)
        target = lower_steps(site, feature_steps(name))
        if name == "forward_on":
            clear = Assign("my.forward_number", Const(""))
            alone = writer.block(f"{label}.alone", clear, end=Jump(target), origin=origin)
            yield Entry(code.code, alone, origin=origin)
            yield _capturing(code.code, target, "forward_number", origin)
        else:
            yield Entry(code.code, target, origin=origin)


def _capturing(code: str, target: Address, variable: str, origin: Origin) -> Entry:
    return Entry(f"{code}.", target, f"my.{variable}", len(code), origin)


def _messages(writer: Writer, code: StarCode, origin: Origin) -> Iterator[Entry]:
    """The code and a mailbox's number leave a message there, without ringing anybody."""
    account = writer.account
    numbers = {user.box_number for user in account.users.values()}
    numbers |= {box.number for box in account.document.section("mailboxes").values()}
    box = Join((Var("box"), Const(f"@{account.id}")))
    take = Enter(on_platform("take-message"), (box,))
    target = writer.block("code.message", Answer(), take, origin=origin)
    for number in sorted(numbers - {""}):
        yield Entry(f"{code.code}{number}", target, "box", len(code.code), origin)


def _callflows(writer: Writer) -> Iterator[Entry]:
    account = writer.account
    for name, flow in account.document.section("callflows").items():
        for index, code in enumerate(flow.codes):
            origin = Origin(account.path, ("callflows", name, "codes", index))
            target = writer.routine(Reference("callflow", name))
            if code.capture:
                yield _capturing(code.code, target, code.capture, origin)
            else:
                yield Entry(code.code, target, origin=origin)


def _overrides(writer: Writer) -> Iterator[Entry]:
    """A schedule's code: alone it closes or reopens, with a digit behind it chooses."""
    account = writer.account
    for name, schedule in account.document.section("schedules").items():
        if schedule.override_code is None:
            continue
        code = schedule.override_code.code
        origin = Origin(account.path, ("schedules", name, "override_code"))
        targets = {
            value: _override(writer, name, value, prompt, origin)
            for value, prompt in OVERRIDES.items()
        }
        ask = writer.block(
            f"override.{name}",
            Recall("now", override_key(name), Const(schedule.override)),
            end=Switch(Var("now"), (("closed", targets["auto"]),), targets["closed"]),
            origin=origin,
        )
        yield Entry(code, ask, origin=origin)
        for digit, value in enumerate(OVERRIDES):
            yield Entry(f"{code}{digit}", targets[value], origin=origin)


def _override(writer: Writer, name: str, value: str, prompt: str, origin: Origin) -> Address:
    said = Play((Media("", prompt),))
    remember = Remember(override_key(name), Const(value))
    return writer.block(f"override.{name}.{value}", Answer(1), remember, said, origin=origin)
