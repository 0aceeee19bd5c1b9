"""All endpoints of the API."""

from __future__ import annotations

from helpsql.sandbox.zendesk import (
    account,
    activities,
    bulk,
    channels,
    clients,
    conversation,
    deleted,
    exports,
    fields,
    forms,
    groups,
    identities,
    imports,
    logs,
    macros,
    memberships,
    merging,
    object_writes,
    objects,
    organization_writes,
    organizations,
    redaction,
    request_writes,
    requests,
    rules,
    statuses,
    suspended,
    tags,
    texts,
    ticket_bulk,
    ticket_writes,
    tickets,
    uploads,
    user_bulk,
    user_writes,
    users,
    views,
    webhooks,
)
from helpsql.sandbox.zendesk.search import endpoints as search

_PARTS = (
    *(tickets, ticket_writes, ticket_bulk, merging, conversation, redaction, deleted, imports, tags),
    *(exports, search, bulk, uploads, suspended, activities, requests, request_writes),
    *(users, user_writes, user_bulk, identities, organizations, organization_writes, memberships, groups),
    *(fields, forms, statuses, rules, macros, views, account, objects, object_writes),
    *(channels, clients, logs, texts, webhooks),
)
ENDPOINTS = [endpoint for part in _PARTS for endpoint in part.ENDPOINTS]
