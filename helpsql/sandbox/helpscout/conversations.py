"""Reading conversations, their threads and attachments."""

from __future__ import annotations

import base64
from typing import TYPE_CHECKING, Any

import orjson
from werkzeug.wrappers import Response

from helpsql.sandbox.helpscout import hal
from helpsql.sandbox.helpscout.errors import not_found
from helpsql.sandbox.helpscout.filters import NEEDS_WHOLE, SORT_FIELDS, conversation_conditions, sort_key
from helpsql.sandbox.helpscout.lists import Conditions, SeededIds, cut, in_order
from helpsql.sandbox.helpscout.render import Renderer, plain
from helpsql.sandbox.helpscout.timeline import id_of, merged_into
from helpsql.sandbox.times import stamp

if TYPE_CHECKING:
    from collections.abc import Callable, Iterable, Sequence

    from helpsql.sandbox.helpscout.call import Call
    from helpsql.sandbox.helpscout.records import Attachment, Conversation, Thread


def list_conversations(call: Call) -> Response:
    params = call.params
    conditions = conversation_conditions(call.world, params, call.now)
    field = params.choice("sortField", SORT_FIELDS, "createdAt")
    descending = params.choice("sortOrder", ("desc", "asc"), "desc") == "desc"
    embed = params.choice("embed", ("threads",), "")
    page = params.page()
    params.check()
    key = ("conversations", field, *sorted(_filters(call).items()))
    ids = call.world.lists.get(key, lambda: _select(call, conditions, field))
    return page_of_conversations(call, ids, page, embed=embed, descending=descending)


def page_of_conversations(
    call: Call, ids: Sequence[int], page: int, *, embed: str = "", descending: bool = True
) -> Response:
    shown = cut(ids, page, hal.LONG_PAGE, descending=descending)
    pieces = [conversation_piece(call, conversation_id, embed) for conversation_id in shown]
    return hal.collection(call.request, "conversations", pieces, page, len(ids), hal.LONG_PAGE)


def _filters(call: Call) -> dict[str, str]:
    """The parameters that decide which rows there are. Moments in a query move with the clock."""
    kept = {
        k: v for k, v in call.request.args.items() if k not in ("page", "sortOrder", "sortField", "embed")
    }
    if "NOW" in kept.get("query", ""):
        kept["now"] = str(call.now)
    return kept


def _select(call: Call, conditions: Conditions, field: str) -> Sequence[int]:
    world, timeline = call.world, call.world.timeline
    key = sort_key(world, field)
    if conditions.empty and field in ("createdAt", "number", "score") and world.conversations.untouched:
        return SeededIds(timeline.conversations, id_of)
    first, last = 0, timeline.conversations
    if conditions.bounded:
        first, last = (
            timeline.first_at_or_after(conditions.since),
            timeline.first_at_or_after(conditions.until + 1),
        )
    records: Iterable[Any] = conditions.select(world.scan(first, last), world.conversation)
    if field in NEEDS_WHOLE:
        records = (whole for r in records if (whole := world.conversation(r.id)))
    return in_order(records, key or (lambda c: c.created))


def conversation_piece(call: Call, conversation_id: int, embed: str = "") -> bytes:
    """A conversation of a list, as JSON; kept until something is written."""
    key = (call.origin, "conversation", conversation_id, embed)
    return call.world.pieces.get(key, lambda: _piece(call, conversation_id, embed))


def _piece(call: Call, conversation_id: int, embed: str) -> bytes:
    renderer = Renderer(call.world, call.origin)
    record = call.conversation(conversation_id)
    shown = renderer.conversation(record)
    if embed:
        shown["_embedded"] = {"threads": renderer.threads(record, shortened=True)}
    return orjson.dumps(shown)


def get_conversation(call: Call, conversation_id: int) -> Response:
    return _get(call, conversation_id, exact=False)


def get_conversation_v3(call: Call, conversation_id: int) -> Response:
    return _get(call, conversation_id, exact=True)


def _get(call: Call, conversation_id: int, *, exact: bool) -> Response:
    embed = call.params.choice("embed", ("threads",), "")
    call.params.check()
    record = call.world.conversation(conversation_id)
    if record is None:
        return _moved(call, conversation_id)
    if not embed and not exact:
        return hal.raw(conversation_piece(call, conversation_id))
    renderer = Renderer(call.world, call.origin, exact=exact)
    shown = renderer.conversation(record)
    if embed:
        shown["_embedded"] = {"threads": renderer.threads(record)}
    return hal.resource(shown)


def _moved(call: Call, conversation_id: int) -> Response:
    """301 to where a merged conversation lives on; 404 for any other id."""
    target = merged_into(conversation_id)
    if target is None or call.world.conversation(target) is None:
        raise not_found()
    response = hal.empty(301)
    response.headers["Location"] = call.href(call.request.path.replace(str(conversation_id), str(target)))
    return response


def list_threads(call: Call, conversation_id: int) -> Response:
    return _threads(call, conversation_id, exact=False)


def list_threads_v3(call: Call, conversation_id: int) -> Response:
    return _threads(call, conversation_id, exact=True)


def _threads(call: Call, conversation_id: int, *, exact: bool) -> Response:
    page = call.params.page()
    call.params.check()
    record = call.conversation(conversation_id)
    renderer = Renderer(call.world, call.origin, exact=exact)
    newest_first = range(len(record.threads))
    shown = cut(newest_first, page, hal.LONG_PAGE, descending=True)
    pieces = [orjson.dumps(renderer.thread(record.id, record.threads[n])) for n in shown]
    return hal.collection(call.request, "threads", pieces, page, len(record.threads), hal.LONG_PAGE)


def find_thread(record: Conversation, thread_id: int) -> Thread:
    found = next((thread for thread in record.threads if thread.id == thread_id), None)
    if found is None:
        raise not_found()
    return found


def original_source(call: Call, conversation_id: int, thread_id: int) -> Response:
    """The mail as it came, as JSON or, if asked for, as RFC 822 text. Only mail has one."""
    record = call.conversation(conversation_id)
    thread = find_thread(record, thread_id)
    if thread.source[0] not in ("email", "emailfwd") or thread.type not in ("customer", "message"):
        raise not_found()
    mail = _mail(call, record, thread)
    if call.request.accept_mimetypes.best_match(["application/json", "message/rfc822"]) == "message/rfc822":
        return Response(mail, content_type="message/rfc822")
    return hal.resource({"original": mail})


def _mail(call: Call, record: Conversation, thread: Thread) -> str:
    sender = Renderer(call.world, call.origin).person(thread.by).get("email", "none@nowhere.com")
    to = ", ".join(thread.to) or call.world.mailboxes[record.mailbox_id].email
    subject = _one_line(record.subject)
    lines = [
        f"From: {sender}",
        f"To: {to}",
        f"Subject: {subject}",
        f"Date: {stamp(thread.at)}",
        "",
        plain(thread.body),
    ]
    return "\r\n".join(lines) + "\r\n"


def _one_line(text: str) -> str:
    return " ".join(text.split())


def find_attachment(record: Conversation, attachment_id: int) -> Attachment:
    for thread in record.threads:
        for attachment in thread.attachments:
            if attachment.id == attachment_id:
                return attachment
    raise not_found()


def attachment_data(call: Call, conversation_id: int, attachment_id: int) -> Response:
    attachment = find_attachment(call.conversation(conversation_id), attachment_id)
    return hal.resource({"data": base64.b64encode(attachment.data).decode()})


def attachment_file(call: Call, conversation_id: int, attachment_id: int) -> Response:
    attachment = find_attachment(call.conversation(conversation_id), attachment_id)
    return Response(attachment.data, content_type=attachment.mime_type)


ROUTES: list[tuple[str, str, Callable[..., Response]]] = [
    ("GET", "/v2/conversations", list_conversations),
    ("GET", "/v2/conversations/<int:conversation_id>", get_conversation),
    ("GET", "/v3/conversations/<int:conversation_id>", get_conversation_v3),
    ("GET", "/v2/conversations/<int:conversation_id>/threads", list_threads),
    ("GET", "/v3/conversations/<int:conversation_id>/threads", list_threads_v3),
    (
        "GET",
        "/v2/conversations/<int:conversation_id>/threads/<int:thread_id>/original-source",
        original_source,
    ),
    ("GET", "/v2/conversations/<int:conversation_id>/attachments/<int:attachment_id>/data", attachment_data),
    ("GET", "/v2/conversations/<int:conversation_id>/attachments/<int:attachment_id>/file", attachment_file),
]
