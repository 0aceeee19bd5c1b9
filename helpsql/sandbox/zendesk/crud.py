"""Endpoints of the small collections: list, show, create, update, delete, by one description each."""

from __future__ import annotations

from dataclasses import dataclass, field
from typing import TYPE_CHECKING, Any

from helpsql.sandbox.zendesk import render, values
from helpsql.sandbox.zendesk.bulk import ids_of
from helpsql.sandbox.zendesk.counts import count_response
from helpsql.sandbox.zendesk.endpoint import ADMIN, AGENT, Endpoint
from helpsql.sandbox.zendesk.errors import blank, invalid, json_response, label, not_found
from helpsql.sandbox.zendesk.listing import Sorted
from helpsql.sandbox.zendesk.pages import is_cursor, list_response, offset_sort_of, whole_response

if TYPE_CHECKING:
    from collections.abc import Callable, Iterable

    from werkzeug.wrappers import Response

    from helpsql.sandbox.zendesk.call import Call

Record = dict[str, Any]


def _keep(_call: Call, record: Record) -> Record:
    return record


def _no_filter(_call: Call, _record: Record) -> bool:
    return True


@dataclass(frozen=True)
class Kind:
    """One kind of thing.

    columns   what may be written, with its check; `fresh` are the other columns of a new one
    order     columns of the cursor order; `sorts` what `sort_by` takes
    settle    completes a new or changed record; raises 422
    shown     the record as it is given out, without its URL
    """

    plural: str
    singular: str
    columns: values.Columns
    fresh: Record = field(default_factory=dict)
    path: str = ""
    required: tuple[str, ...] = ()
    unique: str = ""
    order: tuple[str, ...] = ("id",)
    sorts: tuple[str, ...] = ()
    params: str = ""
    wanted: Callable[[Call, Record], bool] = _no_filter
    settle: Callable[[Call, Record], Record] = _keep
    shown: Callable[[Call, Record], Record] = _keep
    beside: Callable[[Call, list[Record]], Record] = lambda _call, _rows: {}
    writers: str = ADMIN
    paged: bool = True
    enveloped: bool = True
    flagged: str = ""
    """The column that a deletion sets, where the record stays."""

    @property
    def where(self) -> str:
        return self.path or self.plural

    def url_of(self, call: Call, record: Record) -> Record:
        return render.with_url(call, self.where)(self.shown(call, record))


def rows_of(call: Call, kind: Kind) -> list[Record]:
    return [r for r in call.world.small[kind.plural].values() if kind.wanted(call, r)]


def listed(call: Call, kind: Kind, rows: list[Record] | None = None) -> Response:
    found = rows_of(call, kind) if rows is None else rows
    if not kind.paged and not is_cursor(call):
        ordered = sorted(found, key=lambda r: tuple(_value(r, c) for c in ("position", "id") if c in r))
        shown = [kind.url_of(call, r) for r in ordered]
        if not kind.enveloped:
            return json_response({kind.plural: shown})
        return whole_response(call, kind.plural, shown, kind.beside(call, ordered))
    listing = sorted_by(found, _order(call, kind))
    return list_response(
        call, kind.plural, listing, lambda r: kind.url_of(call, r), lambda page: kind.beside(call, page)
    )


def sorted_by(rows: Iterable[Record], columns: tuple[str, ...]) -> Sorted:
    by_id = {r["id"]: r for r in rows}
    places = (tuple(_value(r, c.removeprefix("-")) for c in columns) for r in by_id.values())
    return Sorted(",".join(columns), places, by_id.get)


def _value(record: Record, column: str) -> Any:
    found = record[column]
    return "" if found is None else found.lower() if column in ("name", "title") else found


_SORT_NAMES = {"alphabetical": "title"}


def _order(call: Call, kind: Kind) -> tuple[str, ...]:
    if is_cursor(call) or not kind.sorts:
        return kind.order
    column, down = offset_sort_of(call, kind.sorts, kind.order[0])
    column = _SORT_NAMES.get(column, column)
    if column not in ("title", "created_at", "updated_at", "position", "name"):
        return kind.order  # ASSUMED: nothing is used, so all usage counts are equal
    sign = "-" if down else ""
    return (f"{sign}{column}", "id")


def created(call: Call, kind: Kind) -> Response:
    record = make(call, kind, call.wrapped(kind.singular))
    shown = kind.url_of(call, record)
    response = json_response({kind.singular: shown}, 201)
    response.headers["Location"] = shown["url"]
    return response


def make(call: Call, kind: Kind, given: Record) -> Record:
    """A new record in its collection."""
    found, unknown = values.read(given, kind.columns, kind.singular)
    call.warn(*unknown)
    for name in kind.required:
        if found.get(name) in (None, ""):
            raise blank(name)
    number = call.world.new_id()
    stamps = {"created_at": call.stamp, "updated_at": call.stamp}
    record = kind.settle(call, {"id": number} | kind.fresh | found | stamps)
    _check_unique(call, kind, record)
    call.world.small[kind.plural][number] = record
    call.world.changed()
    return record


def _check_unique(call: Call, kind: Kind, record: Record) -> None:
    if not kind.unique:
        return
    wanted = str(record[kind.unique]).lower()
    for other in call.world.small[kind.plural].values():
        same = str(other[kind.unique]).lower() == wanted and not other.get("deleted")
        if same and other["id"] != record["id"]:
            raise invalid(kind.unique, f"{label(kind.unique)} has already been taken", "DuplicateValue")


def updated(call: Call, kind: Kind, record_id: Any) -> Response:
    record = change(call, kind, call.small(kind.plural, record_id), call.wrapped(kind.singular))
    return json_response({kind.singular: kind.url_of(call, record)})


def change(call: Call, kind: Kind, record: Record, given: Record) -> Record:
    """The changed record in its collection."""
    found, unknown = values.read(given, kind.columns, kind.singular)
    call.warn(*unknown)
    for name in kind.required:
        if name in found and found[name] in (None, ""):
            raise blank(name)
    new = kind.settle(call, record | found | {"updated_at": call.stamp})
    _check_unique(call, kind, new)
    call.world.small[kind.plural][record["id"]] = new
    call.world.changed()
    return new


def deleted(call: Call, kind: Kind, record_id: Any) -> Response:
    record = call.small(kind.plural, record_id)
    if kind.flagged:
        if record[kind.flagged]:
            raise not_found()
        call.world.small[kind.plural][record_id] = record | {kind.flagged: True, "updated_at": call.stamp}
    else:
        del call.world.small[kind.plural][record_id]
    call.world.changed()
    return no_content()


def no_content() -> Response:
    response = json_response(None, 204)
    response.set_data(b"")
    del response.headers["Content-Type"]
    return response


def updated_many(call: Call, kind: Kind) -> Response:
    """At once, without a job."""
    found = []
    for item in call.wrapped_list(kind.plural):
        given = {k: v for k, v in item.items() if k != "id"}
        found.append(change(call, kind, call.small(kind.plural, item.get("id")), given))
    return whole_response(call, kind.plural, [kind.url_of(call, r) for r in found])


def destroyed_many(call: Call, kind: Kind) -> Response:
    numbers = [n for n in ids_of(call) if n in call.world.small[kind.plural]]
    if not numbers:
        raise not_found()
    for number in numbers:
        del call.world.small[kind.plural][number]
    call.world.changed()
    return no_content()


def counted(call: Call, kind: Kind) -> Response:
    found = rows_of(call, kind)
    return count_response(call, kind.plural, len(found), lambda: len(found))


def _one(call: Call, kind: Kind, record_id: Any) -> Response:
    record = call.small(kind.plural, record_id)
    return json_response({kind.singular: kind.url_of(call, record), **kind.beside(call, [record])})


def endpoints(
    kind: Kind, verbs: str = "list show create update delete", readers: str = AGENT
) -> list[Endpoint]:
    """The endpoints of a kind; `verbs` also knows count, update_many and destroy_many."""
    path = f"/{kind.where}"
    one = f"{path}/<int:record_id>"
    found = {
        "list": Endpoint("GET", path, lambda c: listed(c, kind), kind.params, readers),
        "show": Endpoint("GET", one, lambda c, record_id: _one(c, kind, record_id), kind.params, readers),
        "count": Endpoint("GET", f"{path}/count", lambda c: counted(c, kind), kind.params, readers),
        "create": Endpoint("POST", path, lambda c: created(c, kind), role=kind.writers),
        "update": Endpoint("PUT", one, lambda c, record_id: updated(c, kind, record_id), role=kind.writers),
        "delete": Endpoint(
            "DELETE", one, lambda c, record_id: deleted(c, kind, record_id), role=kind.writers
        ),
        "update_many": Endpoint(
            "PUT", f"{path}/update_many", lambda c: updated_many(c, kind), role=kind.writers
        ),
        "destroy_many": Endpoint(
            "DELETE", f"{path}/destroy_many", lambda c: destroyed_many(c, kind), "ids", kind.writers
        ),
    }
    return [found[verb] for verb in verbs.split()]
