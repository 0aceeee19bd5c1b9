"""Desk.com's API, version 2, as tables: of a service that was switched off in 2020.

What runs against it are archives that answer as it did, and migrations from them. What all tables share
stands here; the tables stand in the modules beside this one, one screen each.
"""

from __future__ import annotations

from helpsql.spec import ApiToken, ErrorBody, Helpdesk, Limits, OAuth1, Setting, same_path, snake_name
from vtables.desk_com.account import (
    brands,
    custom_fields,
    filters,
    inbound_mailboxes,
    integration_urls,
    labels,
    macro_actions,
    macros,
    outbound_mailboxes,
)
from vtables.desk_com.cases import case_labels, cases
from vtables.desk_com.conversation import attachments, case_history, drafts, messages, notes, replies
from vtables.desk_com.customers import (
    companies,
    customer_addresses,
    customer_emails,
    customer_phone_numbers,
    customers,
)
from vtables.desk_com.library import articles, topics
from vtables.desk_com.people import groups, user_groups, users
from vtables.desk_com.recipes import NOTES, RECIPES
from vtables.desk_com.shared import PAGES, SELF


def custom_name(name: str) -> str:
    """An own field's name as a column name: `market` -> `custom_market`."""
    return f"custom_{snake_name(name).removeprefix('field_')}"


helpdesk = Helpdesk(
    name="desk_com",
    title="Desk.com",
    base_url="https://{site}.desk.com",
    docs="https://dev.desk.com/",
    auth=(
        OAuth1("key", "secret", "token", "token_secret"),
        ApiToken("email", "password"),
    ),
    settings=[
        Setting("site", "The part of the account's address before .desk.com."),
        Setting("key", "Key of the API application.", required=False),
        Setting("secret", "Secret of the API application.", secret=True, required=False),
        Setting("token", "Access token for the application.", secret=True, required=False),
        Setting("token_secret", "Secret of the access token.", secret=True, required=False),
        Setting("email", "Mail address of an agent, in the place of key and token.", required=False),
        Setting("password", "Password of the same agent.", secret=True, required=False),
    ],
    naming=same_path,
    own_name=custom_name,
    paging=PAGES,
    limits=Limits(
        limit="X-Rate-Limit-Limit",
        remaining="X-Rate-Limit-Remaining",
        reset="X-Rate-Limit-Reset",
    ),
    errors=ErrorBody(fields="errors"),
    new_id=SELF,
    check="/api/v2/users/current",
    check_at="_links.self.href",
    notes=NOTES,
    recipes=RECIPES,
    tables=[
        cases,
        case_labels,
        customers,
        customer_emails,
        customer_phone_numbers,
        customer_addresses,
        companies,
        replies,
        messages,
        drafts,
        notes,
        attachments,
        case_history,
        users,
        groups,
        user_groups,
        labels,
        filters,
        macros,
        macro_actions,
        topics,
        articles,
        custom_fields,
        inbound_mailboxes,
        outbound_mailboxes,
        brands,
        integration_urls,
    ],
)
