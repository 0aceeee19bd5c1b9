"""Refusals in the vendor's four shapes, and as plain text."""

from __future__ import annotations

from typing import Any

import orjson
from werkzeug.exceptions import HTTPException
from werkzeug.wrappers import Response

JSON = "application/json; charset=utf-8"
TEXT = "text/plain; charset=utf-8"
NO_ACCESS = (
    "You do not have access to this page. "
    "Please contact the account owner of this help desk for further help."
)

Details = dict[str, list[dict[str, Any]]]


class Refusal(HTTPException):
    """Raised by a handler; becomes the answer. A text body is sent as text."""

    def __init__(self, status: int, body: Any, **headers: str) -> None:
        super().__init__()
        self.code = status
        self.payload = body
        self.more = {name.replace("_", "-"): value for name, value in headers.items()}


def named(status: int, error: str, description: str, **more: Any) -> Refusal:
    return Refusal(status, {"error": error, "description": description, **more})


def titled(status: int, title: str, message: str) -> Refusal:
    return Refusal(status, {"error": {"title": title, "message": message}})


def not_found() -> Refusal:
    return named(404, "RecordNotFound", "Not found")


def no_endpoint() -> Refusal:
    return named(404, "InvalidEndpoint", "Not found")


def forbidden() -> Refusal:
    return titled(403, "Forbidden", NO_ACCESS)


def missing(parameter: str) -> Refusal:
    # ASSUMED: what was recorded for phone_number in 2013 holds for every wrapper object.
    return Refusal(400, f"Required parameter missing: {parameter}")


def wrong_type(name: str, must: str) -> Refusal:
    message = f"You passed an invalid value for the {name} attribute. {must}"
    return titled(400, "Invalid attribute", message)


def wrong_page(title: str) -> Refusal:
    return Refusal(400, {"errors": [{"code": "InvalidPaginationParameter", "title": title}]})


def too_many(maximum: int = 100) -> Refusal:
    description = f"Parameter  cannot specify more than {maximum} values"
    return named(400, "TooManyValues", description, max_count=maximum)


class Invalid(Refusal):
    """422 with `details`; also the reason why one item of a job failed."""

    def __init__(self, details: Details) -> None:
        body = {"error": "RecordInvalid", "description": "Record validation errors", "details": details}
        super().__init__(422, body)
        self.details = details

    @property
    def first(self) -> tuple[str, str]:
        """Error name and text of the first entry, as a job reports them."""
        entry = next(iter(self.details.values()))[0]
        return "RecordInvalid", str(entry["description"])


def invalid(field: str, description: str, error: str | None = "InvalidValue", **more: Any) -> Invalid:
    return Invalid({field: [{"description": description, "error": error, **more}]})


def blank(field: str) -> Invalid:
    return invalid(field, f"{label(field)}: cannot be blank", "BlankValue")


def label(field: str) -> str:
    """`agent_label` as it is called in messages: `Agent label`."""
    return field.replace("_", " ").capitalize()


def json_response(body: Any, status: int = 200) -> Response:
    return Response(orjson.dumps(body), status, content_type=JSON)


def error_response(error: HTTPException) -> Response:
    """The answer for any HTTP error: ours, the router's, or a fault's."""
    if not isinstance(error, Refusal):
        error = _by_status(error.code or 500)
    if isinstance(error.payload, str):
        response = Response(error.payload, error.code, content_type=TEXT)
    else:
        response = json_response(error.payload, error.code or 500)
    response.headers.extend(error.more)
    return response


def _by_status(status: int) -> Refusal:
    if status in (404, 405):  # ASSUMED: a wrong method is a wrong endpoint
        return no_endpoint()
    if status == 401:
        return Refusal(401, {"error": "Couldn't authenticate you"})
    if status == 403:
        return forbidden()
    if status == 409:
        return named(409, "DatabaseConflict", "Database collision")
    if status == 429:
        return Refusal(429, "Number of allowed API requests per minute exceeded", Retry_After="5")
    if status == 503:
        return Refusal(503, "<html><body>Service Temporarily Unavailable</body></html>", Retry_After="2")
    return Refusal(status, _TEXTS.get(status, f"HTTP {status}"))


_TEXTS = {
    413: "Request Entity Too Large",
    500: "Internal Server Error",
    502: "<html><body>502 Bad Gateway</body></html>",
    504: "<html><body>504 Gateway Time-out</body></html>",
}
