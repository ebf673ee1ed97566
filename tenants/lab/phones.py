"""Telephones and carriers for the lab: a second Asterisk that registers, rings, answers, dials.

Each phone registers at the switch by its user name and password and does, when called, what
`behave` last told it. A carrier is a loopback address of its own: it takes calls to any number
and sends calls with any caller's number, as a trunk's far end does.
"""

from __future__ import annotations

import re
import threading
import time
from collections.abc import Callable, Iterable
from dataclasses import dataclass
from pathlib import Path
from types import TracebackType
from typing import Self
from urllib.parse import quote, unquote

from targets.asterisk.live.ami import AmiSession, Packet
from tenants.lab.instance import SLOWEST, Instance
from tenants.lab.phone_tree import CODES, Carrier, Phone, Site, write_phone_tree
from tenants.lab.recorder import moment_of

__all__ = ["Behaviour", "Carrier", "Phone", "Phones", "Seen", "Site", "write_phone_tree"]


@dataclass(frozen=True, slots=True)
class Behaviour:
    """What a phone, or a number behind a carrier, does with a call.

    `kind` is `answer`, `no_answer`, `busy`, `reject`, `congested`, `forbidden` or `sip:NNN`;
    `after` seconds it does so; an answered call presses `keys` (`w` waits half a second) and
    is hung up after `talk` seconds.
    """

    kind: str = "answer"
    after: float = 0
    keys: str = ""
    talk: float = 10

    def text(self) -> str:
        """The form the phones' dialplan reads."""
        known = self.kind in ("answer", "no_answer")
        rule = self.kind if known else f"sip{self._code()}"
        return f"{rule}/{self.after:g}/{self.keys}/{self.talk:g}"

    def _code(self) -> int:
        """The SIP code of a refusal."""
        code = self.kind.removeprefix("sip:")
        if code != self.kind and re.fullmatch(r"[3-6][0-9][0-9]", code):
            return int(code)
        if self.kind not in CODES:
            raise ValueError(f"{self.kind!r} isn't something a phone does.")
        return CODES[self.kind]


@dataclass(frozen=True, slots=True)
class Seen:
    """One thing a phone or carrier noticed: it `rings`, is `connected`, got a `key`, `ended`.

    `who` is the phone's or carrier's id, `number` and `name` the caller it shows, `dialled` the
    number a carrier was asked for, `at` when it was by the machine's clock. `call` is the call's id
    here, and `code` the SIP code it ended with where nobody answered.
    """

    at: float
    what: str
    who: str
    number: str = ""
    name: str = ""
    dialled: str = ""
    detail: str = ""
    call: str = ""
    code: str = ""


class Phones:
    """The running phones of one lab; a context manager."""

    def __init__(
        self,
        name: str,
        tree: Path,
        site: Site,
        phones: Iterable[Phone],
        carriers: Iterable[Carrier],
    ) -> None:
        self.phones = {phone.id: phone for phone in phones}
        self.carriers = {carrier.id: carrier for carrier in carriers}
        write_phone_tree(tree, site, tuple(self.phones.values()), tuple(self.carriers.values()))
        self.site = site
        self.instance = Instance(name, tree)
        self._session: AmiSession | None = None
        self._news = threading.Condition()
        self._seen: list[Seen] = []

    def start(self) -> Self:
        """Start and listen; registering takes a moment more, see `wait_registered`."""
        self.instance.start()
        self._session = self.instance.ami(events=True)
        self._session.subscribe(self._note)
        return self

    def stop(self) -> None:
        """Hang up and end."""
        if self._session is not None:
            self._session.close()
            self._session = None
        self.instance.stop()

    def behave(self, who: str, behaviour: Behaviour) -> None:
        """Have a phone (by id) or an outside number (as dialled) do this from now on."""
        self._put("behave", who, behaviour.text())

    def behave_usually(self, phones: Behaviour, numbers: Behaviour) -> None:
        """What phones, and numbers behind carriers, do of which nothing else was said."""
        for name, behaviour in (("USUAL_PHONE", phones), ("USUAL_NUMBER", numbers)):
            self._ask("Setvar", {"Variable": name, "Value": behaviour.text()})

    def forget_behaviour(self, who: str) -> None:
        """Have a phone or number do the usual again."""
        self._session_now().call("DBDel", {"Family": "behave", "Key": who}, SLOWEST)

    def press(self, call: str, key: str) -> None:
        """Press one key in a call that `call` or `call_in` began."""
        self._ask("PlayDTMF", {"Channel": call, "Digit": key, "Duration": "120"})

    def call(self, phone: str, dialled: str, *, keys: str = "", talk: float = 10) -> str:
        """Dial from a phone; gives the call's id at once.

        When answered it presses `keys` (each `w` waits half a second), and stays `talk` seconds.
        """
        realm = self.phones[phone].realm
        return self._originate(phone, f"sip:{quote(dialled, safe='+*')}@{realm}", keys, talk, "")

    def call_in(
        self, carrier: str, dialled: str, *, caller: str, keys: str = "", talk: float = 10
    ) -> str:
        """Send a call to the switch as a carrier; `caller` is `Name <number>` or a number."""
        where = f"sip:{quote(dialled, safe='+*')}@127.0.0.1:{self.site.switch_port}"
        return self._originate(carrier, where, keys, talk, caller)

    def hang_up(self, call: str) -> None:
        """End a call that `call` or `call_in` began."""
        self._ask("Hangup", {"Channel": call, "Cause": "16"})

    def unregister(self, phone: str) -> None:
        """Take a phone off the network, as pulling its plug does after its time has run out."""
        self._ask("PJSIPUnregister", {"Registration": phone})

    def register(self, phone: str) -> None:
        """Register a phone now."""
        self._ask("PJSIPRegister", {"Registration": phone})

    def registered(self) -> set[str]:
        """The phones that the switch has let in."""
        listed = self._ask("PJSIPShowRegistrationsOutbound", {})
        return {event.get("ObjectName") for event in listed if event.get("Status") == "Registered"}

    def wait_registered(
        self, phones: Iterable[str] | None = None, timeout: float = SLOWEST
    ) -> None:
        """Wait until these phones (all, if not said) are registered."""
        wanted = set(self.phones if phones is None else phones)
        deadline = time.monotonic() + timeout
        while missing := wanted - self.registered():
            if time.monotonic() > deadline:
                raise TimeoutError(f"Not registered: {', '.join(sorted(missing))}.")
            time.sleep(0.05)

    @property
    def seen(self) -> tuple[Seen, ...]:
        """Everything noticed so far, in order."""
        with self._news:
            return tuple(self._seen)

    def wait_for(self, wanted: Callable[[Seen], bool], timeout: float = SLOWEST) -> Seen:
        """The first noticed thing that fits, waiting for it if need be."""
        deadline = time.monotonic() + timeout
        with self._news:
            while True:
                found = next((one for one in self._seen if wanted(one)), None)
                if found is not None:
                    return found
                if not self._news.wait(max(deadline - time.monotonic(), 0)):
                    raise TimeoutError("Nothing like it was seen in time.")

    def forget(self) -> None:
        """Begin a new record."""
        with self._news:
            self._seen.clear()

    def _originate(self, endpoint: str, uri: str, keys: str, talk: float, caller: str) -> str:
        call = f"lab-{time.monotonic_ns()}"
        fields = [
            ("Channel", f"PJSIP/{endpoint}/{uri}"), ("Context", "out"), ("Exten", "s"),
            ("Priority", "1"), ("Async", "true"), ("Timeout", "120000"), ("ChannelId", call),
            ("Variable", f"KEYS={keys}"), ("Variable", f"TALK={talk:g}"),
            ("Variable", f"WHO={endpoint}"),
        ]  # fmt: skip
        self._ask("Originate", fields + ([("CallerID", caller)] if caller else []))
        return call

    def _put(self, family: str, key: str, value: str) -> None:
        self._ask("DBPut", {"Family": family, "Key": key, "Val": value})

    def _ask(
        self, action: str, fields: dict[str, str] | list[tuple[str, str]]
    ) -> tuple[Packet, ...]:
        reply = self._session_now().call(action, fields, SLOWEST)
        if not reply.ok:
            raise RuntimeError(f"The phones' Asterisk refused {action}: {reply.message}")
        return reply.events

    def _session_now(self) -> AmiSession:
        if self._session is None:
            raise RuntimeError("The phones aren't started.")
        return self._session

    def _note(self, packet: Packet) -> None:
        seen = _read_event(packet)
        if seen is not None:
            with self._news:
                self._seen.append(seen)
                self._news.notify_all()

    def __enter__(self) -> Self:
        return self.start()

    def __exit__(
        self,
        kind: type[BaseException] | None,
        error: BaseException | None,
        at: TracebackType | None,
    ) -> None:
        self.stop()


def _read_event(packet: Packet) -> Seen | None:
    """What an event of the phones' Asterisk means to us, if anything."""
    at = moment_of(packet)
    match packet.get("Event"), packet.get("UserEvent"):
        case "UserEvent", "Phone":
            name, number = unquote(packet.get("Name")), unquote(packet.get("Number"))
            return Seen(at, packet.get("What"), packet.get("Who"), number, name,
                        unquote(packet.get("Dialled")), packet.get("Detail"),
                        packet.get("Uniqueid"))  # fmt: skip
        case "DTMFEnd", _ if packet.get("Direction") == "Received":
            return _of_channel(at, "key", packet, packet.get("Digit"))
        case "Hangup", _:
            return _of_channel(at, "ended", packet, packet.get("Cause"))
        case _:
            return None


def _of_channel(at: float, what: str, packet: Packet, detail: str) -> Seen:
    """Something that happened to a channel, which carries whose it is in two variables."""
    kept = dict(pair.split("=", 1) for pair in packet.all("ChanVariable"))
    who, dialled = kept.get("WHO", ""), kept.get("DIALLED", "")
    call, code = packet.get("Uniqueid"), packet.get("TechCause")
    return Seen(at, what, who, dialled=dialled, detail=detail, call=call, code=code)
