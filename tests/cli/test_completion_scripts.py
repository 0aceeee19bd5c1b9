"""Completion of the command line: the scripts are sound, hold every word of the parsers, and really complete."""

from __future__ import annotations

import re
import shutil
import subprocess
import sys
from pathlib import Path

import pytest

from helpsql.cli.completion import script
from helpsql.cli.options import COMMANDS, Parser, main_parser
from helpsql.cli.subcommands import PARSERS, RUN, SHELLS
from tests.cli.conftest import Helpsql, environment

BASH = pytest.mark.skipif(shutil.which("bash") is None, reason="no bash here")
CONFIG = '[connections.eu]\nservice = "zendesk"\n\n[connections.us]\nservice = "helpscout"\n'


@pytest.fixture
def scripts(tmp_path: Path) -> Path:
    """A folder with the three scripts, a command `helpsql` for them to ask, and a configuration."""
    for shell in SHELLS:
        (tmp_path / f"helpsql.{shell}").write_text(script(shell), "utf-8")
    (tmp_path / "bin").mkdir()
    command = tmp_path / "bin" / "helpsql"
    command.write_text(f'#!/bin/sh\nexec {sys.executable} -m helpsql "$@"\n')
    command.chmod(0o755)
    (tmp_path / "config.toml").write_text(CONFIG, "utf-8")
    (tmp_path / "report.sql").write_text("select 1")
    return tmp_path


def run(shell: str, code: str, folder: Path) -> list[str]:
    env = environment(folder, HELPSQL_CONFIG=str(folder / "config.toml"), PYTHONSAFEPATH="1")
    env["PATH"] = f"{folder / 'bin'}:{env['PATH']}"
    flags = {"bash": ["--norc", "--noprofile"], "zsh": ["-f"], "fish": ["--no-config"]}[shell]
    done = subprocess.run(
        [shell, *flags, "-c", code],
        capture_output=True,
        text=True,
        env=env,
        cwd=folder,
        check=False,
        timeout=60,
    )
    assert (done.returncode, done.stderr) == (0, "")
    return done.stdout.splitlines()


@pytest.mark.parametrize("shell", SHELLS)
def test_the_script_can_be_parsed(scripts: Path, shell: str) -> None:
    if shutil.which(shell) is None:
        pytest.skip(f"no {shell} here")
    run(shell, f"{shell} -n helpsql.{shell}", scripts)


def parsers() -> dict[str, Parser]:
    return {"": main_parser(), **{name: made() for name, made in PARSERS.items()}}


def words(parser: Parser) -> set[str]:
    """Options of a parser, and the values it allows."""
    options = {word for action in parser._actions for word in action.option_strings}
    return options | {str(choice) for action in parser._actions for choice in action.choices or ()}


@pytest.mark.parametrize("shell", SHELLS)
def test_every_word_of_the_parsers_is_in_the_script(shell: str) -> None:
    text = script(shell)
    assert set(COMMANDS) == set(PARSERS) == set(RUN)
    for command, parser in parsers().items():
        for word in {command, *words(parser)} - {""}:
            shown = re.sub("^-+", "", word) if shell == "fish" else word
            assert re.search(rf"(?<![\w-]){re.escape(shown)}(?![\w-])", text), f"{command} {word}"


def complete(scripts: Path, line: str) -> set[str]:
    """What bash offers for the last word of a line."""
    given = line.split(" ")
    quoted = " ".join(f"'{word}'" for word in given)
    code = (
        f"source ./helpsql.bash; COMP_WORDS=({quoted}); COMP_CWORD={len(given) - 1}; "
        f'_shtab_helpsql helpsql "${{COMP_WORDS[COMP_CWORD]}}"; printf "%s\\n" "${{COMPREPLY[@]}}"'
    )
    return {word for word in run("bash", code, scripts) if word}


COMPLETED = {
    "helpsql d": {"doctor"},
    "helpsql --demo re": {"refresh"},
    "helpsql --max": {"--max-requests"},
    "helpsql --format j": {"json", "jsonl"},
    "helpsql --chart h": {"hist", "heat"},
    "helpsql --config conf": {"config.toml"},
    "helpsql -f rep": {"report.sql"},
    "helpsql connections ": {"list", "test", "remove"},
    "helpsql connections test ": {"eu", "us"},
    "helpsql connections test e": {"eu"},
    "helpsql login --service z": {"zendesk"},
    "helpsql help zendesk.ticket_m": {"zendesk.ticket_metrics", "zendesk.ticket_metric_events"},
    "helpsql help CreateThreadN": {"CreateThreadNote"},
    "helpsql help cos": {"costs"},
    "helpsql completion z": {"zsh"},
    "helpsql sandbox --service d": {"desk_com"},
    "helpsql nothing": set(),
}


@BASH
@pytest.mark.parametrize("line", COMPLETED)
def test_bash_completes(scripts: Path, line: str) -> None:
    assert complete(scripts, line) == COMPLETED[line]


@BASH
def test_bash_offers_files_where_nothing_else_fits(scripts: Path) -> None:
    (said,) = run("bash", "source ./helpsql.bash; complete -p helpsql", scripts)
    assert said == "complete -o default -o filenames -F _shtab_helpsql helpsql"


@pytest.mark.skipif(shutil.which("fish") is None, reason="no fish here")
@pytest.mark.parametrize(
    "line", [line for line in COMPLETED if line not in ("helpsql nothing", "helpsql --demo re")]
)
def test_fish_completes(scripts: Path, line: str) -> None:
    said = run("fish", f"source helpsql.fish; complete -C '{line}'", scripts)
    assert {one.split("\t")[0] for one in said} == COMPLETED[line]


def test_nobody_asks_before_there_is_something_to_complete() -> None:
    """Sourcing a script starts no helpsql: each would cost a part of a second when a shell opens."""
    for shell in SHELLS:
        for line in script(shell).splitlines():
            if "helpsql completion --names" in line:
                assert re.match(r"_helpsql_\w+\(\) \{|complete -c helpsql .* -\w*a", line), line


def test_a_broken_configuration_gives_no_names(helpsql: Helpsql, tmp_path: Path) -> None:
    (tmp_path / "broken.toml").write_text("[connections", "utf-8")
    done = helpsql(
        "completion", "--names", "connections", env={"HELPSQL_CONFIG": str(tmp_path / "broken.toml")}
    )
    assert (done.returncode, done.stdout, done.stderr) == (0, "", "")


def test_it_must_be_said_for_which_shell(helpsql: Helpsql) -> None:
    for arguments in ((), ("tcsh",), ("bash", "--names", "pages")):
        done = helpsql("completion", *arguments)
        assert (done.returncode, done.stdout) == (2, "")
        assert "usage: helpsql completion" in done.stderr
    assert helpsql("completion", "fish").stdout == script("fish")
