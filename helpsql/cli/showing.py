"""An answer's rows on their way out: in a format or as a chart; to the terminal, its pager, or a file."""

from __future__ import annotations

import time
from collections.abc import Callable, Iterable, Sequence
from dataclasses import replace
from shutil import get_terminal_size
from typing import TYPE_CHECKING

from helpsql import errors
from helpsql.cli import formats
from helpsql.cli.pager import page, pager_command

if TYPE_CHECKING:
    from helpsql.cli.listing import View
    from helpsql.cli.run import Settings
    from helpsql.cli.streams import Output
    from helpsql.result import Columns

FLUSH = 0.5
"""Seconds after which rows in a pipe are passed on, though the buffer is not full."""


def show(
    columns: Columns,
    rows: Iterable[formats.Row],
    output: Output,
    settings: Settings,
    *,
    view: View | None = None,
    opening: Callable[[], None] = lambda: None,
) -> None:
    """Write the rows as they come. opening: called before a pager takes the screen."""
    form = output.form or settings.format or ("table" if output.is_terminal else "tsv")
    if form in formats.BINARY and not settings.chart:
        _stream(_binary(form, columns, rows, output), output)
        output.flush()
    else:
        write(_pieces(form, columns, rows, output, settings, view), output, settings, opening)


def write(
    pieces: Iterable[str], output: Output, settings: Settings, opening: Callable[[], None] = lambda: None
) -> None:
    """Write the pieces, through the pager where they do not fit on the screen."""
    command = pager_command() if settings.pager and output.is_terminal else []
    if command:
        page(pieces, output.write, command, opening)
    else:
        _stream(pieces, output)
    output.flush()


def _stream(pieces: Iterable[str] | Iterable[bytes], output: Output) -> None:
    flushed = time.monotonic()
    for piece in pieces:
        output.write(piece)
        now = time.monotonic()
        if now - flushed > FLUSH:
            output.flush()
            flushed = now


def _pieces(
    form: str,
    columns: Columns,
    rows: Iterable[formats.Row],
    output: Output,
    settings: Settings,
    view: View | None,
) -> Iterable[str]:
    names = [name for name, _ in columns]
    if output.is_terminal and not output.draws_boxes and (settings.chart or form in formats.SPACED):
        # Measured as the terminal will show them, which may not know every letter.
        names = [output.spelled(name) for name in names]
        rows = (tuple(map(output.spelled, row)) for row in rows)
    if settings.chart:
        return [_chart(names, rows, output, settings)]
    # A command's rows become a list for people, and not what another program wants.
    if view is not None and output.is_terminal and form in formats.LISTED:
        return _listing(names, rows, output, settings, view)
    if output.answers and form in formats.SPACED:
        output.write("\n")
    output.answers += 1
    return formats.FORMATS[form](names, rows, layout(output, settings, columns))


def _listing(
    names: Sequence[str], rows: Iterable[formats.Row], output: Output, settings: Settings, view: View
) -> Iterable[str]:
    from helpsql.cli.listing import listing

    return listing(names, rows, replace(layout(output, settings), width=get_terminal_size().columns), view)


def _binary(form: str, columns: Columns, rows: Iterable[formats.Row], output: Output) -> Iterable[bytes]:
    from helpsql.cli.arrow import pieces

    if output.is_terminal:
        raise errors.NotSupportedError(
            f"{form} is no text for a terminal.",
            hint=f".once FILE.{form} writes it to a file.",
            code="binary",
        )
    if output.answers:
        raise errors.NotSupportedError(
            f"{form} holds one answer, and this is another.",
            hint="Give one SELECT a run or file, or a format of text.",
            code="one-answer",
        )
    output.answers += 1
    return pieces(form, columns, rows)


def _chart(names: list[str], rows: Iterable[formats.Row], output: Output, settings: Settings) -> str:
    from helpsql.cli.charts import Canvas, draw

    size = get_terminal_size()
    canvas = Canvas(size.columns, min(30, size.lines - 4), output.colour, output.draws_boxes)
    return draw(settings.chart, names, rows, canvas)


def layout(output: Output, settings: Settings, columns: Columns = ()) -> formats.Layout:
    """Cut to the terminal's width only where nobody has asked for a format."""
    fitted = output.is_terminal and settings.format in (None, "auto")
    return formats.Layout(
        types=[declared for _, declared in columns],
        header=settings.header,
        terminal=output.is_terminal,
        colour=output.colour,
        boxes=output.draws_boxes,
        width=get_terminal_size().columns if fitted else None,
        screen=get_terminal_size().columns if output.is_terminal else None,
    )
