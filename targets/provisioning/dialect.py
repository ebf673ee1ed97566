"""Dialects as data: which setting of a vendor's says which logical setting of a phone.

Every dialect answers for every logical setting: with a name, a unit and words (`Said`, `Spread`), or
with the reason why it can't (`Unsaid`), which is told as a degradation and never dropped silently.
"""

from __future__ import annotations

from collections.abc import Callable, Iterable, Iterator, Mapping
from dataclasses import dataclass, field
from typing import Any, TypeAlias

from schema.phone_facts import KeyKind, PhoneKey
from targets.provisioning.facts import Phone
from targets.provisioning.text import Value

Setting: TypeAlias = tuple[str, Value]
"""A vendor's setting: its name and what it holds."""

LINE_SETTINGS = (
    "line.active", "line.label", "line.display_name", "line.user", "line.auth_user",
    "line.password", "line.server", "line.port", "line.proxy", "line.transport", "line.expires",
    "line.srtp", "line.codecs", "line.dtmf", "line.voicemail", "line.mwi", "line.pickup_code",
)  # fmt: skip
PHONE_SETTINGS = (
    "time.zone", "time.ntp", "language", "tones", "admin.password", "download.url",
    "download.user", "download.password", "download.poll", "download.check_certificates",
    "notify.keeps_running", "notify.from_server_only", "dial.plan", "directory", "firmware",
    "network.vlan", "network.sip_dscp", "network.rtp_dscp",
)  # fmt: skip


def logical_settings(phone: Phone) -> Iterator[tuple[str, int, Any]]:
    """Every logical setting of a phone: its name, the line (0 for the phone's own), its value.

    `line.proxy` is (host, port), the host empty for none; `line.dtmf` is `rfc4733`; `time.zone` a
    ZoneRule; `tones` a country; `language` as the language's codes are; `download.url` texts and
    holes; `dial.plan` the shapes; `directory` names and extensions; times are seconds.
    """
    for line in phone.lines:
        values: tuple[Any, ...] = (
            True, line.label, line.display_name, line.user, line.user, line.password, line.server,
            line.port, (line.proxy, line.port), line.transport, line.expires, line.srtp,
            line.codecs, "rfc4733", line.voicemail, line.mwi, line.pickup_code,
        )  # fmt: skip
        for name, value in zip(LINE_SETTINGS, values, strict=True):
            yield name, line.number, value
    download = phone.download
    own: tuple[Any, ...] = (
        phone.zone, phone.ntp, phone.language, phone.country, phone.admin, download.url,
        download.user, download.password, download.poll, download.check_certificates, True, True,
        phone.dial, phone.directory, phone.firmware, phone.vlan, phone.sip_dscp, phone.rtp_dscp,
    )  # fmt: skip
    for name, value in zip(PHONE_SETTINGS, own, strict=True):
        yield name, 0, value


def _text(value: Any) -> Value:
    return str(value)


def _nothing(value: Any) -> str:
    return ""


@dataclass(frozen=True)
class Said:
    """One setting. `{n}` in its name is the line; a vendor that numbers irregularly gives a function.
    `form` makes the text; `values` are the vendor's words; a value of `left_out` isn't written.
    `otherwise` is written for a value that has no word, which is told as a degradation."""

    name: str | Callable[[int], str]
    form: Callable[[Any], Value] = _text
    values: Mapping[Any, str] | None = None
    left_out: tuple[Any, ...] = ()
    otherwise: str | None = None

    def settings(self, value: Any, line: int) -> Iterable[Setting]:
        """The vendor's settings for a value. KeyError for a value without a word."""
        if value in self.left_out:
            return
        name = self.name(line) if callable(self.name) else self.name.replace("{n}", str(line))
        yield name, self.form(value) if self.values is None else self._word(value)

    def _word(self, value: Any) -> str:
        known = self.values or {}
        return known[value] if self.otherwise is None else known.get(value, self.otherwise)

    def lost(self, value: Any) -> str:
        """What of a value can't be told, empty for nothing."""
        known = self.values is None or value in self.left_out or value in self.values
        if known or self.otherwise is None:
            return ""
        return f"this phone has no word for {value}; it is told {self.otherwise}"


@dataclass(frozen=True)
class Spread:
    """Several settings, from a value and the line. `lost` says what of a value can't be told."""

    settings: Callable[[Any, int], Iterable[Setting]]
    lost: Callable[[Any], str] = _nothing


@dataclass(frozen=True)
class Unsaid:
    """No setting, and why. `matters` says whether a value is lost; then it is told."""

    why: str
    matters: Callable[[Any], bool] = bool

    def settings(self, value: Any, line: int) -> Iterable[Setting]:
        """None."""
        return ()

    def lost(self, value: Any) -> str:
        """Why it can't be told, empty where nothing is lost."""
        return self.why if self.matters(value) else ""


Saying: TypeAlias = Said | Spread | Unsaid


@dataclass(frozen=True)
class Dialect:
    """How one family of phones is spoken to.

    `table` answers for every logical setting, `always` are settings that are the same for every
    phone, `keys` writes the keys, `kinds` are what a key can be. `reboots` are the beginnings of the
    names of settings that take effect only when the phone starts anew.
    """

    slug: str
    name: str
    table: Mapping[str, Saying]
    keys: Callable[[Phone], Iterable[Setting]]
    kinds: frozenset[KeyKind]
    always: tuple[tuple[str, str], ...] = ()
    reboots: tuple[str, ...] = ()
    firmware: str = ""
    notes: Mapping[str, str] = field(default_factory=dict)

    def settings(self, phone: Phone) -> tuple[Setting, ...]:
        """Everything that a phone's file says, in the order of the table, keys last."""
        said = (
            one
            for name, line, value in logical_settings(phone)
            for one in self.table[name].settings(value, line)
        )
        return (*self.always, *said, *self.keys(phone))

    def lost(self, phone: Phone) -> tuple[tuple[str, str], ...]:
        """The logical settings that this phone wants and can't be told, or not quite, and why."""
        return tuple(
            (name, why)
            for name, _, value in logical_settings(phone)
            if (why := self.table[name].lost(value))
        )

    def unfit(self, phone: Phone) -> tuple[PhoneKey, ...]:
        """Keys that this dialect has no kind for."""
        return tuple(key for key in phone.keys if key.kind not in self.kinds)
