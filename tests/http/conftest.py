"""A made-up helpdesk behind a scripted transport, a clock that only moves when somebody sleeps."""

from __future__ import annotations

import threading
from collections.abc import Callable, Iterable
from dataclasses import dataclass, field
from typing import Any

import httpx
import pytest

from helpsql import spec
from helpsql.http import Client
from helpsql.requestlog import RequestLog
from helpsql.secret import Secret
from helpsql.tokens import MemoryStore

START = 1_800_000_000.0
SETTINGS = {"app_id": "the-app", "app_secret": Secret("s3cret-of-app", "environment ACME_SECRET")}


class FakeClock:
    """`sleeps` are the seconds slept; `on_sleep` lets a test act in the middle of a wait."""

    def __init__(self) -> None:
        self.elapsed = 0.0
        self.sleeps: list[float] = []
        self.on_sleep: Callable[[], None] = lambda: None
        self._lock = threading.Lock()

    def now(self) -> float:
        return START + self.elapsed

    def monotonic(self) -> float:
        return self.elapsed

    def sleep(self, seconds: float, cancelled: threading.Event) -> bool:
        self.on_sleep()
        if not cancelled.is_set():
            with self._lock:
                self.sleeps.append(seconds)
                self.elapsed += seconds
        return cancelled.is_set()


@dataclass
class Recorder:
    """An Exchange that remembers what it was told."""

    statement: int | None = 7
    cancelled: threading.Event = field(default_factory=threading.Event)
    deadline: float | None = None
    asked: list[spec.Request] = field(default_factory=list)
    waits: list[tuple[float, str]] = field(default_factory=list)
    ids: list[int] = field(default_factory=list)

    def before_send(self, request: spec.Request) -> None:
        self.asked.append(request)

    def waiting(self, seconds: float, why: str) -> None:
        self.waits.append((seconds, why))

    def sent(self, entry_id: int) -> None:
        self.ids.append(entry_id)


class Script:
    """Answers in their order; an exception is raised, a callable is asked. Token requests are apart."""

    def __init__(self, answers: Iterable[Any]) -> None:
        self.answers = list(answers)
        self.seen: list[httpx.Request] = []
        self.grants: list[dict[str, str]] = []
        self.token_answers: list[Any] = []
        self._lock = threading.Lock()

    def __call__(self, request: httpx.Request) -> httpx.Response:
        with self._lock:
            if request.url.path == "/oauth2/token":
                return self._grant(request)
            self.seen.append(request)
            answer = self.answers.pop(0) if len(self.answers) > 1 else self.answers[0]
        return _give(answer, request)

    def _grant(self, request: httpx.Request) -> httpx.Response:
        self.grants.append(dict(httpx.QueryParams(request.content.decode())))
        if self.token_answers:
            return _give(self.token_answers.pop(0), request)
        return httpx.Response(200, json={"access_token": f"access-{len(self.grants)}", "expires_in": 7200})


def _give(answer: Any, request: httpx.Request) -> httpx.Response:
    if isinstance(answer, Exception):
        raise answer
    if isinstance(answer, int):
        return httpx.Response(answer, json={} if answer < 300 else {"message": f"is {answer}"})
    return answer(request) if callable(answer) else answer


@dataclass
class Desk:
    """A client, and everything around it that a test looks at."""

    client: Client
    script: Script
    clock: FakeClock
    log: RequestLog
    exchange: Recorder
    store: MemoryStore
    helpdesk: spec.Helpdesk

    def send(self, method: str = "GET", path: str = "/things", **more: Any) -> spec.Response:
        accept = more.pop("accept", ())
        return self.client.send(spec.Request(method, path, **more), self.exchange, accept=accept)

    @property
    def statuses(self) -> list[int | None]:
        return [entry.status for entry in self.log.entries()]


def make_helpdesk(**more: Any) -> spec.Helpdesk:
    facts: dict[str, Any] = {
        "name": "acme",
        "title": "Acme",
        "base_url": "https://api.acme.test/v2",
        "docs": "",
        "auth": spec.OAuth2("/oauth2/token", "app_id", "app_secret"),
        "settings": [spec.Setting("app_id", "Id."), spec.Setting("app_secret", "Secret.", secret=True)],
        "tables": [],
        "naming": spec.same_path,
        "paging": spec.OnePage(),
        "limits": spec.Limits(
            "X-Limit", "X-Remaining", "", ("X-Retry-After", "Retry-After"), 60.0, {"POST": 2, "PUT": 2}
        ),
        "errors": spec.ErrorBody(("message",), "_embedded.errors[]"),
    }
    return spec.Helpdesk(**{**facts, **more})


@pytest.fixture
def make_desk() -> Callable[..., Desk]:
    def make(*answers: Any, helpdesk: dict[str, Any] | None = None, **more: Any) -> Desk:
        script, clock, log, store = Script(answers or [200]), FakeClock(), RequestLog(), MemoryStore()
        more = {"store": store, "base_url": "https://api.acme.test", "draw": lambda: 1.0, **more}
        settings = more.pop("settings", SETTINGS)
        desk = make_helpdesk(**(helpdesk or {}))
        client = Client(
            desk,
            "acme",
            settings,
            log=log,
            transport=httpx.MockTransport(script),
            clock=clock,
            **more,
        )
        return Desk(client, script, clock, log, Recorder(), more["store"], desk)

    return make
