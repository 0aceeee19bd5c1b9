"""Ctrl-C while a statement runs: the engine is told at once, and the statement ends with Interrupted.

Python runs signal handlers between bytecodes of the main thread, so one long step inside SQLite would
never see Ctrl-C. The signal's byte on a pipe (`signal.set_wakeup_fd`) wakes a thread that does.
"""

from __future__ import annotations

import os
import signal
import threading
from collections.abc import Callable, Iterator, Sequence
from contextlib import contextmanager
from types import FrameType

ENDINGS = (signal.SIGTERM, signal.SIGHUP) if os.name == "posix" else ()
"""Signals by which a process is asked to end: `kill`, and a terminal that was closed."""


class Interruption:
    """How often Ctrl-C was pressed; `ending` is the signal by which the process was asked to end."""

    presses = 0
    ending = 0

    @property
    def happened(self) -> bool:
        return self.presses > 0


@contextmanager
def interruptible(
    interrupt: Callable[[], None], state: Interruption, again: Callable[[], None] | None = None
) -> Iterator[None]:
    """Within it, Ctrl-C calls `interrupt` from another thread, and then, where it is given, `again`.

    The press after these is KeyboardInterrupt. A signal to end counts as a press.
    """
    if threading.current_thread() is not threading.main_thread() or os.name != "posix":
        yield
        return
    steps = [interrupt, again or interrupt]
    most = 2 if again is not None else 1

    def note(number: int, _frame: FrameType | None) -> None:
        if state.presses >= most:
            raise KeyboardInterrupt
        state.presses += 1
        state.ending = state.ending if number == signal.SIGINT else number

    reader, writer = os.pipe()
    os.set_blocking(writer, False)
    before = {number: signal.signal(number, note) for number in _heeded()}
    wakeup_before = signal.set_wakeup_fd(writer, warn_on_full_buffer=False)
    watcher = threading.Thread(target=_watch, args=(reader, steps), name="ctrl-c", daemon=True)
    watcher.start()
    try:
        yield
    finally:
        signal.set_wakeup_fd(wakeup_before)
        for number, handler in before.items():
            signal.signal(number, handler)
        os.close(writer)
        watcher.join()
        os.close(reader)


def _heeded() -> list[signal.Signals]:
    """Ctrl-C, and the signals to end but for those that nobody is to hear of (nohup)."""
    ends = [number for number in ENDINGS if signal.getsignal(number) is not signal.SIG_IGN]
    return [signal.SIGINT, *ends]


def _watch(reader: int, steps: Sequence[Callable[[], None]]) -> None:
    presses = 0
    while received := os.read(reader, 64):
        for number in received:
            if number in (signal.SIGINT, *ENDINGS):
                steps[min(presses, len(steps) - 1)]()
                presses += 1


@contextmanager
def as_a_key() -> Iterator[None]:
    """Within it Ctrl-C is a key and no signal: one that comes while the prompt is set up tears nothing."""
    if threading.current_thread() is not threading.main_thread():
        yield
        return
    before = signal.signal(signal.SIGINT, lambda _number, _frame: None)
    try:
        yield
    finally:
        signal.signal(signal.SIGINT, before)


@contextmanager
def ending_cleanly() -> Iterator[None]:
    """Within it, a signal to end is SystemExit: the terminal is put right, and nothing held is sent."""
    if threading.current_thread() is not threading.main_thread() or os.name != "posix":
        yield
        return

    def end(number: int, _frame: FrameType | None) -> None:
        raise SystemExit(128 + number)

    before = {number: signal.signal(number, end) for number in _heeded() if number != signal.SIGINT}
    try:
        yield
    finally:
        for number, handler in before.items():
            signal.signal(number, handler)
