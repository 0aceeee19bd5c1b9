"""The pictures of the shell in README: each is what an emulated terminal shows after these keys, in the demo.

`python -m tests.screens` draws them anew; `tests/test_screens.py` compares.
"""

from __future__ import annotations

import os
import re
import sys
from collections.abc import Callable, Iterator
from contextlib import contextmanager
from dataclasses import dataclass
from itertools import groupby
from pathlib import Path
from tempfile import TemporaryDirectory
from typing import Any
from xml.sax.saxutils import escape

from tests.cli.shells import HELD, PROMPT, ShellTerminal
from tests.cli.terminal import ENTER

FOLDER = Path(__file__).parents[1] / "examples" / "screens"
COLUMNS = 100
SECONDS = re.compile(r"\d+\.\d\d s\b")
LOAD = (
    "select u.name as agent, count(*) as open, min(t.created_at) as oldest\n"
    "from zendesk.tickets t join zendesk.users u on u.id = t.assignee_id\n"
    "where t.status = 'open' group by u.id order by open desc, agent limit 5;"
)
CHART = ".chart bar select Name, TicketCount from helpscout.Tags order by 2 desc limit 6"
UPDATE = (
    "update zendesk.tickets set priority = 'high' where status = 'new' and id > 2520 and priority is null;"
)


def complete_a_value(shell: ShellTerminal) -> None:
    complete(shell, "select subject, created_at from zendesk.tickets where status = '", "closed")


def complete_a_join(shell: ShellTerminal) -> None:
    text = "select t.subject, u.name from zendesk.tickets t join zendesk.users u on "
    complete(shell, text, "u.id = t.requester_id", "via_source_to")


def complete(shell: ShellTerminal, text: str, *offered: str) -> None:
    """Type it and wait for the menu down to its last line, and for the cursor to come back from there."""
    shell.type(text)
    shell.expect(*offered)
    shell.wait(lambda: shell.cursor == (0, len(PROMPT + text)), "the cursor")


def answer(shell: ShellTerminal) -> None:
    enter(shell, LOAD, "rows, ", prompt=PROMPT)
    enter(shell, CHART, "█", prompt=PROMPT)


def pending(shell: ShellTerminal) -> None:
    enter(shell, "begin;", "helpsql*>")
    enter(shell, UPDATE, "held until COMMIT")
    enter(shell, "call zendesk.AddNote(2549, 'Called back.');", "AddNote")
    enter(shell, ".pending", "will send")


def enter(shell: ShellTerminal, text: str, *words: str, prompt: str = HELD) -> None:
    """Run it and wait for words of its answer and the next prompt."""
    shell.type(text + ENTER)
    shell.expect(*words)
    shell.ready(prompt)


SCREENS: dict[str, tuple[int, Callable[[ShellTerminal], None]]] = {
    "join": (14, complete_a_join),
    "value": (9, complete_a_value),
    "answer": (34, answer),
    "pending": (34, pending),
}


@contextmanager
def open_shell(lines: int) -> Iterator[ShellTerminal]:
    """The demo's shell with an empty screen."""
    kept = {name: os.environ[name] for name in ("PATH", "PYTHONPATH") if name in os.environ}
    with TemporaryDirectory() as home:
        env = kept | {"HOME": home, "LANG": "C.UTF-8", "TERM": "xterm-256color"}
        command = [sys.executable, "-m", "helpsql", "--demo"]
        shell = ShellTerminal(command, env=env, cwd=Path(home), columns=COLUMNS, lines=lines)
        try:
            shell.clear()
            yield shell
        finally:
            shell.close()


def picture(name: str) -> str:
    """The screen as SVG, once its last line has the toolbar."""
    lines, act = SCREENS[name]
    with open_shell(lines) as shell:
        act(shell)
        shell.wait(lambda: shell.toolbar.startswith("helpscout zendesk"), "the toolbar")
        return svg(shell)


# SVG

WIDTH, HEIGHT, MARGIN = 8.4, 19, 14
"""Of a cell, and around the screen."""
PAPER, INK = "#1e1e2e", "#cdd6f4"
COLOURS = {
    "black": "#45475a",
    "red": "#f38ba8",
    "green": "#a6e3a1",
    "brown": "#f9e2af",
    "blue": "#89b4fa",
    "magenta": "#cba6f7",
    "cyan": "#94e2d5",
    "white": "#bac2de",
    "brightblack": "#7f849c",
}
"""pyte's names; colours beyond the first sixteen come as hexadecimal digits."""
FONT = "ui-monospace, SFMono-Regular, Menlo, Consolas, 'DejaVu Sans Mono', monospace"


def svg(shell: ShellTerminal) -> str:
    rows = [list(_runs(shell, row)) for row in _shown(shell.rows)]
    width, height = COLUMNS * WIDTH + 2 * MARGIN, len(rows) * HEIGHT + 2 * MARGIN
    lines = [
        f'<svg xmlns="http://www.w3.org/2000/svg" viewBox="0 0 {width:g} {height:g}" '
        f'width="{width:g}" height="{height:g}">',
        f'<rect width="100%" height="100%" rx="8" fill="{PAPER}"/>',
        f'<g font-family="{FONT}" font-size="14" xml:space="preserve">',
    ]
    for row, runs in enumerate(rows):
        for column, text, style in runs:
            lines += _drawn(row, column, text, style)
    return "\n".join([*lines, "</g>", "</svg>"]) + "\n"


def _shown(rows: list[str]) -> list[int]:
    """The lines of the picture: of the empty ones above the toolbar, one."""
    last = max(number for number, row in enumerate(rows[:-1]) if row)
    return [*range(min(last + 2, len(rows) - 1)), len(rows) - 1]


@dataclass(frozen=True)
class Style:
    ink: str
    paper: str
    bold: bool

    @classmethod
    def of(cls, cell: Any) -> Style:
        ink, paper = _colour(cell.fg, INK), _colour(cell.bg, PAPER)
        return cls(paper, ink, cell.bold) if cell.reverse else cls(ink, paper, cell.bold)


def _colour(name: str, default: str) -> str:
    if name == "default":
        return default
    return COLOURS.get(name) or (f"#{name}" if re.fullmatch("[0-9a-f]{6}", name) else INK)


def _runs(shell: ShellTerminal, row: int) -> Iterator[tuple[int, str, Style]]:
    """(column, text, style) of cells side by side that look alike; seconds are made the same each time."""
    texts = shell.screen.columns_of(row)
    styles = [Style.of(shell.screen.cell(row, column)) for column in range(len(texts))]
    for found in SECONDS.finditer("".join(texts)):
        texts[found.start() : found.end()] = list("0.12 s")
    for style, group in groupby(range(len(texts)), key=styles.__getitem__):
        columns = list(group)
        text = "".join(texts[column] for column in columns)
        if text.strip() or style.paper != PAPER:
            yield columns[0], text, style


def _drawn(row: int, column: int, text: str, style: Style) -> Iterator[str]:
    x, y = MARGIN + column * WIDTH, MARGIN + row * HEIGHT
    if style.paper != PAPER:
        yield f'<rect x="{x:g}" y="{y:g}" width="{len(text) * WIDTH:g}" height="{HEIGHT}" fill="{style.paper}"/>'
    if text.strip():
        start = len(text) - len(text.lstrip())
        shown = text.strip()
        weight = ' font-weight="bold"' if style.bold else ""
        yield (
            f'<text x="{x + start * WIDTH:g}" y="{y + 14:g}" textLength="{len(shown) * WIDTH:g}" '
            f'fill="{style.ink}"{weight}>{escape(shown)}</text>'
        )


if __name__ == "__main__":
    FOLDER.mkdir(exist_ok=True)
    for name in SCREENS:
        (FOLDER / f"{name}.svg").write_text(picture(name), "utf-8")
