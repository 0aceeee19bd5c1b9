"""`call schema.Name(argument, name => argument)`: parsed by sqlglot, evaluated by SQLite, bound by name.

Every argument is any scalar SQL expression; `?` and `:name` parameters are the statement's own.
"""

from __future__ import annotations

from collections.abc import Callable, Iterable, Mapping, Sequence
from dataclasses import dataclass
from difflib import get_close_matches
from typing import TYPE_CHECKING, Any

from helpsql.errors import ProgrammingError
from helpsql.statements import meaningful, tokens
from helpsql.values import SqlValue

if TYPE_CHECKING:
    from helpsql.account import Account
    from helpsql.spec import Procedure

Parameters = Sequence[SqlValue] | Mapping[str, SqlValue]
Evaluate = Callable[[str, Parameters], tuple[SqlValue, ...]]


@dataclass(frozen=True, slots=True)
class Call:
    """A parsed CALL: `arguments` are (name or "", SQL text) in order."""

    schema: str
    name: str
    arguments: tuple[tuple[str, str], ...]


def parse(sql: str) -> Call:
    """The CALL's parts; ProgrammingError where it is none."""
    import sqlglot
    from sqlglot import exp
    from sqlglot.errors import SqlglotError

    schema, name, rest = _head(sql)
    try:
        found = sqlglot.parse_one(f"p{rest}", read="sqlite")
    except SqlglotError as error:
        raise ProgrammingError(f"CALL {name}: {_first_line(error)}", hint=_FORM, code="syntax") from None
    if not isinstance(found, exp.Anonymous):
        raise ProgrammingError(f"CALL {name}{rest} is not a call.", hint=_FORM, code="syntax")
    return Call(schema, name, tuple(_argument(one) for one in found.expressions))


_FORM = "Write: call Name(argument, …) or call schema.Name(name => argument, …)"


def _first_line(error: Exception) -> str:
    return str(error).splitlines()[0] if str(error) else "cannot be read"


def _head(sql: str) -> tuple[str, str, str]:
    """Schema, name, and the text from the opening parenthesis on."""
    found = meaningful(sql)[1:]
    schema = ""
    if len(found) > 2 and found[1].text == ".":
        schema, found = found[0].name, found[2:]
    if not found or not found[0].name:
        raise ProgrammingError("CALL names no procedure.", hint=_FORM, code="syntax")
    if len(found) == 1:
        return schema, found[0].name, "()"
    if found[1].text != "(":
        raise ProgrammingError(
            f"CALL {found[0].name}: its arguments stand in parentheses.", hint=_FORM, code="syntax"
        )
    return schema, found[0].name, _without_semicolon(sql[found[1].start :])


def _without_semicolon(text: str) -> str:
    kept = list(tokens(text))
    while kept and (kept[-1].kind == "space" or kept[-1].text == ";"):
        kept.pop()
    return "".join(token.text for token in kept)


def _argument(one: Any) -> tuple[str, str]:
    from sqlglot import exp

    if isinstance(one, exp.Kwarg):
        return one.this.name, one.expression.sql(dialect="sqlite")
    return "", one.sql(dialect="sqlite")


def resolve(call: Call, accounts: Iterable[Account]) -> tuple[Account, Procedure]:
    """The procedure that is meant; an error offers near names, or says which schemas have it."""
    among = [a for a in accounts if not call.schema or a.name.lower() == call.schema.lower()]
    if call.schema and not among:
        raise ProgrammingError(f"no such schema: {call.schema}", code="no-schema")
    found = [(a, a.procedures[call.name.lower()]) for a in among if call.name.lower() in a.procedures]
    if len(found) == 1:
        return found[0]
    if found:
        names = ", ".join(f"{account.name}.{procedure.name}" for account, procedure in found)
        raise ProgrammingError(f"{call.name} is a procedure of several schemas: {names}.", code="ambiguous")
    known = {name: p.name for account in among for name, p in account.procedures.items()}
    near = get_close_matches(call.name.lower(), known, 3, 0.6)
    hint = (
        f"Did you mean {' or '.join(known[name] for name in near)}?"
        if near
        else "helpsql.procedures lists them."
    )
    raise ProgrammingError(f"no such procedure: {call.name}", hint=hint, code="no-procedure")


def bind(call: Call, procedure: Procedure, where: str) -> dict[str, str]:
    """Parameter name -> SQL text of its argument; unknown, duplicate and surplus arguments are refused."""
    by_name = {p.name.lower(): p.name for p in procedure.parameters}
    bound: dict[str, str] = {}
    for place, (name, text) in enumerate(call.arguments):
        if name:
            target = by_name.get(name.lower(), "")
            wrong = f"no parameter {name}" if not target else ""
        else:
            target = procedure.parameters[place].name if place < len(procedure.parameters) else ""
            wrong = (
                f"{len(call.arguments)} arguments, at most {len(procedure.parameters)} are taken"
                if not target
                else ""
            )
        if target in bound:
            wrong = f"{target} is given twice"
        if wrong:
            raise ProgrammingError(
                f"{where}: {wrong}.", hint=f"Usage: {procedure.usage}", code="bad-argument"
            )
        bound[target] = text
    return bound


def evaluate(bound: Mapping[str, str], parameters: Parameters, select: Evaluate) -> dict[str, SqlValue]:
    """The arguments' values: SQLite computes the expressions in one SELECT."""
    if not bound:
        return {}
    values = select("SELECT " + ", ".join(bound.values()), parameters)
    return dict(zip(bound, values, strict=True))
