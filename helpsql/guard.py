"""What SQL may not do: change the schemas that stand for accounts. `main` and `temp` are the user's own."""

from __future__ import annotations

from collections.abc import Callable, Collection, Iterator
from contextlib import contextmanager

import apsw

_DENIED = {
    apsw.SQLITE_DROP_VTABLE: "DROP TABLE",
    apsw.SQLITE_DROP_TABLE: "DROP TABLE",
    apsw.SQLITE_ALTER_TABLE: "ALTER TABLE",
    apsw.SQLITE_CREATE_TABLE: "CREATE TABLE",
    apsw.SQLITE_CREATE_VIEW: "CREATE VIEW",
    apsw.SQLITE_CREATE_INDEX: "CREATE INDEX",
    apsw.SQLITE_CREATE_TRIGGER: "CREATE TRIGGER",
    apsw.SQLITE_CREATE_VTABLE: "CREATE VIRTUAL TABLE",
}


class Guard:
    """SQLite's authorizer. `refused` is what it refused last, for the message."""

    def __init__(self, db: apsw.Connection, schemas: Callable[[], Collection[str]]) -> None:
        self._schemas = schemas
        self._open = False
        self.refused = ""
        db.authorizer = self._allow

    @contextmanager
    def open(self) -> Iterator[None]:
        """helpsql itself changes the schemas meanwhile."""
        self._open = True
        try:
            yield
        finally:
            self._open = False

    def _allow(
        self, action: int, first: str | None, _second: str | None, schema: str | None, _by: str | None
    ) -> int:
        if self._open or action not in _DENIED:
            if action == apsw.SQLITE_DETACH and not self._open and (first or "").lower() in self._schemas():
                self.refused = f"DETACH {first}"
                return apsw.SQLITE_DENY
            return apsw.SQLITE_OK
        # ALTER TABLE names the schema first, the others last.
        where = first if action == apsw.SQLITE_ALTER_TABLE else schema
        if (where or "").lower() not in self._schemas():
            return apsw.SQLITE_OK
        self.refused = f"{_DENIED[action]} in {where}"
        return apsw.SQLITE_DENY
