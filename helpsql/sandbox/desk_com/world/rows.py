"""What the account is made of: rows, and the cheap part of a case."""

from __future__ import annotations

from dataclasses import dataclass, field, replace
from typing import Any, NamedTuple

Record = dict[str, Any]


@dataclass(frozen=True, slots=True)
class Row:
    """One record. `data` has the keys of the JSON; `refs` has what only links tell: name -> id."""

    id: int
    data: Record
    refs: dict[str, Any] = field(default_factory=dict)

    def changed(self, data: Record | None = None, refs: dict[str, Any] | None = None) -> Row:
        return replace(self, data=self.data | (data or {}), refs=self.refs | (refs or {}))


class Sketch(NamedTuple):
    """What lists are filtered and ordered by; known without telling the whole case."""

    id: int
    created: int
    updated: int
    received: int | None
    changed: int
    status: str
    type: str
    priority: int
    customer: int
    user: int | None
    group: int | None
    labels: tuple[int, ...]
    replies: int = 0
    place: int = -1
    """Index of a seeded case."""


@dataclass(frozen=True, slots=True)
class Thread:
    """What hangs under a case. Rows are in the order of time."""

    message: Row
    replies: tuple[Row, ...] = ()
    notes: tuple[Row, ...] = ()
    attachments: tuple[Row, ...] = ()
    history: tuple[Row, ...] = ()
    links: tuple[Row, ...] = ()
    draft: Row | None = None

    def changed(self, **parts: Any) -> Thread:
        return replace(self, **parts)
