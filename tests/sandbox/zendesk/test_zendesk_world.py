"""The seeded account: the same for ever, believable, and as large as one likes."""

from __future__ import annotations

import json
import os
import subprocess
import sys
from concurrent.futures import ThreadPoolExecutor
from hashlib import sha256
from statistics import median

import pytest

from helpsql.sandbox.settings import WORLD_DATE
from helpsql.sandbox.zendesk import ids
from helpsql.sandbox.zendesk.world.metrics import business_minutes
from helpsql.sandbox.zendesk.world.phrases import BAD_WORDS, GOOD_WORDS
from helpsql.sandbox.zendesk.world.timeline import Timeline
from helpsql.sandbox.zendesk.world.world import World

DIGEST = """
from hashlib import sha256
import json
from helpsql.sandbox.zendesk.world.world import World
world = World(7, 0.04)
rows = [world.tickets.at(i) for i in range(100)]
text = json.dumps([[t.record, world.audits(t), world.metric_set(t)] for t in rows])
text += json.dumps([world.users.at(i) for i in range(60)] + [world.organizations.at(i) for i in range(5)])
text += json.dumps(world.small, default=str) + json.dumps(world.object_records)
print(sha256(text.encode()).hexdigest())
"""


def digest(hash_seed):
    environment = os.environ | {"PYTHONHASHSEED": hash_seed}
    return subprocess.run(
        [sys.executable, "-c", DIGEST], env=environment, capture_output=True, check=True
    ).stdout


def test_the_same_seed_gives_the_same_bytes():
    assert digest("1") == digest("2")


def test_another_seed_gives_another_world():
    one, two = (World(seed, 0.04).tickets.at(20).record for seed in (1, 2))
    assert one != two


@pytest.mark.parametrize("size", [0.01, 0.3, 1, 40])
def test_arithmetic_both_ways(size):
    timeline = Timeline(1, size)
    for ticket in range(0, timeline.tickets, max(1, timeline.tickets // 200)):
        assert ids.ticket_index(ids.ticket_id(ticket)) == ticket
        assert ticket in timeline.tickets_of(timeline.requester_of(ticket))
    for user in range(0, timeline.users, max(1, timeline.users // 200)):
        organization = timeline.organization_of(user)
        assert organization is None or user in timeline.users_of(organization)
    times = [timeline.time_of(i) for i in range(min(timeline.tickets, 2000))]
    assert times == sorted(times) and times[-1] < WORLD_DATE


def test_the_demo_has_what_it_promises(make_desk):
    desk = make_desk(size=1.0)
    timeline = desk.sandbox.world.timeline
    assert (timeline.tickets, timeline.organizations) == (2500, 40) and 880 < timeline.users < 960
    sketches = [desk.sandbox.world.peek(i) for i in range(timeline.tickets)]
    assert 0.3 < sum(s.archived for s in sketches) / len(sketches) < 0.5
    assert {s.status for s in sketches} == {"new", "open", "pending", "hold", "solved", "closed", "deleted"}
    for s in sketches:
        assert s.created <= s.updated <= s.generated < WORLD_DATE + 1


def test_nasty_values_are_there(make_desk):
    world = make_desk(size=1.0).sandbox.world
    subjects = {world.tickets.at(i).record["subject"] for i in range(world.timeline.tickets)}
    assert "" in subjects and "NULL" in subjects and any("\t" in s for s in subjects)
    assert any(ord(c) > 0x1F000 for s in subjects for c in s)
    bodies = {world.tickets.at(i).record["description"] for i in range(world.timeline.tickets)}
    assert max(map(len, bodies)) > 2000


def test_questions_about_the_demo_have_answers(make_desk):
    world = make_desk(size=1.0).sandbox.world
    sketches = [world.peek(i) for i in range(world.timeline.tickets)]
    took = {
        p: [s.solved - s.created for s in sketches if s.solved and s.priority == p] for p in ("urgent", "low")
    }
    assert median(took["urgent"]) * 2 < median(took["low"])
    waits = {r: [s.solved - s.created for s in sketches if s.rating == r] for r in ("good", "bad")}
    assert median(waits["good"]) < median(waits["bad"]) and len(waits["bad"]) > 100
    tickets = [world.tickets.at(i) for i in range(world.timeline.tickets)]
    returned = [t for t in tickets if t.record["tags"] == ["returns"] and not t.deleted]
    assert any(t.record["subject"].startswith("Return of a ") for t in returned)
    metrics = [world.metric_set(t) for t in tickets[:400] if not t.deleted]
    assert 10 < sum(m["reopens"] for m in metrics) < 100
    assert len({t.record["description"] for t in tickets}) > 1500
    for rating in filter(None, (world.ratings.at(i) for i in range(world.timeline.tickets))):
        words = {"good": GOOD_WORDS, "bad": BAD_WORDS}.get(rating["score"], ())
        assert rating["comment"] in (None, "", *words)


def test_a_large_account_is_read_page_by_page(make_desk):
    desk = make_desk(size=400)
    assert desk.sandbox.world.timeline.tickets == 1_000_000
    page = desk.get("/tickets?page[size]=100")
    assert len(page["tickets"]) == 100 and page["meta"]["has_more"]
    page = desk.get("/incremental/tickets/cursor?start_time=0&per_page=200")
    more = desk.get(page["after_url"])
    assert len(more["tickets"]) == 200 and not page["end_of_stream"]
    user = desk.get(f"/users/{ids.USERS.of(300_000)}")["user"]
    assert desk.get(f"/users/{user['id']}/tickets/requested")["count"] >= 0
    assert len(desk.sandbox.world._sketches) < 5000


def test_threads_see_one_account(desk):
    bodies = [{"ticket": {"comment": {"body": str(n)}}} for n in range(40)]
    with ThreadPoolExecutor(8) as pool:
        made = list(pool.map(lambda b: desk.write("POST", "/tickets", b)["ticket"]["id"], bodies))
    assert len(set(made)) == 40


def test_reading_changes_nothing(desk):
    def fingerprint():
        return sha256(
            json.dumps(desk.pages("tickets", "/tickets?page[size]=100&include=users")).encode()
        ).hexdigest()

    before = fingerprint()
    desk.get("/search?query=kayak")
    desk.get("/tickets/21/audits?include=users")
    desk.get("/incremental/ticket_events?start_time=0&include=comment_events")
    assert fingerprint() == before


@pytest.mark.parametrize(
    ("start", "end", "minutes"),
    [
        ("2026-10-30T08:00", "2026-10-30T18:00", 480),  # a Friday
        ("2026-10-30T16:00", "2026-11-02T10:00", 120),  # over the weekend
        ("2026-10-31T00:00", "2026-11-01T23:59", 0),
        ("2026-10-28T10:00", "2026-10-28T10:30", 30),
    ],
)
def test_business_minutes(start, end, minutes):
    from datetime import datetime

    moments = [int(datetime.fromisoformat(f"{text}:00+00:00").timestamp()) for text in (start, end)]
    assert business_minutes(*moments) == minutes
