"""`make bench`: ratios against a baseline run beside each measurement, since machines are noisy.

Start-up against importing apsw and httpx; a scan against a bare loop of httpx and JSON decoding over the
same sandbox; pages side by side against one after another at 50 ms latency. Requests are counted too. Tasks
at a large Zendesk account stand in `bench_zendesk`, the shell in `bench_shell`.
"""

from __future__ import annotations

import json
from collections.abc import Callable

import bench_shell
import bench_zendesk
import httpx
from bench_pairs import python, ratio, report

from helpsql.config import ConnectionConfig
from helpsql.connecting import Connector
from helpsql.engine import Engine
from helpsql.sandbox import open_sandbox


def engine(latency: float = 0.0, concurrency: int | None = None) -> Engine:
    app = open_sandbox("helpscout", latency=latency)
    config = ConnectionConfig("helpscout", "helpscout", dict(app.credentials), concurrency=concurrency)
    return Engine(connector=Connector([config], transports={"helpscout": httpx.WSGITransport(app=app)}))


def bare_loop() -> Callable[[], int]:
    """The loop a person would write: one page after another, decoded, rows counted by status."""
    app = open_sandbox("helpscout")
    client = httpx.Client(transport=httpx.WSGITransport(app=app), base_url="https://api.helpscout.net")
    form = {
        "grant_type": "client_credentials",
        "client_id": app.credentials["app_id"],
        "client_secret": app.credentials["app_secret"],
    }
    token = client.post("/v2/oauth2/token", data=form).json()["access_token"]
    client.headers["Authorization"] = f"Bearer {token}"

    def loop() -> int:
        rows, page, pages = 0, 1, 1
        while page <= pages:
            answer = client.get("/v2/conversations", params={"status": "all", "page": page})
            body = json.loads(answer.content)
            rows += len(body["_embedded"]["conversations"])
            page, pages = page + 1, body["page"]["totalPages"]
        return rows

    return loop


def main() -> None:
    """Print one line a measurement: ours, baseline, ratio."""
    print(f"{'':<44} {'helpsql':>10}  {'baseline':>10}")
    start = ratio(python("-m", "helpsql", "-e", "select 1"), python("-c", "import apsw, httpx"))
    report("start-up: helpsql -e 'select 1'", *start, "baseline: import apsw, httpx")

    bench_shell.main()

    scan, loop = engine(), bare_loop()
    sql = "select Status, count(*) from helpscout.Conversations group by 1"
    list(scan.execute(sql))
    found = ratio(lambda: list(scan.execute(sql)), loop)
    report("scan of 1,200 conversations, GROUP BY", *found, f"baseline: bare loop; {loop():,} rows")
    every = ratio(lambda: list(scan.execute("select * from helpscout.Conversations")), loop)
    report("scan of 1,200 conversations, SELECT *", *every, "baseline: bare loop, nothing taken out")

    abreast, single = engine(0.05), engine(0.05, concurrency=1)
    for warm in (abreast, single):
        list(warm.execute("select 1 from helpscout.Mailboxes"))
    found = ratio(lambda: list(abreast.execute(sql)), lambda: list(single.execute(sql)), runs=2)
    report(
        "the same at 50 ms latency, 8 side by side",
        *found,
        f"baseline: one after another; {1 / found[2]:.1f}x",
    )
    for opened in (scan, abreast, single):
        opened.close()
    bench_zendesk.main()


if __name__ == "__main__":
    main()
