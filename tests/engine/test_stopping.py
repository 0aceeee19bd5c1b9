"""Stopping while a helpdesk does not answer: reads end at once, and of every write it is told what became of it."""

from __future__ import annotations

import os
import signal
import threading
from collections.abc import Iterator

import pytest

from helpsql.errors import Interrupted, WriteError

from .gated import PATIENCE, Held, held_sandbox

SIX = "update Conversations set Subject = 'stopped ' || Id where Id between 50 and 55"


@pytest.fixture
def held() -> Iterator[Held]:
    with held_sandbox() as opened:
        yield opened


def test_a_read_that_gets_no_answer_ends_at_once(held: Held) -> None:
    held.gate.holds = lambda _method, path: path.endswith("/conversations")
    reading = held.begin("select count(distinct Subject) from Conversations")
    held.gate.wait()
    held.engine.interrupt()
    assert isinstance(reading.end(), Interrupted)
    held.gate.opened.set()
    assert list(held.engine.execute("select count(*) > 1 from Users")) == [(1,)]


def test_the_accounts_own_fields_are_looked_up_as_a_part_of_the_statement(held: Held) -> None:
    held.gate.holds = lambda _method, path: path.endswith("/mailboxes")
    reading = held.begin("select * from Conversations limit 1")
    held.gate.wait()
    held.engine.interrupt()
    assert isinstance(reading.end(), Interrupted)


def gather(held: Held) -> None:
    """Hold six writes in a transaction, and any PATCH from now on."""
    held.engine.execute("begin")
    held.engine.execute(SIX)
    held.gate.holds = lambda method, _path: method == "PATCH"


def test_writes_under_way_are_waited_for(held: Held) -> None:
    gather(held)
    sending = held.begin("commit")
    held.gate.wait()
    held.engine.interrupt()
    held.gate.opened.set()
    error = sending.end()
    sent = sum(method == "PATCH" for method, _path in held.gate.passed)
    assert 1 <= sent <= 6
    if sent < 6:
        assert isinstance(error, WriteError) and len(error.outcomes) == 6
        assert (len(error.applied), len(error.unsent)) == (sent, 6 - sent)


def test_at_once_tells_what_is_not_known(held: Held) -> None:
    gather(held)
    sending = held.begin("commit")
    held.gate.wait(2)
    held.engine.interrupt()
    held.engine.interrupt(at_once=True)
    error = sending.end()
    assert isinstance(error, WriteError) and isinstance(error.__cause__, Interrupted)
    assert len(error.unknown) >= 2 and len(error.unknown) + len(error.unsent) == 6
    assert not held.engine.in_transaction
    assert "Look at the rows whose outcome is unknown" in str(error)


@pytest.mark.skipif(os.name != "posix", reason="signals as POSIX has them")
@pytest.mark.parametrize("rows", [6, 1])
def test_a_keyboard_interrupt_loses_no_outcome(held: Held, rows: int) -> None:
    """As in a program of one's own: Ctrl-C twice while the main thread commits."""
    gather(held)
    if rows == 1:
        held.engine.execute("rollback")
        held.engine.execute("begin")
        held.engine.execute("update Conversations set Subject = 'stopped' where Id = 50")

    stopped_once = threading.Semaphore(0)
    interrupt = held.engine.interrupt

    def counted(*, at_once: bool = False) -> None:
        interrupt(at_once=at_once)
        stopped_once.release()

    def press() -> None:
        held.gate.wait()
        for _ in range(2):
            signal.pthread_kill(threading.main_thread().ident or 0, signal.SIGINT)
            stopped_once.acquire(timeout=PATIENCE)

    held.engine.interrupt = counted  # type: ignore[method-assign]
    handler = signal.signal(signal.SIGINT, signal.default_int_handler)
    threading.Thread(target=press, daemon=True).start()
    try:
        with pytest.raises(KeyboardInterrupt) as stopped:
            held.engine.execute("commit")
    finally:
        signal.signal(signal.SIGINT, handler)
    error = stopped.value.__cause__
    assert isinstance(error, WriteError) and len(error.outcomes) == rows and error.unknown
    assert any("unknown" in note for note in stopped.value.__notes__)
    assert not held.engine.in_transaction
