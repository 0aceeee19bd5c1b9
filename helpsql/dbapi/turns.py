"""One thread at a time: what two threads that share a connection do comes one after the other."""

from __future__ import annotations

import os
import threading
from collections.abc import Callable
from contextlib import AbstractContextManager, nullcontext
from functools import wraps
from typing import Any, Concatenate, ParamSpec, Protocol, TypeVar

from helpsql.errors import InterfaceError

P = ParamSpec("P")
R = TypeVar("R")
S = TypeVar("S", bound="TakesTurns")


class Turns:
    """Who may use a connection: the thread that opened it, or any in its turn; in its own process only."""

    def __init__(self, check_same_thread: bool) -> None:
        self._process = os.getpid()
        self._thread = threading.get_ident() if check_same_thread else None
        own = nullcontext() if check_same_thread else threading.RLock()
        self.turn: AbstractContextManager[Any] = own

    @property
    def in_own_process(self) -> bool:
        return self._process == os.getpid()

    def check(self) -> None:
        """InterfaceError for whoever may not."""
        if self._thread not in (None, threading.get_ident()):
            raise InterfaceError(
                "this connection was opened in another thread.",
                hint="Open one in each thread, or connect(check_same_thread=False): threads then take turns.",
                code="wrong-thread",
            )
        if not self.in_own_process:
            # It would read the other process's answers from the sockets that both have.
            raise InterfaceError(
                "this connection was opened in another process.",
                hint="Open one after the fork, in each process.",
                code="wrong-process",
            )


class TakesTurns(Protocol):
    @property
    def turns(self) -> Turns: ...


def in_turn(method: Callable[Concatenate[S, P], R]) -> Callable[Concatenate[S, P], R]:
    """The method, which waits for its turn."""

    @wraps(method)
    def waiting(self: S, /, *given: P.args, **named: P.kwargs) -> R:
        with self.turns.turn:
            return method(self, *given, **named)

    return waiting
