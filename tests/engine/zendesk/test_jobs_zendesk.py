"""Jobs that end badly, late or never, and those that others have in flight."""

from __future__ import annotations

import threading
from collections.abc import Callable, Iterator
from typing import Any

import httpx
import pytest

from helpsql.errors import Interrupted, OperationalError, WriteError
from tests.engine.zendesk.desk import JOB, Desk, open_desk
from tests.engine.zendesk.test_writes_zendesk import open_other

TWO = "insert into tickets(subject, comment) values ('a', 'b'), ('c', 'd')"


class Watch(httpx.BaseTransport):
    """Hands on what is no look at a job; `look` answers those, or (None) lets them through as well."""

    def __init__(self, inner: httpx.BaseTransport, look: Callable[[int], httpx.Response | None]) -> None:
        self._inner, self._look = inner, look
        self.looks = 0

    def handle_request(self, request: httpx.Request) -> httpx.Response:
        if request.url.path.startswith(JOB):
            self.looks += 1
            if (answer := self._look(self.looks)) is not None:
                return answer
        return self._inner.handle_request(request)


def job(**facts: Any) -> httpx.Response:
    return httpx.Response(200, json={"job_status": {"id": "V3-x", "status": "working", **facts}})


@pytest.fixture
def desk() -> Iterator[Desk]:
    with open_desk() as opened:
        yield opened


def unknown(look: Callable[[int], httpx.Response | None], **more: Any) -> tuple[WriteError, Desk]:
    """The error of two new tickets whose job is looked at so."""
    with open_desk(wrap=lambda inner: Watch(inner, look), **more) as desk:
        with pytest.raises(WriteError) as caught:
            desk.run(TWO)
        creates = [one for one in desk.tap.sent if one.path.endswith("create_many")]
        assert len(creates) == 1, "it is not sent again"
        assert [outcome.state for outcome in caught.value.outcomes] == ["unknown", "unknown"]
        assert caught.value.code == "unknown-outcome"
        return caught.value, desk


def test_a_job_that_never_ends_is_given_up() -> None:
    error, desk = unknown(lambda _: job())
    assert 3600 <= sum(desk.clock.sleeps) < 3700 and len(desk.entries()) < 500
    assert "the job V3-x is still working after 60 minutes" in error.message
    assert "by the job V3-" in error.outcomes[0].reason
    assert isinstance(error.__cause__, OperationalError)


def test_a_job_that_was_killed_is_named() -> None:
    error, _ = unknown(lambda _: job(status="killed", message="By an administrator"))
    assert "the job killed: By an administrator" in error.outcomes[0].reason
    assert "job V3-x" in error.message


def test_a_network_that_stays_cut_while_looking() -> None:
    def cut(_: int) -> httpx.Response:
        raise httpx.ConnectError("no route")

    error, _ = unknown(cut)
    assert "by the job V3-" in error.outcomes[0].reason and "its end was not seen" in error.outcomes[0].reason


def test_a_network_that_is_cut_once_while_looking(desk: Desk) -> None:
    def cut_once(look: int) -> httpx.Response | None:
        if look == 1:
            raise httpx.ConnectError("no route")
        return None

    with open_desk(wrap=lambda inner: Watch(inner, cut_once)) as shaky:
        result = shaky.run(TWO)
    assert [outcome.state for outcome in result.outcomes or ()] == ["applied", "applied"]


def test_ctrl_c_while_a_job_is_looked_after() -> None:
    opened: list[Desk] = []

    def stop(look: int) -> httpx.Response:
        if look == 2:
            # As the command line does it: from another thread.
            stopper = threading.Thread(target=opened[0].engine.interrupt)
            stopper.start()
            stopper.join()
        return job()

    with open_desk(wrap=lambda inner: Watch(inner, stop)) as desk:
        opened.append(desk)
        with pytest.raises(WriteError) as caught:
            desk.run(TWO)
        assert [one.state for one in caught.value.outcomes] == ["unknown", "unknown"]
        assert isinstance(caught.value.__cause__, Interrupted)
        assert "by the job V3-" in caught.value.outcomes[0].reason
        # The session goes on, and shows what was made all the same.
        desk.later()
        desk.rows("select id from groups limit 1")
        desk.later()
        assert desk.one("select count(*) from tickets where subject in ('a', 'c')") == 2


def test_after_ctrl_c_no_further_request_is_begun() -> None:
    opened: list[Desk] = []

    def stop(_: int) -> httpx.Response:
        opened[0].engine.interrupt()
        return job()

    with open_desk(wrap=lambda inner: Watch(inner, stop)) as desk:
        opened.append(desk)
        desk.rows("select id from tickets where id = 1")
        account = desk.engine.accounts["zendesk"]
        account.client._full = 1
        rows = ", ".join(f"('s{n}', 'x')" for n in range(201))
        with pytest.raises(WriteError) as caught:
            desk.run(f"insert into tickets(subject, comment) values {rows}")
        assert len(desk.tap.sent) == 1
    states = [outcome.state for outcome in caught.value.outcomes]
    assert states == ["unknown"] * 100 + ["unsent"] * 101


def test_jobs_of_others_are_waited_for(desk: Desk) -> None:
    """An account has thirty jobs at most; those of others end in their time."""
    desk.rows("select id from tickets where id = 1")
    with open_other(desk) as other:
        for _ in range(30):
            body = {"tickets": [{"subject": "x", "comment": {"body": "y"}}]}
            other.post("/tickets/create_many", json=body).raise_for_status()
    result = desk.run(TWO)
    assert [outcome.state for outcome in result.outcomes or ()] == ["applied", "applied"]
    statuses = [entry.status for entry in desk.entries() if entry.path.endswith("create_many")]
    assert statuses[0] == 429 and statuses[-1] == 200
