"""SQLAlchemy's door: `create_engine("helpsql://")`, and with it pandas'. SQLAlchemy loads it when asked for.

The SQL is SQLite's. Tables of helpdesks are told from the definitions: reading about them in SQLite's own way
would connect each.
"""

from __future__ import annotations

import datetime
from collections.abc import Callable
from typing import TYPE_CHECKING, Any

from sqlalchemy import exc, pool, types
from sqlalchemy.dialects.sqlite.base import SQLiteDialect
from sqlalchemy.util import asbool

from helpsql.database import sqlite_version_info
from helpsql.spec import Type

if TYPE_CHECKING:
    from types import ModuleType

    from sqlalchemy.engine import URL, Connection

    from helpsql.account import Account
    from helpsql.engine import Engine
    from helpsql.spec import Table

OPTIONS: dict[str, Callable[[str], Any]] = {
    "config": str,
    "demo": asbool,
    "use": str,
    "read_only": asbool,
    "dry_run": asbool,
    "max_requests": int,
    "timeout": float,
}
"""What may follow the `?` of an address: arguments of `helpsql.connect`."""
LEGACY = -1


class Moment(types.DateTime):
    """The API's own text on the way out (`helpsql.dbapi.binding` writes it), a datetime on the way in."""

    def bind_processor(self, dialect: Any) -> None:  # noqa: ARG002 - the base class's signature
        return None

    def result_processor(self, dialect: Any, coltype: Any) -> Callable[[Any], Any]:  # noqa: ARG002
        zone = datetime.UTC if self.timezone else None

        def read(value: Any) -> Any:
            if not isinstance(value, str):
                return value
            found = datetime.datetime.fromisoformat(value)
            if found.tzinfo is None:
                return found.replace(tzinfo=zone)
            return found.astimezone(datetime.UTC).replace(tzinfo=zone)

        return read


class Day(types.Date):
    """ISO's text, as it is on its way out; a date on the way in."""

    def bind_processor(self, dialect: Any) -> None:  # noqa: ARG002
        return None

    def result_processor(self, dialect: Any, coltype: Any) -> Callable[[Any], Any]:  # noqa: ARG002
        return lambda value: datetime.date.fromisoformat(value[:10]) if isinstance(value, str) else value


KINDS: dict[Type, types.TypeEngine[Any]] = {
    Type.INTEGER: types.BigInteger(),
    Type.REAL: types.Float(),
    Type.TEXT: types.Text(),
    Type.BOOLEAN: types.Boolean(),
    Type.TIMESTAMP: types.DateTime(timezone=True),
    Type.DATE: types.Date(),
    Type.JSON: types.JSON(),
}


class HelpsqlDialect(SQLiteDialect):
    """`helpsql://`, `helpsql:///own.db`, `helpsql://?demo=true&use=zendesk`."""

    name = "helpsql"
    driver = "helpsql"
    default_paramstyle = "qmark"
    supports_statement_cache = True
    colspecs = {**SQLiteDialect.colspecs, types.DateTime: Moment, types.Date: Day}  # noqa: RUF012

    def __init__(self, **settings: Any) -> None:
        super().__init__(**settings)
        # Ids of new rows are known when they are sent, at COMMIT: nothing asks for them on the way.
        self.use_insertmanyvalues = False
        self.insert_executemany_returning = False

    @classmethod
    def import_dbapi(cls) -> ModuleType:
        import helpsql

        return helpsql

    @classmethod
    def get_pool_class(cls, url: URL) -> type[pool.Pool]:
        """Without a file of its own each session is another database: one a thread, then."""
        return pool.QueuePool if url.database else pool.SingletonThreadPool

    def create_connect_args(self, url: URL) -> Any:
        if url.host or url.username or url.password or url.port:
            raise exc.ArgumentError(
                "helpsql:// takes no host and no user: connections stand in the configuration file or the "
                "environment. Write helpsql:// or helpsql:///own.db"
            )
        unknown = sorted(set(url.query) - set(OPTIONS))
        if unknown:
            raise exc.ArgumentError(f"helpsql:// has no {unknown[0]}. Known are {', '.join(OPTIONS)}.")
        given = {name: OPTIONS[name](value) for name, value in url.query.items() if isinstance(value, str)}
        # The pool hands a session to one thread at a time.
        return (url.database or ":memory:",), {**given, "check_same_thread": False}

    # Transactions

    def get_isolation_level_values(self, dbapi_connection: Any) -> Any:  # noqa: ARG002
        return ("SERIALIZABLE", "AUTOCOMMIT")

    def get_isolation_level(self, dbapi_connection: Any) -> Any:
        return "AUTOCOMMIT" if dbapi_connection.autocommit is True else "SERIALIZABLE"

    def get_default_isolation_level(self, dbapi_conn: Any) -> Any:  # noqa: ARG002
        return "SERIALIZABLE"

    def set_isolation_level(self, dbapi_connection: Any, level: Any) -> None:
        dbapi_connection.autocommit = True if level == "AUTOCOMMIT" else LEGACY

    def detect_autocommit_setting(self, dbapi_conn: Any) -> bool:
        return dbapi_conn.autocommit is True

    def _get_server_version_info(self, connection: Any) -> Any:  # noqa: ARG002
        return sqlite_version_info


# What helpdesks have: told from the definitions


def _names(account: Account) -> list[str]:
    return [table.name for table in account.helpdesk.tables]


def _has(account: Account, name: str) -> bool:
    return name.lower() in account.helpdesk.by_name


def _columns(account: Account, name: str) -> list[dict[str, Any]]:
    """With descriptions as comments; the first use of a table looks up the account's own columns."""
    return [
        {
            "name": column.name,
            "type": KINDS[column.type],
            "nullable": not column.key,
            "default": None,
            "comment": column.description,
        }
        for column in _table(account, name).columns
        if not column.hidden
    ]


def _key(account: Account, name: str) -> dict[str, Any]:
    return {"constrained_columns": [c.name for c in _table(account, name).columns if c.key], "name": None}


def _nothing(account: Account, *place: str) -> list[Any]:  # noqa: ARG001
    """SQLite's own tables alone have it. Of foreign keys: to follow them would look up every table."""
    return []


def _table(account: Account, name: str) -> Table:
    if not _has(account, name):
        raise exc.NoSuchTableError(f"{account.name}.{name}")
    return account.table(name)


TOLD: dict[str, Callable[..., Any]] = {
    "get_table_names": _names,
    "has_table": _has,
    "get_columns": _columns,
    "get_pk_constraint": _key,
    "get_view_names": _nothing,
    "get_foreign_keys": _nothing,
    "get_indexes": _nothing,
    "get_unique_constraints": _nothing,
    "get_check_constraints": _nothing,
}


def _telling(name: str, tell: Callable[..., Any]) -> Callable[..., Any]:
    inherited = getattr(SQLiteDialect, name)

    def method(self: Any, connection: Connection, *place: Any, **more: Any) -> Any:
        # After the table's name, where there is one, may stand the schema.
        names, schema = (
            (place[:-1], place[-1]) if len(place) == _places(name) else (place, more.get("schema"))
        )
        account = _account(connection, schema)
        return inherited(self, connection, *place, **more) if account is None else tell(account, *names)

    return method


def _places(name: str) -> int:
    return 1 if name in ("get_table_names", "get_view_names") else 2


for _name, _tell in TOLD.items():
    setattr(HelpsqlDialect, _name, _telling(_name, _tell))


def _engine(connection: Connection) -> Engine:
    found: Engine = connection.connection.dbapi_connection.engine  # type: ignore[union-attr]
    return found


def _account(connection: Connection, schema: str | None) -> Account | None:
    """The helpdesk's account of that schema; None for SQLite's own."""
    engine = _engine(connection)
    known = {name.lower(): name for name in engine.connector.schemas}
    if schema is None or schema.lower() not in known:
        return None
    engine.schemas.enter(known[schema.lower()])
    return engine.accounts[schema.lower()]
