"""Precedence: whose setting holds when several levels say something. The page of the reference."""

from __future__ import annotations

from dataclasses import dataclass


@dataclass(frozen=True, slots=True)
class Rule:
    """One row of the table: what is decided, and in which order the levels are asked."""

    what: str
    order: str
    note: str = ""


RULES: tuple[Rule, ...] = (
    Rule(
        "number shown inside",
        "user's `caller_id.internal`, device's `caller_id.internal`, user's first extension",
        "a device of nobody: its `caller_id.internal`, then its `extension`",
    ),
    Rule(
        "name shown inside",
        "user's `caller_id.internal`, device's `caller_id.internal`, user's `name`, "
        "the device's own name",
    ),
    Rule(
        "number shown outside",
        "the route's `caller_id`, user's `caller_id.external`, device's `caller_id.external`, "
        "account's `caller_id.number`, `main_number`",
    ),
    Rule(
        "name shown outside",
        "user's `caller_id.external`, device's `caller_id.external`, account's `caller_id.name`, "
        "account's `name`",
        "a person's `name` never leaves the account",
    ),
    Rule(
        "number withheld outside",
        "withheld if the user **or** the device says so",
        "never in an emergency call",
    ),
    Rule(
        "emergency call-back number",
        "device's `emergency_callback`, device's `caller_id.emergency`, user's "
        "`caller_id.emergency`, the location's `callback`, user's `caller_id.external`, user's "
        "`numbers`, account's number",
        "the only number where the device comes before the user: help goes to a place",
    ),
    Rule("location", "device's `location`, user's `location`, account's `default_location`"),
    Rule(
        "call classes",
        "`deny` of the account, its grant or any account above is final; then user's `restrict`, "
        "device's `restrict`, what the account and those above allow, the default",
        "emergency calls can't be restricted",
    ),
    Rule(
        "do-not-disturb",
        "what was set by phone, user's `do_not_disturb`",
        "beats forwarding, unless `forwarding: honour`",
    ),
    Rule("forwarding", "what was set by phone, user's `forward`"),
    Rule("call waiting", "rings during a call only if user **and** device have it on"),
    Rule(
        "devices that are rung",
        "not: the one that is calling, one that is not `enabled`, one that is not registered",
        "when none is left the call goes on at once",
    ),
    Rule("how long a device rings", "its `for` in the plan, the time of the whole ring"),
    Rule("hold music of a phone", "user's `hold_music`, account's `hold_music`"),
    Rule("language", "user's `language`, account's `language`"),
    Rule("time zone of a person", "user's `timezone`, account's `timezone`"),
    Rule("time zone of a schedule", "the step's `at_zone`, schedule's `timezone`, the account's"),
    Rule(
        "limits of calls",
        "a call must fit the limits of the account **and** of every account above",
        "emergency calls are not counted",
    ),
    Rule(
        "switched off",
        "off if the account, its grant **or** any account above is not `enabled`",
        "emergency calls still work",
    ),
    Rule(
        "trunks",
        "the account's and those of the accounts above together, lower `weight` first",
        "emergency calls: trunks with `emergency: true` before all others",
    ),
)


def precedence_page() -> str:
    """The page: one table."""
    rows = [f"| {rule.what} | {rule.order} | {rule.note} |" for rule in RULES]
    head = (
        "| What | Asked in this order, the first that says something holds | Note |\n|---|---|---|"
    )
    first = (
        "# Precedence\n\nThe more personal setting wins: the user's over the device's, the device's "
        "over the account's. Where safety or money is at stake it is otherwise. Each row is held by "
        "a test."
    )
    return "\n".join([f"{first}\n", head, *rows])
