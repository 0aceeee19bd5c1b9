"""Pages made of definitions: what `helpsql help` prints."""

from __future__ import annotations

import re
import shlex
import subprocess
from pathlib import Path
from shutil import which

import pytest

from helpsql import catalog
from helpsql.cli.help import help_text
from helpsql.cli.manual import ENVIRONMENT, FILES
from helpsql.cli.options import COMMANDS, main_parser
from helpsql.cli.subcommands import PARSERS
from helpsql.errors import ProgrammingError
from helpsql.spec import Recipe
from tests.manpage import MAN, manpage
from tests.recipes import ran, recipes
from tests.reference import DOCS, PAGE, helpdesk_reference, reference
from vtables import OFFERED

ROOT = Path(__file__).parents[1]
SERVICES = catalog.services()


def test_without_a_name_all_helpdesks_are_listed() -> None:
    for service in SERVICES:
        helpdesk, procedures = catalog.load_helpdesk(service)
        line = next(line for line in help_text().splitlines() if line.strip().startswith(f"{service} "))
        assert f"{len(helpdesk.tables)} tables, {len(procedures)} procedures" in line


@pytest.mark.parametrize("service", SERVICES)
def test_the_page_of_a_helpdesk_holds_every_setting_table_and_procedure(service: str) -> None:
    helpdesk, procedures = catalog.load_helpdesk(service)
    page = help_text(service)
    headings = re.findall(r"^### (\w+)$", page, re.MULTILINE)
    assert headings == [table.name for table in helpdesk.tables] + [p.name for p in procedures.values()]
    for setting in helpdesk.settings:
        assert f"| `{setting.name}` |" in page


@pytest.mark.parametrize("service", SERVICES)
def test_the_page_of_a_table_holds_every_column_read_and_write(service: str) -> None:
    helpdesk, _ = catalog.load_helpdesk(service)
    for table in helpdesk.tables:
        page = help_text(f"{service}.{table.name}")
        for column in table.columns:
            assert f"| `{column.name}` | {column.type.value} |" in page
        writes = [write for write in (table.insert, *table.update, table.delete) if write is not None]
        for way in [*(f"GET {read.path}" for read in table.reads), *(f"{w.method} {w.path}" for w in writes)]:
            assert f"`{way}`" in page
        assert all(f"{example};" in page for example in table.examples)


@pytest.mark.parametrize(
    ("table", "said"),
    [
        ("helpscout.Users", "Without `CompanyId`: 1 request a row where used."),
        ("zendesk.tickets", "Without `generated_timestamp`."),  # which no key gives either
        ("zendesk.tickets", "`GET /api/v2/tickets/show_many`: up to 100 keys a request."),
        ("zendesk.tickets", "`GET /api/v2/search/export`: 1,000 rows a request."),
        ("zendesk.tickets", "At most 1,000 rows; where there are more, another way is taken."),
        ("desk_com.cases", "new ones go on behind the last."),
        ("helpscout.ConversationThreads", "1 request for each of `Conversations`."),
        ("helpscout.ReportChats", "1 request. Needs `Current_StartDate`, `Current_EndDate`."),
        ("teamwork_desk.Tickets", "Counted in 1 request."),
    ],
)
def test_the_page_of_a_table_says_what_reading_costs(table: str, said: str) -> None:
    assert said in help_text(table)


@pytest.mark.parametrize("service", SERVICES)
def test_the_page_of_a_procedure_holds_its_parameters(service: str) -> None:
    for procedure in catalog.load_helpdesk(service)[1].values():
        page = help_text(f"{service}.{procedure.name}")
        assert f"{procedure.usage};" in page
        assert all(f"| `{parameter.name}` |" in page for parameter in procedure.parameters)


@pytest.mark.parametrize("name", ["Tags", "tags", "TAGS"])
def test_a_name_of_several_helpdesks_gives_all_their_pages(name: str) -> None:
    assert help_text(name).count("# ") == sum("tags" in catalog.load_helpdesk(s)[0].by_name for s in SERVICES)


def test_commands_and_the_shell_have_pages_too() -> None:
    for name in COMMANDS:
        assert help_text(name).startswith(f"# helpsql {name}\n"), name
    assert help_text("shell").startswith("# In the shell\n") and "`.pending`" in help_text("shell")
    assert "`.pending`" not in help_text("doctor")


def test_a_wrong_name_is_refused_with_near_ones() -> None:
    with pytest.raises(ProgrammingError, match="Did you mean conversations"):
        help_text("Conversatoins")


@pytest.mark.parametrize("service", OFFERED)
def test_the_stored_page_of_a_helpdesk_is_that_of_its_definition(service: str) -> None:
    """`python -m tests.reference` writes it anew."""
    assert (DOCS / f"{service}.md").read_text("utf-8") == helpdesk_reference(service)


@pytest.mark.parametrize("service", OFFERED)
def test_a_page_spells_columns_as_they_are(service: str) -> None:
    """What stands in backquotes after "needs" is a column or parameter of the definition."""
    helpdesk, procedures = catalog.load_helpdesk(service)
    known = {column.name for table in helpdesk.tables for column in table.columns}
    known |= {parameter.name for one in procedures.values() for parameter in one.parameters}
    needed = re.findall(r"needs ((?:`\w+`(?:, )?)+)", help_text(service), re.IGNORECASE)
    assert needed
    assert {name for names in needed for name in re.findall(r"\w+", names)} <= known


RECIPES = [pytest.param(*one, id=f"{one[0]}: {one[1].title}") for one in recipes()]


@pytest.mark.parametrize(("service", "recipe"), RECIPES)
def test_a_recipe_answers_whole_or_would_write(service: str, recipe: Recipe) -> None:
    gave = ran(service, recipe)
    assert gave.complete
    if recipe.sql.split()[0].lower() in ("select", "with"):
        assert gave.rows, recipe.title
        assert all(any(cell is not None for cell in column) for column in zip(*gave.rows, strict=True))
        assert 0 < gave.requests < 100
    else:
        assert gave.planned, recipe.title
    assert f"### {recipe.title}\n\n```sql\n{recipe.sql.strip()};\n```" in help_text(service)


# The command line


def test_the_page_of_the_command_line_is_that_of_the_parsers() -> None:
    """`python -m tests.reference` writes it anew."""
    assert PAGE.read_text("utf-8") == reference()
    assert help_text("cli") == reference()


def test_the_manual_page_is_that_of_the_parsers() -> None:
    """`python -m tests.reference` writes it anew."""
    assert MAN.read_text("ascii") == manpage()


@pytest.mark.skipif(which("groff") is None, reason="groff is not installed")
def test_the_manual_page_is_sound() -> None:
    command = ["groff", "-man", "-Tascii", "-ww", str(MAN)]
    done = subprocess.run(command, check=False, capture_output=True, text=True, timeout=60)
    assert done.stderr == ""
    shown = " ".join(re.sub(r"\x1b\[\d*m|.\x08", "", done.stdout).split())
    for words in (
        "EXIT STATUS 0 all done 1 a statement failed",
        ".tables [pattern]",
        "\\N in tsv",
        "helpsql login",
    ):
        assert words in shown


def test_the_manual_names_every_variable_and_file() -> None:
    sources = [path.read_text("utf-8") for path in (ROOT / "helpsql").rglob("*.py")]
    used = {
        name for text in sources for name in re.findall(r"""["'](HELPSQL_[A-Z]+|NO_COLOR|VISUAL)["']""", text)
    }
    assert used <= set(ENVIRONMENT)
    assert {name for name in ENVIRONMENT if name.startswith("HELPSQL") and "_NAME_" not in name} <= used
    for word in (path.split("/")[-1] for path in FILES):
        assert any(f'"{word}"' in text and "platformdirs" in text for text in sources), word


def test_every_command_is_told_of() -> None:
    said = main_parser().format_help()
    readme = (ROOT / "README.md").read_text("utf-8")
    for name, what in COMMANDS.items():
        assert re.search(rf"^  helpsql {name} +{re.escape(what)}$", said, re.MULTILINE)
        assert f"helpsql {name}" in readme, name
        assert f"## helpsql {name}\n" in reference()


PARSED = {"helpsql": main_parser, **{f"helpsql {name}": parser for name, parser in PARSERS.items()}}


@pytest.mark.parametrize("command", PARSED)
def test_the_options_of_a_command_have_help_and_its_examples_can_be_parsed(command: str) -> None:
    parser = PARSED[command]()
    assert parser.prog == command
    assert all(action.help for action in parser._actions)
    examples = [line for line in parser.examples.splitlines() if "helpsql" in line]
    assert len(examples) >= 2
    for line in examples:
        said = re.sub(r"^source <\((.*)\)", r"\1", line.partition(" # ")[0].strip())
        words = shlex.split(said.partition(" > ")[0])
        assert " ".join(words).startswith(command)
        parse = parser.parse_intermixed_args if command == "helpsql" else parser.parse_args
        parse(words[len(command.split()) :])
