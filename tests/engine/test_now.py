"""One time for a session: SQL's functions, the requests and, in the demo, the sandboxes go by its clock."""

from __future__ import annotations

from pathlib import Path

import pytest

from helpsql.clock import iso
from helpsql.engine import Engine
from helpsql.sandbox.settings import WORLD_DATE
from tests.engine.clock import FakeClock

NOW = "select unixepoch(), datetime('now'), current_timestamp, date('now', '-7 days')"


def test_now_is_the_clocks(tmp_path: Path) -> None:
    for database in (":memory:", str(tmp_path / "main.db")):
        clock = FakeClock()
        engine = Engine(database=database, clock=clock)
        list(engine.execute("create table t as select 1"))
        clock.elapsed = 5.0
        assert list(engine.execute(NOW)) == [
            (WORLD_DATE + 5, "2026-10-31 18:00:05", "2026-10-31 18:00:05", "2026-10-24")
        ]
        engine.close()


def test_without_a_clock_it_is_the_machines() -> None:
    engine = Engine()
    [(ours, theirs)] = engine.execute("select unixepoch(), unixepoch('now')")
    import time

    assert abs(ours - time.time()) < 60 and ours == theirs
    engine.close()


@pytest.mark.parametrize(
    ("newest", "table"),
    [("max(CreatedDate)", "helpscout.Conversations"), ("max(created_at)", "zendesk.tickets")],
)
def test_the_demo_ends_now(newest: str, table: str) -> None:
    engine = Engine(demo=True)
    [(age,)] = engine.execute(f"select julianday('now') - julianday({newest}) from {table}")
    assert 0 < age < 1
    engine.close()


def test_what_is_written_in_the_demo_is_the_newest() -> None:
    """Both ends agree on the time: no export is asked for a moment that the sandbox takes for the future."""
    clock = FakeClock()
    engine = Engine(demo=True, clock=clock)
    insert = "insert into zendesk.tickets (subject, comment) values ('Tent', 'Broken.') returning id"
    [(number,)] = engine.execute(insert)
    [(created,)] = engine.execute("select created_at from zendesk.tickets where id = ?", (number,))
    assert created[:19] == iso(clock.now())[:19]
    clock.elapsed += 600
    since = "select ticket_id from zendesk.ticket_events where created_at >= datetime('now', '{}')"
    assert (number,) in list(engine.execute(since.format("-11 minutes")))
    assert list(engine.execute(since.format("-5 minutes"))) == []
    assert list(engine.execute(since.format("+20 days"))) == []
    engine.close()
