"""From a method and a path to an endpoint: a tree of path segments, grown once for all accounts."""

from __future__ import annotations

from dataclasses import dataclass, field
from typing import TYPE_CHECKING

if TYPE_CHECKING:
    from collections.abc import Iterable

    from helpsql.sandbox.zendesk.endpoint import Endpoint

Found = tuple["Endpoint", dict[str, int | str]]


@dataclass(slots=True)
class _Node:
    """A place in the tree; `placed` are the children that take a value: kind (int, string) -> child."""

    named: dict[str, _Node] = field(default_factory=dict)
    placed: dict[str, _Node] = field(default_factory=dict)
    ends: dict[str, tuple[Endpoint, tuple[str, ...]]] = field(default_factory=dict)
    """Method -> endpoint and the names of its values."""


class Router:
    """Names win over values. A `.json` at the end is understood, once."""

    def __init__(self, endpoints: Iterable[Endpoint]) -> None:
        self._root = _Node()
        for endpoint in endpoints:
            self._add(endpoint)

    def _add(self, endpoint: Endpoint) -> None:
        node, names = self._root, []
        for segment in endpoint.path.strip("/").split("/"):
            if segment.startswith("<"):
                kind, _, name = segment.strip("<>").partition(":")
                names.append(name)
                node = node.placed.setdefault(kind, _Node())
            else:
                node = node.named.setdefault(segment, _Node())
        node.ends[endpoint.method] = (endpoint, tuple(names))

    def match(self, method: str, path: str) -> Found | None:
        """The endpoint of a path below /api/v2, and the values in it."""
        segments = path.removesuffix(".json").strip("/").split("/")
        return _descend(self._root, "GET" if method == "HEAD" else method, segments, [])


def _descend(node: _Node, method: str, segments: list[str], values: list[int | str]) -> Found | None:
    if not segments:
        end = node.ends.get(method)
        return None if end is None else (end[0], dict(zip(end[1], values, strict=True)))
    segment, rest = segments[0], segments[1:]
    if segment in node.named:
        found = _descend(node.named[segment], method, rest, values)
        if found is not None:
            return found
    if "int" in node.placed and segment.isascii() and segment.isdigit():
        found = _descend(node.placed["int"], method, rest, [*values, int(segment)])
        if found is not None:
            return found
    if "string" in node.placed and segment:
        return _descend(node.placed["string"], method, rest, [*values, segment])
    return None
