"""Keys and settings of phones that can't be right, whatever the vendor."""

from __future__ import annotations

import pytest

from compiler.checking import check_tree
from tests.compiler.trees import read_tree

PEOPLE = """
users:
  anna:
    name: Anna Berg
    extensions: [101]
    voicemail: VOICEMAIL
    devices:
      desk: {model: yealink-t54w, mac: 80:5e:c0:aa:bb:01, keys: [KEY]}
  ben: {name: Ben Okafor, extensions: [102], devices: {desk: {}}}
  cleo: {name: Cleo Roy, extensions: [103], devices: {cell: {type: cell, number: +16475550188}}}
  dan: {name: Dan Hall, devices: {desk: {}}}
groups: {sales: {members: [user.ben]}}
schedules: {office: {open: {mon-fri: 08:00-17:00}}}
feature_codes: {preset: freepbx}
keys: {parked: [{park: 701}]}
"""


def found(sample: str, code: str = "PH014") -> list[str]:
    """What is said with a code, each with the last key of its place."""
    tree, sources = read_tree(sample)
    return [
        f"{sources.place(one.origin).line}: {one.message} {one.help}".strip()
        for one in check_tree(tree, sources)
        if one.code == code
    ]


def key(written: str, voicemail: str = "true") -> list[str]:
    told = found(PEOPLE.replace("KEY", written).replace("VOICEMAIL", voicemail))
    return [one.partition("leads nowhere. ")[2] for one in told]


@pytest.mark.parametrize(
    ("written", "said"),
    [
        ("{blf: 105}", 'No phone has the extension "105". Did you mean 102 (Ben Okafor)?'),
        ("{blf: user.cleo}", '"user.cleo" has no phone to watch.'),
        ("{blf: user.dan}", '"user.dan" has no extension to watch.'),
        (
            "{blf: device.ben-desk}",
            '"device.ben-desk" is one phone of "user.ben", who is watched as a whole. '
            "Write user.ben.",
        ),
        ("{speed_dial: group.sales}", '"group.sales" has no extension to dial.'),
        ("{speed_dial: '10'}", 'Nothing is reached by dialling "10". Did you mean 103?'),
        ("{park: 701}", "The switch has no parking."),
        ("hotdesk", "The switch has no hot-desking."),
        ("{intercom: user.ben}", "The switch has no code that speaks out of a phone."),
        (
            "forward",
            'The account has no star code "forward_toggle". Write one below `feature_codes`: '
            "`forward_toggle: ...`.",
        ),
        (
            "{schedule_override: office}",
            '"schedule.office" has no override_code. Give it one: `override_code: "*21"`.',
        ),
        ("{use: parked}", "The switch has no parking."),
        ("{blf: user.nobody}", ""),
    ],
)
def test_a_key_that_leads_nowhere_is_told_with_the_reason(written: str, said: str) -> None:
    assert ([said] if said else []) == key(written)


def test_a_key_for_messages_needs_a_mailbox() -> None:
    assert ['"anna" has no mailbox.'] == key("voicemail", "false")


def test_a_key_of_a_person_needs_one() -> None:
    sample = "devices: {hall: {model: yealink-t54w, mac: 805ec0aabb01, keys: [do_not_disturb]}}"
    assert ['1: The key do_not_disturb leads nowhere. "hall" belongs to nobody, and this is a '
            "person's."] == found(sample)  # fmt: skip


def test_a_key_of_a_layout_is_told_once_where_it_stands() -> None:
    sample = """
devices:
  a: {model: yealink-t54w, mac: 80:5e:c0:aa:bb:01, keys: parked}
  b: {model: yealink-t54w, mac: 80:5e:c0:aa:bb:02, keys: parked}
keys:
  parked:
    - park: 701
"""
    assert ["7: The key park leads nowhere. The switch has no parking."] == found(sample)


ABOVE = """
account: {type: master}
keys:
  all:
    - blf: user.reception
    - schedule_override: office
users: {reception: {name: Reception, extensions: [100], devices: {desk: {}}}}
schedules: {office: {open: {mon-fri: 08:00-17:00}, override_code: "*21"}}
# file: accounts/shop.yaml
type: standard
# file: accounts/shop/account.yaml
devices:
  a: {model: yealink-t54w, mac: 80:5e:c0:aa:bb:01, keys: all}
"""


def test_a_key_of_a_layout_from_above_is_told_where_it_is_taken() -> None:
    said = [
        'The key blf leads nowhere. There is no "user.reception".',
        'The key schedule_override leads nowhere. "schedule.office" is of an account above, whose '
        "phones alone change it.",
    ]
    assert sorted(f"2: {one}" for one in said) == sorted(found(ABOVE))


def test_a_layout_that_is_not_there_is_told() -> None:
    sample = "devices: {a: {model: yealink-t54w, mac: 805ec0aabb01, keys: al}}\nkeys: {all: [line]}"
    told = found(sample, "REF101")
    assert [
        '1: "keys.al" leads nowhere: there is no layout of keys "al". Did you mean keys.all?'
    ] == told


def test_keys_of_two_layouts_in_one_place_are_told() -> None:
    sample = """
devices:
  a: {model: yealink-t54w, mac: 80:5e:c0:aa:bb:01, keys: [use: one, use: two]}
keys:
  one: [{directory: , at: 3}]
  two: [{line: , at: 3}]
"""
    assert ["6: directory and line are both in place 3 of a."] == found(sample, "PH003")


@pytest.mark.parametrize(("allowed", "count"), [("", 1), (", networks: [192.0.2.0/24]", 0)])
def test_phones_that_believe_anybody_need_networks(allowed: str, count: int) -> None:
    sample = f"account: {{phones: {{check_certificates: false{allowed}}}}}\n"
    sample += "devices: {a: {model: yealink-t54w, mac: 805ec0aabb01}}"
    assert count == len(found(sample, "PH016"))


def test_a_phone_that_encrypts_in_clear_is_told_once() -> None:
    sample = "devices: {a: {model: yealink-t54w, mac: 805ec0aabb01, sip: {srtp: required}}}"
    assert (1, 0) == (len(found(sample, "PH011")), len(found(sample, "SEC101")))
