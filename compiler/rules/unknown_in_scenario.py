"""A scenario names a phone, gateway, mailbox or limit that the account doesn't have.

Phones are named in full, `<user>-<device>`; gateways `<trunk>-<n>`, counted from 1; mailboxes by their
reference. Numbers outside may be any.

```yaml bad
users:
  anna: {name: Anna Berg, extensions: [101], devices: {desk: {}}}
scenarios:
  anna-calls-herself:
    at: 2026-11-24 10:00
    call: {from: anna-dest, to: "101"}  # expect: REF121
    expect: [ends: no_answer]
```

```yaml good
users:
  anna: {name: Anna Berg, extensions: [101], devices: {desk: {}}}
scenarios:
  anna-calls-herself:
    at: 2026-11-24 10:00
    call: {from: anna-desk, to: "101"}
    expect: [ends: no_answer]
```
"""

from __future__ import annotations

from collections.abc import Iterable, Iterator

from compiler.diagnostics import Diagnostic
from compiler.scenario_calls import Unknown, prepare
from schema.program import Origin
from schema.reading import did_you_mean, quote
from schema.scenario import Scenario
from schema.tree import Account

CODE = "REF121"
NAME = "unknown-in-scenario"
SEVERITY = "error"


def check(account: Account) -> Iterable[Diagnostic]:
    """Finds the first name of each scenario that the account doesn't know."""
    for name, scenario in account.document.scenarios.items():
        yield from _wrong(account, name, scenario)


def _wrong(account: Account, name: str, scenario: Scenario) -> Iterator[Diagnostic]:
    try:
        prepare(account, scenario)
    except Unknown as unknown:
        if _could_not_be_read(account, unknown.name):
            return
        origin = Origin(account.path, ("scenarios", name, *unknown.route))
        message = f"The account has no {unknown.what} {quote(unknown.name)}."
        yield Diagnostic(CODE, NAME, message, origin, help=hint_for(unknown))


def _could_not_be_read(account: Account, name: str) -> bool:
    """Whether a name is that of something whose YAML is wrong, which was told already."""
    names = (reference.partition(".")[2] for reference in account.unread)
    return any(name == one or name.startswith(f"{one}-") for one in names)


def hint_for(unknown: Unknown) -> str:
    """The nearest name that is known, else all of them where they are few."""
    near = did_you_mean(unknown.name, unknown.known)
    few = sorted(unknown.known) if len(unknown.known) <= 8 else []
    return near or (f"There is {', '.join(few)}." if few else "")
