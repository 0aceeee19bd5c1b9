"""The page of a helpdesk: what to know, an index, recipes, how to connect; then each table and procedure."""

from __future__ import annotations

from collections.abc import Callable, Mapping, Sequence

from helpsql.pages.connecting import connecting_lines
from helpsql.pages.costs import table_cost
from helpsql.pages.markdown import Lines, code, fenced, grid, many
from helpsql.pages.procedures import procedure_lines
from helpsql.pages.tables import filters, head_lines, table_lines, verbs
from helpsql.spec import Helpdesk, Procedure, Recipe, Table

Answer = Callable[[Recipe], Sequence[str]]
"""What running a recipe shows."""


def helpdesk_page(
    helpdesk: Helpdesk, procedures: Mapping[str, Procedure], answer: Answer | None = None
) -> str:
    """The whole page, index first. With `answer`, each recipe is followed by what it gave."""
    lines = [*_head(helpdesk, procedures), *_notes(helpdesk)]
    tables = [table for table in helpdesk.tables if not is_report(table)]
    lines += ["## Tables", "", *_index(helpdesk, tables), ""]
    lines += ["## Procedures", "", *_actions(procedures), ""]
    if reports := [table for table in helpdesk.tables if is_report(table)]:
        lines += ["## Reports", "", *_reports(helpdesk, reports), ""]
    lines += [*_recipes(helpdesk, answer), *connecting_lines(helpdesk)]
    lines += ["## Each table", ""]
    for table in helpdesk.tables:
        show = _report if is_report(table) else table_lines
        lines += [*show(helpdesk, table), ""]
    lines += ["## Each procedure", ""]
    for procedure in procedures.values():
        lines += [*procedure_lines(procedure), ""]
    return "\n".join(lines).rstrip() + "\n"


def is_report(table: Table) -> bool:
    """Its rows are reckoned for what a query gives, a period above all."""
    return all(sum(take.required for take in read.takes) > 1 for read in table.reads)


def _head(helpdesk: Helpdesk, procedures: Mapping[str, Procedure]) -> Lines:
    writable = sum(verbs(table) != "SELECT" for table in helpdesk.tables)
    reports = sum(is_report(table) for table in helpdesk.tables)
    tables = f"{many(len(helpdesk.tables) - reports, 'table')}, {writable} of them writable"
    said = [tables, *([many(reports, "report")] if reports else []), many(len(procedures), "procedure")]
    yield from (f"# {helpdesk.title}: `{helpdesk.name}`", "")
    yield f"{'; '.join(said)}. The vendor's pages: <{helpdesk.docs}>."
    yield ""


def _notes(helpdesk: Helpdesk) -> Lines:
    if helpdesk.notes:
        yield from ("## What to know", "", *(f"- {note}" for note in helpdesk.notes), "")


def _recipes(helpdesk: Helpdesk, answer: Answer | None) -> Lines:
    if not helpdesk.recipes:
        return
    yield from ("## Questions and their answers", "")
    if answer is not None:
        yield from ("The answers are those of `helpsql --demo`, where it is always 31 October 2026.", "")
    for recipe in helpdesk.recipes:
        yield from (f"### {recipe.title}", "", *fenced("sql", recipe.sql.strip() + ";"))
        if answer is not None:
            yield from ("", *answer(recipe))
        yield ""


def _index(helpdesk: Helpdesk, tables: Sequence[Table]) -> Lines:
    rows = [(_linked(t.name), t.description, _short(t), table_cost(helpdesk, t)) for t in tables]
    yield from grid(("table", "its rows", "writes", "to read all of it"), rows)


def _short(table: Table) -> str:
    """Verbs as the shell's .tables has them."""
    offered = (("ins", table.insert), ("upd", table.update), ("del", table.delete))
    return " ".join(verb for verb, write in offered if write)


def _reports(helpdesk: Helpdesk, reports: Sequence[Table]) -> Lines:
    rows = [(_linked(t.name), t.description, table_cost(helpdesk, t)) for t in reports]
    yield from ("`helpsql help NAME` tells what each column of a report is.", "")
    yield from grid(("report", "its rows", "1 request, which"), rows)


def _actions(procedures: Mapping[str, Procedure]) -> Lines:
    rows = [(_linked(p.name), p.description) for p in procedures.values()]
    yield from grid(("procedure", "what it does"), rows)


def _linked(name: str) -> str:
    return f"[{name}](#{name.lower()})"


def _report(helpdesk: Helpdesk, table: Table) -> Lines:
    """A report in short: `helpsql help NAME` tells what each column is."""
    yield from head_lines(table)
    takes = {take.column for read in table.reads for take in read.takes}
    yield f"It {table_cost(helpdesk, table)}. {' '.join(map(filters, table.reads))}"
    yield ""
    yield f"Columns: {code(column.name for column in table.columns if column.name not in takes)}."
