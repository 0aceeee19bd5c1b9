"""What the statement in the line would cost, told below it while it is typed.

Planning may load definitions, so it is done beside the event loop, once the hand rests. SQLite's connection
is not for two threads at once: `Foresight.rest` waits for the plan before anything else uses it.
"""

from __future__ import annotations

import asyncio
import threading
from collections.abc import Callable, Mapping
from contextlib import suppress
from typing import TYPE_CHECKING, TypeVar

if TYPE_CHECKING:
    from prompt_toolkit.application import Application

    from helpsql.engine import Engine
    from helpsql.explain import Explanation
    from helpsql.values import SqlValue

T = TypeVar("T")
PAUSE = 0.25
"""Seconds without a key after which the hand rests."""
LONGEST = 20_000
"""Characters: a longer text was pasted, and is not planned key by key."""


class Foresight:
    """The cost of the text that was looked at last."""

    def __init__(self, engine: Engine, parameters: Callable[[], Mapping[str, SqlValue]]) -> None:
        self._engine = engine
        self._parameters = parameters
        self._lock = threading.Lock()
        self._resting = True
        self._known: tuple[str, Explanation | None] = ("", None)

    def cost(self, text: str) -> int | None:
        """About how many requests at most; None while that is not known."""
        known, foreseen = self._known
        return foreseen.most if foreseen is not None and known == text else None

    async def typed(self, text: str, app: Application[str]) -> None:
        """The text changed: look at it unless it changes again soon."""
        await asyncio.sleep(PAUSE)
        if app.current_buffer.text == text and 0 < len(text) <= LONGEST:
            await asyncio.get_running_loop().run_in_executor(None, self.look, text)
            app.invalidate()

    def look(self, text: str) -> None:
        """Plan the statement, unless the engine is somebody else's."""
        with self._lock, suppress(Exception):  # a guess disturbs nobody
            if not self._resting:
                self._known = (text, self._engine.foresee(text, self._parameters()))

    def unless_looking(self, ask: Callable[[], T], otherwise: T) -> T:
        """What the engine tells, or what it told before while it is in use here."""
        if not self._lock.acquire(blocking=False):
            return otherwise
        try:
            return ask()
        finally:
            self._lock.release()

    def aside(self, work: Callable[[], T]) -> T:
        """Use the engine while nothing is planned."""
        with self._lock:
            return work()

    def begin(self) -> None:
        """The prompt stands, and nothing else uses the engine."""
        self._resting = False

    def rest(self) -> None:
        """Nothing is planned any more when this returns."""
        self._resting = True
        with self._lock:
            pass
