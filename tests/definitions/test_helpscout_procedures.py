"""The procedures of several requests, played without a network."""

from __future__ import annotations

import json
from typing import Any

import pytest

from helpsql.errors import DataError
from helpsql.spec import Procedure, Request, Response
from procedures.helpscout import procedures

BY_NAME = {procedure.name: procedure for procedure in procedures}


def play(name: str, answers: list[Any], **arguments: Any) -> tuple[list[Request], list[dict[str, Any]]]:
    """The requests that a procedure sends, and its rows, when these bodies come back."""
    procedure: Procedure = BY_NAME[name]
    assert procedure.steps is not None
    running = procedure.steps(arguments)
    sent: list[Request] = []
    try:
        sent.append(next(running))
        while True:
            body = answers.pop(0) if answers else None
            sent.append(running.send(Response(200 if body else 204, {}, body)))
    except StopIteration as stop:
        rows: list[dict[str, Any]] = stop.value
    assert all(tuple(row) == procedure.returns for row in rows)
    return sent, rows


TAGGED = {
    "id": 5,
    "tags": [{"id": 1, "color": "none", "tag": "vip"}, {"id": 2, "color": "none", "tag": "pro"}],
}


def test_add_tag_keeps_the_others() -> None:
    sent, rows = play("AddConversationTag", [TAGGED], conversationId=5, tag="new")
    assert [(r.method, r.path, r.body) for r in sent] == [
        ("GET", "/v2/conversations/5", None),
        ("PUT", "/v2/conversations/5/tags", {"tags": ["vip", "pro", "new"]}),
    ]
    assert json.loads(rows[0]["Tags"]) == ["vip", "pro", "new"]


def test_remove_tag_keeps_the_others() -> None:
    sent, rows = play("RemoveConversationTag", [TAGGED], conversationId=5, tag="VIP")
    assert sent[-1].body == {"tags": ["pro"]}
    assert json.loads(rows[0]["Tags"]) == ["pro"]


@pytest.mark.parametrize(("name", "tag"), [("AddConversationTag", "Pro"), ("RemoveConversationTag", "new")])
def test_nothing_is_written_when_nothing_changes(name: str, tag: str) -> None:
    sent, _ = play(name, [TAGGED], conversationId=5, tag=tag)
    assert [request.method for request in sent] == ["GET"]


def test_tags_of_a_merged_conversation_go_to_the_new_one() -> None:
    sent, _ = play("AddConversationTag", [{**TAGGED, "id": 9}], conversationId=5, tag="new")
    assert sent[-1].path == "/v2/conversations/9/tags"


def test_download_gives_bytes() -> None:
    sent, rows = play("DownloadAttachment", [{"data": "AAFoaQ=="}], conversationId=5, attachmentId=7)
    assert sent[0].path == "/v2/conversations/5/attachments/7/data"
    assert rows == [{"ConversationId": 5, "AttachmentId": 7, "Data": b"\x00\x01hi"}]


@pytest.mark.parametrize("body", [None, [], {}, {"data": None}, {"data": "no base64!"}])
def test_download_of_something_else_is_an_error(body: Any) -> None:
    with pytest.raises(DataError, match="no content in base64"):
        play("DownloadAttachment", [body], conversationId=5, attachmentId=7)


def test_erase_does_not_wait() -> None:
    sent, _ = play("EraseCustomer", [], customerId=3)
    assert (sent[0].method, sent[0].path, sent[0].params) == ("DELETE", "/v2/customers/3", {"async": "true"})


def test_original_source() -> None:
    _, rows = play("GetOriginalSource", [{"original": "From: a"}], conversationId=5, threadId=6)
    assert rows[0]["Original"] == "From: a"
