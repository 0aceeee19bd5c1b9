"""Charts: what is drawn of which columns, and what is refused."""

from __future__ import annotations

import re

import pytest

from helpsql.cli.charts import CHARTS, MOST, Canvas, draw
from helpsql.cli.options import CHARTS as OFFERED
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
    assert "2026-01-01" in drawn and "5.0" in drawn and "\x1b" not in drawn
    assert max(map(len, drawn.splitlines())) <= CANVAS.width


def test_a_line_over_labels_shows_them() -> None:
    assert "2026-W01" in draw("line", ["week", "n"], [("2026-W01", 1), ("2026-W02", 3)], CANVAS)


def test_several_lines_are_named() -> None:
    drawn = draw("line", ["x", "opened", "closed"], [(1, 1, 2), (2, 3, 4)], CANVAS)
    assert "opened" in drawn and "closed" in drawn


def test_a_histogram() -> None:
    drawn = draw("hist", ["name", "n"], [("a", n % 4) for n in range(40)], CANVAS)
    assert "█" in drawn and "10.0" in drawn


def test_a_heat_map_is_darkest_where_there_is_most() -> None:
    rows = [(2, 10, 4), (1, 9, 1), (1, 10, 2)]
    drawn = draw("heat", ["day", "hour", "n"], rows, CANVAS)
    assert drawn == "  9  10 \n1 ░░░▒▒▒\n2    ███\n  █ 4\n"


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
