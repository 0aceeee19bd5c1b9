"""One API call as a handler sees it: the account, the request, who asks, the time."""

from __future__ import annotations

from dataclasses import dataclass
from functools import cached_property
from typing import TYPE_CHECKING, Any

import orjson

from helpsql.sandbox.desk_com.errors import Refusal, invalid, not_found
from helpsql.sandbox.desk_com.values import moment
from helpsql.sandbox.times import stamp

if TYPE_CHECKING:
    from helpsql.sandbox.app import Request
    from helpsql.sandbox.desk_com.world.rows import Record, Row, Thread
    from helpsql.sandbox.desk_com.world.world import World

PREFIX = "/api/v2/"
NEWEST = 2016


@dataclass
class Call:
    world: World
    request: Request
    caller: Row
    now: int
    age: int = NEWEST
    """The year whose payload shapes are served: 2013, 2014 or 2016."""

    @property
    def stamp(self) -> str:
        return stamp(self.now)

    @cached_property
    def path(self) -> str:
        """The path asked for, below /api/v2."""
        return self.request.path.removeprefix(PREFIX).strip("/")

    @cached_property
    def newer(self) -> bool:
        """Whether the cases backend of 2016 answers, which puts `class` first and sends no ETag."""
        own = self.path == "cases" or self.path.startswith("cases/")
        return own and self.age >= NEWEST and not self.path.endswith("/url")

    # Query -------------------------------------------------------------------------------------

    def text(self, name: str) -> str | None:
        """A parameter; None if it is not there or empty."""
        return self.request.args.get(name) or None

    def words(self, name: str) -> list[str]:
        """A comma list."""
        return [part.strip() for part in (self.text(name) or "").split(",") if part.strip()]

    def whole(self, name: str) -> int | None:
        """ASSUMED: a number that is none is refused."""
        found = self.text(name)
        if found is None:
            return None
        if not found.strip().lstrip("-").isdecimal():
            raise invalid(name)
        return int(found)

    def moment(self, name: str) -> int | None:
        """Epoch seconds of an ISO 8601 or Unix date. ASSUMED: what is neither is refused."""
        found = self.text(name)
        if found is None:
            return None
        at = moment(found)
        if at is None:
            raise invalid(name)
        return at

    @cached_property
    def embeds(self) -> list[str]:
        return self.words("embed")

    @cached_property
    def fields(self) -> set[str]:
        return set(self.words("fields"))

    # Body --------------------------------------------------------------------------------------

    @cached_property
    def body(self) -> Record:
        """The decoded JSON object; an empty body is an empty object."""
        data = self.request.get_data()
        if not data.strip():
            return {}
        try:
            found = orjson.loads(data)
        except orjson.JSONDecodeError as error:
            # ASSUMED: the text for a body that is no JSON.
            raise Refusal(400, "Invalid JSON") from error
        if not isinstance(found, dict):
            raise Refusal(400, "Invalid JSON")
        return found

    # Rows --------------------------------------------------------------------------------------

    def case(self, key: str) -> tuple[Row, Thread]:
        """The case of a path, by number or `e-` and the external id, or 404."""
        number = self.world.case_of_external_id(key[2:]) if key.startswith("e-") else _number(key)
        found = None if number is None else self.world.case(number)
        if found is None:
            raise not_found()
        return found

    def small(self, collection: str, number: Any) -> Row:
        found = self.world.small[collection].get(number)
        if found is None:
            raise not_found()
        return found

    def customer(self, number: int) -> Row:
        found = self.world.customers.get(number)
        if found is None:
            raise not_found()
        return found

    def company(self, number: int) -> Row:
        found = self.world.companies.get(number)
        if found is None:
            raise not_found()
        return found

    def href(self, path: str) -> str:
        return f"{PREFIX}{path}"

    def link(self, path: str | None, kind: str, count: int | None = None) -> Record | None:
        """A link as this backend writes it; None for none."""
        if path is None:
            return None
        counted: dict[str, Any] = {} if count is None or self.age < 2014 else {"count": count}
        href = self.href(path)
        if self.newer:
            return {"class": kind, **counted, "href": href}
        return {"href": href, "class": kind, **counted}


def _number(key: str) -> int | None:
    return int(key) if key.isdecimal() and key.isascii() and len(key) < 16 else None
