"""All endpoints of the API."""

from __future__ import annotations

from helpsql.sandbox.zendesk import (
    account,
    afterlife,
    bulk,
    conversation,
    exports,
    fields,
    groups,
    identities,
    memberships,
    objects,
    organization_writes,
    organizations,
    rules,
    tags,
    ticket_writes,
    tickets,
    uploads,
    user_writes,
    users,
    views,
)
from helpsql.sandbox.zendesk.search import endpoints as search

_PARTS = (
    *(tickets, ticket_writes, conversation, afterlife, tags, exports, search, bulk, uploads),
    *(users, user_writes, identities, organizations, organization_writes, memberships, groups),
    *(fields, rules, views, account, objects),
)
ENDPOINTS = [endpoint for part in _PARTS for endpoint in part.ENDPOINTS]
