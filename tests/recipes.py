"""The recipes of the helpdesks' pages, run against the sandboxes."""

from __future__ import annotations

from collections.abc import Iterator, Sequence
from dataclasses import dataclass
from functools import cache

import helpsql
from helpsql.catalog import load_helpdesk
from helpsql.cli.cells import cut
from helpsql.cli.formats import Layout
from helpsql.cli.tables import SIMPLE, draw
from helpsql.pages.markdown import fenced, many
from helpsql.sandbox import available
from helpsql.spec import Recipe

SHOWN = 6
WIDTH = 100


@dataclass(frozen=True)
class Ran:
    """What a recipe gave: rows or, for a write, the requests that a dry run shows instead of sending."""

    names: list[str]
    rows: list[tuple[object, ...]]
    planned: list[str]
    requests: int
    complete: bool

    @property
    def is_write(self) -> bool:
        return not self.names or bool(self.planned)


def recipes() -> Iterator[tuple[str, Recipe]]:
    for service in available():
        for recipe in load_helpdesk(service)[0].recipes:
            yield service, recipe


@cache
def session(service: str) -> helpsql.Connection:
    """One for all recipes of a helpdesk: a dry run changes nothing, and no statement keeps what it read."""
    return helpsql.connect(demo=True, dry_run=True, autocommit=True)


@cache
def ran(service: str, recipe: Recipe) -> Ran:
    cursor = session(service).execute(recipe.sql)
    names = [str(column[0]) for column in cursor.description or ()]
    rows = [tuple(row) for row in cursor] if names else []
    return Ran(names, rows, cursor.planned, cursor.requests, cursor.complete)


def answer(service: str, recipe: Recipe) -> Sequence[str]:
    """How a helpdesk's page shows it: the first rows, or the requests of a write; and what it cost."""
    gave = ran(service, recipe)
    if gave.is_write:
        would = [cut(f"would send: {request}", WIDTH) for request in gave.planned[:SHOWN]]
        found = f", and {many(gave.requests, 'request')} to find the rows" if gave.requests else ""
        cost = f"{many(len(gave.planned), 'request')}{found}."
        return (*fenced("text", *would, *_more(len(gave.planned), "request")), "", cost)
    drawn = "".join(draw(gave.names, gave.rows[:SHOWN], Layout(width=WIDTH), SIMPLE))
    shown = [line.rstrip() for line in drawn.splitlines()]
    cost = f"{many(gave.requests, 'request')}."
    return (*fenced("text", *shown, *_more(len(gave.rows), "row")), "", cost)


def _more(number: int, what: str) -> list[str]:
    return [f"… {many(number - SHOWN, f'more {what}')}"] if number > SHOWN else []
