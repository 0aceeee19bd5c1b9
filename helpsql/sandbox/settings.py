"""What a sandbox is opened with, and the demo world's clock."""

from __future__ import annotations

import time
from dataclasses import dataclass
from typing import TYPE_CHECKING

from helpsql.sandbox.faults import Faults

if TYPE_CHECKING:
    from collections.abc import Callable

WORLD_DATE = 1_793_469_600
"""2026-10-31T18:00:00Z: the seeded history ends here, whatever the wall clock says."""


def demo_clock(ticks: Callable[[], float] = time.monotonic) -> Callable[[], float]:
    """A clock that reads the world's date now and goes on from there."""
    begun = ticks()
    return lambda: WORLD_DATE + ticks() - begun


@dataclass(frozen=True, slots=True)
class Settings:
    """Arguments of `open_sandbox`, with the defaults filled in."""

    seed: int
    size: float
    latency: float
    faults: Faults
    rate_limit: int | None
    token_lifetime: int | None
    clock: Callable[[], float]
    sleep: Callable[[float], None]

    @classmethod
    def of(
        cls,
        *,
        seed: int = 1,
        size: float = 1.0,
        latency: float = 0.0,
        faults: str | Faults | None = None,
        rate_limit: int | None = None,
        token_lifetime: int | None = None,
        clock: Callable[[], float] | None = None,
        sleep: Callable[[float], None] | None = None,
    ) -> Settings:
        if size <= 0:
            raise ValueError(f"size must be above 0, not {size}")
        return cls(
            seed=seed,
            size=size,
            latency=latency,
            faults=faults if isinstance(faults, Faults) else Faults.parse(faults or "", seed=seed),
            rate_limit=rate_limit,
            token_lifetime=token_lifetime,
            clock=clock or demo_clock(),
            sleep=sleep or time.sleep,
        )
