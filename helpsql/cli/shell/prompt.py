"""The prompt: prompt_toolkit set up with completion, colours, history, keys and the toolbar."""

from __future__ import annotations

import os
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
    completion_is_selected,
    emacs_insert_mode,
    emacs_mode,
    has_selection,
    is_done,
    vi_insert_mode,
    vi_navigation_mode,
)
from prompt_toolkit.formatted_text import StyleAndTextTuples
from prompt_toolkit.key_binding import KeyBindings, KeyPressEvent
from prompt_toolkit.layout.screen import Char
from prompt_toolkit.lexers import DynamicLexer, Lexer, PygmentsLexer
from prompt_toolkit.output import ColorDepth
from prompt_toolkit.styles import Style

from helpsql.cli.run import Runner
from helpsql.cli.shell.completer import ShellCompleter
from helpsql.cli.shell.foresight import Foresight
from helpsql.cli.shell.history import open_history
from helpsql.cli.shell.toolbar import toolbar
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


class Prompt:
    """Reads statements. `is_whole` tells when Enter ends one."""

    def __init__(self, runner: Runner, catalogue: KnownCatalogue, is_whole: Callable[[str], bool]) -> None:
        self.runner = runner
        self.history = open_history(runner.notices)
        self.foresight = Foresight(runner.engine, lambda: runner.parameters)
        self._bar: StyleAndTextTuples = []
        coloured = runner.output.colour
        completer = ShellCompleter(catalogue)
        self.session: PromptSession[str] = PromptSession(
            history=self.history,
            auto_suggest=AutoSuggestFromHistory(),
            completer=ThreadedCompleter(completer),
            complete_while_typing=True,
            reserve_space_for_menu=6,
            lexer=DynamicLexer(self._lexer) if coloured else None,
            style=STYLE if coloured else None,
            color_depth=None if coloured else ColorDepth.DEPTH_1_BIT,
            multiline=Condition(lambda: not is_whole(self.session.default_buffer.text)),
            prompt_continuation="     -> ",
            bottom_toolbar=self._toolbar,
            key_bindings=_keys(completer),
            editing_mode=_editing_mode(),
            tempfile_suffix=".sql",
            enable_suspend=True,
        )
        self._load = catalogue.load
        self.session.app.after_render += self._load_once
        self.session.default_buffer.on_text_changed += self._typed

    def read(self, draft: str = "") -> str:
        """One statement or command. EOFError at Ctrl-D, KeyboardInterrupt at Ctrl-C."""
        self._begin_line()
        message = self._text()
        self.foresight.begin()
        try:
            return self.session.prompt(message, default=draft)
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
        width = get_app().output.get_size().columns
        return toolbar(self.runner.engine, width, cost, self.runner.progress.requests)


@cache
def sql_lexer() -> Lexer:
    from pygments.lexers.sql import SqlLexer

    return PygmentsLexer(SqlLexer)


def _editing_mode() -> EditingMode:
    """vi's keys for who has them in the editor or in readline; emacs' for all others."""
    wanted = os.environ.get("HELPSQL_KEYS", "")
    return EditingMode.VI if wanted.lower() == "vi" else EditingMode.EMACS


def _keys(completer: ShellCompleter) -> KeyBindings:
    keys = KeyBindings()
    is_closed = Condition(lambda: completer.has_closed(get_app().current_buffer.document.text_before_cursor))

    @keys.add("escape", "enter")
    def _end(event: KeyPressEvent) -> None:
        """Alt-Enter runs what is there, with or without a semicolon."""
        event.current_buffer.validate_and_handle()

    @keys.add("enter", filter=completion_is_selected & ~is_done)
    def _accept(event: KeyPressEvent) -> None:
        """Enter takes the candidate that is marked; with none marked it is Enter, menu or not."""
        event.current_buffer.complete_state = None

    @keys.add("'", filter=is_closed & (emacs_insert_mode | vi_insert_mode))
    def _type_over(event: KeyPressEvent) -> None:
        """Who opened the quote closes it, though completion did already."""
        event.current_buffer.complete_state = None

    @keys.add("c-x", "c-e", filter=emacs_mode & ~has_selection)
    @keys.add("v", filter=vi_navigation_mode)
    def _edit(event: KeyPressEvent) -> None:
        """What the editor saved comes back to the prompt; it is not run unseen, as readline would."""
        event.current_buffer.open_in_editor()

    return keys
