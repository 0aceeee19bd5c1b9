"""What is wrong with a statement that SQLite cannot read, told by its tokens. Pure."""

from __future__ import annotations

from collections.abc import Sequence

from helpsql.errors import ProgrammingError
from helpsql.likeness import like, offered
from helpsql.statements import Token, meaningful, tokens

LONGEST = 40
"""Characters of the statement that a message repeats."""
_VERBS = (
    "select", "insert", "update", "delete", "call", "with", "begin", "commit", "rollback", "create", "drop",
    "explain", "values", "replace", "pragma", "savepoint", "release", "attach", "alter",
)  # fmt: skip
_WITHIN = (
    "from", "where", "group", "order", "having", "limit", "join", "left", "inner", "values", "set", "into",
    "union", "and", "between", "returning", "offset", "distinct",
)  # fmt: skip
_RESERVED = frozenset({*_VERBS, *_WITHIN, "by", "on", "or", "not", "as", "in", "is", "to", "table", "index",
                       "case", "when", "then", "else", "check", "references", "default",
                       "using"})  # fmt: skip
_ELSEWHERE = {
    "show": "SELECT schema, name FROM helpsql.tables",
    "describe": "SELECT name, type FROM helpsql.columns WHERE \"table\" = 'tickets'",
    "desc": "SELECT name, type FROM helpsql.columns WHERE \"table\" = 'tickets'",
    "use": "write the schema before the table: zendesk.tickets",
    "exec": "CALL zendesk.CloseTicket(…)",
    "execute": "CALL zendesk.CloseTicket(…)",
    "truncate": "DELETE FROM …",
    "start": "BEGIN",
    "merge": "INSERT, UPDATE and DELETE",
    "ilike": "LIKE, which ignores the case of ASCII letters",
    "rlike": "LIKE or GLOB",
    "similar": "LIKE or GLOB",
    "top": "LIMIT 10 at the end",
    "fetch": "LIMIT 10 at the end",
    "interval": "datetime('now', '-7 days')",
    "::": "cast(… AS TEXT)",
    "#": "-- before a comment",
    "&&": "AND",
    "qualify": "a subquery around the window function",
    "pivot": "sum(…) FILTER (WHERE …)",
}
"""What other databases call it, and how it is said here."""


def near_error(text: str, sql: str, position: int | None) -> ProgrammingError:
    """`near "frm": syntax error`"""
    found = meaningful(sql)
    number = next((n for n, token in enumerate(found) if token.start == position), None)
    near, hint = _advice(found, number) if number is not None else ((), "")
    return ProgrammingError(text, hint=hint, code="syntax", position=position, near=near)


def _advice(found: Sequence[Token], number: int) -> tuple[Sequence[str], str]:
    token = found[number]
    before = found[number - 1] if number else Token("space", "", 0)
    if elsewhere := _ELSEWHERE.get(before.word if before.word in ("top", "similar") else token.word):
        return (), f"Write: {elsewhere}."
    if token.text == before.text == "&":
        return (), "Write: AND."
    if not number:
        near = [one.upper() for one in like(token.word, _VERBS)]
        return near, offered(near, "A statement begins with SELECT, CALL, INSERT, UPDATE, DELETE, …")
    if before.text == "," and (token.word in _RESERVED or token.text == ")"):
        return (), f"There is a comma too many before {token.text}."
    if token.text == ")" and _depth(found[: number + 1]) < 0:
        return (), "This parenthesis was never opened."
    if before.word in ("group", "order") and token.word != "by":
        return (f"{before.text.upper()} BY",), f"Did you mean {before.text.upper()} BY?"
    if near := _misspelt(token) or _misspelt(before):
        return near, offered(near)
    opened = _opened(found[:number])
    if opened is not None and opened.word == "case":
        return (), "The CASE before it has no END."
    if token.word in _RESERVED:
        return (), f'{token.text} is a keyword; as a name it stands in double quotes: "{token.text}".'
    if token.name and before.name and before.word not in _RESERVED:
        return (), f"Is a comma, an operator or a keyword missing before {_short(token.text)}?"
    return (), ""


def _misspelt(token: Token) -> list[str]:
    """The keyword that a word may have been meant to be; none for what is a keyword already."""
    if not token.word or token.word in _RESERVED:
        return []
    return [one.upper() for one in like(token.word, _WITHIN, most=1, least=0.74)]


def token_error(text: str, sql: str, position: int | None) -> ProgrammingError:
    """`unrecognized token: "'abc"`: as a rule a quote that is not closed, with all that follows it."""
    at = position or 0
    rest = sql[at:]
    hint = ""
    if rest[:1] in ("'", '"', "`", "["):
        what = "text" if rest[0] == "'" else "name"
        text = f"the {what} that begins with {_short(rest)} is not closed"
        hint = f"Put {']' if rest[0] == '[' else rest[0]} at its end."
        if rest[0] == "'":
            hint += " Within a text a quote is doubled: 'it''s'."
    elif other := _ELSEWHERE.get(rest[:2]) or _ELSEWHERE.get(rest[:1]):
        text, hint = f"unrecognized token: {_short(rest.split()[0])}", f"Write: {other}."
    elif rest[:1].isdigit():
        hint = "A name that begins with a digit stands in double quotes."
    return ProgrammingError(_short(text, 2 * LONGEST), hint=hint, code="syntax", position=position)


def foreign_space(sql: str) -> int | None:
    """Where a blank stands that is none to SQLite but a letter, such as a no-break space."""
    for token in tokens(sql):
        if token.kind == "space" and not token.text.startswith(("--", "/*")):
            for number, char in enumerate(token.text):
                if not char.isascii():
                    return token.start + number
    return None


def unclosed(sql: str) -> ProgrammingError | None:
    """The error of a text or name whose quote is not closed; None where all are."""
    last = meaningful(sql)[-1]
    if last.kind not in ("text", "quoted") or not _is_open(last):
        return None
    return token_error("", sql, last.start)


def _is_open(token: Token) -> bool:
    """A quote in quotes is doubled, so a closed one has an even number of them."""
    if token.text[0] == "[":
        return not token.text.endswith("]")
    return token.text.count(token.text[0]) % 2 == 1


def incomplete_error(sql: str) -> ProgrammingError:
    """The statement ends before its end: the position is what is open, or its last token."""
    found = meaningful(sql)
    while found and found[-1].text == ";":
        found.pop()
    opened = _opened(found)
    if opened is not None:
        what = "CASE has no END" if opened.word == "case" else "a parenthesis is not closed"
        return _unfinished(f"incomplete input: {what}", "", opened.start)
    last = found[-1]
    return _unfinished(f"incomplete input: something is missing after {_short(last.text)}", "", last.start)


def _unfinished(text: str, hint: str, position: int) -> ProgrammingError:
    return ProgrammingError(text, hint=hint, code="syntax", position=position)


def _opened(found: Sequence[Token]) -> Token | None:
    """The innermost parenthesis or CASE that is still open at the end."""
    stack: list[Token] = []
    for token in found:
        if token.text == "(" or token.word == "case":
            stack.append(token)
        elif stack and (token.text == ")" or (token.word == "end" and stack[-1].word == "case")):
            stack.pop()
    return stack[-1] if stack else None


def _depth(found: Sequence[Token]) -> int:
    return sum((token.text == "(") - (token.text == ")") for token in found)


def _short(text: str, most: int = LONGEST) -> str:
    """The beginning, on one line."""
    line = " ".join(text.split())
    return line if len(line) <= most else f"{line[: most - 1]}…"
