"""Where a statement was read, so that an error can tell it."""

from __future__ import annotations

from dataclasses import dataclass


@dataclass(frozen=True, slots=True)
class Place:
    """The name of a script and the number of the statement's first line in it.

    A statement of the command line has no line but, where it is one of several, a `number` among them.
    """

    source: str = ""
    line: int = 0
    number: int = 0

    def at(self, sql: str = "", position: int | None = None) -> str:
        """`report.sql:14`, `statement 3`, or "" where there is nothing to tell apart."""
        if self.number:
            return f"statement {self.number}"
        line = self.line + (sql.count("\n", 0, position) if position else 0)
        return f"{self.source}:{line}" if self.source and self.line else self.source


NOWHERE = Place()
