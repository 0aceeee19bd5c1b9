"""What the grammar wants at a place: told from the keyword or parenthesis that rules it."""

from __future__ import annotations

from collections.abc import Sequence
from dataclasses import replace

from helpsql.completion.place import Kind, Place
from helpsql.completion.words import CLAUSES, KEYWORDS, OPERAND_KEYWORDS, SETS
from helpsql.statements import Token

Tokens = Sequence[Token]
COMPARES = frozenset("=<>!")
WORD_OPERATORS = frozenset({"in", "like", "glob", "is", "between", "not"})
TABLE_CLAUSES = frozenset({"from", "join", "update", "into", "delete from"})
DROPS = frozenset({"drop", "alter"})
OPENS_TERM = frozenset({"and", "or", "not", "when"})
BEFORE_JOIN = frozenset({"left", "right", "full", "inner", "cross", "natural", "outer"})


def ruled(place: Place) -> Place:
    """The place with its kind, and what it is compared with."""
    found = _ruled(place)
    if place.quoted and found.kind is not Kind.NOTHING:
        return replace(found, kind=Kind.VALUE)
    return found


def _ruled(place: Place) -> Place:
    before = place.before
    if not before or (before[0].word == "explain" and before[-1].word in ("explain", "plan")):
        return replace(place, kind=Kind.STATEMENT)
    if before[0].word == "call":
        return _in_call(place)
    if before[0].word in DROPS and before[-1].word in ("table", "view"):
        return replace(place, kind=Kind.TABLE, clause="drop")
    if before[0].word == "create" and before[-1].word == "as":
        return replace(place, kind=Kind.CLAUSE, clause="all")
    if before[-1].word in SETS or (before[-1].word == "all" and _behind_set(before)):
        return replace(place, kind=Kind.CLAUSE, clause=before[-1].word)
    at = _ruler(before)
    if at is None:
        return replace(place, kind=Kind.NOTHING)
    if before[at].text == "(":
        return _in_parentheses(place, at)
    return _in_clause(place, at)


def _behind_set(before: Tokens) -> bool:
    return len(before) > 1 and before[-2].word in SETS


def _ruler(before: Tokens, end: int | None = None) -> int | None:
    """Where the innermost open parenthesis or clause keyword stands."""
    depth = 0
    for number in range((len(before) if end is None else end) - 1, -1, -1):
        token = before[number]
        if token.text == ")":
            depth += 1
        elif token.text == "(":
            if depth == 0:
                return number
            depth -= 1
        elif depth == 0 and token.word in CLAUSES:
            return number
    return None


# Parentheses


def _in_parentheses(place: Place, at: int) -> Place:
    before = place.before
    word = before[at - 1].word if at else ""
    inside = before[at + 1 :]
    if word in ("in", "exists") or (at and before[at - 1].text in "=<>" and not inside):
        return replace(place, against=_left(before, at) if word == "in" else (), clause="list")
    if word == "as" and not inside:
        return replace(place, kind=Kind.STATEMENT)
    if word == "cast" and inside and inside[-1].word == "as":
        return replace(place, kind=Kind.CLAUSE, clause="cast")
    if word == "using":
        return replace(place, kind=Kind.USING, listed=tuple(t.name for t in inside if t.name))
    if word in ("from", "join") and not inside:
        return replace(place, kind=Kind.TABLE, clause=word)
    target = insert_target(before[:at])
    if target is not None:
        listed = tuple(t.name for t in inside if t.name)
        wants = not inside or inside[-1].text == ","
        return replace(place, kind=Kind.TO_INSERT if wants else Kind.CLAUSE, target=target, listed=listed)
    if _is_row(before, at):
        return _in_row(place, at)
    outer = _ruler(before, at)
    clause = _clause(before, outer) if outer is not None else ""
    return _in_expression(replace(place, clause=clause), inside)


def insert_target(before: Tokens) -> tuple[str, ...] | None:
    """The table of `insert into schema.table` where these tokens end with it."""
    names = _names_at_end(before)
    rest = before[: len(before) - (2 * len(names) - 1)] if names else before
    return names if names and rest and rest[-1].word == "into" else None


def _names_at_end(before: Tokens) -> tuple[str, ...]:
    """`a.b` at the end of the tokens as ("a", "b")."""
    names: list[str] = []
    at = len(before) - 1
    while at >= 0 and before[at].name and before[at].word not in CLAUSES:
        names.insert(0, before[at].name)
        if at < 1 or before[at - 1].text != ".":
            break
        at -= 2
    return tuple(names)


def _is_row(before: Tokens, at: int) -> bool:
    """The parenthesis opens a row of VALUES."""
    outer = _ruler(before, at)
    return outer is not None and before[outer].word == "values"


def _in_row(place: Place, at: int) -> Place:
    """Which column a value of an INSERT is for."""
    before = place.before
    into = next((n for n, token in enumerate(before) if token.word == "into"), None)
    names: list[str] = []
    listed: list[str] = []
    if into is not None:
        rest = list(before[into + 1 : at])
        while rest and rest[0].name and rest[0].word not in CLAUSES:
            names.append(rest.pop(0).name)
            if rest and rest[0].text == ".":
                rest.pop(0)
        if rest and rest[0].text == "(":
            listed = [t.name for t in rest[: _closing(rest)] if t.name]
    index = commas(before[at + 1 :])
    against = (listed[index],) if index < len(listed) else ()
    found = replace(
        place, target=tuple(names), index=index, listed=tuple(listed), clause="values", against=against
    )
    return _in_expression(found, before[at + 1 :])


def _closing(found: Tokens) -> int:
    return next((n for n, token in enumerate(found) if token.text == ")"), len(found))


def commas(inside: Tokens) -> int:
    """Commas outside of further parentheses."""
    depth = count = 0
    for token in inside:
        depth += (token.text == "(") - (token.text == ")")
        count += depth == 0 and token.text == ","
    return count


# CALL


def _in_call(place: Place) -> Place:
    before = place.before
    opening = next((n for n, token in enumerate(before) if token.text == "("), None)
    if opening is None:
        is_named = len(before) > 1
        return replace(place, kind=Kind.NOTHING if is_named else Kind.ROUTINE)
    inside = before[opening + 1 :]
    if inside and inside[-1].text == ")" and _depth(inside) < 0:
        return replace(place, kind=Kind.NOTHING)
    target = tuple(token.name for token in before[1:opening] if token.name)
    against: tuple[str, ...] = ()
    if len(inside) > 2 and inside[-1].text == ">" and inside[-2].text == "=":
        against = (inside[-3].name,)
    return replace(place, kind=Kind.ARGUMENT, target=target, index=commas(inside), against=against)


def _depth(found: Tokens) -> int:
    return sum((token.text == "(") - (token.text == ")") for token in found)


# Clauses


def _clause(before: Tokens, at: int) -> str:
    """The clause by its keyword; `group by`, `order by` and `delete from` in two words."""
    word = before[at].word
    if at and (word == "by" or before[at - 1].word == "delete"):
        return f"{before[at - 1].word} {word}"
    return word


def _in_clause(place: Place, at: int) -> Place:
    before, inside = place.before, place.before[at + 1 :]
    place = replace(place, clause=_clause(before, at))
    clause = place.clause
    last = before[-1]
    if clause == "with":
        return _in_with(place)
    if last.word == "as":
        return replace(place, kind=Kind.NEW_NAME)
    if clause in TABLE_CLAUSES:
        if last.word in BEFORE_JOIN:
            return replace(place, kind=Kind.CLAUSE, clause=last.word)
        wants = not inside or (clause in ("from", "join") and last.text == ",") or bool(place.owner)
        return replace(place, kind=Kind.TABLE if wants else Kind.CLAUSE, target=_names_from(inside))
    if clause in ("group", "order", "delete"):
        return replace(place, kind=Kind.CLAUSE)
    if clause == "set":
        return _in_set(place, at)
    if clause == "on" and (not inside or last.word in ("and", "or")):
        return replace(place, kind=Kind.JOINED)
    return _in_expression(place, inside)


def _in_with(place: Place) -> Place:
    """A name, `as`, or the statement behind the last query."""
    before = place.before
    if before[-1].text != ")":
        is_named = bool(before[-1].name) and before[-1].word not in KEYWORDS
        return replace(place, kind=Kind.CLAUSE if is_named else Kind.NEW_NAME)
    opening = len(before) - 1
    while opening and _depth(before[opening:]):
        opening -= 1
    is_query = opening > 0 and before[opening - 1].word in ("as", "materialized")
    return replace(place, kind=Kind.STATEMENT if is_query else Kind.CLAUSE)


def _names_from(inside: Tokens) -> tuple[str, ...]:
    names = []
    for number, token in enumerate(inside):
        if token.name and (number == 0 or inside[number - 1].text == "."):
            names.append(token.name)
    return tuple(names)


def _in_set(place: Place, at: int) -> Place:
    before, inside = place.before, place.before[at + 1 :]
    update = next((n for n, token in enumerate(before) if token.word == "update"), 0)
    place = replace(place, target=_names_from(before[update + 1 : at]))
    if not inside or (inside[-1].text == "," and _depth(inside) == 0):
        return replace(place, kind=Kind.TO_UPDATE)
    return _in_expression(place, inside)


def _in_expression(place: Place, inside: Tokens) -> Place:
    """Within an expression: a term is wanted, or what may follow one."""
    if not inside:
        return replace(place, kind=Kind.EXPRESSION)
    last = inside[-1]
    if last.word == "as":
        return replace(place, kind=Kind.NEW_NAME)
    if place.clause == "order by" and last.word in ("asc", "desc", "nulls"):
        return replace(place, kind=Kind.CLAUSE, clause=last.word)
    if is_operand(inside):
        compared = place.clause not in ("where", "on", "having") or _is_compared(inside)
        return replace(place, kind=Kind.CLAUSE if compared else Kind.OPERATOR)
    against = _left(inside, len(inside)) or _of_case(inside) or place.against
    return replace(place, kind=Kind.EXPRESSION, against=against)


def _of_case(inside: Tokens) -> tuple[str, ...]:
    """The column behind CASE, with which each WHEN compares."""
    if inside[-1].word != "when":
        return ()
    depth = 0
    for number in range(len(inside) - 1, -1, -1):
        depth += (inside[number].word == "end") - (inside[number].word == "case")
        if depth < 0:
            term = inside[number + 1 :]
            end = next(n for n, token in enumerate(term) if token.word == "when")
            return _names_at_end(term[:end])
    return ()


def is_operand(inside: Tokens) -> bool:
    """The last token ends a term, which an operator or the next clause may follow."""
    token = inside[-1]
    if token.text == "*":
        return len(inside) < 2 or not is_operand(inside[:-1])
    if token.kind in ("text", "quoted", "number") or token.text in (")", "?"):
        return True
    return bool(token.word) and (token.word not in KEYWORDS or token.word in OPERAND_KEYWORDS)


def _is_compared(inside: Tokens) -> bool:
    """The term at the end is the right side of a comparison, or whole without one."""
    depth = 0
    for number in range(len(inside) - 1, -1, -1):
        token = inside[number]
        depth += (token.text == ")") - (token.text == "(")
        if token.text == "(" and depth == 0 and inside[-1].text == ")":
            within = inside[number + 1 : -1]
            if _is_condition(within) and (not number or inside[number - 1].word in OPENS_TERM):
                return True
        if depth == 0 and token.word in ("and", "or", "when"):
            return False
        if depth == 0 and (token.text in COMPARES or token.word in WORD_OPERATORS):
            return True
    return False


def _is_condition(within: Tokens) -> bool:
    """What stands in parentheses is true or false, no list and no query."""
    compared = any(token.text in COMPARES or token.word in WORD_OPERATORS for token in within)
    return compared and within[0].word not in ("select", "with", "values")


def _left(before: Tokens, end: int) -> tuple[str, ...]:
    """The column on the left of the comparison that ends here."""
    at = end
    while at and (before[at - 1].text in COMPARES or before[at - 1].word in WORD_OPERATORS):
        at -= 1
    return _names_at_end(before[:at]) if at < end else ()
