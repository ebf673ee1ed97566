"""The call program: what a callflow means, said without a word of any telephone switch.

Every step and every thing that can be called is lowered to blocks of this small language. The
simulator runs it as it stands; a target writes it down in its own tongue. Both know only what is
on this page, never a step kind, so a new kind needs no change in either.

A *block* has a label, operations that happen one after the other, and a terminator that says where
the call goes. Labels are unique within a *unit*: an account, or `platform` for the routines that are
the same for everybody. A block that is entered with `Enter` is a routine: it may read its arguments
as `Param(1)`, `Param(2)`, ... and gives the call back with `Return`. How it went is left in the
variable `outcome`.
"""

from __future__ import annotations

from collections.abc import Mapping
from dataclasses import dataclass, field
from typing import Literal, TypeAlias

PLATFORM = "platform"

Route: TypeAlias = tuple[str | int, ...]


@dataclass(frozen=True, slots=True)
class Origin:
    """The YAML place a block came from: an account's path and a route of keys in its folder.

    The route becomes file, line and column only when it is printed. Platform routines that no
    tenant wrote have the empty route.
    """

    account: str
    route: Route = ()


NOWHERE = Origin("")


# --- values -------------------------------------------------------------------------------------


@dataclass(frozen=True, slots=True)
class Const:
    """A text fixed at compile time. Its alphabet was closed by the value type it came from."""

    text: str


@dataclass(frozen=True, slots=True)
class Var:
    """A variable of the call; unset reads as the empty text.

    Names of the tenant's own variables start with `my.`; all others are pbxc's.
    """

    name: str


@dataclass(frozen=True, slots=True)
class Param:
    """The n-th argument (from 1) of the routine this block belongs to."""

    index: int


@dataclass(frozen=True, slots=True)
class Legs:
    """Branches to ring side by side, each the label of a block in the account's own unit."""

    labels: tuple[str, ...]


@dataclass(frozen=True, slots=True)
class Join:
    """Texts set one behind the other, such as a prefix and the caller's name."""

    parts: tuple[Const | Var | Param, ...]


Value: TypeAlias = Const | Var | Param | Legs | Join


@dataclass(frozen=True, slots=True)
class Address:
    """A block: the unit it stands in and its label there."""

    unit: str
    label: str


@dataclass(frozen=True, slots=True)
class LiveKey:
    """A value that people's phones own (marked R in the language): whose it is, and which.

    `owner` is the object's reference (`user.alice`), `field` the name in its YAML (`forward.to`). A
    `Param` owner or field lets a shared routine work on any object of the account.
    """

    owner: Const | Var | Param
    field: Const | Var | Param


@dataclass(frozen=True, slots=True)
class Media:
    """Something to hear: a recording of an account (`owner` is its id), or a prompt of the platform
    (owner empty, name one of `schema.prompts`)."""

    owner: str
    name: str

    @property
    def is_prompt(self) -> bool:
        """Whether it is one of the platform's own prompts."""
        return not self.owner


# --- operations ---------------------------------------------------------------------------------


@dataclass(frozen=True, slots=True)
class Answer:
    """Answers the caller, if nobody has yet, and waits `after` seconds."""

    after: float = 0


@dataclass(frozen=True, slots=True)
class Play:
    """Plays recordings one after the other. `early` plays them without answering the call."""

    media: tuple[Media, ...]
    early: bool = False


@dataclass(frozen=True, slots=True)
class Say:
    """Says a value in the call's language: digit by digit, as a number, or as date and time."""

    kind: Literal["digits", "number", "date", "time"]
    value: Value
    zone: str = ""


@dataclass(frozen=True, slots=True)
class Collect:
    """Plays prompts and collects up to `digits` keys into the variable `into`.

    A key ends the prompt. `first` and `between` are seconds; `terminator` is a key or empty.
    Nothing pressed leaves `into` empty. Only digits, `*` and `#` can arrive.
    """

    into: str
    prompt: tuple[Media, ...]
    digits: int
    first: float
    between: float
    terminator: str = "#"


@dataclass(frozen=True, slots=True)
class Phone:
    """A registered phone, by its endpoint id `<device>@<realm>`."""

    endpoint: Value


@dataclass(frozen=True, slots=True)
class Gateway:
    """A number reached through one gateway of a trunk. `gateway` is the gateway's endpoint id."""

    gateway: Value
    number: Value
    progress: int = 20


@dataclass(frozen=True, slots=True)
class Dial:
    """Rings one phone, or one number through one gateway, for `seconds`.

    Answered means connected: when the conversation ends, the call ends. Else `outcome` is `busy`,
    `no_answer`, `unavailable` (nothing registered), `rejected`, `congested` or `forbidden`.
    `confirm` (`1` or empty): the called party must press a key before being connected, or this
    counts as `rejected`.
    """

    target: Phone | Gateway
    seconds: Value
    confirm: Value = Const("")


@dataclass(frozen=True, slots=True)
class Ring:
    """Rings branches side by side for at most `seconds`; the first to connect takes the call.

    Each branch runs its block as a call of its own, with this call's variables. A branch that ends
    with `End` is out. When all are out, the call goes on at once. `outcome`: `no_answer` if time ran
    out or a branch was not answered, else `busy` if a branch was busy, else `congested` if one was.
    Else a single branch gives its own outcome (`rejected`, `forbidden`), and several give
    `unavailable`.
    `hold_music` is what the caller hears instead of ringing: a class id, or empty.
    """

    legs: Value
    seconds: Value
    hold_music: Value = Const("")


@dataclass(frozen=True, slots=True)
class TakeMessage:
    """Takes a message for a mailbox, and ends the call; `outcome` is `full` where it can't.

    `mailbox` is a mailbox id `<number>@<account id>`, `greeting` is `busy`, `unavailable` or `none`.
    """

    mailbox: Value
    greeting: Value = Const("unavailable")
    skip_instructions: bool = False


@dataclass(frozen=True, slots=True)
class ReadMessages:
    """Lets the caller hear a mailbox. An empty mailbox asks for its number; `trusted` (`1` or
    empty) skips the PIN."""

    mailbox: Value
    context: Value
    trusted: Value = Const("")


@dataclass(frozen=True, slots=True)
class SetCaller:
    """Sets what the called party sees. `None` leaves a part as it is."""

    name: Value | None = None
    number: Value | None = None
    private: bool | None = None


@dataclass(frozen=True, slots=True)
class Assign:
    """Sets a variable of the call. It is known to the branches of the call too."""

    name: str
    value: Value


@dataclass(frozen=True, slots=True)
class Filter:
    """Keeps only the characters of `keep` (`digits`: 0-9 * # +; `name`: letters, digits, space,
    hyphen, dot and apostrophe) of a text into a variable."""

    into: str
    value: Value
    keep: Literal["digits", "name"] = "digits"


@dataclass(frozen=True, slots=True)
class Cut:
    """A text without its first `skip` characters, into a variable."""

    into: str
    value: Var | Param
    skip: int


@dataclass(frozen=True, slots=True)
class Recall:
    """Reads a live value, or `initial` (what git says) where no phone has changed it."""

    into: str
    key: LiveKey
    initial: Value = Const("")


@dataclass(frozen=True, slots=True)
class Remember:
    """Changes a live value. It survives pushes and restarts."""

    key: LiveKey
    value: Value


@dataclass(frozen=True, slots=True)
class Registered:
    """Whether a phone has a contact: `1` or empty, into a variable."""

    into: str
    endpoint: Value


@dataclass(frozen=True, slots=True)
class InUse:
    """Whether a phone is in a call or ringing: `1` or empty, into a variable."""

    into: str
    endpoint: Value


@dataclass(frozen=True, slots=True)
class Equal:
    """Whether two texts are the same: `1` or empty, into a variable."""

    into: str
    left: Value
    right: Value


@dataclass(frozen=True, slots=True)
class Now:
    """The wall clock in a zone: date `YYYYMMDD` into `date`, weekday and minute as `DHHMM`
    (Monday is 1) into `minute`."""

    zone: str
    date: str
    minute: str


@dataclass(frozen=True, slots=True)
class Claim:
    """Counts this call against a limit, into a variable: `1` if it fits, empty if it doesn't.

    `group` names what is counted (`calls@<account id>`), `most` how many are allowed at once. A call
    that doesn't fit is not counted. The claim ends with the call.
    """

    into: str
    group: str
    most: int


@dataclass(frozen=True, slots=True)
class Count:
    """Adds one to a counter; `into` becomes `1` while it is at most `up_to`, else empty."""

    counter: str
    up_to: Value
    into: str


@dataclass(frozen=True, slots=True)
class Shuffle:
    """The numbers 1..n in an order drawn at random, as a list `3,1,2`, into a variable.

    `weights` has one positive whole number for each; a heavier one tends to come earlier.
    """

    into: str
    weights: tuple[int, ...]


@dataclass(frozen=True, slots=True)
class Take:
    """Moves the first member of a list (`3,1,2`) from the variable `source` into `into`; an empty
    list leaves `into` empty."""

    into: str
    source: str


@dataclass(frozen=True, slots=True)
class Pause:
    """Waits some seconds; the caller hears what was heard before (nothing, or ringing)."""

    seconds: Value


@dataclass(frozen=True, slots=True)
class Notify:
    """Tells the world outside that something happened; never delays the call. `event` is a constant
    of the compiler (`emergency`, `missed`), fields are values of the call."""

    event: str
    fields: tuple[tuple[str, Value], ...] = ()


@dataclass(frozen=True, slots=True)
class Alert:
    """Sets the ringing tone of phones rung from here on (`Alert-Info`), or `auto_answer`."""

    value: Value


@dataclass(frozen=True, slots=True)
class Enter:
    """Enters a routine; the call goes on behind this when it returns."""

    routine: Address
    args: tuple[Value, ...] = ()


@dataclass(frozen=True, slots=True)
class Tell:
    """A line of the story and nothing else: what was decided, in the tenant's own words."""

    verb: str
    text: str


Op: TypeAlias = (
    Answer
    | Play
    | Say
    | Collect
    | Dial
    | Ring
    | TakeMessage
    | ReadMessages
    | SetCaller
    | Assign
    | Filter
    | Cut
    | Recall
    | Remember
    | Registered
    | InUse
    | Equal
    | Now
    | Claim
    | Count
    | Shuffle
    | Take
    | Pause
    | Notify
    | Alert
    | Enter
    | Tell
)


# --- terminators --------------------------------------------------------------------------------


@dataclass(frozen=True, slots=True)
class Jump:
    """Goes on at another block, without coming back."""

    to: Address


@dataclass(frozen=True, slots=True)
class Switch:
    """Goes on by the value of a variable. Cases are equal texts; at most one can match."""

    on: Var | Param
    cases: tuple[tuple[str, Address], ...]
    otherwise: Address


@dataclass(frozen=True, slots=True)
class Find:
    """Goes on at the entry of a table that fits a key, or `otherwise` where none does."""

    table: Address
    key: Var | Param
    otherwise: Address


@dataclass(frozen=True, slots=True)
class Return:
    """Gives the call back to whoever entered this routine."""


@dataclass(frozen=True, slots=True)
class End:
    """Hangs up. `cause` is an outcome, or `normal`; empty means that of the variable `outcome`.

    `sip` is the code a caller hears who was not answered yet; 0 means the one that fits the cause.
    """

    cause: str = ""
    sip: int = 0


Terminator: TypeAlias = Jump | Switch | Find | Return | End


# --- containers ---------------------------------------------------------------------------------


@dataclass(frozen=True, slots=True)
class Block:
    """Operations and where the call goes after them."""

    label: str
    ops: tuple[Op, ...]
    end: Terminator
    origin: Origin = NOWHERE


@dataclass(frozen=True, slots=True)
class Entry:
    """One line of a table. `pattern` is digits, `*`, `#`, `+` and the classes `X` (0-9), `Z` (1-9),
    `N` (2-9), `[...]` (a set of digits), or a trailing `.` (one or more of anything dialable).

    `capture` names the variable that gets the key without its first `skip` characters.
    """

    pattern: str
    to: Address
    capture: str = ""
    skip: int = 0
    origin: Origin = NOWHERE


@dataclass(frozen=True, slots=True)
class Table:
    """Patterns and where they lead. A literal beats a pattern; of two patterns the one that is
    narrower at the first place where they differ."""

    label: str
    entries: tuple[Entry, ...]


@dataclass(frozen=True, slots=True)
class Unit:
    """The program of one account, or of the platform."""

    name: str
    blocks: Mapping[str, Block] = field(default_factory=dict)
    tables: Mapping[str, Table] = field(default_factory=dict)


@dataclass(frozen=True, slots=True)
class Program:
    """Everything that can happen to a call: the platform's unit and one for each account."""

    units: Mapping[str, Unit]

    def block(self, address: Address) -> Block:
        """The block at an address. KeyError where the compiler itself is wrong."""
        return self.units[address.unit].blocks[address.label]

    def table(self, address: Address) -> Table:
        """The table at an address. KeyError where the compiler itself is wrong."""
        return self.units[address.unit].tables[address.label]
