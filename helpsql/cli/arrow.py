"""Rows as Arrow (IPC file) or Parquet, in record batches: (columns, rows) -> pieces of bytes, streamed.

    INTEGER int64, REAL float64, BOOLEAN bool, TIMESTAMP timestamp[us, UTC], TEXT and JSON string,
    DATE date32, or as TIMESTAMP where values of the first batch have a time of day

A column without one of these types (an expression, an ordinary table's) is what its values in the first batch
are. A value of another type later is an error: none is bent to fit. Both formats end with a footer, so a file
that was cut off cannot pass for whole.
"""

from __future__ import annotations

import io
from collections.abc import Callable, Iterable, Iterator, Sequence
from datetime import date, datetime, time
from itertools import islice
from typing import TYPE_CHECKING, Any

from helpsql.cli.formats import Row, unique
from helpsql.errors import DataError, NotSupportedError
from helpsql.instants import instant

if TYPE_CHECKING:
    from helpsql.result import Columns

BATCH = 10_000
"""Rows in a record batch, or in a row group of Parquet."""
DECLARED = {
    "INTEGER": "int64",
    "INT": "int64",
    "REAL": "float64",
    "BOOLEAN": "bool",
    "TIMESTAMP": "timestamp",
    "DATE": "date32",
    "TEXT": "string",
    "JSON": "string",
}
KINDS = {int: "int64", float: "float64", str: "string", bytes: "binary"}


def require() -> None:
    """NotSupportedError without pyarrow."""
    try:
        import pyarrow  # noqa: F401 - whether it can be loaded
    except ImportError:
        raise NotSupportedError(
            "Arrow and Parquet need pyarrow, which is not installed.",
            hint="pip install 'helpsql[arrow]'",
            code="no-pyarrow",
        ) from None


def pieces(form: str, columns: Columns, rows: Iterable[Row], size: int = BATCH) -> Iterator[bytes]:
    """The file of that format (arrow or parquet), a piece a batch. DataError where a value does not fit."""
    require()
    import pyarrow as pa

    names, coming = unique([name for name, _ in columns]), iter(rows)
    batch = list(islice(coming, size))
    kinds = [
        _kind(name, declared or "", [row[place] for row in batch])
        for place, (name, (_, declared)) in enumerate(zip(names, columns, strict=True))
    ]
    schema = pa.schema([pa.field(name, _types(pa)[kind]) for name, kind in zip(names, kinds, strict=True)])
    sink = _Sink()
    writer = _writer(form, sink, schema)
    while batch:
        arrays = [
            pa.array([_fitted(row[place], kind, name) for row in batch], schema.field(place).type)
            for place, (name, kind) in enumerate(zip(names, kinds, strict=True))
        ]
        writer.write_batch(pa.record_batch(arrays, schema=schema))
        yield sink.take()
        batch = list(islice(coming, size))
    writer.close()
    yield sink.take()


def _writer(form: str, sink: _Sink, schema: Any) -> Any:
    if form == "arrow":
        import pyarrow as pa

        return pa.ipc.new_file(sink, schema)
    import pyarrow.parquet as pq

    return pq.ParquetWriter(sink, schema)


def _types(pa: Any) -> dict[str, Any]:
    return {
        "int64": pa.int64(),
        "float64": pa.float64(),
        "bool": pa.bool_(),
        "timestamp": pa.timestamp("us", tz="UTC"),
        "date32": pa.date32(),
        "string": pa.string(),
        "binary": pa.binary(),
    }


class _Sink(io.RawIOBase):
    """Holds what is written until it is taken; a pipe cannot tell its place, this can."""

    def __init__(self) -> None:
        self._held: list[bytes] = []
        self._written = 0

    def writable(self) -> bool:
        return True

    def write(self, data: Any) -> int:
        self._held.append(bytes(data))
        self._written += len(self._held[-1])
        return len(self._held[-1])

    def tell(self) -> int:
        return self._written

    def take(self) -> bytes:
        held, self._held = self._held, []
        return b"".join(held)


def _kind(name: str, declared: str, values: Sequence[Any]) -> str:
    """The declared type, or what the values of the first batch are; whole numbers among others are such."""
    known = DECLARED.get(declared.upper(), "")
    if known == "date32" and any(value is not None and _day(value) is None for value in values):
        return "timestamp"  # a time of day would be lost
    return known or _common(name, values)


def _common(name: str, values: Sequence[Any]) -> str:
    found = {KINDS[type(value)] for value in values if value is not None}
    if found == {"int64", "float64"}:
        return "float64"
    if len(found) > 1:
        raise DataError(
            f"{name} holds values of several types: {', '.join(sorted(found))}.",
            hint=f'Give it one, such as cast("{name}" as text).',
            code="mixed-types",
        )
    return found.pop() if found else "string"


def _fitted(value: Any, kind: str, name: str) -> Any:
    """The value as pyarrow takes it for that type."""
    if value is None:
        return None
    fitted = FITTED[kind](value)
    if fitted is None:
        raise DataError(
            f"{name}: {value!r} is no {kind}, the type of its column.",
            hint=f'Give it one type, such as cast("{name}" as text) as "{name}".',
            code="mixed-types",
        )
    return fitted


def _of(*kinds: type) -> Callable[[Any], Any]:
    return lambda value: value if isinstance(value, kinds) else None


def _moment(value: Any) -> datetime | None:
    return instant(value) if isinstance(value, str) else None


def _day(value: Any) -> date | None:
    """The day of a text that names no time beside it, or midnight UTC."""
    moment = _moment(value)
    return moment.date() if moment is not None and moment.time() == time.min else None


FITTED: dict[str, Callable[[Any], Any]] = {
    "int64": _of(int),
    "float64": lambda value: float(value) if isinstance(value, int | float) else None,
    "bool": lambda value: bool(value) if value in (0, 1) else None,
    "timestamp": _moment,
    "date32": _day,
    "string": _of(str),
    "binary": _of(bytes),
}
