"""The rate limit: read from the answers, kept by all threads together, told while waiting."""

from __future__ import annotations

import threading
from concurrent.futures import ThreadPoolExecutor

import httpx
import pytest

from helpsql.buckets import Bucket, Ticket
from helpsql.clock import iso
from helpsql.limitheaders import Seen, read_limit, read_retry_after
from helpsql.limits import abreast
from helpsql.spec import Limits

NOW = 1_800_000_000.0
FACTS = Limits("X-Limit", "X-Remaining", "X-Reset", ("X-Retry-After", "Retry-After"))


def leave(bucket, cost=1, now=0.0):
    ticket = bucket.reserve(cost, now)
    assert isinstance(ticket, Ticket)
    return ticket


@pytest.mark.parametrize(
    ("headers", "seconds"),
    [
        ({"Retry-After": "7"}, 7),
        ({"retry-after": "1.5"}, 1.5),
        ({"X-Retry-After": "2", "Retry-After": "7"}, 2),
        ({"X-Retry-After": "soon", "Retry-After": "7"}, 7),
        ({"Retry-After": "Fri, 15 Jan 2027 08:00:30 GMT"}, 30),
        ({"Retry-After": "Fri, 15 Jan 2027 07:00:30 GMT"}, 0),
        ({"Retry-After": "-3"}, 0),
        ({"Retry-After": "nan"}, None),
        ({"Retry-After": "inf"}, None),
        ({}, None),
    ],
)
def test_retry_after(headers, seconds):
    assert read_retry_after(httpx.Headers(headers), FACTS, NOW) == seconds


@pytest.mark.parametrize(
    ("reset", "at"),
    [("30", NOW + 30), (f"{NOW + 9:.0f}", NOW + 9), (f"{(NOW + 9) * 1000:.0f}", NOW + 9), ("x", None)],
)
def test_read_limit(reset, at):
    headers = httpx.Headers({"X-Limit": "400", "X-Remaining": "17", "X-Reset": reset})
    assert read_limit(headers, FACTS, NOW) == Seen(400, 17, at)


def test_read_limit_without_headers():
    assert read_limit(httpx.Headers(), Limits(), NOW) == Seen()


@pytest.mark.parametrize(
    ("remaining", "width"), [(None, 8), (400, 8), (32, 8), (31, 7), (8, 2), (3, 1), (0, 1)]
)
def test_abreast(remaining, width):
    assert abreast(8, remaining) == width


def test_what_is_in_flight_counts():
    bucket = Bucket(60)
    bucket.answered(leave(bucket), Seen(10, 3), 0)
    tickets = [leave(bucket) for _ in range(3)]
    assert 0 < bucket.reserve(1, 0) < 1  # look again soon: the three may come back with more room
    for left, ticket in zip((2, 1, 0), tickets, strict=True):
        bucket.answered(ticket, Seen(10, left), 1)
    assert bucket.reserve(1, 1) == 59


def test_dear_requests_need_more_room():
    bucket = Bucket(60)
    bucket.answered(leave(bucket), Seen(10, 1), 0)
    assert bucket.reserve(2, 0) == 60
    leave(bucket)


def test_answers_that_overtake_each_other():
    bucket = Bucket(60)
    bucket.answered(leave(bucket), Seen(100, 50), 0)
    first, second, third = (leave(bucket) for _ in range(3))
    bucket.answered(third, Seen(100, 47), 1)
    bucket.answered(second, Seen(100, 48), 2)
    bucket.answered(first, Seen(100, 49), 3)
    assert bucket.look(3).remaining == 47


def test_a_rise_tells_of_a_new_window():
    bucket = Bucket(60)
    bucket.answered(leave(bucket), Seen(100, 50), 0)
    bucket.answered(leave(bucket, now=20), Seen(100, 99), 20)
    assert bucket.look(20) == Seen(100, 99, 80)


def test_a_later_reset_tells_of_a_new_window():
    bucket = Bucket(60)
    ticket = leave(bucket)
    bucket.answered(leave(bucket), Seen(100, 50, 30), 0)
    bucket.answered(ticket, Seen(100, 99, 90), 31 - 2)
    assert bucket.look(29) == Seen(100, 99, 90)


def test_after_the_window_it_starts_full():
    bucket = Bucket(60)
    bucket.answered(leave(bucket), Seen(3, 0), 0)
    assert bucket.reserve(1, 59) == 1
    tickets = [leave(bucket, now=60) for _ in range(3)]
    assert not isinstance(bucket.reserve(1, 60), Ticket)  # the limit itself bounds a window nobody told of
    bucket.answered(tickets[0], Seen(3, 2), 61)
    assert bucket.look(61).remaining == 2


def test_no_answer_is_taken_for_spent():
    bucket = Bucket(60)
    bucket.answered(leave(bucket), Seen(10, 5), 0)
    bucket.unanswered(leave(bucket, 2))
    assert bucket.look(0).remaining == 3
    bucket.cancel(leave(bucket, 2))
    assert bucket.look(0).remaining == 3
    assert [isinstance(bucket.reserve(1, 0), Ticket) for _ in range(4)] == [True, True, True, False]


def test_block_is_for_everybody():
    bucket = Bucket(60)
    bucket.block(30)
    bucket.block(20)
    assert bucket.reserve(1, 10) == 20
    leave(bucket, now=30)


class Quota:
    """An account that allows `limit` a minute; `refused` counts requests beyond that."""

    def __init__(self, clock, limit):
        self.clock, self.limit, self.used, self.window, self.refused = clock, limit, 0, 0, 0
        self.lock = threading.Lock()

    def __call__(self, request):
        with self.lock:
            window = int(self.clock.now() // 60)
            if window != self.window:
                self.window, self.used = window, 0
            self.used += 2 if request.method == "POST" else 1
            if self.used > self.limit:
                self.refused += 1
                return httpx.Response(429, headers={"X-Retry-After": "60"}, json={})
            headers = {"X-Limit": str(self.limit), "X-Remaining": str(self.limit - self.used)}
            return httpx.Response(200, headers=headers, json={})


def test_threads_together_stay_within_the_limit(make_desk):
    desk = make_desk(200)
    quota = Quota(desk.clock, 40)
    desk.script.answers = [quota]
    desk.send()  # the first answer tells of the limit
    with ThreadPoolExecutor(8) as pool:
        methods = ["GET", "POST", "GET"] * 40
        answers = list(pool.map(lambda method: desk.send(method).status, methods))
    assert answers == [200] * 120
    assert (quota.refused, len(desk.log.entries())) == (0, 121)
    assert desk.clock.elapsed >= 3 * 60  # 161 units, 40 a minute


def test_waits_before_sending_and_says_so(make_desk):
    used_up = httpx.Response(200, headers={"X-Limit": "400", "X-Remaining": "0"}, json={})
    desk = make_desk(used_up, 200)
    desk.send()
    assert desk.client.concurrency == 1
    resets_at = iso(desk.clock.now() + 60)
    assert desk.client.limits_rows() == [("acme", "account", 400, 0, resets_at)]
    desk.send()
    assert (desk.clock.sleeps, desk.exchange.waits) == ([60], [(60, "rate limit of acme")])
    assert desk.statuses == [200, 200]


def test_a_write_that_costs_more_waits_sooner(make_desk):
    desk = make_desk(httpx.Response(200, headers={"X-Limit": "400", "X-Remaining": "1"}, json={}), 200)
    desk.send()
    desk.send("POST")
    assert desk.clock.sleeps == [60]
    desk = make_desk(httpx.Response(200, headers={"X-Limit": "400", "X-Remaining": "1"}, json={}), 200)
    desk.send()
    desk.send("GET")
    assert desk.clock.sleeps == []


def test_429_keeps_all_threads_away(make_desk):
    desk = make_desk(httpx.Response(429, headers={"X-Retry-After": "9"}, json={}), 200)
    other = type(desk.exchange)()

    def meanwhile():
        desk.clock.on_sleep = lambda: None
        desk.client.send(desk.exchange.asked[0], other)

    desk.clock.on_sleep = meanwhile
    desk.send()
    assert other.waits == [(9, "rate limit of acme")]
    assert desk.statuses == [429, 200, 200]


def test_429_without_retry_after_waits_for_the_window(make_desk):
    full = httpx.Response(429, headers={"X-Limit": "5", "X-Remaining": "0", "X-Reset": "12"}, json={})
    desk = make_desk(full, 200, helpdesk={"limits": FACTS})
    desk.send()
    assert desk.clock.sleeps == [12]


def test_cancelling_ends_the_wait_for_the_limit(make_desk):
    desk = make_desk(httpx.Response(200, headers={"X-Limit": "4", "X-Remaining": "0"}, json={}))
    desk.send()
    desk.clock.on_sleep = desk.exchange.cancelled.set
    with pytest.raises(Exception, match="interrupted"):
        desk.send()
    assert len(desk.script.seen) == 1
