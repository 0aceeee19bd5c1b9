"""Pages drawn for a terminal: nothing is lost, nothing is wider than the screen."""

from __future__ import annotations

import io
import re

import pytest
from wcwidth import wcswidth

from helpsql.cli.help import help_lines, help_text
from helpsql.cli.markdown import draw_markdown
from helpsql.cli.streams import Output

PAGES = ["costs", "cli", "zendesk", "helpscout.Conversations", "zendesk.ReplyToTicket"]
COLOUR = re.compile(r"\x1b\[\d*m")
TABLE = "| name | what it is |\n| --- | --- |\n| `id` | Number of it. |\n| `a\\|b` | Cut \\| kept. |\n"


def drawn(text: str, width: int = 80, *, colour: bool = False) -> str:
    return "".join(draw_markdown(text, width, colour=colour))


@pytest.mark.parametrize("width", [40, 80, 200])
@pytest.mark.parametrize("name", PAGES)
def test_no_line_is_wider_than_the_screen_but_code(name: str, width: int) -> None:
    lines = drawn(help_text(name), width).splitlines()
    assert all(wcswidth(line) <= width for line in lines if not line.startswith("    "))


@pytest.mark.parametrize("width", [60, 80, 200])
@pytest.mark.parametrize("name", ["costs", "zendesk", "helpscout.Conversations", "zendesk.ReplyToTicket"])
def test_every_word_of_a_page_is_shown(name: str, width: int) -> None:
    text = re.sub(r"\]\(\S+?\)|<!--.*?-->|^```\w+", "", help_text(name), flags=re.MULTILINE)
    shown = set(re.findall(r"\w+", drawn(help_text(name), width)))
    lost = set(re.findall(r"\w+", text)) - shown
    assert not {word for word in lost if len(word) < 17}, "shorter than what a narrow column cuts"


def test_colours_change_nothing_but_colours() -> None:
    text = help_text("zendesk.tickets")
    shown = COLOUR.sub("", drawn(text, colour=True))
    assert shown.split() == drawn(text).replace("`", "").split()


def test_headings_lists_and_code() -> None:
    page = "# A\n\nOne `two`\n**three**.\n\n- four\n  five\n\n```sql\nselect  1;\n\nselect 2;\n```\n"
    assert drawn(page) == ("A\n=\n\nOne `two` three.\n\n- four five\n\n    select  1;\n\n    select 2;\n")
    assert "One \x1b[36mtwo\x1b[0m \x1b[1mthree\x1b[0m." in drawn(page, colour=True)


def test_links_show_what_they_are_called() -> None:
    assert drawn("See [tickets](#tickets) at <https://example.com/a>.\n") == (
        "See tickets at https://example.com/a.\n"
    )


def test_a_table_is_aligned_and_its_cells_are_wrapped() -> None:
    assert drawn(TABLE, 15) == (
        "name  what it\n      is\n----  ---------\nid    Number of\n      it.\na|b   Cut |\n      kept.\n"
    )


def test_a_table_that_cannot_fit_is_a_list() -> None:
    assert drawn(TABLE, 9).startswith("name id\nwhat it\nis Number\nof it.\n\n")


def test_wide_characters_are_counted_by_the_columns_they_take() -> None:
    table = "| name | what |\n| --- | --- |\n| 配送希望日 | day |\n| id | number |\n"
    assert [
        line.index(word) for line, word in zip(drawn(table).splitlines()[2:], ("day", "number"), strict=False)
    ] == [
        7,
        12,
    ]
    assert drawn("配送希望日\n", 5) == "配送\n希望\n日\n"


def test_control_characters_are_spelled_out() -> None:
    assert drawn("evil \x1b]0;title\x07\n") == "evil \\x1b]0;title\\x07\n"


class _Stream(io.StringIO):
    def __init__(self, *, terminal: bool) -> None:
        super().__init__()
        self.terminal = terminal

    def isatty(self) -> bool:
        return self.terminal


def test_help_is_drawn_for_a_terminal_and_markdown_for_a_pipe(monkeypatch: pytest.MonkeyPatch) -> None:
    monkeypatch.setenv("COLUMNS", "72")
    shown = "".join(help_lines("zendesk.groups", Output(_Stream(terminal=True), "always")))
    assert shown == drawn(help_text("zendesk.groups"), 72, colour=True)
    plain = "".join(help_lines("zendesk.groups", Output(_Stream(terminal=True), "never")))
    assert plain == drawn(help_text("zendesk.groups"), 72)
    assert "".join(help_lines("zendesk.groups", Output(_Stream(terminal=False)))) == help_text(
        "zendesk.groups"
    )
