"""The vocabulary in which a helpdesk is described: data only, frozen, no I/O.

A definition (`vtables/<helpdesk>`) says what the objects are, which requests read and write them and
which columns they have. `plan` chooses among the reads, `rows` compiles the paths, `writes` makes the
bodies. `problems()` in `helpsql.check` names every fault of a definition at once.

Paths into JSON are dotted keys (`assignee.id`); `[]` after a key steps into each element of an array and
`^.` climbs from there to the record around it (`_embedded.customers[]._embedded.emails[]`, `^.id`). A bare
`[]` is an answer that is itself the array. An object where an array was expected is its only element.
"""

from __future__ import annotations

import enum
import re
from collections.abc import Callable, Generator, Mapping, Sequence
from dataclasses import dataclass, field
from functools import cached_property
from typing import Any

PLACEHOLDER = re.compile(r"\{(\w+)\}")


class Type(enum.StrEnum):
    """Declared type of a column or parameter. TIMESTAMP and DATE compare by instant, JSON is text."""

    INTEGER = "INTEGER"
    REAL = "REAL"
    TEXT = "TEXT"
    BOOLEAN = "BOOLEAN"
    TIMESTAMP = "TIMESTAMP"
    DATE = "DATE"
    JSON = "JSON"


INTEGER, REAL, TEXT, BOOLEAN = Type.INTEGER, Type.REAL, Type.TEXT, Type.BOOLEAN
TIMESTAMP, DATE, JSON = Type.TIMESTAMP, Type.DATE, Type.JSON


class Writable(enum.Flag):
    """When a column can be given."""

    NEVER = 0
    INSERT = 1
    UPDATE = 2
    BOTH = 3


NEVER, ON_INSERT, ON_UPDATE, BOTH = Writable.NEVER, Writable.INSERT, Writable.UPDATE, Writable.BOTH

NOWHERE = "-"
"""`at` of a column that no answer holds: it is only written, or only used as a filter."""

Values = Mapping[str, Any]
"""Valid values, as written in SQL -> as the API spells them."""


def same(*names: str) -> Values:
    """Values that SQL and the API spell alike."""
    return {name: name for name in names}


def lower_first(*names: str) -> Values:
    """PascalCase in SQL, camelCase in the API: FirstReplyResolved -> firstReplyResolved."""
    return {name: name[:1].lower() + name[1:] for name in names}


@dataclass(frozen=True, slots=True)
class Column:
    """One column. What it means, where it stands in a record, and when it can be written.

    at        path in a record of the answer; default: the helpdesk's `naming` of the column's name
    key       part of the row's identity (unique in the table, never NULL)
    write     when it can be given; `body` is its path in the request where that is not `at`
    patch     "op path" of its JSON-patch operation (update style OP/OPS) where that is not `replace /body`
    required  an INSERT without it is refused before sending
    values    the valid values, checked before sending; matched in any letter case
    shape     for JSON: "array" or "object", checked before sending
    points_to "Table.Column" whose value it holds: joins along it are batched
    echo      not in the answer: holds the value that the WHERE clause gave (report filters). Only a read that
              takes the column can serve a query that filters by it
    hidden    left out of SELECT *
    own       the fields of the account's own making that the column shows, one for each place they differ
    once      a request that carries it must not be sent twice, whatever its method (a comment would double)
    """

    name: str
    type: Type
    description: str
    at: str = ""
    key: bool = False
    write: Writable = NEVER
    body: str = ""
    patch: str = ""
    required: bool = False
    values: Values = field(default_factory=dict)
    shape: str = ""
    points_to: str = ""
    echo: bool = False
    hidden: bool = False
    own: tuple[Own, ...] = ()
    once: bool = False


@dataclass(frozen=True, slots=True)
class Own:
    """A field of an account's own making: its key in records, the place it is defined for ("" = everywhere),
    the options of a dropdown, label -> what is written, and its kind in the helpdesk's words.
    """

    key: str
    within: str = ""
    options: Values = field(default_factory=dict)
    kind: str = ""


@dataclass(frozen=True, slots=True)
class Take:
    """A filter that a read hands to the API: `column` compared by one of `ops`, sent as `param`.

    ops       of "=", "in", ">", ">=", "<", "<="; a strict bound sent as an inclusive one is a superset
    term      how one value is written; `{}` is the value. Several terms of one param are joined as the
              helpdesk's `joins` say (`query`: AND), several values of one "in" by `many`
    exact     the API's comparison is SQL's: rows need no second check, counts can be trusted
    required  the read cannot be sent without it (path placeholders are required by nature)
    only      values that can be sent, where others would be refused or mean something else
    many      what stands between several values; an `echo` column's own value may be such a list
    limit     most values of one "in" in one request; 1: one request a value
    raw       the value is a search expression in the API's own language: no escaping
    when      how an instant is written, where not as the helpdesk's `when`: a strftime format, or UNIX
    widen     seconds by which a bound is moved outward: nobody knows whether the API includes the bound
    ago       a lower bound later than this many seconds ago is sent as that moment: later ones are refused

    Beside these, the op "null" is IS NULL: `term` holds no `{}` and is sent as it is.
    """

    column: str
    ops: tuple[str, ...]
    param: str
    term: str = "{}"
    exact: bool = False
    required: bool = False
    only: Values = field(default_factory=dict)
    many: str = ""
    limit: int = 1
    raw: bool = False
    when: str = ""
    widen: float = 0.0
    ago: float = 0.0


UNIX = "unix"
"""`Take.when` of a parameter in whole seconds since 1970."""


def equals(
    column: str, param: str, *, exact: bool = False, required: bool = False, only: Values | None = None
) -> Take:
    """One value of the column as the parameter; an IN sends one request a value."""
    return Take(column, ("=",), param, exact=exact, required=required, only=only or {})


def any_of(column: str, param: str, *, limit: int, many: str = ",", exact: bool = False) -> Take:
    """One or several values in one parameter, at most `limit` a request."""
    return Take(column, ("=", "in"), param, exact=exact, many=many, limit=limit)


def at_least(column: str, param: str, term: str = "{}") -> Take:
    """Lower bound; the API may include the bound itself."""
    return Take(column, (">", ">="), param, term=term)


def at_most(column: str, param: str, term: str = "{}") -> Take:
    """Upper bound; the API may include the bound itself."""
    return Take(column, ("<", "<="), param, term=term)


def matches(column: str, param: str, term: str) -> Take:
    """Equality sent as a search term that may find more than the equal rows."""
    return Take(column, ("=",), param, term=term)


def is_null(column: str, param: str, term: str) -> Take:
    """IS NULL sent as a fixed search term that may find more than those rows."""
    return Take(column, ("null",), param, term=term)


@dataclass(frozen=True, slots=True)
class Join:
    """How several terms become one parameter; `escape` is a rule of `helpsql.values`: lucene, json, phrase.

    phrase: a double quote in a value becomes a space: no phrase can hold one, and only its words count.
    """

    between: str
    around: str = "{}"
    escape: str = ""


@dataclass(frozen=True, slots=True)
class Pages:
    """Numbered pages with known totals: after the first, they are fetched side by side.

    Paths are into the body of an answer. `size` is what one page holds unless the answer says otherwise
    (`size_at`). A page beyond the last is never asked for.
    """

    param: str = "page"
    size: int = 50
    pages_at: str = ""
    count_at: str = ""
    size_at: str = ""
    first: int = 1


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
              Where the `unique` read lacks the column too, a query that uses it takes a read that has it
    among     where rows missing by `partial` all have one of these values, column -> values: a query that
              asks for none of them finds this read whole
    cap       most rows it can give (0: no bound): where there are more, another read must be taken, the
              query be split, or the statement fail with the reason
    stale     why its rows may lag behind or go beyond what the API shows by key; a note beside the answer,
              no reason to avoid the read
    weight    what one of its requests costs, 1 being an ordinary one: more where its rate limit is scarce
    filtered  sent only with at least one of its `takes`
    terms     terms that always stand in a joined parameter, before those of the filters
    where     only records with one of these values at a path (as a column's `at`) are rows; None: absent
    loose     placeholders whose comparison is wider than SQL's: rows are checked again, and show their own
    counts    how to count its rows without reading them
    own       filters on an account's own fields, by kind: `{key}` in `param` or `term` is the field's key,
              the `column` of such a Take is ""
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
    weight: float = 1.0
    filtered: bool = False
    terms: Mapping[str, tuple[str, ...]] = field(default_factory=dict)
    where: Mapping[str, tuple[Any, ...]] = field(default_factory=dict)
    loose: tuple[str, ...] = ()
    counts: Count | None = None
    own: Mapping[str, Take] = field(default_factory=dict)

    @property
    def placeholders(self) -> tuple[str, ...]:
        return tuple(PLACEHOLDER.findall(self.path))

    @property
    def required(self) -> tuple[str, ...]:
        """Columns without whose value this read cannot be sent."""
        return self.placeholders + tuple(take.column for take in self.takes if take.required)


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
    size      most rows in a request
    job       the answer is a job (`Helpdesk.job`); otherwise it is the end of the matter
    columns   the only columns it carries, where not all of the write's
    only      the write has no single form: one row goes this way as well
    fixed     members of the body that are always sent (dotted paths)

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
    most      how many an account may have in flight
    every     seconds from one look to the next
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
    every: float = 1.0


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


@dataclass(frozen=True, slots=True)
class Changes:
    """How later changes are found: the column to remember, and whether deletions are seen."""

    column: str
    sees_deletes: bool = False
    note: str = ""


@dataclass(frozen=True, slots=True)
class Custom:
    """Fields of an account's own making, turned into columns.

    table     the table of their definitions, read once and cached (a Table of the same helpdesk)
    name, key, kind, options   its columns: display name, key in a record, type, JSON array of options
    types     its types -> column types (others become TEXT)
    at        path of the array of values in a record, whose elements hold `match` = key and `value`
    match, value, label   members of such an element; `label`, where present, is preferred (dropdowns)
    write     when they can be given. `body` is the array in an insert, with elements
              {body_key: key, body_value: value}; an update is sent by `update`, one request a field with the
              body {body_value: value} where its path holds `{key}` (the word, for the field's key)
    clear     the request that sets a field to NULL where `update` cannot; its path holds `{key}`
    option_value  a dropdown is written as this member of its option, found by `label` among `options`
    within    a column of both tables: a row has the fields whose definition agrees with it there
    where     filters of reading the definitions, column -> value
    active    a boolean column of the definitions: fields where it is false get no column
    skip      kinds that are no fields of the account's own (they have columns already)
    keyed     `at` is an object {key: value} and no array (`match` is ""); so is `body` in requests
    merge     fields that an update leaves out keep their values: only the changed ones are sent, in the body
              of `update` together with its other columns where that is one of the table's updates
    typed     values are written as JSON of their type (true, 5, ["a"]), not as text
    option_label  the member of an option that people see
    stable    a second, hidden column with a name that never changes: `custom_{key}`
    clash     name where several fields, or a field and a column, would be called alike: `{name}_{key}`, for
              each of those fields ("": a suffix is found)

    A JSON field with options (several may be chosen) has an array of them as its value.
    """

    table: str
    name: str
    key: str
    kind: str
    types: Mapping[str, Type]
    at: str
    match: str
    value: str = "value"
    label: str = ""
    options: str = ""
    write: Writable = NEVER
    body: str = ""
    body_key: str = ""
    body_value: str = "value"
    update: Write | None = None
    option_value: str = ""
    clear: Write | None = None
    within: str = ""
    where: Mapping[str, Any] = field(default_factory=dict)
    active: str = ""
    skip: tuple[str, ...] = ()
    keyed: bool = False
    merge: bool = False
    typed: bool = False
    option_label: str = "label"
    stable: str = ""
    clash: str = ""


@dataclass(frozen=True)
class Table:
    """One object of a helpdesk: what it is, how to get it, how to change it, what is in it.

    rows      about how many rows an account has: a first guess for the planner
    """

    name: str
    description: str
    columns: Sequence[Column]
    reads: Sequence[Read]
    docs: str = ""
    insert: Write | None = None
    update: Sequence[Write] = ()
    delete: Write | None = None
    changes: Changes | None = None
    custom: Custom | None = None
    aliases: tuple[str, ...] = ()
    rows: int = 1000
    examples: tuple[str, ...] = ()

    @cached_property
    def by_name(self) -> dict[str, Column]:
        """Columns by lower-case name."""
        return {column.name.lower(): column for column in self.columns}

    @cached_property
    def keys(self) -> tuple[str, ...]:
        return tuple(column.name for column in self.columns if column.key)


@dataclass(frozen=True, slots=True)
class Family:
    """Tables of an account's own making, one for each row of `table`.

    make      a row, column -> value -> its Table. Pure; a name that a table has already is left out
    """

    table: str
    make: Callable[[Mapping[str, Any]], Table]


@dataclass(frozen=True, slots=True)
class Parameter:
    """One argument of a procedure; matched by place or by name in any letter case.

    body      its path in the request body; default: its name, first letter in lower case. Parameters named
              in the path are not in the body; NOWHERE keeps one out of it
    values    valid values, SQL spelling -> API spelling, in any letter case
    default   used when it is not given (None: left out of the body)
    """

    name: str
    type: Type
    description: str
    required: bool = True
    body: str = ""
    values: Values = field(default_factory=dict)
    shape: str = ""
    default: Any = None


@dataclass(frozen=True, slots=True)
class Request:
    """A request to be made: path below the base URL with `params`, JSON `body` (None: none).

    raw       the answer is bytes, not JSON
    wait      seconds to wait before it is sent (a procedure that looks after a job); interruptible
    content   body as bytes, in the place of `body`; its type stands in `headers`
    idempotency  header for a fresh key, the same for each attempt of this request
    """

    method: str
    path: str
    params: Mapping[str, str] = field(default_factory=dict)
    body: Any = None
    headers: Mapping[str, str] = field(default_factory=dict)
    repeatable: bool | None = None
    raw: bool = False
    wait: float = 0.0
    content: bytes | None = None
    idempotency: str = ""


@dataclass(frozen=True, slots=True)
class Response:
    """What came back. `json` is the decoded body (None when empty); `content` its bytes."""

    status: int
    headers: Mapping[str, str]
    json: Any
    content: bytes = b""


Steps = Generator[Request, Response, list[dict[str, Any]]]
"""A procedure of several requests, without I/O: yields requests, is sent responses, returns its rows."""


@dataclass(frozen=True, slots=True)
class Procedure:
    """An action that is not a row: `call Name(...)`.

    request   method and path with parameters as placeholders; the other parameters make the body
    steps     for what one request cannot do: a named function beside the definition
    returns   columns of the row it gives back; "Id" is the id of what was made, a name that is also a
              parameter's (letter case aside) holds its argument
    wrap      key around the body
    fixed     members of the body that are always sent (dotted paths)
    gives     returned columns that are read from the answer, name -> path
    idempotency  header for a fresh key: with it, sending again cannot double
    needs_one at least one of these parameters must be given, as `because` says
    """

    name: str
    description: str
    parameters: Sequence[Parameter]
    method: str = ""
    path: str = ""
    steps: Callable[[Mapping[str, Any]], Steps] | None = None
    returns: tuple[str, ...] = ("Id",)
    docs: str = ""
    wrap: str = ""
    fixed: Mapping[str, Any] = field(default_factory=dict)
    style: Style = OBJECT
    repeatable: bool | None = None
    writes: bool = True
    gives: Mapping[str, str] = field(default_factory=dict)
    needs_one: tuple[str, ...] = ()
    because: str = ""
    idempotency: str = ""

    @property
    def usage(self) -> str:
        shown = [p.name if p.required else f"[{p.name}]" for p in self.parameters]
        return f"call {self.name}({', '.join(shown)})"


@dataclass(frozen=True, slots=True)
class Bucket:
    """A rate limit of some requests alone, beside the account's.

    requests  "METHOD /path" each; in a path `{id}` stands for a number, any other `{…}` for one segment;
              query and suffix .json aside
    limit     requests in `window` seconds, until the answers tell another number
    header    the API's name of it, as it stands in `Limits.bucket_headers`
    each      every path (every row) has a limit of its own
    """

    name: str
    requests: tuple[str, ...]
    limit: int
    window: float = 60.0
    header: str = ""
    each: bool = False


@dataclass(frozen=True, slots=True)
class Limits:
    """The rate limit's headers; `window` in seconds; `cost` of a method where it is not 1.

    also      further families (limit, remaining, reset) of headers, for answers without the first
    buckets   limits of some requests alone; a request draws from each that names it, and from the account's
    bucket_headers  headers of such limits, `{}` their name; a value is `total=100; remaining=99; resets=41`
    """

    limit: str = ""
    remaining: str = ""
    reset: str = ""
    retry_after: tuple[str, ...] = ("Retry-After",)
    window: float = 60.0
    cost: Mapping[str, int] = field(default_factory=dict)
    also: tuple[tuple[str, str, str], ...] = ()
    buckets: Sequence[Bucket] = ()
    bucket_headers: tuple[str, ...] = ()


@dataclass(frozen=True, slots=True)
class ErrorBody:
    """Where an error answer says what is wrong: `message`, then `each` as `path: text`.

    fields    path of an object field -> array of complaints, each with its text at `fields_message`
    """

    message: tuple[str, ...] = ("message", "error_description", "error")
    each: str = ""
    each_path: str = "path"
    each_message: str = "message"
    fields: str = ""
    fields_message: str = "description"


@dataclass(frozen=True, slots=True)
class Setting:
    """One setting of a connection. A `secret` one is never printed."""

    name: str
    description: str
    secret: bool = False
    required: bool = True
    default: str = ""


@dataclass(frozen=True, slots=True)
class OAuth2:
    """Client credentials, or a refresh token that may rotate; settings name where the values stand.

    scope     what is asked for ("" : nothing is)
    json      the token request's body is JSON and no form
    """

    token_path: str
    client_id: str
    client_secret: str
    refresh_token: str = "refresh_token"  # noqa: S105 - the name of a setting
    authorize_url: str = ""
    scope: str = ""
    json: bool = False

    @property
    def needs(self) -> tuple[str, ...]:
        """The settings without which one cannot sign in this way."""
        return (self.client_id, self.client_secret)

    @property
    def settings(self) -> tuple[str, ...]:
        return (*self.needs, self.refresh_token)


@dataclass(frozen=True, slots=True)
class ApiToken:
    """Basic authentication by the settings `user` and `token`: `user` + `suffix` is the name."""

    user: str
    token: str
    suffix: str = ""

    @property
    def needs(self) -> tuple[str, ...]:
        """The settings without which one cannot sign in this way."""
        return (self.user, self.token)

    @property
    def settings(self) -> tuple[str, ...]:
        return self.needs


Auth = OAuth2 | ApiToken


def pascal_name(name: str) -> str:
    """A field's display name as a column name: `Plan type` -> `PlanType`."""
    words = re.findall(r"\w+", name.replace("_", " "))
    joined = "".join(word[:1].upper() + word[1:] for word in words)
    return f"Field{joined}" if not joined or joined[0].isdigit() else joined


def snake_name(name: str) -> str:
    """A field's display name as a column name: `Order number` -> `order_number`."""
    joined = "_".join(re.findall(r"[^\W_]+", name.lower()))
    return f"field_{joined}".rstrip("_") if not joined or joined[0].isdigit() else joined


@dataclass(frozen=True)
class Helpdesk:
    """A helpdesk: what all its tables share, and the tables.

    naming    column name -> path of its value in a record
    joins     parameters made of several terms
    new_id    where the id of a created row stands: "header:Resource-ID" or a path in the body
    when      strftime format of an instant in UTC, as filters and bodies want it
    own_name  name of an account's own field -> name of its column
    base_url  may hold settings as placeholders: https://{subdomain}.example.com
    auth      ways to sign: the first whose settings are all given is taken, unless there is a plain `token`
    check     GET that tells whether the credentials are good; `check_at` is a path that is null when not
    job       what bulk writes answer
    families  tables of an account's own making

    Where a write has a `wrap` and the answer's body that member, `new_id` starts from it.
    """

    name: str
    title: str
    base_url: str
    docs: str
    auth: Auth | tuple[Auth, ...]
    settings: Sequence[Setting]
    tables: Sequence[Table]
    naming: Callable[[str], str]
    paging: Paging
    joins: Mapping[str, Join] = field(default_factory=dict)
    limits: Limits = field(default_factory=Limits)
    errors: ErrorBody = field(default_factory=ErrorBody)
    new_id: str = "id"
    when: str = "%Y-%m-%dT%H:%M:%SZ"
    check: str = ""
    concurrency: int = 8
    own_name: Callable[[str], str] = pascal_name
    check_at: str = ""
    job: Job | None = None
    families: Sequence[Family] = ()

    @property
    def ways(self) -> tuple[Auth, ...]:
        """The ways to sign, first choice first."""
        return self.auth if isinstance(self.auth, tuple) else (self.auth,)

    @cached_property
    def by_name(self) -> dict[str, Table]:
        """Tables by lower-case name and alias."""
        return {name.lower(): table for table in self.tables for name in (table.name, *table.aliases)}


def camel_path(name: str) -> str:
    """PascalCase with `_` for nesting -> dotted camelCase: `PrimaryCustomer_Id` -> `primaryCustomer.id`."""
    return ".".join(part[:1].lower() + part[1:] for part in name.split("_"))


def same_path(name: str) -> str:
    """The column is named as the API names it."""
    return name
