"""Charts: what is drawn of which columns, and what is refused."""

from __future__ import annotations

import re

import pytest

from helpsql.cli.charts import CHARTS, MOST, Canvas, draw
from helpsql.cli.options import CHARTS as OFFERED
from helpsql.cli.plots import ticks_of
from helpsql.errors import ProgrammingError

CANVAS = Canvas(40, 10)


def test_all_charts_are_offered() -> None:
    assert tuple(CHARTS) == OFFERED


def test_bars_are_as_long_as_their_numbers() -> None:
    drawn = draw("bar", ["status", "n"], [("open", 10), ("closed", 20), (None, 0)], CANVAS)
    assert drawn == ("open   ██████████████▌ 10\nclosed █████████████████████████████ 20\nNULL    0\n")


def test_bars_stand_in_line_whatever_the_script() -> None:
    from wcwidth import wcswidth

    rows = [("日本語", 4), ("emoji 🎉", 4), ("plain", 4)]
    starts = {wcswidth(line.partition("█")[0]) for line in draw("bar", ["a", "n"], rows, CANVAS).splitlines()}
    assert len(starts) == 1


def test_a_label_that_is_a_number() -> None:
    assert draw("bar", ["hour", "n"], [(9, 1), (10, 2)], CANVAS).splitlines()[1].startswith("10 █")


def test_many_bars_are_cut_and_said_so() -> None:
    drawn = draw("bar", ["a", "n"], [(str(n), n) for n in range(100)], CANVAS)
    assert drawn.splitlines()[-1] == "… 40 more"


def test_a_line_over_days() -> None:
    rows = [("2026-01-01", 1), ("2026-01-08T10:00:00Z", 5), ("2026-02-01", 2)]
    drawn = draw("line", ["day", "n"], rows, CANVAS)
    assert "2026-01-01" in drawn and "5┤" in drawn and "\x1b" not in drawn
    assert max(map(len, drawn.splitlines())) <= CANVAS.width


def test_a_line_over_labels_shows_them() -> None:
    assert "2026-W01" in draw("line", ["week", "n"], [("2026-W01", 1), ("2026-W02", 3)], CANVAS)


def test_several_lines_are_named() -> None:
    drawn = draw("line", ["x", "opened", "closed"], [(1, 1, 2), (2, 3, 4)], CANVAS)
    assert "opened" in drawn and "closed" in drawn


def test_a_histogram() -> None:
    drawn = draw("hist", ["name", "n"], [("a", n % 4) for n in range(40)], CANVAS)
    assert "█" in drawn and "10┤" in drawn and "." not in drawn


def test_a_heat_map_is_darkest_where_there_is_most() -> None:
    rows = [(2, 10, 4), (1, 9, 1), (1, 10, 2)]
    drawn = draw("heat", ["day", "hour", "n"], rows, CANVAS)
    assert drawn == "  9  10\n1 ░░░▒▒▒\n2    ███\n  ░ above 0   █ 4\n"


@pytest.mark.parametrize(
    ("kind", "names", "row"),
    [
        ("bar", ["n"], (1,)),
        ("bar", ["a", "b"], ("x", "y")),
        ("line", ["n"], (1,)),
        ("hist", ["a"], ("x",)),
        ("heat", ["a", "n"], ("x", 1)),
    ],
)
def test_columns_that_do_not_fit_are_named(kind: str, names: list[str], row: tuple[object, ...]) -> None:
    with pytest.raises(ProgrammingError, match=f"{kind} chart needs .*the columns are {', '.join(names)}"):
        draw(kind, names, [row], CANVAS)


@pytest.mark.parametrize("kind", CHARTS)
def test_no_rows_are_no_error(kind: str) -> None:
    assert draw(kind, ["a"], [], CANVAS) == "(no rows)\n"


def test_data_cannot_drive_the_terminal() -> None:
    rows = [("\x1b[2J\x07", 1, 2)]
    for kind in CHARTS:
        assert not re.search("[\x1b\x07]", draw(kind, ["a\x1b", "b", "c"], rows, CANVAS))


def test_rows_beyond_what_is_drawn_are_told() -> None:
    rows = ((n % 5,) for n in range(MOST + 5))
    assert draw("hist", ["n"], rows, CANVAS).endswith(f"(the first {MOST:,} rows)\n")


PLAIN = Canvas(40, 10, blocks=False)
ODD = {
    "bar": [("a", -5), ("b", None), ("c", 10), ("d", float("inf")), ("e", 0.25)],
    "line": [(3, 1), (1, None), (2, -4.5), (None, 7)],
    "hist": [(1,), (None,), (7,), (float("-inf"),)],
    "heat": [("Mon", 1, None), ("Mon", 2, -3), ("Tue", 1, 8)],
    "auto": [("2026-01-01", 1), ("2026-01-02", 4)],
}


@pytest.mark.parametrize("kind", CHARTS)
@pytest.mark.parametrize("width", [20, 40, 80, 200])
def test_odd_numbers_fit_every_width_and_plain_terminals(kind: str, width: int) -> None:
    names = ["a", "b", "c"][: len(ODD[kind][0])]
    for canvas in (Canvas(width, 8), Canvas(width, 8, blocks=False)):
        drawn = draw(kind, names, ODD[kind], canvas)
        assert max(map(len, drawn.splitlines())) <= width
        assert drawn.isascii() is not canvas.blocks


@pytest.mark.parametrize("kind", CHARTS)
def test_one_row_and_a_thousand(kind: str) -> None:
    row = {"hist": (3,), "heat": ("x", "y", 3)}.get(kind, ("x", 3))
    names = ["a", "b", "c"][: len(row)]
    assert draw(kind, names, [row], CANVAS).strip()
    many = [(*(f"{part}{n}" if isinstance(part, str) else n for part in row),) for n in range(1000)]
    lines = draw(kind, names, many, CANVAS).splitlines()
    assert len(lines) <= 70 and max(map(len, lines)) <= CANVAS.width


def test_negative_bars_go_to_the_left_and_null_has_none() -> None:
    drawn = draw("bar", ["a", "n"], [("down", -10), ("up", 10), ("none", None)], CANVAS)
    assert drawn.splitlines() == [
        "down ██████████████ -10",
        "up                 ██████████████▌ 10",
        "none                NULL",
    ]


def test_null_is_no_point_of_a_line_and_hours_of_a_day_are_apart() -> None:
    rows = [("2026-01-01T06:00:00Z", 5), ("2026-01-01T07:00:00Z", None), ("2026-01-01T12:00:00Z", 5)]
    drawn = draw("line", ["at", "n"], rows, Canvas(80, 12))
    assert "01-01 06:00" in drawn and "01-01 12:00" in drawn
    assert len({line for line in drawn.splitlines() if re.search("[\u2801-\u28ff]", line)}) == 1


def test_ticks_are_round_numbers() -> None:
    assert ticks_of(0, 17, 5) == [0, 5, 10, 15]
    assert ticks_of(0, 3, 10) == [0, 1, 2, 3]
    assert ticks_of(0.0, 1.0, 5) == [0.0, 0.2, 0.4, 0.6, 0.8, 1.0]
    assert ticks_of(7, 7, 5) == [7]


def test_bins_of_whole_numbers_are_whole() -> None:
    drawn = draw("hist", ["n"], [(n % 17,) for n in range(2434)], Canvas(80, 20))
    rows = [line for line in drawn.splitlines() if "█" in line]
    assert "." not in drawn and len({line.rstrip("│ ").count("█") for line in rows[2:]}) == 1


@pytest.mark.parametrize(
    ("names", "rows", "kind"),
    [
        (["day", "hour", "n"], [(1, 9, 4), (1, 10, 2), (2, 9, 1)], "heat"),
        (["month", "n", "open"], [("2026-01-01", 4, 1), ("2026-02-01", 2, 3), ("2026-03-01", 2, 1)], "line"),
        (["day", "n"], [("2026-01-01", 4), ("2026-01-02", 2)], "line"),
        (["status", "n"], [("open", 4), ("closed", 2)], "bar"),
        (["n"], [(4,), (2,)], "hist"),
    ],
)
def test_the_kind_is_guessed(names: list[str], rows: list[tuple[object, ...]], kind: str) -> None:
    assert draw("auto", names, rows, CANVAS) == draw(kind, names, rows, CANVAS)


def test_a_label_beside_a_moment_is_a_line_each() -> None:
    rows = [
        ("2026-W01", "Sales", 1),
        ("2026-W01", "Help", 5),
        ("2026-W02", "Sales", 3),
        ("2026-W02", None, 2),
    ]
    drawn = draw("line", ["week", "team", "n"], rows, CANVAS)
    assert "Sales" in drawn and "Help" in drawn and "NULL" in drawn
    assert drawn.count("2026-W01") == 1


def test_hours_stand_in_their_order_whatever_the_rows() -> None:
    rows = [("0", "08", 1), ("0", "10", 4), ("1", "07", 2), ("1", "08", 1)]
    drawn = draw("heat", ["day", "hour", "n"], rows, CANVAS).splitlines()
    assert drawn[0].split() == ["07", "08", "09", "10"]
    assert [len(line) - len(line.lstrip("01 ")) for line in drawn[1:3]] == [5, 2]


def test_hours_without_a_row_are_a_column_too() -> None:
    drawn = draw("heat", ["day", "hour", "n"], [(1, 9, 1), (3, 12, 4), (None, 9, 1)], CANVAS).splitlines()
    assert drawn[0].split() == ["9", "10", "11", "12"]
    assert [line.split()[0] for line in drawn[1:5]] == ["1", "2", "3", "NULL"]


def test_names_of_days_keep_the_order_of_the_rows() -> None:
    drawn = draw("heat", ["day", "hour", "n"], [("Mon", 1, 1), ("Fri", 3, 1)], CANVAS).splitlines()
    assert [line.split()[0] for line in drawn[1:3]] == ["Mon", "Fri"]
