"""One SQL prompt over helpdesks; this module is the DB-API 2.0 (PEP 249) door to it.

    import helpsql

    with helpsql.connect(demo=True) as connection:
        for row in connection.execute("select Id, Subject from Conversations where Status = ?", ["active"]):
            print(row)
        connection.execute("update Conversations set Status = 'closed' where Id = ?", [1246])
        connection.commit()  # nothing is sent before

`connect` opens a session; a `Cursor` also says what a statement cost (`requests`) and whether its answer is
whole (`complete`, `notes`). Errors are in `helpsql.errors`. `helpsql help python` has a page with examples.
Every name is loaded when it is first used, so `import helpsql` costs next to nothing.
"""

from __future__ import annotations

from importlib import import_module
from typing import TYPE_CHECKING, Any, Final

if TYPE_CHECKING:
    from helpsql.database import sqlite_version_info
    from helpsql.dbapi.connection import LEGACY_TRANSACTION_CONTROL, Connection, connect
    from helpsql.dbapi.cursor import Cursor
    from helpsql.dbapi.row import Row
    from helpsql.dbapi.types import (
        BINARY,
        DATETIME,
        NUMBER,
        ROWID,
        STRING,
        Binary,
        Date,
        DateFromTicks,
        Time,
        TimeFromTicks,
        Timestamp,
        TimestampFromTicks,
    )
    from helpsql.errors import (
        ApiError,
        BudgetExceeded,
        DatabaseError,
        DataError,
        Error,
        IntegrityError,
        InterfaceError,
        InternalError,
        Interrupted,
        NotSupportedError,
        OperationalError,
        Outcome,
        ProgrammingError,
        Warning,  # noqa: A004 - PEP 249 names it so
        WriteError,
    )

__all__ = [
    "BINARY",
    "DATETIME",
    "LEGACY_TRANSACTION_CONTROL",
    "NUMBER",
    "ROWID",
    "STRING",
    "ApiError",
    "Binary",
    "BudgetExceeded",
    "Connection",
    "Cursor",
    "DataError",
    "DatabaseError",
    "Date",
    "DateFromTicks",
    "Error",
    "IntegrityError",
    "InterfaceError",
    "InternalError",
    "Interrupted",
    "NotSupportedError",
    "OperationalError",
    "Outcome",
    "ProgrammingError",
    "Row",
    "Time",
    "TimeFromTicks",
    "Timestamp",
    "TimestampFromTicks",
    "Warning",
    "WriteError",
    "__version__",
    "apilevel",
    "connect",
    "paramstyle",
    "sqlite_version_info",
    "threadsafety",
]

__version__: Final = "0.1.0"
apilevel: Final = "2.0"
threadsafety: Final = 1
"""Threads may share the module, not a connection; another thread's use of one raises InterfaceError."""
paramstyle: Final = "qmark"
"""`?` with a sequence; `:name` with a mapping works as well."""

_CONNECTION = ("Connection", "connect", "LEGACY_TRANSACTION_CONTROL")
_TYPES = ("BINARY", "DATETIME", "NUMBER", "ROWID", "STRING", "Binary", "Date", "DateFromTicks", "Time")
_HOMES = {
    "Cursor": "helpsql.dbapi.cursor",
    "Row": "helpsql.dbapi.row",
    "sqlite_version_info": "helpsql.database",
    **dict.fromkeys(_CONNECTION, "helpsql.dbapi.connection"),
    **dict.fromkeys((*_TYPES, "TimeFromTicks", "Timestamp", "TimestampFromTicks"), "helpsql.dbapi.types"),
}


def __getattr__(name: str) -> Any:
    if name not in __all__:
        raise AttributeError(f"module 'helpsql' has no attribute {name!r}")
    value = getattr(import_module(_HOMES.get(name, "helpsql.errors")), name)
    globals()[name] = value
    return value


def __dir__() -> list[str]:
    return sorted({*globals(), *__all__})
