"""Answers have the members and JSON types of the recorded payloads."""

from __future__ import annotations

import json
from pathlib import Path
from typing import Any

import pytest

from .client import Api

RECORDED = Path(__file__).parents[3] / "shared" / "recorded" / "helpscout"
PERIOD = "start=2026-08-01T00:00:00Z&end=2026-09-30T23:59:59Z"
BOTH = f"{PERIOD}&previousStart=2026-05-01T00:00:00Z&previousEnd=2026-06-30T23:59:59Z"

# File -> the request that must be answered in its shape.
REQUESTS = {
    "rec-conversation-get": "/v2/conversations/5",
    "rec-conversations-list-mailbox": "/v2/conversations?mailbox=1&status=all",
    "doc-conversations-list": "/v2/conversations?status=all&embed=threads",
    "rec-threads-list-attachments": "/v2/conversations/5/threads",
    "rec-customer-get": "/v2/customers/5002",
    "rec-customers-list": "/v2/customers",
    "fix-customers-v3-list": "/v3/customers",
    "rec-mailbox-get": "/v2/mailboxes/1",
    "rec-mailbox-folders": "/v2/mailboxes/1/folders",
    "doc-mailbox-fields": "/v2/mailboxes/1/fields",
    "fix-saved-replies-list": "/v2/mailboxes/1/saved-replies?includeChatReplies=true",
    "rec-user-get": "/v2/users/11",
    "rec-users-list": "/v2/users",
    "doc-users-list": "/v2/users",
    "doc-users-status-list": "/v2/users/status",
    "doc-user-status-get": "/v2/users/15/status",
    "fix-teams-list": "/v2/teams",
    "fix-tags-list": "/v2/tags",
    "fix-workflows-list": "/v2/workflows",
    "fix-webhooks-list": "/v2/webhooks",
    "fix-customer-emails": "/v2/customers/5002/emails",
    "doc-organization-get": "/v2/organizations/701?includeCounts=true&includeProperties=true",
    "doc-report-chat": f"/v2/reports/chat?{BOTH}",
    "doc-report-company": f"/v2/reports/company?{BOTH}",
    "doc-report-company-drilldown": f"/v2/reports/company/drilldown?{PERIOD}&range=responseTime",
    "doc-report-conversations": f"/v2/reports/conversations?{BOTH}",
    "doc-report-conversations-busy-times": f"/v2/reports/conversations/busy-times?{PERIOD}",
    "doc-report-conversations-drilldown": f"/v2/reports/conversations/drilldown?{PERIOD}",
    "doc-report-docs": f"/v2/reports/docs?{BOTH}",
    "doc-report-email": f"/v2/reports/email?{BOTH}",
    "doc-report-happiness": f"/v2/reports/happiness?{BOTH}",
    "doc-report-happiness-ratings": f"/v2/reports/happiness/ratings?{PERIOD}",
    "doc-report-phone": f"/v2/reports/phone?{BOTH}",
    "doc-report-productivity": f"/v2/reports/productivity?{BOTH}",
    "doc-report-user": f"/v2/reports/user?{BOTH}&user=11",
    "doc-report-user-conversation-history": f"/v2/reports/user/conversation-history?{PERIOD}&user=11",
    "doc-report-user-drilldown": f"/v2/reports/user/drilldown?{PERIOD}&user=11",
    "rec-report-company-customers-helped": f"/v2/reports/company/customers-helped?{BOTH}",
    "rec-report-conversations-new": f"/v2/reports/conversations/new?{BOTH}",
    "rec-report-conversations-volume-by-channel": f"/v2/reports/conversations/volume-by-channel?{BOTH}",
    "rec-report-productivity-first-response-time": f"/v2/reports/productivity/first-response-time?{BOTH}",
    "rec-report-user-replies": f"/v2/reports/user/replies?{BOTH}&user=11",
}

# What the recording has and a live answer has not, by path: the README of the recordings says why.
NOT_LIVE = {
    "_embedded.webhooks[].secret",
    "_embedded.conversations[].assignee.photoUrl",
    "[].text",
    "[].chatText",  # documented for the single read only
    "_links.page.templated",
}


def _paths(value: Any, at: str = "") -> dict[str, set[str]]:
    """Path -> the JSON types seen there."""
    found: dict[str, set[str]] = {at: {_kind(value)}}
    inner = (
        value.items()
        if isinstance(value, dict)
        else [("[]", item) for item in value]
        if isinstance(value, list)
        else []
    )
    for name, item in inner:
        path = f"{at}{name}" if name == "[]" else f"{at}.{name}" if at else name
        for deeper, kinds in _paths(item, path).items():
            found.setdefault(deeper, set()).update(kinds)
    return found


def _kind(value: Any) -> str:
    return {dict: "object", list: "array", str: "text", bool: "flag", int: "integer", float: "double"}.get(
        type(value), "null"
    )


def _recorded(name: str) -> Any:
    path = RECORDED / f"{name}.json"
    if not path.exists():
        pytest.skip("the recorded payloads are not here")
    return json.loads(path.read_text())


@pytest.mark.parametrize("name", REQUESTS)
def test_shape(shared: Api, name: str) -> None:
    ours = _paths(shared.get(REQUESTS[name]))
    for page in (2, 3, 8, 20) if "/v2/conversations?" in REQUESTS[name] else ():
        for path, kinds in _paths(shared.get(f"{REQUESTS[name]}&page={page}")).items():
            ours.setdefault(path, set()).update(kinds)
    theirs = _paths(_recorded(name)["response_body"])
    missing = {path for path in theirs if path not in ours and not path.startswith("_links")} - NOT_LIVE
    assert not {path for path in missing if not _may_be_absent(path)}, missing
    for path in theirs.keys() & ours.keys():
        assert ours[path] & theirs[path] or "null" in theirs[path], path


def _may_be_absent(path: str) -> bool:
    """Members of one record that another may lack: no value, no member."""
    leaf = path.rpartition(".")[2]
    return leaf in {
        "photoUrl",
        "jobTitle",
        "location",
        "organization",
        "age",
        "rating",
        "customerId",
        "comments",
        "scheduled",
        "scheduledBy",
        "scheduledFor",
        "unscheduleOnCustomerReply",
        "openedAt",
        "assignedTo",
        "closedBy",
        "assignee",
        "createdByUser",
        "createdByCustomer",
        "href",
        "cc[]",
        "bcc[]",
        "attachments[]",
        "customFields[]",
        "options",
        "resolutionTime",
        "website",
        "note",
        "logoUrl",
        "description",
        "brandColor",
    } or any(
        part in path
        for part in (
            "attachments[].",
            "scheduled.",
            "rating.",
            "assignee",
            "closedByUser",
            "websites[]",
            "social_profiles[]",
            "customFields[]",
            "tags[]",
            "phones[]",
            "_links",
            "mailboxStatuses.",
        )
    )


def test_headers_of_a_write(api: Api) -> None:
    recorded = _recorded("rec-conversation-create-201")
    body = {**recorded["request_body"], "mailboxId": 1}
    ours = api.send("POST", "/v2/conversations", body, 201)
    for name in (
        "Resource-Id",
        "Location",
        "Content-Type",
        "Correlation-Id",
        "X-Ratelimit-Limit-Minute",
        "X-Ratelimit-Remaining-Minute",
        "Access-Control-Allow-Origin",
        "Cache-Control",
    ):
        assert name in ours.headers, name
    assert ours.headers["Content-Type"] == recorded["response_headers"]["Content-Type"]


@pytest.mark.parametrize(
    ("name", "method", "path"),
    [
        ("rec-thread-note-create-201", "POST", "/v2/conversations/5/notes"),
        ("rec-attachment-create-201", "POST", "/v2/conversations/5/threads/500/attachments"),
        ("rec-conversation-patch-subject-204", "PATCH", "/v2/conversations/5"),
        ("rec-conversation-tags-put-204", "PUT", "/v2/conversations/5/tags"),
        ("rec-conversation-tags-clear-204", "PUT", "/v2/conversations/5/tags"),
        ("doc-customer-create-201", "POST", "/v2/customers"),
        ("doc-customer-overwrite-204", "PUT", "/v2/customers/5001"),
        ("doc-webhook-create-201", "POST", "/v2/webhooks"),
    ],
)
def test_recorded_writes_are_accepted(api: Api, name: str, method: str, path: str) -> None:
    recorded = _recorded(name)
    api.send(method, path, recorded["request_body"], recorded["status"])


@pytest.mark.parametrize("kind", ["customer", "phone", "reply"])
def test_recorded_threads_are_accepted(api: Api, kind: str) -> None:
    recorded = _recorded(f"doc-thread-{kind}-201")
    endpoint = "phones" if kind == "phone" else kind
    body = recorded["request_body"] | {"customer": {"id": 5002}}
    assert api.create(f"/v2/conversations/5/{endpoint}", body)


def test_the_recorded_conversation_is_accepted(api: Api) -> None:
    body = _recorded("doc-conversation-create-request")["request_body"]
    new = api.create("/v2/conversations", body | {"mailboxId": 1, "fields": [{"id": 501, "value": "trial"}]})
    assert api.get(f"/v2/conversations/{new}")["createdAt"] == "2012-10-10T12:00:00Z"
