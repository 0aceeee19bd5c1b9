"""From text and cursor to the place: the statement, the word at the cursor, and what stands before it."""

from __future__ import annotations

from helpsql.completion.clauses import ruled
from helpsql.completion.place import Kind, Place
from helpsql.statements import Token, tokens


def find_place(text: str, cursor: int) -> Place:
    """The place of the cursor in the statement that it stands in."""
    found = list(tokens(text))
    begin = max((t.start + 1 for t in found if t.text == ";" and t.start < cursor), default=0)
    end = min((t.start for t in found if t.text == ";" and t.start >= cursor), default=len(text))
    around = [t for t in found if begin <= t.start < end]
    here = next((t for t in around if t.start < cursor <= t.start + len(t.text)), None)
    if here is not None and here.kind == "space":
        if here.text.startswith(("--", "/*")) and not _is_past(here, cursor):
            return Place(Kind.NOTHING)
        here = None
    meant = tuple(t for t in around if t.kind != "space")
    if here is not None and (here.kind == "other" or _is_past(here, cursor)):
        here = None
    start = cursor if here is None else here.start
    before = tuple(t for t in meant if t.start < start)
    return _placed(text, cursor, here, before, meant)


def _is_past(token: Token, cursor: int) -> bool:
    """The cursor stands behind a token that has its end."""
    if cursor < token.start + len(token.text):
        return False
    if token.kind == "text":
        return len(token.text) > 1 and token.text.endswith("'") and token.text.count("'") % 2 == 0
    if token.kind == "quoted":
        return len(token.text) > 1 and token.text[-1] in '"`]'
    return token.text.endswith(("\n", "*/"))


def _placed(
    text: str, cursor: int, here: Token | None, before: tuple[Token, ...], around: tuple[Token, ...]
) -> Place:
    start = cursor if here is None else here.start
    if here is not None and here.kind == "number":
        return Place(Kind.NOTHING)
    if here is not None and here.kind == "text":
        closed = _is_past(here, here.start + len(here.text))
        prefix = text[start + 1 : cursor]
        return ruled(
            Place(Kind.VALUE, prefix, start + 1, before=before, around=around, quoted=True, closed=closed)
        )
    prefix = text[start:cursor].lstrip('"`[')
    owner, rest = _owner(before)
    place = Place(Kind.EXPRESSION, prefix, start, owner, before=rest, around=around)
    return ruled(place)


def _owner(before: tuple[Token, ...]) -> tuple[tuple[str, ...], tuple[Token, ...]]:
    """Names with dots that the cursor's word continues, and the tokens before them."""
    names: list[str] = []
    rest = list(before)
    while len(rest) > 1 and rest[-1].text == "." and rest[-2].name:
        names.insert(0, rest[-2].name)
        del rest[-2:]
    return tuple(names), tuple(rest)
