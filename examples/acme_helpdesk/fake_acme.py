"""Acme's API as far as the example needs it, in memory. `python fake_acme.py` serves it on loopback.

Written from Acme's documentation, not from `acme_helpdesk`: made of the same facts it would agree with every
mistake in them.
"""

from __future__ import annotations

import json
from collections.abc import Callable
from datetime import UTC, datetime, timedelta
from typing import Any

from werkzeug.wrappers import Request, Response

KEY = "key-of-the-fake"
SIZE = 100
START = datetime(2026, 1, 1, tzinfo=UTC)
KNOWN = {"page", "ids", "status", "customer", "updated_since"}
Record = dict[str, Any]


class Refused(Exception):  # noqa: N818 - an answer, no mistake of ours
    """An answer that is an error."""

    def __init__(self, status: int, message: str) -> None:
        super().__init__(message)
        self.status = status


def moment(number: int) -> str:
    return (START + timedelta(hours=number)).strftime("%Y-%m-%dT%H:%M:%SZ")


class FakeAcme:
    """A WSGI application with 250 tickets of 30 customers and a comment in each ticket."""

    def __init__(self) -> None:
        self.customers = [
            {"id": n, "name": f"Customer {n}", "email": f"c{n}@mail.example"} for n in range(1, 31)
        ]
        self.tickets = [self._ticket(n) for n in range(1, 251)]
        self.comments: dict[int, list[Record]] = {}
        for ticket in self.tickets:
            self._comment(ticket["id"], f"First words of {ticket['id']}.")

    def _ticket(self, number: int) -> Record:
        status = "open" if number % 5 == 0 else "closed"
        customer = self.customers[number % 30]
        return {
            "id": number,
            "subject": f"Ticket {number}",
            "status": status,
            "customer": {"id": customer["id"]},
            "updated_at": moment(number),
        }

    def _comment(self, ticket: int, body: str) -> Record:
        number = 1 + sum(map(len, self.comments.values()))
        made = {"id": number, "body": body, "created_at": moment(number)}
        self.comments.setdefault(ticket, []).append(made)
        return made

    def __call__(self, environ: Any, start_response: Any) -> Any:
        request = Request(environ)
        try:
            status, answer = self._answer(request)
        except Refused as refused:
            status, answer = refused.status, {"error": str(refused)}
        headers = {"X-RateLimit-Limit": "600", "X-RateLimit-Remaining": "599"}
        response = Response(json.dumps(answer), status, headers, content_type="application/json")
        return response(environ, start_response)

    def _answer(self, request: Request) -> tuple[int, Record]:
        if request.headers.get("Authorization") != f"Bearer {KEY}":
            raise Refused(401, "Wrong API key.")
        match [request.method, *request.path.strip("/").split("/")]:
            case ["GET", "v1", ("tickets" | "customers") as kind]:
                return 200, self._list(kind, request.args.to_dict())
            case ["GET", "v1", ("tickets" | "customers") as kind, number]:
                return 200, {kind.removesuffix("s"): self._one(kind, number)}
            case ["GET", "v1", "tickets", number, "comments"]:
                return 200, {"comments": self.comments[self._one("tickets", number)["id"]]}
            case ["POST", "v1", "tickets"]:
                return 201, self._create(body(request, "ticket", {"subject", "status", "customer_id"}))
            case ["PATCH", "v1", "tickets", number]:
                ticket = self._one("tickets", number)
                ticket.update(body(request, "ticket", {"subject", "status"}))
                return 200, {"ticket": ticket}
            case ["POST", "v1", "tickets", number, "comments"]:
                said = body(request, "comment", {"body"})
                return 201, {"comment": self._comment(self._one("tickets", number)["id"], said["body"])}
        raise Refused(404, f"No such address: {request.method} {request.path}.")

    def _list(self, kind: str, params: dict[str, str]) -> Record:
        if not params.keys() <= KNOWN:
            raise Refused(400, f"Unknown parameters: {', '.join(params.keys() - KNOWN)}.")
        found = [one for one in getattr(self, kind) if all(test(one) for test in tests(params))]
        page = int(params.get("page", 1))
        return {kind: found[(page - 1) * SIZE : page * SIZE], "total": len(found)}

    def _one(self, kind: str, number: str) -> Record:
        for one in getattr(self, kind):
            if str(one["id"]) == number:
                return one
        raise Refused(404, f"No {kind} {number}.")

    def _create(self, given: Record) -> Record:
        if "subject" not in given:
            raise Refused(422, "A ticket needs a subject.")
        made = self._ticket(len(self.tickets) + 1)
        made |= {"subject": given["subject"], "status": given.get("status", "open")}
        made["customer"] = {"id": given.get("customer_id")}
        self.tickets.append(made)
        self.comments[made["id"]] = []
        return {"ticket": made}


def tests(params: dict[str, str]) -> list[Callable[[Record], bool]]:
    """What a record must pass to be in the list."""
    found: list[Callable[[Record], bool]] = []
    if "ids" in params:
        found.append(lambda one: str(one["id"]) in params["ids"].split(","))
    if "status" in params:
        found.append(lambda one: one["status"] == params["status"])
    if "customer" in params:
        found.append(lambda one: str(one["customer"]["id"]) == params["customer"])
    if "updated_since" in params:
        found.append(lambda one: one["updated_at"] >= params["updated_since"])
    return found


def body(request: Request, wrap: str, known: set[str]) -> Record:
    """What a request says; members that the API does not know are refused."""
    given = json.loads(request.get_data())[wrap]
    if not given.keys() <= known:
        raise Refused(422, f"Unknown members: {', '.join(given.keys() - known)}.")
    return given


if __name__ == "__main__":
    from wsgiref.simple_server import make_server

    with make_server("127.0.0.1", 8750, FakeAcme()) as server:
        print(f"http://127.0.0.1:8750, api_key {KEY}")
        server.serve_forever()
