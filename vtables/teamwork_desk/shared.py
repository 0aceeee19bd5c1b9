"""What the Teamwork Desk tables have in common: pages, filters, orders, writes, and columns of every record.

https://apidocs.teamwork.com/docs/desk
"""

from __future__ import annotations

from collections.abc import Sequence
from typing import Any

from helpsql.spec import (
    BOOLEAN,
    INTEGER,
    JSON,
    ON_UPDATE,
    TEXT,
    TIMESTAMP,
    Column,
    Pages,
    Read,
    Sort,
    Take,
    Write,
)
from vtables.teamwork_desk.assumed import ACTIVE, UNSURE_FILTERS

API = "/desk/api/v2"
V1 = "/desk/v1"
DOCS = "https://apidocs.teamwork.com/docs/desk"
FILTER = "filter"

PAGES = Pages(
    param="page",
    size=100,
    size_param="pageSize",
    size_at="pagination.pageSize",
    pages_at="pagination.pages",
    count_at="pagination.records",
    more_at="pagination.hasMorePages",
)
"""More than 100 rows a page are silently made 100, and old servers give 50: the answer's own size counts."""

# Reads


def by_id(name: str, one: str, **more: Any) -> Read:
    """One row by its number. A deleted row answers too, and is none."""
    return Read(f"{API}/{name}/{{Id}}.json", rows=f"{one}[]", unique=True, where=ACTIVE, **more)


def listed(name: str, **more: Any) -> Read:
    """All rows of a collection."""
    return Read(f"{API}/{name}.json", rows=f"{name}[]", **more)


# Filters: terms of the one JSON object that `filter` holds


def some(column: str, member: str, *, exact: bool = False, at_once: int = 100) -> Take:
    """One or several values. Whether texts compare by letter case is not known, so rows are checked again."""
    term = f'{{"{member}":{{"$in":[{{}}]}}}}'
    return Take(column, ("=", "in"), FILTER, term=term, exact=exact, many=",", limit=at_once, inside=True)


def number(column: str, member: str) -> tuple[Take, Take]:
    """An id, or several; or any but one. Whether the latter finds rows without one does not matter to SQL."""
    return (
        some(column, member, exact=True),
        Take(column, ("<>",), FILTER, term=f'{{"{member}":{{"$ne":{{}}}}}}'),
    )


def between(column: str, member: str) -> tuple[Take, Take]:
    """Bounds of a moment or a number."""
    return (
        Take(column, (">", ">="), FILTER, term=f'{{"{member}":{{"$gte":{{}}}}}}'),
        Take(column, ("<", "<="), FILTER, term=f'{{"{member}":{{"$lte":{{}}}}}}'),
    )


TIMES = (*between("CreatedAt", "createdAt"), *between("UpdatedAt", "updatedAt"))
KNOWN = (some("Id", "id"), *TIMES)
"""Filters documented for tickets, customers, companies and users. One id alone is read by its path."""

LIKELY: Sequence[Take] = KNOWN if UNSURE_FILTERS else ()

ORDERS = Sort(
    param="orderBy",
    direction="orderMode",
    fields={"Id": "id", "CreatedAt": "createdAt", "UpdatedAt": "updatedAt"},
)

# Writes


def made(name: str, one: str, **more: Any) -> Write:
    return Write("POST", f"{API}/{name}.json", wrap=one, **more)


def changed(name: str, one: str, **more: Any) -> Write:
    """PATCH as the vendor's examples have it; its Go client sends PUT."""
    return Write("PATCH", f"{API}/{name}/{{Id}}.json", wrap=one, **more)


def removed(name: str) -> Write:
    return Write("DELETE", f"{API}/{name}/{{Id}}.json")


# Columns

ID = Column("Id", INTEGER, "Number of the record.", key=True)

CREATED_AT = Column("CreatedAt", TIMESTAMP, "When it was created; 0001-01-01 for what came with the site.")
UPDATED_AT = Column("UpdatedAt", TIMESTAMP, "When it was last changed.")

BASE = (
    CREATED_AT,
    UPDATED_AT,
    # The three numbers are no references: 999999999 is the system, and a customer's number may stand there.
    Column("CreatedById", INTEGER, "Who created it; 999999999 is the system.", at="createdBy.id"),
    Column("CreatedByType", TEXT, "What created it: users or customers.", at="createdBy.type"),
    Column("UpdatedById", INTEGER, "Who changed it last; 999999999 is the system.", at="updatedBy.id"),
    Column("DeletedAt", TIMESTAMP, "When it was deleted."),
    Column("DeletedById", INTEGER, "Who deleted it.", at="deletedBy.id"),
)
"""Columns of every record, after its own."""

STATE = Column("State", TEXT, "Always active here: deleted records are left out.", write=ON_UPDATE)
FIXED_STATE = Column("State", TEXT, "Always active here: deleted records are left out.")


def ref(name: str, target: str, what: str, **more: Any) -> Column:
    """A column with the number of a row of another table; `what` is the sentence without its end.

    `StatusId` stands at `status.id`, and a NULL is written in the place of the whole reference.
    """
    member = more.pop("member", "") or f"{name[:1].lower()}{name[1:].removesuffix('Id')}"
    points_to = f"{target}.Id" if target else ""
    text = f"{what} ({points_to})." if target else f"{what}."
    if more.get("write"):
        more["null"] = member
    return Column(name, INTEGER, text, at=f"{member}.id", points_to=points_to, **more)


def texts(write: Any, **described: str) -> list[Column]:
    """Columns of text, name -> description."""
    return [Column(name, TEXT, text, write=write) for name, text in described.items()]


def flags(write: Any, **described: str) -> list[Column]:
    """Columns that are true or false, name -> description."""
    return [Column(name, BOOLEAN, text, write=write) for name, text in described.items()]


def numbers(write: Any, **described: str) -> list[Column]:
    """Columns of whole numbers, name -> description."""
    return [Column(name, INTEGER, text, write=write) for name, text in described.items()]


def array(name: str, description: str, **more: Any) -> Column:
    """An array of the answer, kept as JSON text."""
    return Column(name, JSON, description, shape="array", **more)
