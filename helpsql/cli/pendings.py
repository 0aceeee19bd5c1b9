"""Held writes as a diff that a person reads: row, column, old -> new; calls with their arguments."""

from __future__ import annotations

import itertools
from collections.abc import Iterable, Iterator, Sequence
from typing import TYPE_CHECKING, Any

from helpsql.cli.cells import DIM, PLAIN
from helpsql.cli.streams import folded
from helpsql.cli.visible import visible
from helpsql.pending import CallWrite
from helpsql.secret import MASK, is_secret_name
from helpsql.values import json_text

if TYPE_CHECKING:
    from helpsql.pending import Pending, RowWrite

SIGNS = {"insert": ("+", "32"), "update": ("~", "33"), "delete": ("-", "31"), "call": (">", "36")}
MANY = 4
"""Rows that change alike from which on they are told together."""
LONGEST = 200
"""Characters of a value, or of a request's body, that are shown."""


def changes(writes: Sequence[Pending], *, width: int | None = None, colour: bool = False) -> Iterator[str]:
    """A line for each row or call, and one for each column that changes; folded to the width.

    Many rows in a row that change alike are told once, with the keys of all.
    """
    for (kind, *_, lines), group in itertools.groupby(writes, key=_alike):
        alike = list(group)
        sign, shade = SIGNS[kind]
        heads = [_head(write) for write in alike] if len(alike) < MANY else [_heads(alike)]
        for head in heads:
            folded_head = _folded(f"{sign} {head}", width)
            yield f"\x1b[{shade}m{folded_head}\x1b[0m" if colour else folded_head
            yield from (_folded(line, width) for line in lines)


def _alike(write: Pending) -> tuple[str, str, str, tuple[str, ...]]:
    """Kind, connection, table, and what is told of the columns; a call is like no other."""
    if isinstance(write, CallWrite):
        return write.kind, write.account.name, str(id(write)), ()
    lines = () if write.kind == "delete" else tuple(_columns(write))
    table = write.table.name if write.kind != "insert" else str(write.rowid)
    return write.kind, write.account.name, table, lines


def _heads(writes: Sequence[Pending]) -> str:
    """`update desk.Tickets Id = 1, 2, 3 (3 rows)`"""
    first = _head(writes[0])
    rest = (", ".join(map(_shown, one.key)) for one in writes[1:] if not isinstance(one, CallWrite))
    return f"{first}, {', '.join(rest)} ({len(writes):,} rows)"


def requests(planned: Iterable[str], *, width: int | None = None, colour: bool = False) -> Iterator[str]:
    """The requests that the writes will become, long bodies cut."""
    for request in planned:
        text = visible(f"will send: {request}")
        cut = text if len(text) <= 2 * LONGEST else f"{text[: 2 * LONGEST]}… ({len(text):,} characters)"
        yield f"{DIM}{_folded(cut, width)}{PLAIN}" if colour else _folded(cut, width)


def _folded(line: str, width: int | None) -> str:
    return folded(line, width) if width else line


def _head(write: Pending) -> str:
    if isinstance(write, CallWrite):
        given = ((name, value) for name, value in write.arguments.items() if value is not None)
        arguments = ", ".join(f"{name} => {_valued(name, value)}" for name, value in given)
        return f"call {write.account.name}.{write.procedure.name}({arguments})"
    key = ", ".join(
        f"{name} = {_shown(value)}" for name, value in zip(write.table.keys, write.key, strict=False)
    )
    new = write.rowid < 0
    return f"{write.kind} {write.account.name}.{write.table.name}{'' if new else f' {key}'}"


def _columns(write: RowWrite) -> Iterator[str]:
    base = write.base()
    for name, value in write.values.items():
        before = f"{_valued(name, base.get(name))} -> " if write.kind == "update" else ""
        yield f"    {name}: {before}{_valued(name, value)}"


def _valued(name: str, value: Any) -> str:
    return MASK if value is not None and is_secret_name(name) else _shown(value)


def _shown(value: Any) -> str:
    """The value as SQL's literal, long ones cut."""
    if value is None:
        return "NULL"
    if isinstance(value, list | dict):
        value = json_text(value)
    text = visible(str(value) if not isinstance(value, bytes) else f"x'{value.hex()}'")
    text = text if len(text) <= LONGEST else f"{text[:LONGEST]}…"
    return f"'{text}'" if isinstance(value, str) else text
