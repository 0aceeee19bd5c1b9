"""Cursors: run one statement, hand out its rows as they arrive, say what it cost and whether it is whole."""

from __future__ import annotations

import re
from collections.abc import Callable, Iterable, Iterator, Mapping
from contextlib import contextmanager
from itertools import islice
from typing import TYPE_CHECKING, Any, Self

from helpsql.dbapi.binding import bind
from helpsql.dbapi.tally import Tally
from helpsql.dbapi.turns import Turns, in_turn
from helpsql.errors import InterfaceError, Outcome, ProgrammingError
from helpsql.statements import split

if TYPE_CHECKING:
    from helpsql.dbapi.connection import Connection
    from helpsql.engine import Engine, Result

Description = tuple[str, str | None, None, None, None, None, None]
_NAME = re.compile(r"\w+(\.\w+)?")


class Cursor:
    """Made by `connection.cursor()`. Rows stream: they come from the helpdesk as they are asked for."""

    def __init__(self, connection: Connection) -> None:
        self.connection = connection
        self.arraysize = 1
        self.row_factory: Callable[[Cursor, tuple[Any, ...]], Any] | None = None
        self.lastrowid: int | None = None
        self._result: Result | None = None
        self._tally = Tally()
        self._is_closed = False

    @property
    def turns(self) -> Turns:
        return self.connection.turns

    @property
    def _engine(self) -> Engine:
        if self._is_closed:
            raise InterfaceError("this cursor is closed.", code="closed")
        return self.connection.engine

    # Running statements

    @in_turn
    def execute(self, sql: str, parameters: Any = ()) -> Self:
        """Run one statement, SQL or CALL; the cursor itself is given back."""
        engine = self._start(sql)
        bound = bind(parameters)
        if engine.may_write(sql):
            self.connection.begin_before_write()
        self._result = engine.execute(sql, bound)
        self._tally.add(self._result)
        self._note_rowid(self._result)
        return self

    @in_turn
    def executemany(self, sql: str, parameters: Iterable[Any]) -> Self:
        """Run one INSERT, UPDATE, DELETE, REPLACE or CALL with each of the parameters.

        They are one transaction even with autocommit=True, so that the helpdesk's bulk requests can be
        used, and a failure before the last one sends nothing. `rowcount` is the sum.
        """
        engine = self._start(sql)
        if not engine.may_write(sql):
            raise ProgrammingError(
                "executemany takes INSERT, UPDATE, DELETE, REPLACE or CALL.",
                hint="Use execute.",
                code="not-dml",
            )
        self.connection.begin_before_write()
        with self._one_transaction():
            for one in parameters:
                self._run(sql, bind(one))
        return self

    @in_turn
    def executescript(self, script: str) -> Self:
        """Run several statements, dropping their rows; commits first what the default mode has begun."""
        engine = self._start(script)
        if self.connection.autocommit == -1 and engine.in_transaction:
            engine.commit()
        for statement in split(script):
            self._run(statement)
        return self

    def callproc(self, name: str, parameters: Any = ()) -> Any:
        """Call a procedure by place, or by name with a mapping; gives a copy of the parameters.

        The rows it returns are there to be fetched.
        """
        if not _NAME.fullmatch(name):
            raise ProgrammingError(f"{name!r} is not the name of a procedure.", code="bad-name")
        if isinstance(parameters, Mapping):
            if wrong := [key for key in parameters if not str(key).isidentifier()]:
                raise ProgrammingError(f"{wrong[0]!r} is not the name of a parameter.", code="bad-name")
            given = ", ".join(f"{key} => :{key}" for key in parameters)
        else:
            parameters = list(parameters)
            given = ", ".join("?" * len(parameters))
        self.execute(f"CALL {name}({given})", parameters)
        return parameters.copy() if isinstance(parameters, list) else dict(parameters)

    def _start(self, sql: object) -> Engine:
        engine = self._engine
        if not isinstance(sql, str):
            raise InterfaceError(f"a statement is text, not {type(sql).__name__}.", code="bad-argument")
        self._drop_result()
        self._tally = Tally()
        return engine

    def _run(self, sql: str, bound: Any = ()) -> None:
        result = self._engine.execute(sql, bound)
        try:
            for _row in result:
                pass
            self._tally.add(result)
            self._note_rowid(result)
        finally:
            result.close()

    @contextmanager
    def _one_transaction(self) -> Iterator[None]:
        engine = self._engine
        if engine.in_transaction:
            yield
            return
        engine.execute("BEGIN").close()
        try:
            yield
        except BaseException:
            engine.rollback()
            raise
        result = engine.commit()
        if result is not None:
            self._tally.add(result)

    def _note_rowid(self, result: Result) -> None:
        if result.lastrowid is not None:
            self.lastrowid = result.lastrowid
        elif result.rowcount > 0:
            self.connection.waits_for_rowid(self)

    # Rows

    def fetchone(self) -> Any:
        """The next row, None after the last. InterfaceError when the statement gives no rows."""
        return next(self, None)

    def fetchmany(self, size: int | None = None) -> list[Any]:
        """At most `size` rows, by default `arraysize`; an empty list after the last."""
        self._rows()
        return list(islice(self, self.arraysize if size is None else size))

    @in_turn
    def fetchall(self) -> list[Any]:
        return list(self)

    def __iter__(self) -> Iterator[Any]:
        self._rows()
        return self

    def __next__(self) -> Any:
        with self.turns.turn:
            row = next(self._rows())
        return row if self.row_factory is None else self.row_factory(self, row)

    def _rows(self) -> Result:
        self._engine  # noqa: B018 - says that it is closed
        if self._result is None or not self._result.columns:
            raise InterfaceError("there are no rows: the last statement gives none.", code="no-rows")
        return self._result

    # What the statement was

    @property
    def description(self) -> tuple[Description, ...] | None:
        """(name, declared type or None, and five Nones) for each column; None without rows."""
        if self._result is None or not self._result.columns:
            return None
        return tuple((name, kind_, None, None, None, None, None) for name, kind_ in self._result.columns)

    @property
    def rowcount(self) -> int:
        """Rows written by the last statement; -1 for one that reads."""
        return self._tally.rowcount

    @property
    def complete(self) -> bool:
        """False when rows may be missing from what has been fetched so far; `notes` say why."""
        return self._tally.complete

    @property
    def notes(self) -> list[str]:
        return self._tally.notes

    @property
    def requests(self) -> int:
        """Requests sent so far for the last statement."""
        return self._tally.requests

    @property
    def outcomes(self) -> list[Outcome]:
        """What became of each row that the last statement wrote."""
        return self._tally.outcomes

    @property
    def planned(self) -> list[str]:
        """With dry_run=True: the requests that would have been sent."""
        return self._tally.planned

    # Manners of PEP 249

    def setinputsizes(self, sizes: Any) -> None:
        """Does nothing: SQLite values have no size to prepare for."""

    def setoutputsize(self, size: int, column: int | None = None) -> None:
        """Does nothing."""

    @in_turn
    def close(self) -> None:
        """Stop fetching and let the rows go. A second call does nothing."""
        self._drop_result()
        self._is_closed = True

    def _drop_result(self) -> None:
        if self._result is not None:
            self._result.close()
            self._result = None

    def __enter__(self) -> Self:
        self._engine  # noqa: B018 - says that it is closed
        return self

    def __exit__(self, *_exception: object) -> None:
        self.close()
