"""Rows as text, a format a function: (column names, rows, layout) -> pieces of text, streamed.

                NULL      ''       bytes      control characters
    tsv         \\N       empty    x'00ff'    backslash escapes (\\t \\n \\r \\\\)
    csv         empty     ""       x'00ff'    as they are, quoted (a row of one NULL is "", not an empty line)
    json, jsonl null      ""       base64     JSON escapes
    line        NULL      empty    x'00ff'    spelled out, line ends kept
    markdown    NULL      empty    x'00ff'    spelled out, <br> for a line end
    html        class="null"       x'00ff'    spelled out, <br> for a line end
    table, box  NULL      empty    x'00ff'    spelled out (helpsql.cli.tables)

Formats for people (line, markdown, table, box) quote the text 'NULL' and leave out digits of a REAL that are
noise (helpsql.cli.cells); those for machines give every value as it is.

To a terminal every format spells out control characters, so that a ticket cannot drive it.
"""

from __future__ import annotations

import math
import re
from collections.abc import Callable, Iterable, Iterator, Sequence
from dataclasses import dataclass
from typing import Any

from helpsql.cli.visible import visible, visible_lines

Row = tuple[Any, ...]


@dataclass(frozen=True, slots=True)
class Layout:
    """width: columns of the terminal that a table must fit into, None for no cutting.

    types    declared types of the columns; () where nobody knows them
    screen   columns of the terminal that the `line` format folds long texts to, between words
    """

    types: Sequence[str | None] = ()
    header: bool = True
    terminal: bool = False
    colour: bool = False
    boxes: bool = True
    width: int | None = None
    screen: int | None = None

    @property
    def mark(self) -> str:
        """What stands where text is cut."""
        return "…" if self.boxes else "..."


Format = Callable[[Sequence[str], Iterable[Row], Layout], Iterator[str]]


def text_of(value: Any) -> str:
    """A value other than NULL as SQL's text; bytes as the literal x'…'."""
    return f"x'{value.hex()}'" if isinstance(value, bytes) else str(value)


_TSV_ESCAPES = str.maketrans({"\\": "\\\\", "\t": "\\t", "\n": "\\n", "\r": "\\r"})


def tsv(names: Sequence[str], rows: Iterable[Row], layout: Layout) -> Iterator[str]:
    def line(cells: Iterable[Any]) -> str:
        return "\t".join("\\N" if cell is None else text_of(cell).translate(_TSV_ESCAPES) for cell in cells)

    yield from _lines(line, names, rows, layout)


_CSV_SPECIAL = re.compile('[",\r\n]|^\\s|\\s$|^$')


def csv(names: Sequence[str], rows: Iterable[Row], layout: Layout) -> Iterator[str]:
    def cell(value: Any) -> str:
        if value is None:
            return ""
        text = text_of(value)
        return '"' + text.replace('"', '""') + '"' if _CSV_SPECIAL.search(text) else text

    def line(cells: Iterable[Any]) -> str:
        return ",".join(cell(value) for value in cells) or '""'

    yield from _lines(line, names, rows, layout)


def _lines(
    line: Callable[[Iterable[Any]], str], names: Sequence[str], rows: Iterable[Row], layout: Layout
) -> Iterator[str]:
    if layout.header:
        yield _shown(line(names), layout) + "\n"
    for row in rows:
        yield _shown(line(row), layout) + "\n"


def _shown(text: str, layout: Layout) -> str:
    # A tab is harmless, and TSV without its tabs would be none.
    return "\t".join(map(visible_lines, text.split("\t"))) if layout.terminal else text


def jsonl(names: Sequence[str], rows: Iterable[Row], layout: Layout) -> Iterator[str]:
    from json import JSONEncoder

    encode = JSONEncoder(ensure_ascii=False, check_circular=False).encode
    keys = unique(names)
    for row in rows:
        plain = {key: _json_value(value) for key, value in zip(keys, row, strict=True)}
        # Python writes Infinity, which is no JSON; 1e999 is, and overflows to it again.
        text = (
            encode(plain) if math.inf not in row and -math.inf not in row else _with_infinity(encode, plain)
        )
        yield _json_shown(text, layout) + "\n"


def json(names: Sequence[str], rows: Iterable[Row], layout: Layout) -> Iterator[str]:
    """One array a statement; an error in its midst leaves it open, so that it cannot pass for whole."""
    before = "[\n"
    for line in jsonl(names, rows, layout):
        yield before + line[:-1]
        before = ",\n"
    yield "[]\n" if before == "[\n" else "\n]\n"


def _json_value(value: Any) -> Any:
    if isinstance(value, bytes):
        from base64 import b64encode

        return b64encode(value).decode()
    return value


def _with_infinity(encode: Callable[[Any], str], plain: dict[str, Any]) -> str:
    def one(value: Any) -> str:
        return ("1e999" if value > 0 else "-1e999") if value in (math.inf, -math.inf) else encode(value)

    return "{" + ", ".join(f"{encode(key)}: {one(value)}" for key, value in plain.items()) + "}"


def _json_shown(text: str, layout: Layout) -> str:
    def escape(found: re.Match[str]) -> str:
        return f"\\u{ord(found[0]):04x}"

    return (
        re.sub("[\x7f-\x9f\u061c\u200e\u200f\u2028-\u202e\u2066-\u2069]", escape, text)
        if layout.terminal
        else text
    )


def unique(names: Sequence[str]) -> list[str]:
    """Keys of an object: a name that comes again gets :1, :2, as SQLite does in CREATE TABLE AS."""
    keys: list[str] = []
    for name in names:
        key, again = name, 0
        while key in keys:
            again += 1
            key = f"{name}:{again}"
        keys.append(key)
    return keys


def line(names: Sequence[str], rows: Iterable[Row], layout: Layout) -> Iterator[str]:
    """`name = value`, one a line, an empty line between rows; further lines of a value are indented."""
    from helpsql.cli.cells import padded, width_of

    shown = [visible(name) for name in names]
    types = layout.types or [None] * len(shown)
    width = max(map(width_of, shown), default=0)
    heads = [padded(name, width, right=True) for name in shown]
    indent = "\n" + " " * (width + 3)
    room = max(20, layout.screen - width - 3) if layout.screen else 0
    for number, row in enumerate(rows):
        lines = [
            f"{head} = " + _over_lines(value, declared, layout, room).replace("\n", indent)
            for head, value, declared in zip(heads, row, types, strict=True)
        ]
        yield ("\n" if number else "") + "\n".join(lines) + "\n"


def _over_lines(value: Any, declared: str | None, layout: Layout, room: int) -> str:
    """The value with its own line ends, long lines folded (`room` 0: not); JSON is indented."""
    from helpsql.cli.cells import DIM, PLAIN, is_json, readable, spread

    if value is None and layout.colour:
        return f"{DIM}{readable(value)}{PLAIN}"
    if is_json(value, declared):
        return spread(value, colour=layout.colour)
    text = visible_lines(readable(value))
    return text if not room or len(text) <= room else "\n".join(_folded(text, room))


def _folded(text: str, room: int) -> Iterator[str]:
    from textwrap import wrap

    for line in text.split("\n"):
        parts = wrap(line, room, break_long_words=False, break_on_hyphens=False, replace_whitespace=False)
        yield from parts if len(line) > room else [line]


def markdown(names: Sequence[str], rows: Iterable[Row], layout: Layout) -> Iterator[str]:
    from helpsql.cli.cells import readable

    def cell(value: Any) -> str:
        text = readable(value)
        escaped = text.replace("\\", "\\\\").replace("|", "\\|").replace("<", "&lt;")
        return "<br>".join(map(visible, escaped.split("\n")))

    if layout.header:
        yield "| " + " | ".join(map(cell, names)) + " |\n" + "|" + " --- |" * len(names) + "\n"
    for row in rows:
        yield "| " + " | ".join(map(cell, row)) + " |\n"


def html(names: Sequence[str], rows: Iterable[Row], layout: Layout) -> Iterator[str]:
    from html import escape

    def cell(value: Any) -> str:
        if value is None:
            return '<td class="null"></td>'
        return "<td>" + "<br>".join(visible(escape(part)) for part in text_of(value).split("\n")) + "</td>"

    yield "<table>\n"
    if layout.header:
        heads = "".join(f"<th>{visible(escape(name))}</th>" for name in names)
        yield f"<thead>\n<tr>{heads}</tr>\n</thead>\n"
    yield "<tbody>\n"
    for row in rows:
        yield "<tr>" + "".join(map(cell, row)) + "</tr>\n"
    yield "</tbody>\n</table>\n"


def table(names: Sequence[str], rows: Iterable[Row], layout: Layout) -> Iterator[str]:
    from helpsql.cli.tables import SIMPLE, draw

    return draw(names, rows, layout, SIMPLE)


def box(names: Sequence[str], rows: Iterable[Row], layout: Layout) -> Iterator[str]:
    from helpsql.cli.tables import ASCII, BOX, draw

    return draw(names, rows, layout, BOX if layout.boxes else ASCII)


def auto(names: Sequence[str], rows: Iterable[Row], layout: Layout) -> Iterator[str]:
    """A table where it fits uncut, else a line for each column."""
    from helpsql.cli.tables import draw_whole

    return draw_whole(names, rows, layout)


FORMATS: dict[str, Format] = {
    "auto": auto,
    "table": table,
    "box": box,
    "csv": csv,
    "tsv": tsv,
    "json": json,
    "jsonl": jsonl,
    "markdown": markdown,
    "html": html,
    "line": line,
}
BINARY = ("arrow", "parquet")
"""Formats that are no text: `helpsql.cli.arrow`."""
SPACED = ("auto", "table", "box", "line", "markdown")
"""Formats with an empty line between the answers of two statements."""
LISTED = ("auto", "table", "box", "line")
"""Formats for people, in which the shell's own lists all look alike (`helpsql.cli.listing`)."""
