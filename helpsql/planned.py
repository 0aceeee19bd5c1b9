"""The requests that writes would send, in words: what a dry run and `.pending` show. Nothing is changed."""

from __future__ import annotations

import itertools
from collections.abc import Iterable, Iterator, Mapping, Sequence
from typing import TYPE_CHECKING, Any

import orjson

from helpsql.bodies import steps
from helpsql.bulk import is_bulk, stages
from helpsql.callbodies import call_request, run_procedure
from helpsql.errors import DataError
from helpsql.pending import CallWrite, RowWrite
from helpsql.retry import is_read
from helpsql.secret import MASK, is_secret_name
from helpsql.spec import Request, Response

if TYPE_CHECKING:
    from helpsql.pending import Pending
    from helpsql.scope import Scope


def rows_of(group: Sequence[Pending]) -> list[RowWrite]:
    return [write for write in group if isinstance(write, RowWrite)]


def kind_of(write: Pending) -> tuple[str, str, str]:
    """Writes of one kind to one table do not depend on each other."""
    if isinstance(write, CallWrite):
        return write.account.name, "", f"call {id(write)}"
    return write.account.name, write.table.name, write.kind


def planned(writes: Iterable[Pending], scope: Scope | None = None) -> Iterator[str]:
    """The requests that would be sent, one line each: dry run and `.pending` show them.

    A procedure that first asks is run up to its writes, which are not sent; without a scope it is named.
    """
    for _, group in itertools.groupby(writes, key=kind_of):
        together = list(group)
        name = together[0].account.name
        for request in _requests_of(together, scope):
            if isinstance(request, str):
                yield f"{name}: {request}"
            else:
                yield f"{name}: {request.method} {_address(request)}{_content(request)}"


def _address(request: Request) -> str:
    query = "&".join(f"{name}={value}" for name, value in request.params.items())
    return f"{request.path}?{query}" if query else request.path


def _content(request: Request) -> str:
    if request.content is not None:
        return f" ({len(request.content):,} bytes)"
    return "" if request.body is None else " " + orjson.dumps(_masked(request.body)).decode()


def _masked(body: Any) -> Any:
    """The body without what is secret by the name of its member, or by the path of a patch."""
    if isinstance(body, Mapping):
        hides = is_secret_name(str(body.get("path", "")).rpartition("/")[2])
        return {
            name: MASK if _hides(name, value) or (hides and name == "value") else _masked(value)
            for name, value in body.items()
        }
    return [_masked(one) for one in body] if isinstance(body, list | tuple) else body


def _hides(name: str, value: Any) -> bool:
    return is_secret_name(name) and value is not None and not isinstance(value, bool | Mapping | list)


def _requests_of(group: Sequence[Pending], scope: Scope | None) -> Sequence[Request | str]:
    write = group[0]
    if isinstance(write, CallWrite):
        return _requests_of_call(write, scope)
    found = stages(rows_of(group))
    if is_bulk(found):
        return [parcel.request for stage in found for parcel in stage]
    return [step.request for row in rows_of(group) for step in steps(row)]


def _requests_of_call(write: CallWrite, scope: Scope | None) -> Sequence[Request | str]:
    procedure = write.procedure
    if procedure.steps is None:
        return [call_request(procedure, write.arguments, write.account.helpdesk)]
    if scope is None:
        given = (MASK if _hides(name, value) else repr(value) for name, value in write.arguments.items())
        return [f"{procedure.name}({', '.join(given)})"]
    found: list[Request | str] = []

    def pretend(request: Request) -> Response:
        if is_read(request.method):
            return write.account.client.send(request, scope)
        found.append(request)
        return Response(204, {}, None)

    try:
        run_procedure(write, pretend)
    except DataError:
        # What comes next depends on the answer to a write, which was not sent.
        if not found:
            raise
    return found
