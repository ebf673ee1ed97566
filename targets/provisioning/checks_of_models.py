"""Checks of what a model can do, by what sources say of it: by all silent, by some a warning, by none
an error."""

from __future__ import annotations

from collections.abc import Iterable, Iterator
from typing import Any

from schema.phone_facts import PhoneKey
from schema.program import Origin
from schema.reading import quote
from targets.provisioning.findings import SEVERITIES, Judged, PhoneFinding, Severity, at
from targets.provisioning.zones import ZoneRefused


def too_many_accounts(judged: Judged) -> Iterable[PhoneFinding]:
    """PH001: more accounts than the model can hold."""
    count = len(judged.phone.lines)
    sentence = f"The {judged.name} can't have {count} accounts"
    yield from _measured(judged, "PH001", "accounts", count, sentence, judged.phone.origin)


def too_many_keys(judged: Judged) -> Iterable[PhoneFinding]:
    """PH002: a key in a place that the model doesn't have."""
    unfit = judged.dialect.unfit(judged.phone)
    for key in judged.phone.keys:
        if not key.module and key not in unfit:
            sentence = f"The {judged.name} has no key {key.at}"
            yield from _measured(judged, "PH002", "line_keys", key.at, sentence, _of(judged, key))


def no_such_module(judged: Judged) -> Iterable[PhoneFinding]:
    """PH005: a module that the model can't have, or a key that the module hasn't."""
    for key in judged.phone.keys:
        if key.module:
            where = _of(judged, key)
            many = f"The {judged.name} can't have {_modules(key.module)}"
            found = [*_measured(judged, "PH005", "modules", key.module, many, where)]
            yield from found
            if not found:
                sentence = f"A module of the {judged.name} has no key {key.at}"
                yield from _measured(judged, "PH005", "module_keys", key.at, sentence, where)


def key_not_on_model(judged: Judged) -> Iterable[PhoneFinding]:
    """PH006: a kind of key that the dialect has no way to say."""
    for key in judged.dialect.unfit(judged.phone):
        sentence = f"The {judged.name} has no way to do what a {_words(key)} key does."
        yield PhoneFinding("PH006", "error", sentence, _of(judged, key))


def text_too_long(judged: Judged) -> Iterable[PhoneFinding]:
    """PH008: a label or value that would be cut off."""
    for what, text, where in _texts(judged):
        for ability in ("label_length",) if what == "label" else ("value_length",):
            if judged.model.fits(ability, len(text)) in SEVERITIES:
                sentence = (
                    f"The {what} {quote(text)} is longer than the {judged.name} shows: "
                    f"{judged.model.told(ability)}."
                )
                yield PhoneFinding("PH008", "warning", sentence, where)


def strange_mac(judged: Judged) -> Iterable[PhoneFinding]:
    """PH009: a hardware address that the vendor doesn't give."""
    mac, known = judged.phone.mac, judged.vendor.ouis
    if mac and known and mac[:6] not in known:
        sentence = f"The hardware address {_colons(mac)} is none that {judged.vendor.name} is known to give."
        told = f"{judged.vendor.name}'s begin with {', '.join(map(_colons, known))}."
        yield PhoneFinding("PH009", "warning", sentence, at(judged.phone.origin, "mac"), told)


def call_not_on_model(judged: Judged) -> Iterable[PhoneFinding]:
    """PH012: a codec, an encryption or a transport that the model doesn't have."""
    for line in judged.phone.lines:
        fits = {name: judged.model.fits("codecs", name) for name in line.codecs}
        none_fits = all(fit == "none" for fit in fits.values()) and bool(fits)
        for name, fit in fits.items():
            if fit in SEVERITIES:
                bad: Severity = "error" if none_fits else "warning"
                told = judged.model.told("codecs")
                sentence = f"The {judged.name} has no codec {name}: {told}."
                yield PhoneFinding("PH012", bad, sentence, judged.phone.origin)
        for ability, value in (("srtp", line.srtp), ("transports", line.transport)):
            sentence = f"The {judged.name} can't have {ability.rstrip('s')} {value}"
            yield from _measured(judged, "PH012", ability, value, sentence, judged.phone.origin)


def zone_not_on_model(judged: Judged) -> Iterable[PhoneFinding]:
    """PH013: a time zone that the phone can't be told."""
    zone, where = judged.phone.zone, judged.phone.origin
    try:
        tuple(judged.dialect.table["time.zone"].settings(zone, 0))
    except ZoneRefused as refused:
        sentence = f"The {judged.name} can't be told the time: {refused}."
        yield PhoneFinding("PH013", "error", sentence, where)
        return
    if zone.offset % 3600:
        sentence = f"The {judged.name} knows whole hours only, and {zone.name} is at none"
        yield from _measured(judged, "PH013", "half_hours", True, sentence, where)


def hotdesk_not_on_model(judged: Judged) -> Iterable[PhoneFinding]:
    """PH025: a key for hot-desking on a phone that stays one person's."""
    for key in judged.phone.keys:
        if key.kind == "hotdesk":
            sentence = f"The {judged.name} can't change whose phone it is"
            yield from _measured(judged, "PH025", "hotdesk", True, sentence, _of(judged, key))


def too_old(judged: Judged) -> Iterable[PhoneFinding]:
    """PH028: a model without TLS 1.2."""
    if judged.model.fits("tls12", True) in SEVERITIES:
        sentence = f"The {judged.name} speaks no TLS 1.2: {_sources(judged, 'tls12', True)}."
        where = at(judged.phone.origin, "model")
        yield PhoneFinding("PH028", "warning", sentence, where)


def _measured(
    judged: Judged, code: str, ability: str, wanted: Any, sentence: str, where: Origin
) -> Iterator[PhoneFinding]:
    """A finding where sources say no, all of them or some."""
    severity = SEVERITIES.get(judged.model.fits(ability, wanted))
    if severity:
        told = f"{sentence}: {_sources(judged, ability, wanted)}."
        help = "" if severity == "error" else "Sources differ; see that it is right on the phone."
        yield PhoneFinding(code, severity, told, where, help)


def _sources(judged: Judged, ability: str, wanted: Any) -> str:
    """What sources say; of what is yes or no, who says no."""
    if wanted is not True:
        return judged.model.told(ability)
    claims = judged.model.claims.get(ability, ())
    return "so says " + ", ".join(
        f"{one.source} {one.date}" for one in claims if one.value is False
    )


def _texts(judged: Judged) -> Iterator[tuple[str, str, Origin]]:
    """Texts that are shown or kept: what they are, and where they stand."""
    for line in judged.phone.lines:
        yield "label", line.label, judged.phone.origin
    for key in judged.phone.keys:
        yield "label", key.label, _of(judged, key)
        yield "value", key.value, _of(judged, key)


def _of(judged: Judged, key: PhoneKey) -> Origin:
    return key.origin if key.origin.route else judged.phone.origin


def _words(key: PhoneKey) -> str:
    return key.kind.replace("_", " ")


def _modules(count: int) -> str:
    return "an expansion module" if count == 1 else f"{count} expansion modules"


def _colons(mac: str) -> str:
    return ":".join(mac[at : at + 2] for at in range(0, len(mac), 2))


CHECKS = (
    too_many_accounts, too_many_keys, no_such_module, key_not_on_model,
    text_too_long, strange_mac, call_not_on_model, zone_not_on_model, hotdesk_not_on_model,
    too_old,
)  # fmt: skip
"""All of them, in the order of their codes."""
