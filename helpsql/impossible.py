"""Filters that no row can satisfy: they ask for a text that a column never shows. Pure.

A mistyped value is answered with no rows, as SQL has it; the note says why.
"""

from __future__ import annotations

from collections.abc import Collection, Iterable, Iterator

from helpsql.likeness import like, offered
from helpsql.plan import UNKNOWN, Constraint
from helpsql.spec import Column, Table


def of_constraints(table: Table, constraints: Iterable[Constraint]) -> Iterator[tuple[Column, str]]:
    """Texts in a statement that their columns never show. A column's own rule of comparing is needed."""
    for one in constraints:
        column = table.by_name[one.column.lower()]
        if one.op == "=" and one.same_rule and one.value is not UNKNOWN and is_never(column, one.value):
            yield column, one.value


def unseen(table: Table, constraints: Iterable[Constraint]) -> Iterator[Constraint]:
    """Comparisons with columns of known texts whose value is known only when rows are read: a parameter's."""
    for one in constraints:
        compares = one.op == "=" and one.usable and one.same_rule and not one.is_set
        if compares and one.value is UNKNOWN and table.by_name[one.column.lower()].shows:
            yield one


def of_values(
    compared: Iterable[tuple[Column, object]], given: Collection[str]
) -> Iterator[tuple[Column, str]]:
    """The same of parameters and the sets of INs, where they are `given`.

    Values of another table's rows are no slip of the author's.
    """
    for column, value in compared:
        if column.shows:
            texts = value if isinstance(value, set | frozenset) else {value}
            for one in sorted(text for text in texts if isinstance(text, str) and text in given):
                if is_never(column, one):
                    yield column, one


def is_never(column: Column, value: object) -> bool:
    return bool(column.shows) and isinstance(value, str) and value not in column.shows


def note(where: str, column: Column, value: str) -> str:
    """`zendesk.tickets.status is never 'opne': it is new, open or closed. Did you mean open?`"""
    *names, last = column.shows
    shown = f"{', '.join(names)} or {last}" if names else last
    near = offered(like(value, column.shows))
    return f"{where}.{column.name} is never '{value}': it is {shown}. {near}".rstrip()
