"""What stands in the cells of the screen: texts of any script in line, and nothing of the data acts on it."""

from __future__ import annotations

import re
from collections.abc import Iterator
from pathlib import Path
from typing import NamedTuple

import pytest

from .shells import HELD, PROMPT, ShellTerminal
from .terminal import ENTER, TAB

FAMILY = "\U0001f468\u200d\U0001f469\u200d\U0001f467"
TEXTS = {
    "plain": "plain",
    "Japanese": "日本語のテキスト",
    "Korean, letter by letter": "\u1112\u1161\u11ab\u1100\u1173\u11af",
    "accents of their own": "e\u0301a\u0308o\u0302",
    "Hebrew": "שלום עולם",
    "Arabic with marks": "مُحَمَّد",
    "emoji": "😀🎉",
    "emoji by a selector": "❤\ufe0f⚙\ufe0f",
    "a family": FAMILY,
    "flags": "🇩🇪🇫🇷",
    "skin": "👍🏽👋🏿",
    "a profession": "👩🏽\u200d💻",
    "a keycap": "1\ufe0f\u20e3",
    "England": "🏴\U000e0067\U000e0062\U000e0065\U000e006e\U000e0067\U000e007f",
    "nothing seen": "a\u200bb\u200dc",
    "signs": "☎ – … ±",
}


def rows_of(terminal: ShellTerminal, sql: str) -> list[list[str]]:
    """The cells of the lines below what was entered and above the footer."""
    terminal.run(sql)
    return [terminal.screen.columns_of(row) for row in range(1, terminal.cursor[0] - 1) if terminal.rows[row]]


@pytest.fixture
def script(demo: ShellTerminal, tmp_path: Path) -> Iterator[Path]:
    """A file for `.read`: what no hand can type."""
    yield tmp_path / "script.sql"
    demo.run(".mode")


@pytest.mark.parametrize("name", TEXTS)
def test_borders_stand_in_line(demo: ShellTerminal, script: Path, name: str) -> None:
    head, cell = f'"{TEXTS[name]}"', f"'{TEXTS[name]}'"
    script.write_text(f"select {cell} as {head}, 1 as n union all select 'longer than the other one', 22")
    demo.run(".mode box")
    drawn = rows_of(demo, f".read {script}")
    assert len(drawn) == 6
    corners = [at for at, cell in enumerate(drawn[0]) if cell in "┌┬┐" and cell]
    assert len(corners) == 3
    for line in (drawn[1], *drawn[3:5]):
        assert [at for at, cell in enumerate(line) if cell == "│"] == corners
    demo.run(".mode")
    names, _rule, first, second = rows_of(demo, f".read {script}")
    ends = {"".join(line).rstrip()[-1:]: len("".join(line).rstrip()) for line in (names, first, second)}
    assert set(ends) == {"n", "1", "2"}
    assert (
        len({max(at for at, cell in enumerate(line) if cell.strip()) for line in (names, first, second)}) == 1
    )


@pytest.mark.parametrize("cell", [FAMILY, "🇩🇪", "e\u0301", "日", "❤\ufe0f", "👍🏽"])
def test_a_cut_leaves_no_half_character(demo: ShellTerminal, script: Path, cell: str) -> None:
    script.write_text(f"select replace(hex(zeroblob(150)), '00', '{cell}') as long, 1 as n;")
    line = rows_of(demo, f".read {script}")[2]
    cut = "".join(line).split("…")[0]
    assert "…" in line and cut == cell * (len(cut) // len(cell))
    assert "".join(line).rstrip().endswith(" 1")
    assert max(at for at, one in enumerate(line) if one.strip()) == 99


# Nothing in the data is obeyed

EVIL = {
    "a title": "\x1b]0;owned\x07",
    "a colour": "\x1b[31m",
    "eight bits": "\x9b31m",
    "a return": "\rover",
    "backspaces": "abc\b\b\b",
    "a bell": "\x07",
    "turned around": "\u202egnp.exe",
    "isolated": "\u2066a\u2069",
}
OURS = re.compile(r"\x1b\[[0-9;?]*[A-HJKMPhlmnr]")
"""Escape sequences that the shell needs itself: colours, the cursor, the modes of prompt_toolkit."""
MARKS = re.compile(
    "[\x00-\x07\x0b-\x0c\x0e-\x1a\x1c-\x1f\x7f-\x9f\u061c\u200e\u200f\u202a-\u202e\u2066-\u2069]"
)


def escaped(got: str) -> bool:
    """Nothing of the data acts on the terminal. `X` stands behind the data's own colour, and not ours."""
    own = OURS.sub("", got).replace("\b", "")
    return not MARKS.search(own) and "\x1b" not in own and "\x1b[31mX" not in got and "\rover" not in got


class Attacked(NamedTuple):
    """A shell, and a folder with scripts."""

    shell: ShellTerminal
    folder: Path


@pytest.fixture(scope="module")
def attacked(tmp_path_factory: pytest.TempPathFactory, demo: ShellTerminal) -> Attacked:
    """A shell with tables whose names, columns and rows are hostile; each marked with an X behind."""
    folder = tmp_path_factory.mktemp("evil")
    every = "".join(f"{text}X" for text in EVIL.values())
    (folder / "tables.sql").write_text(
        f'create table "t{every}"("c{every}" text, n integer);'
        f"insert into \"t{every}\" values ('{every}', 3);"
        f'create table victim("c{every}" text, "d{every}" integer);'
        f"insert into victim values ('{every}', 3);"
    )
    (folder / "error.sql").write_text(f'select "no{every}" from victim')
    (folder / "value.sql").write_text(f"update helpscout.Conversations set Status = '{every}' where Id = 5")
    (folder / "writes.sql").write_text(
        f"begin; insert into helpscout.Organizations(Name) values ('{every}');"
        f"update helpscout.Conversations set Subject = '{every}' where Id = 5;"
        f"call helpscout.CreateThreadNote(5, '{every}');"
    )
    demo.run(f".read {folder}/tables.sql")
    return Attacked(demo, folder)


@pytest.mark.parametrize(
    "text",
    [
        "select * from victim;",
        *(f".mode {name}\nselect * from victim;\n.mode" for name in ("box", "line", "csv", "tsv", "json")),
        *(f".mode {name}\nselect * from victim;\n.mode" for name in ("jsonl", "markdown", "html", "auto")),
        ".tables main.%",
        ".schema victim",
        ".describe victim",
        ".read {folder}/error.sql",
        ".read {folder}/value.sql",
        ".explain select * from main.victim;",
        ".chart bar select \"c\" || c.name, 3 from pragma_table_info('victim') c;",
        ".chart heat select name, name, 3 from pragma_table_info('victim');",
        ".chart line select name, 3, 4 from pragma_table_info('victim');",
        "select * from helpsql.columns where table = 'victim';",
    ],
)
def test_hostile_data_is_shown_and_not_obeyed(attacked: Attacked, text: str) -> None:
    shell = attacked.shell
    before = len(shell.seen)
    for line in text.format(folder=attacked.folder).split("\n"):
        shell.run(line)
    assert escaped(shell.seen[before:])


def test_hostile_writes_are_shown_and_not_obeyed(attacked: Attacked) -> None:
    shell = attacked.shell
    before = len(shell.seen)
    shell.run(f".read {attacked.folder}/writes.sql", then=HELD)
    assert "'\\x1b]0;owned\\x07X" in "".join(shell.run(".pending", HELD))
    shell.run("rollback;", HELD, then=PROMPT)
    assert escaped(shell.seen[before:])


def test_hostile_names_are_completed_harmlessly(attacked: Attacked) -> None:
    """In the menu, and in the line, into which they go as they are."""
    shell = attacked.shell
    shell.clear()
    before = len(shell.seen)
    shell.offered("select * from victim where c", "\\x1b]0;owned")
    shell.type(TAB)
    shell.expect('where "c^[]0;owned^GX', "<202e>gnp.exeX")
    shell.type(" = 'x';" + ENTER)
    shell.done()
    assert escaped(shell.seen[before:])
