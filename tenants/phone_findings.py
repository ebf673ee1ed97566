"""What the phones of an account can't do: what their vendors' tables say, as diagnostics."""

from __future__ import annotations

from collections.abc import Iterator
from dataclasses import replace

from compiler.codes_phones import phone_codes
from compiler.diagnostics import Diagnostic
from compiler.inventory import take_phones
from compiler.phone_keys import is_provisioned
from schema.inventory import Inventory
from schema.program import Origin
from schema.tree import Account
from targets.provisioning.checks import phone_findings
from targets.provisioning.findings import PhoneFinding


def findings_in(account: Account) -> Iterator[Diagnostic]:
    """What can't be right about the phones of an account; nothing where it is too wrong otherwise to
    know what they are told."""
    if not any(is_provisioned(named) for named in account.devices.values()):
        return
    try:
        share = take_phones(account)
    except KeyError:  # something that an endpoint names is not there: a rule tells it
        return
    for finding in phone_findings(share):
        yield _diagnostic(finding, _own(finding.origin, account, share))


def _diagnostic(finding: PhoneFinding, origin: Origin) -> Diagnostic:
    code = phone_codes()[finding.code]
    return code.at(origin, finding.sentence, finding.help, severity=finding.severity)


def _own(origin: Origin, account: Account, share: Inventory) -> Origin:
    """Where a finding is told: in the account itself, even if a layout from above has the key."""
    if origin.account == account.path:
        return _setting(origin, account)
    for phone in share.phones:
        if any(key.origin == origin for key in phone.keys):
            return replace(phone.origin, route=(*phone.origin.route, "keys"))
    return Origin(account.path, ("account",))


def _setting(origin: Origin, account: Account) -> Origin:
    """The place of a free setting: at the device, or where the account says it for all of them."""
    *route, section, name = origin.route if len(origin.route) > 2 else (*origin.route, "", "", "")
    if section != "settings":
        return origin
    named = next(one for one in account.devices.values() if one.origin.route == tuple(route))
    model = named.device.model or ""
    if name in named.device.settings:
        return origin
    for level in (model, model.partition("-")[0]):
        if name in account.document.account.phones.settings.get(level, {}):
            return Origin(account.path, ("account", "phones", "settings", level, name))
    return named.origin
