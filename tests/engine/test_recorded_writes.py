"""Every recorded or documented write of Help Scout is what a statement or CALL sends: method, path and body.

Where one is not sent as it stands, the difference and its reason are listed here.
"""

from __future__ import annotations

import json
from collections.abc import Iterator
from pathlib import Path
from typing import Any
from urllib.parse import urlsplit

import httpx
import pytest

from helpsql.errors import IntegrityError, ProgrammingError
from tests.engine.writing import Desk, Sent, open_desk

RECORDED = Path(__file__).parents[3] / "shared/recorded/helpscout"
pytestmark = pytest.mark.skipif(not RECORDED.is_dir(), reason="the recordings stand outside the project")

ATTACHMENT = '[{"fileName":"file.txt","mimeType":"plain/text","data":"ZmlsZQ=="}]'
CORE = (
    "FirstName = 'Vernon', LastName = 'Example', PhotoUrl = 'https://api.helpscout.net/img/some-avatar.jpg', "
    "PhotoType = 'twitter', JobTitle = 'CEO and Co-Founder', Location = 'Greater Dallas/FT Worth Area', "
    "Background = 'Example notes', Age = '30-35', Gender = 'Male', Organization = 'Acme, Inc'"
)
DATA = "VGhpcyBpcyBhbiBhdHRhY2htZW50LgoKSXQgd2lsbCBiZSBhZGRlZCB0byBhIGNvbnZlcnNhdGlvbidzIHRocmVhZC4K"

SAME: dict[str, list[str]] = {
    "doc-conversation-create-request": [
        "insert into Conversations(Subject, PrimaryCustomer_Email, PrimaryCustomer_First, PrimaryCustomer_Last, "
        "MailboxId, Type, Status, CreatedDate, Threads, Tags, CustomFields) values ('Subject', 'vernon@example.com', "
        "'Vernon', 'Example', 85, 'email', 'active', '2012-10-10 12:00:00', '[{\"type\": \"customer\", \"customer\": "
        "{\"email\": \"vernon@example.com\"}, \"text\": \"Hello, Help Scout. How are you?\"}]', '[\"vip\"]', "
        "'[{\"id\": 531, \"value\": \"trial\"}]')"
    ],
    "rec-conversation-create-201": [
        "insert into Conversations(Type, PrimaryCustomer_Email, Subject, MailboxId, Status, Threads) values ('email', "
        "'customer.a@example.com', 'Hello World!', 127601, 'active', '[{\"type\": \"chat\", \"customer\": "
        "{\"email\": \"customer.a@example.com\"}, \"text\": \"A test thread.\"}]')"
    ],
    "doc-customer-create-201": [
        "insert into Customers(FirstName, LastName, PhotoUrl, PhotoType, JobTitle, Location, Background, Age, Gender, "
        "Organization, Emails) values ('Vernon', 'Example', 'https://api.helpscout.net/img/some-avatar.jpg', 'twitter', "
        "'CEO and Co-Founder', 'Greater Dallas/FT Worth Area', 'Example notes', '30-35', 'Male', 'Acme, Inc', "
        "'[{\"type\": \"work\", \"value\": \"vernon@example.com\"}]')"
    ],
    "doc-thread-customer-201": [
        f"call CreateThreadCustomer(123, 456, 'Buy more pens', attachments => '{ATTACHMENT}')"
    ],
    "doc-thread-phone-201": [
        f"call CreateThreadPhone(123, 456, 'Buy more pens', attachments => '{ATTACHMENT}')"
    ],
    "doc-thread-reply-201": [
        f"call CreateThreadReply(123, 123, 'How are you?', attachments => '{ATTACHMENT}')"
    ],
    "doc-webhook-create-201": [
        "insert into Webhooks(Url, Events, Secret, PayloadVersion, Label) values ('https://example.com/helpscout', "
        "'[\"convo.assigned\"]', 'SECRET_PLACEHOLDER', 'V2', 'cool webhook')"
    ],
    "rec-attachment-create-201": [
        f"call CreateAttachment(545990001, 2519160001, 'file.txt', 'file/txt', '{DATA}')",
        "insert into ConversationAttachments(ConversationId, ThreadId, Filename, MimeType, Data) "
        f"values (545990001, 2519160001, 'file.txt', 'file/txt', '{DATA}')",
    ],
    "rec-conversation-patch-subject-204": [
        "update Conversations set Subject = 'AutoFile Issue: Texas March 2018' where Id = 545990001"
    ],
    "rec-conversation-tags-clear-204": [
        "call UpdateConversationTag(545990001, '[\"initial_tag\"]')",
        "update Conversations set Tags = '[\"initial_tag\"]' where Id = 545990001",
    ],
    "rec-conversation-tags-put-204": [
        "call UpdateConversationTag(545990001, '[\"vip\", \"pro\"]')",
        "update Conversations set Tags = json_array('vip', 'pro') where Id = 545990001",
    ],
    "rec-thread-note-create-201": ["call CreateThreadNote(545990001, 'Hello, note!')"],
}  # fmt: skip

DIFFERENT = {
    "doc-customer-overwrite-204": "An UPDATE is a PATCH of the changed columns: PUT empties every field it leaves out.",
    "doc-customer-patch-204": "Entries of a customer are rows of their own tables, so they have requests of their own.",
    "doc-error-400-validation": "What the API would refuse is refused before sending.",
    "rec-oauth-token-client-credentials": "The token is asked for by a form, as documented; the recording has JSON.",
}


def recorded(name: str) -> Sent:
    found = json.loads((RECORDED / f"{name}.json").read_text("utf-8"))
    return Sent(found["method"], urlsplit(found["url"]).path, found["request_body"])


class Account(httpx.BaseTransport):
    """An account whose one customer, one conversation and one chat entry are what is asked for."""

    def __init__(self) -> None:
        self.tokens: list[bytes] = []

    def handle_request(self, request: httpx.Request) -> httpx.Response:
        path = request.url.path
        if path.endswith("/oauth2/token"):
            self.tokens.append(request.read())
            return httpx.Response(200, json={"token_type": "bearer", "access_token": "t", "expires_in": 7200})
        if request.method != "GET":
            return httpx.Response(201 if request.method == "POST" else 204, headers={"Resource-ID": "1"})
        return httpx.Response(200, json=self._record(path))

    def _record(self, path: str) -> Any:
        *_, kind, last = path.split("/")
        if kind == "conversations":
            return {"id": int(last), "subject": "Old", "mailboxId": 85, "tags": []}
        if kind == "customers" and last.isdecimal():
            return {"id": int(last), "firstName": "Old", "lastName": "Old"}
        entry = {"id": {"emails": 1001, "chats": 1002}.get(last, 1), "type": "other", "value": "old"}
        return {"_embedded": {last: [entry] if last in ("emails", "chats") else []}}


@pytest.fixture
def desk() -> Iterator[Desk]:
    with open_desk(transport=Account()) as opened:
        yield opened


def test_every_recorded_write_is_here() -> None:
    writes = {
        file.stem
        for file in RECORDED.glob("*.json")
        if json.loads(file.read_text("utf-8"))["method"] != "GET"
    }
    assert writes == set(SAME) | set(DIFFERENT)


@pytest.mark.parametrize(("name", "sql"), [(name, sql) for name, all_ in SAME.items() for sql in all_])
def test_it_is_what_the_statement_sends(desk: Desk, name: str, sql: str) -> None:
    assert desk.sent(sql) == [recorded(name)]


def test_a_customers_fields_are_patched_not_overwritten(desk: Desk) -> None:
    whole = recorded("doc-customer-overwrite-204")
    [sent] = desk.sent(f"update Customers set {CORE} where Id = 101")
    assert (sent.method, sent.path) == ("PATCH", whole.path)
    assert {one["path"].removeprefix("/"): one["value"] for one in sent.body} == whole.body
    assert {one["op"] for one in sent.body} == {"replace"}


def test_a_customers_patch_is_a_statement_for_each_table(desk: Desk) -> None:
    patch = recorded("doc-customer-patch-204")
    [fields] = desk.sent("update Customers set FirstName = 'Vernon', LastName = 'Example' where Id = 100")
    assert fields == Sent(patch.method, patch.path, patch.body[:2])
    [added] = desk.sent("call CreateCustomerEmails(100, 'other', 'vernon@example.com')")
    assert added == Sent("POST", "/v2/customers/100/emails", patch.body[2]["value"])
    [removed] = desk.sent("delete from CustomerEmails where CustomerId = 100 and Id = 1001")
    assert removed == Sent("DELETE", f"{patch.path}{patch.body[3]['path']}")
    [replaced] = desk.sent("update CustomerChats set Value = 'aim' where CustomerId = 100 and Id = 1002")
    place = patch.body[4]["path"].removesuffix("/value")
    assert replaced == Sent("PUT", f"{patch.path}{place}", {"type": "other", "value": patch.body[4]["value"]})


def test_what_is_recorded_as_an_error_is_not_sent(desk: Desk) -> None:
    body = recorded("doc-error-400-validation").body
    given = (body["subject"], body["status"])
    with pytest.raises(IntegrityError, match="needs Type, MailboxId, Threads"):
        desk.rows("insert into Conversations(Subject, Status) values (?, ?)", given)
    rest = '\'email\', 1, 1, \'[{"type": "note", "text": "x"}]\''
    with pytest.raises(ProgrammingError, match="'Wrong' is not valid"):
        desk.rows(
            "insert into Conversations(Subject, Status, Type, MailboxId, PrimaryCustomer_Id, Threads) "
            f"values (?, ?, {rest})",
            given,
        )
    assert desk.tap.sent == []


def test_the_token_is_asked_for_with_the_recorded_members() -> None:
    from urllib.parse import parse_qs

    account = Account()
    with open_desk(transport=account) as desk:
        desk.rows("select Subject from Conversations where Id = 1")
    [form] = account.tokens
    asked = parse_qs(form.decode())
    assert set(asked) == set(recorded("rec-oauth-token-client-credentials").body)
    assert asked["grant_type"] == ["client_credentials"]
