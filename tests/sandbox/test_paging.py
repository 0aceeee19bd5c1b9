"""Envelopes, page sizes and links."""

from __future__ import annotations

from typing import Any

import pytest

from .client import ORIGIN, Api


def test_a_list_is_followed_to_its_end_without_gap_or_repetition(shared: Api) -> None:
    pages = list(shared.pages("/v2/conversations", status="all"))
    total = pages[0]["page"]["totalElements"]
    ids = [c["id"] for page in pages for c in page["_embedded"]["conversations"]]
    assert len(ids) == len(set(ids)) == total == 1200
    assert len(pages) == pages[0]["page"]["totalPages"] == 48
    assert [page["page"]["number"] for page in pages] == list(range(1, 49))


@pytest.mark.parametrize(
    ("path", "key", "size"),
    [
        ("/v2/conversations", "conversations", 25),
        ("/v2/conversations/5/threads", "threads", 25),
        ("/v2/customers", "customers", 50),
        ("/v2/users", "users", 50),
        ("/v2/tags", "tags", 50),
        ("/v2/organizations", "organizations", 50),
        ("/v2/mailboxes", "mailboxes", 50),
        ("/v2/mailboxes/1/fields", "fields", 50),
        ("/v2/teams/31/members", "users", 50),
        ("/v2/users/status", "userStatuses", 50),
        ("/v3/system-users", "system_users", 50),
    ],
)
def test_every_list_has_its_key_and_page_size(shared: Api, path: str, key: str, size: int) -> None:
    page = shared.get(path)
    assert page["page"]["size"] == size
    assert 0 < len(page["_embedded"][key]) <= size
    assert {"self", "first", "last", "page"} <= page["_links"].keys()


def test_links_keep_the_other_parameters(shared: Api) -> None:
    links = shared.get("/v2/conversations", mailbox="1", status="closed", page=2)["_links"]
    base = f"{ORIGIN}/v2/conversations?mailbox=1&status=closed"
    assert links["self"]["href"] == links["next"]["href"].replace("page=3", "page=2") == f"{base}&page=2"
    assert links["first"]["href"] == links["previous"]["href"] == f"{base}&page=1"


def test_links_without_parameters_have_a_slash(shared: Api) -> None:
    links = shared.get("/v2/customers")["_links"]
    assert links["next"]["href"] == f"{ORIGIN}/v2/customers/?page=2"
    assert links["self"]["href"] == f"{ORIGIN}/v2/customers/"


def test_encoded_parameters_stay_encoded_in_links(shared: Api) -> None:
    rows = list(
        shared.pages("/v2/conversations", query='(subject:"tent" OR subject:"a b&c+d")', status="all")
    )
    assert len(rows) > 1


def test_an_empty_list_has_no_embedded_and_number_zero(shared: Api) -> None:
    page = shared.get("/v2/conversations", mailbox=99)
    assert "_embedded" not in page and "next" not in page["_links"]
    assert page["page"] == {"size": 25, "totalElements": 0, "totalPages": 0, "number": 0}


def test_a_page_after_the_last_is_empty(shared: Api) -> None:
    page = shared.get("/v2/conversations", status="all", page=49)
    assert "_embedded" not in page and "next" not in page["_links"]
    assert page["page"]["totalElements"] == 1200


@pytest.mark.parametrize("page", ["0", "-1", "x", "1.5", "99999999999999999999", "１"])
def test_a_bad_page_is_refused(shared: Api, page: str) -> None:
    assert shared.refused("/v2/conversations", page=page)["page"]["rejectedValue"] == page


def test_a_parameter_given_twice_is_refused(shared: Api) -> None:
    following = shared.get("/v2/conversations", status="closed")["_links"]["next"]["href"]
    response = shared.http.get(f"{following}&status=closed&page=3")
    assert shared.problems(response).keys() == {"status", "page"}


def test_unknown_parameters_are_ignored(shared: Api) -> None:
    assert shared.get("/v2/users", size=2, color="red") | {"_links": 0} == shared.get("/v2/users") | {
        "_links": 0
    }


def test_v3_customers_go_by_cursor(shared: Api) -> None:
    pages: list[dict[str, Any]] = list(shared.pages("/v3/customers"))
    assert all("page" not in page for page in pages)
    rows = [c for page in pages for c in page["_embedded"]["customers"]]
    assert len({c["id"] for c in rows}) == len(rows) == 600
    assert rows == sorted(rows, key=lambda c: (c["createdAt"], c["id"]), reverse=True)
    assert "cursor" in shared.refused("/v3/customers", cursor="nonsense")


def test_sub_resources_have_only_a_self_link(shared: Api) -> None:
    folders = shared.get("/v2/mailboxes/1/folders")
    assert folders["_links"].keys() == {"self"} and folders["page"]["totalElements"] == 10
    assert shared.get("/v2/customers/5001/emails")["_links"].keys() == {"self"}


def test_saved_replies_are_a_bare_array(shared: Api) -> None:
    replies = shared.get("/v2/mailboxes/1/saved-replies")
    with_chats = shared.get("/v2/mailboxes/1/saved-replies", includeChatReplies="true")
    assert isinstance(replies, list) and len(replies) < len(with_chats)
    assert shared.get(f"/v2/mailboxes/1/saved-replies/{with_chats[0]['id']}")["chatText"]
