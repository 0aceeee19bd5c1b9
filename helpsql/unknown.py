"""Names in a statement that SQLite does not know: what may have been meant, from definitions alone.

Its own words stay the message; the hint is ours.
"""

from __future__ import annotations

from collections.abc import Iterable, Iterator, Sequence
from typing import TYPE_CHECKING

from helpsql.errors import ProgrammingError
from helpsql.likeness import like, like_qualified, offered
from helpsql.pointing import find
from helpsql.statements import Token, meaningful

if TYPE_CHECKING:
    from helpsql.completion.catalogue import Relation
    from helpsql.completion.scope import Source
    from helpsql.engine import Engine

UNCONNECTED = "No helpdesk is connected: `helpsql login` connects one, --demo tries without an account."
MOST_LISTED = 12
"""Columns that are listed where none is near."""
SURE = 0.75
"""A text without quotes is taken for a column only where one is so like it."""
_COMPARING = frozenset({"=", "==", "<", ">", "(", ",", "like", "in", "glob", "is", "not", "values"})
_CURLY = "‘’“”`´"
_IN_OTHERS = {
    "len": "length(x)",
    "left": "substr(x, 1, n)",
    "right": "substr(x, -n)",
    "isnull": "ifnull(x, y)",
    "nvl": "ifnull(x, y)",
    "now": "datetime('now')",
    "getdate": "datetime('now')",
    "curdate": "date('now')",
    "today": "date('now')",
    "date_trunc": "date(x, 'start of month'), or strftime('%Y-%W', x) for weeks",
    "date_format": "strftime('%Y-%m', x)",
    "to_char": "strftime('%Y-%m', x)",
    "to_date": "date(x)",
    "date_add": "datetime(x, '+7 days')",
    "dateadd": "datetime(x, '+7 days')",
    "date_sub": "datetime(x, '-7 days')",
    "datediff": "julianday(x) - julianday(y)",
    "date_diff": "julianday(x) - julianday(y)",
    "timestampdiff": "unixepoch(x) - unixepoch(y)",
    "unix_timestamp": "unixepoch(x)",
    "from_unixtime": "datetime(x, 'unixepoch')",
    "year": "strftime('%Y', x)",
    "month": "strftime('%m', x)",
    "day": "strftime('%d', x)",
    "hour": "strftime('%H', x)",
    "dayofweek": "strftime('%w', x)",
    "extract": "strftime('%Y', x)",
    "greatest": "max(x, y)",
    "least": "min(x, y)",
    "listagg": "group_concat(x, ', ')",
    "array_agg": "json_group_array(x)",
    "json_agg": "json_group_array(x)",
    "json_value": "json_extract(x, '$.y')",
    "json_query": "json_extract(x, '$.y')",
    "split_part": "substr and instr",
    "position": "instr(x, y)",
    "strpos": "instr(x, y)",
    "locate": "instr(x, y)",
    "charindex": "instr(x, y)",
    "regexp": "LIKE or GLOB",
    "regexp_matches": "LIKE or GLOB",
}
"""Functions of other databases, and how SQLite has them."""


def table_error(text: str, name: str, engine: Engine) -> ProgrammingError:
    near, hint = _near_tables(name, engine)
    return ProgrammingError(text, hint=hint, code="no-table", token=name, near=near)


def _near_tables(name: str, engine: Engine) -> tuple[Sequence[str], str]:
    schemas = list(engine.connector.schemas)
    if not schemas:
        return (), UNCONNECTED
    schema, _, short = name.lower().rpartition(".")
    called = list(_called(engine, short, schema))
    if called:
        return called, f"{called[0]} is a procedure: CALL {called[0]}(…)."
    tables = list(_tables(engine))
    same = [one for one in tables if one.rpartition(".")[2].lower() == short]
    here = [one for one in tables if one.lower().startswith(f"{schema}.")] if schema else tables
    if schema == "main":
        near = like(short, (one for one in tables if "." not in one))
        views = "Views and triggers of main see main alone: CREATE TEMP VIEW sees the helpdesks' tables."
        return near, offered(near, views)
    near = like_qualified(name, same or here) or like_qualified(name, tables)
    if near:
        return near, offered(near)
    if schema and not here:
        return (), f"There is no schema {schema}: schemas are {', '.join(schemas)} and main."
    return (), "helpsql.tables lists the tables."


def _called(engine: Engine, name: str, schema: str) -> Iterator[str]:
    """Full names of the procedures of that name."""
    from helpsql.completion.known import KnownCatalogue

    catalogue = KnownCatalogue(engine)
    for known in engine.connector.schemas:
        if schema in ("", known.lower()):
            yield from (
                f"{known}.{one.name}" for one in catalogue.routines(known) if one.name.lower() == name
            )


def _tables(engine: Engine) -> Iterator[str]:
    """Full names of all tables; those of main alone."""
    for account in engine.accounts.values():
        for table in account.helpdesk.tables:
            yield f"{account.name}.{table.name}"
    yield from (
        row[0]
        for row in engine.db.execute("SELECT name FROM main.sqlite_schema WHERE type IN ('table', 'view')")
    )


def function_error(text: str, name: str, engine: Engine) -> ProgrammingError:
    called = list(_called(engine, name.lower(), ""))
    known = {row[0] for row in engine.db.execute("SELECT DISTINCT name FROM pragma_function_list")}
    near: list[str] = []
    if called:
        hint = f"{called[0]} is a procedure: CALL {called[0]}(…)."
    elif other := _IN_OTHERS.get(name.lower()):
        hint = f"Write: {other}."
    else:
        near = like(name, (one for one in known if one.isidentifier()), least=0.7)
        hint = offered(near, "https://sqlite.org/lang_corefunc.html lists them.")
    return ProgrammingError(text, hint=hint, code="no-function", token=name, near=near)


# Columns


def column_error(
    text: str, name: str, table: str, position: int | None, sql: str, engine: Engine
) -> ProgrammingError:
    """`table` is named where SQLite names one; else those that the place in the statement can name."""
    place = position if position is not None else find(sql, name)
    *owner, last = [token.name for token in meaningful(name) if token.name] or [name]
    sources = _sources(sql, place or 0, engine)
    if table:
        wanted = table.rpartition(".")[2].lower()
        sources = [one for one in sources if one.relation.name.lower() == wanted] or sources
    near = _near_columns(owner, last, sources)
    hint = _as_text(sql, place, name, near) or _offered(owner, last, near, sources, engine)
    return ProgrammingError(
        text.partition(" - should this be")[0],
        hint=hint,
        code="no-column",
        column=last,
        token=name,
        position=place,
        near=near,
    )


def _sources(sql: str, position: int, engine: Engine) -> list[Source]:
    from helpsql.completion.cursor import find_place
    from helpsql.completion.known import KnownCatalogue
    from helpsql.completion.scope import sources_at

    catalogue = KnownCatalogue(engine)
    catalogue.learn()
    return sources_at(find_place(sql, position + 1), catalogue)


def _near_columns(owner: Sequence[str], last: str, sources: Sequence[Source]) -> list[str]:
    """As they would be written: with the alias where the wrong one has an owner, or others need it."""
    alone = len(sources) == 1 and not owner
    full = [
        field.name if alone else f"{source.alias}.{field.name}"
        for source in sources
        for field in source.relation.fields
    ]
    if not owner:
        short = [one.rpartition(".")[2] for one in full]
        return [one if alone else _shortest(one, short) for one in like_qualified(last, full)]
    own = [one for one in full if one.lower().startswith(f"{owner[-1].lower()}.")]
    same = [one for one in full if one.rpartition(".")[2].lower() == last.lower()]
    if same:
        return same[:3]
    return like_qualified(f"{owner[-1]}.{last}", own or full)


def _shortest(full: str, short: Sequence[str]) -> str:
    """Without its owner where no other table has a column of that name."""
    last = full.rpartition(".")[2]
    return last if short.count(last) == 1 else full


def _as_text(sql: str, position: int | None, name: str, near: Sequence[str]) -> str:
    """A text that is not in single quotes is taken for a column."""
    found = meaningful(sql)
    number = next((n for n, token in enumerate(found) if token.start == position), None)
    if number is None:
        return ""
    token, before = found[number], found[number - 1] if number else Token("space", "", 0)
    plain = name.strip(_CURLY + '"')
    said = f"Text stands in single quotes: '{plain}'."
    if name[0] in _CURLY:
        return f"These are curly quotes. {said}"
    sure = like(plain, (one.rpartition(".")[2] for one in near), least=SURE)
    if token.kind == "quoted":
        return f"{offered(near)} {said}" if sure else said
    compared = (before.word or before.text) in _COMPARING and token.kind == "word"
    return said if compared and not sure and before.text != "," else ""


def _offered(
    owner: Sequence[str], name: str, near: Sequence[str], sources: Sequence[Source], engine: Engine
) -> str:
    """Near names; before those that are not very near a table to join that has just this column."""
    if near and like(name, (one.rpartition(".")[2] for one in near), least=SURE):
        return offered(near)
    if not owner or owner[-1].lower() in {source.alias.lower() for source in sources}:
        for source in sources:
            if join := _joined(source, name, engine):
                return join
    return offered(near) or _no_near(owner, sources)


def _no_near(owner: Sequence[str], sources: Sequence[Source]) -> str:
    aliases = [_described(source) for source in sources]
    if owner and owner[-1].lower() not in {source.alias.lower() for source in sources}:
        here = f"Tables here: {', '.join(aliases)}." if aliases else "No table stands behind FROM."
        return f"{owner[-1]} is no table of this query. {here}"
    if len(sources) == 1 and sources[0].relation.fields:
        return _listed(sources[0])
    return "helpsql.columns lists the columns."


def _described(source: Source) -> str:
    full = _full(source.relation)
    return full if source.alias.lower() == source.relation.name.lower() else f"{source.alias} ({full})"


def _full(relation: Relation) -> str:
    return f"{relation.schema}.{relation.name}" if relation.schema else relation.name or "a subquery"


def _joined(source: Source, name: str, engine: Engine) -> str:
    """Another table that has the column, where this one points to it."""
    account = engine.accounts.get(source.relation.schema.lower())
    for field in source.relation.fields if account is not None else ():
        target, _, key = field.points_to.partition(".")
        other = account.helpdesk.by_name.get(target.lower()) if account is not None and target else None
        if account is not None and other is not None and name.lower() in other.by_name:
            column, full = other.by_name[name.lower()].name, f"{account.name}.{other.name}"
            on = f"ON {other.name}.{key} = {source.alias}.{field.name}"
            return f"{column} is a column of {full}: JOIN {full} {on}"
    return ""


def _listed(source: Source) -> str:
    names = [field.name for field in source.relation.fields]
    more = f", … ({len(names)})" if len(names) > MOST_LISTED else ""
    return f"Columns of {_full(source.relation)}: {', '.join(names[:MOST_LISTED])}{more}."


def ambiguous_error(text: str, name: str, position: int | None, sql: str, engine: Engine) -> ProgrammingError:
    sources = _sources(sql, position or 0, engine)
    near = [f"{s.alias}.{field.name}" for s in sources if (field := s.relation.field(name)) is not None]
    return ProgrammingError(
        text,
        hint=f"Write {' or '.join(near)}." if near else "Write the table's name before it.",
        code="ambiguous",
        column=name,
        position=position,
        near=near,
    )


def schema_error(text: str, name: str, engine: Engine) -> ProgrammingError:
    """The schema of that name is not there."""
    return ProgrammingError(
        text, hint=schema_hint(name, engine.connector.schemas), code="no-schema", token=name
    )


def schema_hint(name: str, schemas: Iterable[str]) -> str:
    known = list(schemas)
    listed = f"Schemas: {', '.join(known)}." if known else UNCONNECTED
    return offered(like(name, known), listed)
