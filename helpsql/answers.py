"""What an answer means: a Response, or the error that names the request, the reason and the remedy. Pure."""

from __future__ import annotations

import re
from dataclasses import dataclass
from http import HTTPStatus
from typing import TYPE_CHECKING, Any

import orjson

from helpsql.errors import ApiError, DataError, Error, OperationalError
from helpsql.retry import Fault
from helpsql.spec import ErrorBody, Request, Response
from helpsql.wire import Answer, Failure

if TYPE_CHECKING:
    from collections.abc import Iterator

    from helpsql.redact import Redactor

UNKNOWN = "unknown-outcome"
_LONGEST = 500  # characters of the API's own words in a message
_MOST = 10  # single complaints of one answer

_CODES = {
    400: "invalid",
    401: "unauthorized",
    403: "forbidden",
    404: "not-found",
    405: "not-allowed",
    409: "conflict",
    412: "precondition",
    413: "too-large",
    415: "invalid",
    422: "invalid",
    429: "limit",
}
_HINTS = {
    403: "The account's user may not do this, or its plan does not include it; ask an administrator.",
    404: "It may have been deleted or merged; look the id up again.",
    409: "Another one with this value exists already.",
    412: "A rule of the helpdesk forbids it now; its message says which.",
    413: "Send less in one value or request.",
    429: "Wait for the limit to reset, or narrow the statement.",
}
_SERVER = "The helpdesk has a problem of its own; try again later."
_HEX = rb"[0-9a-fA-F]{2}"
_SURROGATES = re.compile(
    rb"(\\u[dD][89abAB]" + _HEX + rb"\\u[dD][c-fC-F]" + _HEX + rb")|\\u[dD][89a-fA-F]" + _HEX
)


@dataclass(frozen=True, slots=True)
class Asked:
    """The request as it is shown: connection, method and redacted path with query."""

    connection: str
    method: str
    url: str

    def __str__(self) -> str:
        return f"{self.method} {self.url}"

    def fields(self, **more: Any) -> dict[str, Any]:
        """What every error about it carries."""
        return {"helpdesk": self.connection, "method": self.method, "url": self.url, **more}


def write_request(request: Request, asked: Asked) -> tuple[dict[str, str], bytes | None]:
    """Headers, still unsigned, and body of a request."""
    headers = {"Accept": "*/*" if request.raw else "application/json", "User-Agent": "helpsql"}
    content = None
    if request.body is not None:
        headers["Content-Type"] = "application/json"
        try:
            content = orjson.dumps(request.body)
        except orjson.JSONEncodeError as error:
            raise DataError(
                f"{asked.connection}: a value cannot be written as JSON, {asked}.",
                code="body",
                **asked.fields(),
            ) from error
    return {**headers, **request.headers}, content


def read_response(request: Request, answer: Answer, asked: Asked) -> Response | Failure:
    """The answer as a Response; a Failure when its JSON ends too early. DataError when it is not JSON."""
    if request.raw or not answer.content.strip():
        return Response(answer.status, answer.headers, None, answer.content)
    try:
        return Response(answer.status, answer.headers, decode(answer.content), answer.content)
    except orjson.JSONDecodeError as error:
        if answer.status >= 300:  # a status the caller knows how to take, whatever page comes with it
            return Response(answer.status, answer.headers, None, answer.content)
        if _ends_early(answer, error):
            return Failure(Fault.CUT, "the answer broke off", error, answer.status)
        raise DataError(
            f"{asked.connection}: the answer is {kind_of(answer)}, not JSON, {asked}.",
            hint="Look whether base_url is the API's, and no proxy or sign-in page stands before it.",
            code="body",
            **asked.fields(status=answer.status),
        ) from error


def decode(content: bytes) -> Any:
    """The JSON value. Half of a surrogate pair, as clipped emoji leave it, becomes U+FFFD."""
    try:
        return orjson.loads(content)
    except orjson.JSONDecodeError:
        mended = _SURROGATES.sub(lambda found: found[1] or rb"\ufffd", content)
        if mended == content:
            raise
        return orjson.loads(mended)


def _ends_early(answer: Answer, error: orjson.JSONDecodeError) -> bool:
    """The body began as JSON and was broken off: as good as a cut connection."""
    if not answer.content.lstrip().startswith((b"{", b"[")):
        return False
    try:
        answer.content.decode()
    except UnicodeDecodeError as wrong:
        return wrong.reason == "unexpected end of data"  # within a character
    return error.pos >= len(error.doc.rstrip()) - 1


def kind_of(answer: Answer) -> str:
    """What a body that is not JSON is, in words."""
    said = answer.headers.get("content-type", "").partition(";")[0].strip().lower()
    if "html" in said or answer.content.lstrip()[:1] == b"<":
        return "a web page"
    return "broken JSON" if "json" in said or not said else f"of type {said[:60]}"


def api_error(
    answer: Answer, asked: Asked, body: ErrorBody, redact: Redactor, *, hint: str = "", code: str = ""
) -> ApiError:
    """The helpdesk's refusal as an error: status, its own words, what to do."""
    said = redact.text(error_text(answer, body))
    message = f"{asked.connection}: {status_text(answer.status)}, {asked}."
    return ApiError(
        f"{message} {clip(said)}" if said else message,
        hint=hint or hint_of(answer.status),
        code=code or code_of(answer.status),
        **asked.fields(status=answer.status, api_message=clip(said)),
    )


def no_answer(failure: Failure, asked: Asked, attempts: int, *, unknown: bool) -> Error:
    """The error for a request that got no whole answer; `unknown`: it may have been carried out."""
    tried = f" ({attempts} attempts)" if attempts > 1 else ""
    message = f"{asked.connection}: {failure.reason}{tried}, {asked}."
    fields = asked.fields(status=failure.status)
    if unknown:
        return OperationalError(message, hint=look_first(asked), code=UNKNOWN, **fields)
    if failure.too_large:
        return DataError(message, hint="Narrow the statement.", code="too-large", **fields)
    if failure.status is not None:
        return DataError(message, hint="The answer broke off; try again.", code="body", **fields)
    return OperationalError(message, hint=_network_hint(failure), code=_network_code(failure), **fields)


def credential_hint(source: str) -> str:
    """What to do about a credential that is refused."""
    came = f"The secret came from {source}; it" if source else "The credential"
    return f"{came} may be wrong, have expired or been replaced."


def look_first(asked: Asked) -> str:
    """What to do about a write whose fate is not known."""
    return f"Whether the {asked.method} was carried out is not known: look before you send it again."


def status_text(status: int) -> str:
    """`401 Unauthorized`."""
    try:
        return f"{status} {HTTPStatus(status).phrase}"
    except ValueError:
        return str(status)


def code_of(status: int) -> str:
    """The stable short code of a refusal."""
    return _CODES.get(status) or ("server" if status >= 500 else "redirect" if status < 400 else "api")


def hint_of(status: int) -> str:
    return _SERVER if status >= 500 else _HINTS.get(status, "")


def error_text(answer: Answer, body: ErrorBody) -> str:
    """The API's own words: its message, then each complaint as `path: text` or `field: text`."""
    try:
        value = orjson.loads(answer.content)
    except orjson.JSONDecodeError:
        return ""
    words = [next((text for path in body.message for text in _texts(value, path)), "")]
    if body.each:
        words += [_complaint(one, body) for one in list(_dig(value, body.each))[:_MOST]]
    if body.fields:
        words += list(_by_field(value, body))[:_MOST]
    return "; ".join(word for word in words if word)


def _by_field(value: Any, body: ErrorBody) -> Iterator[str]:
    """Each field's complaints, which some APIs begin with its name themselves."""
    for fields in _dig(value, body.fields):
        yield from _named_complaints(fields, "", body) if isinstance(fields, dict) else ()


def _named_complaints(fields: dict[str, Any], above: str, body: ErrorBody) -> Iterator[str]:
    for field, complaints in fields.items():
        name = f"{above}{field}"
        for one in complaints if isinstance(complaints, list) else [complaints]:
            text = one if isinstance(one, str) else next(_texts(one, body.fields_message), "")
            if isinstance(one, dict) and not text and any(isinstance(v, list | dict) for v in one.values()):
                yield from _named_complaints(one, f"{name}.", body)
                continue
            is_named = name == body.whole or text.lower().startswith(f"{name.lower()}:")
            yield text if is_named else f"{name}: {text}".removesuffix(": ")


def clip(text: str) -> str:
    """One line of printable text: an API's words must not steer a terminal."""
    line = " ".join("".join(char if char.isprintable() else " " for char in text).split())
    return line if len(line) <= _LONGEST else f"{line[: _LONGEST - 1]}…"


def _complaint(one: Any, body: ErrorBody) -> str:
    where = next(_texts(one, body.each_path), "")
    what = next(_texts(one, body.each_message), "")
    return f"{where}: {what}" if where and what else where or what


def _texts(value: Any, path: str) -> Iterator[str]:
    return (str(found) for found in _dig(value, path) if isinstance(found, (str, int)) and found != "")


def _dig(value: Any, path: str) -> Iterator[Any]:
    """The values at a dotted path; `[]` after a key steps into each element."""
    key, _, rest = path.partition(".")
    found = value.get(key.removesuffix("[]")) if isinstance(value, dict) else None
    if found is None:
        return
    for one in found if key.endswith("[]") and isinstance(found, list) else [found]:
        yield from _dig(one, rest) if rest else [one]


def _network_code(failure: Failure) -> str:
    if failure.fault is Fault.HOPELESS:
        return "tls" if "certificate" in failure.reason else "bad-request"
    return "timeout" if failure.fault is Fault.TIMEOUT else "network"


def _network_hint(failure: Failure) -> str:
    if failure.fault is Fault.HOPELESS:
        return (
            "Check base_url." if "certificate" not in failure.reason else "Check base_url and SSL_CERT_FILE."
        )
    return "Check the network and base_url, then try again."
