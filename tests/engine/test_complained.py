"""Refused writes name the columns that were complained of, whatever the API calls their places."""

from __future__ import annotations

import pytest

import helpsql
from helpsql import WriteError
from helpsql.answers import error_text
from helpsql.spec import ErrorBody
from helpsql.wire import Answer

CASES = [
    (
        "update zendesk.tickets set assignee_id = 1 where id = 2549",
        ("tickets", "assignee_id", ""),
        "Record validation errors; Assignee: is invalid",
    ),
    (
        "insert into Conversations (Subject, Type, MailboxId, Status, PrimaryCustomer_Id, Threads) values "
        """('a', 'email', 1, 'active', 1, '[{"type": "customer", "text": "a"}]')""",
        ("Conversations", "PrimaryCustomer_Id", "In SQL customer.id is PrimaryCustomer_Id."),
        "customer.id: must be a valid identifier",
    ),
    (
        "insert into desk_com.cases (type, customer_id, message_direction, message_body) "
        "values ('email', 999999, 'in', 'x')",
        ("cases", "customer_id", "In SQL _links.customer is customer_id."),
        "Validation Failed; _links.customer: invalid",
    ),
]


@pytest.mark.parametrize(("sql", "told", "words"), CASES)
def test_the_column_is_told(sql: str, told: tuple[str, str, str], words: str) -> None:
    with pytest.raises(WriteError) as caught, helpsql.connect(demo=True) as demo:
        demo.execute(sql)
    error = caught.value
    assert words in error.api_message and (error.table, error.column, error.hint) == told
    assert [outcome.state for outcome in error.outcomes] == ["refused"]


@pytest.mark.parametrize(
    ("body", "words"),
    [
        ('{"message": "no", "errors": {"_links": {"topic": ["blank"]}}}', "no; _links.topic: blank"),
        ('{"message": "no", "errors": {"emails": [{"value": ["taken"]}]}}', "no; emails.value: taken"),
        ('{"message": "no", "errors": {"name": ["blank", "short"]}}', "no; name: blank; name: short"),
        ('{"message": "no", "errors": {"name": {}}}', "no; name"),
    ],
)
def test_complaints_within_complaints_are_read(body: str, words: str) -> None:
    """Bodies as Desk.com answers them."""
    assert error_text(Answer(422, {}, body.encode()), ErrorBody(fields="errors")) == words
