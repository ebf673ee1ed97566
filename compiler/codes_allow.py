"""Codes of the comments that allow a rule in place."""

from __future__ import annotations

from compiler.codes import Code

BAD_ALLOW = Code(
    "YML401",
    "bad-allow",
    """
A comment that should allow a rule names none, or gives no reason.

It is written on the line that the rule complains about, or on the line above it, with the rule's
name and a reason. What keeps people safe (emergency calls, other people's accounts, toll fraud)
can be allowed by the account above only, in its grant; some rules can't be allowed at all.

```yaml bad
callflows:
  main:
    - hangup
    # pbxc: allow unreachable-step
    - play: welcome
```

```yaml good
callflows:
  main:
    - hangup
    # pbxc: allow unreachable-step because the greeting is back next week
    - play: welcome
```
""",
)

UNUSED_ALLOW = Code(
    "YML402",
    "unused-allow",
    """
A comment allows a rule that finds nothing there.

Left standing, it would hide a mistake that somebody makes later.

```yaml bad
callflows:
  main:
    # pbxc: allow unreachable-step because the greeting is back next week
    - play: welcome
```

```yaml good
callflows:
  main:
    - play: welcome
```
""",
)
