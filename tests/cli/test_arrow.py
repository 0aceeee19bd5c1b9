"""Arrow and Parquet: types, values and batches as pyarrow reads them back; what does not fit is refused."""

from __future__ import annotations

import io
import os
import pty
import subprocess
import sys
from collections.abc import Callable, Iterable, Iterator
from contextlib import closing
from datetime import UTC, date, datetime
from pathlib import Path
from typing import Any

import pytest

from helpsql.cli.formats import BINARY
from helpsql.cli.progress import Progress
from helpsql.cli.run import Runner, Settings
from helpsql.cli.streams import Notices, Output
from helpsql.cli.transfer import export_rows, import_rows
from helpsql.engine import Engine
from helpsql.errors import DataError, ProgrammingError
from tests.cli.conftest import environment
from tests.engine.demo import demo_engine
from tests.engine.tables import SMALL, demanded, places, where

pa = pytest.importorskip("pyarrow", reason="pip install 'helpsql[arrow]'")
pq = pytest.importorskip("pyarrow.parquet")

from helpsql.cli.arrow import pieces  # noqa: E402

FORMS = pytest.mark.parametrize("form", BINARY)
READ: dict[str, Callable[[bytes], Any]] = {
    "arrow": lambda data: pa.ipc.open_file(io.BytesIO(data)).read_all(),
    "parquet": lambda data: pq.read_table(io.BytesIO(data)),
}
COLUMNS = (
    ("Id", "INTEGER"),
    ("Share", "REAL"),
    ("Open", "BOOLEAN"),
    ("At", "TIMESTAMP"),
    ("Day", "DATE"),
    ("Subject", "TEXT"),
    ("Tags", "JSON"),
    ("n", None),
    ("raw", None),
    ("Id", "INTEGER"),
)
ROWS = [
    (1, 0.5, 1, "2026-01-05T10:00:00Z", "2026-01-05", "Grüße\n\x00", '["a"]', 1, b"\x00\xff", 7),
    (None,) * 10,
    (2**63 - 1, 3, 0, "2026-01-05 12:00:00.25+02:00", "2026-01-05T00:00:00Z", "", "[]", 2.5, b"", 8),
]


def read(form: str, columns: Any, rows: Iterable[Any], **settings: int) -> Any:
    return READ[form](b"".join(pieces(form, columns, rows, **settings)))


@FORMS
def test_types_and_values(form: str) -> None:
    found = read(form, COLUMNS, ROWS)
    assert {field.name: str(field.type) for field in found.schema} == {
        "Id": "int64",
        "Share": "double",
        "Open": "bool",
        "At": "timestamp[us, tz=UTC]",
        "Day": "date32[day]",
        "Subject": "string",
        "Tags": "string",
        "n": "double",
        "raw": "binary",
        "Id:1": "int64",
    }
    at, day = datetime(2026, 1, 5, 10, tzinfo=UTC), date(2026, 1, 5)
    assert [tuple(row.values()) for row in found.to_pylist()] == [
        (1, 0.5, True, at, day, "Grüße\n\x00", '["a"]', 1.0, b"\x00\xff", 7),
        (None,) * 10,
        (2**63 - 1, 3.0, False, at.replace(microsecond=250_000), day, "", "[]", 2.5, b"", 8),
    ]


@FORMS
@pytest.mark.parametrize("size", [1, 2, 3, 4])
def test_rows_do_not_depend_on_the_size_of_batches(form: str, size: int) -> None:
    rows = ROWS[::2] + ROWS[1:2]
    columns = [(name, declared or "REAL") for name, declared in COLUMNS if name != "raw"]
    cut = [row[:8] + row[9:] for row in rows]
    assert read(form, columns, cut, size=size).equals(read(form, columns, cut))


@FORMS
def test_an_empty_answer_is_a_file_of_no_rows(form: str) -> None:
    found = read(form, (("Id", "INTEGER"), ("x", None)), [])
    assert (found.num_rows, [str(field.type) for field in found.schema]) == (0, ["int64", "string"])


@FORMS
def test_a_batch_is_written_before_the_next_is_asked_for(form: str) -> None:
    asked: list[int] = []

    def rows() -> Iterator[tuple[int]]:
        for number in range(6):
            asked.append(number)
            yield (number,)

    coming = pieces(form, (("n", "INTEGER"),), rows(), size=2)
    assert next(coming) and asked == [0, 1]
    assert next(coming) and asked == [0, 1, 2, 3]


WRONG = {
    # declared type, value
    "INTEGER": 1.5,
    "REAL": "x",
    "BOOLEAN": 2,
    "TIMESTAMP": "yesterday",
    "DATE": "2026-01-05T10:00:00Z",
    "TEXT": 5,
    "JSON": b"[]",
}


@FORMS
@pytest.mark.parametrize("declared", WRONG)
def test_a_value_that_does_not_fit_is_refused_and_no_file_is_whole(form: str, declared: str) -> None:
    value = WRONG[declared]
    written: list[bytes] = []
    with pytest.raises(DataError, match=r"^x: .* is no ") as refused:
        written.extend(pieces(form, (("x", declared),), [(None,), (value,)], size=1))
    assert repr(value) in str(refused.value) and "cast(" in str(refused.value)
    with pytest.raises(pa.ArrowInvalid):
        READ[form](b"".join(written))


def test_a_date_with_a_time_of_day_keeps_it() -> None:
    found = read("arrow", (("x", "DATE"),), [("2026-01-05",), (None,), ("2026-01-05T10:00:00Z",)])
    assert str(found.schema.field("x").type) == "timestamp[us, tz=UTC]"
    days = [datetime(2026, 1, 5, tzinfo=UTC), None, datetime(2026, 1, 5, 10, tzinfo=UTC)]
    assert found.column("x").to_pylist() == days


def test_several_types_without_a_declared_one_are_refused() -> None:
    with pytest.raises(DataError, match="x holds values of several types: int64, string"):
        read("arrow", (("x", None),), [(1,), ("a",)])
    with pytest.raises(DataError, match="x: 'a' is no int64"):
        read("arrow", (("x", None),), [(1,), ("a",)], size=1)


# The command

SQL = "select Id, Status, CreatedDate, count(*) over () as n from helpscout.Conversations where Id in (1, 2)"


def run(folder: Path, *arguments: str, **settings: Any) -> subprocess.CompletedProcess[bytes]:
    command = [sys.executable, "-m", "helpsql", *arguments]
    streams = {"stdout": subprocess.PIPE, "stderr": subprocess.PIPE, "stdin": subprocess.DEVNULL} | settings
    return subprocess.run(command, check=False, env=environment(folder), cwd=folder, timeout=60, **streams)


@FORMS
def test_the_command_writes_a_file(tmp_path: Path, form: str) -> None:
    done = run(tmp_path, "--demo", "--format", form, "-e", SQL)
    assert (done.returncode, done.stderr) == (0, b"")
    found = READ[form](done.stdout)
    assert [str(field.type) for field in found.schema] == [
        "int64",
        "string",
        "timestamp[us, tz=UTC]",
        "int64",
    ]
    assert sorted(found.column("Id").to_pylist()) == [1, 2]


def test_a_second_answer_is_refused(tmp_path: Path) -> None:
    done = run(tmp_path, "--format", "arrow", "-e", "create table t(a); select 1; select 2")
    assert done.returncode == 1
    assert b"arrow holds one answer" in done.stderr
    assert READ["arrow"](done.stdout).to_pylist() == [{"1": 1}]


def test_a_terminal_is_refused_before_anything_runs(tmp_path: Path) -> None:
    master, slave = pty.openpty()
    script = "create table main.t(a)"
    done = run(tmp_path, "--format", "parquet", "--database", "own.db", "-e", script, stdout=slave)
    os.close(slave)
    os.close(master)
    assert done.returncode == 2
    assert b"parquet is no text for a terminal" in done.stderr
    assert not (tmp_path / "own.db").exists()


@FORMS
def test_export(tmp_path: Path, form: str) -> None:
    notices = Notices(io.StringIO())
    engine = Engine(demo=True)
    runner = Runner(
        engine, Settings(), output=Output(io.StringIO()), notices=notices, progress=Progress(notices)
    )
    with closing(engine):
        export_rows(runner, tmp_path / f"out.{form}", "helpscout.Tags")
        (count,) = next(iter(engine.execute("select count(*) from helpscout.Tags")))
        found = READ[form]((tmp_path / f"out.{form}").read_bytes())
        assert found.num_rows == count
        with pytest.raises(DataError):
            export_rows(runner, tmp_path / f"bad.{form}", "select 1 as x union all select 'a'")
    assert [file.name for file in tmp_path.iterdir()] == [f"out.{form}"]


def test_they_are_not_imported(tmp_path: Path) -> None:
    (tmp_path / "in.parquet").write_bytes(b"PAR1")
    with pytest.raises(ProgrammingError, match="rows come from csv, tsv, json or jsonl"):
        import_rows(None, tmp_path / "in.parquet", "t")  # type: ignore[arg-type]


@pytest.mark.parametrize("service", sorted({place.service for place in places()}))
def test_every_table_fits_its_declared_types(service: str) -> None:
    """A column that held something else would fail in the middle of somebody's export."""
    with demo_engine(service, size=SMALL) as engine:
        for place in places():
            if place.service == service:
                result = engine.execute(f"select * from {place}{where(demanded(engine, place))}")
                assert read("arrow", result.columns, result).num_columns == len(result.columns), place
