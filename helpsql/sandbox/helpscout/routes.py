"""Every path of the API, from the modules that answer them."""

from __future__ import annotations

from helpsql.sandbox.helpscout import (
    conversation_parts,
    conversation_writes,
    conversations,
    customer_writes,
    customers,
    directory,
    directory_writes,
    entries,
    feedback,
    inboxes,
    organizations,
    properties,
    staff,
    thread_writes,
    workflows,
)
from helpsql.sandbox.helpscout.reports import routes as reports

ROUTES = [
    *conversations.ROUTES,
    *conversation_writes.ROUTES,
    *conversation_parts.ROUTES,
    *thread_writes.ROUTES,
    *customers.ROUTES,
    *customer_writes.ROUTES,
    *entries.ROUTES,
    *properties.ROUTES,
    *directory.ROUTES,
    *inboxes.ROUTES,
    *staff.ROUTES,
    *directory_writes.ROUTES,
    *workflows.ROUTES,
    *organizations.ROUTES,
    *feedback.ROUTES,
    *reports.ROUTES,
]
