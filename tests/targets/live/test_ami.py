"""The manager session against a small server that can misbehave in every way."""

from __future__ import annotations

import socket
import ssl
import threading
from collections.abc import Callable, Iterator
from datetime import UTC, datetime, timedelta
from ipaddress import ip_address
from pathlib import Path

import pytest
from cryptography import x509
from cryptography.hazmat.primitives import hashes
from cryptography.hazmat.primitives.asymmetric import ec
from cryptography.hazmat.primitives.serialization import Encoding, NoEncryption, PrivateFormat
from cryptography.x509.oid import NameOID

from targets.asterisk.live.ami import (
    AmiError,
    AmiLinkLost,
    AmiRefused,
    AmiSession,
    AmiTimeout,
    AmiValueError,
    Packet,
    Reply,
)

GREETING = b"Asterisk Call Manager/11.0.0\r\n"
Answer = Callable[[dict[str, str]], bytes | None]


class Server:
    """Accepts one session and answers each action by a function; None closes the link."""

    def __init__(self, answer: Answer, greeting: bytes = GREETING, tls: Path | None = None) -> None:
        self._tls = tls
        self.actions: list[dict[str, str]] = []
        self._answer, self._greeting = answer, greeting
        self._listening = socket.create_server(("127.0.0.1", 0))
        self.port: int = self._listening.getsockname()[1]
        self.link: socket.socket | None = None
        self._thread = threading.Thread(target=self._serve, daemon=True)
        self._thread.start()

    def _serve(self) -> None:
        try:
            self.link = self._accept()
            self.link.sendall(self._greeting)
            data = b""
            while got := self.link.recv(65536):
                data += got
                while b"\r\n\r\n" in data:
                    raw, data = data.split(b"\r\n\r\n", 1)
                    self._one(raw)
        except OSError:
            pass

    def _accept(self) -> socket.socket:
        link, _ = self._listening.accept()
        if self._tls is None:
            return link
        context = ssl.SSLContext(ssl.PROTOCOL_TLS_SERVER)
        context.load_cert_chain(self._tls)
        return context.wrap_socket(link, server_side=True)

    def _one(self, raw: bytes) -> None:
        lines = raw.decode("utf-8", "surrogateescape").split("\r\n")
        fields = dict(line.split(": ", 1) for line in lines)
        self.actions.append(fields)
        assert self.link is not None
        reply = self._answer(fields)
        if reply is None:
            self.link.shutdown(socket.SHUT_RDWR)
            self.link.close()
        else:
            self.link.sendall(reply.replace(b"@ID", fields["ActionID"].encode()))

    def close(self) -> None:
        for one in (self._listening, self.link):
            if one is not None:
                one.close()
        self._thread.join(2)


def ok(more: str = "") -> bytes:
    return b"Response: Success\r\nActionID: @ID\r\n" + more.encode() + b"\r\n"


def answer_log_in(fields: dict[str, str]) -> bytes | None:
    """What every Asterisk of the right age says."""
    if fields["Action"] == "CoreSettings":
        return ok("AsteriskVersion: 22.10.1+dfsg\r\n")
    return ok()


Serve = Callable[..., Server]


@pytest.fixture
def serve() -> Iterator[Serve]:
    servers: list[Server] = []

    def start(
        answer: Answer | None = None, greeting: bytes = GREETING, tls: Path | None = None
    ) -> Server:
        def respond(fields: dict[str, str]) -> bytes | None:
            if answer is None or fields["Action"] in ("Login", "CoreSettings", "Logoff"):
                return answer_log_in(fields)
            return answer(fields)

        servers.append(Server(respond, greeting, tls))
        return servers[-1]

    yield start
    for server in servers:
        server.close()


Open = Callable[..., AmiSession]


@pytest.fixture
def enter(serve: Serve) -> Iterator[Open]:
    sessions: list[AmiSession] = []

    def start(answer: Answer | None = None, *, events: bool = False) -> AmiSession:
        server = serve(answer)
        sessions.append(AmiSession.connect("127.0.0.1", server.port, "u", "s", events=events))
        return sessions[-1]

    yield start
    for session in sessions:
        session.close()


def test_a_session_logs_in_with_events_off(serve: Serve) -> None:
    server = serve()
    AmiSession.connect("127.0.0.1", server.port, "u", "s").close()
    log_in = server.actions[0]
    assert ("Login", "u", "s", "off") == (
        log_in["Action"], log_in["Username"], log_in["Secret"], log_in["Events"],
    )  # fmt: skip


def test_a_refused_log_in_says_so_without_the_secret(serve: Serve) -> None:
    server = Server(lambda f: b"Response: Error\r\nActionID: @ID\r\nMessage: Auth failed\r\n\r\n")
    with pytest.raises(AmiRefused, match="refused to log u in: Auth failed") as refused:
        AmiSession.connect("127.0.0.1", server.port, "u", "hidden")
    server.close()
    assert "hidden" not in str(refused.value)


@pytest.mark.parametrize("told", ["22.10.0", "21.99.9", "20.1", "GIT-master", ""])
def test_an_asterisk_below_the_floor_is_refused(told: str) -> None:
    server = Server(lambda f: ok(f"AsteriskVersion: {told}\r\n"))
    with pytest.raises(AmiRefused, match=r"22\.10\.1 is needed"):
        AmiSession.connect("127.0.0.1", server.port, "u", "s")
    server.close()


def test_another_service_is_no_manager_interface(serve: Serve) -> None:
    server = serve(None, b"220 mail.example ESMTP\r\n")
    with pytest.raises(AmiRefused, match="isn't a manager interface"):
        AmiSession.connect("127.0.0.1", server.port, "u", "s")


def test_a_silent_service_is_given_up(serve: Serve) -> None:
    server = serve(None, b"")
    with pytest.raises(AmiTimeout, match="doesn't answer"):
        AmiSession.connect("127.0.0.1", server.port, "u", "s", timeout=0.2)


def test_nobody_listening_is_a_lost_link() -> None:
    with socket.create_server(("127.0.0.1", 0)) as listening:
        port = listening.getsockname()[1]
    with pytest.raises(AmiLinkLost, match="No connection"):
        AmiSession.connect("127.0.0.1", port, "u", "s")


def test_an_error_response_is_a_reply(enter: Open) -> None:
    error = b"Response: Error\r\nActionID: @ID\r\nMessage: no such thing\r\n\r\n"
    reply = enter(lambda f: error).call("Anything")
    assert (False, "no such thing") == (reply.ok, reply.message)


def test_only_the_right_action_id_answers_a_call(enter: Open) -> None:
    noise = b"Response: Success\r\nActionID: 1\r\nMessage: other\r\n\r\n"
    assert "mine" == enter(lambda f: noise + ok("Message: mine\r\n")).call("Anything").message


def test_a_list_that_comes_bit_by_bit_is_collected_to_its_end(serve: Serve) -> None:
    items = b"".join(b"Event: Item\r\nActionID: @ID\r\nNumber: %d\r\n\r\n" % n for n in range(3))
    end = b"Event: ItemsComplete\r\nActionID: @ID\r\nEventList: Complete\r\n\r\n"
    reply = call_slowly(serve, ok("EventList: start\r\n") + items + end)
    assert ["0", "1", "2", ""] == [event.get("Number") for event in reply.events]


def test_output_lines_keep_their_blanks(enter: Open) -> None:
    reply = enter(lambda f: ok("Output:   in\r\nOutput: \r\nOutput: out\r\n")).call("Command")
    assert ("  in", "", "out") == reply.output


def test_only_cr_lf_ends_a_line(enter: Open) -> None:
    """A caller's name may hold any other separator; none of them makes a header."""
    name = "a\u2028Exten: 911\x85Exten: 911\x0bExten: 911\nExten: 911"
    reply = enter(lambda f: ok(f"CallerIDName: {name}\r\n")).call("Status")
    assert (name, "") == (reply.response.get("CallerIDName"), reply.response.get("Exten"))


def test_bytes_that_are_no_utf_8_survive(enter: Open) -> None:
    reply = enter(lambda f: b"Response: Success\r\nActionID: @ID\r\nX: \xff\xfe\r\n\r\n").call("A")
    assert b"\xff\xfe" == reply.response.get("X").encode("utf-8", "surrogateescape")


def test_an_answer_in_many_small_pieces_is_put_together(serve: Serve) -> None:
    assert "done é" == call_slowly(serve, ok("Message: done é\r\n")).message


def call_slowly(serve: Serve, whole: bytes) -> Reply:
    """The reply to a call whose answer comes byte by byte."""
    server = serve(lambda f: b"")
    with AmiSession.connect("127.0.0.1", server.port, "u", "s") as session:
        pieces = threading.Thread(target=_send_in_pieces, args=(server, whole))
        pieces.start()
        reply = session.call("Slow")
        pieces.join()
    return reply


def _send_in_pieces(server: Server, whole: bytes) -> None:
    while not any(action["Action"] == "Slow" for action in server.actions):
        threading.Event().wait(0.01)
    assert server.link is not None
    for byte in whole.replace(b"@ID", server.actions[-1]["ActionID"].encode()):
        server.link.sendall(bytes([byte]))


def test_no_answer_is_an_exception_not_a_value(enter: Open) -> None:
    session = enter(lambda f: b"")
    with pytest.raises(AmiTimeout, match="didn't answer Deaf in time"):
        session.call("Deaf", timeout=0.1)


def test_a_session_lives_on_after_a_time_out(enter: Open) -> None:
    session = enter(lambda f: b"" if f["Action"] == "Deaf" else ok("Message: here\r\n"))
    with pytest.raises(AmiTimeout):
        session.call("Deaf", timeout=0.1)
    assert "here" == session.call("Ping").message


def test_a_broken_link_ends_the_call_under_way(enter: Open) -> None:
    session = enter(lambda f: None)
    with pytest.raises(AmiLinkLost, match="went down in Shutdown"):
        session.call("Shutdown")
    with pytest.raises(AmiLinkLost, match="is over"):
        session.call("Ping")


@pytest.mark.parametrize("value", ["a\r\nAction: Originate", "a\nb", "a\rb", "a\0b", "x" * 1000])
def test_a_value_that_cannot_be_carried_sends_nothing(serve: Serve, value: str) -> None:
    server = serve()
    with AmiSession.connect("127.0.0.1", server.port, "u", "s") as session:
        with pytest.raises(AmiValueError):
            session.pipeline([("Ping", {}), ("Note", {"Text": value})])
        session.call("Ping")
    assert ["Login", "CoreSettings", "Ping"] == [a["Action"] for a in server.actions[:3]]


@pytest.mark.parametrize(
    "fields",
    [
        [("Bad Name", "x")],
        [("Name:", "x")],
        [("ActionID", "mine")],
        [("Exten", "1"), ("exten", "2")],
        [("Variable", str(n)) for n in range(127)],
    ],
)
def test_headers_that_asterisk_would_misread_are_refused(
    enter: Open, fields: list[tuple[str, str]]
) -> None:
    with pytest.raises(AmiValueError):
        enter().call("Anything", fields)


def test_variables_may_repeat(serve: Serve) -> None:
    server = serve()
    with AmiSession.connect("127.0.0.1", server.port, "u", "s") as session:
        assert session.call("Originate", [("Variable", "a=1"), ("Variable", "b=2")]).ok


def test_a_pipeline_gives_its_replies_in_order(enter: Open) -> None:
    session = enter(lambda f: ok(f"Message: {f['N']}\r\n"))
    replies = session.pipeline([("A", {"N": str(n)}) for n in range(500)])
    assert [str(n) for n in range(500)] == [reply.message for reply in replies]


def test_calls_of_many_threads_get_their_own_answers(enter: Open) -> None:
    session = enter(lambda f: ok(f"Message: {f['N']}\r\n"))
    heard: list[tuple[str, str]] = []

    def ask(number: int) -> None:
        heard.extend(
            (str(number), session.call("A", {"N": str(number)}).message) for _ in range(50)
        )

    threads = [threading.Thread(target=ask, args=(n,)) for n in range(8)]
    for thread in threads:
        thread.start()
    for thread in threads:
        thread.join()
    assert 400 == sum(asked == answered for asked, answered in heard)


def test_a_failing_listener_disturbs_neither_calls_nor_other_listeners(enter: Open) -> None:
    session = enter(lambda f: b"Event: Hello\r\nFrom: you\r\n\r\n" + ok("Message: x\r\n"))
    heard: list[str] = []
    twice = threading.Event()

    def listen(packet: Packet) -> None:
        heard.append(packet.get("From"))
        if len(heard) == 2:
            twice.set()

    session.subscribe(lambda packet: 1 // 0)  # type: ignore[arg-type]
    session.subscribe(listen)
    session.call("A")
    session.call("A")
    assert twice.wait(5)
    assert ["you", "you"] == heard


def test_an_ended_subscription_hears_nothing_more(enter: Open) -> None:
    session = enter(lambda f: b"Event: Hello\r\n\r\n" + ok())
    heard: list[Packet] = []
    end = session.subscribe(heard.append)
    end()
    session.call("A")
    assert [] == heard


def test_a_session_over_tls_needs_a_certificate_it_trusts(serve: Serve, tmp_path: Path) -> None:
    certificate = write_certificate(tmp_path)
    server = serve(None, tls=certificate)
    trusting = ssl.create_default_context(cafile=str(certificate))
    with AmiSession.connect("127.0.0.1", server.port, "u", "s", tls=trusting) as session:
        replies = session.pipeline([("A", {"N": "x" * 900})] * 200)
    assert all(reply.ok for reply in replies)


def test_an_unknown_certificate_is_refused(serve: Serve, tmp_path: Path) -> None:
    server = serve(None, tls=write_certificate(tmp_path))
    with pytest.raises(AmiLinkLost, match="CERTIFICATE_VERIFY_FAILED"):
        AmiSession.connect("127.0.0.1", server.port, "u", "s", tls=ssl.create_default_context())


def write_certificate(folder: Path) -> Path:
    """A self-made certificate for 127.0.0.1 and its key, in one file."""
    key = ec.generate_private_key(ec.SECP256R1())
    name = x509.Name([x509.NameAttribute(NameOID.COMMON_NAME, "lab")])
    now = datetime.now(UTC)
    address = x509.SubjectAlternativeName([x509.IPAddress(ip_address("127.0.0.1"))])
    certificate = (
        x509.CertificateBuilder(name, name, key.public_key(), x509.random_serial_number())
        .not_valid_before(now - timedelta(days=1))
        .not_valid_after(now + timedelta(days=1))
        .add_extension(address, critical=False)
        .sign(key, hashes.SHA256())
    )
    private = key.private_bytes(Encoding.PEM, PrivateFormat.PKCS8, NoEncryption())
    file = folder / "certificate.pem"
    file.write_bytes(private + certificate.public_bytes(Encoding.PEM))
    return file


def test_repeated_headers_are_all_kept() -> None:
    packet = Packet((("ChanVariable", "a=1"), ("chanvariable", "b=2")))
    assert ("a=1", ("a=1", "b=2")) == (packet.get("chanVariable"), packet.all("ChanVariable"))


def test_waiting_for_the_boot_ends_when_the_link_does(enter: Open) -> None:
    session = enter(lambda f: None, events=True)
    with pytest.raises(AmiError):
        session.call("Die")
    with pytest.raises(AmiLinkLost, match="went away"):
        session.wait_booted(5)
