"""Reading customers and companies: lists, by id, searches."""

from __future__ import annotations

from types import SimpleNamespace
from typing import TYPE_CHECKING, Any

from helpsql.sandbox.desk_com import render
from helpsql.sandbox.desk_com.case_lists import by_id, kept, order, window
from helpsql.sandbox.desk_com.errors import Refusal, json_response
from helpsql.sandbox.desk_com.pages import DEFAULT_OF_SEARCH, list_response
from helpsql.sandbox.desk_com.words import holds, holds_any, pairs
from helpsql.sandbox.times import parse_stamp

if TYPE_CHECKING:
    from collections.abc import Callable, Iterable, Sequence

    from werkzeug.wrappers import Response

    from helpsql.sandbox.desk_com.call import Call
    from helpsql.sandbox.desk_com.world.rows import Record, Row

    Test = Callable[[Row], bool]

# ASSUMED: what customers and companies are sorted by; only `sort_field` itself is documented.
_CUSTOMER_SORTS = ("id", "created_at", "updated_at", "first_name", "last_name", "company")
_COMPANY_SORTS = ("id", "created_at", "updated_at", "name")
_RANGES = ("since_created_at", "max_created_at", "since_updated_at", "max_updated_at", "since_id", "max_id")


def customers(call: Call) -> Response:
    """The list knows no filter, only an order."""
    return _customers(call, kept(call, "customers", lambda: _sorted_customers(call, _all_customers(call))))


def _all_customers(call: Call) -> Sequence[int]:
    found: Sequence[int] = call.world.kept_list("customer ids", call.world.customers.ids)
    return found


def _customers(call: Call, numbers: Sequence[int], **style: Any) -> Response:
    return list_response(call, numbers, lambda n: render.customer(call, call.customer(n)), **style)


def _sorted_customers(call: Call, numbers: Sequence[int]) -> Sequence[int]:
    field, down = order(call, _CUSTOMER_SORTS)
    return _sorted(numbers, field, down, call.customer)


def _sorted(numbers: Sequence[int], field: str, down: bool, load: Callable[[int], Row]) -> Sequence[int]:
    if field == "id":
        return numbers[::-1] if down else numbers
    places = sorted(((load(n).data[field] or "").casefold(), n) for n in numbers)
    found = [n for _, n in places]
    return found[::-1] if down else found


def customer(call: Call, number: int) -> Response:
    return json_response(render.customer(call, call.customer(number)))


def customers_of_company(call: Call, number: int) -> Response:
    call.company(number)
    return _customers(call, _sorted_customers(call, call.world.customers_of_company(number)))


def search_customers(call: Call) -> Response:
    tests = _customer_tests(call)
    ranged = not call.text("q") and any(call.text(name) for name in _RANGES)
    if not tests and not ranged:
        raise Refusal(422, errors={"q": ["blank"]})

    def make() -> Sequence[int]:
        numbers = by_id(call, _all_customers(call)) if ranged else _all_customers(call)
        inside = window(call) if ranged else None
        found = [n for n in numbers if _fits(call.customer(n), tests, inside)]
        return _sorted_customers(call, found)

    numbers = kept(call, "customer search", make)
    return _customers(call, numbers, default=DEFAULT_OF_SEARCH, capped=True)


def _fits(row: Row, tests: Iterable[Test], inside: Callable[[Any], bool] | None) -> bool:
    if inside is not None:
        moments = (parse_stamp(row.data[k]) for k in ("created_at", "updated_at"))
        if not inside(SimpleNamespace(**dict(zip(("created", "updated"), moments, strict=True)))):
            return False
    return all(test(row) for test in tests)


def _customer_tests(call: Call) -> list[Test]:
    """With `q` all other fields are ignored. Own fields are asked for by name or with `custom_`."""
    q = call.text("q")
    asked = dict(pairs(q)[0]) if q else {n: v for n, v in call.request.args.items() if v}
    tests = [_CUSTOMER_TESTS[n](v) for n, v in asked.items() if n in _CUSTOMER_TESTS]
    own = {r.data["name"] for r in call.world.small["custom_fields"].values() if r.data["type"] == "customer"}
    for name, value in asked.items():
        bare = name.removeprefix("custom_")
        if bare in own:
            tests.append(_own(bare, value))
    free = pairs(q)[1] if q else ""
    if free:
        tests.append(lambda r: holds([*_names(r), *_details(r, "emails"), r.data["company"]], free))
    return tests


def _own(name: str, value: str) -> Test:
    wanted = {part.strip().casefold() for part in value.split(",")}
    return lambda r: str(r.data["custom_fields"].get(name)).casefold() in wanted


def _names(row: Row) -> list[str | None]:
    return [row.data["first_name"], row.data["last_name"]]


def _details(row: Row, key: str) -> list[str]:
    return [detail["value"] for detail in row.data[key]]


def _texts(find: Callable[[Row], list[str | None]]) -> Callable[[str], Test]:
    return lambda value: lambda r: holds_any(find(r), value.split(","))


def _exact(find: Callable[[Row], list[str]]) -> Callable[[str], Test]:
    def make(value: str) -> Test:
        wanted = {part.strip().casefold() for part in value.split(",")}
        return lambda r: any(text.casefold() in wanted for text in find(r))

    return make


def _handles(row: Row) -> list[str]:
    number = row.refs["twitter_user"]
    return [] if number is None else [f"twitter{number % 1_000_000}"]


# ASSUMED: addresses, numbers, handles and external ids are compared whole, names by their words.
_CUSTOMER_TESTS: dict[str, Callable[[str], Test]] = {
    "first_name": _texts(lambda r: [r.data["first_name"]]),
    "last_name": _texts(lambda r: [r.data["last_name"]]),
    "full_name": _texts(_names),
    "email": _exact(lambda r: _details(r, "emails")),
    "phone": _exact(lambda r: _details(r, "phone_numbers")),
    "twitter": _exact(_handles),
    "external_id": _exact(lambda r: [r.data["external_id"]] if r.data["external_id"] else []),
}


# Companies ---------------------------------------------------------------------------------------


def companies(call: Call) -> Response:
    def make() -> Sequence[int]:
        field, down = order(call, _COMPANY_SORTS)
        return _sorted(call.world.companies.ids(), field, down, call.company)

    return _companies(call, kept(call, "companies", make))


def _companies(call: Call, numbers: Sequence[int], **style: Any) -> Response:
    def show(number: int) -> Record:
        return render.company(call, call.company(number))

    return list_response(call, numbers, show, **style)


def company(call: Call, number: int) -> Response:
    return json_response(render.company(call, call.company(number)))


def search_companies(call: Call) -> Response:
    """By words of the name, or a domain."""
    q = call.text("q")
    if q is None:
        raise Refusal(422, errors={"q": ["blank"]})

    def make() -> Sequence[int]:
        field, down = order(call, _COMPANY_SORTS)
        found = [n for n in call.world.companies.ids() if _is_company(call.company(n), q)]
        return _sorted(found, field, down, call.company)

    return _companies(call, kept(call, "company search", make), default=DEFAULT_OF_SEARCH, capped=True)


def _is_company(row: Row, q: str) -> bool:
    wanted = q.removeprefix("name:").removeprefix("domain:").strip('"')
    return holds([row.data["name"]], wanted) or wanted.casefold() in row.data["domains"]
