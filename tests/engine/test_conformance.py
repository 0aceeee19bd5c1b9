"""Every table of every helpdesk keeps the engine's promises. A new table adds no test code."""

from __future__ import annotations

from collections import Counter
from collections.abc import Iterator

import pytest

from helpsql.catalog import load_helpdesk, quoted
from helpsql.check import problems
from helpsql.engine import Engine
from helpsql.errors import ProgrammingError
from helpsql.plan import Bound
from helpsql.spec import Column, Read, Table, Take, Type
from helpsql.statements import is_write
from tests.engine.clock import FakeClock
from tests.engine.demo import demo_engine
from tests.engine.repaged import Emptied, Repaged, engine_over
from tests.engine.tables import (
    SMALL,
    Place,
    Row,
    compared,
    copy,
    demanded,
    failure,
    is_partial,
    literal,
    names_of,
    needs,
    places,
    rows,
    value_for,
    where,
)

CAUGHT_UP = 3600.0
INDEXED = 600.0
"""Seconds until lagging indexes and exports show what was prepared."""
Engines = dict[str, Engine]
PREPARED = {
    # What a new account of the sandbox lacks: deleted tickets, and the job that deleted them.
    "zendesk": [
        (
            "INSERT INTO zendesk.tickets(subject, comment) VALUES ('a', 'b'), ('c', 'd') RETURNING id",
            "DELETE FROM zendesk.tickets WHERE id IN ({})",
        )
    ],
}
PLACES = pytest.mark.parametrize("place", places(), ids=str)
LISTED = pytest.mark.parametrize("place", [p for p in places() if not needs(p.table)], ids=str)
DEMANDING = pytest.mark.parametrize("place", [p for p in places() if needs(p.table)], ids=str)


@pytest.fixture(scope="module")
def engines() -> Iterator[Engines]:
    """One engine a helpdesk, over a small account."""
    from contextlib import ExitStack

    clock = FakeClock()
    with ExitStack() as stack:
        opened = {
            name: stack.enter_context(demo_engine(name, size=SMALL, engine={"clock": clock}, clock=clock.now))
            for name in dict.fromkeys(place.service for place in places())
        }
        for name, engine in opened.items():
            list(engine.execute("SELECT 1 FROM helpsql.tables"))
            for insert, delete in PREPARED.get(name, ()):
                made = [row[0] for row in engine.execute(insert)]
                list(engine.execute(delete.format(", ".join(map(literal, made)))))
        clock.elapsed += CAUGHT_UP
        yield opened


@pytest.mark.parametrize("service", sorted({place.service for place in places()}))
def test_the_definition_has_no_problems(service: str) -> None:
    helpdesk, procedures = load_helpdesk(service)
    assert problems(helpdesk, procedures.values()) == []


@PLACES
def test_every_column_can_be_selected(engines: Engines, place: Place) -> None:
    engine = engines[place.service]
    table = engine.accounts[place.service].table(place.table.name)
    filters = where(demanded(engine, place))
    for column in table.columns:
        rows(engine, f"SELECT {quoted(column.name)} FROM {place}{filters} LIMIT 2")
    rows(engine, f"SELECT {names_of(table)} FROM {place}{filters} LIMIT 2")
    shown = [column.name for column in table.columns if not column.hidden]
    result = engine.execute(f"SELECT * FROM {place}{filters} LIMIT 1")
    assert [name for name, _ in result.columns] == shown
    result.close()


@PLACES
def test_keys_are_unique_and_never_null(engines: Engines, place: Place) -> None:
    engine = engines[place.service]
    table = copy(engine, place)
    keys = ", ".join(quoted(name) for name in table.keys)
    assert not rows(engine, f"SELECT {keys}, count(*) FROM main.copy GROUP BY {keys} HAVING count(*) > 1")
    for name in table.keys:
        if not table.by_name[name.lower()].echo:
            assert not rows(engine, f"SELECT 1 FROM main.copy WHERE {quoted(name)} IS NULL")


@PLACES
def test_the_small_account_has_rows(engines: Engines, place: Place) -> None:
    """An empty table would pass every other test."""
    engine = engines[place.service]
    assert rows(engine, f"SELECT count(*) FROM {place}{where(demanded(engine, place))}")[0][0]


@PLACES
def test_examples_run(engines: Engines, place: Place) -> None:
    engine = engines[place.service]
    for example in place.table.examples:
        rows(engine, example)
    if any(map(is_write, place.table.examples)):
        # A number of rows may come from an index that has not seen it yet.
        assert isinstance(engine.clock, FakeClock)
        engine.clock.elapsed += INDEXED


# -- filters

MOST_POINTED_TO = 30
MANY_ROWS = 1_000_000


def filters_of(table: Table) -> Iterator[tuple[Read, Column, str, Take | None]]:
    """Every filter that a read hands on, its path's placeholders among them."""
    for read in table.reads:
        for name in read.placeholders:
            yield read, table.by_name[name.lower()], "=", None
        for take in read.takes:
            for op in take.ops:
                if op != "in":
                    yield read, table.by_name[take.column.lower()], op, take


def samples(engine: Engine, place: Place, column: Column) -> list[object]:
    """Values that occur in the copy, some that occur where the column points to, and one that does not."""
    name = quoted(column.name)
    found = [
        row[0] for row in rows(engine, f"SELECT DISTINCT {name} FROM main.copy WHERE {name} IS NOT NULL")
    ]
    other, _, key = column.points_to.partition(".")
    few = f"SELECT {key} FROM {place.service}.{other} LIMIT {MOST_POINTED_TO}"
    there = [row[0] for row in rows(engine, few)] if other and not needs(_table(place, other)) else []
    absent: dict[Type, object] = {
        Type.INTEGER: 987_654_321,
        Type.TIMESTAMP: "2031-01-01T00:00:00Z",
        Type.DATE: "2031-01-01",
    }
    return [*found[:: max(1, len(found) // 3)][:4], *there, absent.get(column.type, 'no "such" \\ thing')]


def _table(place: Place, name: str) -> Table:
    return next(p.table for p in places() if (p.service, p.table.name) == (place.service, name))


def is_same(table: Table, found: list[Row], expected: list[Row]) -> bool:
    """The same rows; of a table that no read gives whole, a filtered read may know more."""
    return Counter(found) == Counter(expected) or (is_partial(table) and Counter(found) > Counter(expected))


def is_pushed(engine: Engine, place: Place, terms: str, take: Take | None, column: Column) -> bool:
    """Some plan of a statement with these terms hands the filter on."""
    counts, table = engine.accounts[place.service]._counts, place.table
    bounds: list[Bound] = []
    # A dear read is taken where there are many rows, which a small account has not, or for all columns.
    for number in (counts.get(table.name, table.rows), MANY_ROWS):
        for shown in (quoted(table.keys[0]), names_of(table)):
            before, counts[table.name] = counts.get(table.name, table.rows), number
            result = engine.execute(f"EXPLAIN QUERY PLAN SELECT {shown} FROM {place}{terms}")
            counts[table.name] = before
            bounds += [bound for plan in result.scope.plans for bound in plan.bounds]
    return any(bound.take == take and bound.column.name == column.name for bound in bounds)


def term_of(column: Column, op: str, value: object) -> str:
    name = quoted(column.name)
    return f"{name} IS NULL" if op == "null" else f"{name} {op} {literal(value)}"


@LISTED
def test_a_pushed_filter_gives_what_a_full_scan_gives(engines: Engines, place: Place) -> None:
    engine = engines[place.service]
    table = copy(engine, place)
    names = compared(table)
    terms = dict.fromkeys(
        term_of(column, op, value)
        for _, column, op, _ in filters_of(table)
        for value in ([] if column.echo else samples(engine, place, column))
    )
    for term in terms:
        found = rows(engine, f"SELECT {names} FROM {place} WHERE {term}")
        assert is_same(table, found, rows(engine, f"SELECT {names} FROM main.copy WHERE {term}")), term
        assert rows(engine, f"SELECT count(*) FROM {place} WHERE {term}") == [(len(found),)], term


@LISTED
def test_every_filter_of_the_definition_reaches_the_api(engines: Engines, place: Place) -> None:
    engine = engines[place.service]
    table = copy(engine, place)
    for read, column, op, take in filters_of(table):
        if column.echo:
            continue
        given = {name: samples(engine, place, table.by_name[name.lower()])[0] for name in read.placeholders}
        given |= _whole_by(engine, place, read)
        given.pop(column.name, None)
        others = where(given).replace(" WHERE", " AND", 1)
        values = samples(engine, place, column)
        asked = [term_of(column, op, value) for value in values]
        if take is not None and "in" in take.ops:
            # One value may go by another read, several by this one.
            asked.append(f"{quoted(column.name)} IN ({', '.join(map(literal, values))})")
        pushed = (is_pushed(engine, place, f" WHERE {term}{others}", take, column) for term in asked)
        assert any(pushed), f"{read.path}: {column.name} {op} is never handed to the API"


@LISTED
def test_a_set_of_values_gives_what_a_full_scan_gives(engines: Engines, place: Place) -> None:
    engine = engines[place.service]
    table = copy(engine, place)
    for _, column, op, _ in filters_of(table):
        if column.echo or op != "=":
            continue
        values = ", ".join(literal(value) for value in [*samples(engine, place, column), None])
        for term in (f"{quoted(column.name)} IN ({values})", f"{quoted(column.name)} NOT IN ({values})"):
            found = rows(engine, f"SELECT {compared(table)} FROM {place} WHERE {term}")
            assert is_same(
                table, found, rows(engine, f"SELECT {compared(table)} FROM main.copy WHERE {term}")
            )


@PLACES
def test_what_was_asked_for_stands_in_the_rows(engines: Engines, place: Place) -> None:
    """An optional filter of a report reaches the API, and its column holds the value."""
    engine = engines[place.service]
    base = demanded(engine, place)
    for read, column, _, take in filters_of(place.table):
        if not column.echo or take is None or take.raw or column.name in base or read.walk:
            continue
        value = 1 if column.type in (Type.INTEGER, Type.BOOLEAN) else _optional(engine, place, column)
        given = {**base, **_other_end(engine, place, column), column.name: value}
        result = engine.execute(f"SELECT DISTINCT {quoted(column.name)} FROM {place}{where(given)}")
        assert list(result) in ([], [(value,)])
        sent = [entry.path for entry in engine.log.entries() if entry.statement == result.statement]
        assert sent
        assert all(f"{take.param}=" in path for path in sent)


def _other_end(engine: Engine, place: Place, column: Column) -> dict[str, object]:
    """The other end of the period that the column is one end of."""
    name = column.name
    other = name.replace("Start", "End") if "Start" in name else name.replace("End", "Start")
    found = place.table.by_name.get(other.lower())
    return {} if found is None or other == name else {other: value_for(engine, place, found)}


def _optional(engine: Engine, place: Place, column: Column) -> object:
    if column.values or column.type in (Type.TIMESTAMP, Type.DATE):
        return value_for(engine, place, column)
    return "email" if column.name == "Types" else "1"


# -- order


@PLACES
def test_a_promised_order_is_the_order_of_sql(engines: Engines, place: Place) -> None:
    engine = engines[place.service]
    for read in place.table.reads:
        if read.sort is None:
            continue
        table = copy(engine, place)
        base = where({**demanded(engine, place, read), **_some_filter(engine, place, read)})
        default = [read.sort.default.partition(" ")[0]] if read.sort.default else []
        for name in dict.fromkeys([*read.sort.fields, *default]):
            for way in ("", " DESC"):
                order = f"{quoted(name)} FROM {{}} ORDER BY {quoted(name)}{way}"
                result = engine.execute(f"SELECT {order.format(f'{place}{base}')}")
                found = list(result)
                assert found == rows(engine, f"SELECT {order.format(f'main.copy{base}')}")
                few = engine.execute(f"SELECT {order.format(f'{place}{base}')} LIMIT 3 OFFSET 1")
                assert list(few) == found[1:4]
                # All rows of a list that misses some come by another read, the first few by it.
                for one in [few] if read.partial else [result, few]:
                    handed = one.scope.plans[-1].order
                    assert handed == (name, bool(way)) or name not in read.sort.fields, "not handed over"
        assert len(table.columns) >= len(place.table.columns)


def _whole_by(engine: Engine, place: Place, read: Read) -> dict[str, object]:
    """A filter with which the rows that the read misses are not asked for."""
    return {
        name: next(v for v in samples(engine, place, place.table.by_name[name]) if v not in missing)
        for name, missing in read.among.items()
    }


def _some_filter(engine: Engine, place: Place, read: Read) -> dict[str, object]:
    """A filter for a read that is not sent without one, or that another read would go before."""
    if read.among:
        return _whole_by(engine, place, read)
    if not (read.filtered or (read.cap and read.window is None)):
        return {}
    takes = [take for take in read.takes if "=" in take.ops]
    take = next((t for t in takes if place.table.by_name[t.column.lower()].points_to), takes[0])
    column = place.table.by_name[take.column.lower()]
    return {column.name: samples(engine, place, column)[0]}


# -- pages


def contents(engine: Engine, place: Place, filters: dict[str, object]) -> Counter[object]:
    table = engine.accounts[place.service].table(place.table.name)
    return Counter(rows(engine, f"SELECT {names_of(table)} FROM {place}{where(filters)}"))


@pytest.fixture(scope="module", params=[1, 7, "fit", "one over"])
def repaged(request: pytest.FixtureRequest) -> Iterator[tuple[dict[str, Engine], object]]:
    from contextlib import ExitStack

    with ExitStack() as stack:
        opened = {}
        for name in dict.fromkeys(place.service for place in places()):
            _, engine = engine_over(
                name, lambda inner: Repaged(inner, request.param), engine={"clock": FakeClock()}
            )
            stack.callback(engine.close)
            opened[name] = engine
        yield opened, request.param


@pytest.fixture(scope="module")
def tiny() -> Iterator[Engines]:
    from contextlib import ExitStack

    with ExitStack() as stack:
        names = dict.fromkeys(place.service for place in places())
        opened = {
            name: stack.enter_context(demo_engine(name, size=0.02, engine={"clock": FakeClock()}))
            for name in names
        }
        for engine in opened.values():
            list(engine.execute("SELECT 1 FROM helpsql.tables"))
        yield opened


@PLACES
def test_rows_do_not_depend_on_the_page_size(
    tiny: Engines, repaged: tuple[Engines, object], place: Place
) -> None:
    engine = repaged[0][place.service]
    filters = demanded(tiny[place.service], place)
    assert contents(engine, place, filters) == contents(tiny[place.service], place, filters)


@pytest.fixture(scope="module")
def empty() -> Iterator[Engines]:
    from contextlib import ExitStack

    with ExitStack() as stack:
        opened = {}
        for name in dict.fromkeys(place.service for place in places()):
            _, engine = engine_over(name, Emptied, engine={"clock": FakeClock()})
            stack.callback(engine.close)
            opened[name] = engine
        yield opened


@LISTED
def test_an_empty_account_has_empty_tables(empty: Engines, place: Place) -> None:
    engine = empty[place.service]
    assert rows(engine, f"SELECT * FROM {place}") == []
    assert rows(engine, f"SELECT count(*) FROM {place}") == [(0,)]


# -- what must be given


def know_own_fields(engine: Engine, place: Place) -> None:
    """Look the account's own fields up, which the first use of their table does."""
    engine.schemas.enter(place.service)
    engine.accounts[place.service].table(place.table.name)


@DEMANDING
def test_missing_filters_are_named_and_nothing_is_sent(engines: Engines, place: Place) -> None:
    engine = engines[place.service]
    know_own_fields(engine, place)
    error, sent = failure(engine, f"SELECT * FROM {place}")
    assert isinstance(error, ProgrammingError)
    assert (error.code, sent) == ("missing-filter", 0)
    for name in needs(place.table):
        assert name in error.message
        assert name in error.hint
        for value in place.table.by_name[name.lower()].values:
            assert value in str(error)


@DEMANDING
def test_each_missing_filter_is_named(engines: Engines, place: Place) -> None:
    engine = engines[place.service]
    given = demanded(engine, place)
    know_own_fields(engine, place)
    for name in given:
        rest = {other: value for other, value in given.items() if other != name}
        error, sent = failure(engine, f"SELECT * FROM {place}{where(rest)}")
        assert (error.code, sent) == ("missing-filter", 0)
        assert f"needs {name}." in error.message


@PLACES
def test_a_value_outside_the_list_is_an_error_with_the_list(engines: Engines, place: Place) -> None:
    engine = engines[place.service]
    given = demanded(engine, place)
    know_own_fields(engine, place)
    for column in place.table.columns:
        if column.echo and column.values:
            error, sent = failure(engine, f"SELECT * FROM {place}{where({**given, column.name: 'wrong'})}")
            assert isinstance(error, ProgrammingError)
            assert (error.code, sent) == ("bad-value", 0)
            assert all(value in str(error) for value in [*column.values, "wrong", column.name])


@DEMANDING
def test_valid_values_are_taken_in_any_letter_case(engines: Engines, place: Place) -> None:
    engine = engines[place.service]
    given = demanded(engine, place)
    for column in place.table.columns:
        for value in column.values if column.echo else ():
            for spelled in (value, value.upper(), value.lower()):
                rows(engine, f"SELECT 1 FROM {place}{where({**given, column.name: spelled})} LIMIT 1")


# -- times

FORMS = {
    "2026-07-01": [
        "'2026-07-01'",
        "'2026-07-01 00:00:00'",
        "'2026-07-01T00:00:00Z'",
        "'2026-07-01T02:00+02:00'",
    ],
    "2026-10-01": [
        "date('2026-10-31', '-30 days')",
        "'2026-10-01 00:00'",
        "datetime('2026-10-01')",
        "'2026-09-30T22:00:00-02:00'",
    ],
}


@DEMANDING
def test_a_period_can_be_written_in_every_form(engines: Engines, place: Place) -> None:
    engine = engines[place.service]
    given = demanded(engine, place)
    times = [n for n, v in given.items() if v in FORMS]
    if not times:
        return
    columns = ", ".join(quoted(column.name) for column in place.table.columns if not column.echo)
    others = "".join(f" AND {quoted(n)} = {literal(v)}" for n, v in given.items() if n not in times)
    answers, paths = set(), set()
    for place_in_list in range(4):
        terms = " AND ".join(f"{quoted(n)} = {FORMS[str(given[n])][place_in_list]}" for n in times)
        result = engine.execute(f"SELECT {columns} FROM {place} WHERE {terms}{others}")
        answers.add(tuple(result))
        paths |= {e.path for e in engine.log.entries() if e.statement == result.statement}
        assert result.requests
    assert len(answers) == 1
    assert len([path for path in paths if "page=" not in path]) == 1, paths


@DEMANDING
def test_a_period_can_come_from_a_join(engines: Engines, place: Place) -> None:
    """Filters are found in the other tables of a join, whichever comes first."""
    engine = engines[place.service]
    given = demanded(engine, place)
    columns = ", ".join(f"r.{quoted(column.name)}" for column in place.table.columns if not column.echo)
    values = ", ".join(f"{literal(value)} AS {quoted(f'p_{name}')}" for name, value in given.items())
    terms = " AND ".join(f"r.{quoted(name)} = p.{quoted(f'p_{name}')}" for name in given)
    expected = rows(engine, f"SELECT {columns} FROM {place} r{where(given)}")
    for tables in (f"(SELECT {values}) p JOIN {place} r", f"{place} r JOIN (SELECT {values}) p"):
        assert Counter(rows(engine, f"SELECT {columns} FROM {tables} ON {terms}")) == Counter(expected)


@PLACES
def test_hidden_filters_can_be_given_as_arguments(engines: Engines, place: Place) -> None:
    """SQLite's table-valued form: hidden columns in their order."""
    engine = engines[place.service]
    hidden = [column for column in place.table.columns if column.hidden]
    if not hidden or not hidden[0].echo or hidden[0].type is not Type.TEXT:
        return
    if any(take.raw for read in place.table.reads for take in read.takes if take.column == hidden[0].name):
        return
    given = demanded(engine, place)
    value = next(iter(hidden[0].values), "1")
    named = where({**given, hidden[0].name: value})
    columns = ", ".join(quoted(column.name) for column in place.table.columns)
    by_argument = rows(engine, f"SELECT {columns} FROM {place}({literal(value)}){where(given)}")
    assert Counter(by_argument) == Counter(rows(engine, f"SELECT {columns} FROM {place}{named}"))
