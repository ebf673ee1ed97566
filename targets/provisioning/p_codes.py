"""What phones that speak P-codes have in common, Grandstream's and Htek's: times in minutes, a host
and its port in one value, dial plans in braces, codecs as a list of choices.
"""

from __future__ import annotations

from collections.abc import Callable, Iterable, Iterator, Mapping

from schema.phone_facts import DialShape, PhoneKey
from targets.provisioning.capability import all_models
from targets.provisioning.dialect import Dialect, Setting
from targets.provisioning.facts import Line, Phone
from targets.provisioning.text import CantCarry, Hole, Joined, Value, parts_of


def codes_of(codes: Mapping[str, str]) -> Callable[[str], str]:
    """What a name is in P-codes. CantCarry for one that has none."""

    def code(name: str) -> str:
        if name not in codes:
            raise CantCarry(f"{name} has no P-code: these phones have no such account or key")
        return codes[name]

    return code


def minutes(seconds: int, least: int = 1) -> str:
    """Whole minutes, never more than what is meant, at least so many."""
    return str(max(least, seconds // 60))


def minutes_lost(seconds: int) -> str:
    """What of a time can't be told in whole minutes, empty for nothing."""
    if seconds >= 60 and seconds % 60 == 0:
        return ""
    told = minutes(seconds)
    return f"these phones count in whole minutes: {seconds} seconds are told as {told} min"


def server(line: Line) -> str:
    """Where a line registers: with the port, which goes to the proxy where there is one."""
    return line.server if line.proxy else f"{line.server}:{line.port}"


def address_without_scheme(url: Iterable[str | Hole]) -> Value:
    """A folder's address as `host:port/path`, without `https://` and the last slash."""
    parts = list(url)
    if parts and isinstance(parts[0], str):
        parts[0] = parts[0].partition("://")[2] or parts[0]
    if parts and isinstance(parts[-1], str):
        parts[-1] = parts[-1].rstrip("/")
    kept = tuple(part for part in parts if part != "")
    return kept[0] if len(kept) == 1 else Joined(kept)


def below(folder: Value, name: str) -> Value:
    """The address of a file in a folder."""
    return Joined((*parts_of(folder), f"/{name}"))


def dial_plan(shapes: Iterable[DialShape]) -> str:
    """The shapes in braces: `{112|2xx|00x+}`. One that ends is sent when it is complete and nothing
    longer begins with it; one that goes on is waited for. None at all: whatever is dialled."""
    told = "|".join(dict.fromkeys(_shape(one.pattern) for one in shapes))
    return f"{{{told or '[x*]+'}}}"


def _shape(pattern: str) -> str:
    told = pattern.replace("+", r"\+")
    if not told.endswith("."):
        return told
    return f"{told[:-1]}+" if told[-2:-1] in ("x", "]") else f"{told[:-1]}x+"


def choices(codecs: Iterable[str], words: Mapping[str, str], places: int) -> Iterator[str]:
    """The codecs in their order for all places; the last one again for those that are over, so that
    a phone offers nothing that isn't meant. None where it knows none of them."""
    known = [words[one] for one in codecs if one in words][:places]
    if known:
        yield from (*known, *[known[-1]] * (places - len(known)))


def choices_lost(codecs: Iterable[str], words: Mapping[str, str]) -> str:
    """Which codecs these phones have no word for, empty for none."""
    missing = [one for one in codecs if one not in words]
    return f"these phones have no word for {', '.join(missing)}" if missing else ""


def key_places(phone: Phone) -> Iterator[tuple[int, PhoneKey | None]]:
    """Every place on the phone itself up to the last that it has, so that a key that was taken away
    goes away, and no place is left out. Without a line key, the first places are the lines."""
    keys = {key.at: key for key in phone.keys if not key.module}
    if not any(key.kind == "line" for key in keys.values()):
        lines = (PhoneKey("line", line.number, label=line.label) for line in phone.lines)
        keys = {line.at: line for line in lines} | keys
    model = all_models().get(phone.model)
    last = max([*keys, model.most("line_keys") if model else 0])
    for at in range(1, last + 1):
        yield at, keys.get(at)


def line_of(key: PhoneKey, phone: Phone) -> int:
    """The line that a key is for: line keys take the lines in order, all others the first."""
    if key.kind != "line" or len(phone.lines) == 1:
        return 1
    own = (key.module, key.at)
    before = [one for one in phone.keys if one.kind == "line" and (one.module, one.at) < own]
    return min(len(before) + 1, len(phone.lines))


def all_settings(
    phone: Phone, dialect: Dialect, naming: Callable[[str], str] = str
) -> tuple[Setting, ...]:
    """Everything that a phone is told, free-form settings in the places of those that they replace,
    else at the end. `naming` says how the dialect writes a free-form name."""
    free = {naming(name): value for name, value in phone.settings}
    told = dialect.settings(phone)
    names = {name for name, _ in told}
    replaced = ((name, free.get(name, value)) for name, value in told)
    return (*replaced, *((name, value) for name, value in free.items() if name not in names))
