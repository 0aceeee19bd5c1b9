"""What the Zendesk tables have in common: ways of paging, notes on what a read may miss, columns."""

from __future__ import annotations

from typing import Any

from helpsql.spec import (
    INTEGER,
    JSON,
    TEXT,
    TIMESTAMP,
    UNIX,
    Column,
    Count,
    NextLink,
    OnePage,
    Pages,
    Take,
)

DOCS = "https://developer.zendesk.com/api-reference/ticketing"

PAGES = NextLink("links.next", size=100, size_param="page[size]", more_at="meta.has_more", own_host=True)
"""Cursor pages. The last one has a link too: only has_more tells the end."""

SEARCH_EXPORT = NextLink(
    "links.next", size=1000, size_param="page[size]", more_at="meta.has_more", own_host=True
)
EXPORT = NextLink("after_url", size=1000, size_param="per_page", until="end_of_stream", own_host=True)
"""Incremental exports by cursor; their address of a next page never ends."""

TIMED_EXPORT = NextLink("next_page", size=1000, size_param="per_page", until="end_of_stream", own_host=True)
"""Incremental exports by time. The rows at the edge of a page come again on the next one."""

OFFSET_PAGES = Pages(param="page", size=100, count_at="count")
"""Numbered pages: of search, and of the few lists that have no cursor. Refused beyond the cap."""

AT_ONCE = OnePage(size=1000)
"""Lists that come whole when no page is asked for."""

SEARCH_CAP = 1000
OFFSET_CAP = 10_000

EXPORT_WEIGHT = 12.0
"""Ten requests a minute for all exports of an account together, where others have some hundred."""

SEARCH_EXPORT_WEIGHT = 3.0

INDEX_LAG, EXPORT_LAG = 300.0, 120.0
INDEX_LAGS = "The search index lags behind changes by about a minute, at times by several."
EXPORT_LAGS = "Changes of the last minute are not in the export yet."
ARCHIVED = "Tickets closed for more than 120 days are archived, which leaves them out of this list."

FROM_THE_START = {"start_time": "0"}

URL = Column("url", TEXT, "Address of the record in the API.")
ID = Column("id", INTEGER, "Number of the record.", key=True)
CREATED = Column("created_at", TIMESTAMP, "When it was created.")
UPDATED = Column("updated_at", TIMESTAMP, "When it was last changed.")


def since(column: str) -> Take:
    """Lower bound of an export. A start less than a minute ago, formerly five, is refused."""
    return Take(column, (">", ">="), "start_time", when=UNIX, ago=300)


def some(column: str = "id", param: str = "ids") -> Take:
    """Up to a hundred ids a request."""
    return Take(column, ("=", "in"), param, exact=True, required=True, many=",", limit=100)


def total(path: str) -> Count:
    """The number of rows as a numbered page of one row tells it."""
    return Count(path, "count", params={"per_page": "1"})


def ref(name: str, target: str, what: str, **more: Any) -> Column:
    """A column with the id of a row of another table; `what` is the sentence without its end."""
    return Column(name, INTEGER, f"{what} ({target}).", points_to=target, **more)


def json_list(name: str, description: str, **more: Any) -> Column:
    """An array of the answer, kept as JSON text."""
    return Column(name, JSON, description, shape="array", **more)


def json_object(name: str, description: str, **more: Any) -> Column:
    """An object of the answer, kept as JSON text."""
    return Column(name, JSON, description, shape="object", **more)


def via(whose: str, at: str = "via", channel: str = "") -> tuple[Column, ...]:
    """How a record came about; `whose` completes the sentences, `channel` is the path of the channel."""
    return (
        Column(
            "via_channel",
            TEXT,
            f"Channel of {whose}, such as web, email, api, chat, voice or sample_ticket.",
            at=channel or f"{at}.channel",
        ),
        json_object(
            "via_source_from", "Who it came from: address, name, phone or others.", at=f"{at}.source.from"
        ),
        json_object("via_source_to", "Who it went to: address, name, phone or others.", at=f"{at}.source.to"),
        Column(
            "via_source_rel",
            TEXT,
            "What tied it to its source, such as follow_up or voicemail.",
            at=f"{at}.source.rel",
        ),
    )
