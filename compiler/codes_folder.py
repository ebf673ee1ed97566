"""Codes of reading a folder: what is refused before a file is opened."""

from __future__ import annotations

from compiler.codes import Code

NO_SUCH_FOLDER = Code(
    "YML201",
    "no-such-folder",
    """
The folder that was named does not exist.
""",
)

NOT_A_FOLDER = Code(
    "YML202",
    "not-a-folder",
    """
An account is a folder of YAML files, and what was named is a file, or a file where a folder
belongs.
""",
)

UNREADABLE = Code(
    "YML203",
    "unreadable",
    """
The operating system does not let us read a file or a folder.
""",
)

LINK = Code(
    "YML204",
    "link-out-of-the-tree",
    """
A symbolic link leads out of the account tree, to a folder, or nowhere.

A link could show one tenant the files of another. Links to files inside the tree are followed.
""",
)

SPECIAL_FILE = Code(
    "YML205",
    "special-file",
    """
A pipe, a socket or a device stands where a file belongs.
""",
)

BAD_FILE_NAME = Code(
    "YML206",
    "bad-file-name",
    """
The name of a file or folder can't be used.

Names are UTF-8 without control characters. The folder of a child account, and its grant, are named
like everything else: small letters, digits and hyphens, at most 40.

```text bad
accounts/Harbour Dental/account.yaml
```

```text good
accounts/harbour-dental/account.yaml
```
""",
)

FOLDER_TOO_DEEP = Code(
    "YML207",
    "folder-too-deep",
    """
Folders of one account stand inside each other more than 16 levels deep, or accounts more than 8.
""",
)

SUBMODULE = Code(
    "YML208",
    "submodule",
    """
A git submodule stands in the account's folder.

What is in a submodule belongs to another repository and is never read, so the account would lack
it without a word. Copy the files into the account, or give the child a repository of its own in its
grant.
""",
)

TOO_MANY_FILES = Code(
    "YML209",
    "too-many-files",
    """
An account has more than 20,000 files and folders, or more than 64 MiB of YAML, lists and calendars.

Recordings don't count by their size, only by their number.
""",
)
