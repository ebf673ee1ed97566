"""The words of a difference: what fields are called among people, and how values are shown."""

from __future__ import annotations

from collections.abc import Mapping
from typing import Any

from compiler.resolving import resolved
from schema.hunting import Member
from schema.phone_keys import Key
from schema.references import Reference
from schema.step import Step

LONGEST_VALUE = 60
STEPS_SHOWN = 3

# Fields whose key alone would puzzle a reader. All others are called what they are written as.
LABELS: Mapping[str, str] = {
    "after": "delay",
    "allow_from": "allowed network",
    "attach": "recording attached to e-mail",
    "call_waiting": "call waiting",
    "check_certificates": "checking of certificates",
    "expires": "time between logins",
    "ntp": "time server",
    "poll": "time between looks for news",
    "confirm": "pressing 1 to take the call",
    "confirm_external": "pressing 1 outside to take the call",
    "delete_after_email": "deletion after e-mail",
    "do_not_disturb": "do-not-disturb",
    "for": "time",
    "from_ip": "source address",
    "kind": "kind of number",
    "mac": "hardware address",
    "max_calls": "calls at once",
    "max_digits": "longest extension",
    "max_length": "longest message",
    "max_messages": "room for messages",
    "min_length": "shortest message",
    "model": "phone model",
    "no_input": "recording for no key",
    "on_every_call": "steps of every call",
    "operator": "0 for the operator",
    "options_ping": "asking whether it is there",
    "prefix": "digits in front",
    "registrations": "phones at once",
    "ring_for": "ringing time",
    "screening": "screening",
    "suffix": "digits behind",
    "then": "a call that nobody took",
    "tries": "number of tries",
    "unmatched": "a number that nobody may dial",
    "weight": "weight",
    "when": "condition",
}

# The same where a field of a certain model is called otherwise.
OWN_LABELS: Mapping[tuple[str, str], str] = {
    ("CallerIdentity", "privacy"): "withheld outside",
    ("Forwarding", "to"): "target",
    ("If", "then"): "if so, the call",
    ("If", "else"): "if not, the call",
    ("Member", "for"): "ringing time",
    ("Number", "emergency_address"): "emergency address",
    ("PlannedRing", "for"): "ringing time",
    ("Ring", "for"): "ringing time",
    ("RingPlan", "for"): "ringing time",
    ("Route", "when"): "schedule",
    ("Callflow", "steps"): "",
    ("Number", "route"): "",
    ("Switch", "else"): "any other value",
    ("TrunkGateway", "register"): "our registration",
}

# What is said before the fields of a model within a model.
BEFORE: Mapping[tuple[str, str], str] = {
    ("AccountSettings", "caller_id"): "caller id ",
    ("AccountSettings", "notify"): "",
    ("AccountSettings", "phones"): "phones: ",
    ("CallerIdentity", "emergency"): "in an emergency ",
    ("CallerIdentity", "external"): "outside ",
    ("CallerIdentity", "internal"): "inside ",
    ("Device", "sip"): "",
    ("Grant", "limits"): "limit of ",
    ("RingPlan", "plan"): "plan: ",
    ("Route", "match"): "fitting ",
    ("Schedule", "holidays"): "holiday ",
    ("User", "ring"): "",
}

# Who counts these up wants something new, and doesn't mind the number.
ROTATES: Mapping[str, str] = {
    "AccountSettings": "everybody gets new secrets",
    "Device": "gets a new password",
    "Mailbox": "gets a new PIN",
    "User": "gets new secrets",
    "UserBox": "gets a new PIN",
}

# Fields that are on or off, and what is said of both; without a model, of all fields of that key.
SWITCHED: Mapping[tuple[str, str], tuple[str, str]] = {
    ("", "enabled"): ("switched on", "switched off"),
    ("DoNotDisturbSetting", "enabled"): ("on at first", "off at first"),
    ("HoldMusic", "shuffle"): ("now in a new order each time", "now in its order"),
    ("HoldMusic", "silence"): ("now silence", "no longer silence"),
    ("Trunk", "emergency"): (
        "now carries emergency calls first", "no longer carries emergency calls first",
    ),
    ("Trunk", "trusted"): ("caller data now believed", "caller data no longer believed"),
}  # fmt: skip

# The entries of a mapping or a list, one by one.
ENTRIES: Mapping[str, str] = {
    "allow": "{} calls",
    "cases": "the value {}",
    "closed": "closed date {}",
    "codecs": "codec {}",
    "codes": "code {}",
    "dates": "{}",
    "deny": "all but {}",
    "devices": "device {}",
    "email": "e-mail to {}",
    "emergency": "notice to {}",
    "entries": "{}",
    "except": "exception {}",
    "extensions": "extension {}",
    "extra": "rule {}",
    "feature_codes": "{}",
    "files": "recording {}",
    "gateways": "gateway {}",
    "keys": "key {}",
    "notify": "notice to {}",
    "numbers": "number {}",
    "on": "on {}",
    "owners": "owner {}",
    "periods": "when {}",
    "plan": "{}",
    "restrict": "{} calls",
    "routes": "route {}",
    "settings": "setting {}",
    "firmware": "firmware of {}",
    "rules": "rule {}",
    "trunks": "trunk {}",
    "variables": "variable {}",
}

# Mappings whose keys are words of the language.
WORDED = frozenset({"allow", "feature_codes", "on", "restrict"})

# Lists whose order means nothing.
UNORDERED = frozenset({
    "allow", "allow_from", "apply_to", "class", "closed", "country", "dates", "deny", "email",
    "emergency", "entries", "from_ip", "notify", "numbers", "owners",
})  # fmt: skip

# Lists that are told as a whole, since they are short and say what is tried first.
WHOLE = frozenset({"codecs", "media", "trunks"})

# Kinds that need no word before a name in the places where they stand.
PLAIN_KINDS = frozenset({"media", "schedule", "location", "hold_music", "caller_list", "trunk"})


def label_of(model: str, key: str) -> str:
    """What a field is called in a sentence."""
    usual = LABELS.get(key, key.replace("_", " "))
    return OWN_LABELS.get((model, key), usual)


def entry_words(key: str, entry: str) -> str:
    """What an entry of a mapping or list is called: "key 2", "device desk"."""
    return ENTRIES.get(key, key.replace("_", " ") + " {}").format(
        entry.replace("_", " ") if key in WORDED else entry
    )


def value_words(value: Any, lasts: bool = False) -> str:
    """A value as it is shown; `lasts` where it is a number of seconds."""
    if isinstance(value, bool):
        return "on" if value else "off"
    if lasts and isinstance(value, int):
        return duration_words(value)
    if isinstance(value, Reference):
        return value.name if value.kind in PLAIN_KINDS else str(value)
    if isinstance(value, Member):
        return member_words(value)
    if isinstance(value, tuple):
        return ", ".join(value_words(one, lasts) for one in value) or "nothing"
    if value in ("allow", "deny"):
        return "allowed" if value == "allow" else "denied"
    return cut(str(resolved(value)) if not isinstance(value, str) else value or "empty")


def cut(text: str) -> str:
    """A text that isn't too long for its line."""
    line = " ".join(text.split())
    return line if len(line) <= LONGEST_VALUE else line[: LONGEST_VALUE - 3].rstrip() + "..."


def duration_words(seconds: int) -> str:
    """A duration as it would be written: `1h30m`, `20s`."""
    parts = ((seconds // 3600, "h"), (seconds // 60 % 60, "m"), (seconds % 60, "s"))
    return "".join(f"{count}{unit}" for count, unit in parts if count) or "0s"


def member_words(member: Member) -> str:
    """Somebody who is rung: a user by name alone, all else in full."""
    return party_words(member.to)


def key_words(key: Key) -> str:
    """What a key of a phone does, what stands beside it, and where it is if that is said."""
    aim = getattr(key, key.word)
    does = key.word.replace("_", " ") + ("" if aim is True else f" {party_words(aim)}")
    label = f' "{key.label}"' if key.label else ""
    at = f" at {key.at}" if key.at else ""
    return f"{does}{label}{at}" + (f" of module {key.module}" if key.module else "")


def party_words(party: Reference | str) -> str:
    """A user by name alone; a group, a device or a number in full."""
    plain = isinstance(party, Reference) and party.kind == "user"
    return party.name if plain and isinstance(party, Reference) else str(party)


def destination_words(where: Any) -> str:
    """Where a call goes: a reference, or the first words of steps that stand in place."""
    if not isinstance(where, tuple):
        return str(where)
    if len(where) > STEPS_SHOWN:
        return f"{len(where)} steps"
    return ", ".join(step_words(step) for step in where) or "no step"


def step_words(step: Step) -> str:
    """A step in a few words: its kind, and what stands behind it in its short form."""
    value = getattr(step, _field_of(step, step.short), None) if step.short else None
    if (
        value is None
        or value == ()
        or isinstance(value, Mapping)
        or (step.kind, value) == ("hangup", "normal")
    ):
        return step.kind
    lasts = step.kind in ("wait", "answer")
    return f"{step.kind} {cut(value_words(value, lasts))}" if value != 0 else step.kind


def _field_of(step: Step, key: str) -> str:
    """The name of the field that is written with a key."""
    fields = type(step).model_fields
    return next((name for name, info in fields.items() if info.alias == key), key)


def counted(count: int, noun: str) -> str:
    """So many of something: "1 user", "3 users", "2 mailboxes"."""
    if count == 1:
        return f"1 {noun}"
    return f"{count} {noun}es" if noun.endswith("x") else f"{count} {noun}s"


def listed(names: list[str], most: int = 6) -> str:
    """Names one after the other; of many the first few, and how many more."""
    if len(names) <= most:
        return ", ".join(names)
    return f"{', '.join(names[: most - 1])} and {len(names) - most + 1} more"
