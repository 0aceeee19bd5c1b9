"""Zendesk Support's ticketing API, version 2, as tables.

What all tables share stands here; the tables stand in the modules beside this one, one screen each.
https://developer.zendesk.com/api-reference/ticketing/
"""

from __future__ import annotations

from helpsql.spec import (
    ApiToken,
    ErrorBody,
    Helpdesk,
    Job,
    Join,
    OAuth2,
    Setting,
    same_path,
    snake_name,
)
from vtables.zendesk.account import (
    brands,
    job_statuses,
    schedules,
    tags,
    talk_phone_numbers,
    ticket_activities,
)
from vtables.zendesk.conversation import attachments, ticket_audits, ticket_comments, ticket_events
from vtables.zendesk.custom_objects import (
    RECORDS,
    custom_object_fields,
    custom_object_records,
    custom_objects,
)
from vtables.zendesk.fields import (
    custom_statuses,
    organization_fields,
    ticket_fields,
    ticket_forms,
    user_fields,
)
from vtables.zendesk.figures import satisfaction_ratings, sla_policies, ticket_metric_events, ticket_metrics
from vtables.zendesk.identities import deleted_users, user_identities
from vtables.zendesk.limits import LIMITS
from vtables.zendesk.organizations import (
    group_memberships,
    groups,
    organization_memberships,
    organizations,
)
from vtables.zendesk.recipes import NOTES, RECIPES
from vtables.zendesk.removed import deleted_tickets, suspended_tickets
from vtables.zendesk.rules import automations, macros, triggers, views
from vtables.zendesk.shared import PAGES
from vtables.zendesk.tickets import tickets, view_tickets
from vtables.zendesk.users import users

helpdesk = Helpdesk(
    name="zendesk",
    title="Zendesk Support",
    base_url="https://{subdomain}.zendesk.com",
    docs="https://developer.zendesk.com/api-reference/ticketing/",
    auth=(
        # API tokens end on 2027-04-30; client credentials take their place.
        ApiToken("email", "api_token", suffix="/token"),
        OAuth2(
            token_path="/oauth/tokens",  # noqa: S106 - an address
            client_id="client_id",
            client_secret="client_secret",  # noqa: S106 - the name of a setting
            refresh_token="refresh_token",  # noqa: S106 - the name of a setting
            authorize_url="/oauth/authorizations/new",
            scope="read write",
            json=True,
            pkce=True,
        ),
    ),
    settings=[
        Setting("subdomain", "The part of the account's address before .zendesk.com."),
        Setting("email", "Mail address of the agent whose API token it is.", required=False),
        Setting("api_token", "API token of the account, used with email.", secret=True, required=False),
        Setting("client_id", "Identifier of a confidential OAuth client.", required=False),
        Setting("client_secret", "Secret of the same client.", secret=True, required=False),
        Setting(
            "refresh_token",
            "Refresh token of a user who authorized the client; without it the client acts for itself.",
            secret=True,
            required=False,
        ),
        Setting(
            "safe_update",
            "true makes an UPDATE of a ticket fail when somebody changed it since it was read.",
            required=False,
        ),
    ],
    naming=same_path,
    own_name=snake_name,
    paging=PAGES,
    # A word given twice means either, two different words mean both.
    joins={"query": Join(" ", escape="phrase")},
    limits=LIMITS,
    errors=ErrorBody(
        message=("error.message", "description", "error_description", "error.title", "error"),
        each="errors[]",
        each_path="code",
        each_message="title",
        fields="details",
        whole="base",
    ),
    check="/api/v2/users/me",
    # Without valid credentials it answers 200 with an anonymous user.
    check_at="user.id",
    job=Job(
        at="job_status",
        path="/api/v2/job_statuses/{id}",
        full="jobs are currently queued or running",
    ),
    families=[RECORDS],
    notes=NOTES,
    recipes=RECIPES,
    tables=[
        tickets,
        ticket_comments,
        ticket_audits,
        ticket_events,
        ticket_metrics,
        ticket_metric_events,
        satisfaction_ratings,
        attachments,
        users,
        user_identities,
        organizations,
        organization_memberships,
        groups,
        group_memberships,
        ticket_fields,
        ticket_forms,
        custom_statuses,
        user_fields,
        organization_fields,
        views,
        view_tickets,
        macros,
        triggers,
        automations,
        sla_policies,
        schedules,
        brands,
        tags,
        talk_phone_numbers,
        deleted_tickets,
        deleted_users,
        suspended_tickets,
        ticket_activities,
        job_statuses,
        custom_objects,
        custom_object_fields,
        custom_object_records,
    ],
)
