"""Interrupting while answers are waited for, over real sockets: reads are cut, a write is waited for."""

from __future__ import annotations

import socket
import threading
from collections.abc import Iterator
from concurrent.futures import Future, ThreadPoolExecutor

import pytest

from helpsql.retry import Fault
from helpsql.wire import Answer, Failure, Wire

OK = b"HTTP/1.1 200 OK\r\nContent-Length: 2\r\n\r\n{}"


class Slow:
    """A server that answers when it is told to."""

    def __init__(self) -> None:
        self.listener = socket.create_server(("127.0.0.1", 0))
        self.url = f"http://127.0.0.1:{self.listener.getsockname()[1]}/"
        self.wire = Wire(None, trust_env=False, keep=4)
        self.threads = ThreadPoolExecutor(4)
        self.stopped = threading.Event()

    def ask(self, method: str) -> tuple[socket.socket, Future[Answer | Failure]]:
        """Send a request; it has arrived, on the socket that is given back with the outcome to come."""
        coming = self.threads.submit(
            self.wire.transmit, method, self.url, {}, None, timeout=60, stop=self.stopped.is_set
        )
        there, _ = self.listener.accept()
        there.settimeout(60)
        assert there.recv(65536).startswith(method.encode())
        return there, coming


@pytest.fixture
def slow() -> Iterator[Slow]:
    server = Slow()
    yield server
    server.wire.close()
    server.threads.shutdown()
    server.listener.close()


def test_reads_that_wait_are_cut(slow: Slow) -> None:
    asked = [slow.ask("GET") for _ in range(2)]
    slow.wire.cut_reads()
    for there, coming in asked:
        outcome = coming.result(60)
        assert isinstance(outcome, Failure) and outcome.fault is Fault.CUT
        there.close()


def test_a_write_is_waited_for_and_reads_beside_it(slow: Slow) -> None:
    asked = [slow.ask("GET"), slow.ask("POST")]
    slow.wire.cut_reads()
    for there, coming in asked:
        there.sendall(OK)
        outcome = coming.result(60)
        assert isinstance(outcome, Answer) and outcome.content == b"{}"
        there.close()


def test_a_read_that_comes_too_late_is_cut_when_it_is_connected(slow: Slow) -> None:
    slow.stopped.set()
    coming = slow.threads.submit(
        slow.wire.transmit, "GET", slow.url, {}, None, timeout=60, stop=slow.stopped.is_set
    )
    assert isinstance(coming.result(60), Failure)
