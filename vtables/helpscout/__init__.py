"""Help Scout's Inbox API 2.0 as tables.

What all tables share stands here; the tables stand in the modules beside this one, one screen each.
https://developer.helpscout.com/mailbox-api/
"""

from __future__ import annotations

from helpsql.spec import ErrorBody, Helpdesk, Join, Limits, OAuth2, Setting, camel_path
from vtables.helpscout.account import account
from vtables.helpscout.conversations import conversations
from vtables.helpscout.customer_entries import customer_entries
from vtables.helpscout.customers import customers
from vtables.helpscout.mailboxes import mailbox_tables
from vtables.helpscout.organizations import organization_tables
from vtables.helpscout.people import people
from vtables.helpscout.recipes import NOTES, RECIPES
from vtables.helpscout.reports import reports
from vtables.helpscout.shared import PAGES
from vtables.helpscout.threads import conversation_parts

helpdesk = Helpdesk(
    name="helpscout",
    title="Help Scout",
    base_url="https://api.helpscout.net",
    docs="https://developer.helpscout.com/mailbox-api/",
    auth=OAuth2(
        token_path="/v2/oauth2/token",  # noqa: S106 - an address
        client_id="app_id",
        client_secret="app_secret",  # noqa: S106 - the name of a setting
        refresh_token="refresh_token",  # noqa: S106 - the name of a setting
        authorize_url="https://secure.helpscout.net/authentication/authorizeClientApplication",
    ),
    settings=[
        Setting("app_id", "App ID of an OAuth2 application (Your Profile > My Apps)."),
        Setting("app_secret", "App secret of the same application.", secret=True),
        Setting(
            "refresh_token",
            "Refresh token of a user who authorized the application; without it its owner acts.",
            secret=True,
            required=False,
        ),
    ],
    naming=camel_path,
    paging=PAGES,
    joins={"query": Join(" AND ", around="({})", escape="lucene")},
    limits=Limits(
        limit="X-RateLimit-Limit-Minute",
        remaining="X-RateLimit-Remaining-Minute",
        retry_after=("X-RateLimit-Retry-After", "Retry-After"),
        window=60.0,
        # As documented; a PATCH was seen to cost 1 in 2019. The headers correct it.
        cost={"POST": 2, "PUT": 2, "PATCH": 2, "DELETE": 2},
    ),
    errors=ErrorBody(each="_embedded.errors[]"),
    new_id="header:Resource-ID",
    check="/v2/users/me",
    notes=NOTES,
    recipes=RECIPES,
    tables=[
        conversations,
        *conversation_parts,
        customers,
        *customer_entries,
        *mailbox_tables,
        *people,
        *account,
        *organization_tables,
        *reports,
    ],
)
