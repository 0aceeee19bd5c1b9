"""Every format, to the letter."""

from __future__ import annotations

import csv as stdlib_csv
import io
import json as stdlib_json
import math
import subprocess
import sys
from pathlib import Path
from tempfile import TemporaryDirectory
from typing import Any

import pytest
from wcwidth import wcswidth

from helpsql.cli import tables
from helpsql.cli.cells import cut_json, readable
from helpsql.cli.formats import BINARY, FORMATS, Layout, unique
from helpsql.cli.tables import gathered

NAMES = ["Id", "Name"]
ROWS: list[tuple[Any, ...]] = [
    (1, "Ann|<b>"),
    (20, None),
    (None, ""),
    (3, 'a "b",\tc\nd\\e'),
    (4, b"\x00\xff"),
]

GOLDEN = {
    "table": r"""  Id  Name
----  --------------
   1  Ann|<b>
  20  NULL
NULL
   3  a "b",\tc\nd\e
   4  x'00ff'
""",
    "box": r"""┌──────┬────────────────┐
│   Id │ Name           │
├──────┼────────────────┤
│    1 │ Ann|<b>        │
│   20 │ NULL           │
│ NULL │                │
│    3 │ a "b",\tc\nd\e │
│    4 │ x'00ff'        │
└──────┴────────────────┘
""",
    "csv": """Id,Name
1,Ann|<b>
20,
,""
3,"a ""b"",\tc
d\\e"
4,x'00ff'
""",
    "tsv": "Id\tName\n1\tAnn|<b>\n20\t\\N\n\\N\t\n3\ta \"b\",\\tc\\nd\\\\e\n4\tx'00ff'\n",
    "json": r"""[
{"Id": 1, "Name": "Ann|<b>"},
{"Id": 20, "Name": null},
{"Id": null, "Name": ""},
{"Id": 3, "Name": "a \"b\",\tc\nd\\e"},
{"Id": 4, "Name": "AP8="}
]
""",
    "jsonl": r"""{"Id": 1, "Name": "Ann|<b>"}
{"Id": 20, "Name": null}
{"Id": null, "Name": ""}
{"Id": 3, "Name": "a \"b\",\tc\nd\\e"}
{"Id": 4, "Name": "AP8="}
""",
    "markdown": r"""| Id | Name |
| --- | --- |
| 1 | Ann\|&lt;b> |
| 20 | NULL |
| NULL |  |
| 3 | a "b",\tc<br>d\\e |
| 4 | x'00ff' |
""",
    "html": """<table>
<thead>
<tr><th>Id</th><th>Name</th></tr>
</thead>
<tbody>
<tr><td>1</td><td>Ann|&lt;b&gt;</td></tr>
<tr><td>20</td><td class="null"></td></tr>
<tr><td class="null"></td><td></td></tr>
<tr><td>3</td><td>a &quot;b&quot;,\\tc<br>d\\e</td></tr>
<tr><td>4</td><td>x&#x27;00ff&#x27;</td></tr>
</tbody>
</table>
""",
    "line": r"""  Id = 1
Name = Ann|<b>

  Id = 20
Name = NULL

  Id = NULL
Name =

  Id = 3
Name = a "b",\tc
       d\e

  Id = 4
Name = x'00ff'
""",
}
NO_ROWS = {
    "auto": "Id  Name\n--  ----\n",
    "table": "Id  Name\n--  ----\n",
    "csv": "Id,Name\n",
    "tsv": "Id\tName\n",
    "json": "[]\n",
    "jsonl": "",
    "line": "",
    "markdown": "| Id | Name |\n| --- | --- |\n",
}


def shown(name: str, names: list[str], rows: list[tuple[Any, ...]], **layout: Any) -> str:
    return "".join(FORMATS[name](names, rows, Layout(**layout)))


GOLDEN["auto"] = GOLDEN["table"]


def without_padding(text: str) -> str:
    return "\n".join(line.rstrip() for line in text.split("\n"))


@pytest.mark.parametrize("name", FORMATS)
def test_golden(name: str) -> None:
    text = shown(name, NAMES, ROWS)
    # An empty last value leaves a blank behind `name = `; the golden texts leave it out.
    assert (text if name in ("csv", "tsv", "markdown") else without_padding(text)) == GOLDEN[name]


@pytest.mark.parametrize("name", NO_ROWS)
def test_no_rows(name: str) -> None:
    assert shown(name, NAMES, []) == NO_ROWS[name]


def test_machines_read_back_what_was_written() -> None:
    read = list(stdlib_csv.reader(io.StringIO(shown("csv", NAMES, ROWS))))
    assert len(read) == len(ROWS) + 1 and read[4] == ["3", 'a "b",\tc\nd\\e']
    assert [tuple(one.values()) for one in stdlib_json.loads(shown("json", NAMES, ROWS[:4]))] == ROWS[:4]
    assert len(shown("tsv", NAMES, ROWS).splitlines()) == len(ROWS) + 1


def test_a_row_of_one_null_is_not_an_empty_line_in_csv() -> None:
    assert shown("csv", ["a"], [(None,), ("",)]) == 'a\n""\n""\n'


def test_numbers_that_json_has_not() -> None:
    text = shown("jsonl", ["a", "b"], [(math.inf, -math.inf)])
    assert text == '{"a": 1e999, "b": -1e999}\n'
    assert stdlib_json.loads(text) == {"a": math.inf, "b": -math.inf}


def test_same_name_twice() -> None:
    assert unique(["a", "b", "a", "a"]) == ["a", "b", "a:1", "a:2"]
    assert shown("jsonl", ["a", "a"], [(1, 2)]) == '{"a": 1, "a:1": 2}\n'


@pytest.mark.parametrize("name", FORMATS)
def test_a_terminal_sees_no_control_characters(name: str) -> None:
    text = shown(name, ["e\x1b[31m"], [("\x1b[2J\x07\r\x9b\u202e\x7fok",)], terminal=True)
    assert not set("\x1b\x07\r\x9b\u202e\x7f") & set(text)
    assert "ok" in text


@pytest.mark.parametrize("name", ["table", "box"])
def test_wide_characters_keep_the_columns_straight(name: str) -> None:
    text = shown(name, ["名", "b"], [("日本語", 1), ("é", 2), ("e\u0301", 3), ("👍", 4)])
    assert len({wcswidth(line) for line in text.splitlines()}) == 1


@pytest.mark.parametrize("name", ["table", "box"])
@pytest.mark.parametrize("width", [30, 60, 80])
def test_cells_are_cut_to_the_width(name: str, width: int) -> None:
    text = shown(name, ["Id", "Subject", "Text"], [(1, "日本" * 30, "x" * 200)], width=width)
    assert max(wcswidth(line) for line in text.splitlines()) <= width
    assert "…" in text
    assert "…" not in shown(name, ["Id", "Text"], [(1, "x" * 200)])


def test_too_narrow_for_a_table_means_lines() -> None:
    names = [f"column_{n}" for n in range(20)]
    assert shown("table", names, [tuple(range(20))], width=40) == shown("line", names, [tuple(range(20))])


def test_no_header() -> None:
    assert shown("tsv", NAMES, [(1, "a")], header=False) == "1\ta\n"
    assert without_padding(shown("table", NAMES, [(1, "a")], header=False)) == "1  a\n"
    assert "Id" not in shown("box", NAMES, [(1, "a")], header=False)
    assert shown("csv", NAMES, [], header=False) == shown("table", NAMES, [], header=False) == ""


def test_box_without_unicode() -> None:
    assert shown("box", NAMES, [(1, "a")], boxes=False).isascii()


def test_a_long_table_names_its_columns_again_only_where_they_get_wider() -> None:
    lines = shown("table", ["n"], [(n,) for n in range(3500)]).splitlines()
    assert [place for place, line in enumerate(lines) if line.strip() == "n"] == [0, 1002]
    assert len(lines) == 3500 + 2 * 2
    boxes = shown("box", ["n"], [(n,) for n in range(3500)])
    assert boxes.count("┌") == boxes.count("└") == 2


def test_rows_at_a_terminal_are_gathered_for_half_a_second_at_most() -> None:
    times = iter([0.0, 0.1, 0.3, 0.6, 10.0, 10.0, 10.1])
    rows = [(1,), (2,), (3,), (4,), (5,)]
    at_terminal = gathered(rows, Layout(terminal=True), lambda: next(times))
    assert list(at_terminal) == [[(1,), (2,), (3,)], [(4,), (5,)]]
    assert list(gathered(rows, Layout())) == [rows]  # a file's look does not depend on the time


def test_a_table_that_begins_early_leaves_room_for_what_comes(monkeypatch: pytest.MonkeyPatch) -> None:
    monkeypatch.setattr(tables, "BATCH", 2)
    rows = [(1, "short", "x"), (2, "short", "x"), (3, "much longer text", "x")]
    text = shown("table", ["id", "a", "b"], rows, width=60, terminal=True)
    assert text.count("id") == 1 and text.splitlines()[-1].split() == ["3", "much", "longer", "text", "x"]
    assert max(map(len, text.splitlines())) <= 60
    assert shown("table", ["a"], [("x",)], width=60) == "a\n-\nx\n"


@pytest.mark.parametrize("name", ["table", "box"])
def test_a_table_streams(name: str) -> None:
    def rows() -> Any:
        yield from ((n,) for n in range(1000))
        yield from (pytest.fail("read too far") for _ in range(1))

    assert "999" in next(FORMATS[name](["n"], rows(), Layout()))


def test_numbers_are_never_cut_and_a_moment_keeps_its_day() -> None:
    row = (21903400003226, "2026-10-31T18:00:05Z", "x" * 60)
    layout = {"width": 40, "types": ["INTEGER", "TIMESTAMP", "TEXT"]}
    last = shown("table", ["id", "created_at", "subject"], [row], **layout).splitlines()[-1]
    assert last == "21903400003226  2026-10-31…  xxxxxxxxxx…"
    assert shown("table", ["n", "m"], [(2**62, 2**62)], width=30).startswith("n = 4611686018427387904")


@pytest.mark.parametrize(
    ("value", "text"),
    [
        (0.1 + 0.2, "0.3"),
        (1.0, "1.0"),
        (1e300, "1e+300"),
        (math.inf, "inf"),
        (-2.5, "-2.5"),
        (2**63 - 1, "9223372036854775807"),
        (None, "NULL"),
        ("NULL", "'NULL'"),
        ("'NULL'", "'NULL'"),
        ("", ""),
    ],
)
def test_what_a_person_reads(value: Any, text: str) -> None:
    assert readable(value) == text
    assert shown("table", ["a"], [(value,)], header=False).rstrip("\n").strip() == text
    assert shown("line", ["a"], [(value,)]) == f"a = {text}\n"


def test_machines_get_every_digit() -> None:
    assert shown("tsv", ["a"], [(0.1 + 0.2,)], header=False) == "0.30000000000000004\n"
    assert shown("csv", ["a"], [("NULL",)], header=False) == "NULL\n"


TAGS = '["product_filter","refund, early","shipping"]'


@pytest.mark.parametrize(
    ("width", "text"),
    [
        (45, TAGS),
        (44, '["product_filter","refund, early",…]'),
        (30, '["product_filter",…]'),
        (12, '["product_f…'),
    ],
)
def test_json_is_cut_behind_a_whole_member(width: int, text: str) -> None:
    assert shown("table", ["tags"], [(TAGS,)], header=False, width=width, types=["JSON"]) == text + "\n"


def test_json_cut_inside_of_nested_members_counts_only_the_outer_ones() -> None:
    nested = '[{"id":102,"tag":"a"},{"id":108,"tag":"b"}]'
    assert cut_json(nested, 30) == '[{"id":102,"tag":"a"},…]'
    assert cut_json('{"a":[1,2,3,4,5,6,7,8,9]}', 12) == '{"a":[1,2,3…'


def test_json_is_indented_in_lines() -> None:
    value = '{"id":7,"tags":["a","b"],"long":["' + "x" * 40 + '","' + "y" * 40 + '"],"none":{}}'
    assert (
        shown("line", ["v"], [(value,)], types=["JSON"])
        == f"""\
v = {{
      "id": 7,
      "tags": ["a", "b"],
      "long": [
        "{"x" * 40}",
        "{"y" * 40}"
      ],
      "none": {{}}
    }}
"""
    )
    assert shown("line", ["v"], [('["a","b"]',)], types=[None]) == 'v = ["a", "b"]\n'
    assert shown("line", ["v"], [('["a","b"]',)], types=["TEXT"]) == 'v = ["a","b"]\n'
    assert shown("line", ["v"], [("[no json",)], types=["JSON"]) == "v = [no json\n"


def test_long_texts_are_folded_between_words_on_a_screen() -> None:
    text = "one two three four five six\n\nhttps://example.com/a-very-long-address/of-something"
    assert shown("line", ["b"], [(text,)], screen=26) == (
        "b = one two three four\n    five six\n\n    https://example.com/a-very-long-address/of-something\n"
    ).replace("\n\n", "\n    \n")
    assert shown("line", ["b"], [(text,)]).count("\n") == 3


def test_json_in_colour() -> None:
    text = shown("line", ["v"], [('{"a": "x", "n": -1.5, "t": true, "z": null}',)], colour=True)
    assert '\x1b[34m"a"\x1b[0m: \x1b[32m"x"\x1b[0m' in text
    assert "\x1b[36m-1.5\x1b[0m" in text and "\x1b[36mtrue" in text and "\x1b[2mnull" in text


def test_json_cannot_drive_the_terminal() -> None:
    text = shown("line", ["v"], [('["\\u001b[2J", "\u202e"]',)], types=["JSON"], terminal=True)
    assert not set("\x1b\u202e") & set(text)


@pytest.mark.parametrize("name", ["csv", "tsv", "json", "jsonl", "line", "markdown", "html"])
def test_rows_stream(name: str) -> None:
    def rows() -> Any:
        yield (1,)
        raise LookupError

    pieces = []
    with pytest.raises(LookupError):
        for piece in FORMATS[name](["n"], rows(), Layout()):
            pieces.append(piece)  # noqa: PERF402 - what came before the error is what matters
    text = "".join(pieces)
    assert "1" in text
    if name == "json":
        with pytest.raises(ValueError, match="delimiter"):
            stdlib_json.loads(text)


def test_auto_turns_to_lines_where_a_row_would_be_cut() -> None:
    rows = [(1, "x" * 30)]
    assert shown("auto", ["a", "b"], rows, width=40).startswith("a  b\n-  ---")
    assert shown("auto", ["a", "b"], rows, width=20) == f"a = 1\nb = {'x' * 30}\n"


@pytest.mark.parametrize("name", BINARY)
def test_without_its_library_a_binary_format_says_how_to_install_it(name: str) -> None:
    """`helpsql[arrow]` is an extra; nothing runs first, so no file is begun."""
    absent = "import sys; sys.modules['pyarrow'] = None; from helpsql.cli.main import main; sys.exit(main())"
    command = [
        sys.executable,
        "-c",
        absent,
        "--format",
        name,
        "--database",
        "own.db",
        "-e",
        "create table t(a)",
    ]
    with TemporaryDirectory() as folder:
        done = subprocess.run(command, capture_output=True, text=True, check=False, cwd=folder, timeout=60)
        assert (done.returncode, done.stdout, list(Path(folder).iterdir())) == (1, "", [])
    assert "need pyarrow" in done.stderr and "pip install 'helpsql[arrow]'" in done.stderr
