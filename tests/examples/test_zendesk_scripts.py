"""The SQL scripts for Zendesk run as they stand."""

from __future__ import annotations

from pathlib import Path

from helpsql.statements import split
from tests.engine.clock import FakeClock
from tests.engine.demo import demo_engine

EXAMPLES = Path(__file__).parents[2] / "examples"


def script(name: str) -> str:
    [statement] = split((EXAMPLES / name).read_text("utf-8"))
    return statement


def test_the_weekly_report_counts_each_ticket_once_for_a_few_requests() -> None:
    with demo_engine("zendesk", engine={"clock": FakeClock()}) as engine:
        found = list(engine.execute(script("zendesk_weekly.sql")))
        assert len(engine.log.entries()) <= 6
        week = "select count(*) from zendesk.tickets where created_at >= '2026-10-24' and created_at < '2026-10-31'"
        assert [(sum(int(str(row[1])) for row in found),)] == list(engine.execute(week))
        assert len(found) > 2


def test_escalation_shows_first_and_then_sends_once() -> None:
    sql = script("zendesk_escalate.sql")
    with demo_engine("zendesk", engine={"clock": FakeClock(), "dry_run": True}) as engine:
        planned = engine.execute(sql).planned
        assert planned and not [e for e in engine.log.entries() if e.method != "GET"]
    with demo_engine("zendesk", engine={"clock": FakeClock()}) as engine:
        assert engine.execute(sql).rowcount > 5
        assert len([e for e in engine.log.entries() if e.method != "GET"]) == len(planned)
        assert engine.execute(sql).rowcount == 0, "what is high is left alone"
