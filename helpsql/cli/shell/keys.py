"""The prompt's own keys, beside those of emacs or vi: those that pgcli's and litecli's users press."""

from __future__ import annotations

from dataclasses import replace
from typing import TYPE_CHECKING

from prompt_toolkit.application import run_in_terminal
from prompt_toolkit.application.current import get_app
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
from prompt_toolkit.key_binding import KeyBindings, KeyPressEvent

from helpsql.cli.complaints import explain_error

if TYPE_CHECKING:
    from helpsql.cli.run import Runner
    from helpsql.cli.shell.completer import ShellCompleter
    from helpsql.cli.shell.foresight import Foresight


def keys(runner: Runner, foresight: Foresight, completer: ShellCompleter) -> KeyBindings:
    """All of them; those that set something set it in the runner's settings, as `.set` does."""
    found = KeyBindings()
    _add_lines(found, Condition(lambda: runner.settings.multi_line))
    _add_switches(found, runner)
    _add_cost(found, runner, foresight)

    is_closed = Condition(lambda: completer.has_closed(get_app().current_buffer.document.text_before_cursor))

    @found.add("'", filter=is_closed & (emacs_insert_mode | vi_insert_mode))
    def _type_over(event: KeyPressEvent) -> None:
        """Who opened the quote closes it, though completion did already."""
        event.current_buffer.complete_state = None

    @found.add("c-x", "c-e", filter=emacs_mode & ~has_selection)
    @found.add("v", filter=vi_navigation_mode)
    def _edit(event: KeyPressEvent) -> None:
        """What the editor saved comes back to the prompt; it is not run unseen, as readline would."""
        event.current_buffer.open_in_editor()

    @found.add("c-space")
    def _complete(event: KeyPressEvent) -> None:
        """The menu of candidates, or its next one."""
        buffer = event.current_buffer
        if buffer.complete_state:
            buffer.complete_next()
        else:
            buffer.start_completion(select_first=False)

    return found


def _add_lines(found: KeyBindings, multi_line: Condition) -> None:
    @found.add("escape", "enter", filter=multi_line)
    def _end(event: KeyPressEvent) -> None:
        """Alt-Enter runs what is there, with or without a semicolon."""
        event.current_buffer.validate_and_handle()

    @found.add("escape", "enter", filter=~multi_line)
    def _break(event: KeyPressEvent) -> None:
        """Where Enter runs, Alt-Enter begins another line."""
        event.current_buffer.newline()

    @found.add("enter", filter=completion_is_selected & ~is_done)
    def _accept(event: KeyPressEvent) -> None:
        """Enter takes the candidate that is marked; with none marked it is Enter, menu or not."""
        event.current_buffer.complete_state = None


def _add_switches(found: KeyBindings, runner: Runner) -> None:
    @found.add("f2")
    def _menu(event: KeyPressEvent) -> None:
        """Candidates while typing, or only at Tab."""
        runner.settings = replace(runner.settings, menu=not runner.settings.menu)
        event.current_buffer.complete_state = None

    @found.add("f3")
    def _multi_line(_event: KeyPressEvent) -> None:
        runner.settings = replace(runner.settings, multi_line=not runner.settings.multi_line)

    @found.add("f4")
    def _keys(event: KeyPressEvent) -> None:
        wanted = "emacs" if runner.settings.keys == "vi" else "vi"
        runner.settings = replace(runner.settings, keys=wanted)
        event.app.editing_mode = EditingMode(wanted.upper())


def _add_cost(found: KeyBindings, runner: Runner, foresight: Foresight) -> None:
    @found.add("f5")
    def _cost(event: KeyPressEvent) -> None:
        """The requests of what stands at the prompt, which stays there."""
        text = event.current_buffer.text.strip().rstrip(";")
        if text:
            run_in_terminal(lambda: foresight.aside(lambda: _explain(runner, text)))


def _explain(runner: Runner, text: str) -> None:
    """Above the prompt. What cannot be explained says why and costs nothing either."""
    try:
        runner.output.write(f"{runner.engine.explain(text, runner.parameters)}\n")
        runner.output.flush()
    except Exception as error:  # a key never ends the session
        explain_error(error, runner.notices)
