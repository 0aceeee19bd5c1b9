"""Refusals in the vendor's shape (application/vnd.error+json)."""

from __future__ import annotations

from dataclasses import dataclass
from http import HTTPStatus
from typing import Any

import orjson
from werkzeug.exceptions import HTTPException
from werkzeug.wrappers import Response

ABOUT = "http://developer.helpscout.net/mailbox-api/overview/errors"
NOTHING: Any = object()
"""Stands for `there was no value to show as rejectedValue`."""

# ASSUMED: the texts besides those of 400, 429 and 500, which are documented.
_MESSAGES = {
    400: "Bad request",
    401: "Unauthorized",
    403: "Access denied",
    404: "Not found",
    405: "Method not allowed",
    409: "Conflict",
    412: "Conversation is locked",
    413: "Request entity too large",
    415: "Unsupported media type",
    429: "API rate limit exceeded",
    500: "Internal error",
    503: "Service unavailable",
    504: "Internal timeout",
}


@dataclass(frozen=True, slots=True)
class Problem:
    """One entry of `_embedded.errors`; kind is the anchor on the errors page."""

    path: str
    message: str
    kind: str
    rejected: Any = NOTHING
    source: str = "JSON"

    def shown(self) -> dict[str, Any]:
        shown: dict[str, Any] = {"path": self.path, "message": self.message, "source": self.source}
        if self.rejected is not NOTHING:
            shown["rejectedValue"] = self.rejected
        return shown | {"_links": {"about": {"href": f"{ABOUT}#{self.kind}"}}}


class Refusal(HTTPException):
    """Raised by a handler; becomes the answer."""

    def __init__(self, status: int, *problems: Problem, message: str | None = None) -> None:
        super().__init__(message)
        self.code = status
        self.problems = problems
        self.message = message


def not_found() -> Refusal:
    return Refusal(404)


def invalid(*problems: Problem) -> Refusal:
    return Refusal(400, *problems)


def error_response(error: HTTPException, log_ref: str) -> Response:
    """The answer for any HTTP error, our own or the router's."""
    status = error.code or 500
    if status == 429:
        return json_response({"message": _MESSAGES[429]}, 429, "application/json")
    if status == 500:
        return _shown(500, {"logRef": log_ref, "message": _MESSAGES[500], "links": _old_links()})
    message = getattr(error, "message", None) or _MESSAGES.get(status) or HTTPStatus(status).phrase
    problems = [problem.shown() for problem in getattr(error, "problems", ())]
    body = {
        "logRef": log_ref,
        "message": message,
        "_embedded": {"errors": problems},
        "_links": {"about": {"href": ABOUT}},
    }
    response = _shown(status, body)
    if status == 405:
        response.headers["Allow"] = ", ".join(getattr(error, "valid_methods", None) or ())
    return response


def _old_links() -> list[dict[str, str]]:
    return [{"rel": "about", "href": "http://developer.helpscout.net/help-desk-api-v2/errors"}]


def _shown(status: int, body: dict[str, Any]) -> Response:
    return json_response(body, status, "application/vnd.error+json")


def json_response(
    body: Any, status: int = 200, content_type: str = "application/hal+json;charset=UTF-8"
) -> Response:
    return Response(orjson.dumps(body), status, content_type=content_type)
