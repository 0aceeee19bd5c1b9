"""One attempt: bytes out, bytes in. The only module that touches httpx.

An Answer is whatever came back whole; a Failure says how far the attempt got. Nothing is decided here:
whether it is tried again is `retry`'s, what it means is `answers`'.
"""

from __future__ import annotations

import contextlib
import socket
import ssl
import threading
import weakref
from dataclasses import dataclass
from functools import partial
from typing import TYPE_CHECKING, Any

import httpx

from helpsql.retry import Fault, is_read

if TYPE_CHECKING:
    from collections.abc import Callable, Iterator, Mapping

MAX_BODY = 64 * 1024 * 1024


@dataclass(frozen=True, slots=True)
class Answer:
    """A whole answer."""

    status: int
    headers: Mapping[str, str]
    content: bytes


@dataclass(frozen=True, slots=True)
class Failure:
    """No whole answer. `status` is set when its head had come; `too_large` when we gave up reading."""

    fault: Fault
    reason: str
    cause: Exception | None = None
    status: int | None = None
    too_large: bool = False


# Errors of httpx, the first that fits counts. What is not listed came after sending began.
_FAULTS: tuple[tuple[type[Exception], Fault, str], ...] = (
    (httpx.ConnectTimeout, Fault.UNSENT, "no connection in time"),
    (httpx.PoolTimeout, Fault.UNSENT, "no free connection in time"),
    (httpx.ConnectError, Fault.UNSENT, "no connection"),
    (httpx.ProxyError, Fault.UNSENT, "the proxy refused"),
    (httpx.UnsupportedProtocol, Fault.HOPELESS, "not an address that can be asked"),
    (httpx.InvalidURL, Fault.HOPELESS, "not an address that can be asked"),
    (httpx.LocalProtocolError, Fault.HOPELESS, "not a request that HTTP can carry"),
    (httpx.TimeoutException, Fault.TIMEOUT, "no answer in time"),
)


class _StoppedError(Exception):
    """The statement ended before the first byte was sent."""


class Wire:
    """The connections to one origin, kept open between requests. Thread-safe."""

    def __init__(self, transport: httpx.BaseTransport | None, *, trust_env: bool, keep: int) -> None:
        limits = httpx.Limits(max_connections=None, max_keepalive_connections=keep)
        self._http = httpx.Client(
            transport=transport,
            trust_env=trust_env,
            limits=limits,
            follow_redirects=False,
        )
        self._sockets: weakref.WeakSet[socket.socket] = weakref.WeakSet()
        self._lock = threading.RLock()  # a signal handler may come in while it is held
        self._writes = 0

    def transmit(
        self,
        method: str,
        url: str,
        headers: Mapping[str, str],
        content: bytes | None,
        *,
        timeout: float,
        stop: Callable[[], bool],
    ) -> Answer | Failure:
        """Send once. `stop` is asked after each piece of the body; the connection is cut when it says so."""
        with self._under_way(is_read(method)):
            return self._transmit(method, url, headers, content, timeout, stop)

    def _transmit(
        self,
        method: str,
        url: str,
        headers: Mapping[str, str],
        content: bytes | None,
        timeout: float,
        stop: Callable[[], bool],
    ) -> Answer | Failure:
        head: int | None = None
        try:
            request = self._http.build_request(
                method, url, headers=dict(headers), content=content, timeout=timeout
            )
            request.extensions["trace"] = partial(self._trace, stop)
            answer = self._http.send(request, stream=True)
            head = answer.status_code
            try:
                return _read(answer, stop)
            finally:
                answer.close()
        except (httpx.HTTPError, httpx.InvalidURL, OSError) as error:
            _strip(error)
            if head is None and _caused_by(error, socket.gaierror):
                return Failure(Fault.UNSENT, f"there is no host {httpx.URL(url).host}", error)
            return _failure(error, head)
        except _StoppedError as error:
            return Failure(Fault.UNSENT, "the statement ended", error)
        except RuntimeError as error:
            if not self._http.is_closed:
                raise
            return Failure(Fault.HOPELESS, "the connection was closed", error, head)

    def close(self) -> None:
        """Close every connection; threads that wait for an answer on one wake up and see it cut."""
        self.cut_all()
        self._http.close()

    def cut_reads(self) -> None:
        """Cut the connections, so that reads wake up; none while a write waits for what became of it."""
        with self._lock:
            if not self._writes:
                self.cut_all()

    def cut_all(self) -> None:
        """Cut the connections, whoever waits; new ones are made for what follows."""
        with self._lock:
            sockets = list(self._sockets)
        for one in sockets:
            # socket.socket's own: SSLSocket.shutdown drops its state under the reader's feet.
            with contextlib.suppress(OSError):
                socket.socket.shutdown(one, socket.SHUT_RDWR)

    @contextlib.contextmanager
    def _under_way(self, reads: bool) -> Iterator[None]:
        """A request is sent and its answer waited for."""
        with self._lock:
            self._writes += not reads
        try:
            yield
        finally:
            with self._lock:
                self._writes -= not reads

    def _trace(self, stop: Callable[[], bool], event: str, info: Mapping[str, Any]) -> None:
        """httpcore tells of each step: remember the sockets, since closing one does not wake its reader.

        A request whose statement ended while it was connecting is not sent: no cut would reach it.
        """
        if event == "http11.send_request_headers.started" and stop():
            raise _StoppedError
        if event in ("connection.connect_tcp.complete", "connection.start_tls.complete"):
            found = info["return_value"].get_extra_info("socket")
            if isinstance(found, socket.socket):
                with self._lock:
                    self._sockets.add(found)


def _read(answer: httpx.Response, stop: Callable[[], bool]) -> Answer | Failure:
    pieces: list[bytes] = []
    size = 0
    for piece in answer.iter_bytes():
        size += len(piece)
        if size > MAX_BODY:
            return Failure(
                Fault.HOPELESS, f"more than {MAX_BODY >> 20} MiB", status=answer.status_code, too_large=True
            )
        if stop():
            return Failure(Fault.CUT, "the statement ended", status=answer.status_code)
        pieces.append(piece)
    short = _missing(answer, size)
    if short:
        return Failure(Fault.CUT, f"{short} bytes of the answer are missing", status=answer.status_code)
    return Answer(answer.status_code, answer.headers, b"".join(pieces))


def _missing(answer: httpx.Response, size: int) -> int:
    """How many bytes did not come of those that Content-Length promised."""
    promised = answer.headers.get("content-length", "")
    if not promised.isdecimal() or "content-encoding" in answer.headers:
        return 0  # a packed body that is cut cannot be unpacked: httpx raises
    if answer.request.method == "HEAD" or answer.status_code in (204, 304):
        return 0
    return max(0, int(promised) - size)


def _failure(error: Exception, status: int | None) -> Failure:
    if status is None and _caused_by(error, ssl.SSLCertVerificationError):
        return Failure(Fault.HOPELESS, "its certificate is not trusted", error)
    for kind, fault, reason in _FAULTS:
        if isinstance(error, kind):
            return Failure(fault, reason, error, status)
    return Failure(Fault.CUT, "the connection was cut", error, status)


def _strip(error: BaseException | None) -> None:
    """Without its frames: what reports errors with values of variables would show headers, and the token."""
    while error is not None:
        error.__traceback__ = None
        error = error.__cause__ or error.__context__


def _caused_by(error: BaseException | None, kind: type[Exception]) -> bool:
    while error is not None:
        if isinstance(error, kind):
            return True
        error = error.__cause__ or error.__context__
    return False
