"""What an INSERT, UPDATE or DELETE is about to change, read from its text.

So a verb or column that the API does not have is refused before anything is read, rows or no rows.
"""

from __future__ import annotations

from collections.abc import Iterator, Sequence
from typing import TYPE_CHECKING

from helpsql import rules
from helpsql.errors import NotSupportedError
from helpsql.spec import Writable
from helpsql.statements import WRITES, Token, identifiers, kind, meaningful, target

if TYPE_CHECKING:
    from helpsql.account import Account
    from helpsql.engine import Engine
    from helpsql.scope import Scope
    from helpsql.spec import Table

_ROWID = frozenset({"rowid", "oid", "_rowid_"})
_ENDS_SET = frozenset({"where", "from", "returning", "order", "limit"})


def written(engine: Engine, sql: str) -> tuple[Account, Table] | None:
    """The helpdesk's table that the statement changes, None when there is no such table."""
    schema, name = target(sql)
    engine.schemas.enter_named(schema)
    found = _named(engine, schema, name)
    return found or (_named(engine, schema, name) if engine.schemas.find_families(sql) else None)


def _named(engine: Engine, schema: str, name: str) -> tuple[Account, Table] | None:
    for known in engine.connector.schemas:
        account = engine.accounts.get(known.lower())
        meant = account is not None and schema.lower() in ("", known.lower())
        if account is not None and meant and name.lower() in account.helpdesk.by_name:
            return account, account.table(name)
    return None


def check_offered(engine: Engine, sql: str) -> None:
    """Refuse a verb or a column that the API does not have; sends nothing."""
    found = written(engine, sql)
    if found is None:
        return
    account, table = found
    verb = {"replace": "insert"}.get(kind(sql), kind(sql))
    # Rows that are still pending can be changed in every way in which they could be inserted.
    waiting = bool(engine.pending.overlay(account, table).inserted)
    ways = {"insert": table.insert, "update": table.update or waiting, "delete": table.delete or waiting}
    if not ways[verb]:
        raise rules.not_offered(account, table, verb.upper())
    if verb == "delete":
        return
    when = Writable.INSERT if verb == "insert" else Writable.UPDATE
    given = list(columns(sql))
    if any(name.lower() in _ROWID and name.lower() not in table.by_name for name in given):
        raise NotSupportedError(
            f"{account.name}.{table.name}: SQLite's row ids are not the helpdesk's.",
            hint=f"Its key is {', '.join(table.keys)}.",
            code="read-only-column",
        )
    names = [name for name in given if name.lower() in table.by_name]
    if verb == "update" and waiting:
        names = [n for n in names if not table.by_name[n.lower()].write & Writable.INSERT]
    rules.check_columns(
        account, table, {table.by_name[n.lower()].name: None for n in names}, when, verb.upper()
    )


def aim(scope: Scope, sql: str) -> None:
    """Tell the scope that its rows decide what is written at a helpdesk."""
    scope.verifies = True
    if kind(sql) == "update" and "select" not in identifiers(sql):
        scope.updated = target(sql)


def columns(sql: str) -> Iterator[str]:
    """The columns that stand behind SET, or between the parentheses of INSERT INTO table (…)."""
    found = meaningful(sql)
    depth = 0
    for place, token in enumerate(found):
        depth += (token.text == "(") - (token.text == ")")
        if depth == 0 and token.word == "set" and kind(sql) == "update":
            yield from _assigned(found[place + 1 :])
            return
        if depth == 0 and token.word in WRITES and kind(sql) != "update":
            yield from _listed(found[place + 1 :])
            return


def _assigned(found: Sequence[Token]) -> Iterator[str]:
    """Names at the left of `=`: `a = 1, (b, c) = (2, 3)`."""
    depth, left = 0, True
    for token in found:
        depth += (token.text == "(") - (token.text == ")")
        if depth == 0 and token.word in _ENDS_SET:
            return
        if depth == 0 and token.text in ("=", ","):
            left = token.text == ","
        elif left and token.name:
            yield token.name


def _listed(found: Sequence[Token]) -> Iterator[str]:
    """Names of the first parentheses, where they stand before the rows."""
    inside = False
    for token in found:
        if token.word in ("values", "select", "default", "with") or token.text == ")":
            return
        if token.text == "(":
            inside = True
        elif inside and token.name:
            yield token.name
