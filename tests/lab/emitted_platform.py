"""A platform for calls on a real Asterisk: what a call did is told by `Notify`, an event each."""

from __future__ import annotations

from schema.inventory import AccountFact, Did, Edge, Endpoint, GatewayLine, Inventory, Mailbox
from schema.program import (
    PLATFORM,
    Address,
    Alert,
    Answer,
    Assign,
    Block,
    Claim,
    Collect,
    Const,
    Count,
    Cut,
    Dial,
    End,
    Enter,
    Entry,
    Equal,
    Filter,
    Find,
    Gateway,
    InUse,
    Join,
    Legs,
    LiveKey,
    Media,
    Notify,
    Now,
    Op,
    Phone,
    Play,
    Program,
    Recall,
    Registered,
    Remember,
    Return,
    Ring,
    SetCaller,
    Shuffle,
    Switch,
    Table,
    Take,
    TakeMessage,
    Terminator,
    Unit,
    Value,
    Var,
)

HARBOUR = "harbour-1a2b3c4d"
REALM = "harbour.test"
ANNA, BOB, NOBODY = (f"{name}@{REALM}" for name in ("anna-desk", "bob", "nobody"))
NORTH = f"north-1.{HARBOUR}"
WELCOME = Media(HARBOUR, "welcome")
FORWARD = LiveKey(Const("user.anna"), Const("forward.to"))


def here(label: str) -> Address:
    return Address(HARBOUR, label)


def tell(**fields: Value) -> Notify:
    return Notify("told", tuple(fields.items()))


OUTCOME = tell(outcome=Var("outcome"))


def block(label: str, *ops: Op, end: Terminator | None = None) -> Block:
    return Block(label, ops, end or End())


def leg(label: str, *ops: Op) -> Block:
    return block(f"leg.{label}", *ops)


def ring(label: str, *legs: str, seconds: str = "5") -> Block:
    return block(label, Ring(Legs(tuple(f"leg.{one}" for one in legs)), Const(seconds)), OUTCOME)


CHECKS: tuple[Op, ...] = (
    Filter("who", Var("raw.name"), "name"),
    Cut("tail", Var("dialled"), 1),
    Recall("before", FORWARD, Const("git")),
    Remember(FORWARD, Const("+19025550177")),
    Recall("after", FORWARD, Const("git")),
    Registered("there", Const(ANNA)),
    Registered("absent", Const(NOBODY)),
    InUse("talking", Const(ANNA)),
    Equal("same", Join((Const("2"), Var("tail"))), Const("200")),
    Now("America/Halifax", "date", "minute"),
    Count("tries", Const("1"), "first"),
    Count("tries", Const("1"), "second"),
    Shuffle("order", (1, 5, 1, 1)),
    Assign("list", Const("b")),
    Take("one", "order"),
    Take("two", "order"),
    Take("last", "list"),
    Take("none", "list"),
    Claim("fits", f"calls@{HARBOUR}", 1),
    Claim("again", f"calls@{HARBOUR}", 1),
    Claim("full", f"never@{HARBOUR}", 0),
)
ASKED = (
    "who", "tail", "before", "after", "there", "absent", "talking", "same", "date", "minute",
    "first", "second", "order", "one", "two", "last", "none", "fits", "again", "full",
    "device", "account", "caller.number", "caller.name", "dialled",
)  # fmt: skip


def harbour() -> Unit:
    entries = {
        "201": "one", "202": "both", "203": "hurry", "204": "away", "205": "asked", "206": "refused",
        "207": "many", "300": "keys", "200": "check", "401": "message", "402": "early",
        "403": "congested", "+1902NXXXXXX": "out", "+19025550100": "shown",
        "+19025550187": "hurry", "+19025550188": "both",
    }  # fmt: skip
    tables = (
        Table("emergency", (Entry("911", here("help")),)),
        Table("extensions", tuple(Entry(key, here(to)) for key, to in entries.items())),
    )
    blocks = {one.label: one for one in (*_entrances(), *_rings(), *_routines())}
    return Unit(HARBOUR, blocks, {table.label: table for table in tables})


def _entrances() -> tuple[Block, ...]:
    look = Find(here("extensions"), Var("dialled"), here("nobody"))
    return (
        block("from.anna-desk", Assign("caller.number", Const("201")), Assign("caller.name", Const("Anna")), end=Return()),
        block("phone", end=look),
        block("did", end=look),
        block("transfer", end=look),
        block("nobody", tell(nobody=Var("dialled")), end=End("invalid")),
        block("help", tell(help=Var("device")), Dial(Gateway(Const(NORTH), Const("911")), Const("20")), end=End()),
    )  # fmt: skip


def _rings() -> tuple[Block, ...]:
    return (
        leg("anna", Dial(Phone(Const(ANNA)), Const("4"))),
        leg("bob", Dial(Phone(Const(BOB)), Const("4"))),
        leg("away", Dial(Phone(Const(NOBODY)), Const("4"))),
        leg("asked", Dial(Phone(Const(BOB)), Const("4"), Const("1"))),
        leg("forbidden", Assign("outcome", Const("forbidden"))),
        ring("one", "anna"),
        ring("both", "anna", "bob"),
        ring("hurry", "anna", "bob", seconds="1"),
        ring("away", "away"),
        ring("asked", "asked"),
        ring("refused", "forbidden"),
        ring("many", *(["away"] * 40), "bob"),
    )


def _routines() -> tuple[Block, ...]:
    return (
        block("out", Dial(Gateway(Const(NORTH), Var("dialled")), Const("5")), OUTCOME),
        block("keys", Answer(), Collect("keys", (WELCOME, WELCOME), 4, 3, 1), tell(keys=Var("keys")), end=End("normal")),
        block("check", *CHECKS, *(tell(**{name.replace(".", ""): Var(name)}) for name in ASKED), end=Switch(Var("tail"), (("x", here("nobody")), ("00", here("shown"))), here("nobody"))),
        block("shown", SetCaller(Join((Const("Sales: "), Var("caller.name"))), Const("+19025550100")), Alert(Const("auto_answer")), Enter(here("sub"), (Const("a"), Var("who"))), OUTCOME, end=End("rejected")),
        block("sub", Dial(Phone(Const(BOB)), Const("5")), end=Return()),
        block("message", TakeMessage(Const(f"201@{HARBOUR}"), Const("none"), True), OUTCOME, end=End("busy")),
        block("early", Play((WELCOME,), early=True), end=End("no_answer", 487)),
        block("congested", end=End("congested")),
    )  # fmt: skip


def program() -> Program:
    return Program({PLATFORM: Unit(PLATFORM), HARBOUR: harbour()})


def inventory(sip: int, tcp: int, manager: int, carrier: int) -> Inventory:
    return Inventory(
        edge=Edge(
            sip_address="127.0.0.1", udp_port=sip, tcp_port=tcp, rtp_first=23000, rtp_last=23199,
            ami_port=manager,
        ),
        accounts=(
            AccountFact(HARBOUR, "harbour", "Harbour", REALM, "America/Halifax", emergency=("911",)),
        ),
        endpoints=tuple(
            Endpoint(
                f"{device}@{REALM}", HARBOUR, REALM, device, f"harbour:device.{device}:sip",
                device, "200", codecs=("ulaw",),
            )
            for device in ("anna-desk", "bob", "nobody")
        ),
        gateways=(GatewayLine(NORTH, HARBOUR, "north", "127.0.0.21", carrier, codecs=("ulaw",)),),
        mailboxes=(Mailbox("201", HARBOUR, "Anna", "harbour:mailbox.201:pin", min_length=0),),
        dids=tuple(Did(f"+190255501{end}", HARBOUR) for end in ("00", "87", "88")),
    )  # fmt: skip
