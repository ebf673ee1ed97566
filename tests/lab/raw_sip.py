"""A telephone of a few lines, for what no decent telephone sends."""

from __future__ import annotations

import hashlib
import re
import secrets
import socket
import time
from dataclasses import dataclass, field
from typing import Self

SDP = (
    "v=0\r\no=- 1 1 IN IP4 127.0.0.1\r\ns=-\r\nc=IN IP4 127.0.0.1\r\nt=0 0\r\n"
    "m=audio 39998 RTP/AVP 0\r\n"
)


@dataclass(frozen=True, slots=True)
class Message:
    """A SIP request or response as it came."""

    text: str

    @property
    def status(self) -> int:
        """The code of a response; 0 for a request."""
        found = re.match(r"SIP/2.0 (\d{3})", self.text)
        return int(found[1]) if found else 0

    @property
    def method(self) -> str:
        """The method of a request; empty for a response."""
        return "" if self.status else self.text.split(" ", 1)[0]

    def header(self, name: str) -> str:
        """The first value of a header, empty where it has none."""
        found = re.search(rf"(?im)^{name}:[ \t]*(.*?)\r?$", self.text)
        return found[1] if found else ""


@dataclass(slots=True)
class RawPhone:
    """A socket that speaks SIP with the switch on `port`. A context manager.

    `name` and `number` are what its calls say of the caller, as they stand.
    """

    port: int
    user: str
    realm: str
    password: str = ""
    address: str = "127.0.0.1"
    from_: str = ""
    _link: socket.socket = field(init=False)
    _count: int = 0
    _early: list[Message] = field(default_factory=list)

    def __enter__(self) -> Self:
        self._link = socket.socket(type=socket.SOCK_DGRAM)
        self._link.bind((self.address, 0))
        return self

    def __exit__(self, *_: object) -> None:
        self._link.close()

    def register(self) -> int:
        """Registers; gives the final code."""
        return self.ask("REGISTER", f"sip:{self.realm}").status

    def invite(self, dialled: str) -> Message:
        """Calls; gives the first answer that says more than `trying`, and gives a ringing call up."""
        return self.ask("INVITE", f"sip:{dialled}@{self.realm}", SDP)

    def ask(self, method: str, uri: str, body: str = "") -> Message:
        """One request, with credentials if they are asked for and known."""
        call = secrets.token_hex(8)
        branch = self._send(method, uri, call, body, "")
        answer = self._answer(call)
        if answer.status == 401 and self.password:
            if method == "INVITE":
                self._send("ACK", uri, call, "", "", branch, answer.header("To"))
            proof = self._proof(method, uri, answer.header("WWW-Authenticate"))
            branch = self._send(method, uri, call, body, f"Authorization: {proof}\r\n")
            answer = self._answer(call)
        if method == "INVITE":
            self._let_go(uri, call, branch, answer)
        return answer

    def _let_go(self, uri: str, call: str, branch: str, answer: Message) -> None:
        """Ends a call in whatever state it is."""
        if answer.status >= 300:
            self._send("ACK", uri, call, "", "", branch, answer.header("To"))
        elif answer.status >= 200:
            self._send("ACK", uri, call, "", "", "", answer.header("To"))
            self._send("BYE", uri, call, "", "", "", answer.header("To"))
        else:
            self._send("CANCEL", uri, call, "", "", branch)
            self._answer(call)

    def wait_request(self, method: str, timeout: float = 5) -> Message:
        """The next request of a kind that the switch sends; all are answered with 200."""
        deadline = time.monotonic() + timeout
        while True:
            message = self._early.pop(0) if self._early else self._receive(deadline)
            if not message.method:
                continue
            kept = "".join(
                f"{name}: {message.header(name)}\r\n"
                for name in ("Via", "From", "To", "Call-ID", "CSeq")
            )
            reply = f"SIP/2.0 200 OK\r\n{kept}Content-Length: 0\r\n\r\n"
            self._link.sendto(reply.encode(), ("127.0.0.1", self.port))
            if message.method == method:
                return message

    def _answer(self, call: str) -> Message:
        """The first answer in a call that says more than `trying`."""
        deadline = time.monotonic() + 5
        while True:
            message = self._receive(deadline)
            if message.status > 100 and message.header("Call-ID") == call:
                return message
            if message.method:
                self._early.append(message)

    def _receive(self, deadline: float) -> Message:
        self._link.settimeout(max(deadline - time.monotonic(), 0.01))
        return Message(self._link.recv(65_536).decode("utf-8", "replace"))

    def _send(
        self,
        method: str,
        uri: str,
        call: str,
        body: str,
        more: str,
        branch: str = "",
        to: str = "",
    ) -> str:
        branch = branch or f"z9hG4bK{secrets.token_hex(6)}"
        if method not in ("ACK", "CANCEL"):
            self._count += 1
        host, port = self._link.getsockname()
        who = self.from_ or f"<sip:{self.user}@{self.realm}>"
        if method == "REGISTER":
            to = f"<sip:{self.user}@{self.realm}>"
        kind = "Content-Type: application/sdp\r\n" if body else ""
        text = (
            f"{method} {uri} SIP/2.0\r\nVia: SIP/2.0/UDP {host}:{port};branch={branch}\r\n"
            f"Max-Forwards: 70\r\nFrom: {who};tag={call[:6]}\r\nTo: {to or f'<{uri}>'}\r\n"
            f"Call-ID: {call}\r\nCSeq: {self._count} {method}\r\n"
            f"Contact: <sip:{self.user}@{host}:{port}>\r\n{more}{kind}"
            f"Content-Length: {len(body.encode())}\r\n\r\n{body}"
        )
        self._link.sendto(text.encode(), ("127.0.0.1", self.port))
        return branch

    def _proof(self, method: str, uri: str, challenge: str) -> str:
        said = dict(re.findall(r'(\w+)="?([^",]+)"?', challenge))
        once = secrets.token_hex(8)
        secret = _md5(f"{self.user}:{said['realm']}:{self.password}")
        request = _md5(f"{method}:{uri}")
        proof = _md5(f"{secret}:{said['nonce']}:00000001:{once}:auth:{request}")
        return (
            f'Digest username="{self.user}", realm="{said["realm"]}", nonce="{said["nonce"]}", '
            f'uri="{uri}", response="{proof}", algorithm=MD5, qop=auth, nc=00000001, '
            f'cnonce="{once}", opaque="{said.get("opaque", "")}"'
        )


def _md5(text: str) -> str:
    return hashlib.md5(text.encode(), usedforsecurity=False).hexdigest()
