"""The vocabulary in which a helpdesk is described: data only, frozen, no I/O.

A definition (`vtables/<helpdesk>`) says what the objects are, which requests read and write them and
which columns they have. `plan` chooses among the reads, `rows` compiles the paths, `writes` makes the
bodies. `problems()` in `helpsql.check` names every fault of a definition at once.

Paths into JSON are dotted keys (`assignee.id`); `[]` after a key steps into each element of an array and
`^.` climbs from there to the record around it (`_embedded.customers[]._embedded.emails[]`, `^.id`). A bare
`[]` is an answer that is itself the array. An object where an array was expected is its only element. Of an
element, `.` is the element itself (an array of texts) and `#` its place in the array, from 1.

`a|b` is the first of two paths that leads to a value, and `#` behind a path the number with which the
address there ends: `id|_links.self.href#`.
"""

from __future__ import annotations

from helpsql.spec.columns import (
    BOOLEAN,
    BOTH,
    DATE,
    INTEGER,
    JSON,
    NEVER,
    NOWHERE,
    ON_INSERT,
    ON_UPDATE,
    REAL,
    TEXT,
    TIMESTAMP,
    Column,
    Own,
    Type,
    Values,
    Writable,
    alternatives,
    lower_first,
    same,
)
from helpsql.spec.filters import UNIX, Join, Take, any_of, at_least, at_most, equals, is_null, matches
from helpsql.spec.procedures import Parameter, Procedure, Request, Response, Steps
from helpsql.spec.reads import PLACEHOLDER, Count, NextLink, OnePage, Pages, Paging, Read, Sort, Window
from helpsql.spec.recipes import Recipe
from helpsql.spec.service import (
    ApiToken,
    Auth,
    BearerKey,
    Bucket,
    ErrorBody,
    Helpdesk,
    Limits,
    OAuth1,
    OAuth2,
    Setting,
    camel_path,
    pascal_name,
    same_path,
    snake_name,
)
from helpsql.spec.tables import Changes, Custom, Family, Table
from helpsql.spec.writes import EMPTY, OBJECT, OP, OPS, WHOLE, Job, Lock, Many, Style, Write

__all__ = [
    "BOOLEAN",
    "BOTH",
    "DATE",
    "EMPTY",
    "INTEGER",
    "JSON",
    "NEVER",
    "NOWHERE",
    "OBJECT",
    "ON_INSERT",
    "ON_UPDATE",
    "OP",
    "OPS",
    "PLACEHOLDER",
    "REAL",
    "TEXT",
    "TIMESTAMP",
    "UNIX",
    "WHOLE",
    "ApiToken",
    "Auth",
    "BearerKey",
    "Bucket",
    "Changes",
    "Column",
    "Count",
    "Custom",
    "ErrorBody",
    "Family",
    "Helpdesk",
    "Job",
    "Join",
    "Limits",
    "Lock",
    "Many",
    "NextLink",
    "OAuth1",
    "OAuth2",
    "OnePage",
    "Own",
    "Pages",
    "Paging",
    "Parameter",
    "Procedure",
    "Read",
    "Recipe",
    "Request",
    "Response",
    "Setting",
    "Sort",
    "Steps",
    "Style",
    "Table",
    "Take",
    "Type",
    "Values",
    "Window",
    "Writable",
    "Write",
    "alternatives",
    "any_of",
    "at_least",
    "at_most",
    "camel_path",
    "equals",
    "is_null",
    "lower_first",
    "matches",
    "pascal_name",
    "same",
    "same_path",
    "snake_name",
]
