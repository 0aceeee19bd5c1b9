"""Messages made of facts: outcomes of a failed write, footers, notes, parameters."""

from __future__ import annotations

import io
from types import SimpleNamespace
from typing import Any

import pytest

from helpsql import errors
from helpsql.cli.complaints import explain_error
from helpsql.cli.parameters import parse_parameters
from helpsql.cli.progress import Progress, describe
from helpsql.cli.streams import Notices, folded
from helpsql.cli.summary import footer, say_notes, say_outcomes, say_planned
from helpsql.cli.visible import visible, visible_lines
from helpsql.engine import Engine


def result(**facts: Any) -> Any:
    usual = {
        "columns": (("a", None),),
        "rowcount": -1,
        "requests": 1,
        "notes": [],
        "doubts": [],
        "complete": True,
        "planned": [],
        "outcomes": [],
        "memo_rows": 0,
    }
    return SimpleNamespace(**(usual | facts))


def said(say: Any, *arguments: Any, **settings: Any) -> str:
    stream = io.StringIO()
    say(*arguments, Notices(stream), **settings)
    return stream.getvalue()


def test_a_failed_write_says_what_became_of_every_row() -> None:
    outcomes = [
        errors.Outcome("UPDATE", "helpscout.Conversations", (1,), "applied"),
        errors.Outcome("UPDATE", "helpscout.Conversations", (2,), "refused", "403 Forbidden\x1b[2J"),
        errors.Outcome("UPDATE", "helpscout.Conversations", (3,), "unknown", "no answer"),
        *(errors.Outcome("UPDATE", "helpscout.Conversations", (n,), "unsent") for n in range(4, 30)),
    ]
    error = errors.WriteError("UPDATE stopped after 1 of 29 rows.", outcomes, hint="Look at row 3.")
    lines = said(explain_error, error).splitlines()
    assert lines[:5] == [
        "helpsql: UPDATE stopped after 1 of 29 rows.",
        "  Look at row 3.",
        "  refused  UPDATE helpscout.Conversations 2: 403 Forbidden\\x1b[2J",
        "  unknown  UPDATE helpscout.Conversations 3: no answer",
        "  unsent   UPDATE helpscout.Conversations 4",
    ]
    assert lines[-2:] == ["  unsent   … and 6 more rows", "  applied  UPDATE helpscout.Conversations 1"]


def test_rows_to_be_looked_at_are_all_told() -> None:
    outcomes = [errors.Outcome("UPDATE", "desk.tickets", (n,), "refused", "no") for n in range(50)]
    outcomes += [errors.Outcome("UPDATE", "desk.tickets", (n,), "unknown") for n in range(50, 90)]
    outcomes.append(errors.Outcome("UPDATE", "desk.tickets", (90,), "refused", "gone"))
    outcomes += [errors.Outcome("INSERT", "desk.tickets", (), "refused", "taken")] * 3
    lines = said(explain_error, errors.WriteError("UPDATE stopped.", outcomes)).splitlines()
    assert lines[1:] == [
        f"  refused  UPDATE desk.tickets {', '.join(map(str, range(50)))}: no",
        "  refused  UPDATE desk.tickets 90: gone",
        "  refused  INSERT desk.tickets 3 new rows: taken",
        f"  unknown  UPDATE desk.tickets {', '.join(map(str, range(50, 90)))}",
    ]


def test_a_row_does_not_repeat_what_was_told() -> None:
    outcome = errors.Outcome("UPDATE", "zendesk.tickets", (2,), "refused", "zendesk: 422, PUT /2. No")
    error = errors.WriteError("zendesk: 422, PUT /2. No", [outcome])
    assert (
        said(explain_error, error)
        == "helpsql: zendesk: 422, PUT /2. No\n  refused  UPDATE zendesk.tickets 2\n"
    )


def test_doubts_are_told_in_any_case() -> None:
    facts = result(notes=["late", "never"], doubts=["never"])
    assert said(say_notes, facts, always=False) == "note: never\n"
    assert said(say_notes, facts, always=True) == "note: never\nnote: late\n"
    facts = result(notes=["capped", "never"], doubts=["never"], complete=False)
    assert said(say_notes, facts, always=False) == "note: never\nhelpsql: incomplete: capped\n"


def test_footers() -> None:
    assert footer(result(requests=2), 1200, 0.5) == "1,200 rows, 2 requests, 0.50 s"
    assert footer(result(columns=(), rowcount=1), 0, 0) == "1 row changed, 1 request, 0.00 s"
    assert footer(result(columns=()), 0, 0) == "done, 1 request, 0.00 s"
    assert footer(result(columns=(), outcomes=[1, 2]), 0, 0) == "2 writes applied, 1 request, 0.00 s"
    assert footer(result(columns=(), rowcount=2, planned=["PATCH"]), 0, 0).startswith("2 rows would change, ")
    held = footer(result(columns=(), rowcount=2), 0, 0, held=True)
    assert held == "2 rows changed, held until COMMIT, 1 request, 0.00 s"
    assert footer(result(memo_rows=3), 1, 0) == "1 row, 1 request, 0.00 s, 3 rows from memory"


def test_notes_are_said_whenever_rows_may_be_missing() -> None:
    partial = result(complete=False, notes=["search gives 1,000 rows at most", "archived ones are left out"])
    text = (
        "helpsql: incomplete: search gives 1,000 rows at most\n"
        "helpsql: incomplete: archived ones are left out\n"
    )
    assert said(say_notes, partial, always=False) == text
    assert (
        said(say_notes, result(complete=False), always=False) == "helpsql: incomplete: rows may be missing\n"
    )
    assert said(say_notes, result(notes=["cached"]), always=False) == ""
    assert said(say_notes, result(notes=["cached"]), always=True) == "note: cached\n"


def test_a_note_is_said_once_a_session() -> None:
    told: set[str] = set()
    assert said(say_notes, result(notes=["lags"]), always=True, told=told) == "note: lags\n"
    assert said(say_notes, result(notes=["lags", "new"]), always=True, told=told) == "note: new\n"
    capped = result(notes=["lags"], complete=False)
    assert said(say_notes, capped, always=True, told=told) == "helpsql: incomplete: lags\n"


def test_a_dry_run_tells_its_requests() -> None:
    assert said(say_planned, result(planned=["DELETE /v2/x/1"])) == "would send: DELETE /v2/x/1\n"


def applied(action: str, *keys: int, made: int | None = None) -> list[errors.Outcome]:
    return [errors.Outcome(action, "desk.tickets", (key,), "applied", made=made) for key in keys]


def test_a_commit_tells_rows_and_new_ids() -> None:
    outcomes = applied("UPDATE", 1, 2) + applied("CALL", 3, made=77)
    assert said(say_outcomes, result(outcomes=outcomes)) == (
        "applied: UPDATE desk.tickets 1\n"
        "applied: UPDATE desk.tickets 2\n"
        "applied: CALL desk.tickets 3, new id 77\n"
    )


def test_a_commit_of_many_rows_is_told_in_one_message_a_kind() -> None:
    outcomes = applied("UPDATE", *range(200)) + applied("INSERT", 900)
    lines = said(say_outcomes, result(outcomes=outcomes)).splitlines()
    assert len(lines) == 2 and lines[1] == "applied: INSERT desk.tickets 900"
    assert lines[0].startswith("applied: UPDATE desk.tickets, 200 rows: 0, 1, 2,")
    assert lines[0].endswith("18, 19, …")


def test_the_status_line_of_a_commit_counts_writes() -> None:
    now = [100.0]
    progress = Progress(Notices(io.StringIO()), clock=lambda: now[0])
    with progress.running():
        progress.writing(0, 200)
        progress.request_sent(entry())
        progress.writing(100, 200)
        assert progress.status() == "100 of 200 writes, 1 request, 0 s"
    with progress.running():
        assert progress.status() == "0 requests, 0 rows, 0 s"


@pytest.mark.parametrize(
    ("text", "lines"),
    [
        ("short", ["short"]),
        ("  one two three four", ["  one two", "    three", "    four"]),
        ("will send: {" + "x" * 16 + "}", ["will send:", "  {xxxxxxx", "  xxxxxxxx", "  x}"]),
        ("open http://example.com/", ["open", "  http://example.com/"]),
        ("a\nb", ["a", "b"]),
    ],
)
def test_messages_are_folded_between_words(text: str, lines: list[str]) -> None:
    assert folded(text, 10).split("\n") == lines


def entry(**facts: Any) -> Any:
    usual = {
        "connection": "me",
        "method": "GET",
        "path": "/x",
        "status": 200,
        "ms": 35.2,
        "attempt": 1,
        "rows": None,
    }
    return SimpleNamespace(**(usual | facts))


def test_requests_in_words() -> None:
    assert describe(entry()) == "me GET /x: 200, 35 ms"
    assert describe(entry(rows=25, attempt=2)) == "me GET /x: 200, 35 ms, 25 rows, attempt 2"
    assert describe(entry(status=None)) == "me GET /x: no answer, 35 ms"


def test_the_status_line_says_what_is_waited_for() -> None:
    now = [100.0]
    progress = Progress(Notices(io.StringIO()), clock=lambda: now[0])
    with progress.running():
        progress.request_sent(entry())
        now[0] = 103.0
        assert progress.status() == "1 request, 0 rows, 3 s"
        progress.waiting("me", 20, "the limit is 400 a minute")
        assert progress.status() == "waiting 20 s: me: the limit is 400 a minute"
        progress.request_sent(entry())
        assert progress.status() == "2 requests, 0 rows, 3 s"


def test_the_status_line_counts_rows_that_only_pass_through() -> None:
    """An answer of one row may have read thousands."""
    progress = Progress(Notices(io.StringIO()), clock=lambda: 100.0)
    engine = Engine(demo=True, observer=progress)
    with progress.running():
        ((many,),) = engine.execute("select count(Subject) from Conversations where Number > 3")
        assert isinstance(many, int) and many > 1000
        requests, rows, _ = progress.status().split(", ", 2)
    assert requests == f"{progress.requests} requests" and rows.endswith(" read")
    assert int(rows.removesuffix(" rows read").replace(",", "")) >= many
    with progress.running():
        assert progress.status() == "0 requests, 0 rows, 0 s"
    engine.close()


@pytest.mark.parametrize("bad", ["a", "=1", "a b=1", "a:={", "n:=99999999999999999999", ""])
def test_bad_parameters(bad: str) -> None:
    with pytest.raises(ValueError, match="-p"):
        parse_parameters([bad])


def test_parameters_are_text_unless_said_otherwise() -> None:
    given = parse_parameters(
        ["a=1", "b:=1", "c:=1.5", 'd:="x"', "e:=false", 'f:={"k": "é"}', "g=x=:=y", "h="]
    )
    assert given == {"a": "1", "b": 1, "c": 1.5, "d": "x", "e": 0, "f": '{"k": "é"}', "g": "x=:=y", "h": ""}


def test_control_characters_are_spelled_out() -> None:
    assert visible("a\tb\nc\x1b\x85\u202e") == "a\\tb\\nc\\x1b\\x85\\u202e"
    assert visible_lines("a\nb\r") == "a\nb\\r"
