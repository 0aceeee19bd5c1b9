"""One connection's account: its helpdesk's definition, its client, and what was learned of it so far.

Opening one costs no request. The client (and with it httpx) comes into being with the first request, the
columns of an account's own fields with the first use of their table.
"""

from __future__ import annotations

from collections.abc import Callable, Iterator, Mapping, Sequence
from concurrent.futures import ThreadPoolExecutor
from dataclasses import replace
from functools import cached_property
from typing import TYPE_CHECKING, Any

from helpsql.bind import Chain, chains
from helpsql.bounds import absent
from helpsql.clock import SYSTEM, Clock
from helpsql.getters import Row
from helpsql.paging import Outlook, look_up, outlook, paging_of
from helpsql.pricing import Facts
from helpsql.recent import Recent
from helpsql.rows import Shape
from helpsql.spec import (
    Column,
    Count,
    Helpdesk,
    OnePage,
    Paging,
    Procedure,
    Read,
    Request,
    Table,
    Take,
)

if TYPE_CHECKING:
    from helpsql.custom import OwnFields
    from helpsql.http import Client
    from helpsql.plan import Plan
    from helpsql.requestlog import RequestLog
    from helpsql.scope import Scope

MakeClient = Callable[[Helpdesk], "Client"]


class Account:
    """A schema of the SQL prompt: tables of one helpdesk, filled by one account.

    may_ask   its own columns may be looked up; EXPLAIN sends nothing
    is_bare   a table was given without them for that reason
    """

    def __init__(
        self,
        name: str,
        helpdesk: Helpdesk,
        procedures: Mapping[str, Procedure],
        make_client: MakeClient,
        log: RequestLog,
        *,
        own_fields: OwnFields | None = None,
        clock: Clock = SYSTEM,
    ) -> None:
        self.name = name
        self.helpdesk = helpdesk
        self.procedures = procedures
        self.make_client = make_client
        self.log = log
        self.own_fields = own_fields
        self.begin: Callable[[Scope], None] = lambda _: None
        self.may_ask = True
        self.is_bare = False
        self.clock = clock
        self.recent = Recent(clock)
        self._tables: dict[str, Table] = {}
        self._shapes: dict[tuple[int, int], Shape] = {}
        self._counts: dict[str, int] = {}
        self._pool: ThreadPoolExecutor | None = None
        self._families = list(helpdesk.families)

    @cached_property
    def client(self) -> Client:
        return self.make_client(self.helpdesk)

    @property
    def opened(self) -> bool:
        """A client exists, so requests may have been sent."""
        return "client" in self.__dict__

    @property
    def pool(self) -> ThreadPoolExecutor:
        """The threads in which pages are fetched ahead of the reader."""
        if self._pool is None:
            self._pool = ThreadPoolExecutor(max(1, self.client.concurrency), thread_name_prefix=self.name)
        return self._pool

    def table(self, name: str) -> Table:
        """The table with its account's own columns; the first use of one with such columns looks them up."""
        found = self._tables.get(name.lower())
        if found is None:
            found = self.helpdesk.by_name[name.lower()]
            own = self._own_columns(found)
            found = replace(found, columns=[*found.columns, *(own or ())])
            found = _dear_ones_hidden(with_own_filters(found))
            if own is None:
                self.is_bare = True
                return found
            self._tables[name.lower()] = self._tables[found.name.lower()] = found
        return found

    def _own_columns(self, table: Table) -> tuple[Column, ...] | None:
        """The account's own columns; None where they are not known and nothing may be asked."""
        if table.custom is None or self.own_fields is None:
            return ()
        return (
            self.own_fields.columns(self, table)
            if self.may_ask
            else self.own_fields.kept_columns(self, table)
        )

    def add_families(self, *, ask: bool = True) -> list[str]:
        """Learn the tables of the account's own making; their names, once. Without `ask` sends nothing."""
        new: list[Table] = []
        for family in self._families if self.own_fields is not None else ():
            assert self.own_fields is not None
            found = self.own_fields.family(self, family) if ask else self.own_fields.kept_family(family)
            if found is None:
                continue
            self._families = [other for other in self._families if other is not family]
            new += [table for table in found if table.name.lower() not in self.helpdesk.by_name]
        tables = {table.name.lower(): table for table in new}
        self.helpdesk = replace(self.helpdesk, tables=[*self.helpdesk.tables, *tables.values()])
        self.__dict__.pop("domains", None)
        return [table.name for table in tables.values()]

    def used_tables(self) -> list[Table]:
        """The tables that statements used so far, with the account's own columns."""
        return list({table.name: table for table in self._tables.values()}.values())

    def forget(self) -> None:
        """Look the account's own columns up again at their table's next use."""
        self._tables.clear()
        self._shapes.clear()

    def shape(self, table: Table, read: Read) -> Shape:
        """How the read's rows are decoded, compiled once."""
        key = (id(table), id(read))  # a walk may use the table without the account's own columns
        if key not in self._shapes:
            self._shapes[key] = Shape(
                table, table.columns, read, self.helpdesk.naming, self.helpdesk.includes[1]
            )
        return self._shapes[key]

    def fetch(
        self, request: Request, shape: Shape, paging: Paging, scope: Scope
    ) -> tuple[list[Row], Outlook]:
        """One page's rows and what it says of the rest. Costs one request."""
        accept = shape.read.empty_on if shape.read.placeholders else ()
        response = self.client.send(request, scope, accept=accept)
        if not 200 <= response.status < 300:
            return [], Outlook(1, 0, 1)
        where = self._where(request)
        rows = shape.rows(response.json, where)
        seen = outlook(paging, response.json, shape.records(response.json, where))
        seen = replace(seen, around=shape.around(response.json), edge=shape.edge(response.json, where))
        if (entry := scope.last_entry) is not None:
            self.log.note_rows(entry, len(rows))
            scope.rows_read(len(rows))
        if seen.rows is not None and _is_whole(request, shape.read, paging, self.helpdesk):
            self._counts[shape.table.name] = seen.rows
        return rows, seen

    def chains(self, plan: Plan, values: Sequence[Any]) -> list[Chain]:
        """The request chains of a plan, now."""
        return chains(plan, values, self.helpdesk, self.clock.now())

    def count(self, request: Request, read: Read, counts: Count, scope: Scope) -> int | None:
        """The number that a count's answer tells, None where it cannot be trusted. Costs one request."""
        accept = read.empty_on if read.placeholders else ()
        response = self.client.send(request, scope, accept=accept)
        if not 200 <= response.status < 300:
            return 0
        number = look_up(response.json, counts.at)
        if not isinstance(number, int) or isinstance(number, bool) or number < 0:
            return None
        return None if counts.up_to and number >= counts.up_to else number

    def _where(self, request: Request) -> str:
        return f"{self.name}: {request.method} {request.path}"

    def rows_of(self, table: Table) -> float:
        """How many rows the table has: counted if a list of it was read, else a guess."""
        return float(self._counts.get(table.name, table.rows))

    def learn_rows(self, table: Table, number: int | None) -> None:
        """Remember how many rows the table has."""
        if number is not None:
            self._counts[table.name] = number

    def counted(self, table: Table) -> bool:
        return table.name in self._counts

    def paging_of(self, read: Read) -> Paging:
        paging = paging_of(read, self.helpdesk)
        return replace(paging, size=1) if isinstance(paging, OnePage) and read.unique else paging

    @cached_property
    def facts(self) -> Facts:
        return Facts(self.rows_of, self.paging_of, self._known)

    def _known(self, name: str) -> Table:
        """The table, with the account's own columns if they were looked up: sends nothing."""
        return self._tables.get(name.lower()) or self.helpdesk.by_name[name.lower()]

    @cached_property
    def domains(self) -> dict[str, list[tuple[str, str]]]:
        """The columns that hold the same kind of id: "Users.Id" -> [("Conversations", "Assignee_Id"), …]."""
        found: dict[str, list[tuple[str, str]]] = {}
        for table in self.helpdesk.tables:
            for column in table.columns:
                found.setdefault(domain(table, column), []).append((table.name, column.name))
        return found

    def close(self) -> None:
        if self._pool is not None:
            self._pool.shutdown(wait=False, cancel_futures=True)
        if self.opened:
            self.client.close()


def _dear_ones_hidden(table: Table) -> Table:
    """Columns that a list leaves out cost a request a row: SELECT * does without them."""
    dear = {name for read in table.reads for name in absent(table, read)}
    if not dear:
        return table
    columns = [replace(c, hidden=True) if c.name.lower() in dear else c for c in table.columns]
    return replace(table, columns=columns)


def with_own_filters(table: Table) -> Table:
    """The table whose reads take filters on the account's own fields, where the API has such."""
    if not any(read.own for read in table.reads):
        return table
    reads = [replace(read, takes=[*read.takes, *_own_takes(table, read)]) for read in table.reads]
    return replace(table, reads=reads)


def _own_takes(table: Table, read: Read) -> Iterator[Take]:
    for column in table.columns:
        take = read.own.get(column.own[0].kind) if len(column.own) == 1 else None
        if take is not None:
            key = column.own[0].key
            param, term = take.param.replace("{key}", key), take.term.replace("{key}", key)
            yield replace(take, column=column.name, param=param, term=term)


def _is_whole(request: Request, read: Read, paging: Paging, helpdesk: Helpdesk) -> bool:
    """The request asks for every row of the table, so its total is the table's."""
    form = {
        getattr(paging, "param", ""),
        getattr(paging, "size_param", ""),
        *((read.sort.param, read.sort.direction) if read.sort else ()),
    }
    form |= {helpdesk.members, helpdesk.includes[0]}
    asked, always = (
        {name: value for name, value in params.items() if name not in form}
        for params in (request.params, read.params)
    )
    return not read.required and asked == always


def domain(table: Table, column: Column) -> str:
    """The id a column holds: the column it points to, or itself."""
    return column.points_to or f"{table.name}.{column.name}"
