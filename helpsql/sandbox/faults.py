"""Faults on demand: what goes wrong, and at which request.

A fault text is a comma list of `WHAT@WHEN` or `WHAT@WHEN~PATH`:

    WHAT  401          the bearer's token is expired for good: a new one is needed
          429 500 503 504 (any 4xx or 5xx)   that status in the vendor's shape
          html         200 with an HTML page instead of JSON
          truncated    the right answer, cut in the middle of its body
          cut          the connection breaks within the answer
          wrong-host   the next-page link points to another host
    WHEN  3            the third request           3-5   the third to fifth
          /10          every tenth request         2%    two in a hundred, drawn from the seed
    PATH  only requests whose path contains it are counted and hit

Requests for a token are neither counted nor hit. `503@2,cut@/50~/conversations` is an example.
A fault strikes before the API acts, except truncated, cut and wrong-host: those spoil an answer
after the work was done, so a write behind them has happened.
"""

from __future__ import annotations

import re
from dataclasses import dataclass, field
from threading import Lock

from helpsql.sandbox.dice import Dice

SPOILED = ("html", "truncated", "cut", "wrong-host")

_RULE = re.compile(
    r"(?P<what>[45]\d\d|html|truncated|cut|wrong-host)@"
    r"(?:(?P<first>\d+)(?:-(?P<last>\d+))?|/(?P<every>\d+)|(?P<percent>\d+(?:\.\d+)?)%)"
    r"(?:~(?P<path>\S+))?"
)


@dataclass(slots=True)
class Rule:
    """One fault and its occasions; counts the requests that it has seen."""

    what: str
    first: int = 0
    last: int = 0
    every: int = 0
    percent: float = 0.0
    path: str = ""
    seen: int = 0

    def strikes(self, path: str, dice: Dice) -> bool:
        if self.path not in path:
            return False
        self.seen += 1
        if self.every:
            return self.seen % self.every == 0
        if self.percent:
            return dice.chance(self.percent)
        return self.first <= self.seen <= self.last


@dataclass(slots=True)
class Faults:
    """The rules of a sandbox; the first that strikes wins."""

    rules: list[Rule] = field(default_factory=list)
    dice: Dice = field(default_factory=lambda: Dice(1, "faults"))
    _lock: Lock = field(default_factory=Lock)

    @classmethod
    def parse(cls, text: str, *, seed: int = 1) -> Faults:
        """Raises ValueError that names the part which is no rule."""
        parts = [part.strip() for part in text.split(",") if part.strip()]
        return cls([_parse_rule(part) for part in parts], Dice(seed, "faults"))

    def strike(self, path: str) -> str | None:
        """The fault that this request meets, if any. Every rule counts every request."""
        with self._lock:
            struck = [rule.what for rule in self.rules if rule.strikes(path, self.dice)]
        return struck[0] if struck else None


def _parse_rule(text: str) -> Rule:
    found = _RULE.fullmatch(text)
    if not found:
        raise ValueError(f"not a fault: {text!r}; write WHAT@WHEN, such as 503@3, cut@/50 or html@2%")
    first = int(found["first"] or 0)
    return Rule(
        what=found["what"],
        first=first,
        last=int(found["last"] or first),
        every=int(found["every"] or 0),
        percent=float(found["percent"] or 0),
        path=found["path"] or "",
    )


_NEXT_LINK = re.compile(rb'("next[a-z_]*":\s*(?:\{"href":\s*)?")https?://[^/"]+')


def misdirect(body: bytes) -> bytes:
    """Point the next-page link of an answer at a host that is not the account's."""
    return _NEXT_LINK.sub(rb"\1https://elsewhere.example", body)
