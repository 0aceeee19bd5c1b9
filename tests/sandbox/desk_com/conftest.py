"""A Desk.com sandbox in the process, with a clock that only the test moves."""

from __future__ import annotations

import json
from collections.abc import Callable, Iterator
from pathlib import Path
from typing import Any

import httpx
import oauthlib.oauth1
import pytest

from helpsql.sandbox import open_sandbox
from helpsql.sandbox.embedded import embedded
from helpsql.sandbox.settings import WORLD_DATE

RECORDED = Path(__file__).parents[4] / "shared" / "recorded" / "desk_com"
ORIGIN = "https://demo.desk.com"


class Signed(httpx.Auth):
    """OAuth 1.0a with the sandbox's keys, or others."""

    def __init__(self, keys: dict[str, str], **more: Any) -> None:
        names = ("key", "secret", "token", "token_secret")
        self.client = oauthlib.oauth1.Client(*(keys[name] for name in names), **more)

    def auth_flow(self, request: httpx.Request) -> Iterator[httpx.Request]:
        _, headers, _ = self.client.sign(str(request.url), request.method)
        request.headers["Authorization"] = headers["Authorization"]
        yield request


class Desk:
    """A client of one sandbox; `go` moves the clock."""

    def __init__(self, **settings: Any) -> None:
        self.now = float(WORLD_DATE)
        self.sandbox: Any = open_sandbox(
            "desk_com", clock=lambda: self.now, sleep=self.go, **{"seed": 1, "size": 0.2} | settings
        )
        self.world = self.sandbox.world
        self.keys = self.sandbox.credentials
        self.http = httpx.Client(
            transport=httpx.WSGITransport(app=embedded(self.sandbox)),
            base_url=ORIGIN,
            auth=(self.keys["email"], self.keys["password"]),
        )

    def go(self, seconds: float) -> None:
        self.now += seconds

    def send(self, method: str, path: str, body: Any = None, **more: Any) -> httpx.Response:
        return self.http.request(method, _full(path), json=body, **more)

    def get(self, path: str, expect: int = 200, /, **params: Any) -> Any:
        response = self.http.get(_full(path), params=params or None)
        assert response.status_code == expect, (path, params, response.text[:300])
        return response.json()

    def write(self, method: str, path: str, body: Any = None, status: int | None = None) -> Any:
        response = self.send(method, path, body)
        assert response.status_code == status if status else response.is_success, response.text
        return response.json() if response.content else None

    def refused(self, method: str, path: str, body: Any = None) -> tuple[int, Any]:
        response = self.send(method, path, body)
        return response.status_code, response.json()

    def rows(self, path: str, /, **params: Any) -> list[Any]:
        """The rows of one page."""
        found: list[Any] = self.get(path, **params)["_embedded"]["entries"]
        return found

    def all(self, path: str, /, **params: Any) -> list[Any]:
        """All rows, page after page as `next` says."""
        page = self.get(path, **({"per_page": 100} | params))
        found = page["_embedded"]["entries"]
        while page["_links"]["next"]:
            page = self.get(page["_links"]["next"]["href"])
            found += page["_embedded"]["entries"]
        return found


def _full(path: str) -> str:
    return path if path.startswith("/api/") else f"/api/v2/{path}"


def number(record: Any) -> int:
    """The number of a row, as its own link tells it."""
    return int(record["_links"]["self"]["href"].rsplit("/", 1)[1])


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
