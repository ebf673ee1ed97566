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

from collections.abc import Iterable, Iterator

from compiler.diagnostics import Diagnostic
from compiler.kinship import names_of, relative_with, was_left_out
from compiler.walk import walk
from schema.program import Origin
from schema.reading import did_you_mean, quote
from schema.tree import Account, Tree

CODE = "MED101"
NAME = "missing-media"
SEVERITY = "error"
ABSENCE = "lookup"


def check(tree: Tree) -> Iterable[Diagnostic]:
    """Finds recordings that nobody has, and entries without their file."""
    for account in tree.accounts.values():
        yield from _files(account)
        for mention in walk(account).mentions:
            reference = mention.reference
            if reference.kind != "media" or "media" not in mention.kinds:
                continue
            if account.find(reference) or was_left_out(account, reference):
                continue
            if relative_with(tree, account, reference):
                continue
            message = f"There is no recording {quote(reference.name)}."
            hint = did_you_mean(reference.name, names_of(account, "media"))
            hint = (
                hint
                or f"Put {reference.name}.wav into the folder media, or write a sentence to say."
            )
            yield Diagnostic(CODE, NAME, message, mention.origin, help=hint)


def _files(account: Account) -> Iterator[Diagnostic]:
    there = set(account.recordings.values())
    for name, recording in account.document.section("media").items():
        if recording.file and recording.file not in there:
            message = f"The file {quote(recording.file)} is not in the folder media."
            origin = Origin(account.path, ("media", name, "file"))
            yield Diagnostic(CODE, NAME, message, origin, help=did_you_mean(recording.file, there))
