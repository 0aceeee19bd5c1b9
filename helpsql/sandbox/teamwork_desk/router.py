"""From a method and a path to a handler: digits in a path are ids, paths end in .json, two do not."""

from __future__ import annotations

from collections.abc import Callable, Iterable
from dataclasses import dataclass
from typing import TYPE_CHECKING, Any

from helpsql.sandbox.teamwork_desk.errors import Refusal, not_found

if TYPE_CHECKING:
    from werkzeug.wrappers import Response

BASES = {"/desk/api/v2/": 2, "/desk/v2/": 2, "/desk/v1/": 1}
"""Where the two versions live; /desk/v2 answers too (seen)."""


@dataclass(frozen=True, slots=True)
class Endpoint:
    """`path` is below the base and without ending, `*` for ids: `tickets/*/messages`.

    The handler is called with the call and the ids.
    """

    method: str
    path: str
    handler: Callable[..., Response]
    version: int = 2
    ending: str = ".json"


@dataclass(frozen=True, slots=True)
class Found:
    endpoint: Endpoint
    ids: tuple[int, ...]


class Router:
    def __init__(self, endpoints: Iterable[Endpoint]) -> None:
        self._methods: dict[tuple[Any, ...], dict[str, Endpoint]] = {}
        for endpoint in endpoints:
            place = (endpoint.version, endpoint.path, endpoint.ending)
            self._methods.setdefault(place, {})[endpoint.method] = endpoint

    def match(self, method: str, path: str) -> Found:
        """Raises 404 for an unknown path, 405 for a method that it does not take."""
        base = next((b for b in BASES if path.startswith(b)), None)
        if base is None:
            raise not_found()
        below = path.removeprefix(base)
        name, dot, ending = below.rpartition(".") if "." in below else (below, "", "")
        parts = [("*", int(p)) if p.isascii() and p.isdigit() else (p, None) for p in name.split("/")]
        methods = self._methods.get((BASES[base], "/".join(p for p, _ in parts), dot + ending))
        if methods is None:
            raise not_found()
        endpoint = methods.get("GET" if method == "HEAD" else method)
        if endpoint is None:
            raise Refusal(405, "method not allowed")
        return Found(endpoint, tuple(number for _, number in parts if number is not None))
