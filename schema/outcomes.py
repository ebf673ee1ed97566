"""The outcomes: how a step can end without having connected the caller.

`on` beside a step says where the call goes for an outcome; an outcome that is not named there falls
through to the next step. Which outcomes a step can have stands on its page; others are refused.

```yaml
- ring: user.anna
  on: {busy: user.ben, no_answer: [{voicemail: user.anna}]}
```

| Outcome | What happened |
|---|---|
| `answered` | somebody took the call; the step after a conversation is never taken |
| `busy` | the phone is in a call, or its owner does not want to be disturbed |
| `no_answer` | it rang for as long as it may, and nobody took the call |
| `unavailable` | nothing could be rung: no phone is registered, or there is none |
| `rejected` | whoever was called refused, or did not press the key that confirms |
| `forbidden` | the caller may not make such a call |
| `congested` | no line was free, or no carrier could be reached |
| `timeout` | nothing was pressed |
| `invalid` | what was pressed or dialled leads nowhere |
| `full` | the mailbox takes no more messages |
| `empty` | nobody is there to be waited for |
| `failed` | it could not be done |
| `match` | what was looked for was found |
| `no_match` | it was not found |
"""

from __future__ import annotations

from typing import Literal, TypeAlias, get_args

Outcome: TypeAlias = Literal[
    "answered",
    "busy",
    "no_answer",
    "unavailable",
    "rejected",
    "forbidden",
    "congested",
    "timeout",
    "invalid",
    "full",
    "empty",
    "failed",
    "match",
    "no_match",
]

OUTCOMES: tuple[str, ...] = get_args(Outcome)

RINGING: frozenset[str] = frozenset({"busy", "no_answer", "unavailable", "rejected"})
# A carrier that can't be reached is passed over for the next one; after the last it is congestion.
DIALLING: frozenset[str] = RINGING - {"unavailable"} | {"congested", "forbidden"}
