"""`git push` to a live Asterisk: a controller of its own, a node of its own, and phones that call."""

from __future__ import annotations

import os
import re
import signal
import time
from collections.abc import Iterator
from itertools import count
from pathlib import Path

import pytest

from schema.inventory import Inventory
from tenants.lab.phones import Behaviour, Phones
from tenants.lab.workplace import Workplace
from tenants.loading import load
from tests.lab.sites import TREES

pytestmark = pytest.mark.lab

EAST, WEST = "+19025550101", "+19025550102"
PATIENT = Behaviour("answer", 0, "", 60)
SHORT = Behaviour("answer", 0, "", 0.5)
NAMES = count(1)
EAST_FILE, WEST_FILE = "accounts/east/account.yaml", "accounts/west/account.yaml"


@pytest.fixture(scope="module")
def place(lab: Path, tmp_path_factory: pytest.TempPathFactory) -> Iterator[Workplace]:
    folder = tmp_path_factory.mktemp("push")
    with Workplace(f"push-{os.getpid()}", TREES / "pier", folder) as place:
        place.edit("account.yaml", "192.0.2.31", f"127.104.{101 + os.getpid() % 100}.31")
        place.push("as it is")
        place.serve()
        place.wait_logged("a node answers")
        yield place


@pytest.fixture(scope="module")
def phones(place: Workplace) -> Phones:
    inventory = load(str(place.work)).inventory
    assert isinstance(inventory, Inventory)
    phones = place.start_phones(inventory)
    phones.behave_usually(PATIENT, PATIENT)
    return phones


def live(place: Workplace, account: str) -> str:
    """The generation that an account has live."""
    line = next(line for line in place.pbxc("status", account).said.splitlines() if "main" in line)
    return next(word for word in line.split() if word.startswith("g") and len(word) == 13)


def push(place: Workplace, message: str, logged: str) -> None:
    at = len(place.log())
    place.push(message)
    place.wait_logged(logged, after=at)


def edit_east(place: Workplace) -> None:
    """Something that was never there before, and that callers notice."""
    file = place.work / EAST_FILE
    text = file.read_text(encoding="utf-8")
    file.write_text(re.sub(r"name: Anna.*", f"name: Anna {next(NAMES)}", text), encoding="utf-8")


def route_to(place: Workplace, user: str) -> None:
    file = place.work / EAST_FILE
    text = file.read_text(encoding="utf-8")
    file.write_text(re.sub(rf"\{EAST}: user.*", f"{EAST}: user.{user}", text), encoding="utf-8")


def who_rings(phones: Phones, number: str) -> str:
    phones.forget()
    carrier = next(iter(phones.carriers))
    phones.call_in(carrier, number, caller="Ida <+16475550123>", talk=1)
    return phones.wait_for(lambda seen: seen.what == "rings").who.partition(".")[0]


def test_an_empty_machine_ends_with_every_account_live(place: Workplace) -> None:
    said = place.pbxc("status").said
    assert said.count("live") == 4
    assert "" == (place.home / "log/console").read_text().partition("ERROR")[1]


def test_the_next_call_hears_a_push_and_a_call_in_progress_does_not(
    place: Workplace, phones: Phones
) -> None:
    talking = phones.call("anna-desk.east.pier.example", "102", talk=60)
    phones.wait_for(lambda seen: seen.what == "connected" and seen.who.startswith("ben-desk.east"))
    route_to(place, "anna")
    phones.behave("anna-desk.east.pier.example", SHORT)
    push(place, "the number rings somebody else", "went live")
    assert not any(one.what == "ended" and one.call == talking for one in phones.seen)
    phones.hang_up(talking)
    assert "anna-desk" == who_rings(phones, EAST)


def test_a_bad_commit_keeps_its_account_and_no_other_one(place: Workplace) -> None:
    east, west = live(place, "east"), live(place, "west")
    edit_east(place)
    place.edit(WEST_FILE, "users:", "users: [")
    push(place, "east is good, west is broken", "went live")
    assert (True, west) == (live(place, "east") != east, live(place, "west"))
    assert "refused" in place.pbxc("status", "west").said
    place.git("fetch", "--quiet", "origin", "+refs/notes/pbxc:refs/notes/pbxc")
    assert "west: kept as it was" in place.git("notes", "--ref=pbxc", "show", "HEAD")
    place.edit(WEST_FILE, "users: [", "users:")
    push(place, "west is mended", "looked at the repositories")
    assert "refused" not in place.pbxc("status", "west").said


def test_what_was_rolled_back_stays_so_until_its_account_is_changed(place: Workplace) -> None:
    before = live(place, "east")
    edit_east(place)
    push(place, "east", "went live")
    assert 0 == place.pbxc("rollback", "east").status
    assert before == live(place, "east")
    place.edit(WEST_FILE, "name: Anna West", "name: Anne West")
    push(place, "only west", "went live")
    assert before == live(place, "east")


def test_an_account_that_is_paused_is_left_as_it_is(place: Workplace) -> None:
    west = live(place, "west")
    assert 0 == place.pbxc("pause", "west", "--for", "5m", "--why", "cabling").status
    place.edit(WEST_FILE, "name: Anne West", "name: Anna West")
    push(place, "while it is paused", "looked at the repositories")
    time.sleep(0.5)
    assert west == live(place, "west")
    at = len(place.log())
    place.pbxc("resume", "west")
    place.wait_logged("went live", after=at)
    assert west != live(place, "west")


def test_what_a_hand_changed_is_brought_back(place: Workplace) -> None:
    with_hand = place.link()
    account = next(one for one in place.home.glob("etc/dialplan/doors/east-*")).stem
    with_hand.ask("Command", {"Command": f"dialplan remove extension 911@{account}.phone"})
    at = len(place.log())
    assert 0 == place.pbxc("sync").status
    place.wait_logged("had drifted and was brought back", after=at)
    said = with_hand.ask("Command", {"Command": f"dialplan show 911@{account}.phone"}).output
    with_hand.close()
    assert "m*911" in "".join(said)


def test_a_killed_asterisk_comes_back_with_what_was_live(place: Workplace, phones: Phones) -> None:
    east = live(place, "east")
    at = len(place.log())
    place.kill_asterisk()
    place.start_asterisk()
    place.wait_logged("a node answers", after=at)
    assert east == live(place, "east")
    phones.register("ben-desk.east.pier.example")
    phones.wait_registered(["ben-desk.east.pier.example"])


def test_a_killed_controller_goes_on_where_it_was(place: Workplace) -> None:
    east = live(place, "east")
    place.stop_serving(signal.SIGKILL)
    edit_east(place)
    place.push("while nobody looks")
    at = len(place.log())
    place.serve()
    place.wait_logged("went live", after=at)
    assert east != live(place, "east")
    assert "unbroken" in place.pbxc("audit", "verify").said


def test_nothing_is_done_twice(place: Workplace) -> None:
    before = place.pbxc("history").said
    at = len(place.log())
    place.push("nothing but a message")
    place.wait_logged("looked at the repositories", after=at)
    time.sleep(0.3)
    assert before == place.pbxc("history").said


def test_what_nobody_confirms_goes_back_by_itself(place: Workplace) -> None:
    """Also where the controller was away when it was applied."""
    east = live(place, "east")
    place.stop_serving()
    edit_east(place)
    place.push("for a while")
    applied = place.pbxc("apply", "--confirm-within", "3s")
    assert (0, True) == (applied.status, live(place, "east") != east), applied
    at = len(place.log())
    place.serve()
    place.wait_logged("was not confirmed", after=at)
    assert east == live(place, "east")


def test_a_saved_plan_is_applied_as_it_is_or_not_at_all(place: Workplace) -> None:
    place.stop_serving()
    edit_east(place)
    place.push("planned")
    plan = place.folder / "monday.plan"
    assert 0 == place.pbxc("plan", "--out", str(plan)).status
    assert 0 == place.pbxc("apply", str(plan)).status
    again = place.pbxc("apply", str(plan))
    assert (2, True) == (again.status, "Make a new plan" in again.complained), again
    at = len(place.log())
    place.serve()
    place.wait_logged("a node answers", after=at)


def test_the_emergency_number_works_while_accounts_are_moved(
    place: Workplace, phones: Phones
) -> None:
    phones.behave("911", SHORT)
    for _ in range(4):
        edit_east(place)
        place.push("again")
        phones.forget()
        phones.call("anna-desk.east.pier.example", "911", talk=0.3)
        assert "911" == phones.wait_for(lambda seen: seen.what == "rings").dialled


def test_it_ends_when_it_is_told_to(place: Workplace) -> None:
    assert 0 == place.stop_serving()
