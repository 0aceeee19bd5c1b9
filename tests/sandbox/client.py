"""A client of a sandbox in the process, with what tests ask of it."""

from __future__ import annotations

from collections.abc import Iterator
from dataclasses import dataclass, field
from typing import Any

import httpx

from helpsql.sandbox import open_sandbox
from helpsql.sandbox.settings import WORLD_DATE

ORIGIN = "https://api.helpscout.net"


@dataclass
class Clock:
    """A clock that goes only when told to, and a sleep that notes how long it was asked for."""

    now: float = WORLD_DATE
    slept: list[float] = field(default_factory=list)

    def __call__(self) -> float:
        return self.now

    def sleep(self, seconds: float) -> None:
        self.slept.append(seconds)


class Api:
    """A client with a token."""

    def __init__(self, **options: Any) -> None:
        self.clock = Clock()
        self.sandbox: Any = open_sandbox("helpscout", clock=self.clock, sleep=self.clock.sleep, **options)
        self.http = httpx.Client(transport=httpx.WSGITransport(app=self.sandbox), base_url=ORIGIN)
        self.login()

    def login(self) -> None:
        self.http.headers["Authorization"] = f"Bearer {self.token().json()['access_token']}"

    def token(self, **fields: str) -> httpx.Response:
        known = self.sandbox.credentials
        body = {
            "grant_type": "client_credentials",
            "client_id": known["app_id"],
            "client_secret": known["app_secret"],
        }
        return self.http.post("/v2/oauth2/token", json=body | fields)

    def get(self, path: str, expect: int = 200, /, **params: Any) -> Any:
        response = self.http.get(path, params=params or None)
        assert response.status_code == expect, (path, params, response.text[:300])
        return response.json() if response.content else None

    def send(self, method: str, path: str, body: Any = None, status: int = 204) -> httpx.Response:
        response = (
            self.http.request(method, path, json=body)
            if body is not None
            else self.http.request(method, path)
        )
        assert response.status_code == status, (method, path, str(body)[:200], response.text[:300])
        return response

    def create(self, path: str, body: Any) -> int:
        response = self.send("POST", path, body, 201)
        assert response.content == b""
        return int(response.headers["Resource-ID"])

    def pages(self, path: str, /, **params: Any) -> Iterator[dict[str, Any]]:
        page = self.get(path, **params)
        while True:
            yield page
            following = page["_links"].get("next")
            if following is None:
                return
            page = self.get(following["href"])

    def all(self, path: str, key: str, /, **params: Any) -> list[dict[str, Any]]:
        return [row for page in self.pages(path, **params) for row in page.get("_embedded", {}).get(key, [])]

    def conversations(self, **params: Any) -> list[dict[str, Any]]:
        return self.all("/v2/conversations", "conversations", **({"status": "all"} | params))

    def problems(self, response: httpx.Response) -> dict[str, dict[str, Any]]:
        """The validation errors of an answer by path."""
        assert response.status_code == 400, response.text
        assert response.headers["Content-Type"] == "application/vnd.error+json"
        body = response.json()
        assert body["logRef"] and body["message"] == "Bad request" and body["_links"]["about"]["href"]
        for error in body["_embedded"]["errors"]:
            assert {"path", "message", "source", "_links"} <= error.keys()
        return {error["path"]: error for error in body["_embedded"]["errors"]}

    def refused(self, path: str, **params: Any) -> dict[str, dict[str, Any]]:
        return self.problems(self.http.get(path, params=params))
