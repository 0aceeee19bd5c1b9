"""The shell: how soon its prompt is there, and how long a keystroke's candidates take.

The prompt is waited for at a terminal of its own. Candidates are found in the demo's four helpdesks and
compared with prompt_toolkit's own fuzzy completer over the same names, which knows nothing of SQL.
"""

from __future__ import annotations

import compileall
import os
import pty
import subprocess
import sys
import tempfile
from collections.abc import Callable
from pathlib import Path

from bench_pairs import python, ratio, report
from prompt_toolkit.completion import CompleteEvent, FuzzyWordCompleter
from prompt_toolkit.document import Document

import helpsql
import procedures
import vtables
from helpsql.cli.shell.completer import ShellCompleter
from helpsql.completion.known import KnownCatalogue
from helpsql.engine import Engine

FOUR = """
[connections.hs]
service = "helpscout"
app_id = "1"
app_secret = "1"
[connections.zd]
service = "zendesk"
subdomain = "acme"
email = "ada@acme.example"
api_token = "1"
[connections.tw]
service = "teamwork_desk"
site = "acme"
api_key = "1"
[connections.desk]
service = "desk_com"
site = "acme"
email = "ada@acme.example"
password = "1"
"""
SIX = """select | from zendesk.tickets t join zendesk.users u on u.id = t.requester_id
join zendesk.organizations o on o.id = u.organization_id join helpscout.Conversations c on c.Id = t.id
join helpscout.Customers k on k.Id = c.PrimaryCustomer_Id join teamwork_desk.Tickets w on w.Id = t.id"""
PLACES = {
    "nothing typed behind FROM": "select * from |",
    "behind SELECT, six tables joined": SIX,
    "two letters of a column, no table named": "select co|",
    "behind JOIN": "select * from zendesk.tickets t join |",
    "within quotes": "select * from zendesk.tickets where status = '|",
    "in a statement of 13 kB": "select "
    + ", ".join(f"t.c{n} + 1 as col{n}" for n in range(600))
    + " from zendesk.tickets t where t.status = '|",
    "in 300 nested subqueries": "select * from " + "(select * from " * 300 + "zendesk.tickets where |",
}


def to_prompt(*arguments: str) -> None:
    """Start the command at a terminal and wait for its prompt."""
    master, slave = pty.openpty()
    env = os.environ | {"TERM": "xterm", "PROMPT_TOOLKIT_NO_CPR": "1"}
    command = [sys.executable, "-m", "helpsql", *arguments]
    process = subprocess.Popen(command, stdin=slave, stdout=slave, stderr=slave, env=env)  # noqa: S603
    os.close(slave)
    seen = b""
    while b"helpsql>" not in seen:
        seen += os.read(master, 65536)
    process.kill()
    process.wait()
    os.close(master)


def start() -> None:
    # Where nothing may write compiled modules, those from before a change would be compiled at each start.
    for package in (helpsql, procedures, vtables):
        compileall.compile_dir(Path(str(package.__file__)).parent, quiet=2)
    baseline = python("-c", "import prompt_toolkit")
    with tempfile.TemporaryDirectory() as folder:
        file = Path(folder) / "config.toml"
        file.write_text(FOUR, "utf-8")
        file.chmod(0o600)
        for name, arguments in (("--demo", ("--demo",)), ("four connections", ("--config", str(file)))):
            figures = ratio(lambda given=arguments: to_prompt(*given), baseline)  # type: ignore[misc]
            report(f"start to prompt, {name}", *figures, "baseline: import prompt_toolkit")
    empty = python("-c", "pass")
    for name, work in {
        "import helpsql": python("-c", "import helpsql"),
        "helpsql --version": python("-m", "helpsql", "--version"),
        "helpsql --help": python("-m", "helpsql", "--help"),
    }.items():
        report(name, *ratio(work, empty), "baseline: python -c pass")


def completion() -> None:
    engine = Engine(demo=True)
    catalogue = KnownCatalogue(engine)
    ours = ShellCompleter(catalogue)
    names = [
        word
        for schema in catalogue.schemas
        for relation in catalogue.relations(schema)
        for word in (relation.name, *(field.name for field in relation.fields))
    ]
    tables = sum(len(catalogue.relations(schema)) for schema in catalogue.schemas)
    theirs = FuzzyWordCompleter(sorted(set(names)))
    note = f"baseline: FuzzyWordCompleter over {len(set(names)):,} names"
    print(f"Candidates at {tables} tables of four helpdesks; a keystroke has 30 ms")
    for name, marked in PLACES.items():
        document = Document(marked.replace("|", ""), marked.index("|"))
        figures = ratio(*(_asking(one, document) for one in (ours, theirs)), runs=9)
        report(name, *figures, note, unit="ms")
    engine.close()


def _asking(completer: ShellCompleter | FuzzyWordCompleter, document: Document) -> Callable[[], object]:
    return lambda: list(completer.get_completions(document, CompleteEvent()))


def main() -> None:
    """Print one line a measurement: ours, baseline, ratio."""
    start()
    completion()


if __name__ == "__main__":
    main()
