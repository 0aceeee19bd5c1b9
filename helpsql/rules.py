"""What may be written to a table, by its definition; the refusals name the API's rule. Nothing is sent."""

from __future__ import annotations

from collections.abc import Mapping
from typing import TYPE_CHECKING

from helpsql.errors import IntegrityError, NotSupportedError
from helpsql.likeness import like
from helpsql.spec import NOWHERE, Column, Style, Table, Writable, Write
from helpsql.values import SqlValue, to_json

if TYPE_CHECKING:
    from helpsql.account import Account

Values = Mapping[str, SqlValue]


def check_insert(account: Account, table: Table, values: Values) -> None:
    """Refuse a row that the API is known to refuse, naming its rule. `values` has no NULLs."""
    if table.insert is None:
        raise not_offered(account, table, "INSERT")
    check_columns(account, table, values, Writable.INSERT, "INSERT")
    absent = [column.name for column in table.columns if column.required and column.name not in values]
    if absent:
        raise _incomplete(account, table, f"needs {', '.join(absent)}", table.insert)
    _check_elements(account, table, values, "INSERT INTO", table.insert)
    one_of = table.insert.needs_one
    if one_of and not any(name in values for name in one_of):
        raise _incomplete(account, table, f"needs {' or '.join(one_of)}", table.insert)


def _check_elements(account: Account, table: Table, values: Values, verb: str, write: Write) -> None:
    """Refuse an array in which the element is missing without which the API refuses it."""
    for column in table.columns:
        given = values.get(column.name)
        if not column.holds or given is None:
            continue
        held = to_json(
            given, column.type, what=f"{account.name}.{table.name}.{column.name}", when="", shape=column.shape
        )
        if not any(isinstance(one, dict) and column.holds.items() <= one.items() for one in held):
            wanted = ", ".join(f"{name} {value}" for name, value in column.holds.items())
            what = f"needs an element of {wanted} in {column.name}"
            raise _incomplete(account, table, what, write, verb)


def _incomplete(
    account: Account, table: Table, what: str, write: Write, verb: str = "INSERT INTO"
) -> IntegrityError:
    return IntegrityError(
        f"{verb} {account.name}.{table.name} {what}.",
        hint=write.because,
        code="missing-value",
        helpdesk=account.helpdesk.name,
        table=table.name,
    )


def check_update(account: Account, table: Table, changed: Values) -> None:
    """Refuse a change that the API is known to refuse."""
    check_columns(account, table, changed, Writable.UPDATE, "UPDATE")
    _check_nulls(account, table, changed)
    _check_whole(account, table, changed)


def check_columns(account: Account, table: Table, values: Values, when: Writable, verb: str) -> None:
    """Refuse a column that cannot be given."""
    for name in values:
        column = table.by_name[name.lower()]
        if not column.write & when:
            raise NotSupportedError(
                f"{verb} of {account.name}.{table.name}.{name}: the {account.helpdesk.title} API does not "
                f"let it be {'set' if when is Writable.INSERT else 'changed'}.",
                hint=_instead(table, column, when),
                code="read-only-column",
                helpdesk=account.helpdesk.name,
                table=table.name,
                column=name,
                token=name,
            )


def _instead(table: Table, column: Column, when: Writable) -> str:
    names = [c.name for c in table.columns if c.write & when and (c.at != NOWHERE or when is Writable.INSERT)]
    near = like(column.name, names, most=1, least=0.75)
    return f"Columns that can be: {', '.join(names)}." + (f" Did you mean {near[0]}?" if near else "")


def _check_nulls(account: Account, table: Table, changed: Values) -> None:
    for name, value in changed.items():
        if value is None and table.by_name[name.lower()].required:
            raise IntegrityError(
                f"UPDATE of {account.name}.{table.name}.{name}: it cannot be NULL.",
                code="null-value",
                helpdesk=account.helpdesk.name,
                table=table.name,
                column=name,
            )


def sent_whole(table: Table) -> list[str]:
    """Columns that every update of a row sends along, since the API empties what is left out."""
    return [
        column.name
        for write in table.update
        if write.style is Style.WHOLE
        for column in table.columns
        if column.write & Writable.UPDATE and (not write.columns or column.name in write.columns)
    ]


def _check_whole(account: Account, table: Table, changed: Values) -> None:
    """Refuse an update that lacks a value which the API wants every time and never tells."""
    absent = [
        name
        for name in sent_whole(table)
        if (column := table.by_name[name.lower()]).required and column.at == NOWHERE and name not in changed
    ]
    if absent and changed:
        raise IntegrityError(
            f"UPDATE of {account.name}.{table.name} needs {', '.join(absent)}: "
            "the API replaces the whole object and does not tell it.",
            hint=f"Add {', '.join(f'{name} = …' for name in absent)} to SET.",
            code="missing-value",
            helpdesk=account.helpdesk.name,
            table=table.name,
            column=absent[0],
        )


def not_offered(account: Account, table: Table, verb: str) -> NotSupportedError:
    """The error for a verb that the API does not have for this object."""
    offers = [
        name
        for name, write in (("INSERT", table.insert), ("UPDATE", table.update), ("DELETE", table.delete))
        if write
    ]
    return NotSupportedError(
        f"{verb} {'INTO ' if verb == 'INSERT' else ''}{account.name}.{table.name}: the "
        f"{account.helpdesk.title} API does not offer it.",
        hint=table.instead.get(verb)
        or (f"It offers {', '.join(offers)}." if offers else "The object can only be read."),
        code="not-offered",
        helpdesk=account.helpdesk.name,
        table=table.name,
    )
