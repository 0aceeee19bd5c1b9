"""What is offered behind a dot command (`|` is the cursor), as the prompt shows it."""

from __future__ import annotations

from pathlib import Path

import pytest
from prompt_toolkit.completion import CompleteEvent, Completion
from prompt_toolkit.document import Document

from helpsql.cli.commands import COMMANDS
from helpsql.cli.formats import FORMATS
from helpsql.cli.options import CHARTS
from helpsql.cli.shell.completer import ShellCompleter, cut
from tests.completion.desk import Desk


def offered(marked: str) -> list[Completion]:
    cursor = marked.index("|")
    document = Document(marked[:cursor] + marked[cursor + 1 :], cursor)
    return list(ShellCompleter(Desk()).get_completions(document, CompleteEvent()))


def completed(marked: str) -> list[str]:
    """The line with each candidate taken."""
    cursor = marked.index("|")
    return [
        marked[: cursor + one.start_position] + one.text + marked[cursor + 1 :] for one in offered(marked)
    ]


FIRST = {
    ".ta|": [".tables"],
    "\\d|": ["\\dt", "\\d", "\\df"],
    ".mode |": [f".mode {name}" for name in FORMATS],
    ".mode js|": [".mode json", ".mode jsonl"],
    ".use |": [".use main", ".use desk"],
    ".tables de|": [".tables desk"],
    ".describe |": ['.describe main."my orders"', ".describe desk.Tickets", ".describe desk.Users"],
    ".describe tick|": [".describe desk.Tickets"],
    "\\d desk.us|": ["\\d desk.Users"],
    ".procedures set|": [".procedures desk.SetStatus"],
    ".chart |": [f".chart {name}" for name in CHARTS],
    ".chart bar select St| from Tickets": [".chart bar select Status from Tickets"],
    ".chart bar sel|": [".chart bar select"],
    ".watch 60 select * from Tick|": [".watch 60 select * from Tickets"],
    ".explain select Sub| from Tickets": [".explain select Subject from Tickets"],
    ".explain update Tickets set Status = '|": [".explain update Tickets set Status = 'open'"],
    ".export rows.csv desk.Us|": [".export rows.csv desk.Users"],
    ".export rows.csv select Na| from Users": [".export rows.csv select Name from Users"],
    '.export "my rows.csv" sel|': ['.export "my rows.csv" select'],
    ".import rows.csv tick|": [".import rows.csv desk.Tickets"],
    ".expanded |": [".expanded on", ".expanded off", ".expanded auto"],
    ".readonly o|": [".readonly on", ".readonly off"],
    ".set k|": [".set keys"],
    ".set keys |": [".set keys emacs", ".set keys vi"],
    "\\pset pager o|": ["\\pset pager on", "\\pset pager off"],
    ".params |": [".params clear", ".params since=", ".params until="],
    ".help cha|": [".help chart"],
    ".help tick|": [".help desk.Tickets"],
    ".help cos|": [".help costs"],
}
NONE = [".quit |", ".watch |", ".nope |", ".history |", ".mode nope|", ".use helpsql|"]


@pytest.mark.parametrize("marked", FIRST)
def test_what_comes_first(marked: str) -> None:
    assert completed(marked)[: len(FIRST[marked])] == FIRST[marked]


@pytest.mark.parametrize("marked", NONE)
def test_where_nothing_is_offered(marked: str) -> None:
    assert completed(marked) == []


@pytest.mark.parametrize("name", [".read", ".output", ".once", ".export", ".import", ".edit"])
def test_files(name: str, tmp_path: Path, monkeypatch: pytest.MonkeyPatch) -> None:
    (tmp_path / "report.sql").touch()
    (tmp_path / "reports").mkdir()
    monkeypatch.chdir(tmp_path)
    assert completed(f"{name} rep|") == [f"{name} report.sql", f"{name} reports"]


def test_each_says_what_it_is() -> None:
    notes = {one.text: one.display_meta_text for mark in (".mode |", ".chart |") for one in offered(mark)}
    assert all(notes.values()), notes
    assert notes["jsonl"] == "for other programs"
    assert offered(".describe tick|")[0].display_meta_text == "table  Tickets."


@pytest.mark.parametrize(("columns", "longest"), [("80", 60), ("120", 60), ("200", 100)])
def test_notes_have_room_where_the_terminal_is_wide(
    columns: str, longest: int, monkeypatch: pytest.MonkeyPatch
) -> None:
    monkeypatch.setenv("COLUMNS", columns)
    assert cut("x" * 150) == "x" * (longest - 1) + "…"
    assert cut("x" * longest) == "x" * longest


def test_every_command_that_takes_something_offers_it() -> None:
    free = {".requests", ".history", ".tables", ".find"}
    for name, command in COMMANDS.items():
        is_offered = command.argument and command.argument != "seconds"
        assert bool(command.usage) == bool(is_offered) or name in free, name
