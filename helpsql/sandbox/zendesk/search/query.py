"""The query language: parsed into conditions; what keywords mean is told elsewhere.

type:ticket status<solved created>=2026-05-01 tags:"vip refund" -priority:low "exact phrase" word
"""

from __future__ import annotations

import re
from dataclasses import dataclass, field

_TERM = re.compile(
    r"""(?P<minus>-(?=\S))?
        (?:(?P<keyword>[A-Za-z_][\w]*)(?P<operator>>=|<=|:|>|<))?
        (?:"(?P<phrase>(?:[^"\\]|\\.)*)"|(?P<word>[^\s"]+))?""",
    re.VERBOSE,
)


@dataclass(frozen=True, slots=True)
class Term:
    """`keyword operator value`; a bare word has the keyword ""."""

    keyword: str
    operator: str
    value: str
    negated: bool = False
    phrase: bool = False


@dataclass(slots=True)
class Query:
    """Terms, and what the query says of order and type apart from them."""

    terms: list[Term] = field(default_factory=list)
    types: list[str] = field(default_factory=list)
    sort_by: str | None = None
    sort_order: str | None = None


def parse(text: str) -> Query:
    """Never fails: what is no term is a word."""
    found = Query()
    for match in _TERM.finditer(text):
        value = match["phrase"] if match["phrase"] is not None else match["word"]
        if value is None:
            continue
        keyword = (match["keyword"] or "").lower()
        _put(
            found,
            Term(keyword, match["operator"] or ":", value, bool(match["minus"]), match["phrase"] is not None),
        )
    return found


def _put(query: Query, term: Term) -> None:
    if term.keyword == "type":
        query.types.append(term.value.lower())
    elif term.keyword in ("order_by", "sort_by"):
        query.sort_by = term.value.lower()
    elif term.keyword in ("sort", "sort_order"):
        query.sort_order = term.value.lower()
    else:
        query.terms.append(term)
