"""The small account that `pbxc init` makes: it checks clean, its scenarios pass, it compiles."""

from __future__ import annotations

FILES: dict[str, str] = {
    "account.yaml": """\
# Who we are. Every field: pbxc explain account
account:
  name: My Company
  timezone: America/Toronto
  country: CA
  main_number: +14165550100            # shown to whom you call
  default_location: location.office
  platform: {domain: mycompany.example}  # phones register as <phone>@mycompany.example

locations:                              # where help is sent when a phone calls 911
  office:
    street: 100 Front Street West
    city: Toronto
    region: "ON"
    postal_code: M5J 1E3
    country: CA
    callback: user.anna
""",
    "users.yaml": """\
# People, their extensions and their phones. Every field: pbxc explain users
users:
  anna:
    name: Anna Berg
    extensions: [101]
    devices:
      desk: {type: phone}               # registers as anna-desk
  ben:
    name: Ben Okafor
    extensions: [102]
    devices:
      desk: {type: phone}

groups:
  everyone: {extension: 200, members: [user.anna, user.ben], ring_for: 20s}

mailboxes:
  general: {number: 299, name: General, owners: [user.anna]}
""",
    "callflows.yaml": """\
# How calls travel: steps, read from top to bottom. Every step: pbxc explain --list
numbers:
  +14165550100: {name: Main line, route: callflow.main}

callflows:
  main:
    - schedule:
        use: office
        closed: [{voicemail: mailbox.general}]
    - ring: group.everyone
    - voicemail: mailbox.general

schedules:
  office:
    open: {mon-fri: 09:00-17:00}
""",
    "trunks.yaml": """\
# The carrier that calls come from and go to. Put its address here.
trunks:
  carrier:
    gateways: [{host: 192.0.2.10, from_ip: [192.0.2.10]}]
    emergency: true
""",
    "scenarios/main-line.yaml": """\
# What must happen; pbxc test runs these. Every field: pbxc explain scenarios
scenarios:
  somebody-takes-the-call-by-day:
    at: 2026-11-24 10:00
    call: {from: +16475550123, to: +14165550100}
    phones: {anna-desk: busy}
    expect: [rings: anna-desk, connects: ben-desk]

  a-message-is-taken-by-night:
    at: 2026-11-24 22:00
    call: {from: +16475550123, to: +14165550100}
    expect: [leaves_message: mailbox.general]

  help-comes:
    at: 2026-11-24 22:00
    call: {from: ben-desk, to: "911"}
    expect: [connects: "911"]
""",
}
