"""Work that an impatient hand must not tear: it goes on in a thread while the main thread can be interrupted.

A KeyboardInterrupt amid the sending of writes would lose what became of them. Here it stops what is not
begun, and is raised when the rest has ended, with what is known.
"""

from __future__ import annotations

import threading
from collections.abc import Callable
from concurrent.futures import Future, wait
from typing import Protocol, TypeVar

from helpsql.errors import Error

Result = TypeVar("Result")
PRESSES = 4
"""After so many the work is left alone."""
LOOK = 0.2
"""Seconds between looks: Python does not see a signal that comes just before it begins to wait."""


class Stop(Protocol):
    """Ends the work early; `at_once`: without waiting for what is under way."""

    def __call__(self, *, at_once: bool = False) -> None: ...


def done_aside(work: Callable[[], Result], stop: Stop) -> Result:
    """What the work gives; the first KeyboardInterrupt stops it, the second stops it at once.

    KeyboardInterrupt is raised when the work has ended; what the work raised is its cause and its note.
    """
    if threading.current_thread() is not threading.main_thread():
        return work()
    future: Future[Result] = Future()
    pressed = _waited(future, threading.Thread(target=_fill, args=(future, work), name="sending"), stop)
    if pressed is None:
        return future.result()
    raise _told(pressed, future)


def _fill(future: Future[Result], work: Callable[[], Result]) -> None:
    if future.set_running_or_notify_cancel():
        try:
            future.set_result(work())
        except BaseException as error:
            future.set_exception(error)


def _waited(future: Future[Result], thread: threading.Thread, stop: Stop) -> KeyboardInterrupt | None:
    presses = 0
    last = None
    while not future.done():
        try:
            if not presses and thread.ident is None:
                thread.start()
            wait([future], LOOK)
        except KeyboardInterrupt as pressed:
            presses, last = presses + 1, pressed
            # Not begun yet: then nothing of it is done at all.
            if future.cancel() or presses >= PRESSES:
                raise
            stop(at_once=presses > 1)
    return last


def _told(pressed: KeyboardInterrupt, future: Future[Result]) -> BaseException:
    error = future.exception()
    if error is None:
        pressed.add_note("All writes were applied before.")
        return pressed
    if not isinstance(error, Error):
        return error
    pressed.add_note(str(error))
    pressed.__cause__ = error
    return pressed
