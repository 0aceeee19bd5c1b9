"""`call schema.Name(argument, name => argument)`: cut by sqlglot, bound by place and name.

Every argument is any scalar SQL expression, which SQLite evaluates as it is written; `?` and `:name` are
the statement's own parameters.
"""

from __future__ import annotations

from collections.abc import Callable, Iterable, Mapping, Sequence
from dataclasses import dataclass
from difflib import get_close_matches
from typing import TYPE_CHECKING

from helpsql.errors import ProgrammingError
from helpsql.statements import meaningful
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


_FORM = "Write: call Name(argument, …) or call schema.Name(name => argument, …)"


@dataclass(frozen=True, slots=True)
class _Part:
    """One token of the call: its text as written, and where it stands."""

    text: str
    start: int
    end: int

    @property
    def name(self) -> str:
        """The identifier it is, unquoted; "" for anything else."""
        return meaningful(self.text)[0].name


def _parts(sql: str) -> list[_Part]:
    """What stands behind CALL, cut by sqlglot. Its tokens, not its trees: a tree is written back as another
    text than the user's, and knows no `?1`.
    """
    import sqlglot
    from sqlglot.errors import SqlglotError

    head = meaningful(sql)[0]
    offset = head.start + len(head.text)
    try:
        found = sqlglot.tokenize(sql[offset:], read="sqlite")
    except SqlglotError as error:
        raise ProgrammingError(f"CALL: {_first_line(error)}", hint=_FORM, code="syntax") from None
    spans = [(offset + token.start, offset + token.end + 1) for token in found]
    return [_Part(sql[start:end], start, end) for start, end in spans]


def _first_line(error: Exception) -> str:
    return (str(error).splitlines() or ["it cannot be read."])[0]


def parse(sql: str) -> Call:
    """The CALL's parts; ProgrammingError where it is none."""
    found = _parts(sql)
    while found and found[-1].text == ";":
        found.pop()
    schema = ""
    if len(found) > 2 and found[1].text == ".":
        schema, found = found[0].name, found[2:]
    if not found or not found[0].name:
        raise ProgrammingError("CALL names no procedure.", hint=_FORM, code="syntax")
    name, rest = found[0].name, found[1:]
    return Call(schema, name, tuple(_arguments(name, rest, sql)) if rest else ())


def _arguments(name: str, found: list[_Part], sql: str) -> Iterable[tuple[str, str]]:
    """The arguments between the parentheses, which must close at the end."""
    if found[0].text != "(":
        raise _wrong(name, "its arguments stand in parentheses")
    pieces: list[list[_Part]] = [[]]
    depth = 0
    for number, part in enumerate(found):
        depth += (part.text == "(") - (part.text == ")")
        if depth == 0 and number < len(found) - 1:
            raise _wrong(name, f"{found[number + 1].text!r} stands behind its arguments")
        if depth == 1 and part.text == ",":
            pieces.append([])
        elif number and depth:
            pieces[-1].append(part)
    if depth:
        raise _wrong(name, "a parenthesis is not closed")
    return [] if pieces == [[]] else [_argument(name, piece, sql) for piece in pieces]


def _argument(name: str, piece: list[_Part], sql: str) -> tuple[str, str]:
    named = ""
    if len(piece) > 1 and piece[0].name and piece[1].text == "=>":
        named, piece = piece[0].name, piece[2:]
    if not piece:
        raise _wrong(name, f"the argument {named} is empty" if named else "an argument is empty")
    return named, sql[piece[0].start : piece[-1].end]


def _wrong(name: str, what: str) -> ProgrammingError:
    return ProgrammingError(f"CALL {name}: {what}.", hint=_FORM, code="syntax")


def resolve(call: Call, accounts: Iterable[Account], preferred: str = "") -> tuple[Account, Procedure]:
    """The procedure that is meant; an error offers near names, or says which schemas have it.

    preferred   the schema whose procedure is meant where several have one of that name
    """
    among = [a for a in accounts if not call.schema or a.name.lower() == call.schema.lower()]
    if call.schema and not among:
        raise ProgrammingError(f"no such schema: {call.schema}", code="no-schema")
    found = [(a, a.procedures[call.name.lower()]) for a in among if call.name.lower() in a.procedures]
    found = [one for one in found if one[0].name == preferred] or found
    if len(found) == 1:
        return found[0]
    if found:
        names = ", ".join(f"{account.name}.{procedure.name}" for account, procedure in found)
        raise ProgrammingError(
            f"{call.name} is a procedure of several schemas: {names}.",
            hint=f"Write the schema too: call {found[0][0].name}.{found[0][1].name}(…)",
            code="ambiguous",
        )
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
    bound: dict[str, str] = {}
    for place, (name, text) in enumerate(call.arguments):
        target, wrong = _target(call, procedure, place, name)
        if not name and bound and list(bound) != [p.name for p in procedure.parameters[:place]]:
            wrong = wrong or "an argument by place stands behind one by name"
        if target in bound and not wrong:
            wrong = f"{target} is given twice"
        if wrong:
            raise ProgrammingError(
                f"{where}: {wrong}.", hint=f"Usage: {procedure.usage}", code="bad-argument"
            )
        bound[target] = text
    return bound


def _target(call: Call, procedure: Procedure, place: int, name: str) -> tuple[str, str]:
    """The parameter that an argument is for, or "" and what is wrong with it."""
    if name:
        known = {p.name.lower(): p.name for p in procedure.parameters}
        if name.lower() in known:
            return known[name.lower()], ""
        near = get_close_matches(name.lower(), known, 1, 0.6)
        return "", f"no parameter {name}" + (f" (did you mean {known[near[0]]}?)" if near else "")
    if place < len(procedure.parameters):
        return procedure.parameters[place].name, ""
    return "", f"{len(call.arguments)} arguments, at most {len(procedure.parameters)} are taken"


def evaluate(bound: Mapping[str, str], parameters: Parameters, select: Evaluate) -> dict[str, SqlValue]:
    """The arguments' values: SQLite computes the expressions in one SELECT."""
    if not bound:
        return {}
    # Each in parentheses and on a line of its own: none can reach beyond itself.
    values = select("SELECT " + ", ".join(f"({text}\n)" for text in bound.values()), parameters)
    return dict(zip(bound, values, strict=True))
