"""A ticket as it stands, with the parts that the API shows elsewhere."""

from __future__ import annotations

from dataclasses import dataclass, field
from typing import Any

Record = dict[str, Any]


@dataclass(frozen=True, slots=True)
class Ticket:
    """`record` has the API's columns. A write puts a new Ticket in the old one's stead.

    index    of the seeded story; None for one that a request made
    audits   what came after the story
    was      status before it was deleted
    patches  comment id -> columns changed by redaction or by making it private
    """

    record: Record
    generated: int
    index: int | None = None
    solved: int = 0
    archived: bool = False
    deleted: int = 0
    deleted_by: int | None = None
    was: str = ""
    scrubbed: bool = False
    audits: tuple[Record, ...] = ()
    patches: dict[int, Record] = field(default_factory=dict)

    @property
    def id(self) -> int:
        number: int = self.record["id"]
        return number
