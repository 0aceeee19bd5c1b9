"""A connection without helpdesks: plain SQLite, for all that has nothing to do with requests."""

from __future__ import annotations

from collections.abc import Iterator

import pytest

import helpsql


@pytest.fixture
def connection() -> Iterator[helpsql.Connection]:
    opened = helpsql.connect(connections={})
    yield opened
    opened.close()


@pytest.fixture
def table(connection: helpsql.Connection) -> helpsql.Connection:
    """The same, with a table t(a, b) of two rows, committed."""
    connection.executescript("create table t(a integer, b text); insert into t values (1, 'x'), (2, null)")
    return connection
