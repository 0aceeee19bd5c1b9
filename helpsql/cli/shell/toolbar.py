"""The line below the prompt: connections, the transaction with its held writes, care, requests left."""

from __future__ import annotations

from collections.abc import Sequence
from typing import TYPE_CHECKING

from prompt_toolkit.formatted_text import StyleAndTextTuples
from prompt_toolkit.utils import get_cwidth

if TYPE_CHECKING:
    from helpsql.engine import Engine

BETWEEN = "  "
MOST_NAMED = 4
FEW_LEFT = 10
"""Requests from which on those that are left are worth a colour."""
WARN = "class:bottom-toolbar.warn"
Part = tuple[str, str]


def toolbar(engine: Engine, width: int, cost: int | None = None, sent: int = 0) -> StyleAndTextTuples:
    """What matters most, in so many columns: names of connections are cut first, then limits far away.

    cost   requests that the statement in the line may send, where that is known
    sent   requests of the last statement
    """
    care = [(WARN, text) for text in _cares(engine)] + [("", text) for text in _cost(cost)]
    using = [("", f"using {engine.schemas.preferred}")] if engine.schemas.preferred else []
    names, limits = _connections(engine), _limits(engine)
    last = [("", f"last: {sent:,} request{'' if sent == 1 else 's'}")] if sent else []
    nearest = limits[:1]
    ways = [
        [*names[:1], *using, *care, *limits, *last],
        [*names[:1], *using, *care, *limits],
        *([name, *using, *care, *nearest] for name in names),
        [*using, *care, *nearest],
    ]
    parts = next((way for way in ways if _length(way) <= width), ways[-1])
    return _spaced(_fitting(parts, width))


def with_hints(
    engine: Engine, width: int, cost: int | None, sent: int, unfinished: str, hints: Sequence[str]
) -> StyleAndTextTuples:
    """The toolbar; before it what an unfinished statement waits for, behind it what keys do where it fits."""
    first = [(WARN, unfinished)] if unfinished else []
    shown = toolbar(engine, width - _length(first), cost, sent)
    used = _length(first) + sum(get_cwidth(piece[1]) for piece in shown)
    last = _fitting([("", hint) for hint in hints], max(0, width - used))
    return [*_spaced(first), *shown, *_spaced(last)]


def _spaced(parts: Sequence[Part]) -> StyleAndTextTuples:
    return [piece for part in parts for piece in (part, ("", BETWEEN))]


def _length(parts: Sequence[Part]) -> int:
    return sum(get_cwidth(text) + len(BETWEEN) for _, text in parts)


def _fitting(parts: Sequence[Part], width: int) -> Sequence[Part]:
    """As many as fit, from the left."""
    return next(parts[:many] for many in range(len(parts), -1, -1) if _length(parts[:many]) <= width)


def _connections(engine: Engine) -> list[Part]:
    """Their names, then fewer, then only how many."""
    names = list(engine.connector.schemas)
    if not names:
        return [("", "no connections: helpsql login"), ("", "no connections")]
    found = []
    for many in (MOST_NAMED, 2):
        more = f" +{len(names) - many}" if len(names) > many else ""
        found.append(("", " ".join(names[:many]) + more))
    return [*found, ("", f"{len(names)} connection{'' if len(names) == 1 else 's'}")]


def _cares(engine: Engine) -> list[str]:
    """What makes the next statement do less, or more, than it says."""
    found = ["read-only"] if engine.read_only else []
    found += ["dry run"] if engine.dry_run else []
    if engine.in_transaction:
        held = len(engine.pending.writes)
        found.append(f"transaction: {held:,} held" if held else "transaction")
    return found


def _cost(cost: int | None) -> list[str]:
    if not cost:
        return []
    return ["costs 1 request" if cost == 1 else f"costs up to about {cost:,} requests"]


def _limits(engine: Engine) -> list[Part]:
    """Requests left in the current window, as the last answers told; the nearest limit first."""
    found = sorted(
        (left, account.name)
        for account in list(engine.accounts.values())
        if account.opened and (left := account.client.remaining) is not None
    )
    return [(WARN if left <= FEW_LEFT else "", f"{name}: {left:,} left") for left, name in found]
