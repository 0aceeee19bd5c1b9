"""The search language of `query=`: parsed here, given meaning by a table of fields.

    (subject:"return" AND (tag:vip OR NOT status:closed)) AND createdAt:[NOW-7DAYS TO *]

ASSUMED: terms that stand side by side are joined by AND; an unknown field or bad syntax is 400;
words match without regard to case; `word*` matches beginnings.
"""

from __future__ import annotations

import re
from dataclasses import dataclass
from typing import TYPE_CHECKING, Any

if TYPE_CHECKING:
    from collections.abc import Callable, Mapping

Test = "Callable[[Any], bool]"

_TOKEN = re.compile(
    r"""\s*(?:
        (?P<open>\() | (?P<close>\)) | (?P<minus>[-!](?=[\w("]))
      | (?P<field>[A-Za-z][\w.]*):
      | (?P<range>[\[{]\s*(?P<low>"[^"]*"|\S+)\s+TO\s+(?P<high>"[^"]*"|[^\]}\s]+)\s*[\]}])
      | "(?P<quoted>(?:[^"\\]|\\.)*)"
      | (?P<word>[^\s()\[\]{}":]+(?::[^\s()\[\]{}"]+)*)
    )""",
    re.VERBOSE,
)


class QueryError(ValueError):
    """The text is no query; the message says why."""


@dataclass(frozen=True, slots=True)
class Value:
    text: str


@dataclass(frozen=True, slots=True)
class Range:
    """Bounds as written; None is open. `closed` says whether each end is included."""

    low: str | None
    high: str | None
    closed: tuple[bool, bool] = (True, True)


@dataclass(frozen=True, slots=True)
class Term:
    field: str
    value: Value | Range


@dataclass(frozen=True, slots=True)
class Group:
    """Operands joined by AND, OR, or under one NOT."""

    joined: str
    parts: tuple[Node, ...]


Node = Term | Group


def parse(text: str) -> Node:
    """Raises QueryError."""
    return _Parser(_tokens(text)).whole()


@dataclass(frozen=True, slots=True)
class _Token:
    kind: str
    text: str
    value: Value | Range | None = None


def _tokens(text: str) -> list[_Token]:
    found, at = [], 0
    text = text.rstrip()
    while at < len(text):
        match = _TOKEN.match(text, at)
        if not match or match.end() == at:
            raise QueryError(f"cannot read the query at {text[at : at + 20]!r}")
        found.append(_token(match))
        at = match.end()
    return found


def _token(match: re.Match[str]) -> _Token:
    if match["range"]:
        low, high = (None if match[end] == "*" else match[end].strip('"') for end in ("low", "high"))
        closed = (match["range"][0] == "[", match["range"][-1] == "]")
        return _Token("value", "", Range(low, high, closed))
    if match["quoted"] is not None:
        return _Token("value", "", Value(re.sub(r"\\(.)", r"\1", match["quoted"])))
    if match["word"]:
        word = match["word"]
        return _Token(word if word in ("AND", "OR", "NOT", "&&", "||") else "value", word, Value(word))
    kind = "open" if match["open"] else "close" if match["close"] else "NOT" if match["minus"] else "field"
    return _Token(kind, match["field"] or "")


class _Parser:
    def __init__(self, tokens: list[_Token]) -> None:
        self._tokens = tokens
        self._at = 0

    def whole(self) -> Node:
        node = self._any("")
        if self._at < len(self._tokens):
            raise QueryError("unbalanced parenthesis in the query")
        return node

    def _peek(self) -> str:
        return self._tokens[self._at].kind if self._at < len(self._tokens) else "end"

    def _take(self) -> _Token:
        if self._at >= len(self._tokens):
            raise QueryError("the query ends too early")
        self._at += 1
        return self._tokens[self._at - 1]

    def _any(self, field: str) -> Node:
        parts = [self._all(field)]
        while self._peek() in ("OR", "||"):
            self._take()
            parts.append(self._all(field))
        return parts[0] if len(parts) == 1 else Group("OR", tuple(parts))

    def _all(self, field: str) -> Node:
        parts = [self._one(field)]
        while self._peek() not in ("OR", "||", "close", "end"):
            if self._peek() in ("AND", "&&"):
                self._take()
            parts.append(self._one(field))
        return parts[0] if len(parts) == 1 else Group("AND", tuple(parts))

    def _one(self, field: str) -> Node:
        token = self._take()
        if token.kind == "NOT":
            return Group("NOT", (self._one(field),))
        if token.kind == "open":
            inner = self._any(field)
            if self._take().kind != "close":
                raise QueryError("unbalanced parenthesis in the query")
            return inner
        if token.kind == "field":
            return self._one(token.text)
        if token.value is None or token.kind != "value":
            raise QueryError(f"unexpected {token.text or token.kind!r} in the query")
        return Term(field, token.value)


Meaning = "Callable[[Value | Range], Callable[[Any], bool]]"


def compile_node(
    node: Node, fields: Mapping[str, Callable[[Value | Range], Callable[[Any], bool]]]
) -> Callable[[Any], bool]:
    """A test of one record. The field "" is the meaning of a bare word. Raises QueryError."""
    if isinstance(node, Term):
        if node.field not in fields:
            raise QueryError(f"unknown field {node.field!r} in the query")
        return fields[node.field](node.value)
    tests = [compile_node(part, fields) for part in node.parts]
    if node.joined == "NOT":
        return lambda record: not tests[0](record)
    if node.joined == "OR":
        return lambda record: any(test(record) for test in tests)
    return lambda record: all(test(record) for test in tests)


def fields_of(node: Node) -> set[str]:
    """The fields that a query names."""
    if isinstance(node, Term):
        return {node.field}
    return set().union(*(fields_of(part) for part in node.parts))


def conjuncts(node: Node) -> tuple[Node, ...]:
    """The parts that must all hold."""
    if isinstance(node, Group) and node.joined == "AND":
        return tuple(leaf for part in node.parts for leaf in conjuncts(part))
    return (node,)
