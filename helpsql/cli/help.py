"""`helpsql help NAME`: a helpdesk, a table, a procedure or a topic, from the same source as the pages.

Markdown for a file or pipe; drawn for a terminal.
"""

from __future__ import annotations

from collections.abc import Iterator
from contextlib import suppress
from pathlib import Path
from shutil import get_terminal_size
from typing import TYPE_CHECKING

from helpsql import catalog
from helpsql.cli.options import COMMANDS
from helpsql.errors import ProgrammingError
from helpsql.likeness import like, offered
from helpsql.pages import helpdesk_page, procedure_page, table_page

if TYPE_CHECKING:
    from helpsql.cli.streams import Output
    from helpsql.spec import Helpdesk, Procedure

DOCS = Path(__file__).parents[1] / "docs"


def topics() -> dict[str, Path]:
    """The pages that people wrote, by name."""
    services = set(catalog.services())
    return {file.stem: file for file in sorted(DOCS.glob("*.md")) if file.stem not in services}


def help_text(name: str = "") -> str:
    """The page of that name; of several objects called so, all. ProgrammingError offers near names."""
    if not name:
        return _contents()
    if name.lower() in topics():
        return topics()[name.lower()].read_text("utf-8")
    pages = [*_section(name.lower()), *_pages(name.lower())]
    if pages:
        return "\n".join(pages)
    hint = offered(like(name, (known.lower() for known in names())), "`helpsql help` lists what there is.")
    raise ProgrammingError(f"no page about {name}", hint=hint, code="no-page")


def _section(name: str) -> Iterator[str]:
    """Of the page of the command line: what it has about a command, or about the shell."""
    heading = {"shell": "In the shell"}.get(name, f"helpsql {name}" if name in COMMANDS else "")
    if heading:
        sections = topics()["cli"].read_text("utf-8").split("\n## ")
        yield from (f"# {text.rstrip()}\n" for text in sections if text.startswith(f"{heading}\n"))


def help_lines(name: str, output: Output) -> Iterator[str]:
    """The page in pieces, as the output wants it."""
    text = help_text(name)
    if name and output.is_terminal:
        from helpsql.cli.markdown import draw_markdown

        yield from draw_markdown(text, get_terminal_size().columns, colour=output.colour)
    else:
        yield from text.splitlines(keepends=True)


def _contents() -> str:
    lines = ["Pages: helpsql help NAME, where NAME is", ""]
    lines += [f"  {name:<14} {_title(file)}" for name, file in topics().items()]
    for service in catalog.services():
        lines.append(f"  {service:<14} {_summary(service)}")
    lines += ["", "or a table or procedure, such as zendesk.tickets or ReplyToTicket, a command,"]
    lines += ["such as login, or shell, which lists the shell's own commands."]
    return "\n".join(lines) + "\n"


def _summary(service: str) -> str:
    try:
        helpdesk, procedures = catalog.load_helpdesk(service)
    except ProgrammingError as error:
        return error.message
    return f"{helpdesk.title}: {_many(len(helpdesk.tables), 'table')}, {_many(len(procedures), 'procedure')}"


def _definitions() -> Iterator[tuple[str, Helpdesk, dict[str, Procedure]]]:
    """(service, helpdesk, procedures) of each; one of somebody else's that is broken is left out."""
    for service in catalog.services():
        with suppress(ProgrammingError):
            yield (service, *catalog.load_helpdesk(service))


def _many(number: int, what: str) -> str:
    return f"{number} {what}" if number == 1 else f"{number} {what}s"


def _title(file: Path) -> str:
    with file.open(encoding="utf-8") as text:
        return text.readline().lstrip("# ").strip()


def _pages(name: str) -> Iterator[str]:
    schema, _, alone = name.rpartition(".")
    for service, helpdesk, procedures in _definitions():
        if name == service:
            yield _whole(helpdesk, procedures)
        if schema in ("", service):
            if alone in helpdesk.by_name:
                yield table_page(helpdesk, helpdesk.by_name[alone])
            if alone in procedures:
                yield procedure_page(helpdesk, procedures[alone])


def _whole(helpdesk: Helpdesk, procedures: dict[str, Procedure]) -> str:
    """The stored page, which also has answers to its recipes; of a helpdesk without one, made now."""
    stored = DOCS / f"{helpdesk.name}.md"
    return stored.read_text("utf-8") if stored.exists() else helpdesk_page(helpdesk, procedures)


def names() -> Iterator[str]:
    """Every name that has a page."""
    yield from (*topics(), *COMMANDS, "shell")
    for service, helpdesk, procedures in _definitions():
        yield service
        tables = [name for table in helpdesk.tables for name in (table.name, *table.aliases)]
        for one in (*tables, *(procedure.name for procedure in procedures.values())):
            yield one
            yield f"{service}.{one}"
