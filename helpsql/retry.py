"""Whether a request is sent again, and after how long: pure decisions, no I/O and no clock.

A request that may have been carried out is repeated only if carrying it out twice changes nothing.
"""

from __future__ import annotations

import enum
from dataclasses import dataclass
from typing import TYPE_CHECKING

if TYPE_CHECKING:
    from collections.abc import Callable

    from helpsql.spec import Request

_IDEMPOTENT = frozenset({"GET", "HEAD", "OPTIONS", "PUT", "DELETE"})
_READS = frozenset({"GET", "HEAD", "OPTIONS"})
_TRANSIENT = frozenset({500, 502, 503, 504})


class Fault(enum.Enum):
    """Why no answer came."""

    UNSENT = "no connection"  # nothing reached the helpdesk
    CUT = "the connection was cut"  # sent; whether it was carried out is not known
    TIMEOUT = "no answer in time"  # likewise
    HOPELESS = "cannot be sent"  # trying again cannot help: bad certificate, bad URL


@dataclass(frozen=True, slots=True)
class Policy:
    """attempts  how often one request is sent at most
    total     seconds after which no further attempt begins
    base, cap  of the exponential backoff, in seconds
    """

    attempts: int = 5
    total: float = 120.0
    base: float = 0.5
    cap: float = 20.0


def is_read(method: str) -> bool:
    """The method asks and changes nothing."""
    return method.upper() in _READS


def is_repeatable(request: Request) -> bool:
    """Sending it twice leaves what sending it once leaves."""
    if request.repeatable is not None:
        return request.repeatable
    return request.method.upper() in _IDEMPOTENT


def is_ambiguous(seen: Fault | int) -> bool:
    """It may have been carried out without our being told: cut, timed out, or a gateway that gave up."""
    return seen in (Fault.CUT, Fault.TIMEOUT, 502, 504)


def turned_away(seen: Fault | int, retry_after: float | None) -> bool:
    """The helpdesk says that it did not handle the request: 429, or 503 with the time to come back."""
    return seen == 429 or (seen == 503 and retry_after is not None)


def backoff(attempt: int, policy: Policy, random: Callable[[], float]) -> float:
    """Seconds to wait after the attempt of this number: exponential with full jitter."""
    return random() * min(policy.cap, policy.base * 2.0 ** (attempt - 1))


def next_wait(
    seen: Fault | int,
    *,
    repeatable: bool,
    attempt: int,
    elapsed: float,
    retry_after: float | None,
    policy: Policy,
    random: Callable[[], float],
) -> float | None:
    """Seconds until the next attempt, None when there is to be none.

    seen      the fault or the status of the attempt number `attempt` (the first is 1)
    elapsed   seconds since the first attempt began
    """
    if attempt >= policy.attempts or not _worth_it(seen, repeatable, retry_after):
        return None
    wait = backoff(attempt, policy, random)
    if retry_after is not None:
        wait = retry_after if turned_away(seen, retry_after) else max(wait, retry_after)
    return wait if elapsed + wait <= policy.total else None


def _worth_it(seen: Fault | int, repeatable: bool, retry_after: float | None) -> bool:
    if isinstance(seen, Fault):
        return seen is Fault.UNSENT or (repeatable and seen in (Fault.CUT, Fault.TIMEOUT))
    return turned_away(seen, retry_after) or (repeatable and seen in _TRANSIENT)
