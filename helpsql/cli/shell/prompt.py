"""The prompt: prompt_toolkit set up with completion, colours, history, keys and the toolbar."""

from __future__ import annotations

import threading
from collections.abc import Callable
from functools import cache

from prompt_toolkit import PromptSession
from prompt_toolkit.application import Application
from prompt_toolkit.application.current import get_app
from prompt_toolkit.auto_suggest import AutoSuggestFromHistory
from prompt_toolkit.buffer import Buffer
from prompt_toolkit.completion import ThreadedCompleter
from prompt_toolkit.enums import EditingMode
from prompt_toolkit.filters import (
    Condition,
)
from prompt_toolkit.formatted_text import StyleAndTextTuples
from prompt_toolkit.layout.screen import Char
from prompt_toolkit.lexers import DynamicLexer, Lexer, PygmentsLexer
from prompt_toolkit.output import ColorDepth
from prompt_toolkit.styles import Style

from helpsql.cli.interrupts import as_a_key
from helpsql.cli.run import Runner
from helpsql.cli.shell.completer import ShellCompleter
from helpsql.cli.shell.entering import open_in
from helpsql.cli.shell.foresight import Foresight
from helpsql.cli.shell.history import open_history
from helpsql.cli.shell.keys import keys
from helpsql.cli.shell.toolbar import with_hints
from helpsql.cli.visible import TURNING
from helpsql.completion.known import KnownCatalogue

STYLE = Style.from_dict(
    {
        "pygments.keyword": "bold ansiblue",
        "pygments.literal.string": "ansigreen",
        "pygments.literal.number": "ansicyan",
        "pygments.comment": "italic ansibrightblack",
        "bottom-toolbar": "noreverse ansibrightblack",
        "bottom-toolbar.warn": "ansiyellow",
    }
)
# prompt_toolkit spells out control characters in a line, but not these, with which it reads as another.
Char.display_mappings.update({mark: f"<{ord(mark):04x}>" for mark in TURNING})


UNFINISHED = "; and Enter runs it, Ctrl-C drops it"


class Prompt:
    """Reads statements. `is_whole` tells when Enter ends one."""

    def __init__(self, runner: Runner, catalogue: KnownCatalogue, is_whole: Callable[[str], bool]) -> None:
        self.runner = runner
        self._is_whole = is_whole
        self.history = open_history(runner.notices)
        self.foresight = Foresight(runner.engine, lambda: runner.parameters)
        self._bar: StyleAndTextTuples = []
        coloured = runner.output.colour
        completer = ShellCompleter(catalogue)
        self.session: PromptSession[str] = PromptSession(
            history=self.history,
            auto_suggest=AutoSuggestFromHistory(),
            completer=ThreadedCompleter(completer),
            complete_while_typing=Condition(lambda: self.runner.settings.menu),
            reserve_space_for_menu=6,
            lexer=DynamicLexer(self._lexer) if coloured else None,
            style=STYLE if coloured else None,
            color_depth=None if coloured else ColorDepth.DEPTH_1_BIT,
            multiline=Condition(self._goes_on),
            prompt_continuation=self._continuation,
            bottom_toolbar=self._toolbar,
            key_bindings=keys(self.runner, self.foresight, completer),
            tempfile_suffix=".sql",
            enable_suspend=True,
        )
        self._load = catalogue.load
        self.session.app.after_render += self._load_once
        self.session.default_buffer.on_text_changed += self._typed

    def read(self, draft: str = "") -> str:
        """One statement or command. EOFError at Ctrl-D, KeyboardInterrupt at Ctrl-C."""
        self._begin_line()
        self.session.editing_mode = EditingMode(self.runner.settings.keys.upper())
        message = self._text()
        self.foresight.begin()
        try:
            with as_a_key():
                return self.session.prompt(message, default=draft, handle_sigint=False)
        finally:
            self.foresight.rest()

    def _begin_line(self) -> None:
        """Wipe what the terminal may have echoed, as `^C`: the prompt reckons with an empty line."""
        self.session.output.write_raw("\r")
        self.session.output.erase_end_of_line()
        self.session.output.flush()

    def ask(self, question: str) -> bool:
        """A yes or no; no where nobody answers."""
        try:
            return PromptSession[str]().prompt(question).strip().lower() in ("y", "yes")
        except EOFError:
            return True
        except KeyboardInterrupt:
            return False

    def _load_once(self, app: Application[str]) -> None:
        """Once the prompt stands, and a hand still moves to the keys, load what completion needs."""
        app.after_render -= self._load_once
        threading.Thread(target=self._load, name="completion", daemon=True).start()

    def _lexer(self) -> Lexer | None:
        """SQL's colours, loaded for the first letter: the prompt comes sooner."""
        return sql_lexer() if self.session.default_buffer.text else None

    def _text(self) -> str:
        return "helpsql*> " if self.runner.engine.in_transaction else "helpsql> "

    def _typed(self, buffer: Buffer) -> None:
        app = get_app()
        app.create_background_task(self.foresight.typed(buffer.text, app))

    def _toolbar(self) -> StyleAndTextTuples:
        self._bar = self.foresight.unless_looking(self._ask_toolbar, self._bar)
        return self._bar

    def _ask_toolbar(self) -> StyleAndTextTuples:
        cost = self.foresight.cost(self.session.default_buffer.text)
        settings = self.runner.settings
        return with_hints(
            self.runner.engine,
            get_app().output.get_size().columns,
            cost,
            self.runner.progress.requests,
            UNFINISHED if "\n" in self.session.default_buffer.text and self._goes_on() else "",
            [f"F3 multi-line {'on' if settings.multi_line else 'off'}", f"F4 {settings.keys}", "F5 cost"],
        )

    def _goes_on(self) -> bool:
        """Enter asks for another line."""
        return self.runner.settings.multi_line and not self._is_whole(self.session.default_buffer.text)

    def _continuation(self, _width: int, line: int, wrapped: int) -> str:
        """Below an open quote, comment or parenthesis it shows which; nothing where only the screen ends."""
        if wrapped:
            return " " * len("     -> ")
        above = "\n".join(self.session.default_buffer.document.lines[:line])
        return f"{open_in(above) or '-':>6}> "


@cache
def sql_lexer() -> Lexer:
    from pygments.lexers.sql import SqlLexer

    return PygmentsLexer(SqlLexer)
