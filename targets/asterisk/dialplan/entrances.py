"""The stable contexts: the doors that phones, carriers and transfers knock at.

Their names never change, and their steps only lead into the generation that is live. A push moves
an account by replacing those single steps.
"""

from __future__ import annotations

from collections.abc import Iterable, Iterator

from schema.inventory import AccountFact, Did, Edge, Hint
from schema.program import NOWHERE, Origin
from targets.asterisk.causes import cause_of
from targets.asterisk.dialplan.allowed import require_allowed
from targets.asterisk.dialplan.generations import alarm_name, door_name
from targets.asterisk.dialplan.lines import Context, Extension, Lamp, Step, order_extensions
from targets.asterisk.dialplan.ops import goto, set_to
from targets.asterisk.names import stable_context
from targets.asterisk.text import Argument, Unwritable, word

FROM_TRUNK = "from-trunk"
"""The context of all carriers: the numbers of all accounts."""

ANYTHING = ("_[0123456789*#+]", "_[0123456789*#+].")
NO_SUCH_NUMBER = Step("Hangup", word(str(cause_of("invalid"))))


def account_entrances(
    fact: AccountFact, generation: Context, hints: Iterable[Hint]
) -> tuple[Context, ...]:
    """The stable contexts of one account: `phone`, `in`, `transfer` and `hints`."""
    phone = [*_alarms(fact, generation), *_doors(fact, generation, "phone", ANYTHING)]
    numbers = _doors(fact, generation, "did", ("_+X.",))
    moved = _doors(fact, generation, "transfer", ANYTHING)
    return (
        _stable(fact, "phone", phone),
        _stable(fact, "in", numbers),
        _stable(fact, "transfer", moved),
        _hints(fact, hints),
    )


def trunk_entrance(dids: Iterable[Did], edge: Edge) -> Context:
    """The context of all carriers: every number that comes in, and what is no number of ours."""
    known = {did.number: did for did in dids}
    mine, others = number_entrance(known.values(), edge), spelling_entrance(known, edge)
    return _trunk([*mine.extensions, *others.extensions])


def number_entrance(dids: Iterable[Did], edge: Edge) -> Context:
    """What stands for these numbers: each literally in E.164, and those abroad without `+` too,
    since their digits alone could be a number at home."""
    listed = sorted(dids, key=lambda did: did.number)
    abroad = (did for did in listed if not did.number.startswith(f"+{edge.country_code}"))
    return _trunk([*map(_number, listed), *map(_abroad, abroad)])


def spelling_entrance(numbers: Iterable[str], edge: Edge) -> Context:
    """Other ways of sending the numbers at home, brought to E.164; all else doesn't exist here."""
    home = sorted(number for number in numbers if number.startswith(f"+{edge.country_code}"))
    steps = dict(pair for number in home for pair in _spellings(number, edge.country_code))
    spelled = (Extension(name, (step,), "door.spelling") for name, step in steps.items())
    unknown = (Extension(name, (NO_SUCH_NUMBER,), "door.unknown") for name in ANYTHING)
    return _trunk([*spelled, *unknown])


def _trunk(extensions: Iterable[Extension]) -> Context:
    context = Context(FROM_TRUNK, "", order_extensions(extensions))
    require_allowed(context, entrance=True)
    return context


def _number(did: Did) -> Extension:
    if not (did.number.startswith("+") and did.number[1:].isascii() and did.number[1:].isdigit()):
        raise Unwritable("a number", did.number, "it is not in E.164 with '+'")
    place = f"{stable_context(did.account, 'in')},{did.number},1"
    return Extension(did.number, (goto(Argument(place)),), "door.number", did.origin)


def _abroad(did: Did) -> Extension:
    return Extension(did.number[1:], (goto(Argument(f"{did.number},1")),), "door.spelling")


def _spellings(number: str, code: str) -> Iterator[tuple[str, Step]]:
    """How carriers also send a number at home: without `+`, and without the country's code.

    Only lengths that numbers of ours have.
    """
    home = number[1 + len(code) :]
    first, rest = ("N", len(home) - 1) if word(code) == "1" else ("X", len(home) - 1)
    yield f"_{code}{first}{'X' * rest}", goto(Argument("+${EXTEN},1"))
    if code == "1":
        yield f"_{first}{'X' * rest}", goto(Argument("+1${EXTEN},1"))
    else:
        yield f"_0{first}{'X' * rest}", goto(Argument(f"+{code}${{EXTEN:1}},1"))


def _stable(fact: AccountFact, kind: str, extensions: Iterable[Extension]) -> Context:
    name = stable_context(fact.id, kind)
    context = Context(name, fact.id, order_extensions(extensions))
    require_allowed(context, entrance=True)
    return context


def _alarms(fact: AccountFact, generation: Context) -> Iterator[Extension]:
    """Emergency numbers: literals, so nothing in this context can stand before them."""
    for dialled in fact.emergency:
        place = Argument(f"{generation.name},{alarm_name(dialled)},1")
        yield Extension(dialled, (goto(place),), "door.emergency", fact.origin)


def _doors(
    fact: AccountFact, generation: Context, kind: str, names: tuple[str, ...]
) -> Iterator[Extension]:
    """Keep what was dialled and enter the generation; what it says is filtered there."""
    entered = {extension.name for extension in generation.extensions}
    for name in names:
        if door_name(kind) not in entered:
            yield Extension(name, (NO_SUCH_NUMBER,), f"door.{kind}", _at(fact))
            continue
        keep = set_to("__P_RAW_DIALLED", Argument("${EXTEN}"))
        place = Argument(f"{generation.name},{door_name(kind)},1")
        yield Extension(name, (keep, goto(place)), f"door.{kind}", _at(fact))


def _hints(fact: AccountFact, hints: Iterable[Hint]) -> Context:
    lamps = [
        Lamp(hint.extension, tuple(_device(id_) for id_ in hint.endpoints), hint.origin)
        for hint in sorted(hints, key=lambda hint: hint.extension)
        if hint.endpoints
    ]
    return Context(stable_context(fact.id, "hints"), fact.id, (), tuple(lamps))


def _device(endpoint: str) -> str:
    text = word(endpoint)
    if any(mark in text for mark in "&/:*#+~="):
        raise Unwritable("a hint", endpoint, "it is no endpoint's id")
    return f"PJSIP/{text}"


def _at(fact: AccountFact) -> Origin:
    return fact.origin if fact.origin != NOWHERE else Origin(fact.path)
