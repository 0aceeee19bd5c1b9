"""Manners of the command: exit codes, streams, inputs. Plain SQL, so no request is involved."""

from __future__ import annotations

import os
import signal
import subprocess
import sys
import time
from pathlib import Path

import pytest

from .conftest import Helpsql, environment

ENDLESS = "with recursive c(x) as (select 1 union all select x + 1 from c) select {} from c"


def test_rows_go_to_stdout_and_nothing_else(helpsql: Helpsql) -> None:
    done = helpsql("-e", "select 1 as a, null as b, '' as c")
    assert (done.returncode, done.stdout, done.stderr) == (0, "a\tb\tc\n1\t\\N\t\n", "")


def test_options_and_files_run_in_their_order(helpsql: Helpsql, tmp_path: Path) -> None:
    (tmp_path / "one.sql").write_text("\ufeffcreate table t(a); -- é\ninsert into t values (1);\n", "utf-8")
    (tmp_path / "two.sql").write_text("select 'two', count(*) from t")
    done = helpsql("-f", "one.sql", "-e", "select 'e', a from t; ;", "two.sql", "--no-header")
    assert (done.returncode, done.stdout) == (0, "e\t1\ntwo\t1\n")


def test_stdin_is_a_script(helpsql: Helpsql) -> None:
    for arguments in ((), ("-",), ("-f", "-")):
        done = helpsql(*arguments, "--no-header", stdin="select 1;\nselect 2")
        assert (done.returncode, done.stdout) == (0, "1\n2\n")
    assert helpsql(stdin="-- nothing\n;").returncode == 0


def test_a_script_stops_at_its_first_failure(helpsql: Helpsql) -> None:
    done = helpsql("--no-header", stdin="select 1;\n\n-- two\nselct 2;\nselect 3;")
    assert (done.returncode, done.stdout) == (1, "1\n")
    assert done.stderr.startswith("helpsql: stdin:") and "selct" in done.stderr
    assert "Traceback" not in done.stderr


def test_parameters(helpsql: Helpsql) -> None:
    sql = "select :zip, typeof(:zip), :n + 1, typeof(:n), :gone is null, :list, @flag"
    given = ["zip=00501", "n:=5", ":gone:=null", "list:=[1, 2]", "flag:=true", "unused=1"]
    done = helpsql("-e", sql, "--no-header", *(part for one in given for part in ("-p", one)))
    assert (done.returncode, done.stdout) == (0, "00501\ttext\t6\tinteger\t1\t[1, 2]\t1\n")
    missing = helpsql("-e", "select :nowhere", "-p", "a=1")
    assert missing.returncode == 1 and "nowhere" in missing.stderr


@pytest.mark.parametrize(
    ("arguments", "words"),
    [
        (["--fromat", "csv"], "Did you mean --format?"),
        (["--format", "xml"], "'xml'"),
        (["-e"], "expected one argument"),
        (["-e", "select 1", "-p", "a"], "name=value"),
        (["-e", "select 1", "-p", "a:=x"], "JSON"),
        (["-e", "select 1", "-p", "a=1", "-p", "a=2"], "twice"),
        (["--max-requests", "-1", "-e", "select 1"], "--max-requests"),
        (["--timeout", "0", "-e", "select 1"], "--timeout"),
        (["--demo", "--config", "x.toml", "-e", "select 1"], "not allowed with"),
        (["nowhere.sql"], "cannot read nowhere.sql: No such file"),
        (["latin.sql"], "latin.sql is not UTF-8"),
        (["."], "cannot read .: Is a directory"),
        (["doctor", "--frobnicate"], "unrecognized"),
    ],
)
def test_wrong_usage_is_2(helpsql: Helpsql, tmp_path: Path, arguments: list[str], words: str) -> None:
    (tmp_path / "latin.sql").write_bytes(b"select '\xe9'")
    done = helpsql(*arguments)
    assert (done.returncode, done.stdout) == (2, "")
    assert words in done.stderr


def test_help_begins_with_examples(helpsql: Helpsql) -> None:
    done = helpsql("--help")
    assert (done.returncode, done.stderr) == (0, "")
    assert done.stdout.startswith("Examples:\n  helpsql --demo -e")
    for option in (
        "--format",
        "--explain",
        "--dry-run",
        "--read-only",
        "--max-requests",
        "--yes",
        "Exit codes",
    ):
        assert option in done.stdout
    for command in ("doctor", "refresh", "sandbox"):
        assert helpsql(command, "--help").stdout.startswith("Examples:\n")


def test_version(helpsql: Helpsql) -> None:
    done = helpsql("--version")
    assert (done.returncode, done.stdout.split()[0]) == (0, "helpsql")


def test_changing_everything_needs_yes(helpsql: Helpsql) -> None:
    script = "create table t(a); insert into t values (1); delete from t; select count(*) from t"
    done = helpsql("-e", script, "--no-header")
    assert (done.returncode, done.stdout) == (1, "")
    assert "DELETE without WHERE" in done.stderr and "--yes" in done.stderr
    done = helpsql("-e", script, "--no-header", "--yes")
    assert (done.returncode, done.stdout) == (0, "0\n")


def test_an_open_transaction_at_the_end_is_a_failure(helpsql: Helpsql) -> None:
    script = "create table if not exists t(a); begin; insert into t values (1);"
    done = helpsql("--database", "main.db", "-e", script)
    assert done.returncode == 1 and "rolled back" in done.stderr
    done = helpsql("--database", "main.db", "-e", script + "commit; select count(*) from t", "--no-header")
    assert (done.returncode, done.stdout) == (0, "1\n")


def test_a_failure_inside_a_transaction_rolls_back(helpsql: Helpsql) -> None:
    done = helpsql("-e", "create table t(a); begin; insert into t values (1); selct; commit")
    assert done.returncode == 1 and "rolled back" in done.stderr


def test_output_is_utf8_in_every_locale(helpsql: Helpsql) -> None:
    bare = {"LC_ALL": "C", "PYTHONUTF8": "0", "PYTHONCOERCECLOCALE": "0"}
    for env in ({"LC_ALL": "C"}, {"PYTHONIOENCODING": "ascii"}, bare):
        done = helpsql("--no-header", "-e", "select 'é日', :p", "-p", "p=ü", env=env)
        assert (done.returncode, done.stdout) == (0, "é日\tü\n")
    failed = helpsql("-e", "select 1 from é日", env={"PYTHONIOENCODING": "ascii"})
    assert failed.returncode == 1 and failed.stderr.startswith("helpsql: ")


def in_shell(command: str, tmp_path: Path) -> subprocess.CompletedProcess[str]:
    env = environment(tmp_path, PY=sys.executable)
    return subprocess.run(
        ["sh", "-c", command],
        env=env,
        capture_output=True,
        check=False,
        text=True,
        timeout=60,
        stdin=subprocess.DEVNULL,
    )


def test_head_ends_quietly(tmp_path: Path) -> None:
    done = in_shell(f'($PY -m helpsql -e "{ENDLESS.format("x")}"; echo $? >&2) | head -3', tmp_path)
    assert (done.stdout, done.stderr) == ("x\n1\n2\n", "141\n")


def test_head_ends_a_scan_of_a_helpdesk_quietly(tmp_path: Path) -> None:
    """What was written before `head` left may have been all of it: then nothing was broken off."""
    sql = "select Subject, Preview, Preview, Preview, Preview from helpscout.Conversations"
    done = in_shell(f'($PY -m helpsql --demo -e "{sql}"; echo $? >&2) | head -1', tmp_path)
    assert done.stdout.split("\t")[0] == "Subject" and done.stdout.count("\n") == 1
    assert done.stderr in ("141\n", "0\n")


def test_a_script_on_stdin_from_a_pipe(tmp_path: Path) -> None:
    script = "printf 'select 1 as a;\\nselct;\\nselect 2 as b;' | $PY -m helpsql; echo $?"
    done = in_shell(script, tmp_path)
    assert done.stdout == "a\n1\n1\n" and done.stderr.startswith("helpsql: stdin:2: ")


@pytest.mark.parametrize(
    ("redirection", "words"),
    [(">&-", "standard output is closed"), (">/dev/full", "No space left on device")],
)
def test_an_output_that_cannot_be_written(tmp_path: Path, redirection: str, words: str) -> None:
    done = in_shell(f'$PY -m helpsql -e "select 1" {redirection}', tmp_path)
    assert done.returncode == 1
    assert done.stderr.startswith("helpsql: ") and done.stderr.count("\n") == 1 and words in done.stderr


def test_other_closed_streams(tmp_path: Path) -> None:
    assert in_shell('$PY -m helpsql -e "select 1" 2>&-', tmp_path).stdout == "1\n1\n"
    assert in_shell('$PY -m helpsql -e "selct 1" 2>&-', tmp_path).returncode == 1
    assert in_shell('$PY -m helpsql -e "select 1" <&-', tmp_path).returncode == 0
    done = in_shell("$PY -m helpsql <&-", tmp_path)
    assert done.returncode == 2 and "standard input is closed" in done.stderr


def ticks(pid: int) -> int:
    """Hundredths of a second for which a process has used a processor."""
    fields = Path(f"/proc/{pid}/stat").read_text().rpartition(")")[2].split()
    return int(fields[11]) + int(fields[12])


@pytest.mark.skipif(not Path("/proc").exists(), reason="asks Linux how long a process was at work")
@pytest.mark.parametrize("what", ["count(*)", "x"])
def test_ctrl_c_is_130(tmp_path: Path, what: str) -> None:
    """While SQLite is at work without a row, and while rows flow."""
    command = [sys.executable, "-m", "helpsql", "-e", "select 'ready'", "-e", ENDLESS.format(what)]
    pipe = subprocess.PIPE
    with subprocess.Popen(command, env=environment(tmp_path), stdout=pipe, stderr=pipe, text=True) as process:
        try:
            assert process.stdout is not None
            for _ in range(4 if what == "x" else 2):
                process.stdout.readline()
            before = ticks(process.pid)
            while what != "x" and ticks(process.pid) < before + 20:
                time.sleep(0.05)
            os.kill(process.pid, signal.SIGINT)
            _out, err = process.communicate(timeout=60)
        finally:
            process.kill()
    assert process.returncode == 130
    assert "Traceback" not in err and err.count("\n") <= 2


def test_select_1_loads_nothing_it_does_not_need(tmp_path: Path) -> None:
    heavy = (
        "httpx",
        "sqlglot",
        "prompt_toolkit",
        "tabulate",
        "tqdm",
        "werkzeug",
        "wcwidth",
        "vtables",
        "procedures",
    )
    code = f"""
import sys
from helpsql.cli.main import main
code = main(["-e", "select 1"])
sys.stderr.write(" ".join(name for name in {heavy} if name in sys.modules))
sys.exit(code)
"""
    done = subprocess.run(
        [sys.executable, "-c", code], env=environment(tmp_path), capture_output=True, check=False, text=True
    )
    assert (done.returncode, done.stdout, done.stderr) == (0, "1\n1\n", "")


def test_unexpected_errors_are_one_line(tmp_path: Path) -> None:
    code = """
import sys
from helpsql.cli import main as command
command.open_engine = lambda *_: {}["boom"]
sys.exit(command.main(["-e", "select 1"]))
"""
    for debug, traced in (("", False), ("1", True)):
        env = environment(tmp_path, HELPSQL_DEBUG=debug)
        done = subprocess.run(
            [sys.executable, "-c", code], env=env, capture_output=True, check=False, text=True
        )
        assert done.returncode == 1
        assert "helpsql: KeyError: 'boom'" in done.stderr
        assert ("Traceback" in done.stderr) is traced


def test_the_connection_that_is_used_comes_first(helpsql: Helpsql) -> None:
    sql = "select count(*) > 0 as found from tickets"
    assert helpsql("--demo", "--explain", "-e", sql).stdout.startswith("tickets: GET /api/v2/")
    used = helpsql("--demo", "--use", "Teamwork_Desk", "--explain", "-e", sql)
    assert used.stdout.startswith("tickets: GET /desk/api/v2/")
    done = helpsql("--demo", "--use", "nope", "-e", sql)
    assert (done.returncode, done.stdout) == (1, "") and "no such schema: nope" in done.stderr


def test_the_environment_alone_connects(helpsql: Helpsql) -> None:
    """And where nothing answers, no secret is told."""
    env = {
        "HELPSQL_EU_SERVICE": "zendesk",
        "HELPSQL_EU_BASE_URL": "http://127.0.0.1:9",
        "HELPSQL_EU_EMAIL": "ada@example.com",
        "HELPSQL_EU_API_TOKEN": "s3cret-token",
    }
    listed = helpsql("connections", "list", env=env)
    assert listed.stdout == "eu\tzendesk\thttp://127.0.0.1:9\tenvironment HELPSQL_EU_API_TOKEN (api_token)\n"
    done = helpsql("connections", "remove", "eu", env=env)
    assert done.returncode == 1 and "made by environment HELPSQL_EU_*" in done.stderr
    assert "No helpdesk" not in helpsql("-e", "select 1", env=env).stderr
    assert "s3cret" not in listed.stdout + done.stderr


def test_no_connections_is_said(helpsql: Helpsql) -> None:
    done = helpsql("connections", "list")
    assert (done.returncode, done.stdout) == (0, "") and "helpsql login" in done.stderr
    assert "`helpsql login` connects one" in helpsql("-e", "select * from tickets").stderr


def test_options_before_a_command_are_its_own(helpsql: Helpsql, tmp_path: Path) -> None:
    (tmp_path / "me.toml").write_text('[connections.z]\nservice = "zendesk"\nsubdomain = "acme"\n')
    listed = helpsql("--config", "me.toml", "connections", "list", "--color", "never").stdout
    assert listed == "z\tzendesk\thttps://acme.zendesk.com\n"
    assert "no terminal" in helpsql("-v", "login", "z", "--service", "zendesk").stderr
    assert helpsql("-e", "select 'doctor' as doctor").stdout == "doctor\ndoctor\n"
