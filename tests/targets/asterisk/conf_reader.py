"""An own reader of Asterisk's configuration lines, by the rules of its config.c, for tests only."""

from __future__ import annotations


def read_line(line: str) -> tuple[str, str] | None:
    """Key and value of a line, or None for a comment: a `;` without a backslash before it."""
    kept: list[str] = []
    for character in line:
        if character == ";":
            if not kept or kept[-1] != "\\":
                break
            kept.pop()
        kept.append(character)
    text = "".join(kept).strip()
    if not text:
        return None
    key, _, value = text.partition("=")
    return key.strip(), value.removeprefix(">").strip()


def read_priority(line: str) -> tuple[str, int, str, str]:
    """Name, priority, application and data of an `exten` line, as pbx_config.c takes it apart."""
    read = read_line(line)
    assert read is not None
    assert read[0] == "exten"
    name, priority, call = read[1].split(",", 2)
    application, _, rest = call.partition("(")
    data, _, behind = rest.rpartition(")")
    assert behind == ""
    return name, int(priority), application, data
