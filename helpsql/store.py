"""Rows that do not fit in memory: a temporary SQLite database, with an index by key for look-ups.

It is filled while rows stream and goes with its statement. SQLite keeps small ones in memory and spills
larger ones to a temporary file.
"""

from __future__ import annotations

from collections.abc import Hashable, Iterator, Sequence
from typing import Any

import apsw
import orjson

from helpsql.values import json_text


def _packed(rows: Any) -> bytes | str:
    try:
        return orjson.dumps(rows)
    except orjson.JSONEncodeError:  # nested deeper than orjson writes, though it reads it
        return json_text(rows)


class Store:
    """Pages of rows by (feed, page), and row numbers by (feed, column, key)."""

    def __init__(self) -> None:
        self._db = apsw.Connection("")
        # A statement that gives rows stops at its first one: fetchall runs all of them.
        self._db.execute(
            "PRAGMA journal_mode=OFF; PRAGMA synchronous=OFF;"
            "CREATE TABLE pages(feed, page, rows BLOB, PRIMARY KEY(feed, page)) WITHOUT ROWID;"
            "CREATE TABLE matches(lookup, key, row BLOB);"
            "CREATE INDEX by_key ON matches(lookup, key)"
        ).fetchall()

    def put_page(self, feed: int, page: int, rows: Sequence[Any]) -> None:
        self._db.execute("INSERT OR REPLACE INTO pages VALUES (?, ?, ?)", (feed, page, _packed(rows)))

    def page(self, feed: int, page: int) -> list[Any]:
        found = self._db.execute("SELECT rows FROM pages WHERE feed = ? AND page = ?", (feed, page)).get
        return list(orjson.loads(found))

    def put_matches(self, lookup: int, pairs: Iterator[tuple[Hashable, Any]]) -> None:
        """Remember rows by the text of their key."""
        with self._db:
            self._db.executemany(
                "INSERT INTO matches VALUES (?, ?, ?)",
                ((lookup, repr(key), _packed(row)) for key, row in pairs),
            )

    def matches(self, lookup: int, key: Hashable) -> list[Any]:
        found = self._db.execute("SELECT row FROM matches WHERE lookup = ? AND key = ?", (lookup, repr(key)))
        return [orjson.loads(row) for (row,) in found]

    def all_matches(self, lookup: int) -> Iterator[Any]:
        for (row,) in self._db.execute("SELECT row FROM matches WHERE lookup = ?", (lookup,)):
            yield orjson.loads(row)

    def close(self) -> None:
        self._db.close()
