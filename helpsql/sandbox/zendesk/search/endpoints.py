"""`/search`, `/search/count`, `/search/export`, `/users/search`."""

from __future__ import annotations

from base64 import b64decode, b64encode
from binascii import Error as BadBase64
from typing import TYPE_CHECKING, Any
from urllib.parse import urlencode
from zlib import crc32

import orjson

from helpsql.sandbox.zendesk import render, sideloads
from helpsql.sandbox.zendesk.endpoint import Endpoint
from helpsql.sandbox.zendesk.errors import Refusal, json_response, missing, named, titled, wrong_page
from helpsql.sandbox.zendesk.pages import offset_of, offset_tail, page_size
from helpsql.sandbox.zendesk.search.find import KINDS, Finder
from helpsql.sandbox.zendesk.search.query import Query, parse

if TYPE_CHECKING:
    from collections.abc import Sequence

    from werkzeug.wrappers import Response

    from helpsql.sandbox.zendesk.call import Call

Record = dict[str, Any]

MOST_RESULTS = 1000
MOST_USERS = 10_000
CURSOR_LIVES = 3600
_PATHS = {"user": "users", "organization": "organizations", "group": "groups"}
_SORTS = ("created_at", "updated_at", "priority", "status", "ticket_type", "created", "updated", "commented")


def _query(call: Call) -> Query:
    # ASSUMED: a search without a query is refused like any missing parameter.
    if "query" not in call.params:
        raise missing("query")
    return parse(call.params.text("query") or "")


def _results(call: Call, query: Query, kinds: Sequence[str]) -> tuple[Finder, list[tuple[str, int]]]:
    """What was found, in the order asked for; kept until the index learns something."""
    finder = Finder(call, query)
    column = call.params.text("sort_by") or query.sort_by
    if column not in _SORTS:
        column = None
    down = (call.params.text("sort_order") or query.sort_order or "desc") != "asc"

    def make() -> list[tuple[str, int]]:
        rows = [(kind, number) for kind in kinds for number in finder.found(kind)]
        # ASSUMED: relevance is the time of creation, newest first, within each type.
        if column is None:
            by_kind: list[tuple[str, int]] = sorted(rows, key=lambda row: (kinds.index(row[0]), -row[1]))
            return by_kind
        keyed = sorted(rows, key=lambda row: row[1])
        return sorted(
            keyed,
            key=lambda row: (str(type(finder.sort_value(*_at(row)))), finder.sort_value(*_at(row))),
            reverse=down,
        )

    def _at(row: tuple[str, int]) -> tuple[str, str, int]:
        return row[0], column or "", row[1]

    key = ("search", call.params.text("query"), tuple(kinds), column, down, call.caller_id, finder.unseen())
    found: list[tuple[str, int]] = call.world.kept_list(key, make)
    return finder, found


def _kinds(query: Query) -> list[str]:
    asked = [kind for kind in KINDS if kind in query.types]
    if query.types and not asked:
        return []
    return asked or list(KINDS)


def _shown(call: Call, finder: Finder, rows: Sequence[tuple[str, int]]) -> list[Record]:
    found = []
    for kind, number in rows:
        record = finder.load(kind, number)
        if record is None:
            continue
        if kind == "ticket":
            shown = sideloads.ticket_inside(call, record, render.ticket(call, record))
        elif kind == "user":
            shown = render.user(call, record)
        else:
            shown = render.with_url(call, _PATHS[kind])(record)
        found.append(shown | {"result_type": kind})
    return found


def _beside(call: Call, finder: Finder, rows: Sequence[tuple[str, int]]) -> Record:
    """Side-loads: `include=tickets(users,groups)`."""
    text = call.params.text("include") or ""
    if not text.startswith("tickets("):
        return {}
    asked = {part.strip() for part in text.removeprefix("tickets(").partition(")")[0].split(",")}
    loaded = (finder.load(kind, number) for kind, number in rows if kind == "ticket")
    return sideloads.ticket_beside(call, [t for t in loaded if t is not None], asked)


def search(call: Call) -> Response:
    if any(f"page[{name}]" in call.params for name in ("size", "after", "before")):
        raise titled(400, "Invalid attribute", "page must be an integer")
    query = _query(call)
    page, size = offset_of(call)
    if (page - 1) * size >= MOST_RESULTS:
        text = "Invalid search: Requested response size was greater than Search Response Limits"
        raise named(422, "invalid", text)
    finder, found = _results(call, query, _kinds(query))
    start = (page - 1) * size
    rows = found[start : min(start + size, MOST_RESULTS)]
    tail = offset_tail(call, page, len(found), start + size < len(found))
    body = {"results": _shown(call, finder, rows), "facets": None, **_beside(call, finder, rows), **tail}
    return json_response(body)


def count(call: Call) -> Response:
    query = _query(call)
    _, found = _results(call, query, _kinds(query))
    return json_response({"count": len(found)})


# Export ----------------------------------------------------------------------------------------


def export(call: Call) -> Response:
    kind = call.params.text("filter[type]")
    if kind not in KINDS:
        # ASSUMED: the body of the refusal; that the filter is mandatory is documented.
        raise titled(
            400, "Invalid attribute", "filter[type] must be one of ticket, user, organization, group"
        )
    query = _query(call)
    if query.types and query.types != [kind]:
        raise named(422, "invalid", "Invalid search: the type of the query differs from filter[type]")
    size = page_size(call, MOST_RESULTS)
    after = call.params.text("page[after]")
    session, done, last = _read_cursor(call, after) if after else (call.now * 1000, 0, None)
    finder, found = _results(call, Query(query.terms, query.types), [kind])
    start = 0 if last is None else next((n for n, row in enumerate(found) if row[1] < last), len(found))
    rows = found[start : start + size]
    meta: Record = {"has_more": start + size < len(found), "after_cursor": None, "before_cursor": None}
    links: Record = {"prev": None, "next": None}
    if rows:
        meta["after_cursor"] = _cursor(call, finder, rows[-1], session, done + len(rows))
        query_ = [*call.params.others(), ("page[after]", meta["after_cursor"]), ("page[size]", str(size))]
        links["next"] = f"{call.url(call.own_path)}?{urlencode(sorted(query_))}"
    return json_response(
        {"results": _shown(call, finder, rows), "facets": None, "meta": meta, "links": links}
    )


def _cursor(call: Call, finder: Finder, row: tuple[str, int], session: int, done: int) -> str:
    at = finder.sort_value(row[0], "created_at", row[1])
    text = {
        "field": "created_at",
        "desc": True,
        "tieBreakField": "id",
        "tieBreakDesc": False,
        "sortValues": [at * 1000 if isinstance(at, int) else at, row[1]],
        "exportedThusFar": done,
        "sessionStart": session,
        "createdAt": call.now * 1000,
        "saltedRequestHash": _salt(call),
    }
    return b64encode(orjson.dumps(text)).decode()


def _salt(call: Call) -> int:
    return crc32(repr((call.params.text("query"), call.params.text("filter[type]"))).encode())


def _read_cursor(call: Call, text: str) -> tuple[int, int, int]:
    """Session, rows so far, id of the last one. A cursor lives an hour and is good for its own query."""
    try:
        found = orjson.loads(b64decode(text, validate=True))
        made, salt, values = found["createdAt"], found["saltedRequestHash"], found["sortValues"]
    except (BadBase64, ValueError, KeyError, TypeError) as error:
        raise wrong_page("page[after] is not valid") from error
    if salt != _salt(call):
        raise wrong_page("page[after] is not valid")
    if made < (call.now - CURSOR_LIVES) * 1000:
        # ASSUMED: the body for a cursor that is older than an hour.
        raise Refusal(
            400, {"errors": [{"code": "InvalidPaginationParameter", "title": "page[after] has expired"}]}
        )
    return found["sessionStart"], found["exportedThusFar"], values[1]


# Users -----------------------------------------------------------------------------------------


def users(call: Call) -> Response:
    """`/users/search`: by query, or by external_id exactly."""
    external = call.params.text("external_id")
    page, size = offset_of(call)
    if external is not None:
        one = call.world.user_by_external_id(external)
        rows = [] if one is None else [one]
        return json_response(
            {"users": [render.user(call, u) for u in rows], **offset_tail(call, page, len(rows), False)}
        )
    query = _query(call)
    if (page - 1) * size >= MOST_USERS:
        raise named(
            422, "invalid", "Invalid search: Requested response size was greater than Search Response Limits"
        )
    finder, found = _results(call, query, ["user"])
    start = (page - 1) * size
    loaded = (finder.load(*row) for row in found[start : start + size])
    shown = [u for u in loaded if u is not None]
    tail = offset_tail(call, page, len(found), start + size < len(found))
    return json_response(
        {"users": [render.user(call, u) for u in shown], **sideloads.user_beside(call, shown), **tail}
    )


ENDPOINTS = [
    Endpoint("GET", "/search", search, "query"),
    Endpoint("GET", "/search/count", count, "query"),
    Endpoint("GET", "/search/export", export, "query filter[type]", limits="search-export"),
    Endpoint("GET", "/users/search", users, "query external_id"),
]
