"""What the pages of the rules don't show: edges, other ways to be wrong, and what is no mistake."""

from __future__ import annotations

import pytest

from compiler.accounts import link_accounts
from compiler.checking import check_tree
from compiler.sources import AccountFolder, SourceFile, read_sources
from tests.compiler.trees import read_tree

MASTER = "account: {name: P, timezone: America/Halifax, country: CA, type: master}\n"
PEOPLE = "users: {anna: {name: Anna, extensions: [101]}, ben: {name: Ben, extensions: [102]}}\n"


def findings(sample: str, severity: str = "error") -> list[str]:
    """The names of what is found, errors only unless asked otherwise."""
    found = check_tree(*read_tree(sample))
    return [one.name for one in found if one.severity == severity]


def messages(sample: str) -> list[str]:
    return [f"{one.message} {one.help}".strip() for one in check_tree(*read_tree(sample))]


def flow(*steps: str) -> str:
    """A callflow of some steps, with people to call."""
    return f"{PEOPLE}callflows:\n  main:\n" + "".join(f"    - {step}\n" for step in steps)


def tree(**files: str) -> str:
    """A master with children: `north` is a grant, `north__account` a child's own file. A child
    whose grant is not said has a plain one."""
    parts = [MASTER]
    children = [name.removesuffix("__account") for name in files if name.endswith("__account")]
    grants = {child: "type: standard" for child in children if child not in files}
    for name, text in (grants | files).items():
        path = "/accounts/".join(name.removesuffix("__account").split("__"))
        ending = "/account.yaml" if name.endswith("__account") else ".yaml"
        parts.append(f"# file: accounts/{path}{ending}\n{text}\n")
    return "".join(parts)


SOUND = {
    "a step behind voicemail, which a full mailbox passes over": flow(
        "voicemail: user.anna", "hangup"
    ),
    "a key that leads back": flow('menu: {greeting: welcome, keys: {"1": callflow.main}}'),
    "a wrong key that leads back": flow(
        'menu: {greeting: welcome, keys: {"1": [hangup]}, on: {invalid: callflow.main}}'
    ),
    "a user who is reached by a number only": "users: {anna: {name: Anna}}\n",
    "a master without phones and trunks": MASTER,
    "a number of a block that was given": tree(
        north="numbers: [{first: +19025550100, last: +19025550109}]",
        north__account="numbers: {+19025550105: [hangup]}",
    ),
    "equal extensions and names in two accounts": tree(
        north__account=PEOPLE, south__account=PEOPLE
    ),
    "a pattern above an emergency number's length": flow("hangup").replace("[101]", "[7911]"),
    "a shown number that the grant gives": tree(
        north="numbers: [+19025550101]", north__account="account: {main_number: +19025550101}"
    ),
    "a capturing code beside one that begins otherwise": (
        'callflows: {a: {steps: [hangup], codes: ["*55<n>"]}, b: {steps: [hangup], codes: ["*56"]}}\n'
    ),
}


@pytest.mark.parametrize("sample", SOUND.values(), ids=SOUND)
def test_there_is_no_mistake_in(sample: str) -> None:
    assert [] == findings(sample)


MISTAKEN = {
    "a step that calls its own callflow": (flow("call: callflow.main"), ["endless-loop"]),
    "a silent caller who is led back": (
        flow('menu: {greeting: welcome, keys: {"1": [hangup]}, on: {timeout: callflow.main}}'),
        ["endless-loop"],
    ),
    "a step behind a menu that leads back": (
        flow('menu: {greeting: welcome, keys: {"1": [hangup]}}', "goto: callflow.main"),
        ["endless-loop"],
    ),
    "a group that goes on to a callflow that enters it": (
        PEOPLE
        + "groups: {g: {members: [user.anna], then: callflow.m}}\ncallflows: {m: [{goto: group.g}]}\n",
        ["endless-loop"],
    ),
    "a group in itself": ("groups: {g: {members: [group.g]}}\n", ["self-containing-group"]),
    "many phones in groups in groups": (
        "devices:\n"
        + "".join(f"  d{n}: {{sip: {{registrations: 7}}}}\n" for n in range(3))
        + "groups:\n  a: [device.d0, device.d1]\n  b: [group.a, device.d2]\n",
        ["too-many-phones"],
    ),
    "a step behind respond": (flow("respond: 486", "hangup"), ["unreachable-step"]),
    "a mailbox that is rung": (flow("ring: mailbox.front"), ["wrong-kind"]),
    "a kind that does not exist": (flow("goto: queue.sales"), ["wrong-kind"]),
    "a reference in a condition": (
        flow("if: {condition: caller in caller_list.vip, then: user.anna}"),
        ["unknown-reference"],
    ),
    "a reference of a route": ("routes: [{trunks: [south]}]\n", ["unknown-reference"]),
    "a period of a condition": (
        "schedules: {office: {open: {mon: 08:00-17:00}}}\n"
        + flow("if: {condition: schedule.office is lunch, then: user.anna}"),
        ["unknown-period"],
    ),
    "an unknown region": (
        "schedules: {s: {open: {mon: 08:00-17:00}, holidays: {country: CA, region: XX}}}\n",
        ["bad-calendar"],
    ),
    "an unknown date": (
        "schedules: {s: {open: {mon: 08:00-17:00}, closed: [someday]}}\n",
        ["bad-calendar"],
    ),
    "the outside prefix before an emergency number": (
        "groups: {g: {extension: 9911, members: []}}\n",
        ["emergency-shadowed"],
    ),
    "a pattern that covers an emergency number": (
        'callflows: {m: {steps: [hangup], extensions: ["9XX"]}}\n',
        ["emergency-shadowed"],
    ),
    "a rule of dialling for an emergency number": (
        'dialing: {extra: [{dial: "911", strip: 0, prefix: "+1"}]}\n',
        ["emergency-shadowed"],
    ),
    "a forward to help with the outside prefix": (
        "users: {anna: {name: Anna, extensions: [101], forward: {to: 9911}}}\n",
        ["forward-to-emergency"],
    ),
    "patterns that fit the same digits": (
        'callflows: {a: {steps: [hangup], extensions: ["7X1"]}, b: {steps: [hangup], extensions: ["7X[12]"]},'
        ' c: {steps: [hangup], extensions: ["7[12]1"]}, d: {steps: [hangup], extensions: ["7[13]1"]}}\n',
        ["extension-collision"],
    ),
    "a mailbox with a user's extension": (
        PEOPLE + "mailboxes: {m: {number: 101, owners: [user.ben]}}\n",
        ["extension-collision"],
    ),
    "a code that a capturing one takes": (
        'callflows: {a: {steps: [hangup], codes: ["*55<n>"]}, b: {steps: [hangup], codes: ["*551"]}}\n',
        ["code-collision"],
    ),
    "a code of a schedule with its digit": (
        'schedules: {s: {open: {mon: 08:00-17:00}, override_code: "*21"}}\n'
        'callflows: {a: {steps: [hangup], codes: ["*212"]}}\n',
        ["code-collision"],
    ),
    "a number of two siblings": (
        tree(
            north="numbers: [{first: +19025550100, last: +19025550109}]",
            north__account="",
            south="numbers: [+19025550105]",
            south__account="",
        ),
        ["number-in-two-accounts"],
    ),
    "a number passed on that was not given": (
        tree(
            north="{type: reseller, numbers: [+19025550100]}",
            north__account="",
            north__harbour="numbers: [+19025550101]",
            north__harbour__account="",
        ),
        ["number-not-granted"],
    ),
    "a block with a gap, passed on": (
        tree(
            north="{type: reseller, numbers: [+19025550100, +19025550102]}",
            north__account="",
            north__harbour="numbers: [{first: +19025550100, last: +19025550102}]",
            north__harbour__account="",
        ),
        ["number-not-granted"],
    ),
    "a user of the account above": (
        MASTER
        + PEOPLE
        + "# file: accounts/north.yaml\ntype: standard\n"
        + "# file: accounts/north/account.yaml\ncallflows: {m: [{ring: user.anna}]}\n",
        ["cross-account-reference"],
    ),
    "a user of the account beside": (
        tree(north__account="callflows: {m: [{ring: user.anna}]}", south__account=PEOPLE),
        ["cross-account-reference"],
    ),
    "a hardware address in two accounts": (
        tree(
            north__account="account: {main_number: +19025550101}\n"
            "numbers: {+19025550101: [hangup]}\ndevices: {d: {type: cell, number: +16475550188, mac: 001122334455}}",
            north="numbers: [+19025550101]",
            south__account="devices: {d: {type: cell, number: +16475550188, mac: 001122334455}}",
        ),
        ["duplicate-mac"],
    ),
    "a name that makes no realm": (tree(**{"north-__account": ""}), ["realm-collision"]),
    "a standard account with children": (
        tree(north__account="", north__harbour__account=""),
        ["wrong-account-type"],
    ),
    "a tree whose root is no master": (
        tree(north__account="").replace(", type: master", ""),
        ["wrong-account-type"],
    ),
    "users below that are too many": (
        tree(
            north="{type: reseller, limits: {users: 1}}",
            north__account="",
            north__harbour__account=PEOPLE,
        ),
        ["limit-exceeded"],
    ),
    "a limit beyond a grandparent's": (
        tree(
            a="{type: reseller, limits: {calls: 5}}",
            a__account="",
            a__b="type: reseller",
            a__b__account="",
            a__b__c="limits: {calls: 6}",
            a__b__c__account="",
        ),
        ["limits-beyond-parent"],
    ),
    "a switched off trunk is no way to help": (
        "trunks: {north: {enabled: false, gateways: [{host: a.example}]}}\ndevices: {d: {}}\n",
        ["emergency-unreachable"],
    ),
    "an extension as a number shown outside": (
        "users: {anna: {name: A, extensions: [101], caller_id: {external: {number: 101}}}}\n",
        ["caller-id-not-owned"],
    ),
}


@pytest.mark.parametrize(("sample", "expected"), MISTAKEN.values(), ids=MISTAKEN)
def test_there_is_a_mistake_in(sample: str, expected: list[str]) -> None:
    assert expected == findings(sample)


DOUBTFUL = {
    "an extension that begins like an emergency number": (
        "groups: {g: {extension: 9112, members: []}}\n",
        ["emergency-shadowed"],
    ),
    "a pattern that covers an extension": (
        PEOPLE + 'callflows: {m: {steps: [hangup], extensions: ["1XX"]}}\n',
        ["extension-collision"],
    ),
    "a user allowed what the account denies": (
        "restrict: {premium: deny}\nusers: {a: {name: A, extensions: [101], restrict: {premium: allow}}}\n",
        ["allow-beyond-parent"],
    ),
    "a rule about an extension of nobody": (
        "menus: {m: {greeting: welcome, dial_extensions: {allow: [555]}}}\n",
        ["menu-extension-unreachable"],
    ),
    "a member whose turn never comes": (
        flow("ring: {to: [user.anna, {to: user.ben, after: 20s}], for: 20s}"),
        ["late-ring"],
    ),
    "a route behind the same one": (
        "routes: [{match: {class: [local]}, trunks: [north]}, {match: {class: [local]}, trunks: [north]}]\n",
        ["route-never-used"],
    ),
}


@pytest.mark.parametrize(("sample", "expected"), DOUBTFUL.values(), ids=DOUBTFUL)
def test_there_is_a_doubt_about(sample: str, expected: list[str]) -> None:
    assert (expected, []) == (findings(sample, "warning"), findings(sample))


def test_a_chain_of_a_loop_is_told() -> None:
    sample = (
        "callflows: {a: [{call: callflow.b}], b: [{call: callflow.c}], c: [{goto: callflow.a}]}\n"
    )
    expected = (
        "A call could go round for ever: callflow.a -> callflow.b -> callflow.c -> callflow.a. "
        "End one of them with hangup, or let a menu key lead back."
    )
    assert [expected] == messages(sample)


def test_an_account_beside_is_not_named() -> None:
    sample = tree(north__account="callflows: {m: [{ring: user.anna}]}", south__account=PEOPLE)
    assert not any("south" in message for message in messages(sample))


def test_a_name_of_another_kind_is_suggested() -> None:
    sample = PEOPLE + "callflows: {m: [{ring: group.anna}]}\n"
    expected = '"group.anna" leads nowhere: there is no group "anna". Did you mean user.anna?'
    assert [expected] == messages(sample)


# --- what could not be read ---------------------------------------------------------------------

HEAD = "account: {name: H, timezone: America/Halifax, country: CA}\n"


def names_after_linking(**files: str) -> list[str]:
    """What the rules find in an account of which something may be unreadable."""
    own = tuple(SourceFile(f"{n}.yaml", f"{n}.yaml", text.encode()) for n, text in files.items())
    sources = read_sources([AccountFolder("", own)])
    linked = link_accounts(sources, "h")
    assert linked.tree is not None
    return [one.name for one in check_tree(linked.tree, sources, linked.incomplete)]


def test_a_reference_to_what_could_not_be_read_is_no_second_mistake() -> None:
    users = "users: {anna: {name: A, extensions: [x]}}\ncallflows: {m: [{ring: user.anna}]}\n"
    assert [] == names_after_linking(a=HEAD + users)


def test_a_reference_that_leads_nowhere_is_told_beside_another_mistake() -> None:
    users = "users: {anna: {name: A, extensions: [x]}}\ncallflows: {m: [{ring: user.bea}]}\n"
    assert ["unknown-reference"] == names_after_linking(a=HEAD + users)


def test_after_a_syntax_error_nobody_knows_what_is_missing() -> None:
    assert [] == names_after_linking(a=HEAD, b="callflows: {m: [{ring: user.a}]}\n", c="users: [\n")


def test_a_key_that_stands_twice_hides_no_missing_thing() -> None:
    flows = "callflows: {m: [{ring: user.a}], m: []}\n"
    assert ["unknown-reference"] == names_after_linking(a=HEAD, b=flows)


def test_a_trunk_that_could_not_be_read_may_be_there() -> None:
    wrong = "trunks: {north: {gateways: [{hots: a.example}]}}\ndevices: {d: {}}\n"
    assert [] == names_after_linking(a=HEAD + wrong)


def test_a_trunk_that_was_never_written_is_missing() -> None:
    assert "emergency-unreachable" in names_after_linking(a=f"{HEAD}devices: {{d: {{}}}}\n")
