"""Each terminator of the call program as the priorities that do it."""

from __future__ import annotations

from typing import assert_never

from schema.program import Address, End, Find, Jump, Param, Return, Switch, Terminator, Var
from targets.asterisk.causes import ENDS, cause_of, says_itself, sip_of
from targets.asterisk.dialplan.lines import Step
from targets.asterisk.dialplan.ops import gosub, goto, goto_if
from targets.asterisk.dialplan.values import Scope, is_equal, read, text_of
from targets.asterisk.text import Argument, compare, word


def end_steps(end: Terminator, scope: Scope, at: int) -> tuple[Step, ...]:
    """The priorities of a terminator, the first of them at priority `at`."""
    match end:
        case Jump(to):
            return (goto(scope.place(to)),)
        case Switch(on, cases, otherwise):
            return _switch(on, cases, scope.place(otherwise), scope)
        case Find(table, key, otherwise):
            return find_steps(table, key, scope.place(otherwise), scope)
        case Return():
            return (Step("Return"),)
        case End(cause, sip):
            return (_end(cause, sip, scope),)
        case _:
            assert_never(end)


def _switch(
    on: Var | Param,
    cases: tuple[tuple[str, Address], ...],
    otherwise: Argument,
    scope: Scope,
) -> tuple[Step, ...]:
    """One question for each case; what is compared was filtered when it entered the call."""
    text = text_of(on)
    asked = tuple(
        Step("GotoIf", Argument(f"{is_equal(text, compare(case))}?{scope.place(to)}"))
        for case, to in cases
    )
    return (*asked, goto(otherwise))


def find_steps(
    table: Address, key: Var | Param, otherwise: Argument, scope: Scope
) -> tuple[Step, ...]:
    """Asks whether an entry fits before going there: a call sent nowhere would be cut off."""
    context, prefix = scope.table(table)
    name = f"{prefix}{text_of(key)}"
    exists = Argument(f"${{DIALPLAN_EXISTS({context},{name},1)}}")
    return (goto_if(exists, Argument(f"{name},1"), otherwise),)


def _end(cause: str, sip: int, scope: Scope) -> Step:
    """Hangs up by itself where the cause says it all; else a shared extension does."""
    if not sip or (cause and sip == sip_of(cause)):
        if cause in ENDS and says_itself(cause):
            return Step("Hangup", word(str(cause_of(cause))))
        return goto(Argument(scope.shared(f"p*stop*{_outcome(cause)},1")))
    return gosub(scope.shared("p*sip,1"), word(str(int(sip))), _outcome(cause))


def _outcome(cause: str) -> Argument:
    return word(cause) if cause else read("outcome")
