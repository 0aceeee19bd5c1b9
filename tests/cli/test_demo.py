"""The command line over the demo: requests shown, bounded, held back; the doctor."""

from __future__ import annotations

import json

from .conftest import Helpsql


def test_a_select_answers(helpsql: Helpsql) -> None:
    done = helpsql("--demo", "--format", "jsonl", "-e", "select Id, Name from Tags order by Id limit 2")
    assert (done.returncode, done.stderr) == (0, "")
    assert [list(json.loads(line)) for line in done.stdout.splitlines()] == [["Id", "Name"]] * 2


def test_verbose_logs_requests_to_stderr(helpsql: Helpsql) -> None:
    done = helpsql("--demo", "-v", "--no-header", "-e", "select count(*) from Conversations")
    assert done.returncode == 0 and done.stdout.strip().isdigit()
    request, footer = done.stderr.splitlines()
    assert request.startswith("helpscout GET /v2/conversations") and ": 200, " in request
    assert footer.startswith("1 row, 1 request, ")


def test_explain_sends_nothing(helpsql: Helpsql) -> None:
    done = helpsql("--demo", "-v", "--explain", "-e", "select * from Conversations")
    assert done.returncode == 0 and "GET /v2/conversations" in done.stdout
    assert done.stderr == ""


def test_max_requests_stops(helpsql: Helpsql) -> None:
    done = helpsql("--demo", "--max-requests", "2", "-e", "select count(distinct Subject) from Conversations")
    assert done.returncode == 1 and done.stdout in ("", "count(distinct Subject)\n")
    assert done.stderr.startswith("helpsql: ") and "request" in done.stderr


def test_errors_have_hints_and_no_stack(helpsql: Helpsql) -> None:
    done = helpsql("--demo", "-e", "select Stauts from Conversations")
    assert (done.returncode, done.stdout) == (1, "")
    assert "Status" in done.stderr and "Traceback" not in done.stderr


def test_read_only_refuses(helpsql: Helpsql) -> None:
    done = helpsql("--demo", "--read-only", "-e", "delete from Conversations where Id = 5")
    assert done.returncode == 1 and "read-only" in done.stderr


def test_doctor(helpsql: Helpsql) -> None:
    done = helpsql("doctor", "--demo")
    assert (done.returncode, done.stderr) == (0, "")
    assert (
        "BAD" not in done.stdout and "helpscout" in done.stdout and "GET /v2/users/me answers" in done.stdout
    )
    assert helpsql("--demo", "doctor").returncode == 0


def test_doctor_finds_what_is_missing(helpsql: Helpsql, tmp_path: object) -> None:
    none = helpsql("doctor")
    assert none.returncode == 1 and "BAD  config" in none.stdout and "no connections in" in none.stdout
    missing = helpsql("doctor", "--config", "nowhere.toml")
    assert missing.returncode == 1 and "nowhere.toml" in missing.stdout
    config = """[connections.support]
service = "helpscout"
app_id = "a"
app_secret = { env = "NO_SUCH_SECRET" }
"""
    (tmp_path / "c.toml").write_text(config)  # type: ignore[operator]
    secret = helpsql("doctor", "--config", "c.toml")
    assert secret.returncode == 1 and "NO_SUCH_SECRET" in secret.stdout and "Traceback" not in secret.stderr
