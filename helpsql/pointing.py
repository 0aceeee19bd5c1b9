"""Where in a statement an error stands. Positions count characters from 0; SQLite counts bytes of UTF-8."""

from __future__ import annotations

from collections.abc import Iterator, Sequence
from contextlib import contextmanager
from itertools import pairwise

from helpsql.errors import Error
from helpsql.statements import Token, meaningful

_BEFORE_TABLE = frozenset({"from", "join", "into", "update", "table", "call"})


@contextmanager
def pointed(sql: str) -> Iterator[None]:
    """Errors tell the statement, and where in it they stand."""
    try:
        yield
    except Error as error:
        point(error, sql)
        raise


def point(error: Error, sql: str) -> None:
    """Tell the error which statement it is about, and where in it, unless it knows."""
    if error.sql:
        return
    error.sql = sql
    if error.position is None and error.token:
        error.position = find(sql, error.token, is_table=error.code in ("no-table", "missing-filter"))


def position_of(offset: int, ran: str, sql: str) -> int | None:
    """SQLite's offset in the text it was given, as a position in the user's statement.

    The two differ where a part of the statement runs by itself: an argument of CALL, the clause behind
    RETURNING. Up to its line's end such a part stands as it was written.
    """
    if offset < 0:
        return None
    at = len(ran.encode()[:offset].decode(errors="ignore"))
    if ran == sql or sql.startswith(ran):
        return at
    if ran.endswith(sql):
        return max(0, at - (len(ran) - len(sql)))
    found = sql.rfind(ran[at:].partition("\n")[0])
    return found if found >= 0 else None


def find(sql: str, token: str, *, is_table: bool = False) -> int | None:
    """Where a name, with or without its owners, or a text in quotes stands; None where it does not.

    Of several places of a name the first where a table stands, or where none does. A text that stands in
    several places is not found: any of them may be meant.
    """
    found, meant = meaningful(sql), meaningful(token)
    if token[0] in ":@$":
        names = pairwise(found)
        return next(
            (mark.start for mark, name in names if mark.text in ":@$" and name.text == token[1:]), None
        )
    if meant and meant[0].kind in ("text", "number"):
        places = [one.start for one in found if one.text == token]
        return places[0] if len(places) == 1 else None
    parts = [part.name.lower() for part in meant if part.name]
    numbers = [number for number in range(len(found)) if parts and _stands(found, number, parts)]
    likely = [number for number in numbers if _is_table(found, number) == is_table]
    if not numbers:
        return None
    first = (likely or numbers)[0]
    return found[_whole(found, first) if is_table else first].start


def _stands(found: Sequence[Token], number: int, parts: Sequence[str]) -> bool:
    """The names stand there, with dots between them."""
    length = 2 * len(parts) - 1
    names = [one.name.lower() for one in found[number : number + length : 2]]
    dots = [one.text for one in found[number + 1 : number + length : 2]]
    return names == list(parts) and all(dot == "." for dot in dots)


def _is_table(found: Sequence[Token], number: int) -> bool:
    """A table's place: behind FROM and the like, its schema before it or not."""
    begin = _whole(found, number)
    return begin > 0 and found[begin - 1].word in _BEFORE_TABLE


def _whole(found: Sequence[Token], number: int) -> int:
    """Where a name begins with its owners."""
    while number > 1 and found[number - 1].text == ".":
        number -= 2
    return number


def extent(sql: str, position: int) -> int:
    """How many characters the token at the position has, names with dots taken together."""
    found = [one for one in meaningful(sql) if one.start + len(one.text) > position]
    if not found or found[0].start > position:
        return 1
    end = 0
    if found[0].text in ":@$" and len(found) > 1:
        end = 1
    if not found[0].text.isascii():  # curly quotes, no-break spaces: letters of a name to SQLite
        return len(sql[position:].split(maxsplit=1)[0])
    while len(found) > end + 2 and found[end].name and found[end + 1].text == "." and found[end + 2].name:
        end += 2
    return found[end].start + len(found[end].text) - position
