"""Count endpoints: exact and fresh for small lists, late and capped for large ones."""

from __future__ import annotations

from typing import TYPE_CHECKING

from helpsql.sandbox.times import stamp
from helpsql.sandbox.zendesk.errors import json_response

if TYPE_CHECKING:
    from collections.abc import Callable

    from werkzeug.wrappers import Response

    from helpsql.sandbox.zendesk.call import Call

# ASSUMED: up to 100,000 a count is counted at once; beyond, the first answer is the cap without a time,
# and later ones are the number as it was then, for a day.
EXACT_UP_TO = 100_000
CACHED = 86_400


def count_response(call: Call, name: object, at_most: int, count: Callable[[], int]) -> Response:
    """`at_most` is a bound that is known without counting."""
    if at_most <= EXACT_UP_TO:
        return _shown(count(), _offset_stamp(call.now))
    kept = call.world.counts.get(name)
    if kept is None or kept[1] < call.now - CACHED:
        call.world.counts[name] = (count(), call.now)
        return _shown(EXACT_UP_TO, None)
    return _shown(kept[0], _offset_stamp(kept[1]))


def _offset_stamp(moment: int) -> str:
    return stamp(moment).removesuffix("Z") + "+00:00"


def _shown(value: int, refreshed_at: str | None) -> Response:
    return json_response({"count": {"value": value, "refreshed_at": refreshed_at}})
