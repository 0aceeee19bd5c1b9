"""Which cases a list shows and in which order: the filters and sorts of the cases lists."""

from __future__ import annotations

from array import array
from bisect import bisect_right
from typing import TYPE_CHECKING, Any

from helpsql.sandbox.desk_com import render
from helpsql.sandbox.desk_com.errors import invalid
from helpsql.sandbox.desk_com.pages import list_response

if TYPE_CHECKING:
    from collections.abc import Callable, Iterable, Sequence

    from werkzeug.wrappers import Response

    from helpsql.sandbox.desk_com.call import Call
    from helpsql.sandbox.desk_com.world.rows import Record, Row, Sketch

STATUSES = ("new", "open", "pending", "resolved", "closed", "deleted")
# ASSUMED: statuses are in the order of work; what has no value comes first.
_SORTS: dict[str, Callable[[Sketch], Any]] = {
    "id": lambda s: s.id,
    "created_at": lambda s: s.created,
    "priority": lambda s: s.priority,
    "received_at": lambda s: -1 if s.received is None else s.received,
    "status": lambda s: STATUSES.index(s.status),
    "updated_at": lambda s: s.updated,
}
MOMENTS = ("since_created_at", "max_created_at", "since_updated_at", "max_updated_at")


def order(call: Call, sorts: Iterable[str], default: str = "id", way: str = "asc") -> tuple[str, bool]:
    """Sort field and whether it goes down. ASSUMED: what cannot be sorted by is refused."""
    field = call.text("sort_field") or default
    direction = (call.text("sort_direction") or way).lower()
    if field not in sorts:
        raise invalid("sort_field", "inclusion")
    if direction not in ("asc", "desc"):
        raise invalid("sort_direction", "inclusion")
    return field, direction == "desc"


def window(call: Call) -> Callable[[Any], bool] | None:
    """The dates: `since_*` at or after the second (ASSUMED), `max_*` up to it."""
    tests: list[Callable[[Any], bool]] = []
    for name in MOMENTS:
        at = call.moment(name)
        if at is None:
            continue
        attribute = "created" if "created" in name else "updated"
        tests.append(_since(attribute, at) if name.startswith("since") else _max(attribute, at))
    return (lambda s: all(test(s) for test in tests)) if tests else None


def _since(attribute: str, at: int) -> Callable[[Any], bool]:
    return lambda s: getattr(s, attribute) >= at


def _max(attribute: str, at: int) -> Callable[[Any], bool]:
    return lambda s: getattr(s, attribute) <= at


def by_id(call: Call, numbers: Sequence[int]) -> Sequence[int]:
    """since_id is exclusive, max_id inclusive; the numbers are in order."""
    since, last = call.whole("since_id"), call.whole("max_id")
    first = 0 if since is None else bisect_right(numbers, since)
    end = len(numbers) if last is None else bisect_right(numbers, last)
    return numbers[first:end] if (first, end) != (0, len(numbers)) else numbers


def chosen(
    call: Call,
    numbers: Sequence[int],
    test: Callable[[Sketch], bool] | None = None,
    default: tuple[str, str] = ("id", "asc"),
) -> Sequence[int]:
    """The numbers that fit the query, ordered; `numbers` rise and are of cases that exist."""
    field, down = order(call, _SORTS, *default)
    window_test = window(call)
    left = by_id(call, numbers)
    if test is None and window_test is None and field == "id":
        return left[::-1] if down else left
    found = call.world.sketches(left)
    for wanted in (window_test, test):
        if wanted is not None:
            found = [s for s in found if wanted(s)]
    key = _SORTS[field]
    found.sort(key=lambda s: (key(s), s.id), reverse=down)
    return array("q", (s.id for s in found))


def kept(call: Call, where: Any, make: Callable[[], Sequence[int]]) -> Sequence[int]:
    """The list of a query, spread out once for all its pages."""
    ignored = ("page", "per_page", "embed", "fields")
    query = tuple(sorted((n, v) for n, v in call.request.args.items(multi=True) if n not in ignored))
    found: Sequence[int] = call.world.kept_list((where, query), make)
    return found


def show(call: Call) -> Callable[[int], Record]:
    def one(number: int) -> Record:
        found = call.world.case(number)
        assert found is not None
        return render.case(call, *found)

    return one


def case_list(call: Call, numbers: Sequence[int]) -> Response:
    return list_response(call, numbers, show(call), capped=True)


# Endpoints ---------------------------------------------------------------------------------------


def index(call: Call) -> Response:
    """All cases but deleted ones (ASSUMED; a walk of 2016 showed none)."""

    def make() -> Sequence[int]:
        numbers: Sequence[int] = call.world.case_ids()
        customer, company, number = (call.whole(n) for n in ("customer_id", "company_id", "filter_id"))
        if customer is not None:
            numbers = [n for n in numbers if n in set(call.world.cases_of_customer(customer))]
        if company is not None:
            own = set(_of_company(call, company))
            numbers = [n for n in numbers if n in own]
        if number is None:
            return chosen(call, numbers)
        row = call.world.small["filters"].get(number)
        return [] if row is None else filtered(call, row, numbers)

    return case_list(call, kept(call, "cases", make))


def of_customer(call: Call, number: int) -> Response:
    call.customer(number)
    return case_list(call, _some(call, call.world.cases_of_customer(number)))


def of_company(call: Call, number: int) -> Response:
    call.company(number)
    return case_list(call, _some(call, _of_company(call, number)))


def _some(call: Call, numbers: Iterable[int]) -> Sequence[int]:
    return chosen(call, sorted(s.id for s in call.world.sketches(numbers)))


def _of_company(call: Call, number: int) -> list[int]:
    world = call.world
    return [n for c in world.customers_of_company(number) for n in world.cases_of_customer(c)]


def of_filter(call: Call, number: int) -> Response:
    row = call.small("filters", number)
    where = ("filter", number)
    return case_list(call, kept(call, where, lambda: filtered(call, row)))


def filtered(call: Call, row: Row, numbers: Sequence[int] | None = None) -> Sequence[int]:
    """The cases of a filter. ASSUMED: in its own order unless another is asked for."""
    statuses, group, user = row.refs["where"], row.refs["group"], row.refs["user"]

    def test(s: Sketch) -> bool:
        return (not statuses or s.status in statuses) and group in (None, s.group) and user in (None, s.user)

    numbers = call.world.case_ids() if numbers is None else numbers
    return chosen(call, numbers, test, (row.data["sort_field"], row.data["sort_direction"]))
