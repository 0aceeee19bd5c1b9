"""The seeded account: the same for ever, believable, and as large as one likes."""

from __future__ import annotations

import json
import os
import subprocess
import sys
from collections import Counter
from concurrent.futures import ThreadPoolExecutor
from hashlib import sha256

import pytest

from helpsql.sandbox.desk_com.world.timeline import LATEST, Timeline
from helpsql.sandbox.desk_com.world.world import World
from helpsql.sandbox.settings import WORLD_DATE

DIGEST = """
from dataclasses import asdict
from hashlib import sha256
import json
from helpsql.sandbox.desk_com.world.world import World
world = World(7, 0.04)
told = [world.case(n) for n in world.case_ids()]
text = json.dumps([(asdict(row), asdict(thread)) for row, thread in told])
text += json.dumps([asdict(world.customers.get(n)) for n in world.customers.ids()])
text += json.dumps([asdict(world.companies.get(n)) for n in world.companies.ids()])
text += json.dumps({name: [asdict(r) for r in rows.values()] for name, rows in world.small.items()})
text += json.dumps(sorted(world.members))
print(sha256(text.encode()).hexdigest())
"""


def digest(hash_seed):
    environment = os.environ | {"PYTHONHASHSEED": hash_seed}
    return subprocess.run(
        [sys.executable, "-c", DIGEST], env=environment, capture_output=True, check=True
    ).stdout


def test_the_same_seed_gives_the_same_bytes():
    assert digest("1") == digest("2") != b""


def test_another_seed_gives_another_world():
    one, two = (World(seed, 0.04).case(3013) for seed in (1, 2))
    assert one != two


@pytest.mark.parametrize("size", [0.01, 0.3, 1, 40])
def test_arithmetic_both_ways(size):
    t = Timeline(1, size)
    for index in range(0, t.cases, max(1, t.cases // 300)):
        assert t.case_index(t.case_id(index)) == index
        assert index in t.cases_of(t.customer_of(index))
    for index in range(0, t.customers, max(1, t.customers // 300)):
        assert t.customer_index(t.customer_id(index)) == index
        company = t.company_of(index)
        assert company is None or index in t.customers_of(company)
        assert all(t.customer_of(c) == index for c in t.cases_of(index))
    for index in range(t.companies):
        assert t.company_index(t.company_id(index)) == index
        assert all(t.company_of(c) == index for c in t.customers_of(index))
    assert t.case_index(t.case_id(0) - 1) is None and t.customer_index(1) is None
    assert t.case_index(3011 + 50) is None  # a number that was merged away


def test_the_demo_has_what_it_promises(make_desk):
    world = make_desk(size=1.0).world
    assert (world.timeline.cases, world.timeline.customers, world.timeline.companies) == (1200, 400, 50)
    sketches = world.sketches(world.case_ids())
    assert {s.status for s in sketches} == {"new", "open", "pending", "resolved", "closed"}
    assert {s.type for s in sketches} == {"email", "twitter", "phone", "chat", "qna", "facebook"}
    assert Counter(s.updated for s in sketches).most_common(1)[0][1] > 10
    for s in sketches:
        assert s.created <= s.changed <= s.updated <= LATEST < WORLD_DATE
        assert s.received is None or s.created <= s.received <= s.changed
    assert any(s.received is None for s in sketches)


def test_what_a_list_says_of_a_case_is_what_the_case_says(shared_desk):
    world = shared_desk.world
    for number in world.case_ids():
        (row, thread), s = world.case(number), world.sketch(number)
        spoken = (thread.message, *thread.replies)
        heard = [r.data["created_at"] for r in spoken if r.data["direction"] == "in"]
        assert row.data["received_at"] == (heard[-1] if heard else None)
        assert [r.data["created_at"] for r in spoken] == sorted(r.data["created_at"] for r in spoken)
        assert len(thread.replies) == s.replies
        assert world.subject_of_case(number) == row.data["subject"]
        assert world.own_values_of_case(number) == row.data["custom_fields"]
        assert row.refs["customer"] == s.customer and row.refs["labels"] == list(s.labels)


def test_nasty_values_are_there(make_desk):
    desk = make_desk(size=1.0)
    rows = desk.all("cases", embed="message")
    subjects = {row["subject"] for row in rows}
    assert {"", "NULL", None} <= subjects and any("\t" in s for s in subjects if s)
    texts = subjects | {row["_embedded"]["message"]["body"] for row in rows}
    assert any(ord(c) > 0x1F000 for text in texts if text for c in text)
    assert any("テ" in text for text in texts if text) and any("א" <= c <= "ת" for t in texts if t for c in t)
    names = {c["last_name"] for c in desk.all("customers")}
    assert {"O'Hara", "Núñez", "高橋"} <= names


def test_a_large_account_is_read_page_by_page(make_desk):
    desk = make_desk(size=84)
    world = desk.world
    page = desk.get("cases", per_page=100, page=400)
    assert len(page["_embedded"]["entries"]) == 100 and page["total_entries"] > 99_000
    assert sum(s is not None for s in world._sketches) < 5000
    assert len(desk.rows("customers", per_page=100, page=300)) == 100
    who = world.timeline.customer_id(30_000)
    assert desk.get(f"customers/{who}/cases")["total_entries"] >= 0
    last = desk.get("cases", sort_field="updated_at", sort_direction="desc", per_page=1)
    assert last["_embedded"]["entries"][0]["updated_at"] > "2026-10-31"


def test_threads_see_one_account(desk):
    link = {"customer": {"href": "/api/v2/customers/34290812", "class": "customer"}}
    bodies = [{"type": "email", "subject": str(n), "_links": link} for n in range(40)]
    with ThreadPoolExecutor(8) as pool:
        made = list(pool.map(lambda b: desk.write("POST", "cases", b)["id"], bodies))
    assert len(set(made)) == 40


def test_reading_changes_nothing(desk):
    def fingerprint():
        rows = desk.all("cases", embed="customer,message") + desk.all("customers")
        return sha256(json.dumps(rows).encode()).hexdigest()

    before = fingerprint()
    desk.get("cases/search", q="kayak")
    desk.get("cases/3013/feed")
    desk.send("HEAD", "cases")
    assert fingerprint() == before
