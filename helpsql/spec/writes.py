"""Writes: the requests that change rows, one by one and in bulk."""

from __future__ import annotations

import enum
from collections.abc import Mapping
from dataclasses import dataclass, field
from typing import Any


class Style(enum.Enum):
    """How columns become a request body.

    OBJECT    {"subject": …}: the given columns (update: the changed ones)
    WHOLE     as OBJECT, but with every updatable column: the API empties what is missing
    OP        one request a column, each {"op", "path", "value"}
    OPS       one request with an array of operations
    EMPTY     no body
    """

    OBJECT = "object"
    WHOLE = "whole"
    OP = "op"
    OPS = "ops"
    EMPTY = "empty"


OBJECT, WHOLE, OP, OPS, EMPTY = Style.OBJECT, Style.WHOLE, Style.OP, Style.OPS, Style.EMPTY


@dataclass(frozen=True, slots=True)
class Many:
    """The bulk form of a write: many rows in one request.

    rows      path of the array of bodies, one a row as the single write has it (without its `wrap`); an
              update's also hold the row's key, a delete's are the keys alone
    same      path of one body that goes for all rows named by `ids`, where each gets the same change
    ids       query parameter with the keys, joined by commas: beside `same`, and for deletes without `rows`
    keys      path in the body of an array with the keys, in the place of `ids`; a `same` of "." is the body
              itself
    size      most rows in a request
    job       the answer is a job (`Helpdesk.job`); otherwise it is the end of the matter
    columns   the only columns it carries, where not all of the write's
    only      the write has no single form: one row goes this way as well
    fixed     members of the body that are always sent (dotted paths)
    known_by  columns by which new rows are told apart, the best first, where the answer has their ids alone
    reaches   values that a row must have (as it was read): the bulk form would pass over one with others, in
              silence, so that it goes alone

    Writes whose bulk forms are equal but for `columns` may share a request.
    """

    method: str
    path: str
    rows: str = ""
    same: str = ""
    ids: str = "ids"
    size: int = 100
    job: bool = True
    columns: tuple[str, ...] = ()
    only: bool = False
    fixed: Mapping[str, Any] = field(default_factory=dict)
    known_by: tuple[str, ...] = ()
    keys: str = ""
    reaches: Mapping[str, Any] = field(default_factory=dict)


@dataclass(frozen=True, slots=True)
class Lock:
    """Optimistic locking, where the connection's `setting` is true: the API refuses a change (409) of a row
    that has changed since it was read.

    stamp     path in the body for the value of `column` that was read
    fixed     members of the body that switch it on (dotted paths)

    Each row has a stamp of its own, so the bulk form for equal changes (`Many.same`) is not used with it.
    """

    setting: str
    column: str
    stamp: str
    fixed: Mapping[str, Any] = field(default_factory=dict)


@dataclass(frozen=True, slots=True)
class Job:
    """Work that goes on after the answer: where it stands there, and how its end is learned.

    at        path of the job in the first answer and in those to `path`
    path      GET of the job; `{id}` is its id
    id, state, message   members of the job
    done, failed   its end states; a done job can hold failed rows all the same
    results   member with the results: an array with one a row, or one object for the whole
    index     member of a result: the row's place in the request, from 0; where it is missing, `key` tells the
              row of an update or delete, and which row of an insert it was is not known
    key       member of a result: the row's key
    ok        member of a result that is false when the row failed; so is one that has `error`
    error, detail   members of a result: what went wrong
    most      how many an account may have in flight; `full` are words of the refusal (429) of a further one,
              which is then tried again: the jobs of others end as well
    every     seconds from one look to the next
    patience  seconds after which its end is no longer waited for: nobody knows then what became of the rows
    """

    at: str
    path: str
    id: str = "id"
    state: str = "status"
    message: str = "message"
    done: tuple[str, ...] = ("completed",)
    failed: tuple[str, ...] = ("failed", "killed")
    results: str = "results"
    index: str = "index"
    key: str = "id"
    ok: str = "success"
    error: str = "error"
    detail: str = "details"
    most: int = 30
    full: str = ""
    every: float = 1.0
    patience: float = 3600.0


@dataclass(frozen=True, slots=True)
class Write:
    """One request that changes a row.

    columns   the columns this request carries; () = every writable one that no other Write names.
              Columns named in the path are not in the body
    wrap      key around the body ({"ticket": {...}})
    needs_one an INSERT must give one of these columns
    because   the API's own rule, named when `needs_one` or a required column is missing
    repeatable  sending it twice leaves what sending it once leaves (None: by HTTP method)
    many      the bulk form for many rows
    new_id    where the new row's id stands in the answer (a path), where not as the helpdesk's `new_id` says
    idempotency  header for a fresh key with each row: with it, sending again cannot double
    lock      optimistic locking
    final     rows with one of these values take no change any more, column -> values: a list without them
              serves an UPDATE as well as a whole one
    """

    method: str
    path: str
    style: Style = OBJECT
    columns: tuple[str, ...] = ()
    wrap: str = ""
    needs_one: tuple[str, ...] = ()
    because: str = ""
    repeatable: bool | None = None
    many: Many | None = None
    new_id: str = ""
    idempotency: str = ""
    lock: Lock | None = None
    final: Mapping[str, tuple[Any, ...]] = field(default_factory=dict)
