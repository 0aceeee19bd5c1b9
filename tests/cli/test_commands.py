"""Dot commands, without a terminal: what each shows, sets, or refuses."""

from __future__ import annotations

import io
import json
import re
from collections.abc import Iterator
from dataclasses import dataclass
from pathlib import Path

import pytest

from helpsql.cli.commands import COMMANDS, TWINS, LeaveShell, find_command, read_command
from helpsql.cli.help import help_text
from helpsql.cli.preferences import PREFERENCES
from helpsql.cli.progress import Progress
from helpsql.cli.run import Runner, Settings
from helpsql.cli.shell import Shell
from helpsql.cli.shell.history import keep
from helpsql.cli.shell.shell import is_whole
from helpsql.cli.streams import Notices, Output
from helpsql.engine import Engine
from helpsql.errors import Error


@dataclass
class Desk:
    """A runner whose streams can be read."""

    runner: Runner
    out: io.StringIO
    err: io.StringIO

    def do(self, line: str) -> str:
        """Run a command; what it wrote to either stream."""
        for stream in (self.out, self.err):
            stream.seek(0)
            stream.truncate()
        name, argument = read_command(line)
        find_command(name).run(self.runner, argument)
        return self.out.getvalue() + self.err.getvalue()


@pytest.fixture
def desk() -> Iterator[Desk]:
    out, err = io.StringIO(), io.StringIO()
    notices = Notices(err)
    engine = Engine(demo=True)
    runner = Runner(engine, Settings(), output=Output(out), notices=notices, progress=Progress(notices))
    yield Desk(runner, out, err)
    engine.close()


@pytest.mark.parametrize("name", COMMANDS)
def test_every_command_has_help(name: str, desk: Desk) -> None:
    command = COMMANDS[name]
    assert command.help and not command.help.endswith(".")
    assert command.help in " ".join(desk.do(f".help {name.lstrip('.')}").split())
    assert f"{name} {command.usage}".strip() in desk.do(".help")
    assert max(map(len, desk.do(f".help {name.lstrip('.')}").splitlines())) <= 80
    assert max(map(len, desk.do(".help").splitlines())) <= 80


@pytest.mark.parametrize("name", ["zendesk.tickets", "createthreadnote", "Costs"])
def test_help_also_shows_pages(name: str, desk: Desk) -> None:
    assert desk.do(f".help {name}") == help_text(name)


def test_twins_are_psqls() -> None:
    assert {TWINS[twin].name for twin in ("\\d", "\\dt", "\\x", "\\q")} == {
        ".describe",
        ".tables",
        ".expanded",
        ".quit",
    }


@pytest.mark.parametrize(
    ("line", "name", "argument"),
    [
        (".tables", ".tables", ""),
        (".tables;", ".tables", ""),
        ("  .describe  Tags ;", ".describe", "Tags"),
        ("\\d Tags", "\\d", "Tags"),
        (".explain select ';' ;", ".explain", "select ';'"),
    ],
)
def test_lines_become_commands(line: str, name: str, argument: str) -> None:
    assert read_command(line) == (name, argument)


def test_a_beginning_that_only_one_command_has_is_enough() -> None:
    assert find_command(".desc") is COMMANDS[".describe"]


@pytest.mark.parametrize(
    ("line", "message", "hint"),
    [
        (".tabels", "no such command", "Did you mean .tables?"),
        (".re", "no such command", ".read or .requests"),
        (".schema", "takes a name", ".help .schema"),
        (".describe Mailboxs", "no such table: Mailboxs", "Did you mean Mailboxes"),
        (".schema Nothing", "no such table: Nothing", ".tables"),
        (".mode nothing", "no such format", "csv"),
        (".mode parquet", "no text for a terminal", ".once FILE.parquet"),
        (".timer maybe", ".timer takes on or off, not maybe", ""),
        (".expanded maybe", ".expanded takes on, off or auto", ""),
        (".requests many", "takes a number", ""),
        (".watch soon", "takes seconds", ""),
        (".watch 0", "1 seconds or more", ""),
        (".watch 5", "no statement has run", ""),
        (".params a", ".params takes name=value", ""),
        (".use nothing", "no such schema: nothing", "helpscout"),
        (".read nothing.sql", "cannot read nothing.sql", ""),
        (".export only.csv", "takes a file and a query", ""),
        (".export a.xlsx select 1", "no format ends so", ".csv"),
        (".import nothing.csv t", "cannot read nothing.csv", ""),
    ],
)
def test_wrong_use_says_what_is_right(desk: Desk, line: str, message: str, hint: str) -> None:
    with pytest.raises(Error) as refused:
        desk.do(line)
    assert message in str(refused.value)
    assert hint in str(refused.value)


def test_what_there_is(desk: Desk) -> None:
    assert "helpscout.Tags" in desk.do(".tables")
    assert "helpscout.Users" not in desk.do(".tables *.Tag*")
    assert "TicketCount" in desk.do(".describe helpscout.Tags")
    assert "CREATE TABLE Tags (" in desk.do(".schema Tags")
    assert "AddConversationTag" in desk.do(".procedures tag")
    assert "conversationId" in desk.do(".procedures AddConversationTag")
    assert "Help Scout" in desk.do(".connections")


def test_describe_shows_the_first_of_a_name_and_tells_the_others(desk: Desk) -> None:
    seen = desk.do(".describe Tickets")
    assert "requester_id" in seen and "SpamScore" not in seen
    assert "This is zendesk.tickets; of the same name: teamwork_desk.Tickets." in seen
    assert "SpamScore" in desk.do(".describe teamwork_desk.tickets")
    desk.runner.run("create table tickets(mine)")
    seen = desk.do(".describe Tickets")
    assert "mine" in seen and "This is main's; of the same name: zendesk.tickets, teamwork" in seen
    assert ".schema" not in desk.do(".schema Tickets") and "tickets(mine)" in desk.out.getvalue()


def test_describe_knows_procedures_other_names_and_the_session(desk: Desk) -> None:
    seen = desk.do(".describe ReplyToTicket")
    assert "call zendesk.ReplyToTicket(ticket_id, body" in seen and "call teamwork_desk.Reply" in seen
    assert "Site" in desk.do(".describe teamwork_desk.HelpdocsSites")
    assert "started_at" in desk.do(".describe helpsql.requests")
    assert "helpsql.requests" in desk.do(".tables helpsql.%")
    with pytest.raises(Error, match=r"no such table: helpsql\.nothing"):
        desk.do(".describe helpsql.nothing")


def test_what_can_be_written_and_what_is_needed(desk: Desk) -> None:
    lines = {line.split("\t")[0]: line for line in desk.do(".describe zendesk.tickets").splitlines()}
    assert "\t=\tins upd\tnew, open, pending" in lines["status"]
    assert lines["created_at"].split("\t")[2:4] == ["< >", ""]
    busy = desk.do(".describe ReportConversationBusyTimes")
    assert "Needed in WHERE." in busy


@pytest.mark.parametrize(("width", "shown"), [("80", False), ("200", True)])
def test_a_wide_screen_shows_parameters_too(
    desk: Desk, monkeypatch: pytest.MonkeyPatch, width: str, shown: bool
) -> None:
    monkeypatch.setenv("COLUMNS", width)
    desk.runner.output.is_terminal = True
    seen = desk.do(".procedures AddTag")
    assert ("id, tags, [kind]" in seen) is shown
    assert "Adds tags to a ticket, user or organ" in seen


def test_the_order_of_connections_is_that_of_names(desk: Desk) -> None:
    desk.do(".use teamwork_desk")
    names = [line.split("\t")[0] for line in desk.do(".connections").splitlines()[1:]]
    assert names == ["teamwork_desk", "helpscout", "zendesk", "desk_com"]
    assert "This is teamwork_desk.Tickets; of the same name: zendesk.tickets." in desk.do(".describe tickets")


def test_lists_that_are_empty_say_so(desk: Desk) -> None:
    assert desk.do(".requests") == "No request has been sent.\n"
    assert desk.do(".limits").startswith("No limits are known yet")


def test_requests_are_shown_as_a_person_reads_them(desk: Desk) -> None:
    desk.runner.run("select count(*) from zendesk.tickets where status = 'open' and subject like '%x y%'")
    desk.runner.output.is_terminal = True
    seen = desk.do(".requests")
    words = " ".join(seen.split())
    assert "/api/v2/search/export page[size]=1000 filter[type]=ticket query=status:open" in words
    assert "account" in desk.do(".limits") and " s\n" in desk.out.getvalue().replace(" \n", "\n")


def test_help_of_one_command_and_of_names(desk: Desk) -> None:
    seen = desk.do(".help tables")
    assert "select * from helpsql.tables" in seen and "Also: \\dt" in seen
    assert "What there is" in desk.do(".help") and "Files" in desk.out.getvalue()
    assert "requester_id" in desk.do(".help zendesk.tickets")
    assert "\\d" in desk.do(".help \\d")
    with pytest.raises(Error, match="no such command"):
        desk.do(".help nonsense")


def test_explain_sends_nothing(desk: Desk) -> None:
    assert "GET /v2/tags" in desk.do(".explain select * from helpscout.Tags")
    assert not desk.runner.engine.log.entries()
    assert not desk.runner.settings.explain


def test_explain_says_why_a_read_is_dear(desk: Desk) -> None:
    desk.runner.settings.footer = True
    seen = desk.do(".explain select Subject from helpscout.Conversations where Subject like 'a%'")
    assert (
        "to about 200 requests\nNo condition goes along to helpscout.Conversations; it takes those on Id,"
        in seen
    )
    assert "Status" in seen.partition("No condition")[2]
    cheap = desk.do(".explain select Subject from helpscout.Conversations where Status = 'spam' limit 3")
    assert "No condition" not in cheap
    failing = desk.do(".explain select * from zendesk.view_tickets")
    assert "zendesk.view_tickets needs view_id in WHERE and fails without" in failing


def test_pending_shows_the_change_and_the_request(desk: Desk) -> None:
    run = desk.runner.run
    assert "No writes are held" in desk.do(".pending")
    run("begin")
    run(
        "update helpscout.Conversations set Subject = 'new' where Id = (select min(Id) from helpscout.Conversations)"
    )
    run("insert into helpscout.Organizations(Name) values ('Acme')")
    run("call AddConversationTag(1, 'vip')")
    run("call helpscout.CreateThreadNote(1, 'Hi')")
    seen = desk.do(".pending")
    assert "~ update helpscout.Conversations Id = " in seen and "-> 'new'" in seen
    assert "+ insert helpscout.Organizations\n    Name: 'Acme'" in seen
    assert "> call helpscout.AddConversationTag(conversationId => 1, tag => 'vip')" in seen
    assert "CreateThreadNote(conversationId => 1, text => 'Hi')" in seen and "=> NULL" not in seen
    assert "will send: helpscout: PATCH /v2/conversations/" in seen
    desk.do(".rollback")
    assert not desk.runner.engine.in_transaction
    assert all(entry.method == "GET" for entry in desk.runner.engine.log.entries())


def test_rollback_says_what_was_dropped(desk: Desk) -> None:
    run = desk.runner.run
    run("begin")
    run("insert into helpscout.Organizations(Name) values ('Acme'), ('Bolt')")
    run("savepoint s")
    run("call helpscout.CreateThreadNote(1, 'Hi')")
    run("rollback to s")
    assert "dropped, nothing of it was sent: 1 CALL helpscout.CreateThreadNote\n" in desk.err.getvalue()
    assert "dropped, nothing of it was sent: 2 INSERT helpscout.Organizations\n" in desk.do(".rollback")
    run("begin")
    assert "dropped" not in desk.do(".rollback")


def test_a_held_call_shows_no_ids_that_nobody_knows(desk: Desk) -> None:
    desk.runner.settings.footer = True
    desk.runner.run("begin")
    desk.runner.run("call helpscout.CreateThreadNote(1250, 'Hi')")
    assert "NULL" not in desk.out.getvalue() and "\\N" not in desk.out.getvalue()
    assert "call held, COMMIT sends it and tells its Id" in desk.err.getvalue()
    assert "applied: CALL helpscout.CreateThreadNote 1250, new id " in desk.do(".commit")


def test_writes_in_a_transaction_are_said_to_be_held(desk: Desk) -> None:
    desk.runner.settings.footer = True
    desk.runner.run("begin")
    desk.runner.run("insert into helpscout.Organizations(Name) values ('Acme')")
    assert "1 row changed, held until COMMIT" in desk.err.getvalue()
    desk.runner.run("create table main.t(a)")
    assert desk.err.getvalue().count("held until COMMIT") == 1
    assert "1 write applied" in desk.do(".commit")


def test_a_new_row_tells_its_id_at_a_terminal(desk: Desk) -> None:
    desk.runner.settings.footer = True
    desk.runner.run("insert into helpscout.Organizations(Name) values ('Acme')")
    assert "applied: INSERT helpscout.Organizations 9" in desk.err.getvalue()


def test_rows_that_change_alike_are_told_together(desk: Desk) -> None:
    desk.runner.run("begin")
    desk.runner.run("update zendesk.tickets set additional_tags = '[\"a\"]' where id in (1, 2, 3, 4, 5)")
    desk.runner.run("delete from zendesk.tickets where id in (6, 7)")
    lines = desk.do(".pending").splitlines()
    (head,) = (line for line in lines if line.startswith("~"))
    assert sorted(re.findall(r"\d+", head)) == ["1", "2", "3", "4", "5", "5"] and head.endswith("(5 rows)")
    assert lines.count("""    additional_tags: NULL -> '["a"]'""") == 1
    assert {"- delete zendesk.tickets id = 6", "- delete zendesk.tickets id = 7"} <= set(lines)
    desk.runner.run("rollback")


def test_commit_sends(desk: Desk) -> None:
    desk.runner.run("begin")
    desk.runner.run("insert into helpscout.Organizations(Name) values ('Acme')")
    desk.do(".commit")
    assert [entry.method for entry in desk.runner.engine.log.entries()] == ["POST"]


def test_read_only_and_dry_run_are_switches(desk: Desk) -> None:
    assert "read-only is on" in desk.do(".readonly")
    desk.do(".dryrun on")
    assert desk.runner.engine.read_only and desk.runner.engine.dry_run
    desk.do(".readonly off")
    desk.do(".dryrun")
    assert not desk.runner.engine.read_only and not desk.runner.engine.dry_run


def test_parameters(desk: Desk) -> None:
    desk.do(".params name=vip")
    desk.do(".params n:=2")
    assert desk.do(".params") == ":name = 'vip'\n:n = 2\n"
    desk.runner.run("select :name, :n")
    assert "vip\t2" in desk.out.getvalue()
    desk.do(".params clear")
    assert desk.do(".params") == "No parameters are set.\n" and not desk.runner.parameters


def test_output_and_once(desk: Desk, tmp_path: Path) -> None:
    desk.do(f".once {tmp_path / 'once.tsv'}")
    desk.runner.run("select 1 as a")
    desk.runner.run("select 2 as a")
    assert (tmp_path / "once.tsv").read_text() == "a\n1\n"
    desk.do(f".output {tmp_path / 'all.tsv'}")
    desk.runner.run("select 3 as a")
    desk.runner.run("select 4 as a")
    desk.do(".output")
    assert (tmp_path / "all.tsv").read_text() == "a\n3\na\n4\n"
    assert desk.runner.output.stream is desk.out


@pytest.mark.parametrize(
    ("name", "text"),
    [
        ("a.csv", 'a,b\n1,"x, y"\n'),
        ("a.json", '[\n{"a": 1, "b": "x, y"}\n]\n'),
        ("a.md", "| a | b |\n| --- | --- |\n| 1 | x, y |\n"),
        ("a.out", "a\tb\n1\tx, y\n"),
    ],
)
@pytest.mark.parametrize("command", [".once", ".output"])
def test_the_ending_of_a_file_decides_its_format(
    desk: Desk, tmp_path: Path, command: str, name: str, text: str
) -> None:
    desk.runner.settings.footer = True
    desk.runner.run("select 0")  # what was shown before leaves no mark in the file
    desk.do(f"{command} '{tmp_path / name}'")
    desk.runner.run("select 1 as a, 'x, y' as b")
    desk.runner.redirect("")
    assert (tmp_path / name).read_text() == text
    assert f" s, to {tmp_path / name}" in desk.err.getvalue()


def test_once_writes_parquet_after_other_answers(desk: Desk, tmp_path: Path) -> None:
    parquet = pytest.importorskip("pyarrow.parquet")
    desk.runner.run("select 0")
    desk.do(f".once {tmp_path}/a.parquet")
    desk.runner.run("select 7 as n union all select 8")
    assert parquet.read_table(tmp_path / "a.parquet").to_pydict() == {"n": [7, 8]}
    desk.do(f".output {tmp_path}/b.arrow")
    assert desk.runner.run("select 1") == 0 and desk.runner.run("select 2") == 1
    assert "arrow holds one answer" in desk.err.getvalue()
    desk.runner.redirect("")


def test_files_in_the_home_folder(desk: Desk, tmp_path: Path, monkeypatch: pytest.MonkeyPatch) -> None:
    monkeypatch.setenv("HOME", str(tmp_path))
    (tmp_path / "my script.sql").write_text("select 41 + 1;")
    assert "42" in desk.do('.read "~/my script.sql"')
    desk.do(".once ~/x.csv")
    desk.runner.run("select 1 as a")
    assert (tmp_path / "x.csv").read_text() == "a\n1\n"


def test_switches_say_how_they_stand(desk: Desk) -> None:
    assert desk.do(".timer on") == "timer is on\n" and desk.runner.settings.footer
    assert desk.do("\\x") == "expanded display is on\n" and desk.runner.settings.format == "line"
    assert "the default" in desk.do(".mode") and desk.runner.settings.format is None
    assert desk.do(".use").startswith("Names are looked for in main, then helpscout, zendesk,")


ROWS = [{"a": 1, "b": 'x, "y"'}, {"a": 2, "b": None}, {"a": 3, "b": "tab\tand\nline \\n"}]


@pytest.mark.parametrize("ending", ["csv", "tsv", "json", "jsonl"])
def test_rows_survive_export_and_import(desk: Desk, tmp_path: Path, ending: str) -> None:
    (tmp_path / "in.json").write_text(json.dumps(ROWS))
    desk.do(f".import {tmp_path / 'in.json'} first")
    assert "3 rows written" in desk.do(f".export {tmp_path}/out.{ending} select * from first")
    assert "3 rows inserted" in desk.do(f".import {tmp_path}/out.{ending} second")
    same = "select count(*) from first f join second s on s.a = f.a and s.b is f.b"
    assert list(desk.runner.engine.execute(same)) == [(3,)]


def test_each_export_counts_its_own_rows(desk: Desk, tmp_path: Path) -> None:
    desk.do(f".export {tmp_path / 'a.csv'} select 1 union all select 2")
    assert desk.do(f".export {tmp_path / 'b.csv'} select 1").startswith("1 row written")


def test_words_are_found_in_names_and_descriptions(desk: Desk) -> None:
    found = desk.do(".find first reply").splitlines()
    assert any("helpscout.ReportProductivityFirstResponseTimes_Currents" in one for one in found)
    assert desk.do(".find nothingofthekind").splitlines()[1:] == []
    assert "zendesk.AddTags" in desk.do(".find addtags")


def test_settings_say_what_they_are_now(desk: Desk) -> None:
    assert desk.do("\\pset format csv").split()[:2] == ["format", "csv"]
    assert desk.runner.settings.format == "csv"
    listed = desk.do(".set").splitlines()
    assert [line.split()[0] for line in listed] == list(PREFERENCES)
    assert max(map(len, listed)) <= 80
    assert desk.do("\\x") == "expanded display is on\n"
    assert desk.do(".mode box") == ""
    assert desk.do(".timer on") == "timer is on\n"


def test_a_backslash_stands_for_the_dot(desk: Desk) -> None:
    assert find_command("\\chart") is COMMANDS[".chart"]
    assert find_command("\\d") is COMMANDS[".describe"]


def test_a_new_table_has_the_types_of_its_values(desk: Desk, tmp_path: Path) -> None:
    (tmp_path / "in.csv").write_text("n,r,zip,t,none\n1,1.5,00501,x,\n20,2,00502,2,\n")
    desk.do(f".import {tmp_path / 'in.csv'} t")
    kinds = desk.runner.engine.execute(
        "select typeof(n), typeof(r), zip, typeof(t), none from t where n = 20"
    )
    assert list(kinds) == [("integer", "real", "00502", "text", None)]


def test_an_import_that_fails_leaves_nothing(desk: Desk, tmp_path: Path) -> None:
    (tmp_path / "bad.csv").write_text("a,b\n1,2\n3\n")
    with pytest.raises(Error, match=r"bad\.csv:3: 1 values for 2 columns"):
        desk.do(f".import {tmp_path / 'bad.csv'} t")
    assert not desk.runner.engine.in_transaction
    assert not list(desk.runner.engine.execute("select 1 from main.sqlite_schema where name = 't'"))


@pytest.mark.parametrize(
    "sql", ["select nothing from first", "select json(column1) from (values ('1'), ('2'), ('{'))"]
)
def test_an_export_that_fails_leaves_the_old_file(desk: Desk, tmp_path: Path, sql: str) -> None:
    """Before its first row, or in the midst of its rows."""
    (tmp_path / "out.csv").write_text("old")
    with pytest.raises(Error):
        desk.do(f".export {tmp_path}/out.csv {sql}")
    assert [file.name for file in tmp_path.iterdir()] == ["out.csv"]
    assert (tmp_path / "out.csv").read_text() == "old"


def test_import_into_a_helpdesk_goes_in_one_transaction(desk: Desk, tmp_path: Path) -> None:
    (tmp_path / "new.csv").write_text("Name\nAcme\nBolt\n")
    desk.do(f".import {tmp_path / 'new.csv'} helpscout.Organizations")
    assert [entry.method for entry in desk.runner.engine.log.entries()] == ["POST", "POST"]


def test_read_runs_a_script_up_to_its_first_failure(desk: Desk, tmp_path: Path) -> None:
    (tmp_path / "s.sql").write_text("select 1 as a;\nselect nothing;\nselect 2 as b;\n")
    seen = desk.do(f".read {tmp_path / 's.sql'}")
    assert "a\n1\n" in seen and "s.sql:2" in seen and "b\n" not in seen


def test_use_decides_where_names_are_looked_for(desk: Desk) -> None:
    desk.do(".use helpscout")
    assert desk.runner.engine.schemas.preferred == "helpscout"
    assert "TicketCount" in desk.do(".describe Tags")
    desk.runner.run("begin")
    with pytest.raises(Error, match="transaction is open"):
        desk.do(".use main")


def test_edit_brings_the_saved_text_to_the_prompt(
    desk: Desk, monkeypatch: pytest.MonkeyPatch, tmp_path: Path
) -> None:
    editor = tmp_path / "editor"
    editor.write_text('#!/bin/sh\nprintf "select 2;" >> "$1"\n')
    editor.chmod(0o755)
    monkeypatch.setenv("VISUAL", str(editor))
    desk.runner.run("select 1")
    desk.do(".edit")
    assert desk.runner.draft == "select 1;\nselect 2;"
    monkeypatch.setenv("VISUAL", "false")
    with pytest.raises(Error, match="Set EDITOR"):
        desk.do(".edit")


def test_the_schema_of_a_hostile_name_is_harmless(desk: Desk) -> None:
    desk.runner.run('create table hostile("\x1b[2J" text)')
    assert desk.do(".schema hostile") == 'CREATE TABLE hostile("\\x1b[2J" text);\n'


def test_quit_leaves(desk: Desk) -> None:
    for name in (".quit", "\\q", ".exit"):
        with pytest.raises(LeaveShell):
            desk.do(name)


@pytest.mark.parametrize(
    ("text", "whole"),
    [
        ("", True),
        ("select 1", False),
        ("select 1;", True),
        ("select ';", False),
        ("select 1; -- why", True),
        ("select 1 -- why;", False),
        ("create trigger t after insert on a begin select 1;", False),
        ("-- a comment", True),
        (".tables", True),
        ("\\dt", True),
        ("exit", True),
    ],
)
def test_when_enter_ends_the_input(text: str, whole: bool) -> None:
    assert is_whole(text) is whole


@pytest.mark.parametrize(
    ("text", "kept"),
    [
        ("select 1;", True),
        ("select Token_Count from t;", True),
        (" select 1;", False),
        ("select 'password=hunter2';", False),
        ("-- api_key: abcdef", False),
        ("Authorization: Bearer abcdefghijklmnopqrstuvwxyz", False),
        ("call X(token => 'abc');", False),
    ],
)
def test_no_secret_is_kept_in_the_history(text: str, kept: bool) -> None:
    assert keep(text) is kept


def test_the_shell_is_importable_alone() -> None:
    assert Shell.__name__ == "Shell"
