"""What is made of answers that a real Asterisk gives seldom: no, something else, nothing whole."""

from __future__ import annotations

from collections.abc import Callable, Sequence

import pytest

from targets.asterisk.delivery.generation import Act, RowKey, Spot
from targets.asterisk.live.ami import Reply
from targets.asterisk.live.modules_reread import reload_all
from targets.asterisk.live.node import NodeLost, NodeRefused
from targets.asterisk.live.node_dialplan import NodeDialplan
from targets.asterisk.live.node_link import Door, NodeLink
from targets.asterisk.live.node_proof import NodeProof
from targets.asterisk.live.packets import Fields, Packet

Answers = Callable[[str, dict[str, str]], Reply]
Told = tuple[tuple[str, str], ...]

PHONE = RowKey("ps_endpoints", "anna@acme.example")
SPOT = Spot("acme.phone", "101", 1)
SHOWN = (
    "[ Context 'acme.phone' created by 'x' ]",
    "  '101' =>          1. NoOp(a)     [somebody]",
    "-= 1 extension (1 priority) in 1 context. =-",
)


class Answering(NodeLink):
    """A link at whose end answers are made up."""

    def __init__(self, answers: Answers) -> None:
        super().__init__(Door("127.0.0.1", 1, "u", "s"))
        self.asked: list[str] = []
        self._answers = answers

    def ask_all(self, actions: Sequence[tuple[str, Fields]]) -> list[Reply]:
        """Made up."""
        self.asked += [action for action, _ in actions]
        return [self._answers(action, dict(fields)) for action, fields in actions]


def reply(word: str = "Success", *told: tuple[str, str], events: Sequence[Told] = ()) -> Reply:
    response = Packet((("Response", word), *told))
    return Reply(response, tuple(Packet(fields) for fields in events))


def printed(*lines: str) -> Reply:
    return reply("Success", *(("Output", line) for line in lines))


def test_a_step_that_asterisk_does_not_remove_is_told() -> None:
    def answer(action: str, fields: dict[str, str]) -> Reply:
        return printed(*SHOWN) if action == "Command" else reply("Error", ("Message", "not mine"))

    with pytest.raises(NodeRefused, match=r"doesn't remove 101,1 of acme\.phone: not mine"):
        NodeDialplan(Answering(answer)).change({}, (SPOT,))


def test_a_step_that_is_gone_already_is_removed() -> None:
    def answer(action: str, fields: dict[str, str]) -> Reply:
        gone = printed("There is no existence of 101@acme.phone extension")
        return gone if action == "Command" else reply("Error", ("Message", "not there"))

    link = Answering(answer)
    NodeDialplan(link).change({}, (SPOT,))
    assert ["DialplanExtensionRemove", "Command"] == link.asked


def test_a_context_that_asterisk_does_not_remove_is_told() -> None:
    name = "acme.g0123456789"
    shown = [line.replace("acme.phone", name) for line in SHOWN]
    with pytest.raises(NodeRefused, match="doesn't remove the context"):
        NodeDialplan(Answering(lambda *_: printed(*shown))).remove(name)


def test_a_switch_statement_is_told_to_be_removed_by_hand() -> None:
    with pytest.raises(NodeRefused, match="no command removes"):
        NodeDialplan(Answering(lambda *_: reply())).change({}, (Spot("a", "switch X/y", -1),))


@pytest.mark.parametrize("output", [(), ("acme.g0123456789",), ("Permission denied",)])
def test_a_list_of_contexts_that_is_not_whole_is_a_lost_node(output: tuple[str, ...]) -> None:
    with pytest.raises(NodeLost, match="doesn't say which contexts"):
        NodeDialplan(Answering(lambda *_: printed(*output))).generations()


@pytest.mark.parametrize(
    "said", [reply("Error", ("Message", "Permission denied")), printed(), printed(*SHOWN[:2])]
)
def test_a_context_that_is_not_shown_whole_is_not_taken_for_absent(said: Reply) -> None:
    with pytest.raises(NodeLost):
        NodeDialplan(Answering(lambda *_: said)).read(["acme.phone"])


def test_many_numbers_are_read_with_their_whole_context() -> None:
    shown = [line.replace("acme.phone", "from-trunk") for line in SHOWN]
    link = Answering(lambda *_: printed(*shown))
    spots = [Spot("from-trunk", str(number), 1) for number in range(101, 201)]
    found = NodeDialplan(link).read_entries((), spots)
    assert ({spots[0]: Act("NoOp", "a")}, 1) == (found, len(link.asked))


@pytest.mark.parametrize("name", ["a b", "a;core stop now", "a\nb", "", "a'b"])
def test_a_name_that_is_none_is_not_asked_for(name: str) -> None:
    link = Answering(lambda *_: printed())
    with pytest.raises(NodeRefused):
        NodeDialplan(link).read([name])
    assert [] == link.asked


# --- objects --------------------------------------------------------------------------------------


def shows(**settings: str) -> Answers:
    """An Asterisk that has one endpoint with these settings."""
    detail = (("Event", "EndpointDetail"), ("ObjectName", PHONE.id), *settings.items())
    return lambda *_: reply("Success", ("EventList", "start"), events=[detail])


@pytest.mark.parametrize(
    ("row", "told"),
    [
        ({"callerid": '"Anna" <101>'}, {"Callerid": '"Anna" <101>'}),
        ({"allow": "g722,ulaw"}, {"Allow": "(g722|ulaw)"}),
        ({"rtp_symmetric": "yes"}, {"RtpSymmetric": "true"}),
        ({"allow_overlap": "no"}, {"AllowOverlap": "false"}),
        ({"callerid": ""}, {"Callerid": "<unknown>"}),
        ({"deny": "0.0.0.0/0"}, {}),
        ({"t38_udptl_ec": "redundancy"}, {"T38UdptlEc": "redundancy"}),
    ],
)
def test_a_setting_is_recognised_as_asterisk_writes_it(
    row: dict[str, str], told: dict[str, str]
) -> None:
    wrong = NodeProof(Answering(shows(**told))).wrong_rows({PHONE: tuple(row.items())})
    assert {} == wrong


@pytest.mark.parametrize(
    ("row", "told"),
    [
        ({"callerid": '"Anna" <101>'}, {"Callerid": '"Anne" <101>'}),
        ({"allow": "g722,ulaw"}, {"Allow": "(ulaw|g722)"}),
        ({"rtp_symmetric": "yes"}, {"RtpSymmetric": "false"}),
        ({"language": ""}, {"Language": "de"}),
        ({"context": "acme.phone"}, {"Context": ""}),
    ],
)
def test_a_setting_that_is_another_is_told(row: dict[str, str], told: dict[str, str]) -> None:
    wrong = NodeProof(Answering(shows(**told))).wrong_rows({PHONE: tuple(row.items())})
    assert {PHONE: f"Asterisk has the endpoint {PHONE.id} with another {next(iter(row))}."} == wrong


def test_an_object_that_should_be_gone_is_told() -> None:
    wrong = NodeProof(Answering(shows())).wrong_rows({PHONE: None})
    assert {PHONE: f"Asterisk still has the endpoint {PHONE.id}, which was removed."} == wrong


def test_a_carrier_at_another_address_is_told() -> None:
    key = RowKey("ps_aors", "north")
    detail = (
        ("Event", "AorDetail"),
        ("ObjectName", "north"),
        ("Contacts", "north/sip:1.2.3.4:5060"),
    )
    proof = NodeProof(Answering(lambda *_: reply("Success", events=[detail])))
    right = proof.wrong_rows({key: (("contact", "sip:1.2.3.4:5060"),)})
    wrong = proof.wrong_rows({key: (("contact", "sip:1.2.3.5:5060"),)})
    assert ({}, [key]) == (right, list(wrong))


# --- reloads --------------------------------------------------------------------------------------


def test_somebody_elses_reload_is_waited_for() -> None:
    busy = reply("Error", ("Message", "A reload is in progress"))
    answers = iter([busy, busy, reply()])
    reload_all(Answering(lambda *_: next(answers)), {"music/acme.conf": None})
    assert [] == list(answers)


def test_a_reload_that_fails_is_told() -> None:
    failing = reply("Error", ("Message", "An unknown error occurred"))
    with pytest.raises(NodeRefused, match=r"doesn't reload res_musiconhold\.so: An unknown error"):
        reload_all(Answering(lambda *_: failing), {"music/acme.conf": None})
