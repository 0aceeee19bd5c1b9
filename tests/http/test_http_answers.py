"""What an answer becomes: a Response, or an error that names request, reason and remedy."""

from __future__ import annotations

import socket

import httpx
import pytest

from helpsql import errors, wire
from helpsql.origin import check_tls, parse_origin
from helpsql.spec import ErrorBody

HTML = httpx.Response(200, text="<html>sign in</html>", headers={"content-type": "text/html"})


def test_response(make_desk):
    desk = make_desk(httpx.Response(200, json={"a": [1]}, headers={"Resource-ID": "9"}))
    found = desk.send(params={"q": '(status:"open")', "page": "2"})
    assert (found.status, found.json, found.content) == (200, {"a": [1]}, b'{"a":[1]}')
    assert found.headers["resource-id"] == "9"
    (request,) = desk.script.seen
    assert str(request.url) == "https://api.acme.test/things?q=(status:%22open%22)&page=2"
    assert request.url.params["q"] == '(status:"open")'
    (entry,) = desk.log.entries()
    assert (entry.path, entry.statement) == ("/things?q=(status:%22open%22)&page=2", 7)
    assert desk.exchange.ids == [entry.id]


def test_body_and_headers(make_desk):
    desk = make_desk(201)
    desk.send("POST", body={"a": "ü", "n": None}, headers={"X-Own": "1"})
    (request,) = desk.script.seen
    assert request.content.decode() == '{"a":"ü","n":null}'
    assert request.headers["content-type"] == "application/json"
    assert request.headers["x-own"] == "1"


@pytest.mark.parametrize("status", [200, 201, 204])
def test_empty_body(make_desk, status):
    assert make_desk(httpx.Response(status, content=b" \n")).send().json is None


def test_raw_takes_any_body(make_desk):
    found = make_desk(httpx.Response(200, content=b"\x89PNG")).send(raw=True)
    assert (found.json, found.content) == (None, b"\x89PNG")


@pytest.mark.parametrize(
    ("answer", "what"),
    [
        (HTML, "a web page"),
        (
            httpx.Response(200, text='{"a": nope}', headers={"content-type": "application/json"}),
            "broken JSON",
        ),
        (httpx.Response(200, text="fine", headers={"content-type": "text/plain; x"}), "of type text/plain"),
        (
            httpx.Response(200, content=b'{"a": "\xff\xfe"}', headers={"content-type": "application/json"}),
            "broken",
        ),
        (
            httpx.Response(200, text="[" * 2000 + "]" * 2000, headers={"content-type": "application/json"}),
            "broken",
        ),
    ],
)
def test_not_json(make_desk, answer, what):
    desk = make_desk(answer)
    with pytest.raises(errors.DataError, match=what) as caught:
        desk.send(params={"page": "2"})
    error = caught.value
    assert (error.method, error.url, error.code, error.helpdesk) == ("GET", "/things?page=2", "body", "acme")
    assert len(desk.script.seen) == 1


def test_half_an_emoji_spoils_no_page(make_desk):
    text = r'{"cut": "hi \ud83d", "whole": "\ud83d\ude00"}'
    found = make_desk(httpx.Response(200, text=text)).send()
    assert found.json == {"cut": "hi \ufffd", "whole": "😀"}


def test_body_bound(make_desk, monkeypatch):
    monkeypatch.setattr(wire, "MAX_BODY", 1 << 20)
    desk = make_desk(lambda _: httpx.Response(200, content=iter([b" " * 600_000] * 4)))
    with pytest.raises(errors.DataError, match="more than 1 MiB, GET /things") as caught:
        desk.send()
    assert (caught.value.code, len(desk.script.seen)) == ("too-large", 1)


@pytest.mark.parametrize(
    ("status", "code"),
    [
        (400, "invalid"),
        (403, "forbidden"),
        (404, "not-found"),
        (405, "not-allowed"),
        (409, "conflict"),
        (412, "precondition"),
        (413, "too-large"),
        (418, "api"),
        (422, "invalid"),
        (429, "limit"),
        (500, "server"),
        (503, "server"),
        (599, "server"),
    ],
)
def test_codes(make_desk, status, code):
    with pytest.raises(errors.ApiError) as caught:
        make_desk(status).send("POST")
    assert (caught.value.code, caught.value.status) == (code, status)
    assert caught.value.api_message == f"is {status}"


def test_every_complaint_is_told(make_desk):
    body = {
        "message": "Bad request",
        "_embedded": {
            "errors": [
                {"path": "subject", "message": "may not be empty"},
                {"message": "no path"},
                {"path": "tags"},
                "nonsense",
            ]
        },
    }
    with pytest.raises(errors.ApiError) as caught:
        make_desk(httpx.Response(400, json=body)).send("POST", "/v2/conversations")
    said = "Bad request; subject: may not be empty; no path; tags"
    assert caught.value.api_message == said
    assert str(caught.value) == f"acme: 400 Bad Request, POST /v2/conversations. {said}"


@pytest.mark.parametrize("body", [b"<html>oops", b"", b"[]", b'{"message": {"x": 1}}', b'"text"', b"\xff"])
def test_error_without_words(make_desk, body):
    with pytest.raises(errors.ApiError) as caught:
        make_desk(httpx.Response(403, content=body)).send()
    assert caught.value.api_message == ""
    assert caught.value.message == "acme: 403 Forbidden, GET /things."


def test_words_are_one_line_and_bounded(make_desk):
    body = {"message": "a\x1b[31m\nb" + "x" * 1000}
    with pytest.raises(errors.ApiError) as caught:
        make_desk(httpx.Response(400, json=body)).send()
    said = caught.value.api_message
    assert said.startswith("a [31m bx")
    assert (len(said), said[-1]) == (500, "…")


def test_accept(make_desk):
    desk = make_desk(404)
    assert desk.send(accept=(404,)).status == 404
    assert make_desk(httpx.Response(404, text="<html>")).send(accept=(404,)).json is None


OWN = "https://api.acme.test"


@pytest.mark.parametrize(
    "link",
    [
        f"{OWN}/things?page=2",
        f"{OWN}:443/things?page=2",
        "https://API.acme.test/things?page=2",
    ],
)
def test_next_link_of_our_own(make_desk, link):
    desk = make_desk(200)
    desk.send(path=link)
    assert desk.script.seen[0].url.params["page"] == "2"
    assert desk.log.entries()[0].path == "/things?page=2"


@pytest.mark.parametrize(
    "link",
    [
        "https://evil.test/things",
        "http://api.acme.test/things",
        "https://api.acme.test:8443/things",
        "https://api.acme.test@evil.test/things",
        "https://user:pw@api.acme.test/things",
        "https://api.acme.test.evil.test/things",
        "https://api.acme.test:99999999/things",
        "https://[::1/things",
        "HTTPS://evil.test",
    ],
)
def test_foreign_link(make_desk, link):
    desk = make_desk(200)
    with pytest.raises(errors.DataError) as caught:
        desk.send(path=link)
    assert (caught.value.code, desk.script.seen, desk.script.grants) == ("foreign-link", [], [])
    assert "pw" not in str(caught.value)


@pytest.mark.parametrize("path", ["//evil.test/x", "@evil.test/x", ".evil.test/x", "/\\evil.test", "things"])
def test_a_path_never_changes_the_host(make_desk, path):
    desk = make_desk(200)
    desk.send(path=path)
    assert desk.script.seen[0].url.host == "api.acme.test"


@pytest.mark.parametrize("path", ["/a/..", "/a/../b", "/a/%2e%2e", "/a/%2E./b", "/./a"])
def test_a_path_that_climbs_is_refused(make_desk, path):
    desk = make_desk(200)
    with pytest.raises(errors.DataError) as caught:
        desk.send("DELETE", path)
    assert (caught.value.code, desk.script.seen) == ("bad-path", [])


@pytest.mark.parametrize("path", ["/a\x00b", "/" + "a" * 70_000])
def test_what_no_url_can_hold(make_desk, path):
    with pytest.raises(errors.OperationalError) as caught:
        make_desk(200).send(path=path)
    assert caught.value.code == "bad-request"


def move(status, location):
    return httpx.Response(status, headers={"location": location})


@pytest.mark.parametrize("status", [301, 302, 303, 307, 308])
@pytest.mark.parametrize("location", ["/things/9", "https://api.acme.test/things/9", "9"])
def test_redirect_within_the_account(make_desk, status, location):
    desk = make_desk(move(status, location), 200)
    desk.send(path="/things/5", params={"embed": "x"})
    urls = [str(request.url) for request in desk.script.seen]
    assert urls == [f"{OWN}/things/5?embed=x", f"{OWN}/things/9"]
    assert desk.script.seen[1].headers["authorization"] == "Bearer access-1"
    assert desk.statuses == [status, 200]
    assert len(desk.exchange.asked) == 2


@pytest.mark.parametrize("location", ["https://evil.test/x", "http://api.acme.test/x", "//evil.test/x"])
def test_redirect_elsewhere(make_desk, location):
    desk = make_desk(move(302, location), 200)
    with pytest.raises(errors.DataError) as caught:
        desk.send()
    assert (caught.value.code, len(desk.script.seen)) == ("foreign-link", 1)


def test_redirects_end(make_desk):
    desk = make_desk(move(302, "/things"))
    with pytest.raises(errors.DataError, match="more than 5 redirects"):
        desk.send()
    assert len(desk.script.seen) == 6


def test_redirect_to_nowhere(make_desk):
    with pytest.raises(errors.DataError, match="leads nowhere"):
        make_desk(httpx.Response(302)).send()


@pytest.mark.parametrize("method", ["POST", "PUT", "PATCH", "DELETE"])
def test_writes_follow_no_redirect(make_desk, method):
    desk = make_desk(move(307, "/things/9"), 200)
    with pytest.raises(errors.ApiError) as caught:
        desk.send(method)
    assert (caught.value.code, len(desk.script.seen)) == ("redirect", 1)


def test_redirect_that_is_accepted(make_desk):
    desk = make_desk(move(301, "https://evil.test"))
    assert desk.send(accept=(301,)).headers["location"] == "https://evil.test"


@pytest.mark.parametrize(
    "url", ["ftp://x", "https://", "x", "https://a:b@host", "https://host?x=1", "https://h:x"]
)
def test_base_url_of_the_wrong_form(make_desk, url):
    with pytest.raises(errors.OperationalError) as caught:
        make_desk(200, base_url=url)
    assert caught.value.code == "config"


def test_base_url_with_settings(make_desk):
    facts = {"base_url": "https://{subdomain}.acme.test/api"}
    settings = {"token": "t0ken", "subdomain": "me"}
    desk = make_desk(200, base_url=None, helpdesk=facts, settings=settings)
    desk.send()
    assert str(desk.script.seen[0].url) == "https://me.acme.test/api/things"
    with pytest.raises(errors.OperationalError, match="not a part of a host name"):
        make_desk(base_url=None, helpdesk=facts, settings={**settings, "subdomain": "evil.test/"})


@pytest.mark.parametrize("host", ["127.0.0.1", "127.9.9.9:81", "[::1]:80", "localhost", "LOCALHOST"])
def test_http_to_this_machine(host):
    check_tls(parse_origin(f"http://{host}/base"))


@pytest.mark.parametrize(
    "host", ["acme.test", "10.0.0.1", "localhost.acme.test", "127.0.0.1.nip.io", "[::2]"]
)
def test_http_to_anywhere_else(host):
    with pytest.raises(errors.OperationalError, match="in the clear"):
        check_tls(parse_origin(f"http://{host}"))


@pytest.mark.parametrize(
    ("details", "said"),
    [
        ({"name": [{"text": "is taken"}, {"text": "is short"}]}, "No; name: is taken; name: is short"),
        ({"base": [{"text": "Name: is empty"}]}, "No; Name: is empty"),
        ({"status": ["Status: is final"]}, "No; Status: is final"),
        ({"name": {"text": "is taken"}}, "No; name: is taken"),
        ({"name": [{"other": 1}, 7]}, "No; name; name"),
        (["name"], "No"),
        ("name", "No"),
        (None, "No"),
    ],
)
def test_complaints_by_field(make_desk, details, said):
    body = ErrorBody(("error",), fields="details", fields_message="text", whole="base")
    desk = make_desk(httpx.Response(422, json={"error": "No", "details": details}), helpdesk={"errors": body})
    with pytest.raises(errors.ApiError) as caught:
        desk.send("POST")
    assert caught.value.api_message == said


def test_an_account_that_is_not_there(make_desk):
    """Its own address answers 404 to the check, which every account has."""
    desk = make_desk(404)
    with pytest.raises(errors.ApiError) as found:
        desk.client.caller()
    assert found.value.hint == "Is https://api.acme.test the address of the account?"


def test_a_host_that_is_not_there(make_desk):
    def refuse(request):
        raise httpx.ConnectError("[Errno -2] Name or service not known") from socket.gaierror(-2, "unknown")

    with pytest.raises(
        errors.OperationalError, match=r"there is no host api.acme.test \(5 attempts\), GET"
    ) as found:
        make_desk(refuse).send()
    assert found.value.code == "network"
