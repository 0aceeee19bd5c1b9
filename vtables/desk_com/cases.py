"""Cases: the ways to read them, and how they are written."""

from __future__ import annotations

from helpsql.spec import (
    BOTH,
    INTEGER,
    TEXT,
    Changes,
    Column,
    Count,
    OnePage,
    Read,
    Sort,
    Table,
    Take,
    Write,
    equals,
)
from vtables.desk_com.case_columns import CHANNELS, FIRST_MESSAGE, FOUND_STATUSES, SEARCHED, STORED
from vtables.desk_com.shared import (
    BEHIND,
    CAP,
    DOCS,
    ENTRIES,
    INDEX_LAG,
    INDEX_LAGS,
    RISING,
    SINCE,
    one,
    own_fields,
    own_found_by,
)

SORT = Sort(
    param="sort_field",
    direction="sort_direction",
    fields={"id": "id", "created_at": "created_at", "updated_at": "updated_at"},
    default="id",
)
UPDATE = Write("PATCH", "/api/v2/cases/{id}")

FOUND_BY = (
    Take("status", ("=", "in"), "status", exact=True, only=FOUND_STATUSES, many=",", limit=5),
    Take("type", ("=", "in"), "channels", exact=True, only=CHANNELS, many=",", limit=6),
    Take("priority", ("=", "in"), "priority", many=",", limit=10),
    *SINCE,
)
WORDS = tuple(
    equals(column.name, {"label": "labels"}.get(column.name, column.name))
    for column in SEARCHED
    if column.name not in ("q", "filter_id", "company_id")
)

cases = Table(
    "cases",
    "Cases, deleted ones left out; messages, replies and notes have what was said in them.",
    docs=f"{DOCS}/cases/",
    reads=[
        one("cases"),
        Read(
            "/api/v2/cases/search",
            rows=ENTRIES,
            params={"per_page": "100"},
            paging=OnePage(size=100),
            takes=[Take("id", ("=", "in"), "case_id", required=True, many=",", limit=100)],
            stale=INDEX_LAGS,
            lag=INDEX_LAG,
        ),
        Read(
            "/api/v2/customers/{customer_id}/cases",
            rows=ENTRIES,
            params=RISING,
            takes=SINCE,
            sort=SORT,
            cap=CAP,
            window=BEHIND,
        ),
        Read(
            "/api/v2/cases",
            rows=ENTRIES,
            params=RISING,
            takes=[*SINCE, equals("filter_id", "filter_id"), equals("company_id", "company_id")],
            sort=SORT,
            cap=CAP,
            window=BEHIND,
        ),
        Read(
            "/api/v2/cases/search",
            rows=ENTRIES,
            params=RISING,
            takes=[*FOUND_BY, *WORDS],
            own=own_found_by("custom_{key}"),
            sort=SORT,
            cap=CAP,
            window=BEHIND,
            filtered=True,
            stale=INDEX_LAGS,
            lag=INDEX_LAG,
            counts=Count("/api/v2/cases/search", "total_entries", params={"per_page": "1"}, up_to=CAP),
        ),
        Read(
            # Beside q every other parameter of the search is ignored, since_id too.
            "/api/v2/cases/search",
            rows=ENTRIES,
            takes=[Take("q", ("=",), "q", raw=True, required=True)],
            cap=CAP,
            stale=INDEX_LAGS,
            lag=INDEX_LAG,
        ),
    ],
    insert=Write(
        "POST",
        "/api/v2/cases",
        because="A case is of a channel and of a customer (customers.id).",
    ),
    update=[UPDATE],
    changes=Changes("updated_at", note="Deleted cases leave the list and are not seen."),
    custom=own_fields("ticket", UPDATE, BOTH),
    rows=20_000,
    examples=(
        "select id, subject, status from cases order by updated_at desc limit 10",
        "select status, count(*) as n from cases group by status order by n desc",
        "select c.id, u.last_name from cases c join customers u on u.id = c.customer_id where c.priority > 8",
    ),
    columns=[*STORED, *FIRST_MESSAGE, *SEARCHED],
)

case_labels = Table(
    "case_labels",
    "Labels of cases, one row each; an UPDATE of cases.labels sets them.",
    docs=f"{DOCS}/cases/",
    reads=[
        Read("/api/v2/cases/{case_id}", rows="labels[]"),
        Read(
            "/api/v2/cases/search",
            rows=f"{ENTRIES}.labels[]",
            params=RISING,
            takes=[Take("label", ("=",), "labels", bars=",")],
            cap=CAP,
            window=BEHIND,
            filtered=True,
            stale=INDEX_LAGS,
            lag=INDEX_LAG,
        ),
        Read("/api/v2/cases", rows=f"{ENTRIES}.labels[]", params=RISING, cap=CAP, window=BEHIND),
    ],
    rows=10_000,
    examples=("select label, count(*) as n from case_labels group by label order by n desc",),
    columns=[
        Column(
            "case_id",
            INTEGER,
            "Case that has it (cases.id).",
            at="^.id|_links.self.href#",
            key=True,
            points_to="cases.id",
        ),
        Column("label", TEXT, "Name of the label.", at=".", key=True),
    ],
)
