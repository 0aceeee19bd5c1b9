"""A Zendesk sandbox in the process, with a clock that only the test moves."""

from __future__ import annotations

import json
from collections.abc import Callable, Iterator
from pathlib import Path
from typing import Any

import httpx
import pytest

from helpsql.sandbox import open_sandbox
from helpsql.sandbox.settings import WORLD_DATE

RECORDED = Path(__file__).parents[4] / "shared" / "recorded" / "zendesk"


class Desk:
    """A client of one sandbox; `go` moves the clock."""

    def __init__(self, **settings: Any) -> None:
        self.now = float(WORLD_DATE)
        self.sandbox = open_sandbox(
            "zendesk", clock=lambda: self.now, sleep=self.go, **{"seed": 1, "size": 0.2} | settings
        )
        self.keys = self.sandbox.credentials
        self.http = httpx.Client(
            transport=httpx.WSGITransport(app=self.sandbox),
            base_url="https://demo.zendesk.com/api/v2",
            auth=(f"{self.keys['email']}/token", self.keys["api_token"]),
        )

    def go(self, seconds: float) -> None:
        self.now += seconds

    def send(self, method: str, path: str, body: Any = None, **more: Any) -> httpx.Response:
        return self.http.request(method, path, json=body, **more)

    def get(self, path: str, status: int = 200, **params: Any) -> Any:
        response = self.http.get(path, params=params or None)
        assert response.status_code == status, response.text
        return response.json()

    def write(self, method: str, path: str, body: Any = None, status: int | None = None) -> Any:
        response = self.send(method, path, body)
        assert response.status_code == status if status else response.is_success, response.text
        return response.json() if response.content else None

    def refused(self, method: str, path: str, body: Any = None) -> tuple[int, Any]:
        response = self.send(method, path, body)
        text = response.headers["content-type"].startswith("text/")
        return response.status_code, response.text if text else response.json()

    def finish(self, answer: Any) -> Any:
        """Poll a job to its end; its results."""
        url = answer["job_status"]["url"]
        for _ in range(10):
            job = self.get(url)["job_status"]
            if job["status"] == "completed":
                return job["results"]
        raise AssertionError("the job did not end")

    def pages(self, name: str, path: str) -> list[Any]:
        """All rows by cursor."""
        found, page = [], self.get(path)
        while True:
            found += page[name]
            if not page["meta"]["has_more"]:
                return found
            page = self.get(page["links"]["next"])

    def ticket(self, **columns: Any) -> Any:
        """A new ticket."""
        body = {"subject": "s", "comment": {"body": "b"}} | columns
        return self.write("POST", "/tickets", {"ticket": body}, 201)["ticket"]


@pytest.fixture
def desk() -> Desk:
    return Desk()


@pytest.fixture
def make_desk() -> Callable[..., Desk]:
    return Desk


@pytest.fixture(scope="module")
def shared_desk() -> Iterator[Desk]:
    """For tests that only read."""
    yield Desk()


@pytest.fixture(scope="session")
def recorded() -> Callable[[str], Any]:
    def load(name: str) -> Any:
        path = RECORDED / f"{name}.json"
        if not path.exists():
            pytest.skip("the recorded payloads are not here")
        return json.loads(path.read_text(encoding="utf-8"))

    return load
