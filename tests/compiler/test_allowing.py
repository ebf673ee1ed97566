"""Allowing a rule in place, by a comment with a reason."""

from __future__ import annotations

from compiler.checking import check_tree
from tests.compiler.trees import read_tree

LOST = """
callflows:
  main:
    - hangup
    - play: welcome"""
EMERGENCY = "users:\n  anna: {name: Anna Berg, extensions: [911]}"
MASTER = "account: {name: P, timezone: America/Halifax, country: CA, type: master}\n"


def findings(sample: str) -> list[tuple[str, str]]:
    """The name and help of everything that is found."""
    return [(one.name, one.help) for one in check_tree(*read_tree(sample))]


def names(sample: str) -> list[str]:
    return [name for name, _ in findings(sample)]


def test_a_comment_on_the_line_allows_the_rule_there() -> None:
    assert [] == names(f"{LOST}  # pbxc: allow unreachable-step because it comes back\n")


def test_a_comment_above_the_line_allows_the_rule_there() -> None:
    comment = (
        "    # pbxc: allow unreachable-step because it comes back\n    # next week\n    - play"
    )
    assert [] == names(LOST.replace("    - play", comment))


def test_a_comment_elsewhere_allows_nothing() -> None:
    sample = f"# pbxc: allow unreachable-step because it comes back\n{LOST}\n"
    assert ["unreachable-step", "unused-allow"] == names(sample)


def test_another_rules_name_allows_nothing() -> None:
    sample = f"{LOST}  # pbxc: allow late-ring because it comes back\n"
    assert ["unreachable-step", "unused-allow"] == names(sample)


def test_without_a_reason_nothing_is_allowed() -> None:
    assert ["unreachable-step", "bad-allow"] == names(f"{LOST}  # pbxc: allow unreachable-step\n")


def test_an_unknown_rule_is_answered_with_the_nearest() -> None:
    sample = f"{LOST}  # pbxc: allow unreachable-stepp because it comes back\n"
    assert ("bad-allow", "Did you mean unreachable-step?") in findings(sample)


def test_some_rules_can_not_be_allowed() -> None:
    sample = (
        "callflows: {main: [{goto: callflow.men}]}  # pbxc: allow unknown-reference because so\n"
    )
    ((name, hint),) = findings(sample)
    assert ("unknown-reference", "There is main. This can't be allowed.") == (name, hint)


def test_an_account_that_stands_alone_allows_safety_rules_itself() -> None:
    assert [] == names(f"{EMERGENCY}  # pbxc: allow emergency-shadowed because of an old plan\n")


def test_a_child_can_not_allow_a_safety_rule_itself() -> None:
    sample = f"""{MASTER}# file: accounts/harbour.yaml
name: Harbour
# file: accounts/harbour/account.yaml
{EMERGENCY}  # pbxc: allow emergency-shadowed because of an old plan
"""
    ((name, hint),) = findings(sample)
    assert (name, True) == (
        "emergency-shadowed",
        hint.endswith("by the same comment in its grant."),
    )


def test_the_parent_allows_a_safety_rule_in_the_grant() -> None:
    sample = f"""{MASTER}# file: accounts/harbour.yaml
# pbxc: allow emergency-shadowed because of an old plan
name: Harbour
# file: accounts/harbour/account.yaml
{EMERGENCY}
"""
    assert [] == names(sample)


def test_a_grant_allows_nothing_to_another_child() -> None:
    sample = f"""{MASTER}# file: accounts/north.yaml
# pbxc: allow emergency-shadowed because of an old plan
name: North
# file: accounts/north/account.yaml
# file: accounts/harbour.yaml
type: standard
# file: accounts/harbour/account.yaml
{EMERGENCY}
"""
    assert ["emergency-shadowed", "unused-allow"] == names(sample)
