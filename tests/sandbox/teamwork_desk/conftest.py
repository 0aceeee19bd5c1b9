"""A Teamwork Desk sandbox in the process, with a clock that only the test moves."""

from __future__ import annotations

import json
from collections.abc import Callable, Iterator
from pathlib import Path
from typing import Any

import httpx
import pytest

from helpsql.sandbox import open_sandbox
from helpsql.sandbox.settings import WORLD_DATE

RECORDED = Path(__file__).parents[4] / "shared" / "recorded" / "teamwork_desk"
ORIGIN = "https://demo.teamwork.com"


class Desk:
    """A client of one sandbox, signed with the administrator's key; `go` moves the clock."""

    def __init__(self, **settings: Any) -> None:
        self.now = float(WORLD_DATE)
        self.sandbox = open_sandbox(
            "teamwork_desk", clock=lambda: self.now, sleep=self.go, **{"seed": 1, "size": 0.2} | settings
        )
        self.keys = self.sandbox.credentials
        self.http = self.client(Authorization=f"Bearer {self.keys['api_key']}")

    def client(self, **headers: str) -> httpx.Client:
        transport = httpx.WSGITransport(app=self.sandbox)
        return httpx.Client(transport=transport, base_url=ORIGIN, headers=headers)

    def go(self, seconds: float) -> None:
        self.now += seconds

    def send(self, method: str, path: str, body: Any = None, **more: Any) -> httpx.Response:
        """`path` below the v2 base and without .json, or whole."""
        url = path if path.startswith("/") else f"/desk/api/v2/{path}.json"
        return self.http.request(method, url, json=body, **more)

    def get(self, path: str, expect: int = 200, /, **params: Any) -> Any:
        """`filter` may be an object."""
        if isinstance(params.get("filter"), dict):
            params["filter"] = json.dumps(params["filter"])
        response = self.send("GET", path, params=params or None)
        assert response.status_code == expect, (path, params, response.text[:300])
        return response.json()

    def rows(self, path: str, key: str = "", /, **params: Any) -> list[Any]:
        """All rows of a list, page by page."""
        found: list[Any] = []
        for page in range(1, 10_000):
            answer = self.get(path, page=page, **({"pageSize": 100} | params))
            found += answer[key or path.split("/")[-1]] or []
            if not answer["pagination"]["hasMorePages"]:
                return found
        raise AssertionError("the list does not end")

    def ids(self, path: str, **params: Any) -> list[int]:
        return [row["id"] for row in self.rows(path, **params)]

    def error(self, method: str, path: str, body: Any = None, **more: Any) -> tuple[int, Any]:
        """Status and the only error of a refusal."""
        response = self.send(method, path, body, **more)
        (error,) = response.json()["errors"]
        assert {"id", "title", "code", "detail"} <= error.keys()
        return response.status_code, error

    def refused(self, path: str, **params: Any) -> str:
        """The `source` of a 400."""
        if isinstance(params.get("filter"), dict):
            params["filter"] = json.dumps(params["filter"])
        status, error = self.error("GET", path, params=params)
        assert status == 400, error
        return str(error.get("source"))

    def write(self, method: str, path: str, body: Any = None, status: int = 200) -> Any:
        response = self.send(method, path, body)
        assert response.status_code == status, response.text
        return response.json() if response.content else None


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
