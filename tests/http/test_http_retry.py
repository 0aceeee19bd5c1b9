"""What is sent again, how often, after how long; and what is said of a write that got no answer."""

from __future__ import annotations

import socket
import threading

import httpx
import pytest

from helpsql import errors
from helpsql.http import Alone, Client
from helpsql.requestlog import RequestLog
from helpsql.retry import Fault, Policy, next_wait
from helpsql.spec import Request

UNSENT = httpx.ConnectError("refused")
SLOW_CONNECT = httpx.ConnectTimeout("slow")
CUT = httpx.RemoteProtocolError("peer closed connection")
RESET = httpx.ReadError("reset")
TIMEOUT = httpx.ReadTimeout("slow")


def later(status, seconds="3", name="Retry-After"):
    return lambda request: httpx.Response(status, headers={name: seconds}, json={"message": "later"})


# method, answers before the 200, requests sent in the end
RECOVERS = [
    ("GET", [UNSENT], 2),
    ("GET", [CUT], 2),
    ("GET", [RESET, TIMEOUT], 3),
    ("GET", [500], 2),
    ("GET", [502, 503, 504, 500], 5),
    ("HEAD", [503], 2),
    ("PUT", [CUT], 2),
    ("PUT", [504], 2),
    ("DELETE", [TIMEOUT], 2),
    ("POST", [UNSENT, SLOW_CONNECT], 3),
    ("PATCH", [UNSENT], 2),
    ("POST", [429], 2),
    ("PATCH", [later(429)], 2),
    ("POST", [later(503)], 2),
]


@pytest.mark.parametrize(("method", "before", "requests"), RECOVERS)
def test_recovers(make_desk, method, before, requests):
    desk = make_desk(*before, 200)
    assert desk.send(method).status == 200
    assert len(desk.script.seen) == requests
    assert [entry.attempt for entry in desk.log.entries()] == list(range(1, requests + 1))


# method, answers, requests sent in the end, class, code
FAILS = [
    ("POST", [CUT, 200], 1, errors.OperationalError, "unknown-outcome"),
    ("POST", [TIMEOUT, 200], 1, errors.OperationalError, "unknown-outcome"),
    ("POST", [500, 200], 1, errors.ApiError, "server"),
    ("POST", [503, 200], 1, errors.ApiError, "server"),
    ("POST", [504, 200], 1, errors.ApiError, "unknown-outcome"),
    ("PATCH", [RESET, 200], 1, errors.OperationalError, "unknown-outcome"),
    ("PUT", [CUT], 5, errors.OperationalError, "unknown-outcome"),
    ("PUT", [CUT, UNSENT], 5, errors.OperationalError, "unknown-outcome"),
    ("PUT", [CUT, 409], 2, errors.ApiError, "unknown-outcome"),
    ("PUT", [500], 5, errors.ApiError, "server"),
    ("POST", [UNSENT], 5, errors.OperationalError, "network"),
    ("GET", [CUT], 5, errors.OperationalError, "network"),
    ("GET", [TIMEOUT], 5, errors.OperationalError, "timeout"),
    ("GET", [500], 5, errors.ApiError, "server"),
    ("GET", [400, 200], 1, errors.ApiError, "invalid"),
    ("DELETE", [404, 200], 1, errors.ApiError, "not-found"),
    ("DELETE", [500, 404], 2, errors.ApiError, "not-found"),
]


@pytest.mark.parametrize(("method", "answers", "requests", "kind", "code"), FAILS)
def test_fails(make_desk, method, answers, requests, kind, code):
    desk = make_desk(*answers)
    with pytest.raises(kind) as caught:
        desk.send(method)
    assert (caught.value.code, len(desk.script.seen)) == (code, requests)
    assert type(caught.value) is kind


def test_repeatable_as_the_definition_says(make_desk):
    desk = make_desk(CUT, 200)
    assert desk.send("POST", repeatable=True).status == 200
    desk = make_desk(CUT, 200)
    with pytest.raises(errors.OperationalError):
        desk.send("PUT", repeatable=False)
    assert len(desk.script.seen) == 1


def test_404_after_a_delete_without_an_answer_is_success(make_desk):
    desk = make_desk(CUT, 404)
    assert desk.send("DELETE").status == 204
    assert desk.statuses == [None, 404]


def test_backoff_grows_and_is_told(make_desk):
    desk = make_desk(500, 500, 500, 500, 200)
    desk.send()
    assert desk.clock.sleeps == [0.5, 1, 2, 4]
    assert desk.exchange.waits[0] == (0.5, "500 Internal Server Error")


def test_jitter_is_full(make_desk):
    desk = make_desk(500, 200, draw=lambda: 0.25)
    desk.send()
    assert desk.clock.sleeps == [0.125]


def test_total_time_is_bounded(make_desk):
    desk = make_desk(later(429, "50"))
    with pytest.raises(errors.ApiError) as caught:
        desk.send()
    assert desk.clock.sleeps == [50, 50]
    assert caught.value.code == "limit"
    assert "resets in 50 s" in caught.value.hint


def test_a_body_cut_short_is_asked_for_again(make_desk):
    short = httpx.Response(200, text='{"rows": [1, 2', headers={"content-type": "application/json"})
    desk = make_desk(short, httpx.Response(200, json={"rows": [1, 2, 3]}))
    assert desk.send().json == {"rows": [1, 2, 3]}
    desk = make_desk(httpx.Response(200, content='["ü"]'.encode()[:3]), 200)
    assert desk.send().json == {}
    desk = make_desk(lambda _: httpx.Response(200, text='{"rows": [1, 2'))
    with pytest.raises(errors.DataError) as caught:
        desk.send()
    assert (caught.value.code, len(desk.script.seen)) == ("body", 5)


def test_a_write_whose_answer_broke_off_is_unknown(make_desk):
    desk = make_desk(httpx.Response(201, text='{"id": 1'))
    with pytest.raises(errors.OperationalError) as caught:
        desk.send("POST", body={})
    assert (caught.value.code, caught.value.status) == ("unknown-outcome", 201)


def test_missing_bytes_are_a_cut(make_desk):
    short = httpx.Response(200, content=iter([b'{"a": 1}']), headers={"content-length": "20"})
    assert make_desk(short, 200).send().json == {}


def test_untrusted_certificate_is_not_tried_again(make_desk):
    import ssl

    def refuse(request):
        raise httpx.ConnectError("bad") from ssl.SSLCertVerificationError()

    desk = make_desk(refuse)
    with pytest.raises(errors.OperationalError) as caught:
        desk.send()
    assert (caught.value.code, len(desk.script.seen)) == ("tls", 1)


@pytest.mark.parametrize(
    ("seen", "repeatable", "attempt", "elapsed", "retry_after", "wait"),
    [
        (Fault.UNSENT, False, 1, 0, None, 0.5),
        (Fault.UNSENT, False, 4, 0, None, 4),
        (Fault.UNSENT, False, 5, 0, None, None),
        (Fault.CUT, True, 2, 0, None, 1),
        (Fault.CUT, False, 1, 0, None, None),
        (Fault.TIMEOUT, True, 1, 119.4, None, 0.5),
        (Fault.TIMEOUT, True, 1, 119.6, None, None),
        (Fault.HOPELESS, True, 1, 0, None, None),
        (429, False, 1, 0, 30, 30),
        (429, False, 1, 100, 30, None),
        (429, False, 2, 0, None, 1),
        (503, False, 1, 0, None, None),
        (503, False, 1, 0, 2, 2),
        (500, True, 1, 0, 9, 9),
        (500, True, 1, 0, 0.1, 0.5),
        (501, True, 1, 0, None, None),
        (404, True, 1, 0, 5, None),
    ],
)
def test_next_wait(seen, repeatable, attempt, elapsed, retry_after, wait):
    found = next_wait(
        seen,
        repeatable=repeatable,
        attempt=attempt,
        elapsed=elapsed,
        retry_after=retry_after,
        policy=Policy(),
        random=lambda: 1.0,
    )
    assert found == wait


def test_backoff_is_capped():
    policy = Policy(attempts=50, total=1e9)
    wait = next_wait(
        500, repeatable=True, attempt=40, elapsed=0, retry_after=None, policy=policy, random=lambda: 1.0
    )
    assert wait == policy.cap


def test_cancelling_ends_a_wait(make_desk):
    desk = make_desk(500)
    desk.clock.on_sleep = desk.exchange.cancelled.set
    with pytest.raises(errors.Interrupted) as caught:
        desk.send()
    assert (caught.value.code, len(desk.script.seen)) == ("interrupted", 1)


def test_cancelling_a_write_without_an_answer_leaves_it_unknown(make_desk):
    desk = make_desk(CUT)
    desk.clock.on_sleep = desk.exchange.cancelled.set
    with pytest.raises(errors.Interrupted) as caught:
        desk.send("PUT")
    assert caught.value.code == "unknown-outcome"


def test_cancelling_while_a_write_is_under_way_leaves_it_unknown(make_desk):
    desk = make_desk()

    def cut(request):
        desk.exchange.cancelled.set()
        raise RESET

    desk.script.answers = [cut]
    with pytest.raises(errors.Interrupted) as caught:
        desk.send("POST")
    assert caught.value.code == "unknown-outcome"


def test_nothing_is_sent_after_the_deadline(make_desk):
    desk = make_desk()
    desk.exchange.deadline = 0.0
    with pytest.raises(errors.Interrupted, match="time is up"):
        desk.send()
    assert (desk.script.seen, desk.script.grants) == ([], [])


def test_the_deadline_bounds_the_time_out(make_desk):
    desk = make_desk(200)
    desk.exchange.deadline = 4.0
    desk.send()
    assert desk.script.seen[0].extensions["timeout"]["read"] == 4.0


def test_nothing_is_sent_once_cancelled(make_desk):
    desk = make_desk()
    desk.exchange.cancelled.set()
    with pytest.raises(errors.Interrupted):
        desk.send()
    assert (desk.script.seen, desk.script.grants) == ([], [])


def test_deadline_ends_a_wait_before_it_begins(make_desk):
    desk = make_desk(later(429, "60"))
    desk.exchange.deadline = 10.0
    with pytest.raises(errors.Interrupted, match="60 s"):
        desk.send()
    assert desk.clock.elapsed == 0


def test_a_body_is_not_read_on_after_cancelling(make_desk):
    desk = make_desk()

    def drip():
        yield b"["
        desk.exchange.cancelled.set()
        yield b"1"
        raise AssertionError("read on")

    desk.script.answers = [httpx.Response(200, content=drip())]
    with pytest.raises(errors.Interrupted):
        desk.send()


def test_budget_stops_the_next_attempt(make_desk):
    desk = make_desk(500)
    count = iter(range(2))

    def before_send(request):
        if next(count, None) is None:
            raise errors.BudgetExceeded("enough")

    desk.exchange.before_send = before_send
    with pytest.raises(errors.BudgetExceeded):
        desk.send()
    assert len(desk.script.seen) == 2


def test_closing_ends_it(make_desk):
    desk = make_desk()
    desk.client.close()
    with pytest.raises(errors.Interrupted, match="closed"):
        desk.send()


def test_a_fault_of_a_transport_is_not_hidden(make_desk):
    with pytest.raises(RuntimeError, match="bug"):
        make_desk(RuntimeError("bug")).send()


def test_closing_wakes_who_waits_for_an_answer(make_desk):
    with socket.socket() as silent:
        silent.bind(("127.0.0.1", 0))
        silent.listen()
        settings = {"token": "t0ken-text"}
        url = f"http://127.0.0.1:{silent.getsockname()[1]}"
        client = Client(make_desk().helpdesk, "acme", settings, log=RequestLog(), base_url=url)
        threading.Timer(0.1, client.close).start()
        with pytest.raises(errors.Interrupted, match="closed"):
            client.send(Request("GET", "/"), Alone())


def test_http_to_another_machine_is_refused(make_desk):
    with pytest.raises(errors.OperationalError, match="in the clear"):
        Client(make_desk().helpdesk, "acme", {"token": "t"}, log=RequestLog(), base_url="http://acme.test")


@pytest.mark.parametrize(("url", "used"), [("http://127.0.0.1:1", False), ("https://acme.test", True)])
def test_proxies_of_the_environment(make_desk, url, used):
    client = Client(make_desk().helpdesk, "acme", {"token": "t"}, log=RequestLog(), base_url=url)
    assert client._channel.wire._http.trust_env is used
    client.close()
