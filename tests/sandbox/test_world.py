"""The seeded data: the same for ever, consistent in itself, of any size."""

from __future__ import annotations

import ast
import hashlib
import os
import subprocess
import sys
import tracemalloc
from pathlib import Path
from typing import Any

import pytest

from .client import Api

PAGES = (
    "/v2/conversations?status=all&page=1",
    "/v2/conversations?status=all&page=40&embed=threads",
    "/v2/customers?page=3",
    "/v2/reports/company?start=2026-09-01T00:00:00Z&end=2026-09-30T00:00:00Z",
)
# A change here is a change of the demo world: do it on purpose.
DIGEST = "eb1dc96f943a1c5d"
PACKAGE = Path(__file__).parents[2] / "helpsql" / "sandbox"


def _digest(api: Api) -> str:
    found = hashlib.sha256()
    for page in PAGES:
        found.update(api.http.get(page).content)
    return found.hexdigest()[:16]


def test_the_same_seed_gives_the_same_bytes() -> None:
    assert _digest(Api()) == DIGEST


def test_another_seed_gives_other_bytes() -> None:
    assert _digest(Api(seed=2)) != DIGEST


def test_the_hash_seed_of_the_process_does_not_matter() -> None:
    code = (
        "import sys; sys.path.insert(0, 'tests');"
        "from sandbox.client import Api; from sandbox.test_world import _digest; print(_digest(Api()))"
    )
    for hash_seed in ("0", "7"):
        environ = {**os.environ, "PYTHONHASHSEED": hash_seed}
        done = subprocess.run(
            [sys.executable, "-c", code],
            env=environ,
            cwd=PACKAGE.parents[1],
            capture_output=True,
            text=True,
            check=True,
        )
        assert done.stdout.strip() == DIGEST


def test_threads_agree_with_their_conversation(shared: Api) -> None:
    for c in shared.conversations(embed="threads"):
        threads = c["_embedded"]["threads"]
        times = [t["createdAt"] for t in threads]
        assert len(threads) == c["threads"] and 1 <= len(threads) <= 8
        assert times == sorted(times, reverse=True) and times[-1] == c["createdAt"]
        assert threads[-1]["createdBy"]["id"] == c["createdBy"]["id"]
        assert max(times) < "2026-10-31T18:00:00Z" and min(times) >= "2025-10-31T18:00:00Z"
        assert ("closedAt" in c) == (c["status"] == "closed")


def test_people_are_known(shared: Api, everything: list[dict[str, Any]]) -> None:
    customers = {c["id"]: c for c in shared.all("/v2/customers", "customers")}
    counts: dict[int, int] = {}
    for c in everything:
        owner = customers[c["primaryCustomer"]["id"]]
        counts[owner["id"]] = counts.get(owner["id"], 0) + 1
        assert owner["createdAt"] <= c["createdAt"]
    assert all(c["conversationCount"] == counts.get(i, 0) for i, c in customers.items())
    emails = [e["value"].lower() for c in customers.values() for e in c["_embedded"]["emails"]]
    assert len(emails) == len(set(emails))
    assert all(
        e.rpartition("@")[2].endswith((".example", "example.com", "example.org", "example.net"))
        for e in emails
    )


def test_the_nasty_things_are_there(everything: list[dict[str, Any]]) -> None:
    subjects = {c["subject"] for c in everything}
    assert "" in subjects and any(len(s) > 200 for s in subjects)
    for letters in ("テ", "س", "ש", "🔥", "'", '"'):
        assert any(letters in s for s in subjects), letters
    for member in ("assignee", "closedAt", "snooze", "nextEvent", "closedByUser"):
        assert 0 < sum(member in c for c in everything) < len(everything)
    kinds = {c["assignee"]["type"] for c in everything if "assignee" in c}
    assert kinds == {"user", "team"} and {c["state"] for c in everything} == {"published", "draft"}
    assert {c["type"] for c in everything} == {"email", "chat", "phone"}
    assert any("email" not in c["primaryCustomer"] for c in everything)


def test_a_million_conversations_are_not_held() -> None:
    tracemalloc.start()
    api = Api(size=1000)
    assert api.get("/v2/conversations", status="all")["page"]["totalElements"] == 1_200_000
    for page in (1, 20_000, 48_000):
        assert len(api.get("/v2/conversations", status="all", page=page)["_embedded"]["conversations"]) == 25
    assert len(api.get("/v2/customers", page=12_000)["_embedded"]["customers"]) == 50
    assert api.get("/v2/conversations/1000001")["number"] == 1_001_001
    query = "(createdAt:[2026-03-03T10:00:00Z TO 2026-03-03T11:00:00Z])"
    found = api.get("/v2/conversations", status="closed", query=query)["page"]["totalElements"]
    assert 100 < found < 2000
    peak = tracemalloc.get_traced_memory()[1]
    tracemalloc.stop()
    assert peak < 60_000_000


def test_small_worlds_work() -> None:
    api = Api(size=0.01)
    assert len(api.conversations()) == 20
    assert len(api.all("/v2/customers", "customers")) == 10


@pytest.mark.parametrize("module", sorted(PACKAGE.rglob("*.py")), ids=lambda p: str(p.relative_to(PACKAGE)))
def test_the_sandbox_knows_nothing_of_the_rest(module: Path) -> None:
    for node in ast.walk(ast.parse(module.read_text())):
        names = [a.name for a in node.names] if isinstance(node, ast.Import) else []
        names += [node.module or ""] if isinstance(node, ast.ImportFrom) else []
        for name in names:
            top = name.split(".")[0]
            assert top not in ("vtables", "procedures"), name
            assert top != "helpsql" or name.startswith("helpsql.sandbox"), name


def test_importing_is_cheap() -> None:
    code = (
        "import sys, helpsql.sandbox; print([m for m in ('werkzeug', 'orjson', 'httpx') if m in sys.modules])"
    )
    done = subprocess.run([sys.executable, "-c", code], capture_output=True, text=True, check=True)
    assert done.stdout.strip() == "[]"
