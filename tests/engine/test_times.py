"""TIMESTAMP and DATE compare by instant: a consistent order that agrees with SQLite's own date functions."""

from __future__ import annotations

import functools
from collections.abc import Iterator
from datetime import UTC, datetime

import apsw
import pytest
from hypothesis import assume, example, given, settings
from hypothesis import strategies as st

from helpsql.bind import chains
from helpsql.instants import compare_instants, format_instant, instant, instant_key
from helpsql.plan import Bound, Plan
from helpsql.spec import (
    Column,
    Helpdesk,
    OAuth2,
    Pages,
    Read,
    Table,
    Take,
    Type,
    at_least,
    at_most,
    same_path,
)

ZONES = ["", "Z", "z", "+00:00", "-00:00", "+02:00", "-02:30", "+14:00", "+0530", " Z", " -14:00"]
NOT_TIMES = [
    "", "now", "x", "12:00", "2026", "2026-1-1", "2026-13-01", "2026-00-10", "2026-01-32", "2026-01-00", "2460000.5",
    "2026-01-01T25:00", "2026-01-01T10:60", "2026-01-01T10:00:60", "2026-01-01T10:00:00+15:00", "2026-01-01x",
    "2026-01-01T1:00", "٢٠٢٦-01-01", "2026-01-01T10:00:00,5", "+2026-01-01", "-0001-01-01", "10000-01-01",
    "2026-13-01T00:00:00Z", "2026-01-01T99:00:00Z", "2026-01-01\x00", "2026-01-01 10:00 UTC", "'2026-01-01'",
]  # fmt: skip


@st.composite
def times(draw: st.DrawFn) -> str:
    """A text that names an instant, in any of its forms; a few days and hours that roll over."""
    year = draw(st.sampled_from([0, 1, 999, 1969, 1970, 2024, 2026, 9999]) | st.integers(0, 9999))
    day = f"{year:04d}-{draw(st.integers(1, 12)):02d}-{draw(st.integers(1, 31)):02d}"
    if draw(st.integers(0, 4)) == 0:
        return day + draw(st.sampled_from(["", "", " ", "T"]))
    hour, minute = draw(st.integers(0, 24)), draw(st.integers(0, 59))
    clock = f"{hour:02d}:{minute:02d}"
    if draw(st.booleans()):
        clock += f":{draw(st.sampled_from([0, 1, 58, 59])):02d}"
        if draw(st.booleans()):
            clock += "." + draw(st.sampled_from(["0", "5", "000", "001", "999", "999999", "0000001"]))
    return day + draw(st.sampled_from(["T", " ", "  "])) + clock + draw(st.sampled_from(ZONES))


near = st.sampled_from(
    [
        "2026-02-28T23:59:59Z", "2026-02-29T00:00:00Z", "2026-03-01T00:00:00Z", "2026-03-01", "2026-02-30",
        "2026-02-28T24:00:00Z", "2026-02-28 24:00", "2026-03-01T02:00:00+02:00", "2026-02-28T23:59:59.999Z",
        "2026-03-01T00:00:00.000Z", "2026-13-01T00:00:00Z", "2027-01-01", "2027-01-01T00:00:00Z",
    ]
)  # fmt: skip
anything = times() | near | st.sampled_from(NOT_TIMES) | st.text(max_size=12)


@settings(max_examples=600, deadline=None, database=None, derandomize=True)
@given(anything, anything, anything)
@example("2026-13-01T00:00:00Z", "2027-01-01T00:00:00Z", "2027-01-01")
@example("2026-02-30T00:00:00Z", "2026-03-01T12:00:00Z", "2026-03-02")
def test_the_collation_is_a_total_order(a: str, b: str, c: str) -> None:
    assert compare_instants(a, a) == 0
    assert compare_instants(a, b) == -compare_instants(b, a)
    first, second, third = sorted([a, b, c], key=functools.cmp_to_key(compare_instants))
    assert compare_instants(first, second) <= 0
    assert compare_instants(second, third) <= 0
    assert compare_instants(first, third) <= 0


@settings(max_examples=600, deadline=None, database=None, derandomize=True)
@given(anything, anything)
def test_the_key_says_what_the_collation_says(a: str, b: str) -> None:
    left, right = instant_key(a), instant_key(b)
    assert compare_instants(a, b) == (left > right) - (left < right)


@pytest.fixture(scope="module")
def sqlite() -> Iterator[apsw.Connection]:
    db = apsw.Connection(":memory:")
    yield db
    db.close()


def by_sqlite(db: apsw.Connection, text: str) -> int | None:
    """Milliseconds since 1970, as SQLite's own functions understand the text."""
    found = db.execute("SELECT CAST(round((julianday(?) - 2440587.5) * 86400000) AS INTEGER)", (text,)).get
    assert found is None or isinstance(found, int)
    return found


@settings(max_examples=1000, deadline=None, database=None, derandomize=True)
@given(text=times() | near)
@example(text="2026-02-30")
@example(text="2026-04-31T24:59:59Z")
@example(text="0001-01-01T00:00:00+02:00")
@example(text="0000-03-01")
def test_an_instant_is_the_one_sqlite_understands(sqlite: apsw.Connection, text: str) -> None:
    expected = by_sqlite(sqlite, text)
    assume(expected is not None)
    kind, micros, _ = instant_key(text)
    assert kind == 0
    begin = (datetime(1970, 1, 1, tzinfo=UTC) - datetime(1, 1, 1, tzinfo=UTC)).days * 86_400_000
    assert abs(micros / 1000 - begin - expected) <= 1  # type: ignore[operator]  # SQLite counts milliseconds


@pytest.mark.parametrize("text", NOT_TIMES)
def test_other_texts_are_no_instants(text: str) -> None:
    assert instant(text) is None
    assert instant_key(text) == (1, 0, text)
    assert compare_instants("9999-12-31T23:59:59.999999Z", text) < 0, "they come after all instants"


@pytest.mark.parametrize(
    ("text", "api"),
    [
        ("2026-01-31", "2026-01-31T00:00:00Z"),
        ("2026-01-31 10:00", "2026-01-31T10:00:00Z"),
        ("2026-01-31T10:00:00.999Z", "2026-01-31T10:00:00Z"),
        ("2026-01-31T23:30:00-02:00", "2026-02-01T01:30:00Z"),
        ("0001-01-01", "0001-01-01T00:00:00Z"),
        ("0999-12-31", "0999-12-31T00:00:00Z"),
        ("9999-12-31T23:59:59Z", "9999-12-31T23:59:59Z"),
    ],
)
def test_instants_are_written_as_the_api_wants_them(text: str, api: str) -> None:
    moment = instant(text)
    assert moment is not None
    assert format_instant(moment, "%Y-%m-%dT%H:%M:%SZ") == api


# -- what is handed to the API is never narrower than what SQL asks for

WHEN = Column("When", Type.TIMESTAMP, "A time.")
DAY = Column("Day", Type.DATE, "A day.")
NUMBER = Column("Number", Type.INTEGER, "A number.")


def _desk() -> Helpdesk:
    return Helpdesk(
        "desk", "Desk", "https://desk.example", "", OAuth2("", "", ""), [], [], same_path, Pages()
    )


def pushed(column: Column, op: str, take: Take, value: object) -> str | None:
    """The parameter that is sent for the filter: None when it is left to SQLite, or nothing is asked at all."""
    table = Table("T", "A table.", [column], [Read("/t", rows="t[]", takes=[take])])
    bound = Bound(0, column, op, take, False, True, value=value)
    found = chains(Plan(table, table.reads[0], (bound,)), [value], _desk())
    return found[0].request.params.get(take.param) if found else "nothing is asked"


def admits(column: Column, op: str, take: Take, value: str, shown: str) -> bool:
    """Whether the API, which compares instants with both ends included, gives a row that shows that text.

    What happened may have done so at any time within the second that the answer shows.
    """
    sent = pushed(column, op, take, value)
    if sent is None:
        return True
    bound, row = instant(sent), instant(shown)
    assert bound is not None
    assert row is not None
    if "<=" in take.ops:
        late = row if column is DAY else row.replace(microsecond=999_999)
        return late <= bound
    return row >= bound


HOLDS = {
    "=": lambda order: order == 0,
    "<": lambda order: order < 0,
    "<=": lambda order: order <= 0,
    ">": lambda order: order > 0,
    ">=": lambda order: order >= 0,
}


@settings(max_examples=800, deadline=None, database=None, derandomize=True)
@given(
    st.sampled_from([WHEN, DAY]),
    st.sampled_from(sorted(HOLDS)),
    anything,
    st.datetimes(datetime(2, 1, 1), datetime(9998, 12, 31)) | near.map(instant).filter(bool),
    st.booleans(),
)
@example(WHEN, "<=", "2026-01-01T00:00:00.5Z", datetime(2026, 1, 1), False)
@example(WHEN, ">=", "9999-12-31T23:59:59.5Z", datetime(2026, 1, 1), True)
@example(WHEN, "<=", "9999-12-31T23:59:59.5Z", datetime(2026, 1, 1), True)
def test_bounds_are_never_narrower_than_sql(
    column: Column, op: str, value: str, moment: datetime, is_near: bool
) -> None:
    if is_near and (given_at := instant(value)) is not None and 2 <= given_at.year <= 9998:
        moment = given_at
    shown = moment.strftime("%Y").zfill(4) + moment.strftime(
        "-%m-%d" if column is DAY else "-%m-%dT%H:%M:%SZ"
    )
    if not HOLDS[op](compare_instants(shown, value)):
        return
    for take in (at_least("C", "from"), at_most("C", "to")):
        if op in take.ops or op == "=":
            assert admits(column, op, take, value, shown), f"{shown} {op} {value}"


@settings(max_examples=500, deadline=None, database=None, derandomize=True)
@given(
    op=st.sampled_from(sorted(HOLDS)),
    value=st.integers(-20, 20)
    | st.floats(-20, 20)
    | st.sampled_from(
        [2.0**63, -(2.0**64), 1e300, float("inf"), "5", "5.5", " 7 ", "1_0", "٥", "abc", "", "1e1", b"5"]
    ),
    row=st.integers(1, 20),
)
def test_number_bounds_are_never_narrower_than_sql(
    sqlite: apsw.Connection, op: str, value: object, row: int
) -> None:
    sqlite.execute("CREATE TEMP TABLE IF NOT EXISTS n(x INTEGER); DELETE FROM n")
    sqlite.execute("INSERT INTO n VALUES (?)", (row,))
    if not sqlite.execute(f"SELECT count(*) FROM n WHERE x {op} ?", (value,)).get:  # type: ignore[arg-type]
        return
    # Written with its own sign, a strict bound is strict at the API too.
    sent = pushed(NUMBER, op, Take("Number", (op,), "p"), value)
    assert sent is None or eval(f"{row} {'==' if op == '=' else op} {sent}"), (
        f"{row} {op} {value!r} sent as {sent}"
    )
