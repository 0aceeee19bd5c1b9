"""`call schema.Name(argument, name => argument)`: cut by sqlglot, bound by place and name.

Every argument is any scalar SQL expression, which SQLite evaluates as it is written; `?` and `:name` are
the statement's own parameters.
"""

from __future__ import annotations

from collections.abc import Callable, Iterable, Mapping, Sequence
from dataclasses import dataclass
from typing import TYPE_CHECKING

from helpsql.errors import ProgrammingError
from helpsql.likeness import like, offered
from helpsql.statements import meaningful
from helpsql.syntax import unclosed
from helpsql.unknown import UNCONNECTED
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
        if (wrong := unclosed(sql)) is not None:
            raise wrong from None
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
        raise _wrong("", "names no procedure", found[0].start if found else len(sql.rstrip()) - 1)
    name, rest = found[0].name, found[1:]
    return Call(schema, name, tuple(_arguments(name, rest, sql)) if rest else ())


def _arguments(name: str, found: list[_Part], sql: str) -> Iterable[tuple[str, str]]:
    """The arguments between the parentheses, which must close at the end."""
    if found[0].text != "(":
        raise _wrong(name, "its arguments stand in parentheses", found[0].start)
    pieces: list[list[_Part]] = [[]]
    depth, opened = 0, list[int]()
    for number, part in enumerate(found):
        if part.text == "(":
            opened.append(part.start)
        elif part.text == ")" and opened:
            opened.pop()
        depth += (part.text == "(") - (part.text == ")")
        if depth == 0 and number < len(found) - 1:
            raise _wrong(
                name, f"{found[number + 1].text!r} stands behind its arguments", found[number + 1].start
            )
        if depth == 1 and part.text == ",":
            pieces.append([])
        elif number and depth:
            pieces[-1].append(part)
    if depth:
        raise _wrong(name, "a parenthesis is not closed", opened[-1])
    if pieces == [[]]:
        return []
    return [_argument(name, piece, sql, found[0].start) for piece in pieces]


def _argument(name: str, piece: list[_Part], sql: str, at: int) -> tuple[str, str]:
    named = ""
    if len(piece) > 1 and piece[0].name and piece[1].text == "=>":
        named, piece = piece[0].name, piece[2:]
    if not piece:
        raise _wrong(name, f"the argument {named} is empty" if named else "an argument is empty", at)
    return named, sql[piece[0].start : piece[-1].end]


def _wrong(name: str, what: str, position: int) -> ProgrammingError:
    said = f"CALL {name}: {what}." if name else f"CALL {what}."
    return ProgrammingError(said, hint=_FORM, code="syntax", position=position)


def resolve(call: Call, accounts: Iterable[Account], preferred: str = "") -> tuple[Account, Procedure]:
    """The procedure that is meant; an error offers near names, or says which schemas have it.

    preferred   the schema whose procedure is meant where several have one of that name
    """
    accounts = list(accounts)
    among = [a for a in accounts if not call.schema or a.name.lower() == call.schema.lower()]
    found = [(a, a.procedures[call.name.lower()]) for a in among if call.name.lower() in a.procedures]
    found = [one for one in found if one[0].name == preferred] or found
    if len(found) == 1:
        return found[0]
    if found:
        names = [f"{account.name}.{procedure.name}" for account, procedure in found]
        raise ProgrammingError(
            f"{call.name} is a procedure of several schemas: {', '.join(names)}.",
            hint=f"Write the schema too: call {names[0]}(…)",
            code="ambiguous",
            token=call.name,
            near=names,
        )
    raise _no_procedure(call, accounts, among)


def _no_procedure(call: Call, accounts: Sequence[Account], among: Sequence[Account]) -> ProgrammingError:
    """Near names of the schema, or the same name in another; a table is not called."""
    name = call.name.lower()
    near = [f"{a.name}.{a.procedures[name].name}" for a in accounts if name in a.procedures]
    near = near or like(call.name, (p.name for account in among for p in account.procedures.values()))
    hint = offered(near, "helpsql.procedures lists them.")
    tables = [f"{a.name}.{a.helpdesk.by_name[name].name}" for a in among if name in a.helpdesk.by_name]
    if tables:
        hint = f"{tables[0]} is a table: SELECT … FROM {tables[0]}."
    if not accounts:
        hint = UNCONNECTED
    said = f"{call.schema}.{call.name}" if call.schema else call.name
    return ProgrammingError(
        f"no such procedure: {said}", hint=hint, code="no-procedure", token=call.name, near=near
    )


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
                f"{where}: {wrong}.",
                hint=f"Usage: {procedure.usage}",
                code="bad-argument",
                token=name or text if name or text.startswith("'") else call.name,
            )
        bound[target] = text
    return bound


def _target(call: Call, procedure: Procedure, place: int, name: str) -> tuple[str, str]:
    """The parameter that an argument is for, or "" and what is wrong with it."""
    if name:
        known = {p.name.lower(): p.name for p in procedure.parameters}
        if name.lower() in known:
            return known[name.lower()], ""
        near = like(name, known.values(), most=1)
        return "", f"no parameter {name}" + (f" (did you mean {near[0]}?)" if near else "")
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
