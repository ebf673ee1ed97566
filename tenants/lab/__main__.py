"""`python -m tenants.lab build` builds the lab once: the Asterisk and the softphone; `where` tells the
folder it is in."""

from __future__ import annotations

import sys

from tenants.lab.root import LabUnavailable, build_root, build_softphone, ready_root


def main(words: list[str]) -> int:
    """Do what the one word says; the exit code is 0 when there is a lab, else 1."""
    try:
        match words:
            case ["build"]:
                build_root(_say)
                build_softphone(_say)
            case ["where"]:
                print(ready_root())
            case _:
                print("usage: python -m tenants.lab build | where", file=sys.stderr)
                return 2
    except LabUnavailable as reason:
        print(reason, file=sys.stderr)
        return 1
    return 0


def _say(line: str) -> None:
    print(line, file=sys.stderr, flush=True)


if __name__ == "__main__":
    sys.exit(main(sys.argv[1:]))
