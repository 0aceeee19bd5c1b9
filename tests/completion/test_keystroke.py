"""A keystroke waits for nobody: no request, no statement of SQLite's, no lock that a running query holds."""

from __future__ import annotations

import threading
from collections.abc import Iterator

import httpx
import pytest
from prompt_toolkit.completion import CompleteEvent
from prompt_toolkit.document import Document

from helpsql.cli.commands import COMMANDS
from helpsql.cli.shell import entering
from helpsql.cli.shell.completer import ShellCompleter
from helpsql.completion import complete
from helpsql.completion.known import KnownCatalogue
from helpsql.config import ConnectionConfig
from helpsql.connecting import Connector
from helpsql.engine import Engine
from helpsql.sandbox import open_sandbox

TEXTS = [
    "select * from ",
    "select co",
    "select t. from zendesk.tickets t",
    "select * from zendesk.tickets t join helpscout.Conversations c on ",
    "select * from Conversations where Status = '",
    "insert into zendesk.tickets(",
    "update teamwork_desk.Tickets set ",
    "call ",
    "call desk_com.ResolveCase(",
    *(f"{name} " for name, command in COMMANDS.items() if command.argument != "file"),
]


class Untouchable:
    """A database that may not be asked."""

    def __getattr__(self, name: str) -> object:
        raise AssertionError(f"the database was asked: {name}")


@pytest.fixture(scope="module")
def engine() -> Iterator[Engine]:
    opened = Engine(demo=True)
    yield opened
    opened.close()


@pytest.mark.parametrize("text", TEXTS)
def test_a_keystroke_opens_nothing_and_sends_nothing(
    engine: Engine, text: str, monkeypatch: pytest.MonkeyPatch
) -> None:
    catalogue = KnownCatalogue(engine)
    catalogue.learn()
    monkeypatch.setattr(engine, "db", Untouchable())
    completer = ShellCompleter(catalogue)
    for cursor in (len(text), max(0, text.find(" from"))):
        list(completer.get_completions(Document(text, cursor), CompleteEvent()))
    assert engine.accounts == {}
    assert engine.log.entries() == []


class Held(httpx.BaseTransport):
    """A helpdesk that answers when it is let go."""

    def __init__(self, app: object) -> None:
        self._real = httpx.WSGITransport(app=app)  # type: ignore[arg-type]
        self.asked, self.go = threading.Event(), threading.Event()

    def handle_request(self, request: httpx.Request) -> httpx.Response:
        self.asked.set()
        assert self.go.wait(60)
        return self._real.handle_request(request)


def test_words_are_completed_while_another_thread_waits_for_a_helpdesk() -> None:
    app = open_sandbox("helpscout")
    transport = Held(app)
    config = ConnectionConfig("desk", "helpscout", dict(app.credentials))
    engine = Engine(connector=Connector([config], transports={"desk": transport}))
    catalogue = KnownCatalogue(engine)
    catalogue.learn()
    rows: list[object] = []
    query = threading.Thread(target=lambda: rows.extend(engine.execute("select Id from desk.Users")))
    query.start()
    try:
        assert transport.asked.wait(60)
        found = {one.text for one in complete("select * from desk.Us", 21, catalogue)}
        values = [
            one.text for one in complete("select * from desk.Conversations where Status='", 47, catalogue)
        ]
        assert query.is_alive() and not rows
    finally:
        transport.go.set()
        query.join(60)
    assert "Users" in found and "active'" in values and rows
    engine.close()


def test_whether_a_text_is_whole_is_asked_once_a_key(monkeypatch: pytest.MonkeyPatch) -> None:
    """prompt_toolkit asks for each line that it draws: in a long statement that took longer than all else."""
    looked: list[str] = []

    def look(text: str) -> bool:
        looked.append(text)
        return False

    monkeypatch.setattr(entering, "is_complete", look)
    text = "select\n" * 50 + "asked_once_a_key"
    assert [entering.is_whole(text) for _ in range(50)] == [False] * 50
    assert looked == [text]
