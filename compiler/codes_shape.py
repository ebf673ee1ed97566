"""Codes of the shape of what was written: right YAML, but not the language."""

from __future__ import annotations

from compiler.codes import Code

UNKNOWN_KEY = Code(
    "YML301",
    "unknown-key",
    """
A key that the language does not know. Nothing is ignored in silence.

```yaml bad
users:
  anna: {name: Anna Berg, extnsions: [101]}
```

```yaml good
users:
  anna: {name: Anna Berg, extensions: [101]}
```
""",
)

MISSING_KEY = Code(
    "YML302",
    "missing-key",
    """
A key that must be there is not.

```yaml bad
users:
  anna: {extensions: [101]}
```

```yaml good
users:
  anna: {name: Anna Berg, extensions: [101]}
```
""",
)

WRONG_TYPE = Code(
    "YML303",
    "wrong-type",
    """
A list, a mapping or a single value stands where one of the others belongs.

```yaml bad
users:
  anna: {name: Anna Berg, extensions: 101}
```

```yaml good
users:
  anna: {name: Anna Berg, extensions: [101]}
```
""",
)

BAD_VALUE = Code(
    "YML304",
    "bad-value",
    """
A value that can't be what its key asks for, such as letters in an extension.

```yaml bad
users:
  anna: {name: Anna Berg, extensions: [10a]}
```

```yaml good
users:
  anna: {name: Anna Berg, extensions: [101]}
```
""",
)

UNKNOWN_CHOICE = Code(
    "YML305",
    "unknown-choice",
    """
One of a few words is expected, and another one was found.

```yaml bad
users:
  anna: {name: Anna Berg, role: boss}
```

```yaml good
users:
  anna: {name: Anna Berg, role: admin}
```
""",
)
