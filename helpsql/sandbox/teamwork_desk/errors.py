"""Refusals in the vendor's shape: a list of errors, each with id, title, code and detail."""

from __future__ import annotations

from typing import Any
from uuid import UUID

import orjson
from werkzeug.exceptions import HTTPException
from werkzeug.wrappers import Response

from helpsql.sandbox.teamwork_desk.assumed import TITLES

JSON = "application/json; charset=utf-8"
MUST_BE_SET = "must be set"


class Refusal(HTTPException):
    """Raised by a handler; becomes the answer. `source` names the member at fault."""

    def __init__(self, status: int, detail: str, source: str = "") -> None:
        super().__init__()
        self.code = status
        self.detail = detail
        self.source = source


def bad(detail: str, source: str = "") -> Refusal:
    return Refusal(400, detail, source)


def unset(source: str) -> Refusal:
    return bad(MUST_BE_SET, source)


def not_found() -> Refusal:
    return Refusal(404, "not found")


def forbidden() -> Refusal:
    return Refusal(403, "you do not have access to this inbox")


def conflict(detail: str, source: str) -> Refusal:
    return Refusal(409, detail, source)


def unauthorized() -> Refusal:
    return Refusal(401, "failed to validate token")


def internal() -> Refusal:
    return Refusal(500, "an internal error occurred, it has been logged")


def json_response(body: Any, status: int = 200) -> Response:
    return Response(orjson.dumps(body), status=status, content_type=JSON)


def no_content(status: int) -> Response:
    """A bare status; a body only where the status wants one."""
    if status != 204:
        return json_response({}, status)
    response = Response(status=204)
    del response.headers["Content-Type"]
    return response


_DETAILS = {404: "not found", 405: "method not allowed", 429: "rate limit exceeded"}


def error_response(error: HTTPException, number: int) -> Response:
    """Any refusal as an answer; `number` is a fresh 64-bit draw for the id."""
    status = error.code or 500
    title, code = TITLES.get(status, TITLES[500] if status >= 500 else TITLES[400])
    detail = error.detail if isinstance(error, Refusal) else _DETAILS.get(status, internal().detail)
    entry = {"id": str(UUID(int=number << 61 | number, version=4)), "title": title, "code": code}
    entry["detail"] = unauthorized().detail if status == 401 else detail
    if isinstance(error, Refusal) and error.source:
        entry["source"] = error.source
    response = json_response({"errors": [entry]}, status)
    if status >= 500:
        response.set_data(response.get_data() + b"\n")  # as recorded
    return response
