"""The one tree of errors, under PEP 249's names; the class says who can act.

    Warning
    Error
      InterfaceError            the caller used this module wrongly (closed cursor, bad argument)
      DatabaseError
        ProgrammingError        the author of the statement (unknown name, missing filter or argument)
        NotSupportedError       the helpdesk's API, or SQLite, does not offer it
        OperationalError        account, network, limit, interrupt
          ApiError              the helpdesk answered with an error
          BudgetExceeded        --max-requests would be passed
          WriteError            a write failed; says what became of every row
          Interrupted           Ctrl-C, interrupt() or a deadline
        DataError               a value or a body of the wrong shape
        IntegrityError          a rule of the table (required column, unique value)
        InternalError           a fault of helpsql

Fields stand beside the text so that programs need not parse it; `code` is short and stable.
"""

from __future__ import annotations

from collections.abc import Sequence
from dataclasses import dataclass
from typing import Any


class Warning(Exception):  # noqa: A001, N818 - PEP 249 names it so
    """Something the user should know that did not stop the work."""


class Error(Exception):
    """Base of all errors; `str()` is what happened and where, then an indented line with what to do.

    message, hint   the two parts of the text; code is short and stable
    helpdesk        name of the connection; table, column: what it is about, "" where it is about none
    method, url     the request, without its secrets; status, api_message: what was answered
    sql, position   the statement, and the character in it that the error is about (from 0; None: none)
    near            known names that are like the one that is wrong, the likest first
    token           what is wrong, as the statement spells it; `position` is found by it
    """

    default_code = "error"

    def __init__(
        self,
        message: str,
        *,
        hint: str = "",
        code: str = "",
        helpdesk: str = "",
        table: str = "",
        column: str = "",
        method: str = "",
        url: str = "",
        status: int | None = None,
        api_message: str = "",
        token: str = "",
        position: int | None = None,
        near: Sequence[str] = (),
    ) -> None:
        super().__init__(message)
        self.message = message
        self.hint = hint
        self.code = code or self.default_code
        self.helpdesk = helpdesk
        self.table = table
        self.column = column
        self.method = method
        self.url = url
        self.status = status
        self.api_message = api_message
        self.token = token
        self.sql = ""
        self.position = position
        self.near = tuple(near)

    def __str__(self) -> str:
        return f"{self.message}\n  {self.hint}" if self.hint else self.message


class InterfaceError(Error):
    default_code = "interface"


class DatabaseError(Error):
    default_code = "database"


class ProgrammingError(DatabaseError):
    default_code = "statement"


class NotSupportedError(DatabaseError):
    default_code = "not-supported"


class OperationalError(DatabaseError):
    default_code = "operational"


class DataError(DatabaseError):
    default_code = "data"


class IntegrityError(DatabaseError):
    default_code = "integrity"


class InternalError(DatabaseError):
    default_code = "internal"


class ApiError(OperationalError):
    """The helpdesk refused or failed a request: `status`, `api_message`, `method`, `url` say which."""

    default_code = "api"


class BudgetExceeded(OperationalError):  # noqa: N818 - what happened, not what kind of thing it is
    """The statement needs more requests than --max-requests allows."""

    default_code = "budget"


class Interrupted(OperationalError):  # noqa: N818
    """The statement was stopped by the user or by its deadline."""

    default_code = "interrupted"


@dataclass(frozen=True, slots=True)
class Outcome:
    """What became of one write: `state` is applied, refused, unknown or unsent.

    made   the id that a procedure gave back (an INSERT's is its key)
    """

    action: str
    table: str
    key: tuple[Any, ...]
    state: str
    reason: str = ""
    made: Any = None


class WriteError(OperationalError):
    """A write failed. `outcomes` has one entry a row, in the order of the statement."""

    default_code = "write"

    def __init__(self, message: str, outcomes: Sequence[Outcome], **fields: Any) -> None:
        super().__init__(message, **fields)
        self.outcomes = list(outcomes)

    def _of(self, state: str) -> list[Outcome]:
        return [outcome for outcome in self.outcomes if outcome.state == state]

    @property
    def applied(self) -> list[Outcome]:
        """Rows that the helpdesk confirmed: they are changed, and no ROLLBACK takes them back."""
        return self._of("applied")

    @property
    def refused(self) -> list[Outcome]:
        """Rows that the helpdesk refused, each with its reason: they are as they were."""
        return self._of("refused")

    @property
    def unknown(self) -> list[Outcome]:
        """Rows whose request was sent and got no answer: look before you send them again."""
        return self._of("unknown")

    @property
    def unsent(self) -> list[Outcome]:
        """Rows that were never sent because an earlier one failed."""
        return self._of("unsent")
