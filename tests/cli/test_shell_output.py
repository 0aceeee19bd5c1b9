"""What a screen of 80 columns shows: lists, answers, a COMMIT row by row, a chart."""

from __future__ import annotations

import re
from collections.abc import Iterator
from pathlib import Path

import pytest

from .conftest import HELPSQL, at_terminal, environment
from .shells import HELD, PROMPT, ShellTerminal


@pytest.fixture(scope="module")
def narrow(tmp_path_factory: pytest.TempPathFactory) -> Iterator[ShellTerminal]:
    """A shell over the demo, without a pager, with room for long answers."""
    home: Path = tmp_path_factory.mktemp("home")
    env = environment(home, **at_terminal({"NO_COLOR": "1", "HELPSQL_PAGER": ""}))
    one = ShellTerminal([*HELPSQL, "--demo"], env=env, cwd=home, columns=80, lines=300)
    one.ready()
    yield one
    one.close()


def test_names_are_whole_and_only_descriptions_give_way(narrow: ShellTerminal) -> None:
    lines = narrow.run(".describe Tickets")
    assert any(line.startswith("satisfaction_rating_comment  TEXT") for line in lines)
    assert not any("…" in line or "NULL" in line.split("  ") for line in lines)
    assert lines[-1] == "This is zendesk.tickets; of the same name: teamwork_desk.Tickets."
    names = [line.split()[0] for line in narrow.run(".tables report") if line.startswith("helpscout.")]
    assert "helpscout.ReportProductivityFirstResponseTimes_Previouses" in names


def test_an_answer_keeps_numbers_and_days_and_cuts_the_rest(narrow: ShellTerminal) -> None:
    narrow.run(".use zendesk")
    heads, _, row, *_ = narrow.run("select requester_id, subject, tags, created_at from tickets limit 1;")
    narrow.run(".use main")
    assert heads.split() == ["requester_id", "subject", "tags", "created_at"]
    assert row.startswith("21903400003226  Rei")
    assert '["product_' in row and "2025-11-04" in row and "…" in row


def test_null_the_text_null_and_nothing_look_different(narrow: ShellTerminal) -> None:
    row = narrow.run("select null as a, 'NULL' as b, '' as c, 0.1 + 0.2 as d, 1 as e;")[2]
    assert row.split() == ["NULL", "'NULL'", "0.3", "1"]


def test_json_spreads_over_lines(narrow: ShellTerminal) -> None:
    narrow.run("\\x on")
    lines = narrow.run("select id, custom_fields from zendesk.tickets where id = 1;")
    narrow.run("\\x off")
    assert "custom_fields = [" in lines
    assert any(re.fullmatch(r' +\{"id": 21900100006682, "value": false\},', line) for line in lines)


def test_a_transaction_from_begin_to_commit(narrow: ShellTerminal) -> None:
    narrow.run("begin;", then=HELD)
    said = narrow.run("update helpscout.Conversations set Subject = 'x' where Id in (7, 8);", HELD)
    assert said[0].startswith("2 rows changed, held until COMMIT, ")
    said = narrow.run("call helpscout.CreateThreadNote(7, 'Seen.');", HELD)
    assert said[0].startswith("call held, COMMIT sends it and tells its Id, ")
    assert "3 writes held: .commit sends them, .rollback drops them" in narrow.run(".pending", HELD)
    said = narrow.run(".rollback", HELD, then=PROMPT)
    assert " ".join(said[1:]).startswith(
        "dropped, nothing of it was sent: 2 UPDATE helpscout.Conversations, 1"
    )
    narrow.run("begin;", then=HELD)
    narrow.run("update helpscout.Conversations set Subject = 'x' where Id in (7, 8);", HELD)
    narrow.run("call helpscout.CreateThreadNote(7, 'Seen.');", HELD)
    said = narrow.run("commit;", HELD, then=PROMPT)
    assert said[:2] == [f"applied: UPDATE helpscout.Conversations {key}" for key in (7, 8)]
    assert re.fullmatch(r"applied: CALL helpscout\.CreateThreadNote 7, new id \d+", said[2])
    assert said[3].startswith("3 writes applied, 3 requests, ")


def test_a_commit_of_many_rows_fits_the_screen(narrow: ShellTerminal) -> None:
    narrow.run("begin;", then=HELD)
    values = ", ".join(f"('Firm {number}')" for number in range(60))
    narrow.run(f"insert into helpscout.Organizations(Name) values {values};", HELD)
    said = narrow.run("commit;", HELD, then=PROMPT)
    assert said[0].startswith("applied: INSERT helpscout.Organizations, 60 rows: 9")
    assert len(said) < 8 and said[-1].startswith("60 writes applied, 60 requests, ")


def test_a_chart_guesses_its_kind(narrow: ShellTerminal) -> None:
    lines = narrow.run(".chart select Status, count(*) from helpscout.Conversations group by 1")
    assert [line.split()[0] for line in lines[:4]] == ["active", "closed", "pending", "spam"]
    assert max(map(len, lines[:4])) == 80 - 1 and lines[1].endswith("█ 928")
