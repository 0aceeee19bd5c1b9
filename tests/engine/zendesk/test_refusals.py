"""What Zendesk says when it refuses: field and complaint in the error; credentials that it does not take."""

from __future__ import annotations

from collections.abc import Iterator

import httpx
import pytest

from helpsql.cli.doctor import connection_findings
from helpsql.errors import OperationalError, WriteError
from helpsql.secret import Secret
from tests.engine.zendesk.desk import Desk, open_desk


@pytest.fixture
def desk() -> Iterator[Desk]:
    with open_desk() as opened:
        yield opened


REFUSED = {
    "a name that is taken": (
        "insert into organizations(name) values ('Acme')",
        "Record validation errors; Name: Acme has already been taken",
    ),
    "an address that is taken": (
        "insert into users(name, email) values ('Bob', 'ann@x.example')",
        "Record validation errors; Email: ann@x.example is already being used by another user",
    ),
    "a status that cannot be left": (
        "update tickets set priority = 'low' where status = 'closed' and id = {closed}",
        "Record validation errors; Status: closed prevents ticket update",
    ),
    "a complaint about the whole": (
        "update tickets set serial_number = 'x' where id = {open}",
        "Record validation errors; Serial number: is invalid",
    ),
}


@pytest.mark.parametrize(("sql", "said"), REFUSED.values(), ids=REFUSED)
def test_the_error_names_field_and_complaint(desk: Desk, sql: str, said: str) -> None:
    desk.run("insert into organizations(name) values ('Acme')")
    desk.run("insert into users(name, email) values ('Ann', 'ann@x.example')")
    found = dict(desk.rows("select status, id from tickets where status in ('open', 'closed')"))
    with pytest.raises(WriteError) as caught:
        desk.run(sql.format(**found))
    assert caught.value.api_message == said
    assert said in str(caught.value) and caught.value.outcomes[0].state == "refused"


def test_good_credentials_are_somebodys(desk: Desk) -> None:
    desk.rows("select id from groups limit 1")
    assert desk.engine.accounts["zendesk"].client.caller()["role"] == "admin"
    told = {what: (good, found) for good, what, found in connection_findings(desk.engine, "zendesk")}
    assert told["account"][0] and "admin" in told["account"][1]


class Stripped(httpx.BaseTransport):
    """A gateway that loses the credentials, which is as good as a wrong password."""

    def __init__(self, inner: httpx.BaseTransport) -> None:
        self._inner = inner

    def handle_request(self, request: httpx.Request) -> httpx.Response:
        del request.headers["Authorization"]
        return self._inner.handle_request(request)


def test_an_answer_as_to_anybody_is_no_success() -> None:
    with open_desk(wrap=Stripped) as desk:
        desk.engine.schemas.enter("zendesk")
        with pytest.raises(OperationalError, match="credentials are not taken") as caught:
            desk.engine.accounts["zendesk"].client.caller()
        assert caught.value.code == "unauthorized" and "may be wrong" in caught.value.hint
        [(_, what, found)] = [one for one in connection_findings(desk.engine, "zendesk") if not one[0]]
    assert what == "account" and "GET /api/v2/users/me" in found


def test_a_wrong_token_is_refused() -> None:
    with open_desk(settings={"api_token": Secret("wrong-t0ken", "environment KEY")}) as desk:
        [(_, what, found)] = [one for one in connection_findings(desk.engine, "zendesk") if not one[0]]
    assert what == "account" and "401" in found and "environment KEY" in found
    assert "wrong-t0ken" not in found
