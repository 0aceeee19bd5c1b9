"""Faults on demand, in the process and over a socket."""

from __future__ import annotations

import json
import subprocess
import sys
from collections.abc import Iterator
from concurrent.futures import ThreadPoolExecutor

import httpx
import pytest

from helpsql.sandbox import open_sandbox
from helpsql.sandbox.faults import Faults

from .client import Api


def _statuses(api: Api, count: int, path: str = "/v2/users") -> list[int]:
    return [api.http.get(path).status_code for _ in range(count)]


@pytest.mark.parametrize(
    ("faults", "statuses"),
    [
        ("503@2", [200, 503, 200, 200, 200, 200]),
        ("500@2-4", [200, 500, 500, 500, 200, 200]),
        ("504@/3", [200, 200, 504, 200, 200, 504]),
        ("429@1,503@1,500@3", [429, 200, 500, 200, 200, 200]),
        ("503@1~/nothing", [200] * 6),
        ("", [200] * 6),
    ],
)
def test_occasions(faults: str, statuses: list[int]) -> None:
    assert _statuses(Api(faults=faults), 6) == statuses


def test_percentages_come_from_the_seed() -> None:
    first = _statuses(Api(faults="500@30%", seed=3), 40)
    assert first == _statuses(Api(faults="500@30%", seed=3), 40)
    assert 3 < first.count(500) < 25


def test_an_expired_token_stays_expired() -> None:
    api = Api(faults="401@2")
    assert _statuses(api, 4) == [200, 401, 401, 401]
    api.login()
    assert _statuses(api, 2) == [200, 200]


def test_shapes() -> None:
    api = Api(faults="429@1,500@2,503@3")
    throttled, failed, unavailable = (api.http.get("/v2/users") for _ in range(3))
    assert (
        throttled.json() == {"message": "API rate limit exceeded"}
        and int(throttled.headers["Retry-After"]) > 0
    )
    assert failed.json()["message"] == "Internal error" and failed.json()["links"]
    assert unavailable.headers["Content-Type"] == "application/vnd.error+json"


def test_html_and_truncated_bodies() -> None:
    api = Api(faults="html@1,truncated@2")
    page = api.http.get("/v2/users")
    assert page.status_code == 200 and page.headers["Content-Type"].startswith("text/html")
    with pytest.raises(ValueError):
        api.http.get("/v2/users").json()


def test_html_and_errors_come_before_the_work_and_the_rest_after() -> None:
    api = Api(faults="html@1,503@2,truncated@3")
    for _ in range(3):
        api.http.post("/v2/conversations/5/notes", json={"text": "x"})
    assert api.get("/v2/conversations/5")["threads"] == 3


def test_a_cut_connection_is_a_read_error_of_httpx() -> None:
    api = Api(faults="cut@1")
    with pytest.raises(httpx.ReadError):
        api.http.get("/v2/users")
    assert _statuses(api, 1) == [200]


def test_a_link_to_another_host() -> None:
    links = Api(faults="wrong-host@1").get("/v2/customers")["_links"]
    assert links["next"]["href"] == "https://elsewhere.example/v2/customers/?page=2"
    assert links["first"]["href"].startswith("https://api.helpscout.net/")


@pytest.mark.parametrize("text", ["503", "boom@1", "200@1", "503@", "503@x", "503@1;500@2"])
def test_bad_fault_texts_are_named(text: str) -> None:
    with pytest.raises(ValueError, match="not a fault"):
        Faults.parse(text)
    with pytest.raises(ValueError, match="not a fault"):
        open_sandbox("helpscout", faults=text)


def test_unknown_services_and_sizes() -> None:
    with pytest.raises(ValueError, match="helpscout"):
        open_sandbox("nowhere")
    with pytest.raises(ValueError, match="size"):
        open_sandbox("helpscout", size=0)


def test_the_log() -> None:
    api = Api()
    api.get("/v2/users", page=1)
    api.get("/v2/users/1", 404)
    assert [(e.method, e.path, e.query, e.status) for e in api.sandbox.log] == [
        ("POST", "/v2/oauth2/token", "", 200),
        ("GET", "/v2/users", "page=1", 200),
        ("GET", "/v2/users/1", "", 404),
    ]


def test_eight_threads_at_once(api: Api) -> None:
    def work(n: int) -> int:
        api.create("/v2/conversations/5/notes", {"text": f"note {n}"})
        return len(api.get("/v2/conversations", status="all", page=n % 48 + 1)["_embedded"]["conversations"])

    with ThreadPoolExecutor(8) as pool:
        assert set(pool.map(work, range(40))) == {25}
    assert api.get("/v2/conversations/5")["threads"] == 42


@pytest.fixture
def served() -> Iterator[dict[str, object]]:
    command = [sys.executable, "-m", "helpsql.sandbox.serve", "--faults", "cut@2", "--size", "0.1"]
    with subprocess.Popen(command, stdout=subprocess.PIPE, text=True) as process:
        assert process.stdout
        yield json.loads(process.stdout.readline())
        process.terminate()
        assert process.wait(10) == 0


def test_over_a_socket(served: dict[str, object]) -> None:
    known = served["credentials"]
    assert served["service"] == "helpscout" and isinstance(known, dict)
    with httpx.Client(base_url=str(served["base_url"])) as http:
        form = {
            "grant_type": "client_credentials",
            "client_id": known["app_id"],
            "client_secret": known["app_secret"],
        }
        token = http.post("/v2/oauth2/token", data=form).json()["access_token"]
        http.headers["Authorization"] = f"Bearer {token}"
        first = http.get("/v2/customers").json()
        assert first["_links"]["next"]["href"].startswith(str(served["base_url"]))
        with pytest.raises(httpx.RemoteProtocolError):
            http.get("/v2/users")
        assert http.get(first["_links"]["next"]["href"]).status_code == 200
        assert http.get("/v2/users").headers["X-RateLimit-Limit-Minute"] == "400"
