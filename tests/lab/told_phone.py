"""A desk phone that is told: it registers, is seen to be there, calls and is called, and hears NOTIFY."""

from __future__ import annotations

import time

from tests.lab.raw_sip import SDP, Message, RawPhone

PATIENCE = 30.0
"""Seconds within which everything comes that comes at all."""


class ToldPhone(RawPhone):
    """One phone. Whatever it is asked meanwhile it answers with 200."""

    def come(self) -> int:
        """Registers, and answers the switch that asks whether it is there. The final code."""
        code = self.register()
        if code == 200:
            self.wait_request("OPTIONS", PATIENCE)
        return code

    def wait_told(self, timeout: float = PATIENCE) -> str:
        """The Event header of the next NOTIFY that is no message lamp. TimeoutError."""
        while True:
            event = self.wait_request("NOTIFY", timeout).header("Event")
            if event != "message-summary":
                return event

    def hears_nothing(self, seconds: float) -> bool:
        """Whether it is told nothing for so long."""
        try:
            self.wait_told(seconds)
        except TimeoutError:
            return True
        return False

    # --- calls --------------------------------------------------------------------------------

    def dial(self, dialled: str) -> tuple[str, str]:
        """Begins a call; its id and its address."""
        uri, call = f"sip:{dialled}@{self.realm}", f"{time.monotonic_ns()}"
        branch = self._send("INVITE", uri, call, SDP, "")
        asked = self._answer(call)
        self._send("ACK", uri, call, "", "", branch, asked.header("To"))
        proof = self._proof("INVITE", uri, asked.header("WWW-Authenticate"))
        self._send("INVITE", uri, call, SDP, f"Authorization: {proof}\r\n")
        return call, uri

    def pick_up(self) -> None:
        """Answers the next call."""
        deadline = time.monotonic() + PATIENCE
        while (message := self._receive(deadline)).method != "INVITE":
            self._say(message, "")
        self._say(message, SDP)

    def talk(self, call: tuple[str, str]) -> str:
        """Waits until a call is answered; the far end's name in it."""
        id, uri = call
        while (answer := self._answer(id)).status < 200:
            continue
        assert answer.status == 200, answer.text
        self._send("ACK", uri, id, "", "", "", answer.header("To"))
        return answer.header("To")

    def hang_up(self, call: tuple[str, str], far: str) -> None:
        """Ends a call."""
        id, uri = call
        self._send("BYE", uri, id, "", "", "", far)
        self._answer(id)

    def _say(self, message: Message, body: str) -> None:
        """Answers a request with 200."""
        if not message.method or message.method == "ACK":
            return
        kept = "".join(
            f"{name}: {message.header(name)}{';tag=told' if name == 'To' and body else ''}\r\n"
            for name in ("Via", "From", "To", "Call-ID", "CSeq")
        )
        host, port = self._link.getsockname()
        more = f"Contact: <sip:{self.user}@{host}:{port}>\r\nContent-Type: application/sdp\r\n"
        head = f"SIP/2.0 200 OK\r\n{kept}{more if body else ''}"
        text = f"{head}Content-Length: {len(body)}\r\n\r\n{body}"
        self._link.sendto(text.encode(), ("127.0.0.1", self.port))
