"""SQL text before SQLite sees it: splitting a script, and telling what kind of statement one is.

Works on SQLite's own tokens (strings, quoted names, comments), never on the grammar.
"""

from __future__ import annotations

import re
from collections.abc import Iterator
from typing import NamedTuple

import apsw

from helpsql.errors import ProgrammingError

_TOKEN = re.compile(
    r"""
      (?P<space>[\s\ufeff]+|--[^\n]*(?:\n|$)|/\*.*?(?:\*/|$))
    | (?P<text>'(?:[^']|'')*(?:'|$))
    | (?P<quoted>"(?:[^"]|"")*(?:"|$)|`(?:[^`]|``)*(?:`|$)|\[[^\]]*(?:\]|$))
    | (?P<word>[^\W\d][\w$]*)
    | (?P<number>\d[\w.]*)
    | (?P<other>.)
    """,
    re.VERBOSE | re.DOTALL,
)
_HALF = re.compile("[\ud800-\udfff]")
"""What Python makes of bytes that its terminal's encoding does not have."""
WRITES = frozenset({"insert", "update", "delete", "replace"})


class Token(NamedTuple):
    """One token: `kind` is space, text, quoted, word, number or other; `start` its offset."""

    kind: str
    text: str
    start: int

    @property
    def word(self) -> str:
        """The keyword or name in lower case, "" for anything else."""
        return self.text.lower() if self.kind == "word" else ""

    @property
    def name(self) -> str:
        """The identifier it is, unquoted; "" for anything else."""
        if self.kind == "word":
            return self.text
        if self.kind == "quoted":
            return self.text[1:-1].replace(self.text[0] * 2, self.text[0])
        return ""


def tokens(sql: str) -> Iterator[Token]:
    """Every token of the text, white space and comments included."""
    for found in _TOKEN.finditer(sql):
        yield Token(str(found.lastgroup), found.group(), found.start())


def meaningful(sql: str) -> list[Token]:
    """The tokens without white space and comments."""
    return [token for token in tokens(sql) if token.kind != "space"]


def split(script: str) -> list[str]:
    """The statements of a script, without their semicolons; empty ones are left out.

    A statement ends where SQLite says so, so a trigger's inner semicolons do not end it.
    """
    statements, start = [], 0
    for token in tokens(script):
        if token.text == ";" and token.kind == "other":
            end = token.start + 1
            if _ends(script[start:end]):
                statements.append(script[start:end].strip().rstrip(";").strip())
                start = end
    statements.append(script[start:].strip())
    return [statement for statement in statements if meaningful(statement)]


def _ends(text: str) -> bool:
    """SQLite's word; it takes neither a NUL nor half a character, which are refused when the text runs."""
    return apsw.complete(text.replace("\0", " ").encode(errors="replace").decode())


def is_complete(text: str) -> bool:
    """The text ends a statement, so a shell need not ask for another line."""
    return _ends(f"{text}\n")  # a line's end, which alone ends a comment behind the semicolon


def kind(sql: str) -> str:
    """ "select", "insert", "update", "delete", "replace", "call", "begin", "commit", … or "" for nothing."""
    found = meaningful(sql)
    words = [token.word for token in found]
    if not words:
        return ""
    if words[0] != "with":
        return {"values": "select", "end": "commit"}.get(words[0], words[0])
    return _main_verb(found)


def _main_verb(found: list[Token]) -> str:
    """The verb behind the CTEs of a WITH: the first verb outside parentheses."""
    depth = 0
    for token in found:
        depth += (token.text == "(") - (token.text == ")")
        if depth == 0 and token.word in WRITES | {"select", "values"}:
            return "select" if token.word == "values" else token.word
    return "select"


def check_text(sql: str) -> None:
    """Refuse what is no statement, before anything depends on what kind of statement it is."""
    if "\0" in sql:
        raise ProgrammingError("The statement holds a NUL character.", hint="Use char(0).", code="syntax")
    if _HALF.search(sql):
        raise ProgrammingError(
            "The statement holds bytes that are not UTF-8.",
            hint="Write them as they are meant: char(233) or x'e9'.",
            code="syntax",
        )
    first = next((token for token in tokens(sql) if token.kind != "space"), None)
    if first is None:
        raise ProgrammingError("The statement is empty.", code="empty")
    if not first.word:
        raise ProgrammingError(
            f"near {first.text[:40]!r}: no statement begins so.",
            hint="A statement begins with SELECT, CALL, INSERT, UPDATE, DELETE, …",
            code="syntax",
            position=first.start,
        )


def is_write(sql: str) -> bool:
    return kind(sql) in WRITES


def target(sql: str) -> tuple[str, str]:
    """Schema ("" if not given) and table that an INSERT, UPDATE, DELETE or REPLACE changes."""
    found, depth = meaningful(sql), 0
    for number, token in enumerate(found):
        depth += (token.text == "(") - (token.text == ")")
        if depth == 0 and token.word in WRITES:
            return _name_after(found[number + 1 :])
    return "", ""


def _name_after(found: list[Token]) -> tuple[str, str]:
    skipped = {"into", "from", "or", "rollback", "abort", "replace", "fail", "ignore"}
    rest = list(found)
    while rest and rest[0].word in skipped:
        rest.pop(0)
    if not rest:
        return "", ""
    if len(rest) > 2 and rest[1].text == ".":
        return rest[0].name, rest[2].name
    return "", rest[0].name


def changes_everything(sql: str) -> bool:
    """An UPDATE or DELETE without WHERE."""
    if kind(sql) not in ("update", "delete"):
        return False
    depth = 0
    for token in meaningful(sql):
        depth += (token.text == "(") - (token.text == ")")
        if depth == 0 and token.word == "where":
            return False
    return True


def has_returning(sql: str) -> bool:
    """The write asks for the rows it changed."""
    depth, found = 0, False
    for token in meaningful(sql):
        depth += (token.text == "(") - (token.text == ")")
        found = found or (depth == 0 and token.word == "returning")
    return found and is_write(sql)


def identifiers(sql: str) -> set[str]:
    """Every name that stands in the text, in lower case."""
    return {token.name.lower() for token in tokens(sql) if token.kind in ("word", "quoted")}


def texts(sql: str) -> set[str]:
    """The texts in single quotes, as they are meant."""
    return {token.text[1:-1].replace("''", "'") for token in tokens(sql) if token.kind == "text"}


def names_tables_alone(sql: str) -> bool:
    """Some table is named without its schema, so every schema must be known to find it."""
    found = meaningful(sql)
    for number, token in enumerate(found[:-1]):
        if token.word in ("from", "join", "into", "update", "table", "in") and found[number + 1].kind in (
            "word",
            "quoted",
        ):
            following = found[number + 2].text if number + 2 < len(found) else ""
            # A parenthesis makes a function of a name, but behind INTO it opens the list of columns.
            if following != "." and (following != "(" or token.word == "into"):
                return True
    return False


def _returning_at(sql: str) -> int:
    """Where the RETURNING of a write begins, the text's length if there is none."""
    depth = 0
    for token in tokens(sql):
        depth += (token.text == "(") - (token.text == ")")
        if depth == 0 and token.word == "returning":
            return token.start
    return len(sql)


def without_returning(sql: str) -> str:
    return sql[: _returning_at(sql)] if has_returning(sql) else sql


def returning_clause(sql: str) -> str:
    """The expressions behind RETURNING, without a closing semicolon."""
    return sql[_returning_at(sql) + len("returning") :].strip().rstrip(";")


def asks_in_subquery(sql: str) -> bool:
    """An IN whose values a subquery or a table gives."""
    found = meaningful(sql)
    for number, token in enumerate(found[:-1]):
        if token.word == "in":
            behind = [follower for follower in found[number + 1 : number + 4] if follower.text != "("]
            if found[number + 1].text != "(" or (behind and behind[0].word in ("select", "with", "values")):
                return True
    return False


def is_one_query_in_another(sql: str) -> bool:
    """One SELECT with one subquery, and nothing compound."""
    words = [token.word for token in meaningful(sql)]
    return words.count("select") == 2 and not {"union", "except", "intersect", "with"} & set(words)
