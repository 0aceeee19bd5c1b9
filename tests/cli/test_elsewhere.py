"""What hands type that know other shells, commands in scripts, and wrong usage that meant something."""

from __future__ import annotations

from pathlib import Path

import pytest

from helpsql.cli.commands.elsewhere import as_command, expanded, pointed_to
from helpsql.cli.commands.registry import find_command, read_command
from helpsql.cli.shell.shell import DEMO, is_whole
from helpsql.cli.usage import file_hint, usage_hint
from helpsql.errors import ProgrammingError

from .conftest import Helpsql
from .shells import ShellTerminal


@pytest.mark.parametrize(
    ("typed", "ours"),
    [
        ("exit", ".quit"),
        ("QUIT;", ".quit"),
        (":q", ".quit"),
        ("\\q", "\\q"),
        ("help", ".help"),
        ("?", ".help"),
        ("help chart", ".help chart"),
        ("\\h select", ".help select"),
        ("show tables;", ".tables"),
        ("SHOW FULL TABLES FROM zendesk", ".tables zendesk"),
        ("show tables like '%tag%'", ".tables %tag%"),
        ("show databases", ".connections"),
        ("\\l+", ".connections"),
        ("\\dn", ".connections"),
        (".databases", ".connections"),
        ("describe `tickets`;", ".describe tickets"),
        ("desc zendesk.tickets", ".describe zendesk.tickets"),
        ("show columns from tickets", ".describe tickets"),
        ("explain tickets", ".describe tickets"),
        ("show create table tickets", ".schema tickets"),
        ("use zendesk;", ".use zendesk"),
        ("\\c zendesk", ".use zendesk"),
        ("\\d+ tickets", "\\d tickets"),
        ("\\dt", "\\dt"),
        ("\\dv", ".tables"),
        ("\\df+ Close*", "\\df Close*"),
        ("source report.sql", ".read report.sql"),
        ("\\. report.sql", ".read report.sql"),
        ("tee rows.txt", ".output rows.txt"),
        ("status", ".limits"),
        ("\\s", ".history"),
        ("\\set since 2026-01-01", ".params since=2026-01-01"),
        (".parameter set :since 2026-01-01", ".params since=2026-01-01"),
        ("\\pset format csv", ".mode csv"),
        ("tables zendesk", ".tables zendesk"),
        ("history", ".history"),
        ("  .tables zendesk ;", ".tables zendesk ;"),
    ],
)
def test_other_shells_words_are_commands(typed: str, ours: str) -> None:
    command = as_command(typed)
    assert command == ours and is_whole(typed)
    find_command(read_command(command)[0])


@pytest.mark.parametrize(
    "typed",
    [
        "select 1",
        "explain query plan select 1",
        "explain select 1",
        "commit",
        "rollback;",
        "begin",
        "show",
        "with a as (select 1)",
        "describe",
        "use\nzendesk",
        "",
    ],
)
def test_sql_is_no_command(typed: str) -> None:
    command = as_command(typed)
    assert command is None or command in (".describe", ".use")


@pytest.mark.parametrize(
    ("name", "words"),
    [
        (".open", "helpsql login"),
        (".dump", ".export"),
        ("clear", "Ctrl-L"),
        ("\\!", "Ctrl-Z"),
        (".eqp", ".explain"),
    ],
)
def test_where_else_it_is(name: str, words: str) -> None:
    assert words in pointed_to(name)
    with pytest.raises(ProgrammingError) as caught:
        find_command(name)
    assert words in caught.value.hint


def test_near_commands_and_one_line_of_a_long_input() -> None:
    with pytest.raises(ProgrammingError, match=r"no such command: \.tabels\n  Did you mean \.tables\?"):
        find_command(".tabels")
    name, argument = read_command(".foo\nselect 1\nfrom t")
    assert (name, argument) == (".foo", "select 1\nfrom t")


def test_expanded_statements() -> None:
    assert expanded("select 1\\G") == "select 1"
    assert expanded("select 1 \\gx;\n") == "select 1"
    assert expanded("select '\\G'") is None and expanded(".tables") is None
    assert is_whole("select 1\\G") and not is_whole("select 1")


def test_commands_on_the_command_line(helpsql: Helpsql) -> None:
    done = helpsql("--demo", "-e", ".tables zendesk.tag", "-e", "show tables from zendesk.tag")
    assert done.returncode == 0 and done.stdout.count("zendesk.tags\t") == 2
    assert helpsql("--demo", "-e", "desc zendesk.tags").stdout.splitlines()[1].startswith("name\tTEXT")
    done = helpsql("--demo", "-e", "use zendsk")
    assert (done.returncode, done.stderr) == (1, "helpsql: no such schema: zendsk\n  Did you mean zendesk?\n")


def test_commands_in_a_script(helpsql: Helpsql, tmp_path: Path) -> None:
    script = """.mode csv
.headers off
select 1 as a, ';
.mode json' as b;
  .mode json

select 3 as
c;
.quit
select 4;
"""
    done = helpsql(stdin=script)
    assert (done.returncode, done.stdout) == (0, '1,";\n.mode json"\n[\n{"c": 3}\n]\n')
    (tmp_path / "a.sql").write_text(script)
    assert helpsql("-e", ".read a.sql").stdout == done.stdout


def test_a_command_that_fails_ends_a_script(helpsql: Helpsql) -> None:
    done = helpsql("--no-header", stdin="select 1;\n.mode xml\nselect 2;")
    assert (done.returncode, done.stdout) == (1, "1\n")
    assert done.stderr.startswith("helpsql: stdin:2: no such format: xml\n  Formats: auto, ")
    done = helpsql("--no-header", stdin="select 1;\n.explain select nope\nselect 2;")
    assert (done.returncode, done.stdout) == (1, "1\n")
    assert "  select nope\n         ^^^^\n" in done.stderr


def test_a_dot_within_a_statement_is_no_command(helpsql: Helpsql) -> None:
    done = helpsql("--no-header", stdin="create table t(a);\nselect count(t\n.a) from t;\n")
    assert (done.returncode, done.stdout) == (0, "0\n")


# Wrong usage


@pytest.mark.parametrize(
    ("arguments", "words"),
    [
        (["doctr"], "Did you mean helpsql doctor?"),
        (["conections", "list"], "Did you mean helpsql connections?"),
        (["select 1"], "SQL stands behind -e, in quotes: helpsql -e 'select 1'"),
        (["SELECT", "1"], "SQL stands behind -e, in quotes: helpsql -e 'SELECT …'"),
        (["zendesk"], "helpsql login zendesk connects it"),
        (["-c", "select 1"], 'Did you mean -e "SQL"?'),
        (["--csv", "-e", "select 1"], "Did you mean --format csv?"),
        (["--explian"], "Did you mean --explain?"),
        (["--format", "jsn", "-e", "select 1"], "Did you mean json or jsonl?"),
        (["connections", "lst"], "Did you mean list?"),
        (["help", "tickts"], "Did you mean tickets?"),
    ],
)
def test_what_was_meant(helpsql: Helpsql, arguments: list[str], words: str) -> None:
    done = helpsql(*arguments)
    assert done.returncode in (1, 2) and done.stdout == ""
    assert words in done.stderr


def test_no_hint_where_nothing_is_near() -> None:
    assert usage_hint("unrecognized arguments: -Z", ["--format"]) == ""
    assert usage_hint("argument x: invalid choice: 'q' (choose from 'list', 'test')", []) == ""
    assert file_hint(["reports/week.sql"], ["doctor"], ["zendesk"]) == ""


# At a terminal


def test_the_demo_teaches_what_runs(demo: ShellTerminal) -> None:
    select, explain, write = (line.strip() for line in DEMO.splitlines()[1:])
    assert all(line in demo.seen for line in (select, explain, write))
    assert any("rows," in line or "5 rows" in line for line in demo.run(select))
    assert any("request" in line for line in demo.run(explain))
    call, told = write.split("     then ")
    assert told == ".pending, and commit; or rollback;"
    demo.run(call, then="helpsql*> ")
    assert "CloseTicket" in "".join(demo.run(".pending", prompt="helpsql*> "))
    demo.run("rollback;", prompt="helpsql*> ", then="helpsql> ")


def test_words_of_other_shells_at_the_prompt(demo: ShellTerminal) -> None:
    assert any(line.startswith("zendesk.tags") for line in demo.run("show tables from zendesk.tag"))
    assert demo.run("desc zendesk.tags")[0].split() == ["name", "type", "description"]
    assert demo.run("use zendsk;") == ["helpsql: no such schema: zendsk", "  Did you mean zendesk?"]
    assert demo.run("clear") == ["helpsql: no such command: clear", "  Ctrl-L clears the screen."]
    assert demo.run("select 1 as a, 2 as b\\G")[:2] == ["a = 1", "b = 2"]


def test_an_error_at_the_prompt_points_at_its_place(demo: ShellTerminal) -> None:
    answer = demo.run("select Id, Subjct from Conversations;")
    assert answer == [
        "helpsql: no such column: Subjct",
        "  select Id, Subjct from Conversations",
        " " * 13 + "^^^^^^",
        "  Did you mean Subject?",
    ]
