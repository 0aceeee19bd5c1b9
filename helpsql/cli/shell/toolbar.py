"""The line below the prompt: connections, the transaction with its held writes, care, requests left."""

from __future__ import annotations

from typing import TYPE_CHECKING

from prompt_toolkit.formatted_text import StyleAndTextTuples

if TYPE_CHECKING:
    from helpsql.engine import Engine

BETWEEN = "  "
MOST_NAMED = 4


def toolbar(engine: Engine, width: int, cost: int | None = None) -> StyleAndTextTuples:
    """Parts from left to right, as many as fit.

    cost   requests that the statement in the line may send, where that is known
    """
    parts = [("", text) for text in [_connections(engine), *_cost(cost), *_limits(engine)] if text]
    parts[1:1] = [("class:bottom-toolbar.warn", text) for text in _cares(engine)]
    shown: StyleAndTextTuples = []
    used = 0
    for style, text in parts:
        used += len(text) + len(BETWEEN)
        if used > width:
            break
        shown += [(style, text), ("", BETWEEN)]
    return shown


def _connections(engine: Engine) -> str:
    names = list(engine.connector.schemas)
    more = f" +{len(names) - MOST_NAMED}" if len(names) > MOST_NAMED else ""
    return " ".join(names[:MOST_NAMED]) + more if names else "no connections: helpsql login"


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


def _limits(engine: Engine) -> list[str]:
    """Requests left in the current window, as the last answers told."""
    return [
        f"{account.name}: {left:,} left"
        for account in list(engine.accounts.values())
        if account.opened and (left := account.client.remaining) is not None
    ]
