"""A small platform, built by hand: two accounts that use every operation of the call program."""

from __future__ import annotations

from schema.inventory import (
    AccountFact,
    Did,
    Edge,
    Endpoint,
    GatewayLine,
    Hint,
    HoldMusicClass,
    Inventory,
    Mailbox,
)
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
    Jump,
    Legs,
    LiveKey,
    Media,
    Notify,
    Now,
    Op,
    Origin,
    Param,
    Pause,
    Phone,
    Play,
    Program,
    ReadMessages,
    Recall,
    Registered,
    Remember,
    Return,
    Ring,
    Say,
    SetCaller,
    Shuffle,
    Switch,
    Table,
    Take,
    TakeMessage,
    Tell,
    Terminator,
    Unit,
    Var,
)
from schema.secret import Secret

HARBOUR = "harbour-1a2b3c4d"
QUAY = "quay-99aabbcc"
WELCOME = Media(HARBOUR, "welcome")


class Vault:
    """Secrets for tests: digits for PINs, else the name turned around."""

    def text(self, name: str) -> Secret:
        return Secret("2580" if name.endswith(":pin") else name[::-1].replace(":", "-"))


def here(label: str, unit: str = HARBOUR) -> Address:
    return Address(unit, label)


def shared(label: str) -> Address:
    return Address(PLATFORM, label)


def block(label: str, *ops: Op, end: Terminator | None = None) -> Block:
    return Block(label, ops, end or Return(), Origin("harbour", ("callflows", label)))


def unit(name: str, blocks: tuple[Block, ...], tables: tuple[Table, ...] = ()) -> Unit:
    return Unit(name, {one.label: one for one in blocks}, {one.label: one for one in tables})


def doors(name: str) -> tuple[Block, ...]:
    """The blocks every account's unit has."""
    look_up = Find(Address(name, "extensions"), Var("dialled"), Address(name, "nobody"))
    return (
        block("phone", Claim("fits", f"calls@{name}", 20), end=look_up),
        block("did", Assign("outcome", Const("")), end=look_up),
        block("transfer", end=look_up),
        block("nobody", end=End("invalid")),
        block("help", Dial(Gateway(Const(f"acme-1.{name}"), Const("911")), Const("60")), end=End()),
    )


EVERYTHING: tuple[Op, ...] = (
    Answer(0.5),
    Tell("decides", 'so, (it) "says" ${EXTEN}; always'),
    Play((WELCOME, Media("", "invalid"))),
    Play((WELCOME,), early=True),
    Say("digits", Var("dialled")),
    Say("number", Const("42")),
    Say("time", Const(""), "America/Halifax"),
    Collect("keys", (WELCOME,), 4, 5, 2.5),
    Collect("keys", (), 1, 5, 2.5, ""),
    SetCaller(Join((Const("Sales & More "), Var("caller.name"))), Const("+19025550100"), True),
    Assign("my.greeted", Const("yes; twice")),
    Filter("my.clean", Var("raw.name"), "name"),
    Cut("my.rest", Var("dialled"), 2),
    Recall("forward", LiveKey(Const("user.anna"), Const("forward.to")), Const("+19025550111")),
    Remember(LiveKey(Const("user.anna"), Const("forward.to")), Var("keys")),
    Registered("there", Const("anna-desk@harbour.test")),
    InUse("talking", Const("anna-desk@harbour.test")),
    Equal("same", Var("caller.name"), Const("Bob")),
    Now("America/Halifax", "today", "minute"),
    Claim("fits", f"calls@{HARBOUR}", 2),
    Count("tries.menu", Const("3"), "more"),
    Shuffle("order", (1, 3, 1)),
    Take("next", "order"),
    Pause(Const("1")),
    Notify("missed", (("who", Var("caller.number")),)),
    Alert(Const("ring-2")),
    Enter(here("greet"), (Const("one"), Var("caller.name"))),
    Enter(shared("ring-phone"), (Const("anna-desk@harbour.test"), Const("20"))),
    Dial(Gateway(Const(f"acme-1.{HARBOUR}"), Var("dialled")), Const("30"), Const("1")),
    Ring(Legs(("leg.anna-desk", "leg.bob")), Const("25"), Const(f"{HARBOUR}.calm")),
    ReadMessages(Const(""), Const(HARBOUR)),
    TakeMessage(Const(f"200@{HARBOUR}"), Var("outcome"), skip_instructions=True),
)


def harbour() -> Unit:
    cases = (("1", here("greet")), ("", here("nobody")), ("no-match", here("nobody")))
    blocks = (
        *doors(HARBOUR),
        block("from.anna-desk", Assign("caller.number", Const("201")), end=Return()),
        block("everything", *EVERYTHING, end=Switch(Var("keys"), cases, here("nobody"))),
        block("greet", Play((WELCOME,))),
        block(
            "leg.anna-desk",
            Enter(shared("ring-phone"), (Const("anna-desk@harbour.test"), Const("20"))),
            end=End(),
        ),
        block(
            "leg.bob",
            Pause(Const("5")),
            Dial(Phone(Const("bob@harbour.test")), Const("20")),
            end=End(),
        ),
        block(
            "anna",
            Ring(Legs(("leg.anna-desk",)), Const("20")),
            end=Switch(Var("outcome"), (("busy", here("anna.busy")),), here("anna.away")),
        ),
        block("anna.busy", TakeMessage(Const(f"201@{HARBOUR}"), Const("busy")), end=End()),
        block("anna.away", TakeMessage(Const(f"201@{HARBOUR}")), end=End("no_answer", 487)),
    )
    extensions = Table(
        "extensions",
        (
            Entry("201", here("anna")),
            Entry("+19025550100", here("anna")),
            Entry("*98", here("everything")),
            Entry("NXXXXXX", here("nobody")),
            Entry("[2-9]XX", here("nobody")),
            Entry("[0-9]X[13].", here("greet"), "my.tail", 1),
        ),
    )
    emergency = Table("emergency", (Entry("911", here("help")), Entry("9911", here("help"))))
    return unit(HARBOUR, blocks, (extensions, emergency))


def quay() -> Unit:
    blocks = (*doors(QUAY), block("office", end=End("busy")))
    away = Address(QUAY, "office")
    tables = (
        Table("extensions", (Entry("101", away), Entry("+19025550199", away))),
        Table("emergency", (Entry("911", Address(QUAY, "help")),)),
    )
    return unit(QUAY, blocks, tables)


def platform() -> Unit:
    return unit(
        PLATFORM,
        (
            block(
                "ring-phone",
                Registered("there", Param(1)),
                end=Switch(
                    Var("there"), (("1", shared("ring-phone.go")),), shared("ring-phone.no")
                ),
            ),
            block("ring-phone.go", Dial(Phone(Param(1)), Param(2))),
            block("ring-phone.no", Assign("outcome", Const("unavailable"))),
            block("leave", end=Jump(shared("ring-phone.no"))),
        ),
    )


def program() -> Program:
    return Program({PLATFORM: platform(), HARBOUR: harbour(), QUAY: quay()})


def inventory() -> Inventory:
    return Inventory(
        edge=Edge(external_address="203.0.113.9"),
        accounts=(
            AccountFact(
                HARBOUR, "harbour", "Harbour", "harbour.test", "America/Halifax",
                emergency=("911", "9911"),
            ),
            AccountFact(QUAY, "quay", "Quay", "quay.test", "America/Toronto", emergency=("911",)),
        ),
        endpoints=(
            phone("anna-desk", "harbour", HARBOUR, ("201@" + HARBOUR,)),
            phone("bob", "harbour", HARBOUR),
            phone("anna-desk", "quay", QUAY),
        ),
        gateways=(
            GatewayLine(
                f"acme-1.{HARBOUR}", HARBOUR, "acme", "127.0.0.1", 5099, username="harbour",
                secret="harbour:trunk.acme:sip", register=False, from_ip=("127.0.0.2",), t38=True,
            ),
            GatewayLine(
                f"acme-1.{QUAY}", QUAY, "acme", "192.0.2.20", transport="tcp", username="quay",
                secret="quay:trunk.acme:sip", realm="carrier.test", trusted=True,
            ),
        ),
        mailboxes=(
            Mailbox("201", HARBOUR, "Anna Bergström", "harbour:mailbox.201:pin", timezone="America/Halifax"),
            Mailbox("200", HARBOUR, "Front Desk", "harbour:mailbox.200:pin", ("desk@harbour.test", "b@harbour.test")),
        ),
        hold_music=(
            HoldMusicClass(f"{HARBOUR}.calm", (WELCOME,), shuffle=True),
            HoldMusicClass(f"{HARBOUR}.none"),
        ),
        hints=(Hint(HARBOUR, "201", ("anna-desk@harbour.test", "bob@harbour.test")),),
        dids=(Did("+19025550100", HARBOUR), Did("+19025550199", QUAY), Did("+442079460000", QUAY)),
    )  # fmt: skip


def phone(device: str, account: str, identity: str, mailboxes: tuple[str, ...] = ()) -> Endpoint:
    realm = f"{account}.test"
    return Endpoint(
        f"{device}@{realm}", identity, realm, device, f"{account}:device.{device}:sip",
        device.title(), "201", mailboxes=mailboxes, srtp="optional",
    )  # fmt: skip
