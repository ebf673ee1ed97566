"""A recording is missing: nothing in `media` has that name, or its file is not in the folder.

A file `media/welcome.wav` is `welcome` without further words. The accounts above lend theirs.

```yaml bad
media:
  closed: closed-2026.wav  # expect: MED101
callflows:
  main:
    - play: welcom  # expect: MED101
    - play: closed
# file: media/welcome.wav
```

```yaml good
media:
  closed: {say: We are closed.}
callflows:
  main:
    - play: welcome
    - play: closed
# file: media/welcome.wav
```
"""

from __future__ import annotations

from collections.abc import Iterable, Mapping

from compiler.diagnostics import Diagnostic
from compiler.kinship import loose_ends, names_of, relative_with
from compiler.walk import Mention
from schema.program import Origin
from schema.reading import did_you_mean, quote
from schema.tree import Account, Tree

CODE = "MED101"
NAME = "missing-media"
SEVERITY = "error"
ABSENCE = "lookup"


def check(account: Account) -> Iterable[Diagnostic]:
    """Finds entries without their file."""
    there = set(account.recordings.values())
    for name, recording in account.document.section("media").items():
        if recording.file and recording.file not in there:
            message = f"The file {quote(recording.file)} is not in the folder media."
            origin = Origin(account.path, ("media", name, "file"))
            yield Diagnostic(CODE, NAME, message, origin, help=did_you_mean(recording.file, there))


def facts(account: Account) -> tuple[Mention, ...]:
    """The recordings of an account that are nowhere above it."""
    return tuple(one for one in loose_ends(account) if one.reference.kind == "media")


def search(tree: Tree, known: Mapping[str, tuple[Mention, ...]]) -> Iterable[Diagnostic]:
    """Finds recordings that nobody has."""
    for path, mentions in known.items():
        account = tree.accounts[path]
        for mention in mentions:
            if relative_with(tree, account, mention.reference) is None:
                yield _finding(account, mention)


def _finding(account: Account, mention: Mention) -> Diagnostic:
    name = mention.reference.name
    message = f"There is no recording {quote(name)}."
    hint = did_you_mean(name, names_of(account, "media"))
    hint = hint or f"Put {name}.wav into the folder media, or write a sentence to say."
    return Diagnostic(CODE, NAME, message, mention.origin, help=hint)
