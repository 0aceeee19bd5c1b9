"""Whatever is sent, the answer is the vendor's: never an exception, never a 5xx."""

from __future__ import annotations

import json
from typing import Any

import pytest
from hypothesis import HealthCheck, given, settings
from hypothesis import strategies as st

from helpsql.sandbox.helpscout.conversation_writes import THREAD_TYPES
from helpsql.sandbox.helpscout.customer_writes import _TEXTS
from helpsql.sandbox.helpscout.meanings import moment_bounds
from helpsql.sandbox.helpscout.query import QueryError, Value, parse
from helpsql.sandbox.helpscout.routes import ROUTES

from .client import Api

FAST = settings(max_examples=60, deadline=None, derandomize=True, suppress_health_check=list(HealthCheck))

NAMES = [
    *_TEXTS,
    "subject",
    "status",
    "type",
    "mailboxId",
    "customer",
    "threads",
    "tags",
    "fields",
    "id",
    "value",
    "text",
    "op",
    "path",
    "emails",
    "phones",
    "address",
    "properties",
    "slug",
    "name",
    "options",
    "events",
    "url",
    "secret",
    "email",
    "user",
    "assignTo",
    "imported",
    "createdAt",
    "cc",
    "attachments",
    "data",
    "snoozedUntil",
    "lines",
    "conversationIds",
    "userIds",
    "organizationId",
    "gender",
    "scheduledFor",
    "domains",
    "label",
    "chat",
]
TEXTS = [
    *THREAD_TYPES,
    "active",
    "all",
    "replace",
    "remove",
    "add",
    "move",
    "/subject",
    "/emails",
    "/emails/500301",
    "/address/lines",
    "/assignTo",
    "/firstName",
    "a@example.com",
    "2026-11-05T00:00:00Z",
    "work",
    "dropdown",
    "",
]
SCALARS = st.one_of(
    st.none(),
    st.booleans(),
    st.integers(-5, 6000),
    st.floats(allow_nan=False),
    st.sampled_from(TEXTS),
    st.text(max_size=6),
)
JSON = st.recursive(
    SCALARS,
    lambda inner: st.one_of(
        st.lists(inner, max_size=3), st.dictionaries(st.sampled_from(NAMES), inner, max_size=6)
    ),
    max_leaves=12,
)
WRITES = sorted({(m, p) for m, p, _ in ROUTES if m in ("POST", "PUT", "PATCH")})
IDS = {
    "conversation_id": 5,
    "customer_id": 5003,
    "thread_id": 500,
    "mailbox_id": 1,
    "user_id": 12,
    "team_id": 31,
    "workflow_id": 201,
    "webhook_id": 301,
    "organization_id": 701,
    "entry_id": 500301,
    "reply_id": 402,
}


def _path(rule: str) -> str:
    for name, value in IDS.items():
        rule = rule.replace(f"<int:{name}>", str(value))
    for kind in ("emails", "notes"):
        if f"'{kind}'" in rule:
            start, end = rule.index("<any("), rule.index(">", rule.index("<any(")) + 1
            rule = rule[:start] + kind + rule[end:]
    return rule.replace("<slug>", "industry")


@pytest.mark.parametrize(("method", "rule"), WRITES, ids=lambda v: v if v.isupper() else v[:60])
def test_any_body(api: Api, method: str, rule: str) -> None:
    @FAST
    @given(JSON)
    def send(body: Any) -> None:
        headers = {"Content-Type": "application/json"}
        answer = api.http.request(method, _path(rule), content=json.dumps(body), headers=headers)
        assert answer.status_code in (201, 204, 400, 403, 404, 409, 412), answer.text

    send()
    assert api.http.get("/v2/conversations?status=all&embed=threads").status_code == 200
    assert api.http.get("/v2/customers").status_code == 200


@FAST
@given(st.text(alphabet='abtagsubject:"()[]{}*-\\ ANDORNOT0123TO/NOW', max_size=30))
def test_any_query_parses_or_is_refused(text: str) -> None:
    try:
        parse(text)
    except QueryError as error:
        assert str(error)


@FAST
@given(st.text(alphabet="NOW+-/0123456789DAYMONTHSYER:TZ*", max_size=20))
def test_any_moment_is_read_or_refused(text: str) -> None:
    try:
        low, high = moment_bounds(Value(text), 1_793_469_600)
        assert low <= high
    except QueryError as error:
        assert str(error)


@FAST
@given(
    st.dictionaries(
        st.sampled_from(
            [
                "status",
                "page",
                "query",
                "mailbox",
                "tag",
                "sortField",
                "number",
                "folder",
                "modifiedSince",
                "assigned_to",
                "customFieldsByIds",
            ]
        ),
        st.text(max_size=8),
    )
)
def test_any_parameters(params: dict[str, str]) -> None:
    answer = READER.http.get("/v2/conversations", params=params)
    assert answer.status_code in (200, 400)


READER = Api(size=0.1)
