"""What the Desk.com tables have in common: where rows stand, how lists go on, ids and links."""

from __future__ import annotations

from typing import Any

from helpsql.spec import (
    INTEGER,
    JSON,
    NEVER,
    TEXT,
    TIMESTAMP,
    Column,
    Custom,
    Pages,
    Read,
    Take,
    Type,
    Window,
    Writable,
    Write,
)

DOCS = "https://dev.desk.com/API"

ENTRIES = "_embedded.entries[]"
"""Where a list has its rows; a row's `embed`ed ones stand in an `_embedded` of its own."""

PAGES = Pages(param="page", size=100, count_at="total_entries", size_param="per_page")
STAFF_PAGES = Pages(param="page", size=1000, count_at="total_entries", size_param="per_page")
"""Lists of users and of groups take ten times as many rows a page as others."""

CAP = 50_000
"""Cases and searches give 500 pages, of at most 100 rows."""

RISING = {"sort_field": "id", "sort_direction": "asc"}
"""The order without asking is documented as by created_at and was recorded as by id: it is asked for."""

SELF = "id|_links.self.href#"
"""A row's number. Rows of 2013 have no `id`, nor do topics, articles and companies of 2014."""

BEHIND = Window(SELF, "since_id")
"""since_id is exclusive, so that no row comes twice."""

INDEX_LAG = 120.0
"""Seconds; how long it takes is not documented."""

INDEX_LAGS = "The search index lags behind the latest changes a little."

SINCE = (
    Take("id", (">", ">="), "since_id", widen=1),
    # Whether a bound is included is not documented.
    Take("created_at", (">", ">="), "since_created_at", widen=1),
    Take("created_at", ("<", "<="), "max_created_at", widen=1),
    Take("updated_at", (">", ">="), "since_updated_at", widen=1),
    Take("updated_at", ("<", "<="), "max_updated_at", widen=1),
)


def number(description: str, name: str = "id") -> Column:
    return Column(name, INTEGER, description, at=SELF, key=True)


def link(
    name: str, target: str, what: str, *, rel: str = "", kind: str = "", write: Writable = NEVER, **more: Any
) -> Column:
    """A column with the id that a link ends with; `what` is the sentence without its end, `target` a table.

    `kind` is the class of the link, which has to be said where it is written.
    """
    place = f"_links.{rel or name.removesuffix('_id')}"
    form = {"href": f"/api/v2/{target}/{{}}", "class": kind}
    written: dict[str, Any] = {"body": place, "form": form} if write else {}
    return Column(
        name,
        INTEGER,
        f"{what} ({target}.id).",
        at=f"{place}.href#",
        points_to=f"{target}.id",
        write=write,
        **written,
        **more,
    )


def array(name: str, description: str, **more: Any) -> Column:
    return Column(name, JSON, description, shape="array", **more)


def when(name: str, what: str, **more: Any) -> Column:
    return Column(name, TIMESTAMP, f"{what}, UTC.", **more)


CREATED = when("created_at", "When it was created")
UPDATED = when("updated_at", "When it last changed")


def one(path: str) -> Read:
    """The read by id."""
    return Read(f"/api/v2/{path}/{{id}}", unique=True)


def whole(path: str, **more: Any) -> Read:
    """The whole list, in pages side by side."""
    return Read(f"/api/v2/{path}", rows=ENTRIES, **more)


def own_fields(kind: str, update: Write, write: Writable) -> Custom:
    """The account's own fields of a `kind` of object: old rows have texts for every type."""
    return Custom(
        table="custom_fields",
        name="name",
        key="name",
        kind="data_type",
        types={"integer": Type.INTEGER, "boolean": Type.BOOLEAN, "date": Type.DATE},
        options="choices",
        at="custom_fields",
        match="",
        keyed=True,
        merge=True,
        typed=True,
        blank=True,
        write=write,
        body="custom_fields",
        update=update,
        where={"type": kind},
    )


def own_found_by(param: str) -> dict[str, Take]:
    """Own fields that a search finds rows by; a comma means one of several values."""
    take = Take("", ("=",), param, bars=",")
    return {"string": take, "list": take}


def search_word(name: str, what: str) -> Column:
    """A word of the search that is no field of the row: full text, not equality."""
    return Column(name, TEXT, f"Search by {what}; full text, a comma means either.", echo=True, hidden=True)
