"""Running statements one after another: ask, execute, show rows, say what it cost, stop at a failure."""

from __future__ import annotations

import threading
import time
from collections.abc import Callable, Iterable, Iterator, Mapping, Sequence
from contextlib import AbstractContextManager, closing, contextmanager, suppress
from dataclasses import dataclass, replace
from pathlib import Path
from shutil import get_terminal_size
from typing import TYPE_CHECKING, TextIO

from helpsql import errors
from helpsql.cli.ask import ASK_ABOVE, confirm, confirm_cost, confirm_rows
from helpsql.cli.complaints import explain_error
from helpsql.cli.interrupts import Interruption, interruptible
from helpsql.cli.places import NOWHERE, Place
from helpsql.cli.progress import Progress, counted
from helpsql.cli.showing import show, write
from helpsql.cli.streams import DIM, FileOutput, Notices, Output, folded, is_terminal
from helpsql.cli.summary import footer, held_call, say_dropped, say_notes, say_outcomes, say_planned
from helpsql.statements import kind

if TYPE_CHECKING:
    from helpsql.cli.inputs import Statement
    from helpsql.cli.listing import View
    from helpsql.engine import Engine, Result
    from helpsql.pending import Pending
    from helpsql.values import SqlValue

DONE, FAILED, USAGE, INTERRUPTED, UNREAD = 0, 1, 2, 130, 141


@dataclass
class Settings:
    """How statements are run and shown, and read at the prompt.

    format      None is the default of the stream
    chart       "" is none
    ask_above   requests from which on a hand at the terminal is asked first; 0: never
    confirm     ask before a statement outside transactions sends writes for several rows
    multi_line  Enter ends a statement only behind its semicolon
    menu        candidates while one types
    keys        emacs or vi
    """

    format: str | None = None
    header: bool = True
    explain: bool = False
    verbose: bool = False
    yes: bool = False
    pager: bool = False
    footer: bool = False
    chart: str = ""
    ask_above: int = ASK_ABOVE
    confirm: bool = False
    multi_line: bool = True
    menu: bool = True
    keys: str = "emacs"


class Runner:
    """Runs statements on one engine and shows their answers.

    last      the statement that ran last; `draft` is what the next prompt begins with
    code      how the last statement ended; left: a script said .quit
    reading   the scripts that are being read, each by the one before it
    view      how the rows of a command's own statement are listed; None: as all rows are shown
    history   earlier statements, oldest first
    ending    the signal that stopped the last statement and wants the process to end, 0 for none
    """

    def __init__(
        self,
        engine: Engine,
        settings: Settings,
        *,
        output: Output,
        notices: Notices,
        progress: Progress,
        stdin: TextIO | None = None,
        parameters: Mapping[str, SqlValue] | None = None,
    ) -> None:
        self.engine = engine
        self.settings = settings
        self.output = output
        self.notices = notices
        self.progress = progress
        self.stdin = stdin
        self.parameters = dict(parameters or {})
        self.last = ""
        self.code = DONE
        self.left = False
        self.reading: list[Path] = []
        self.draft = ""
        self.ending = 0
        self.view: View | None = None
        self.history: Callable[[], Iterable[str]] = tuple
        self._told: set[str] = set()
        self._agreed: set[str] = set()  # `.watch` asks once
        self._terminal = output
        self._once = False
        self._woken = threading.Event()
        output.before_write = notices.before_write = progress.clear

    def run_all(self, statements: Sequence[Statement]) -> int:
        """The exit code; stops at the first failure and rolls an open transaction back."""
        code = DONE
        for statement in statements:
            code = self.run_read(statement)
            if code != DONE or self.left:
                break
        return self._end_transaction(code)

    def run_read(self, statement: Statement) -> int:
        """Run a statement, or command, that was read from a script."""
        if not statement.is_command:
            return self.run(statement.sql, statement.place)
        from helpsql.cli.commands import LeaveShell, find_command, read_command
        from helpsql.cli.commands.elsewhere import as_command

        name, argument = read_command(as_command(statement.sql) or statement.sql)
        self.code = DONE
        try:
            find_command(name).run(self, argument)
        except LeaveShell:
            self.left = True
        except errors.Error as error:
            explain_error(error, self.notices, statement.place)
            self.code = FAILED
        return self.code

    def run(self, sql: str, place: Place = NOWHERE) -> int:
        """Run one statement; what goes wrong is said on standard error.

        128 and a signal's number: the process was asked to end, and the statement stopped.
        """
        self.code = self._run(sql, place)
        return self.code

    def _run(self, sql: str, place: Place) -> int:
        interruption = Interruption()
        self.last = sql
        self.progress.rows = 0
        try:
            self._confirm(sql)
            with self._heeding(interruption):
                self._explain(sql) if self.settings.explain else self._execute(sql)
            if self._once:
                self.redirect("")
            code = INTERRUPTED if interruption.happened else DONE
        except errors.Error as error:
            code = self._failed(error, place, interruption)
        except KeyboardInterrupt as error:
            if not isinstance(error.__cause__, errors.Error):
                raise
            code = self._failed(error.__cause__, place, interruption)
        finally:
            if self._once:
                with suppress(errors.Error):
                    self.redirect("")
        self.ending = interruption.ending
        return 128 + self.ending if self.ending else code

    def _failed(self, error: errors.Error, place: Place, interruption: Interruption) -> int:
        with suppress(errors.Error):
            self.output.flush()
        if error.code == "bad-parameter" and error.token.startswith(":"):
            given = f"Give it: -p {error.token[1:]}=…, in the shell .params {error.token[1:]}=…"
            error.hint = f"{error.hint} {given}".strip()
        explain_error(error, self.notices, place)
        self._say_partial()
        # A write that was stopped tells of its rows; that it was stopped is the cause.
        causes = (error, error.__cause__)
        stopped = interruption.happened and any(isinstance(one, errors.Interrupted) for one in causes)
        return INTERRUPTED if stopped else FAILED

    @contextmanager
    def stoppable(self) -> Iterator[Callable[[], None]]:
        """Work of a command's own, which Ctrl-C stops: what is given raises Interrupted after that."""
        interruption = Interruption()

        def check() -> None:
            if interruption.happened:
                raise errors.Interrupted("interrupted")

        try:
            with self.progress.running(), self._heeding(interruption):
                yield check
        finally:
            self.ending = interruption.ending

    def _heeding(self, interruption: Interruption) -> AbstractContextManager[None]:
        return interruptible(self._stop, interruption, self._stop_at_once)

    def _stop(self) -> None:
        self.progress.stopping()
        self.engine.interrupt()

    def _stop_at_once(self) -> None:
        self.engine.interrupt(at_once=True)

    def redirect(self, file: str, *, form: str = "", once: bool = False) -> None:
        """Write rows to the file from now on, or for one statement; "" is standard output again."""
        before, self.output, self._once = self.output, self._terminal, False
        if isinstance(before, FileOutput):
            before.close()
        if file:
            self.output, self._once = FileOutput(file, form), once

    def page(self, text: str) -> None:
        """Show a text, in the pager where it does not fit on the screen."""
        write(text.splitlines(keepends=True), self.output, self.settings, self.progress.stop)

    @contextmanager
    def expanded(self) -> Iterator[None]:
        """One line a column meanwhile."""
        before, self.settings = self.settings, replace(self.settings, format="line")
        try:
            yield
        finally:
            self.settings = before

    def pause(self, seconds: float) -> None:
        """Wait until the time is over or `wake` is called."""
        self._woken.wait(seconds)
        self._woken.clear()

    def wake(self) -> None:
        self._woken.set()

    def _confirm(self, sql: str) -> None:
        """Ask, unless nothing could be changed anyway."""
        harmless = self.settings.explain or self.engine.dry_run or self.engine.read_only
        confirm(sql, yes=self.settings.yes or harmless, stdin=self.stdin, notices=self.notices)
        if self._asks_for_cost() and sql not in self._agreed:
            foreseen = self.engine.foresee(sql, self.parameters, asking=True)
            confirm_cost(foreseen, self.settings.ask_above, self.stdin, self.notices)
            self._agreed.add(sql)

    def confirm_rows(self, writes: Sequence[Pending], check: Callable[[], None] | None = None) -> None:
        """Ask before several rows are changed by a statement that no transaction holds back.

        check   raises once the asking is to stop; by default it does when the statement was stopped
        """
        if self.settings.confirm and len(writes) > 1:
            with self.progress.paused():
                confirm_rows(writes, self.stdin, self.notices, check or self._check_stopped)

    def _check_stopped(self) -> None:
        if self.engine.scope.cancelled.is_set():
            raise errors.Interrupted("interrupted: nothing was sent.")

    def _asks_for_cost(self) -> bool:
        """Somebody sits here who can answer, and no bound was given that answers for them."""
        settings = self.settings
        if settings.yes or settings.explain or self.stdin is None or not is_terminal(self.stdin):
            return False
        return settings.ask_above > 0 and self.engine.max_requests is None

    def _explain(self, sql: str) -> None:
        explanation = self.engine.explain(sql, self.parameters)
        told = str(explanation)
        if self.output.is_terminal:
            told = folded(told, get_terminal_size().columns)
        self.output.write(f"{told}\n")
        self.output.flush()
        for hint in explanation.hints if self.settings.footer else ():
            self.notices.say(hint, DIM)

    def _execute(self, sql: str) -> None:
        started, before = time.perf_counter(), self._held()
        with self.progress.running(), closing(self.engine.execute(sql, self.parameters)) as result:
            held = len(self._held()) > len(before)
            if not (held and kind(sql) == "call"):
                self._show(result)
        self._summarize(result, time.perf_counter() - started, held=held, is_call=kind(sql) == "call")
        if kind(sql) == "rollback":
            say_dropped(before, self._held(), self.notices)

    def _held(self) -> Sequence[Pending]:
        """The writes of the open transaction."""
        return list(self.engine.pending.writes) if self.engine.in_transaction else ()

    def _show(self, result: Result) -> None:
        """Write the rows as they come."""
        rows = self.progress.count(result)
        if result.columns:
            show(result.columns, rows, self.output, self.settings, view=self.view, opening=self.progress.stop)
        else:
            for _row in rows:
                pass

    def _summarize(self, result: Result, seconds: float, *, held: bool, is_call: bool) -> None:
        say_planned(result, self.notices)
        shown = self.settings.footer or self.settings.verbose
        made = shown and any(outcome.action == "INSERT" for outcome in result.outcomes)
        if not result.columns and (result.rowcount < 0 or made):
            say_outcomes(result, self.notices)
        if shown:
            said = footer(result, self.progress.rows, seconds, held=held)
            if result.columns and isinstance(self.output, FileOutput):
                said += f", to {self.output.name}"
            self.notices.say(held_call(result, seconds) if held and is_call else said, DIM)
        # At a prompt the same note below each answer is noise; who asks for -v wants all.
        say_notes(result, self.notices, always=shown, told=None if self.settings.verbose else self._told)

    def _say_partial(self) -> None:
        """The rows that were shown before a statement broke off must not pass for its answer."""
        if self.settings.footer and self.progress.rows:
            self.notices.say(f"  Incomplete: it stopped after {counted(self.progress.rows, 'row')}.", DIM)

    def _end_transaction(self, code: int) -> int:
        if not self.engine.in_transaction:
            return code
        kept = self.drop_transaction()
        if code == DONE:
            self.notices.complain(
                "the script ended inside a transaction: it was rolled back, nothing of it was sent.\n"
                "  End it with COMMIT."
            )
            return FAILED
        self.notices.say(f"  The open transaction was rolled back; {kept}.")
        return code

    def drop_transaction(self) -> str:
        """Roll the open transaction back; what that leaves, in words."""
        sent = self.engine.report is not None
        self.engine.rollback()
        return "what was applied stays" if sent else "nothing of it was sent"
