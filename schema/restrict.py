"""`restrict`: which classes of calls may be made.

Stands in an account, a user, a device, and as `allow` in a grant. A class that the account, its
grant or any account above denies stays denied. Below that the user's word beats the device's, and
both may open what is closed unless said. Emergency calls can't be restricted.

```yaml
restrict: {international: allow, premium: deny}
```
"""

from __future__ import annotations

from collections.abc import Iterable, Mapping
from typing import Annotated, Any, Literal, TypeAlias

from schema.reading import Reader, quote, refusal, typed

Right: TypeAlias = Literal["allow", "deny"]

CALL_CLASSES = (
    "internal",
    "local",
    "national",
    "toll_free",
    "mobile",
    "international",
    "premium",
    "caribbean",
)

# What costs most is not open to anybody until somebody opens it.
DENIED_BY_DEFAULT = frozenset({"premium", "caribbean", "international"})


def _read_class(value: Any) -> str:
    text = typed(value, "a call class")
    if text == "emergency":
        raise refusal("emergency calls can't be restricted; remove this line")
    if text not in CALL_CLASSES:
        raise refusal(f"{quote(text)} is not a call class; write one of {', '.join(CALL_CLASSES)}")
    return text


CallClass = Annotated[
    str,
    Reader(
        _read_class, f"A class of calls: {', '.join(CALL_CLASSES)}.", {"enum": list(CALL_CLASSES)}
    ),
]

Restrict: TypeAlias = dict[CallClass, Right]


def denied(levels: Iterable[Mapping[str, str]]) -> frozenset[str]:
    """The classes that are denied, of restrictions from the outermost ancestor to the device.

    A class that any ancestor or the account denies is denied. Below that the more personal level
    decides: a user over the device. Nothing said means the default.
    """
    result = set(DENIED_BY_DEFAULT)
    for level in levels:
        result |= {name for name, right in level.items() if right == "deny"}
        result -= {name for name, right in level.items() if right == "allow"}
    return frozenset(result)
