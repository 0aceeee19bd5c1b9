"""Held writes as a diff that a person reads: row, column, old -> new; calls with their arguments."""

from __future__ import annotations

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
LONGEST = 200
"""Characters of a value, or of a request's body, that are shown."""


def changes(writes: Sequence[Pending], *, width: int | None = None, colour: bool = False) -> Iterator[str]:
    """A line for each row or call, and one for each column that changes; folded to the width."""
    for write in writes:
        sign, shade = SIGNS[write.kind]
        head = _folded(f"{sign} {_head(write)}", width)
        yield f"\x1b[{shade}m{head}\x1b[0m" if colour else head
        if not isinstance(write, CallWrite) and write.kind != "delete":
            yield from (_folded(line, width) for line in _columns(write))


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
