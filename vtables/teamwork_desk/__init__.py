"""Teamwork Desk's API, version 2, as tables.

What all tables share stands here; the tables stand in the modules beside this one, one screen each. What no
public source attests stands in `assumed`. https://apidocs.teamwork.com/docs/desk
"""

from __future__ import annotations

from helpsql.spec import BearerKey, ErrorBody, Helpdesk, Join, Limits, OAuth2, Setting, camel_path
from vtables.teamwork_desk.customers import companies, contacts, customers
from vtables.teamwork_desk.helpdocs import (
    helpdoc_articles,
    helpdoc_articles_keywords,
    helpdoc_categories,
    helpdoc_sites,
)
from vtables.teamwork_desk.inboxes import business_hours, files, inboxes, slas, triggers
from vtables.teamwork_desk.labels import (
    custom_field_options,
    custom_fields,
    tags,
    ticket_priorities,
    ticket_sources,
    ticket_statuses,
    ticket_types,
)
from vtables.teamwork_desk.messages import messages, timelogs
from vtables.teamwork_desk.recipes import NOTES, RECIPES
from vtables.teamwork_desk.shared import API, DOCS, PAGES
from vtables.teamwork_desk.ticket_parts import happiness_ratings, ticket_activities, ticket_tags, ticket_tasks
from vtables.teamwork_desk.tickets import tickets
from vtables.teamwork_desk.users import users

helpdesk = Helpdesk(
    name="teamwork_desk",
    title="Teamwork Desk",
    base_url="https://{site}.teamwork.com",
    docs=DOCS,
    auth=(
        BearerKey("api_key"),
        OAuth2(
            token_path="https://www.teamwork.com/launchpad/v1/token.json",  # noqa: S106 - an address
            client_id="client_id",
            client_secret="client_secret",  # noqa: S106 - the name of a setting
            refresh_token="access_token",  # noqa: S106 - the name of a setting
            authorize_url="https://www.teamwork.com/launchpad/login",
            json=True,
            lasting=True,
        ),
    ),
    settings=[
        Setting("site", "The part of the site's address before .teamwork.com."),
        Setting(
            "api_key",
            "API key, version 2 (profile, API keys); it begins with tkn_.",
            secret=True,
            required=False,
        ),
        Setting("client_id", "Identifier of an app, for signing in by the browser.", required=False),
        Setting("client_secret", "Secret of the same app.", secret=True, required=False),
        Setting(
            "access_token",
            "Token that signing in by the browser gave; it does not end.",
            secret=True,
            required=False,
        ),
        Setting(
            "use_custom_fields",
            "false leaves the account's own fields of tickets out, and does not ask which there are.",
            required=False,
            default="true",
        ),
    ],
    naming=camel_path,
    paging=PAGES,
    joins={"filter": Join(",", around='{"$and":[{}]}', escape="json")},
    members="fields",
    includes=("includes", "included"),
    limits=Limits(
        limit="X-Rate-Limit-Limit",
        remaining="X-Rate-Limit-Remaining",
        reset="X-Rate-Limit-Reset",
        window=60.0,
    ),
    errors=ErrorBody(
        message=("message", "error"),
        each="errors[]",
        each_path="source",
        each_message="detail",
    ),
    check=f"{API}/me.json",
    check_at="user.id",
    notes=NOTES,
    recipes=RECIPES,
    tables=[
        tickets,
        messages,
        ticket_tags,
        ticket_tasks,
        ticket_activities,
        happiness_ratings,
        customers,
        contacts,
        companies,
        users,
        inboxes,
        tags,
        ticket_priorities,
        ticket_statuses,
        ticket_types,
        ticket_sources,
        custom_fields,
        custom_field_options,
        timelogs,
        files,
        helpdoc_sites,
        helpdoc_categories,
        helpdoc_articles,
        helpdoc_articles_keywords,
        triggers,
        business_hours,
        slas,
    ],
)
