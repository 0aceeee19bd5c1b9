"""Signing: tokens asked for, kept, renewed once for all threads; rotated refresh tokens are never lost."""

from __future__ import annotations

import stat
import threading
from concurrent.futures import ThreadPoolExecutor

import httpx
import pytest

from helpsql import errors
from helpsql.auth import replaced_by_token
from helpsql.secret import Secret
from helpsql.spec import OAuth2
from helpsql.tokens import FileStore, KeyringStore, MemoryStore, default_store, fingerprint

REFRESH = {
    "app_id": "the-app",
    "app_secret": Secret("s3cret-of-app", "environment ACME_SECRET"),
    "refresh_token": Secret("refresh-0", "environment ACME_REFRESH"),
}


def signed(desk):
    return [request.headers["authorization"] for request in desk.script.seen]


def needs(token):
    """An API that takes this access token only."""

    def answer(request):
        good = request.headers["authorization"] == f"Bearer {token}"
        return httpx.Response(200 if good else 401, json={})

    return answer


def test_client_credentials(make_desk):
    desk = make_desk(200)
    desk.send()
    desk.send()
    assert signed(desk) == ["Bearer access-1"] * 2
    form = {"grant_type": "client_credentials", "client_id": "the-app", "client_secret": "s3cret-of-app"}
    assert desk.script.grants == [form]


def test_token_requests_are_neither_logged_nor_counted(make_desk):
    desk = make_desk(200)
    desk.send()
    assert (len(desk.log.entries()), len(desk.exchange.asked)) == (1, 1)


def test_renewed_before_it_expires(make_desk):
    desk = make_desk(200)
    desk.send()
    desk.clock.elapsed = 7200 - 61
    desk.send()
    desk.clock.elapsed = 7200 - 59
    desk.send()
    assert signed(desk) == ["Bearer access-1", "Bearer access-1", "Bearer access-2"]


def test_a_refused_token_is_renewed_and_the_request_repeated(make_desk):
    desk = make_desk(needs("access-2"))
    assert desk.send("POST", body={}).status == 200
    assert desk.statuses == [401, 200]
    assert len(desk.exchange.asked) == 2


def test_refused_twice_says_where_the_credential_came_from(make_desk):
    desk = make_desk(401)
    with pytest.raises(errors.ApiError) as caught:
        desk.send(path="/v2/mailboxes")
    assert str(caught.value).splitlines() == [
        "acme: 401 Unauthorized, GET /v2/mailboxes. is 401",
        "  The secret came from environment ACME_SECRET; it may be wrong, have expired or been replaced.",
    ]
    assert (caught.value.code, len(desk.script.grants)) == ("unauthorized", 2)


def test_renewed_once_even_between_other_attempts(make_desk):
    desk = make_desk(401, 503, 401, 200)
    with pytest.raises(errors.ApiError) as caught:
        desk.send()
    assert (caught.value.code, desk.statuses, len(desk.script.grants)) == ("unauthorized", [401, 503, 401], 2)


def test_one_renewal_for_all_threads(make_desk):
    together = threading.Barrier(8)

    def answer(request):
        if request.headers["authorization"] == "Bearer access-1":
            if request.url.path == "/scan":
                together.wait(5)
            return httpx.Response(401, json={})
        return httpx.Response(200, json={})

    desk = make_desk(answer)
    desk.script.answers = [200]
    desk.send()
    desk.script.answers = [answer]
    with ThreadPoolExecutor(8) as pool:
        found = list(pool.map(lambda _: desk.send(path="/scan").status, range(8)))
    assert (found, len(desk.script.grants)) == ([200] * 8, 2)


def test_first_token_is_asked_for_once(make_desk):
    desk = make_desk(200)
    with ThreadPoolExecutor(8) as pool:
        list(pool.map(lambda _: desk.send(), range(16)))
    assert len(desk.script.grants) == 1


@pytest.mark.parametrize(
    ("status", "code"), [(400, "unauthorized"), (401, "unauthorized"), (404, "not-found")]
)
def test_refused_credential(make_desk, status, code):
    desk = make_desk(200)
    answer = httpx.Response(status, json={"error": "invalid_client", "error_description": "no s3cret-of-app"})
    desk.script.token_answers = [answer]
    with pytest.raises(errors.ApiError) as caught:
        desk.send()
    error = caught.value
    assert (error.code, error.status, error.method, error.url) == (code, status, "POST", "/oauth2/token")
    assert error.api_message == "no ***"
    assert ("ACME_SECRET" in error.hint) == (code == "unauthorized")


def test_token_request_is_tried_again(make_desk):
    desk = make_desk(200)
    desk.script.token_answers = [httpx.ReadTimeout("slow"), 503]
    desk.send()
    assert (len(desk.script.grants), desk.statuses) == (3, [200])


def test_token_request_obeys_cancelling(make_desk):
    desk = make_desk(200)
    desk.script.token_answers = [504]
    desk.clock.on_sleep = desk.exchange.cancelled.set
    with pytest.raises(errors.Interrupted) as caught:
        desk.send("POST")
    assert caught.value.code == "interrupted"


def test_who_waits_for_another_threads_renewal_can_be_cancelled(make_desk):
    desk = make_desk(200)
    entered, leave = threading.Event(), threading.Event()

    def slow(request):
        entered.set()
        leave.wait(5)
        return httpx.Response(200, json={"access_token": "late", "expires_in": 60})

    desk.script.token_answers = [slow]
    with ThreadPoolExecutor(1) as pool:
        first = pool.submit(desk.send)
        entered.wait(5)
        other = type(desk.exchange)()
        threading.Timer(0.1, other.cancelled.set).start()
        from helpsql.spec import Request

        with pytest.raises(errors.Interrupted):
            desk.client.send(Request("GET", "/x"), other)
        leave.set()
        assert first.result().status == 200


@pytest.mark.parametrize("body", [{}, [], None, {"access_token": ""}, {"access_token": 5}])
def test_answer_without_a_token(make_desk, body):
    desk = make_desk(200)
    desk.script.token_answers = [httpx.Response(200, json=body)]
    with pytest.raises(errors.OperationalError, match="no access_token"):
        desk.send()


def rotate(number):
    return httpx.Response(
        200,
        json={"access_token": f"access-{number}", "refresh_token": f"refresh-{number}", "expires_in": 100},
    )


def test_rotated_refresh_token_is_stored_before_use(make_desk):
    stored = []

    class Store(MemoryStore):
        def save(self, key, token):
            stored.append((token, len(desk.script.seen)))
            super().save(key, token)

    desk = make_desk(200, settings=REFRESH, store=Store())
    desk.script.token_answers = [rotate(1), rotate(2)]
    desk.send()
    desk.clock.elapsed = 99
    desk.send()
    assert [grant["refresh_token"] for grant in desk.script.grants] == ["refresh-0", "refresh-1"]
    assert stored == [("refresh-1", 0), ("refresh-2", 1)]


def test_a_token_that_cannot_be_stored_is_not_used_and_not_lost(make_desk):
    class Full(MemoryStore):
        full = True

        def save(self, key, token):
            if self.full:
                raise errors.OperationalError("disk full")
            super().save(key, token)

    store = Full()
    desk = make_desk(200, settings=REFRESH, store=store)
    desk.script.token_answers = [rotate(1), rotate(2)]
    with pytest.raises(errors.OperationalError, match="disk full"):
        desk.send()
    assert desk.script.seen == []
    store.full = False
    desk.send()
    assert [grant["refresh_token"] for grant in desk.script.grants] == ["refresh-0", "refresh-1"]


def test_the_next_session_goes_on_with_the_stored_token(make_desk):
    store = MemoryStore()
    for number in (1, 2):
        desk = make_desk(200, settings=REFRESH, store=store)
        desk.script.token_answers = [rotate(number)]
        desk.send()
        assert desk.script.grants[0]["refresh_token"] == f"refresh-{number - 1}"
    fresh = make_desk(200, settings={**REFRESH, "refresh_token": Secret("brand-new")}, store=store)
    fresh.send()
    assert fresh.script.grants[0]["refresh_token"] == "brand-new"


def test_a_token_that_another_process_used_up(make_desk):
    store = MemoryStore()
    desk = make_desk(200, settings=REFRESH, store=store)

    def used_up(request):
        store.save(fingerprint("acme", "the-app", "refresh-0"), "refresh-of-other")
        return httpx.Response(400, json={"error": "invalid_grant"})

    desk.script.token_answers = [used_up, rotate(5)]
    desk.send()
    assert [grant["refresh_token"] for grant in desk.script.grants] == ["refresh-0", "refresh-of-other"]


def test_plain_token(make_desk):
    desk = make_desk(401, settings={"token": Secret("my-own-token", "keyring acme/me")})
    with pytest.raises(errors.ApiError, match="keyring acme/me"):
        desk.send()
    assert (signed(desk), desk.script.grants) == (["Bearer my-own-token"], [])


@pytest.mark.parametrize("token", ["two words", "line\nbreak", "smör", "\x00"])
def test_a_token_that_no_header_can_carry_is_not_quoted(make_desk, token):
    desk = make_desk(200, settings={"token": Secret(token, "file x")})
    with pytest.raises(errors.OperationalError) as caught:
        desk.send()
    assert token not in str(caught.value)
    assert "file x" in str(caught.value)


def test_missing_setting(make_desk):
    with pytest.raises(errors.OperationalError, match="app_secret is missing"):
        make_desk(200, settings={"app_id": "x"})


def test_replaced_by_token():
    assert replaced_by_token(OAuth2("/t", "id", "key")) == ("id", "key", "refresh_token")


def test_file_store(tmp_path):
    store = FileStore(tmp_path / "deep" / "tokens")
    assert store.load("a/1") is None
    store.save("a/1", "first")
    store.save("a/1", "second")
    store.save("b/1", "other")
    assert (store.load("a/1"), store.load("b/1"), store.load("a/2")) == ("second", "other", None)
    files = list(store.folder.iterdir())
    assert [stat.S_IMODE(file.stat().st_mode) for file in files] == [0o600] * 2


def test_file_store_that_cannot_be_written(tmp_path):
    (tmp_path / "file").write_text("")
    with pytest.raises(errors.OperationalError, match="cannot be stored"):
        FileStore(tmp_path / "file").save("a/1", "t0ken-text")


def test_fingerprint_tells_nothing():
    key = fingerprint("me", "the-app", "refresh-0")
    assert key.startswith("me/")
    assert "refresh-0" not in key
    assert key != fingerprint("me", "the-app", "refresh-1")


def test_keyring_store(monkeypatch):
    keyring = pytest.importorskip("keyring")
    kept = {}
    monkeypatch.setattr(keyring, "get_password", lambda service, key: kept.get((service, key)))
    monkeypatch.setattr(
        keyring, "set_password", lambda service, key, text: kept.update({(service, key): text})
    )
    store = default_store("keyring acme/me")
    store.save("a/1", "token-text")
    assert (store.load("a/1"), kept) == ("token-text", {("helpsql", "a/1"): "token-text"})


class Keyring:
    """A keyring that can be locked, or takes everything and keeps nothing."""

    def __init__(self):
        self.errors, self.KeyringError = self, RuntimeError
        self.kept, self.mood = {}, "good"

    def get_password(self, service, key):
        return self.kept.get(key)

    def set_password(self, service, key, text):
        if self.mood == "locked":
            raise ValueError("anything")
        if self.mood == "good":
            self.kept[key] = text

    def delete_password(self, service, key):
        del self.kept[key]


@pytest.mark.parametrize("mood", ["locked", "null"])
def test_a_keyring_that_fails_loses_no_token(monkeypatch, tmp_path, mood):
    """The old token is used up when the new one is to be kept."""
    keyring = Keyring()
    monkeypatch.setattr("helpsql.tokens.load_keyring", lambda: keyring)
    spare = FileStore(tmp_path)
    store = KeyringStore(spare)
    store.save("a/1", "first")
    keyring.mood = mood
    store.save("a/1", "second")
    assert (store.load("a/1"), spare.load("a/1"), keyring.kept["a/1"]) == ("second", "second", "first")
    keyring.mood = "good"
    store.save("a/1", "third")
    assert (store.load("a/1"), spare.load("a/1"), keyring.kept["a/1"]) == ("third", None, "third")
    store.drop("a/1")
    assert (store.load("a/1"), keyring.kept) == (None, {})


def test_one_process_at_a_time_uses_a_token_up(tmp_path):
    class WaitsError(Exception):
        pass

    def wait():
        raise WaitsError

    one, other = FileStore(tmp_path), FileStore(tmp_path)
    with one.alone("a/1", wait):
        with pytest.raises(WaitsError), other.alone("a/1", wait):
            raise AssertionError("both at once")
        with other.alone("a/2", wait):
            pass
    with other.alone("a/1", wait):
        pass
    assert {stat.S_IMODE(file.stat().st_mode) for file in tmp_path.iterdir()} == {0o600}


def test_no_token_is_used_up_where_its_successor_cannot_be_kept(make_desk, tmp_path):
    (tmp_path / "file").write_text("")
    desk = make_desk(200, settings=REFRESH, store=FileStore(tmp_path / "file"))
    with pytest.raises(errors.OperationalError, match="none is asked for") as found:
        desk.send()
    assert (found.value.code, desk.script.grants) == ("token-store", [])
