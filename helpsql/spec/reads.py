"""Reads: a GET, its pages and orders, and what its rows may lack."""

from __future__ import annotations

import re
from collections.abc import Mapping, Sequence
from dataclasses import dataclass, field
from typing import Any

from helpsql.spec.filters import Take

PLACEHOLDER = re.compile(r"\{(\w+)\}")


@dataclass(frozen=True, slots=True)
class Pages:
    """Numbered pages with known totals: after the first, they are fetched side by side.

    Paths are into the body of an answer. `size` is what one page holds unless the answer says otherwise
    (`size_at`), or holds fewer though there are more. A page beyond the last is never asked for.

    size_param  pages of `size` rows are asked for by this parameter
    more_at     a path whose value true means that a page follows, whatever else is said of their number
    """

    param: str = "page"
    size: int = 50
    pages_at: str = ""
    count_at: str = ""
    size_at: str = ""
    first: int = 1
    size_param: str = ""
    more_at: str = ""


@dataclass(frozen=True, slots=True)
class NextLink:
    """Each answer holds the address of the next page; no address: the end. One after another.

    size_param  the first request asks for `size` rows by this parameter (later addresses hold it already)
    more_at     a path whose value false means the end, whatever address is given
    until       a path whose value true means the end, whatever address is given
    own_host    of the address only path and query count: the API may name another host of the same account

    A page that names its own address as the next is the end too; a longer circle is an error.
    """

    at: str
    size: int = 50
    count_at: str = ""
    size_param: str = ""
    more_at: str = ""
    until: str = ""
    own_host: bool = False


@dataclass(frozen=True, slots=True)
class OnePage:
    """The answer is whole."""

    size: int = 50


Paging = Pages | NextLink | OnePage


@dataclass(frozen=True, slots=True)
class Sort:
    """Orders that a read can promise, and how to ask for them.

    fields    column -> name in the API; only columns whose API order is SQL's order
    default   the order without asking, "Column desc" or "Column"

    Without `direction` the way is said before the field's name: `ascending` and `descending` are prefixes.
    """

    param: str = ""
    direction: str = ""
    fields: Mapping[str, str] = field(default_factory=dict)
    default: str = ""
    ascending: str = "asc"
    descending: str = "desc"


@dataclass(frozen=True, slots=True)
class Count:
    """A request that tells how many rows a read has, without reading them: a GET with the read's filters.

    path      its placeholders are those of the read
    at        path of the number in the answer
    params    sent always, in the place of the read's own (its `terms` are sent as well)
    without   columns whose filters it does not take: a query with one of them is counted by reading
    up_to     largest number that is exact; a larger one is an estimate, and the rows are counted by reading
    """

    path: str
    at: str
    params: Mapping[str, str] = field(default_factory=dict)
    without: tuple[str, ...] = ()
    up_to: int = 0


@dataclass(frozen=True, slots=True)
class Window:
    """How a list goes on beyond its cap: as a new list that begins where the last record of it stands.

    at        path in a record of a value that rises along the list, in the order that it has without asking
    param     lower bound of a list on that value; a filter that sends it too is replaced, being lower
    shared    several records may have the same value, and the bound is inclusive: those that were read are
              left out of the new list. Otherwise a new list begins behind the record
    """

    at: str
    param: str
    shared: bool = False


@dataclass(frozen=True, slots=True)
class Read:
    """One way to read a table: a GET, the filters it takes, the rows in its answer.

    path      placeholders are columns that must be known: `/v2/conversations/{Id}`
    rows      path of the records; "" = the answer itself is the one record
    params    sent always, unless a taken filter sets the same parameter
    walk      a placeholder column that `points_to` a table may be filled by reading that table
    exact     the placeholders' comparison is SQL's (an id in a path is)
    partial   why rows may be missing or cut when this read is used; "" = it gives every row in full.
              The planner prefers a read without it, and the answer says so otherwise
    unique    at most one row answers (a read by key)
    empty_on  statuses that mean "no row" and not an error
    or_rows   where the records stand in answers that have nothing at `rows` (two spellings of one key)
    lacks     columns that its records leave out though the table's `unique` read gives them: a query that
              uses one, or a custom field that stands in one, reads each row by key; any other query does not.
              Where the `unique` read lacks the column too, a query that uses it takes a read that has it;
              where none can be sent, the column is NULL and the answer says so
    among     where rows missing by `partial` all have one of these values, column -> values: a query that
              asks for none of them finds this read whole
    cap       most rows it can give (0: no bound): where there are more, another read must be taken, the
              query be split, or the statement fail with the reason
    stale     why its rows may lag behind or go beyond what the API shows by key; a note beside the answer,
              no reason to avoid the read
    lag       seconds by which its rows may be behind, as `stale` says: rows that the session wrote since are
              read again by key, and so is every row that decides what a statement writes
    weight    what one of its requests costs, 1 being an ordinary one: more where its rate limit is scarce
    filtered  sent only with at least one of its `takes`
    terms     terms that always stand in a joined parameter, before those of the filters
    where     only records with one of these values at a path (as a column's `at`) are rows; None: absent
    loose     placeholders whose comparison is wider than SQL's: rows are checked again, and show their own
    counts    how to count its rows without reading them
    own       filters on an account's own fields, by kind: `{key}` in `param` or `term` is the field's key,
              the `column` of such a Take is ""
    window    how it goes on beyond its `cap`, so that it gives every row all the same
    tells     column of the table it walks that is 0 for a parent without rows: nothing is asked for that one
    within    columns whose value is never above the parent's, column -> column of the table it walks: a lower
              bound on one holds for the parents too, and fewer are walked
    parts     a parameter and its values: the rows come in parts, one for each value ("": not sent), each
              with pages and an order of its own. A filter that sets the parameter picks one. Where all keys
              that are asked for were found in one part, no other is asked
    """

    path: str
    rows: str = ""
    takes: Sequence[Take] = ()
    params: Mapping[str, str] = field(default_factory=dict)
    paging: Paging | None = None
    sort: Sort | None = None
    walk: bool = False
    partial: str = ""
    unique: bool = False
    empty_on: tuple[int, ...] = (404,)
    or_rows: str = ""
    lacks: tuple[str, ...] = ()
    among: Mapping[str, tuple[Any, ...]] = field(default_factory=dict)
    cap: int = 0
    stale: str = ""
    lag: float = 0.0
    weight: float = 1.0
    filtered: bool = False
    terms: Mapping[str, tuple[str, ...]] = field(default_factory=dict)
    where: Mapping[str, tuple[Any, ...]] = field(default_factory=dict)
    loose: tuple[str, ...] = ()
    counts: Count | None = None
    own: Mapping[str, Take] = field(default_factory=dict)
    window: Window | None = None
    tells: str = ""
    within: Mapping[str, str] = field(default_factory=dict)
    parts: tuple[str, tuple[str, ...]] = ("", ())

    @property
    def placeholders(self) -> tuple[str, ...]:
        return tuple(PLACEHOLDER.findall(self.path))

    @property
    def required(self) -> tuple[str, ...]:
        """Columns without whose value this read cannot be sent."""
        return self.placeholders + tuple(take.column for take in self.takes if take.required)
