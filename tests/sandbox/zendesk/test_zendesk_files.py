"""What is behind an attachment's `content_url`."""

from __future__ import annotations

import httpx


def visitor(desk):
    return httpx.Client(transport=httpx.WSGITransport(app=desk.sandbox), base_url="https://demo.zendesk.com")


def upload(desk, name, data, kind="application/binary"):
    answer = desk.http.post(
        "/uploads", params={"filename": name}, content=data, headers={"Content-Type": kind}
    )
    return answer.json()["upload"]


def test_an_uploaded_file_comes_back_as_it_was(desk):
    data = bytes(range(256)) * 3
    made = upload(desk, "ünder the tent.bin", data, "image/png")
    number = desk.ticket(comment={"body": "b", "uploads": [made["token"]]})["id"]
    shown = desk.get(f"/tickets/{number}/comments")["comments"][0]["attachments"][0]
    answer = visitor(desk).get(shown["content_url"])
    assert (answer.status_code, answer.content, answer.headers["content-type"]) == (200, data, "image/png")
    assert shown["size"] == len(data) and " " not in shown["content_url"]
    assert visitor(desk).head(shown["mapped_content_url"]).headers["content-length"] == str(len(data))


def test_a_seeded_photo_is_a_jpeg_of_its_size(desk):
    tickets = desk.pages("tickets", "/tickets?page[size]=100")
    comments = (desk.get(f"/tickets/{t['id']}/comments")["comments"] for t in tickets)
    photo = next(a for found in comments for c in found for a in c["attachments"])
    data = visitor(desk).get(photo["content_url"]).content
    assert (data[:2], data[-2:], len(data)) == (b"\xff\xd8", b"\xff\xd9", photo["size"])


def test_files_cost_nothing_of_the_limit(make_desk):
    desk = make_desk(rate_limit=2)
    url = upload(desk, "a.txt", b"a")["attachment"]["content_url"]
    answers = [visitor(desk).get(url) for _ in range(5)]
    assert {a.status_code for a in answers} == {200} and "x-rate-limit" not in answers[0].headers
    desk.get("/groups")
    assert desk.send("GET", "/groups").status_code == 429


def test_what_is_gone_is_not_there(desk):
    made = upload(desk, "a.txt", b"a")
    desk.write("DELETE", f"/uploads/{made['token']}", status=204)
    for url in (made["attachment"]["content_url"], "/attachments/token/zz/", "/attachments/token/1f/?name=x"):
        assert visitor(desk).get(url).status_code == 404
    desk.get(f"/attachments/{made['attachment']['id']}", 404)


def test_a_redacted_file_is_blank(desk):
    made = upload(desk, "secret.txt", b"the code is 1234")
    number = desk.ticket(comment={"body": "b", "uploads": [made["token"]]})["id"]
    comment = desk.get(f"/tickets/{number}/comments")["comments"][0]
    old = comment["attachments"][0]
    path = f"/tickets/{number}/comments/{comment['id']}/attachments/{old['id']}/redact"
    new = desk.write("PUT", path, {})["attachment"]
    for url in (old["content_url"], new["content_url"]):
        assert visitor(desk).get(url).content == b" " * new["size"]
