"""Three tasks at a large Zendesk account, 100 ms an answer: helpsql against the loop a person would write.

The loop sends one request after another, and one a row for the write. Long loops are cut to a sample and
scaled, which their lines say. Rate limits are off on both sides.
"""

from __future__ import annotations

import math
import time
from collections import Counter
from collections.abc import Iterator
from dataclasses import dataclass, replace
from typing import Any

import httpx

from helpsql.clock import OffsetClock
from helpsql.config import ConnectionConfig
from helpsql.connecting import Connector
from helpsql.engine import Engine
from helpsql.errors import WriteError
from helpsql.sandbox import open_sandbox
from helpsql.sandbox.app import Sandbox
from helpsql.sandbox.settings import WORLD_DATE

LATENCY = 0.1
SAMPLE = 40
"""Requests of a kind that a loop sends before the rest is scaled."""
BIGGEST = """select organization_id from zendesk.tickets
    where status <> 'closed' and organization_id is not null group by 1 order by abs(count(*) - 240)
    limit 1"""
JOIN = """select t.id, u.name from zendesk.tickets t join zendesk.users u on u.id = t.requester_id
    where t.status = 'open'"""
COUNT = "select status, count(*) from zendesk.tickets group by 1"
UPDATE = """update zendesk.tickets set comment = 'On it.', comment_public = 0
    where organization_id = ? and status <> 'closed'"""


@dataclass(frozen=True)
class Cost:
    """What a task took: requests, seconds, rows; `note` says what the reader must know."""

    requests: int
    seconds: float
    rows: int
    note: str = ""


class Desk:
    """An account with an engine and a bare client, by one clock."""

    def __init__(self, size: float) -> None:
        clock = OffsetClock(WORLD_DATE)
        self.app: Sandbox = open_sandbox("zendesk", size=size, clock=clock.now)
        known = self.app.credentials
        config = ConnectionConfig(
            "zendesk", "zendesk", {name: known[name] for name in ("subdomain", "email", "api_token")}
        )
        transport = httpx.WSGITransport(app=self.app)
        self.engine = Engine(connector=Connector([config], transports={"zendesk": transport}), clock=clock)
        self.client = httpx.Client(
            transport=transport,
            base_url="https://demo.zendesk.com/api/v2",
            auth=(f"{known['email']}/token", known["api_token"]),
        )
        list(self.engine.execute("select 1 from zendesk.tickets where id = 1"))  # looks the own fields up

    def slow(self) -> None:
        """Every answer takes its time from here on."""
        self.app.settings = replace(self.app.settings, latency=LATENCY)

    def ours(self, sql: str, *parameters: Any) -> Cost:
        sent, start = len(self.app.log), time.perf_counter()
        try:
            result = self.engine.execute(sql, parameters)
            self.rows = list(result)
            found = len(self.rows) or result.rowcount
            return Cost(len(self.app.log) - sent, time.perf_counter() - start, found)
        except WriteError as error:
            done = time.perf_counter() - start
            applied = sum(one.state == "applied" for one in error.outcomes)
            states = Counter(f"{one.state}: {one.reason}" for one in error.outcomes if one.state != "applied")
            return Cost(len(self.app.log) - sent, done, applied, _told(states))

    def pages(self, path: str, rows: str, most: int = 10**9) -> Iterator[list[Any]]:
        """The pages of a list by their links, one after another."""
        address: str | None = path
        while address and most:
            body = self.client.get(address).raise_for_status().json()
            yield body[rows]
            more = body["meta"]["has_more"] if "meta" in body else body["next_page"]
            address = (body["links"]["next"] if "meta" in body else body["next_page"]) if more else None
            most -= 1


def _told(states: Counter[str]) -> str:
    return "".join(f"and {number} {state}" for state, number in states.items())


def scaled(total: int, send: Any) -> tuple[float, str]:
    """Seconds that `total` requests take, of which a sample is sent: `send(number)` is one."""
    sample, start = min(total, SAMPLE), time.perf_counter()
    for number in range(sample):
        send(number)
    seconds = (time.perf_counter() - start) * total / max(1, sample)
    return seconds, f"scaled from {sample} of {total:,} requests" if sample < total else ""


def join_loop(desk: Desk) -> Cost:
    """Search the open tickets, then fetch each requester once."""
    start, sent = time.perf_counter(), len(desk.app.log)
    found = [
        ticket
        for page in desk.pages("/search.json?query=type:ticket status:open&per_page=100", "results")
        for ticket in page
    ]
    searched, pages = time.perf_counter() - start, len(desk.app.log) - sent
    people = list(dict.fromkeys(ticket["requester_id"] for ticket in found))
    seconds, note = scaled(len(people), lambda n: desk.client.get(f"/users/{people[n]}.json"))
    return Cost(pages + len(people), searched + seconds, len(found), note)


def count_loop(desk: Desk) -> Cost:
    """Page through the list of tickets, which leaves archived ones out."""
    live = int(desk.client.get("/tickets/count.json").json()["count"]["value"])
    total = math.ceil(live / 100)
    pages = desk.pages("/tickets.json?page[size]=100", "tickets")
    seconds, note = scaled(total, lambda _: next(pages))
    return Cost(total, seconds, live, f"{note}; archived tickets are not in its list")


def update_loop(desk: Desk, organization: int) -> Cost:
    """List the organization's tickets, then one PUT each."""
    start, sent = time.perf_counter(), len(desk.app.log)
    listed = desk.pages(f"/organizations/{organization}/tickets.json?page[size]=100", "tickets")
    ids = [ticket["id"] for page in listed for ticket in page if ticket["status"] != "closed"]
    read, pages = time.perf_counter() - start, len(desk.app.log) - sent
    body = {"ticket": {"comment": {"body": "On it.", "public": False}}}
    seconds, note = scaled(len(ids), lambda n: desk.client.put(f"/tickets/{ids[n]}.json", json=body))
    return Cost(pages + len(ids), read + seconds, len(ids), note)


def line(what: str, mine: Cost, theirs: Cost) -> None:
    for name, cost in ((what, mine), ("  loop", theirs)):
        print(
            f"{name:<41} {cost.requests:4,} requests {cost.seconds:6.1f} s   {cost.rows:,} rows {cost.note}"
        )
    requests, seconds = mine.requests / theirs.requests, mine.seconds / theirs.seconds
    print(f"{'  ratio':<41} {requests:13.3f} {seconds:8.3f}")


def main() -> None:
    """Print three lines a task: helpsql, the loop, their ratio."""
    print(f"\nZendesk at {LATENCY * 1000:.0f} ms an answer, against a loop of one request after another")
    desk = Desk(10)
    [(organization,)] = desk.engine.execute(BIGGEST)
    desk.slow()
    mine = replace(desk.ours(JOIN), note="(deleted users are in no list)")
    line("join: open tickets and requesters", mine, join_loop(desk))
    mine = desk.ours(UPDATE, organization)
    line("a note on an organization's open tickets", mine, update_loop(desk, int(str(organization))))
    desk.engine.close()
    large = Desk(20)
    large.slow()
    mine = large.ours(COUNT)
    mine = replace(mine, rows=sum(int(str(number)) for _, number in large.rows))
    line("count by status, 50,000 tickets", mine, count_loop(large))
    large.engine.close()


if __name__ == "__main__":
    main()
