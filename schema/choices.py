"""The choices of a menu: what is heard, which keys lead where, and what happens otherwise.

Shared by menus with a name and menus written in place.
"""

from __future__ import annotations

from collections.abc import Sequence
from typing import Annotated, Any

from pydantic import BeforeValidator, Field
from pydantic_core import PydanticCustomError

from schema.base import Model
from schema.destination import Destination
from schema.lowering import Site
from schema.program import (
    Address,
    Answer,
    Assign,
    Collect,
    Const,
    Count,
    Enter,
    Find,
    Jump,
    Media,
    Play,
    Return,
    Switch,
    Var,
)
from schema.quantities import duration, whole
from schema.reading import Reader, quote, refusal, typed
from schema.references import MediaRef
from schema.scalars import Extension


def _read_key(value: Any) -> str:
    text = typed(value, "a key of the menu")
    if not text or len(text) > 7 or not set(text) <= set("0123456789*#"):
        raise refusal(f"{quote(text)} can't be pressed; a menu's key is 1 to 7 of 0-9, * and #")
    return text


MenuKey = Annotated[
    str, Reader(_read_key, "Keys to press: 1 to 7 of 0-9, * and #.", {"pattern": "^[0-9*#]{1,7}$"})
]


class ExtensionRule(Model):
    """Which extensions a caller may dial in a menu: all but some, or only some."""

    allow: tuple[Extension, ...] = Field(default=(), description="only these")
    deny: tuple[Extension, ...] = Field(default=(), description="all but these")


def _read_rule(value: Any) -> Any:
    if isinstance(value, str):
        return ExtensionRule() if value.lower() in ("true", "yes", "on") else None
    return value


class Choices(Model):
    """What a menu says and where its keys lead."""

    greeting: MediaRef | None = Field(default=None, description="what the caller hears")
    keys: dict[MenuKey, Destination] = Field(
        default_factory=dict, description="where each key leads"
    )
    timeout: Annotated[int, duration(1, 60)] = Field(
        default=10, description="how long to wait for the first key, once the greeting has ended"
    )
    between_digits: Annotated[int, duration(1, 15)] = Field(
        default=2, description="how long to wait for a further key where one may follow"
    )
    tries: Annotated[int, whole(1, 10)] = Field(
        default=3, description="how often the greeting plays"
    )
    invalid: MediaRef | None = Field(
        default=None, description="heard after a wrong key; else a prompt of the platform"
    )
    no_input: MediaRef | None = Field(default=None, description="heard when nothing was pressed")
    dial_extensions: Annotated[ExtensionRule | None, BeforeValidator(_read_rule)] = Field(
        default=None,
        description="`true`: callers may dial an extension; or `{allow: [...]}`, `{deny: [...]}`",
    )
    max_digits: Annotated[int, whole(1, 7)] = Field(
        default=4, description="the longest extension that can be dialled"
    )

    def require_greeting(self, named: bool) -> None:
        """Refuses a menu without a greeting or keys, and a named one with fields of its own."""
        own = self.greeting is not None or bool(self.keys)
        if named and own:
            raise PydanticCustomError(
                "pbxc",
                "a menu that is used by name has its greeting and keys where it is named",
                {},
            )
        if not named and not (self.greeting and (self.keys or self.dial_extensions)):
            raise PydanticCustomError(
                "pbxc", "a menu needs a greeting, and keys or dial_extensions", {}
            )

    def longest(self) -> int:
        """How many keys are waited for."""
        keys = max((len(key) for key in self.keys), default=1)
        return max(keys, self.max_digits) if self.dial_extensions else keys


def lower_choices(site: Site, menu: Choices, done: Address) -> Address:
    """Writes a menu at a site: ask, look up what was pressed, try again, give up."""
    tries = f"tries.{site.label}"
    ask, wrong, silent = site.at("ask"), site.at("invalid"), site.at("no-input")
    site.block("", Assign(tries, Const("0")), Assign("outcome", Const("")), Answer(), end=Jump(ask))
    fits = Count(tries, Const(str(menu.tries)), "more")
    site.block("ask", fits, end=Switch(Var("more"), (("1", site.at("collect")),), done))
    assert menu.greeting is not None
    collect = Collect(
        "keys",
        (site.media(menu.greeting),),
        menu.longest(),
        menu.timeout,
        menu.between_digits,
        "" if any("#" in key for key in menu.keys) else "#",
    )
    other = _dial_extension(site, menu, wrong, done) if menu.dial_extensions else wrong
    cases = [("", silent), *_keys(site, menu, done)]
    site.block("collect", collect, end=Switch(Var("keys"), tuple(cases), other))
    _complain(site, "invalid", menu.invalid, "invalid", ask)
    _complain(site, "no-input", menu.no_input, "", ask)
    return site.at("")


def _keys(site: Site, menu: Choices, done: Address) -> list[tuple[str, Address]]:
    branches = []
    for key, destination in sorted(menu.keys.items()):
        suffix = "key-" + key.replace("*", "star").replace("#", "hash")
        inner = Site(site.writer, site.label, done, site.origin, site.owner)
        branches.append((key, inner.branch(suffix, destination, "keys", key)))
    return branches


def _complain(site: Site, name: str, media: Any, prompt: str, ask: Address) -> None:
    """Says what was wrong, if there is something to say, and asks again."""
    outcome = Assign("outcome", Const("invalid" if name == "invalid" else "timeout"))
    heard: Sequence[Media] = (Media("", prompt),) if prompt else ()
    if media is not None:
        heard = (site.media(media),)
    play = (Play(tuple(heard)),) if heard else ()
    site.block(name, outcome, *play, end=Jump(ask))


def _dial_extension(site: Site, menu: Choices, wrong: Address, done: Address) -> Address:
    """Where a caller goes who pressed something that is no key: an extension, if it is allowed."""
    rule = menu.dial_extensions
    assert rule is not None
    enter, found = site.at("extension"), f"found.{site.label}"
    site.block("find", end=Find(site.writer.at("extensions"), Var("keys"), site.at("unknown")))
    site.block("unknown", Assign(found, Const("")), end=Return())
    site.block(
        "extension",
        Assign(found, Const("1")),
        Assign("outcome", Const("")),
        Enter(site.at("find")),
        end=Switch(Var(found), (("", wrong),), done),
    )
    if rule.allow or rule.deny:
        return _permit(site, rule, enter, wrong)
    return enter


def _permit(site: Site, rule: ExtensionRule, enter: Address, wrong: Address) -> Address:
    if rule.allow:
        cases = tuple((extension, enter) for extension in sorted(rule.allow))
        return site.block("permit", end=Switch(Var("keys"), cases, wrong))
    cases = tuple((extension, wrong) for extension in sorted(rule.deny))
    return site.block("permit", end=Switch(Var("keys"), cases, enter))
