"""Calls in progress: each walks the running dialplan line by line, whatever is done to it meanwhile.

As in Asterisk, a line is looked up by name when the one before has ended, and what was looked up is
carried out even where it has been replaced since.
"""

from __future__ import annotations

from dataclasses import dataclass, field

from targets.asterisk.delivery.generation import Act

BEGIN = Act("(begin)", "")
LOST = Act("(lost)", "")


@dataclass(slots=True)
class Call:
    """One call: where it is, the line that it is carrying out, where it came through.

    `closings` counts the steps that had been taken away from doors when it came.
    """

    account: str
    dialled: str
    context: str
    extension: str
    priority: int = 0
    line: Act = BEGIN
    back: list[tuple[str, str, int]] = field(default_factory=list)
    generation: str = ""
    excused: bool = False
    closings: int = 0

    def next_place(self) -> bool:
        """Goes to where the line leads; False where the call ends there."""
        match self.line.application:
            case "Goto":
                self._enter(self.line.data)
            case "Gosub":
                self.back.append((self.context, self.extension, self.priority + 1))
                self._enter(self.line.data)
            case "Return":
                self.context, self.extension, self.priority = self.back.pop()
            case "Hangup":
                return False
            case _:
                self.priority += 1
        return True

    def _enter(self, place: str) -> None:
        self.context, self.extension, priority = place.split(",")
        self.priority = int(priority)
        if ".g" in self.context and not self.generation:
            self.generation = self.context
