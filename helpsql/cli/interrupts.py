"""Ctrl-C while a statement runs: the engine is told at once, and the statement ends with Interrupted.

Python runs signal handlers between bytecodes of the main thread, so one long step inside SQLite would
never see Ctrl-C. The signal's byte on a pipe (`signal.set_wakeup_fd`) wakes a thread that does.
"""

from __future__ import annotations

import os
import signal
import threading
from collections.abc import Callable, Iterator
from contextlib import contextmanager
from types import FrameType


class Interruption:
    """Whether Ctrl-C was pressed."""

    happened = False


@contextmanager
def interruptible(interrupt: Callable[[], None], state: Interruption) -> Iterator[None]:
    """Within it, the first Ctrl-C calls `interrupt` from another thread, the second is KeyboardInterrupt."""
    if threading.current_thread() is not threading.main_thread() or os.name != "posix":
        yield
        return

    def note(_number: int, _frame: FrameType | None) -> None:
        if state.happened:
            raise KeyboardInterrupt
        state.happened = True

    reader, writer = os.pipe()
    os.set_blocking(writer, False)
    before = signal.signal(signal.SIGINT, note)
    wakeup_before = signal.set_wakeup_fd(writer, warn_on_full_buffer=False)
    watcher = threading.Thread(target=_watch, args=(reader, interrupt), name="ctrl-c", daemon=True)
    watcher.start()
    try:
        yield
    finally:
        signal.set_wakeup_fd(wakeup_before)
        signal.signal(signal.SIGINT, before)
        os.close(writer)
        watcher.join()
        os.close(reader)


def _watch(reader: int, interrupt: Callable[[], None]) -> None:
    while received := os.read(reader, 64):
        if signal.SIGINT in received:
            interrupt()
