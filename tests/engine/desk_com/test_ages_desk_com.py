"""Payloads of 2013, 2014 and 2016 give the same rows; the limit of the headers is kept to."""

from __future__ import annotations

import threading

import pytest

from helpsql.clock import OffsetClock
from helpsql.sandbox.settings import WORLD_DATE
from tests.engine.desk_com.desk import open_desk
from tests.engine.repaged import engine_over

IDS = [
    "select id, customer_id, assigned_user_id, assigned_group_id from cases",
    "select id, company_id from customers",
    "select id, name from companies",
    "select case_id, reply_id, body from replies",
    "select case_id, id, user_id from notes",
    "select case_id, body from messages",
    "select case_id, label from case_labels",
    "select customer_id, position, value from customer_emails",
    "select id, name from users",
    "select user_id, id from user_groups",
    "select id, name from labels",
    "select id, group_id, user_id from filters",
    "select id, topic_id from articles",
    "select id, name, data_type, choices from custom_fields",
]


@pytest.mark.parametrize("sql", IDS)
def test_rows_of_every_age_have_their_ids(sql: str) -> None:
    answers = []
    for age in (2013, 2014, 2016):
        with open_desk(size=0.03) as desk:
            desk.sandbox.age = age
            rows, result = desk.run(sql)
            assert result.complete
            answers.append(sorted(rows, key=repr))
    assert answers[0] == answers[1] == answers[2]
    assert all(row[0] is not None for row in answers[0])


class QuickClock(OffsetClock):
    """Waits pass at once, and are noted."""

    def __init__(self) -> None:
        super().__init__(WORLD_DATE)
        self.slept: list[float] = []

    def sleep(self, seconds: float, cancelled: threading.Event) -> bool:
        self.slept.append(seconds)
        self._offset += seconds
        return cancelled.is_set()


def test_the_limit_is_kept_to() -> None:
    """60 requests a minute: those beyond wait for the reset that the headers tell, instead of being refused."""
    clock = QuickClock()
    _, engine = engine_over(
        "desk_com", lambda inner: inner, size=0.1, engine={"clock": clock}, clock=clock.now, rate_limit=60
    )
    try:
        rows = list(engine.execute("select * from replies"))
        entries = engine.log.entries()
        assert len(rows) > 60
        assert len(entries) > 70
        assert clock.slept
        assert sum(entry.status == 429 for entry in entries) <= 8  # those already under way
    finally:
        engine.close()


def test_basic_signs_in_too() -> None:
    import httpx

    from helpsql.config import ConnectionConfig
    from helpsql.connecting import Connector
    from helpsql.engine import Engine
    from helpsql.sandbox import open_sandbox
    from helpsql.sandbox.embedded import embedded

    app = open_sandbox("desk_com", size=0.02)
    settings = {name: app.credentials[name] for name in ("site", "email", "password")}
    connector = Connector(
        [ConnectionConfig("desk", "desk_com", settings)],
        transports={"desk": httpx.WSGITransport(app=embedded(app))},
    )
    engine = Engine(connector=connector)
    try:
        assert list(engine.execute("select count(*) > 0 from desk.users")) == [(1,)]
    finally:
        engine.close()
