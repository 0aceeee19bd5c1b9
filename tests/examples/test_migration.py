"""The migrations of `examples/`: everything arrives, once, however often and wherever a run was cut off."""

from __future__ import annotations

import importlib
import sys
import threading
from collections.abc import Iterator
from contextlib import contextmanager
from pathlib import Path
from types import ModuleType
from typing import Any

import httpx
import pytest

from helpsql.clock import OffsetClock
from helpsql.config import ConnectionConfig
from helpsql.connecting import Connector
from helpsql.dbapi.connection import Connection
from helpsql.engine import Engine
from helpsql.errors import Error
from helpsql.sandbox import open_sandbox
from helpsql.sandbox.embedded import embedded
from helpsql.sandbox.settings import WORLD_DATE
from tests.engine.demo import known_settings

EXAMPLES = Path(__file__).parents[2] / "examples"
TARGETS = ["zendesk", "helpscout", "teamwork_desk"]
SIZE = 0.015


class QuickClock(OffsetClock):
    """Waits take no time: it passes at once."""

    def sleep(self, seconds: float, cancelled: threading.Event) -> bool:
        self.pass_by(seconds)
        return cancelled.is_set()

    def pass_by(self, seconds: float) -> None:
        self._offset += seconds


class Line(httpx.BaseTransport):
    """Counts what is written, and breaks at the `cut`-th write: before it arrives, or before its answer does."""

    def __init__(self, inner: httpx.BaseTransport) -> None:
        self.inner = inner
        self.written = 0
        self.cut, self.after = 0, False

    def handle_request(self, request: httpx.Request) -> httpx.Response:
        if request.method == "GET" or request.url.path.endswith("/token"):
            return self.inner.handle_request(request)
        self.written += 1
        if not self.cut or self.written < self.cut:
            return self.inner.handle_request(request)
        if self.written == self.cut and self.after:
            self.inner.handle_request(request)
        raise httpx.ReadError("cut", request=request)


class World:
    """The two accounts and the database file, which outlive the runs over them."""

    def __init__(self, target: str, file: Path) -> None:
        self.target, self.file = target, file
        self.clock = QuickClock(WORLD_DATE)
        self.apps = {n: open_sandbox(n, size=SIZE, clock=self.clock.now) for n in ("desk_com", target)}

    @contextmanager
    def session(self, cut: int = 0, *, after: bool = False) -> Iterator[tuple[Connection, Line]]:
        """A run of its own: nothing but accounts and file is left of the one before."""
        lines = {n: Line(httpx.WSGITransport(app=embedded(app))) for n, app in self.apps.items()}
        lines[self.target].cut, lines[self.target].after = cut, after
        configs = [ConnectionConfig(n, n, known_settings(n, app.credentials)) for n, app in self.apps.items()]
        engine = Engine(
            connector=Connector(configs, transports=lines), database=str(self.file), clock=self.clock
        )
        db = Connection(engine, autocommit=True, check_same_thread=True)
        try:
            yield db, lines[self.target]
        finally:
            db.close()


@pytest.fixture(scope="module", autouse=True)
def examples() -> Iterator[None]:
    sys.path.insert(0, str(EXAMPLES))
    yield
    sys.path.remove(str(EXAMPLES))


def example(target: str) -> ModuleType:
    return importlib.import_module(f"desk_com_to_{target}")


def carry(db: Connection, target: str) -> dict[str, int]:
    made = example(target)
    found: dict[str, int] = importlib.import_module("migration").run(db, made.SNAPSHOT, made.STAGES)
    return found


def all_of(db: Connection, sql: str) -> list[tuple[Any, ...]]:
    return list(db.execute(sql).fetchall())


CONTENT = {
    "zendesk": (
        # what a case was, and what its ticket is
        "select c.id, c.subject, coalesce(u.emails ->> '$[0].value', '') from main.desk_cases c "
        "join main.desk_customers u on u.id = c.customer_id order by 1",
        "select substr(t.external_id, 11) + 0, t.subject, coalesce(u.email, '') from zendesk.tickets t "
        "join zendesk.users u on u.id = t.requester_id where t.external_id like 'desk-case-%' order by 1",
        # what was said in it
        "select case_id, body from main.desk_replies order by case_id, reply_id",
        "select i.old_id, c.body from zendesk.ticket_comments c join main.zendesk_tickets i on i.new_id = c.ticket_id "
        "where c.ticket_id in (select new_id from main.zendesk_tickets) and c.id not in ("
        "  select min(id) from zendesk.ticket_comments where ticket_id in (select new_id from main.zendesk_tickets) "
        "  group by ticket_id) "
        "order by i.old_id, c.created_at, c.id",
    ),
    "helpscout": (
        "select c.id, coalesce(nullif(c.subject, ''), '(no subject)'), datetime(c.created_at) "
        "from main.desk_cases c order by 1",
        "select i.old_id, h.Subject, datetime(h.CreatedDate) from helpscout.Conversations h "
        "join main.helpscout_conversations i on i.new_id = h.Id order by 1",
        "select case_id, body from main.desk_messages union all select case_id, body from main.desk_replies "
        "order by 1, 2",
        "select i.old_id, t.Body from helpscout.ConversationThreads t "
        "join main.helpscout_conversations i on i.new_id = t.ConversationId where t.Body is not null order by 1, 2",
    ),
    "teamwork_desk": (
        "select c.id, coalesce(nullif(c.subject, ''), '(no subject)') || ' (case ' || c.id || ')' "
        "from main.desk_cases c order by 1",
        "select i.old_id, t.Subject from teamwork_desk.Tickets t "
        "join main.teamwork_tickets i on i.new_id = t.Id order by 1",
        "select case_id, reply_id from main.desk_replies order by case_id, reply_id",
        "select i.old_id, substr(m.TextBody, instr(m.TextBody, ', reply ') + 8) + 0 from teamwork_desk.Messages m "
        "join main.teamwork_tickets i on i.new_id = m.TicketId "
        "where m.TicketId in (select new_id from main.teamwork_tickets) and m.ThreadType = 'note' order by 1, 2",
    ),
}
DOUBLES = {
    "zendesk": [
        "select external_id, count(*) from zendesk.tickets where external_id like 'desk-%' group by 1 having count(*) > 1",
        "select external_id, count(*) from zendesk.users where external_id like 'desk-%' group by 1 having count(*) > 1",
    ],
    "teamwork_desk": [
        "select ExternalId, count(*) from teamwork_desk.Customers where ExternalId like 'desk-customer-%' "
        "group by 1 having count(*) > 1",
        "select Subject, count(*) from teamwork_desk.Tickets where Subject like '% (case %)' "
        "group by 1 having count(*) > 1",
    ],
    "helpscout": [
        "select Background, count(*) from helpscout.Customers where Background like 'Desk.com customer %' "
        "group by 1 having count(*) > 1",
    ],
}


def check(db: Connection, target: str) -> None:
    """Every case, message and reply is there, once."""
    cases, tickets, replies, comments = (all_of(db, sql) for sql in CONTENT[target])
    assert cases
    assert tickets == cases
    assert len(comments) == len(replies)
    plain = [(case, "".join(str(text).split())[:40]) for case, text in replies]
    found = [(case, "".join(str(text).split())[:40]) for case, text in comments]
    assert found == plain if target == "zendesk" else sorted(found) == sorted(plain)
    for sql in DOUBLES[target]:
        assert all_of(db, sql) == []
    for stage in example(target).STAGES:
        assert all_of(db, f"select count(*) from main.{stage.ids} where new_id is null") == [(0,)]


@pytest.mark.parametrize("target", TARGETS)
def test_everything_is_carried_and_a_second_run_sends_nothing(target: str, tmp_path: Path) -> None:
    world = World(target, tmp_path / "ids.db")
    with world.session() as (db, line):
        before = all_of(db, f"select count(*) from {world.target}.{PEOPLE[target]}")
        carried = carry(db, target)
        assert all(carried.values()), carried
        check(db, target)
        written = line.written
        assert written
        assert not any(carry(db, target).values())
        assert line.written == written
    with world.session() as (db, line):
        assert not any(carry(db, target).values())
        assert line.written == 0
        added = all_of(db, f"select count(*) from {target}.{PEOPLE[target]}")[0][0] - before[0][0]
        assert added == all_of(db, "select count(*) from main.desk_customers")[0][0]


PEOPLE = {"zendesk": "users", "helpscout": "Customers", "teamwork_desk": "Customers"}
CUTS = {"zendesk": [1, 2, 3, 9], "helpscout": [1, 4, 13], "teamwork_desk": [2, 12, 40]}


@pytest.mark.parametrize("after", [False, True], ids=["before the write", "before its answer"])
@pytest.mark.parametrize(("target", "cut"), [(target, cut) for target in TARGETS for cut in CUTS[target]])
def test_a_run_that_was_cut_off_is_finished_by_the_next(
    target: str, cut: int, after: bool, tmp_path: Path
) -> None:
    world = World(target, tmp_path / "ids.db")
    with world.session(cut, after=after) as (db, _), pytest.raises(Error):
        carry(db, target)
    # At once: the next run itself waits for the indexes, by the session's clock.
    with world.session() as (db, _):
        carry(db, target)
        world.clock.pass_by(600)  # what was carried a moment ago is in no index yet
        check(db, target)


def test_runs_that_are_cut_off_again_and_again(tmp_path: Path) -> None:
    world = World("helpscout", tmp_path / "ids.db")
    for number in range(60):
        with world.session(4, after=number % 2 == 0) as (db, _):
            try:
                carry(db, "helpscout")
            except Error:
                continue
            check(db, "helpscout")
            return
    raise AssertionError("it never ends")


@pytest.fixture
def migration(monkeypatch: pytest.MonkeyPatch) -> Any:
    monkeypatch.syspath_prepend(str(EXAMPLES))
    return importlib.import_module("migration")


def test_what_went_wrong_is_said_without_a_trace(
    migration: Any, tmp_path: Path, monkeypatch: pytest.MonkeyPatch, capsys: pytest.CaptureFixture[str]
) -> None:
    monkeypatch.setenv("XDG_CONFIG_HOME", str(tmp_path))
    assert migration.main([], [], ["x.py"]) == 2
    assert "Usage: python x.py FILE" in capsys.readouterr().err
    file = str(tmp_path / "m.db")
    assert migration.main(["select * from desk_com.cases"], [], ["x.py", file]) == 1
    said = capsys.readouterr().err
    assert "helpsql login" in said and "nothing is carried twice" in said and "Traceback" not in said
    assert migration.main([], [], ["x.py", file]) == 0
    migration.Told().waiting("zendesk", 30.0, "rate limit of zendesk")
    assert capsys.readouterr().err == "waiting 30 s: rate limit of zendesk\n"
