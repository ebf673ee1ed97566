"""The callflows of a generated account: 15 of them, with menus, schedules and scenarios."""

from __future__ import annotations

RECORDINGS = (
    "welcome.wav",
    "closed.wav",
    "holiday.wav",
    "lunch.wav",
    "services.wav",
    "sales.wav",
    "support.wav",
    "billing.wav",
    "directions.wav",
    "hours.wav",
    "all-busy.wav",
    "thanks.wav",
    "calm-one.wav",
    "calm-two.wav",
)

SCHEDULES = """\
schedules:
  office:
    open: {mon-thu: 08:00-17:00, fri: 08:00-15:00}
    named: {lunch: {mon-fri: 12:00-13:00}}
    holidays: {country: CA, region: NS, dates: [dec 24, dec 31]}
    override_code: "*21"
  support-desk:
    open:
      mon-fri: 07:00-21:00
      sat: 09:00-14:00
    closed: [2026-07-02, 2026-08-03]
    holidays: {country: CA, region: NS}
  night-guard:
    open: {mon-sun: 22:00-06:00}
"""

CALLFLOWS = """\
callflows:
  main:
    - schedule:
        use: office
        lunch: [{play: lunch}]
        closed: callflow.after-hours
        holidays: callflow.holiday
    - if: {condition: caller in caller_list.vip, then: callflow.vip}
    - menu:
        greeting: welcome
        keys:
          "3": callflow.sales
          "4": callflow.support
          "5": menu.services
          "6": callflow.billing
          "0": group.reception
        timeout: 6s
        dial_extensions: true
    - ring: group.reception
    - voicemail: mailbox.reception

  after-hours:
    - if: {condition: schedule.night-guard is open, then: [{play: closed}]}
    - menu:
        greeting: closed
        keys:
          "1": callflow.emergency-duty
          "2": [{voicemail: mailbox.reception}]
        tries: 2
    - voicemail: mailbox.reception

  holiday:
    - play: holiday
    - voicemail: mailbox.reception

  vip:
    - caller_id: {name_prefix: VIP}
    - ring:
        to: [user.anna-berg, {to: user.ben-berg, after: 8s}, {to: user.carla-berg, after: 12s}]
        for: 30s
      on: {busy: group.reception}
    - voicemail: user.anna-berg

  sales:
    - play: {media: [sales, hours], interrupt: true}
    - caller_id: {name_prefix: Sales}
    - ring: {to: group.sales, for: 24s}
      on: {busy: [{play: all-busy}, {voicemail: mailbox.sales}]}
    - ring: user.david-okafor
    - voicemail: mailbox.sales

  support:
    - schedule: {use: support-desk, closed: callflow.support-closed}
    - menu:
        greeting: support
        keys:
          "1": group.support
          "2": menu.hardware
          "3": menu.software
    - ring: group.support
    - voicemail: mailbox.support

  support-closed:
    - play: closed
    - dial: {number: +16475550188, for: 25s, confirm: true}
    - voicemail: mailbox.support

  billing:
    - play: billing
    - ring: {to: group.accounts, for: 20s}
      on: {busy: user.emma-silva}
    - voicemail: mailbox.accounts

  emergency-duty:
    - say: Please hold the line. We are calling the colleague on duty.
    - ring: {to: [user.farid-tanaka, +16475550190], for: 30s, confirm: true}
    - voicemail: mailbox.reception

  directions:
    - play: directions
    - wait: 2s
    - play: hours
    - hangup

  choose-team:
    - set: {team: sales}
    - if: {condition: caller is anonymous, then: [{set: {team: reception}}]}
    - switch:
        variable: $team
        cases: {sales: group.sales, reception: group.reception}
        else: group.support

  survey:
    extensions: ["850"]
    steps:
      - answer
      - play: thanks
      - say: {digits: $caller.number}
      - say: {time: now}

  my-messages:
    extensions: ["851"]
    codes: ["*55"]
    steps:
      - check_voicemail: user.greta-berg

  busy-line:
    extensions: ["852"]
    steps:
      - respond: {code: 486, play: all-busy}

  duty-phone:
    extensions: ["853"]
    steps:
      - ring: {to: [user.hugo-berg, user.ines-berg], strategy: in_order, for: 10s, rounds: 2}
      - call: callflow.choose-team
      - goto: callflow.support
"""

MENUS = """\
menus:
  services:
    greeting: services
    keys:
      "1": callflow.directions
      "2": callflow.billing
      "3": menu.hardware
      "9": callflow.choose-team
    timeout: 8s
  hardware:
    greeting: support
    keys:
      "1": group.support
      "2": user.farid-okafor
      "0": group.reception
    invalid: all-busy
  software:
    greeting: support
    keys:
      "1": group.support
      "2": user.greta-okafor
      "0": group.reception
    tries: 2
  quick:
    greeting: services
    keys: {"4": group.sales, "5": group.support, "6": group.accounts}
    dial_extensions: {deny: ["101"]}
  branches:
    greeting: directions
    keys: {"1": callflow.directions, "2": menu.quick, "*": callflow.main}
"""

SCENARIOS = """\
scenarios:
  reception-answers:
    at: 2026-11-24 10:00
    call: {{from: +16475550123, to: {main}}}
    press: ["0"]
    expect: [asks: welcome, rings: anna-berg-desk, connects: anna-berg-desk]
  closed-at-night:
    at: 2026-11-24 19:00
    call: {{from: +16475550123, to: {main}}}
    press: ["2"]
    expect: [asks: closed, leaves_message: mailbox.reception]
  an-extension-is-dialled:
    at: 2026-11-24 10:00
    call: {{from: +16475550123, to: {main}}}
    press: ["108"]
    expect: [asks: welcome, rings: hugo-berg-desk]
  a-direct-number:
    at: 2026-11-24 10:00
    call: {{from: +16475550123, to: {direct}}}
    expect: [rings: carla-berg-desk]
  from-phone-to-phone:
    at: 2026-11-24 10:00
    call: {{from: anna-berg-desk, to: "105"}}
    expect: [connects: emma-berg-desk]
"""
