"""From text and cursor to the place: the statement, the word at the cursor, and what stands before it."""

from __future__ import annotations

from dataclasses import replace

from helpsql.completion.clauses import ruled
from helpsql.completion.place import Kind, Place
from helpsql.statements import Token, tokens


def find_place(text: str, cursor: int) -> Place:
    """The place of the cursor in the statement that it stands in."""
    found = list(tokens(text))
    if any(t.text == ";" and t.start == cursor - 1 for t in found):
        return Place(Kind.NOTHING)  # Enter is what follows
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
    if text[start - 1 : start] in (":", "@", "$"):
        return Place(Kind.PARAMETER, text[start:cursor], start, before=before, around=around)
    end = cursor if here is None else here.start + len(here.text)
    closed = here is not None and here.kind != "word" and _is_past(here, end)
    rest = text[cursor : end - closed]
    if here is not None and here.kind == "text":
        prefix = text[start + 1 : cursor]
        place = Place(Kind.VALUE, prefix, start + 1, before=before, around=around, quoted=True)
        return ruled(replace(place, closed=closed, rest=rest))
    quote = text[start] if here is not None and here.kind == "quoted" else ""
    owner, earlier = _owner(before)
    place = Place(Kind.EXPRESSION, text[start + len(quote) : cursor], start, owner, before=earlier)
    return ruled(replace(place, around=around, quote=quote, closed=closed, rest=rest))


def _owner(before: tuple[Token, ...]) -> tuple[tuple[str, ...], tuple[Token, ...]]:
    """Names with dots that the cursor's word continues, and the tokens before them."""
    names: list[str] = []
    rest = list(before)
    while len(rest) > 1 and rest[-1].text == "." and rest[-2].name:
        names.insert(0, rest[-2].name)
        del rest[-2:]
    return tuple(names), tuple(rest)
