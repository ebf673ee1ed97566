"""Vendors: modules that are discovered in `targets/provisioning/vendors/`, one file each.

A module holds `VENDOR`. Beside it stand `<vendor>.toml`, what its models can do, and
`<vendor>.schema.json`, the names of settings that people may write freely.
"""

from __future__ import annotations

import importlib
import pkgutil
from collections.abc import Callable, Mapping
from dataclasses import dataclass, field
from functools import cache
from typing import Literal, TypeAlias

from targets.provisioning import vendors
from targets.provisioning.dialect import Dialect, Setting
from targets.provisioning.facts import Phone
from targets.provisioning.text import Document

Seal: TypeAlias = Literal["", "yealink-aes", "openssl-aes-256-cbc", "aes128gcm"]
"""How a file is encrypted while it is answered; empty for not at all."""


@dataclass(frozen=True)
class PhoneFile:
    """A file that a phone fetches: its name, what it says, and the settings it is made of."""

    name: str
    document: Document
    settings: tuple[Setting, ...] = ()
    media_type: str = "text/plain; charset=utf-8"


@dataclass(frozen=True)
class Notify:
    """The Event header of the NOTIFY that has a phone read its files again, and of that which has it
    start anew. Empty: it can't be told and looks by itself."""

    check: str = ""
    reboot: str = ""


@dataclass(frozen=True)
class Adopted:
    """What was read from an existing file of a phone: its settings by name, and what of them has
    words in the language, as the trees of `devices` and `keys`."""

    vendor: str
    mac: str
    device: Mapping[str, object] = field(default_factory=dict)
    keys: tuple[Mapping[str, object], ...] = ()
    settings: Mapping[str, str] = field(default_factory=dict)
    left: tuple[str, ...] = ()


@dataclass(frozen=True)
class Vendor:
    """A vendor of phones.

    `files` writes a phone's files, `requests` are the names it asks for in order (`{mac}` small,
    `{MAC}` large), `agent` is a regular expression of its User-Agent with the groups `model`,
    `firmware` and `mac` where they are told. `pages` are names that are answered with nothing.
    """

    slug: str
    name: str
    dialects: tuple[Dialect, ...]
    files: Callable[[Phone, Dialect], tuple[PhoneFile, ...]]
    requests: tuple[str, ...]
    notify: Notify = Notify()
    ouis: tuple[str, ...] = ()
    agent: str = ""
    seal: Seal = ""
    soft: bool = False
    adopt: Callable[[str], Adopted] | None = None
    sources: tuple[str, ...] = ()

    def dialect(self, slug: str) -> Dialect:
        """The dialect of that name. KeyError."""
        return next((one for one in self.dialects if one.slug == slug), None) or _missing(slug)


def _missing(slug: str) -> Dialect:
    raise KeyError(slug)


@cache
def all_vendors() -> Mapping[str, Vendor]:
    """Every vendor there is, by its slug, in order."""
    names = sorted(one.name for one in pkgutil.iter_modules(vendors.__path__))
    modules = (importlib.import_module(f"{vendors.__name__}.{name}") for name in names)
    found = (module.VENDOR for module in modules if hasattr(module, "VENDOR"))
    return {one.slug: one for one in sorted(found, key=lambda one: one.slug)}
