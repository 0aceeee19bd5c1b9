"""Rate limits: the account's, and those of some requests alone.

https://developer.zendesk.com/api-reference/introduction/rate-limits/ (numbers of an ordinary plan; the
headers of the answers correct them)
"""

from __future__ import annotations

from helpsql.spec import Bucket, Limits

LIMITS = Limits(
    limit="ratelimit-limit",
    remaining="ratelimit-remaining",
    reset="ratelimit-reset",
    # As spelled in 2023, and the oldest pair, which tells no end of the window.
    also=(
        ("rate-limit", "rate-limit-remaining", "rate-limit-reset"),
        ("X-Rate-Limit", "X-Rate-Limit-Remaining", ""),
    ),
    window=60.0,
    bucket_headers=("zendesk-ratelimit-{}", "zendesk-rate-limit-{}"),
    buckets=[
        Bucket("tickets-index", ("GET /api/v2/tickets",), 100, header="tickets-index"),
        Bucket(
            "incremental-exports",
            (
                "GET /api/v2/incremental/{resource}",
                "GET /api/v2/incremental/{resource}/cursor",
            ),
            10,
            header="incremental-exports",
        ),
        Bucket("search-export", ("GET /api/v2/search/export",), 100),
        Bucket("tags-index", ("GET /api/v2/tags",), 100, header="tags-index"),
        Bucket("tickets-update", ("PUT /api/v2/tickets/{id}",), 100, header="tickets-update"),
        Bucket(
            "per-ticket-updates",
            ("PUT /api/v2/tickets/{id}",),
            30,
            window=600.0,
            header="per-ticket-updates",
            each=True,
        ),
        Bucket(
            "ticket-creation",
            ("POST /api/v2/tickets",),
            300,
            header="ticket-request-create-by-user-and-ip",
        ),
        Bucket("ticket-deletion", ("DELETE /api/v2/tickets/{id}",), 400),
        Bucket(
            "users-update",
            ("PUT /api/v2/users/{id}", "POST /api/v2/users/create_or_update"),
            60,
            header="create-update-user",
        ),
        Bucket("per-user-updates", ("PUT /api/v2/users/{id}",), 5, each=True),
        Bucket("per-organization-updates", ("PUT /api/v2/organizations/{id}",), 5, each=True),
        Bucket("deleted-tickets-index", ("GET /api/v2/deleted_tickets",), 10, header="deleted-tickets-index"),
        Bucket(
            "deleted-tickets-destroy",
            ("DELETE /api/v2/deleted_tickets/{id}",),
            1000,
            header="deleted-tickets-destroy",
        ),
        Bucket("deleted-users-destroy", ("DELETE /api/v2/deleted_users/{id}",), 700, window=600.0),
        Bucket(
            "views-execute",
            (
                "GET /api/v2/views/{id}/tickets",
                "GET /api/v2/views/{id}/execute",
                "GET /api/v2/views/{id}/count",
            ),
            5,
            each=True,
        ),
    ],
)
