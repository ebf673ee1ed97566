"""The account tree: who belongs to whom, what each wrote, and how its references are answered."""

from __future__ import annotations

import hashlib
from collections.abc import Iterator, Mapping
from dataclasses import dataclass, field
from datetime import date
from functools import cache, cached_property, lru_cache
from typing import Any

from schema.captions import caller_name
from schema.countries import country
from schema.country import Country
from schema.document import DocumentBase
from schema.grant import Grant
from schema.inventory import MAIN_NODE
from schema.program import Origin
from schema.references import Reference
from schema.restrict import denied
from schema.thing import Found
from schema.things import kinds
from schema.things.device import Device
from schema.things.media import Recording
from schema.things.user import User


@cache
def _any_device() -> Device:
    """A device of which nothing is said."""
    return Device()


@lru_cache(4096)
def _recording_of(file: str) -> Recording:
    """A recording of which nothing is said: its file is there."""
    return Recording(file=file)


@dataclass(frozen=True)
class NamedDevice:
    """A device with its full name: `<user>-<device>`, or its own where it belongs to nobody."""

    name: str
    device: Device
    user_name: str
    user: User | None
    origin: Origin


def _is_phone(named: NamedDevice) -> bool:
    return named.device.registers and named.device.enabled


@dataclass(frozen=True, eq=False)
class Account:
    """One account of the tree. `path` is its slugs from below the root, joined by `/`; the root's is
    empty. `recordings` are the files of its media folder by name without the ending; `holidays` the
    public holidays of each of its schedules; `unread` the references of things whose YAML was wrong,
    so that nobody complains of them twice; `granted` whether its parent has written it a grant."""

    path: str
    slug: str
    grant: Grant
    document: DocumentBase
    parent: Account | None = None
    recordings: Mapping[str, str] = field(default_factory=dict)
    holidays: Mapping[str, tuple[date, ...]] = field(default_factory=dict)
    unread: frozenset[str] = frozenset()
    granted: bool = True

    @cached_property
    def id(self) -> str:
        """The name of its unit, contexts and mailboxes: readable, and unique in the tree."""
        return f"{self.slug[:20]}-{hashlib.sha256(self.path.encode()).hexdigest()[:8]}"

    @cached_property
    def realm(self) -> str:
        """The SIP realm of its phones."""
        if self.parent is None:
            platform = self.document.account.platform
            return platform.domain if platform else f"{self.slug}.invalid"
        return self.grant.realm or f"{self.slug}.{self.parent.realm}"

    @property
    def timezone(self) -> str:
        """Its own zone."""
        return self.document.account.timezone

    @cached_property
    def country(self) -> Country:
        """The country pack that its phones dial by."""
        return country(self.document.dialing.country or self.document.account.country)

    @property
    def enabled(self) -> bool:
        """Whether it and all its ancestors are switched on."""
        own = self.grant.enabled and self.document.account.enabled
        return own and (self.parent is None or self.parent.enabled)

    @cached_property
    def nodes(self) -> tuple[str, ...]:
        """The nodes that serve it; all where it is empty."""
        return self.grant.nodes or (self.parent.nodes if self.parent else ())

    @cached_property
    def all_nodes(self) -> tuple[str, ...]:
        """Every node of the platform."""
        if self.parent is not None:
            return self.parent.all_nodes
        platform = self.document.account.platform
        return tuple(platform.nodes if platform else ()) or (MAIN_NODE,)

    def lineage(self) -> Iterator[Account]:
        """This account, its parent, and so on up to the root."""
        yield self
        if self.parent is not None:
            yield from self.parent.lineage()

    def find(self, reference: Reference) -> Found | None:
        """What a reference names: in this account, for shareable kinds also in its ancestors."""
        if reference.kind == "device":
            return self._device(reference)
        if reference.kind == "media":
            return self._recording(reference)
        thing = kinds().get(reference.kind)
        if thing is None:
            return None
        for owner in self.lineage() if thing.shareable else (self,):
            entry = owner.document.section(thing.section).get(reference.name)
            if entry is not None:
                origin = Origin(owner.path, (thing.section, reference.name))
                return Found(entry, owner, origin, reference)
        return None

    def thing(self, reference: Reference) -> Found:
        """What a checked reference names. KeyError where checking was forgotten."""
        found = self.find(reference)
        if found is None:
            raise KeyError(str(reference))
        return found

    def thing_by_name(self, kind: str, name: str) -> Found:
        """A thing of this account by its kind and name."""
        return self.thing(Reference(kind, name))

    def _device(self, reference: Reference) -> Found | None:
        named = self.devices.get(reference.name)
        return Found(named.device, self, named.origin, reference) if named else None

    def _recording(self, reference: Reference) -> Found | None:
        for owner in self.lineage():
            origin = Origin(owner.path, ("media", reference.name))
            entry = owner.document.section("media").get(reference.name)
            if entry is not None:
                return Found(entry, owner, origin, reference)
            if reference.name in owner.recordings:
                return Found(
                    _recording_of(owner.recordings[reference.name]), owner, origin, reference
                )
        return None

    @cached_property
    def devices(self) -> Mapping[str, NamedDevice]:
        """All devices by their full names, sorted."""
        found = [
            NamedDevice(
                f"{user_name}-{name}",
                device,
                user_name,
                user,
                Origin(self.path, ("users", user_name, "devices", name)),
            )
            for user_name, user in self.users.items()
            for name, device in user.devices.items()
        ]
        found += [
            NamedDevice(name, device, "", None, Origin(self.path, ("devices", name)))
            for name, device in self.document.section("devices").items()
        ]
        return {named.name: named for named in sorted(found, key=lambda named: named.name)}

    @property
    def users(self) -> Mapping[str, User]:
        """Its users by name."""
        users: Mapping[str, User] = self.document.section("users")
        return users

    def endpoints_of(self, reference: Reference) -> tuple[str, ...]:
        """The endpoint ids of a user's registering phones, or of one device."""
        if reference.kind == "device":
            named = self.devices.get(reference.name)
            return (f"{named.name}@{self.realm}",) if named and _is_phone(named) else ()
        return self._phones.get(reference.name, ())

    @cached_property
    def _phones(self) -> Mapping[str, tuple[str, ...]]:
        """The endpoint ids of the registering phones of each user."""
        found: dict[str, tuple[str, ...]] = {}
        for named in filter(_is_phone, self.devices.values()):
            own = found.get(named.user_name, ())
            found[named.user_name] = (*own, f"{named.name}@{self.realm}")
        return found

    def mailbox_id(self, reference: Reference) -> str:
        """The id of a mailbox, or of a user's own; empty where the user has none."""
        thing: Any = self.thing(reference).thing
        number = thing.box_number if reference.kind == "user" else thing.number
        return f"{number}@{self.id}" if number else ""

    def music_id(self, reference: Reference | None) -> str:
        """The id of a class of hold music; empty for none said."""
        if reference is None:
            return ""
        found = self.thing(reference)
        return f"{found.owner.id}.{reference.name}"

    def denied_to(self, named: NamedDevice | None) -> frozenset[str]:
        """The call classes a phone may not use: what any level above denies stays denied; below that
        the user decides over the device."""
        device = named.device.restrict if named else {}
        user = named.user.restrict if named and named.user else {}
        if not device and not user:
            return self._denied_to_all
        return denied([self._granted, device, user]) | self._denied_above

    @cached_property
    def _denied_to_all(self) -> frozenset[str]:
        """What a phone may not use whose user and device say nothing of it, as most do."""
        return denied([self._granted]) | self._denied_above

    @cached_property
    def _granted(self) -> Mapping[str, str]:
        """What the levels above and the account itself allow beyond the default."""
        merged: dict[str, str] = {}
        for account in reversed(list(self.lineage())):
            merged |= account.grant.allow
            merged |= account.document.account.restrict
            merged |= account.document.section("restrict")
        return merged

    @cached_property
    def _denied_above(self) -> frozenset[str]:
        found: set[str] = set()
        for account in self.lineage():
            for level in (
                account.grant.allow,
                account.document.account.restrict,
                account.document.section("restrict"),
            ):
                found |= {name for name, right in level.items() if right == "deny"}
        return frozenset(found)

    @cached_property
    def rights(self) -> tuple[frozenset[str], ...]:
        """The different sets of denied classes in the account; the account's own comes first."""
        own = self.denied_to(None)
        others = {self.denied_to(named) for named in self.devices.values()}
        others |= {self.denied_to(self._as_device(user)) for user in self.users.values()}
        return (own, *sorted(others - {own}, key=sorted))

    def _as_device(self, user: User) -> NamedDevice:
        return NamedDevice("", _any_device(), "", user, Origin(self.path))

    def rights_of(self, user_name: str) -> str:
        """Which of `rights` a user has: its index as text."""
        return str(self.rights.index(self.denied_to(self._as_device(self.users[user_name]))))

    def rights_on(self, named: NamedDevice) -> str:
        """Which of `rights` a device has: its index as text."""
        return str(self.rights.index(self.denied_to(named)))

    def shown_outside(self, user_name: str) -> str:
        """The number that outside parties see of a user: its own, else the account's."""
        user = self.users.get(user_name)
        if user is not None and user.caller_id.external.number:
            return user.caller_id.external.number
        return self.main_number

    @property
    def main_number(self) -> str:
        """The number the account shows outside; empty where it has none."""
        settings = self.document.account
        return settings.caller_id.number or settings.main_number or ""

    @property
    def shown_name(self) -> str:
        """The name the account shows outside."""
        settings = self.document.account
        return settings.caller_id.name or caller_name(settings.name)

    @cached_property
    def routed(self) -> Mapping[Reference, str]:
        """The first telephone number that leads to each thing, of those that lead to one thing."""
        found: dict[Reference, str] = {}
        for number, entry in self.document.section("numbers").items():
            if isinstance(entry.route, Reference):
                found.setdefault(entry.route, str(number))
        return found

    def numbers(self) -> Mapping[str, Origin]:
        """Every telephone number that leads somewhere in this account, and where that is said."""
        found = {
            number: Origin(self.path, ("numbers", number))
            for number in self.document.section("numbers")
        }
        for section in ("users", "groups"):
            for name, thing in self.document.section(section).items():
                for index, number in enumerate(thing.numbers):
                    found.setdefault(number, Origin(self.path, (section, name, "numbers", index)))
        return dict(sorted(found.items()))


@dataclass(frozen=True, eq=False)
class Tree:
    """All accounts by path, parents before their children."""

    accounts: Mapping[str, Account]

    @property
    def root(self) -> Account:
        """The master, or the only account."""
        return next(iter(self.accounts.values()))
