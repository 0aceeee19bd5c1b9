"""Errors on the screen: the line with its caret, the place in a script, width, and nothing that is secret."""

from __future__ import annotations

import io
from pathlib import Path

import pytest

from helpsql import errors
from helpsql.cli.complaints import explain_error
from helpsql.cli.excerpt import excerpt
from helpsql.cli.places import NOWHERE, Place
from helpsql.cli.streams import Notices

from .conftest import Helpsql, OpenTerminal


def test_the_line_with_a_caret(helpsql: Helpsql) -> None:
    done = helpsql("-e", "select 'é日', nope from t")
    assert (done.returncode, done.stdout) == (1, "")
    assert done.stderr.splitlines()[:3] == [
        "helpsql: no such table: t",
        "  select 'é日', nope from t",
        " " * 26 + "^",
    ]


@pytest.mark.parametrize("arguments", [("-f", "a.sql"), ("a.sql",), ("-",)])
def test_a_script_tells_file_and_line(helpsql: Helpsql, tmp_path: Path, arguments: tuple[str, ...]) -> None:
    script = "select 1;\n\n-- what follows is wrong\nselect 2,\n\t3 frm t;\nselect 3;\n"
    (tmp_path / "a.sql").write_text(script)
    done = helpsql(*arguments, "--no-header", stdin=script)
    name = "stdin" if arguments == ("-",) else "a.sql"
    assert (done.returncode, done.stdout) == (1, "1\n")
    assert done.stderr.splitlines() == [
        f'helpsql: {name}:5: near "t": syntax error',
        r"  5 | \t3 frm t",
        " " * 14 + "^",
        "  Did you mean FROM?",
    ]


def test_several_statements_are_numbered(helpsql: Helpsql) -> None:
    done = helpsql("-e", "select 1; select 2", "-e", "selct 3")
    assert done.stderr.startswith('helpsql: statement 3: near "selct": syntax error\n  selct 3\n  ^^^^^\n')
    assert helpsql("-e", "selct 3;").stderr.startswith('helpsql: near "selct"')


def test_an_end_that_is_missing(helpsql: Helpsql) -> None:
    done = helpsql(stdin="select 'a;\nselect 2;\n")
    assert done.stderr.splitlines()[:3] == [
        "helpsql: stdin:1: the text that begins with 'a; select 2; is not closed",
        "  1 | select 'a;",
        "             ^^^",
    ]
    done = helpsql("-e", "select max((1)")
    assert done.stderr.splitlines()[0] == "helpsql: incomplete input: a parenthesis is not closed"


def test_commands_of_the_shell_point_too(helpsql: Helpsql) -> None:
    done = helpsql("--demo", "--explain", "-e", "select subjct from Conversations")
    assert done.stderr.splitlines()[1:3] == ["  select subjct from Conversations", "         ^^^^^^"]


def test_traces_are_for_those_who_ask(helpsql: Helpsql) -> None:
    assert "Traceback" not in helpsql("-e", "selct").stderr
    assert "Traceback" in helpsql("--debug", "-e", "selct").stderr
    assert "Traceback" in helpsql("-e", "selct", env={"HELPSQL_DEBUG": "1"}).stderr


LONG = f"select {'a, ' * 40}here, {'b, ' * 40}c"


@pytest.mark.parametrize("width", [40, 80, 120])
@pytest.mark.parametrize("word", ["select", "here", "c"])
def test_long_lines_are_cut_around_the_place(word: str, width: int) -> None:
    position = LONG.rindex(word) if word == "c" else LONG.index(word)
    line, carets = excerpt(LONG, position, NOWHERE, width)
    assert len(line) <= width and len(line) > width * 2 // 3
    assert line[carets.index("^") :].startswith(word) and carets.count("^") == len(word)
    assert line.startswith("  …") is (word != "select") and line.endswith("…") is (word != "c")


def test_wide_characters_move_the_caret() -> None:
    sql = "select '日本語', '\x1b', nope"
    line, carets = excerpt(sql, sql.index("nope"), NOWHERE, 80)
    assert line == "  select '日本語', '\\x1b', nope"
    assert carets == " " * (2 + len("select '日本語', '\\x1b', ") + 3) + "^^^^"


def test_a_wide_line_is_cut_by_what_it_takes_on_the_screen() -> None:
    from wcwidth import wcswidth

    sql = f"select '{'日' * 60}', nope, '{'本' * 60}'"
    line, carets = excerpt(sql, sql.index("nope"), NOWHERE, 80)
    assert 70 < wcswidth(line) <= 80
    assert wcswidth(line[: line.index("nope")]) == carets.index("^")


def test_lines_are_numbered_where_there_are_several() -> None:
    sql = "select 1,\n  nope\nfrom t"
    assert excerpt(sql, 12, NOWHERE, 80) == ["  2 |   nope", "        ^^^^"]
    assert excerpt(sql, 12, Place("a.sql", 99), 80)[0] == "  100 |   nope"
    assert Place("a.sql", 99).at(sql, 12) == "a.sql:100"
    assert (Place(number=3).at(sql, 12), NOWHERE.at(sql, 12)) == ("statement 3", "")


def test_secrets_are_not_repeated() -> None:
    sql = "update t set password = 'geheim' where nope = 'x'"
    line, _ = excerpt(sql, sql.index("nope"), NOWHERE, 80)
    assert line == "  update t set password = '******' where nope = '*'"
    sql = "call P(token => 'geheim)"
    line, carets = excerpt(sql, sql.index("'"), NOWHERE, 80)
    assert "geheim" not in line and len(carets) <= len(line)


class Screen(io.StringIO):
    """A stream that says it is a terminal."""

    def isatty(self) -> bool:
        return True


@pytest.mark.parametrize("width", [60, 80, 200])
def test_words_stay_whole_at_every_width(width: int, monkeypatch: pytest.MonkeyPatch) -> None:
    monkeypatch.setenv("COLUMNS", str(width))
    monkeypatch.setenv("LINES", "24")
    outcomes = [errors.Outcome("UPDATE", "zendesk.tickets", (n,), "unsent") for n in range(90)]
    outcomes += [errors.Outcome("UPDATE", "zendesk.tickets", (n,), "refused", "closed") for n in range(2)]
    error = errors.WriteError(
        "zendesk: 422 Unprocessable Entity, PUT /api/v2/tickets/update_many.json?ids=1,2,3. " + "words " * 30,
        outcomes,
        hint="Look at the rows whose outcome is unknown before you send them again. " * 2,
    )
    screen = Screen()
    explain_error(error, Notices(screen, "never"))
    lines = screen.getvalue().splitlines()
    assert len(lines) <= 24 and max(map(len, lines)) <= min(100, width)
    assert "PUT /api/v2/tickets/update_many.json?ids=1,2,3." in " ".join(" ".join(lines).split())
    assert any(line.startswith("  unsent   … and ") for line in lines)


def test_a_file_keeps_a_message_on_its_line() -> None:
    stream = io.StringIO()
    explain_error(errors.ProgrammingError("word " * 60, hint="more " * 60), Notices(stream))
    assert len(stream.getvalue().splitlines()) == 2


def test_at_a_terminal(terminal: OpenTerminal) -> None:
    code, seen = terminal("--demo", "-e", "select subjct from Conversations where Status = 'active'").end()
    assert code == 1
    assert (
        "  select subjct from Conversations where Status = 'active'\n         ^^^^^^\n  Did you mean Subject?\n"
        in seen
    )


@pytest.mark.parametrize(
    ("text", "words"),
    [
        (
            'service = "zendsk"',
            "c.toml, line 2, [connections.zd] service: no such service: zendsk\n  Did you mean zendesk?",
        ),
        (
            'servce = "zendesk"',
            "[connections.zd] does not say which service it is\n  Did you mean service by servce?",
        ),
        (
            'service = "zendesk"\nsubdomain = "a"\nemail = "a@b.c"\napi_token = { env = "NOT_SET" }',
            "c.toml, line 5, [connections.zd] api_token: environment NOT_SET gives nothing\n  Set NOT_SET.",
        ),
        (
            'service = "zendesk"\nsubdomian = "a"',
            "subdomian is not a setting of zendesk\n  Did you mean subdomain?",
        ),
    ],
)
def test_a_wrong_configuration_tells_file_line_and_key(
    helpsql: Helpsql, tmp_path: Path, text: str, words: str
) -> None:
    (tmp_path / "c.toml").write_text(f"[connections.zd]\n{text}\n")
    done = helpsql("--config", "c.toml", "-e", "select id from zd.tickets limit 1")
    assert (done.returncode, done.stdout) == (1, "") and words in done.stderr
