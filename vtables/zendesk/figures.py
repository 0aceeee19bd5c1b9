"""What tickets are measured by: metrics, their events, ratings and SLA policies."""

from __future__ import annotations

from helpsql.spec import (
    BOOLEAN,
    BOTH,
    INTEGER,
    TEXT,
    TIMESTAMP,
    UNIX,
    Changes,
    Column,
    Count,
    Read,
    Table,
    Take,
    Write,
    equals,
    same,
)
from vtables.zendesk.shared import (
    ARCHIVED,
    AT_ONCE,
    CREATED,
    DOCS,
    EXPORT,
    EXPORT_LAG,
    EXPORT_LAGS,
    EXPORT_WEIGHT,
    FROM_THE_START,
    ID,
    PAGES,
    UPDATED,
    URL,
    json_list,
    json_object,
    ref,
    since,
    some,
    total,
)

_DURATIONS = {
    "reply_time": "From the first comment to the first public reply of an agent",
    "first_resolution_time": "Until it was solved for the first time",
    "full_resolution_time": "Until it was solved for the last time",
    "agent_wait_time": "How long agents waited for the requester",
    "requester_wait_time": "How long the requester waited",
    "on_hold_time": "How long it was on hold",
}
_MOMENTS = {
    "assignee_updated_at": "When the assignee last changed it.",
    "requester_updated_at": "When the requester last changed it.",
    "status_updated_at": "When its status last changed.",
    "custom_status_updated_at": "When its status of the account's own making last changed.",
    "initially_assigned_at": "When it was first assigned.",
    "assigned_at": "When it was last assigned.",
    "solved_at": "When it was solved.",
    "latest_comment_added_at": "When the last comment was added.",
}


def _minutes() -> list[Column]:
    return [
        Column(
            f"{name}_in_minutes_{hours}",
            INTEGER,
            f"{what}, in minutes of {'business hours' if hours == 'business' else 'the clock'}.",
            at=f"{name}_in_minutes.{hours}",
        )
        for name, what in _DURATIONS.items()
        for hours in ("calendar", "business")
    ]


ticket_metrics = Table(
    "ticket_metrics",
    "Figures of tickets, one row for each: replies, reopens, times until reply and solution.",
    docs=f"{DOCS}/tickets/ticket_metrics/",
    reads=[
        Read("/api/v2/ticket_metrics/{id}", rows="ticket_metric[]", unique=True),
        Read("/api/v2/tickets/{ticket_id}/metrics", rows="ticket_metric[]"),
        Read(
            "/api/v2/tickets/show_many",
            rows="tickets[].metric_set[]",
            params={"include": "metric_sets"},
            takes=[some("ticket_id")],
        ),
        Read(
            "/api/v2/ticket_metrics",
            rows="ticket_metrics[]",
            partial=ARCHIVED,
            counts=total("/api/v2/ticket_metrics"),
        ),
        Read(
            "/api/v2/incremental/tickets/cursor",
            rows="tickets[].metric_set[]",
            params={**FROM_THE_START, "exclude_deleted": "true", "include": "metric_sets"},
            paging=EXPORT,
            stale=EXPORT_LAGS,
            lag=EXPORT_LAG,
            weight=EXPORT_WEIGHT,
        ),
    ],
    changes=Changes("updated_at", note="Metrics of deleted tickets are gone."),
    rows=20_000,
    examples=(
        "select avg(reply_time_in_minutes_business) from ticket_metrics where solved_at >= '2026-01-01'",
    ),
    columns=[
        ID,
        URL,
        ref("ticket_id", "tickets.id", "Ticket they are about"),
        CREATED,
        UPDATED,
        Column("group_stations", INTEGER, "How many groups it went through."),
        Column("assignee_stations", INTEGER, "How many agents it went through."),
        Column("reopens", INTEGER, "How often it was opened again."),
        Column("replies", INTEGER, "How many public replies agents wrote."),
        *(Column(name, TIMESTAMP, what) for name, what in _MOMENTS.items()),
        *_minutes(),
        Column(
            "reply_time_in_seconds_calendar",
            INTEGER,
            "The time until the first reply in seconds, for messaging tickets.",
            at="reply_time_in_seconds.calendar",
        ),
    ],
)

ticket_metric_events = Table(
    "ticket_metric_events",
    "Moments at which a metric of a ticket began, paused, was fulfilled or breached.",
    docs=f"{DOCS}/tickets/ticket_metric_events/",
    reads=[
        Read(
            "/api/v2/incremental/ticket_metric_events",
            rows="ticket_metric_events[]",
            params=FROM_THE_START,
            takes=[since("time")],
            # By time there are 1000 on a page, but nothing says which one is the last.
            paging=PAGES,
            stale=EXPORT_LAGS,
            lag=EXPORT_LAG,
            weight=EXPORT_WEIGHT,
        )
    ],
    changes=Changes("time", sees_deletes=True, note="A breach that was cancelled has deleted true."),
    rows=200_000,
    examples=(
        "select metric, count(*) as n from ticket_metric_events where type = 'breach' group by metric",
    ),
    columns=[
        ID,
        ref("ticket_id", "tickets.id", "Ticket it is about"),
        Column(
            "metric",
            TEXT,
            "agent_work_time, pausable_update_time, periodic_update_time, reply_time, requester_wait_time, "
            "resolution_time or group_ownership_time.",
        ),
        Column("instance_id", INTEGER, "Which run of the metric it belongs to, from 1; 0 for measure."),
        Column(
            "type",
            TEXT,
            "activate, pause, fulfill, apply_sla, apply_group_sla, breach, update_status or measure.",
        ),
        Column("time", TIMESTAMP, "When it happened."),
        *(
            column
            for name, what in (("sla", "the SLA policy"), ("group_sla", "the SLA policy of a group"))
            for column in (
                Column(f"{name}_target", INTEGER, f"Target of {what} in minutes.", at=f"{name}.target"),
                Column(
                    f"{name}_target_in_seconds",
                    INTEGER,
                    f"Target of {what} in seconds.",
                    at=f"{name}.target_in_seconds",
                ),
                Column(
                    f"{name}_business_hours",
                    BOOLEAN,
                    f"Whether {what} counts business hours only.",
                    at=f"{name}.business_hours",
                ),
                Column(
                    f"{name}_policy_id",
                    INTEGER,
                    f"Number of {what}{' (sla_policies.id)' if name == 'sla' else ''}.",
                    at=f"{name}.policy.id",
                    points_to="sla_policies.id" if name == "sla" else "",
                ),
                Column(f"{name}_policy_title", TEXT, f"Title of {what}.", at=f"{name}.policy.title"),
                Column(
                    f"{name}_policy_description",
                    TEXT,
                    f"Description of {what}.",
                    at=f"{name}.policy.description",
                ),
            )
        ),
        Column(
            "status_calendar",
            INTEGER,
            "With update_status: minutes of the clock so far.",
            at="status.calendar",
        ),
        Column(
            "status_business",
            INTEGER,
            "With update_status: minutes of business hours so far.",
            at="status.business",
        ),
        Column("deleted", BOOLEAN, "True for a breach that was cancelled and does not count."),
    ],
)

satisfaction_ratings = Table(
    "satisfaction_ratings",
    "What requesters said about tickets, and what they were offered to say.",
    docs=f"{DOCS}/ticket-management/satisfaction_ratings/",
    reads=[
        Read("/api/v2/satisfaction_ratings/{id}", rows="satisfaction_rating[]", unique=True),
        Read(
            "/api/v2/satisfaction_ratings",
            rows="satisfaction_ratings[]",
            takes=[
                # The bare words find those with a comment too.
                equals("score", "score", only=same("offered", "unoffered", "good", "bad")),
                Take("created_at", (">", ">="), "start_time", when=UNIX, widen=1),
                Take("created_at", ("<", "<="), "end_time", when=UNIX, widen=1),
            ],
            counts=Count(
                "/api/v2/satisfaction_ratings/count",
                "count.value",
                without=("score", "created_at"),
                up_to=100_000,
            ),
        ),
    ],
    changes=Changes("updated_at", note="Ratings of deleted tickets are not seen."),
    rows=3000,
    examples=("select score, count(*) as n from satisfaction_ratings group by score",),
    columns=[
        ID,
        URL,
        ref("assignee_id", "users.id", "Agent who had the ticket"),
        ref("group_id", "groups.id", "Group that had the ticket"),
        ref("requester_id", "users.id", "User who rated"),
        ref("ticket_id", "tickets.id", "Ticket that was rated"),
        Column("score", TEXT, "offered, unoffered, good or bad."),
        CREATED,
        UPDATED,
        Column("comment", TEXT, "What the requester wrote."),
        Column("reason", TEXT, "Why the rating was bad."),
        Column("reason_id", INTEGER, "Number of the reason."),
        Column("reason_code", INTEGER, "Code of the reason."),
    ],
)

sla_policies = Table(
    "sla_policies",
    "SLA policies: which tickets they are for, and the targets.",
    docs=f"{DOCS}/business-rules/sla_policies/",
    reads=[
        Read("/api/v2/slas/policies/{id}", rows="sla_policy[]", unique=True),
        Read("/api/v2/slas/policies", rows="sla_policies[]", paging=AT_ONCE),
    ],
    insert=Write("POST", "/api/v2/slas/policies", wrap="sla_policy"),
    update=[Write("PUT", "/api/v2/slas/policies/{id}", wrap="sla_policy")],
    delete=Write("DELETE", "/api/v2/slas/policies/{id}"),
    rows=10,
    examples=("select id, title, policy_metrics from sla_policies order by position",),
    columns=[
        ID,
        URL,
        Column("title", TEXT, "Title.", write=BOTH, required=True),
        Column("description", TEXT, "What it is for.", write=BOTH),
        Column("position", INTEGER, "Place in the order in which policies are tried.", write=BOTH),
        json_object(
            "filter",
            "Which tickets it is for: {all, any}, each an array of {field, operator, value}.",
            write=BOTH,
            required=True,
        ),
        json_list(
            "policy_metrics",
            "Its targets, an array of {priority, metric, target, target_in_seconds, business_hours}; target "
            "in minutes.",
            write=BOTH,
        ),
        json_object("metric_settings", "Settings of its metrics, an object.", write=BOTH),
        CREATED,
        UPDATED,
    ],
)
