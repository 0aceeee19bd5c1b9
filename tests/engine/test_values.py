"""JSON to SQLite and back: what an ordinary table would hold, and keys under which all equal values meet."""

from __future__ import annotations

from collections.abc import Iterator
from typing import Any

import apsw
import pytest
from hypothesis import example, given, settings
from hypothesis import strategies as st

from helpsql.errors import DataError, ProgrammingError
from helpsql.getters import row_id
from helpsql.instants import INSTANT, compare_instants
from helpsql.jsonpaths import pick
from helpsql.paths import fill_path
from helpsql.probe import probe_key
from helpsql.spec import Type, same
from helpsql.store import Store
from helpsql.values import SqlValue, api_spelling, as_stored, escape, json_text, number_in, to_json, to_sql

TEXTS = [
    "", " ", "5", " 5 ", "5.0", "05", "+5", "-5", "5.", ".5", "-.5e1", "1e2", "1e", "e1", "5x", "0x10", "1_0", "٥", "nan",
    "inf", "-inf", "infinity", "9223372036854775807", "9223372036854775808", "1e400", "5\x00", "\t5\n", "5\xa0", "--5", "+-5",
    "true", "2026-01-05T10:00:00Z", "2026-01-05 10:00", "2026-01-05", "abc", "ABC", "4294967296.5", "0", "-0", "-0.0",
]  # fmt: skip
texts = st.sampled_from(TEXTS) | st.text("0123456789.eE+- x", max_size=6)
values: st.SearchStrategy[SqlValue] = (
    texts
    | st.integers(-(2**63), 2**63 - 1)
    | st.integers(-9, 9)
    | st.floats(allow_nan=False)
    | st.binary(max_size=3)
)
TYPES = st.sampled_from(list(Type))
EXAMPLES = settings(max_examples=700, deadline=None, database=None, derandomize=True)


@pytest.fixture(scope="module")
def sqlite() -> Iterator[apsw.Connection]:
    db = apsw.Connection(":memory:")
    db.create_collation(INSTANT, compare_instants)
    for kind in Type:
        collation = f" COLLATE {INSTANT}" if kind in (Type.TIMESTAMP, Type.DATE) else ""
        db.execute(f'CREATE TABLE "{kind}"(x {kind}{collation})')
    yield db
    db.close()


def stored(db: apsw.Connection, kind: Type, value: SqlValue) -> tuple[Any, Any]:
    db.execute(f'DELETE FROM "{kind}"')
    db.execute(f'INSERT INTO "{kind}" VALUES (?)', (value,))
    found = db.execute(f'SELECT typeof(x), x FROM "{kind}"').fetchall()[0]
    assert len(found) == 2
    return found[0], found[1]


@EXAMPLES
@given(text=texts)
@example("9" * 5000)
def test_a_number_in_a_text_is_sqlites(sqlite: apsw.Connection, text: str) -> None:
    kind, _ = stored(sqlite, Type.INTEGER, text)
    assert (number_in(text) is not None) == (kind in ("integer", "real"))


@EXAMPLES
@given(kind=TYPES, value=values)
def test_as_stored_is_what_a_table_holds(sqlite: apsw.Connection, kind: Type, value: SqlValue) -> None:
    if isinstance(value, float) and kind is Type.TEXT:
        return  # SQLite writes 15 digits, Python as many as it needs
    _, found = stored(sqlite, kind, value)
    shown = as_stored(value, kind)
    assert shown == found
    if not isinstance(shown, int | float) or abs(shown) < 2**53:
        assert isinstance(shown, type(found))


@EXAMPLES
@given(kind=TYPES, row=values, wanted=values)
@example(Type.INTEGER, "nan", "nan")
@example(Type.TIMESTAMP, "5", 5)
@example(Type.TIMESTAMP, "2026-01-05T10:00:00Z", "2026-01-05 10:00")
@example(Type.INTEGER, 2**53 + 1, "9007199254740993")
def test_equal_values_have_equal_keys(
    sqlite: apsw.Connection, kind: Type, row: SqlValue, wanted: SqlValue
) -> None:
    """A look-up finds every row that SQLite could call equal; None means that all rows are compared."""
    sqlite.execute(f'DELETE FROM "{kind}"')
    sqlite.execute(f'INSERT INTO "{kind}" VALUES (?)', (row,))
    equal = sqlite.execute(f'SELECT count(*) FROM "{kind}" WHERE x = ?', (wanted,)).get
    key = probe_key(wanted, kind)
    if equal and key is not None:
        # The row itself is not converted: it is what the API gave.
        assert probe_key(row, kind) == key
        held = sqlite.execute(f'SELECT x FROM "{kind}"').get
        assert probe_key(held, kind) == key


CONVERTED: list[tuple[Type, Any, SqlValue]] = [
    (Type.INTEGER, True, 1),
    (Type.INTEGER, "12", 12),
    (Type.INTEGER, "1234567890123456789", 1234567890123456789),
    (Type.INTEGER, "12345678901234567890", "12345678901234567890"),
    (Type.INTEGER, "1_0", "1_0"),
    (Type.INTEGER, "٥", "٥"),
    (Type.INTEGER, "", ""),
    (Type.INTEGER, 5.0, 5),
    (Type.INTEGER, 5.5, 5.5),
    (Type.INTEGER, 2**64 - 1, str(2**64 - 1)),
    (Type.INTEGER, {"id": 5}, '{"id":5}'),
    (Type.REAL, 5, 5.0),
    (Type.REAL, "5", 5.0),
    (Type.REAL, "nan", "nan"),
    (Type.REAL, [], "[]"),
    (Type.BOOLEAN, True, 1),
    (Type.BOOLEAN, False, 0),
    (Type.BOOLEAN, "True", 1),
    (Type.BOOLEAN, "0", 0),
    (Type.BOOLEAN, "maybe", "maybe"),
    (Type.BOOLEAN, 1.0, 1.0),
    (Type.BOOLEAN, 2**64 - 1, str(2**64 - 1)),
    (Type.BOOLEAN, {"a": True}, '{"a":true}'),
    (Type.TEXT, 5, "5"),
    (Type.TEXT, False, "false"),
    (Type.TEXT, None, None),
    (Type.JSON, [1, "é"], '[1,"é"]'),
    (Type.JSON, 5, 5),
    (Type.JSON, 2**64 - 1, str(2**64 - 1)),
    (Type.JSON, "x", '"x"'),
    (Type.JSON, True, "true"),
    (Type.TIMESTAMP, "2026-01-05T10:00:00Z", "2026-01-05T10:00:00Z"),
    (Type.TIMESTAMP, 5, "5"),
]


@pytest.mark.parametrize(("kind", "value", "shown"), CONVERTED)
def test_json_becomes_sql(kind: Type, value: Any, shown: SqlValue) -> None:
    found = to_sql(value, kind)
    assert found == shown
    assert type(found) is type(shown)
    sqlite = apsw.Connection(":memory:")
    assert sqlite.execute("SELECT ?", (found,)).get == shown, "SQLite takes it"


def test_json_that_is_too_deep_is_a_typed_error() -> None:
    value: Any = 0
    for _ in range(100_000):
        value = [value]
    with pytest.raises(DataError):
        json_text(value)
    while value:  # taken apart by hand, as the interpreter does so recursively
        (value,) = value


WRITTEN: list[tuple[Type, SqlValue, Any]] = [
    (Type.INTEGER, "5", 5),
    (Type.INTEGER, 5.0, 5),
    (Type.BOOLEAN, "TRUE", True),
    (Type.BOOLEAN, 0, False),
    (Type.TIMESTAMP, "2026-01-05 10:00", "2026-01-05T10:00:00Z"),
    (Type.TIMESTAMP, "0001-01-01", "0001-01-01T00:00:00Z"),
    (Type.DATE, "2026-01-05T23:30:00-02:00", "2026-01-06"),
    (Type.TEXT, 5, "5"),
    (Type.JSON, '{"a": [1]}', {"a": [1]}),
]


@pytest.mark.parametrize(("kind", "value", "body"), WRITTEN)
def test_sql_becomes_json(kind: Type, value: SqlValue, body: Any) -> None:
    assert to_json(value, kind, what="T.x", when="%Y-%m-%dT%H:%M:%SZ") == body


REFUSED: list[tuple[Type, SqlValue, str]] = [
    (Type.INTEGER, "x", "a whole number"),
    (Type.INTEGER, 5.5, "a whole number"),
    (Type.INTEGER, float("inf"), "a whole number"),
    (Type.REAL, "x", "a number"),
    (Type.BOOLEAN, "maybe", "true or false"),
    (Type.TIMESTAMP, "yesterday", "a time"),
    (Type.TIMESTAMP, 5, "a time"),
    (Type.DATE, "2026-13-01", "a time"),
    (Type.JSON, "{", "a JSON"),
    (Type.TEXT, b"x", "not a BLOB"),
]


@pytest.mark.parametrize(("kind", "value", "said"), REFUSED)
def test_what_does_not_fit_is_refused(kind: Type, value: SqlValue, said: str) -> None:
    with pytest.raises(DataError, match=said) as caught:
        to_json(value, kind, what="T.x", when="%Y")
    assert str(caught.value).startswith("T.x")


def test_valid_values_are_found_in_any_letter_case() -> None:
    assert api_spelling("ACTIVE", same("active", "closed"), what="T.Status") == "active"
    with pytest.raises(ProgrammingError, match="Valid values: active, closed"):
        api_spelling("open", same("active", "closed"), what="T.Status")


@pytest.mark.parametrize(
    ("text", "rule", "escaped"),
    [('a"b\\', "lucene", 'a\\"b\\\\'), ('a"b', "json", '"a\\"b"'), ('a"b', "", 'a"b')],
)
def test_values_are_escaped_for_search_languages(text: str, rule: str, escaped: str) -> None:
    assert escape(text, rule) == escaped


# -- paths in records and in requests


def test_paths_pick_values() -> None:
    record = {
        "a": {"b": 1, "list": [{"id": 5, "v": "five"}, "no object", {"id": "6", "v": "six"}]},
        "n": None,
        "s": "text",
    }
    assert pick("a.b")(record) == 1
    assert pick("a.list[id=5].v")(record) == "five"
    assert pick("a.list[id=4|6].v")(record) == "six"
    for path in ("x", "a.x", "n.b", "s.b", "a.b.c", "a.list[id=7].v", "s[id=1].v", "a.b[id=1].v", "x[id=1]"):
        assert pick(path)(record) is None, path


def test_paths_of_requests_are_filled_with_one_segment() -> None:
    assert (
        fill_path("/v2/x/{Id}/y", {"Id": "a/../b?c#d%20 é"}, "T")
        == "/v2/x/a%2F..%2Fb%3Fc%23d%2520%20%C3%A9/y"
    )
    for value in (None, "", ".", ".."):
        with pytest.raises(DataError, match="T needs Id"):
            fill_path("/v2/x/{Id}", {"Id": value}, "T")


def test_row_ids_tell_keys_apart() -> None:
    assert row_id((5,)) == 5
    keys: list[tuple[SqlValue, ...]] = [("5",), (5, 6), (6, 5), (5, None), ("a", "b"), (None,), (5.5,)]
    found = [row_id(key) for key in keys]
    assert len(set(found)) == len(keys)
    assert all(0 <= number < 2**63 for number in found)
    assert found == [row_id(key) for key in keys], "equal keys, equal ids"


def test_the_store_gives_back_what_it_was_given() -> None:
    store = Store()
    deep: Any = 0
    for _ in range(300):
        deep = [deep]
    rows = [{"id": 1, "x": None, "y": "é\x00😀", "z": deep}, {"id": 2**64 - 1, "f": 1.5}]
    store.put_page(1, 0, rows)
    store.put_page(2, 0, [])
    store.put_matches(7, iter([((0, 5, ""), [0, rows[0]]), ("k", [1, rows[1]]), ("k", [1, rows[0]])]))
    assert store.page(1, 0) == rows
    assert store.page(2, 0) == []
    assert store.matches(7, "k") == [[1, rows[1]], [1, rows[0]]]
    assert store.matches(7, (0, 5, "")) == [[0, rows[0]]]
    assert store.matches(8, "k") == store.matches(7, "none") == []
    assert len(list(store.all_matches(7))) == 3
    store.close()
