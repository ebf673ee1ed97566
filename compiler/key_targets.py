"""What a key of a phone dials or watches: an extension, a number, one of the account's star codes;
or why the switch has nothing there."""

from __future__ import annotations

from collections.abc import Iterator, Mapping
from dataclasses import dataclass
from typing import Any

from compiler.claims import code_claims, extension_claims
from compiler.device_facts import watched_boxes
from compiler.once import once
from schema.captions import caller_name
from schema.emergency import emergency_dials
from schema.number_plans import plan_of
from schema.patterns import matches
from schema.phone_facts import KeyKind
from schema.phone_keys import Key
from schema.reading import nearest, quote
from schema.references import Reference
from schema.tree import Account, NamedDevice


@dataclass(frozen=True, slots=True)
class Aimed:
    """What a key does, what it dials, watches or opens, and what would stand beside it."""

    kind: KeyKind
    value: str = ""
    label: str = ""


@dataclass(frozen=True, slots=True)
class Lost:
    """Why a key leads nowhere, as a sentence, and what would help. `known`: the reference itself is
    not there, which is told already where the key is the account's own."""

    why: str
    help: str = ""
    unknown: bool = False


@dataclass(frozen=True, slots=True)
class _Feature:
    """A key that dials a star code: the feature, what it is called, and whether it is a person's."""

    code: str
    label: str
    personal: bool = True


FEATURES: Mapping[str, _Feature] = {
    "voicemail": _Feature("voicemail", "Voicemail"),
    "do_not_disturb": _Feature("do_not_disturb_toggle", "Do not disturb"),
    "forward": _Feature("forward_toggle", "Forward"),
}

# What the switch has no way to do by phone; the words are those of a sentence.
MISSING: Mapping[str, str] = {
    "pickup": "no code that picks up somebody's call",
    "park": "no parking",
    "intercom": "no code that speaks out of a phone",
    "hotdesk": "no hot-desking",
    "record": "no code that records a call",
    "group_login": "no code that joins a group",
    "queue_login": "no queues",
}


def aim_of(account: Account, named: NamedDevice, key: Key) -> Aimed | Lost:
    """What one key of a phone leads to."""
    word = key.word
    kind = _kind(word)
    if word in FEATURES:
        return _feature(account, named, kind, FEATURES[word])
    if word in MISSING:
        return Lost(f"The switch has {MISSING[word]}.")
    if word == "blf":
        return _watched(account, key.blf)
    if word in ("speed_dial", "transfer_to"):
        return _dialled(account, kind, getattr(key, word))
    if word == "schedule_override":
        return _override(account, key.schedule_override)
    return Aimed(kind, (key.url or key.multicast_page or ""))


def _kind(word: Any) -> KeyKind:
    kind: KeyKind = word
    return kind


# --- star codes ---------------------------------------------------------------------------------


def _feature(
    account: Account, named: NamedDevice, kind: KeyKind, feature: _Feature
) -> Aimed | Lost:
    code = account.document.feature_codes.codes().get(feature.code)
    if code is None:
        return Lost(
            f"The account has no star code {quote(feature.code)}.",
            f"Write one below `feature_codes`: `{feature.code}: ...`.",
        )
    if named.user is None:
        return Lost(f"{quote(named.name)} belongs to nobody, and this is a person's.")
    if kind == "voicemail" and not watched_boxes(account, named):
        return Lost(f"{quote(named.user_name)} has no mailbox.")
    return Aimed(kind, code.code, feature.label)


def _override(account: Account, reference: Reference | None) -> Aimed | Lost:
    assert reference is not None
    found = account.find(reference)
    if found is None:
        return Lost(f"There is no {quote(reference)}.", unknown=True)
    if found.owner is not account:
        return Lost(f"{quote(reference)} is of an account above, whose phones alone change it.")
    if found.thing.override_code is None:
        hint = 'Give it one: `override_code: "*21"`.'
        return Lost(f"{quote(reference)} has no override_code.", hint)
    label = reference.name.replace("-", " ").capitalize()
    return Aimed("schedule_override", found.thing.override_code.code, label)


# --- people and numbers -------------------------------------------------------------------------


@once
def watchable(account: Account) -> Mapping[str, str]:
    """What phones may watch, as the switch tells it: extensions, and who has them."""
    found: dict[str, str] = {}
    for name, user in sorted(account.users.items()):
        if account.endpoints_of(Reference("user", name)):
            found |= {extension: caller_name(user.name) for extension in user.extensions}
    for name, device in sorted(account.document.section("devices").items()):
        if device.extension and account.endpoints_of(Reference("device", name)):
            found.setdefault(device.extension, device.line_label or name)
    return found


def everybody_else(
    account: Account, named: NamedDevice, watched: frozenset[str]
) -> tuple[Aimed, ...]:
    """A lamp for each user with a phone, by extension, but for the phone's own and some others."""
    known = watchable(account)
    found = {
        user.extensions[0]: caller_name(user.name)
        for name, user in account.users.items()
        if name != named.user_name and user.extensions and user.extensions[0] in known
    }
    return tuple(
        Aimed("blf", extension, label)
        for extension, label in sorted(found.items())
        if extension not in watched
    )


def _watched(account: Account, target: Reference | str | None) -> Aimed | Lost:
    known = watchable(account)
    if isinstance(target, str):
        if target in known:
            return Aimed("blf", target, known[target])
        return Lost(f"No phone has the extension {quote(target)}.", _near(target, known))
    assert target is not None
    found = account.find(target)
    if found is None:
        return Lost(f"There is no {quote(target)}.", unknown=True)
    extension = _extension_of(account, target, found.thing)
    if extension in known:
        return Aimed("blf", extension, known[extension])
    if target.kind == "device" and (user := account.devices[target.name].user_name):
        why = f"{quote(target)} is one phone of {quote(f'user.{user}')}, who is watched as a whole."
        return Lost(why, f"Write user.{user}.")
    return Lost(f"{quote(target)} has no {'phone' if extension else 'extension'} to watch.")


def _near(extension: str, known: Mapping[str, str]) -> str:
    near = nearest(extension, known)
    return f"Did you mean {near} ({known[near]})?" if near else ""


def _dialled(account: Account, kind: KeyKind, target: Reference | str) -> Aimed | Lost:
    if isinstance(target, str):
        return _number(account, kind, target)
    found = account.find(target)
    if found is None:
        return Lost(f"There is no {quote(target)}.", unknown=True)
    extension = _extension_of(account, target, found.thing)
    if not extension:
        return Lost(f"{quote(target)} has no extension to dial.")
    name = getattr(found.thing, "name", None) or target.name
    return Aimed(kind, extension, caller_name(name))


def _extension_of(account: Account, target: Reference, thing: Any) -> str:
    """What is dialled to reach a thing; empty where no digits do."""
    match target.kind:
        case "user":
            return thing.extensions[0] if thing.extensions else ""
        case "mailbox":
            return str(thing.number)
        case "callflow":
            plain = (one for one in thing.extensions if one.isdigit())
            return next(plain, "")
        case "device" if account.devices[target.name].user is not None:
            return ""
        case _:
            return thing.extension or ""


def _number(account: Account, kind: KeyKind, dialled: str) -> Aimed | Lost:
    if any(matches(pattern, dialled) for pattern in _reached(account)):
        return Aimed(kind, dialled, watchable(account).get(dialled, dialled))
    digits = [pattern for pattern in _reached(account) if pattern.isdigit() and len(pattern) < 8]
    near = nearest(dialled, digits)
    hint = f"Did you mean {near}?" if near else ""
    return Lost(f"Nothing is reached by dialling {quote(dialled)}.", hint)


@once
def _reached(account: Account) -> tuple[str, ...]:
    """The patterns of everything that the account's phones may dial."""
    return tuple(_patterns(account))


def _patterns(account: Account) -> Iterator[str]:
    yield from emergency_dials(account)
    yield from (one.pattern for one in extension_claims(account))
    yield from (one.pattern for one in code_claims(account))
    yield from (rule.pattern for rule in plan_of(account))
    if account.document.account.operator is not None:
        yield "0"
