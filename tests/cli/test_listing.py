"""The shell's own lists: what is whole, what is cut, what is left out."""

from __future__ import annotations

from helpsql.cli.formats import Layout, Row
from helpsql.cli.listing import View, listing

NAMES = ["table", "writes", "none", "description"]
ROWS: list[Row] = [
    ("desk.Short", "ins upd", None, "What it holds, told at some length so that it is cut."),
    ("desk.AVeryLongNameThatTakesMoreThanItsShare", None, "", "Other things."),
]


def listed(width: int, rows: list[Row] = ROWS, **view: bool) -> str:
    return "".join(listing(NAMES, rows, Layout(width=width), View(**view)))


def test_at_a_narrow_screen() -> None:
    assert listed(60) == (
        "table                      writes   description\n"
        "-------------------------  -------  ------------------------\n"
        "desk.Short                 ins upd  What it holds, told at …\n"
        "desk.AVeryLongNameThatTakesMoreThanItsShare\n"
        "                                    Other things.\n"
    )


def test_at_a_wide_screen_nothing_is_cut() -> None:
    text = listed(200)
    assert "…" not in text and len(text.splitlines()) == 4
    assert "none" not in text and "NULL" not in text


def test_wrapped() -> None:
    assert listed(60, wrap=True).splitlines()[2:5] == [
        "desk.Short                 ins upd  What it holds, told at",
        "                                    some length so that it",
        "                                    is cut.",
    ]


def test_names_are_whole_and_lines_fit_at_every_width() -> None:
    for width in range(60, 200, 7):
        for wrap in (False, True):
            lines = listed(width, wrap=wrap).splitlines()
            assert max(map(len, lines)) <= width
            assert any(line.startswith(str(ROWS[1][0])) for line in lines)


def test_numbers_stand_to_the_right_and_text_is_made_safe() -> None:
    lines = listed(80, [("a", 5, None, "x\x1b[2J"), ("b", 1000, None, "y")]).splitlines()
    assert lines[2:] == ["a           5  x\\x1b[2J", "b        1000  y"]


def test_no_rows() -> None:
    assert listed(80, []) == "(none)\n"
