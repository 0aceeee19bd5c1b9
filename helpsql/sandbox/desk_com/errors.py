"""Refusals in the vendor's shape: a message, and for 422 the words that say what is wrong where."""

from __future__ import annotations

from typing import Any

import orjson
from werkzeug.exceptions import HTTPException
from werkzeug.wrappers import Response

JSON = "application/json; charset=utf-8"

# Recorded are 404, 405, 422 and 429. ASSUMED: the other texts are the names of their statuses.
_TEXTS = {
    400: "Bad Request",
    401: "Unauthorized",
    403: "Forbidden",
    404: "Resource Not Found",
    405: "Method Not Allowed",
    406: "Not Acceptable",
    409: "Conflict",
    413: "Request Entity Too Large",
    415: "Unsupported Media Type",
    422: "Validation Failed",
    429: "Too Many Requests",
    500: "Internal Server Error",
    502: "Bad Gateway",
    503: "Service Unavailable",
    504: "Gateway Timeout",
}


class Refusal(HTTPException):
    """Raised by a handler; becomes the answer."""

    def __init__(self, status: int, message: str = "", errors: Any = None) -> None:
        super().__init__()
        self.code = status
        self.body: dict[str, Any] = {"message": message or _TEXTS[status]}
        if errors:
            self.body["errors"] = errors


def invalid(field: str, word: Any = "invalid") -> Refusal:
    """422 for one key. A dotted key is nested, as `_links.topic` is (TAPE)."""
    errors: Any = [word] if isinstance(word, str) else word
    for part in reversed(field.split(".")):
        errors = {part: errors}
    return Refusal(422, errors=errors)


def not_found() -> Refusal:
    return Refusal(404)


def json_response(body: Any, status: int = 200) -> Response:
    return Response(orjson.dumps(body), status, content_type=JSON)


def no_content() -> Response:
    response = Response(b"", 204)
    del response.headers["Content-Type"]
    return response


def error_response(error: HTTPException) -> Response:
    """The answer for any HTTP error: ours, the router's, or a fault's."""
    status = error.code or 500
    if isinstance(error, Refusal):
        return json_response(error.body, status)
    return json_response({"message": _TEXTS.get(status, f"HTTP {status}")}, status)
