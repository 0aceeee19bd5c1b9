"""What is said in a conversation: threads of each kind, and what becomes of one."""

from __future__ import annotations

from collections.abc import Mapping
from typing import Any

from helpsql.spec import BOOLEAN, EMPTY, INTEGER, TEXT, TIMESTAMP, Parameter, Procedure, Request, Steps, same
from procedures.helpscout.shared import ATTACHMENTS, BCC, CC, CONVERSATION, DOCS, IMPORTED, THREAD

SENDER = Parameter("customerId", INTEGER, "Customer who says it (Customers.Id).", body="customer.id")


create_thread_chat = Procedure(
    "CreateThreadChat",
    "Adds a chat thread to a conversation.",
    method="POST",
    path="/v2/conversations/{conversationId}/chats",
    docs=f"{DOCS}/conversations/threads/chat/",
    parameters=[
        CONVERSATION,
        SENDER,
        Parameter("text", TEXT, "The text of the chat."),
        IMPORTED,
        ATTACHMENTS,
    ],
)


create_thread_customer = Procedure(
    "CreateThreadCustomer",
    "Adds a customer's message to a conversation, and opens it again unless imported is true.",
    method="POST",
    path="/v2/conversations/{conversationId}/customer",
    docs=f"{DOCS}/conversations/threads/customer/",
    parameters=[
        CONVERSATION,
        SENDER,
        Parameter("text", TEXT, "The text of the message."),
        # The connector document has it that true opens the conversation; the API page says the opposite.
        IMPORTED,
        CC,
        BCC,
        ATTACHMENTS,
    ],
)


create_thread_note = Procedure(
    "CreateThreadNote",
    "Adds a note to a conversation, which customers do not see.",
    method="POST",
    path="/v2/conversations/{conversationId}/notes",
    docs=f"{DOCS}/conversations/threads/note/",
    parameters=[
        CONVERSATION,
        Parameter("text", TEXT, "The text of the note."),
        Parameter(
            "status",
            TEXT,
            "Status the conversation gets: active, closed, open, pending, spam, inbox_predefined or all.",
            required=False,
            values=same("active", "all", "closed", "inbox_predefined", "open", "pending", "spam"),
        ),
        IMPORTED,
        ATTACHMENTS,
    ],
)


create_thread_phone = Procedure(
    "CreateThreadPhone",
    "Adds a call to a conversation.",
    method="POST",
    path="/v2/conversations/{conversationId}/phones",
    docs=f"{DOCS}/conversations/threads/phone/",
    parameters=[
        CONVERSATION,
        SENDER,
        Parameter("text", TEXT, "What was said."),
        IMPORTED,
        ATTACHMENTS,
    ],
)


create_thread_reply = Procedure(
    "CreateThreadReply",
    "Replies to a customer, which sends a mail and opens the conversation unless it is a draft or imported.",
    method="POST",
    path="/v2/conversations/{conversationId}/reply",
    docs=f"{DOCS}/conversations/threads/reply/",
    parameters=[
        CONVERSATION,
        Parameter("customerId", INTEGER, "Customer it goes to (Customers.Id).", body="customer.id"),
        Parameter("text", TEXT, "The text of the reply."),
        Parameter("draft", BOOLEAN, "True keeps it as a draft that nobody gets.", required=False),
        IMPORTED,
        CC,
        BCC,
        ATTACHMENTS,
    ],
)


update_thread_text = Procedure(
    "UpdateThreadText",
    "Replaces the text of a thread; the old one stays visible in the web application.",
    method="PATCH",
    path="/v2/conversations/{conversationId}/threads/{threadId}",
    fixed={"op": "replace", "path": "/text"},
    returns=("ConversationId", "ThreadId"),
    docs=f"{DOCS}/conversations/threads/update/",
    parameters=[CONVERSATION, THREAD, Parameter("text", TEXT, "The new text.", body="value")],
)


hide_thread = Procedure(
    "HideThread",
    "Hides a customer's message or a reply from mails to customers.",
    method="PATCH",
    path="/v2/conversations/{conversationId}/threads/{threadId}",
    fixed={"op": "replace", "path": "/hidden", "value": True},
    returns=("ConversationId", "ThreadId"),
    docs=f"{DOCS}/conversations/threads/update/",
    parameters=[CONVERSATION, THREAD],
)


unhide_thread = Procedure(
    "UnhideThread",
    "Shows a hidden thread again.",
    method="PATCH",
    path="/v2/conversations/{conversationId}/threads/{threadId}",
    fixed={"op": "replace", "path": "/hidden", "value": False},
    returns=("ConversationId", "ThreadId"),
    docs=f"{DOCS}/conversations/threads/update/",
    parameters=[CONVERSATION, THREAD],
)


schedule_thread = Procedure(
    "ScheduleThread",
    "Has a draft sent later; a schedule it has already is replaced.",
    method="PUT",
    path="/v2/conversations/{conversationId}/threads/{threadId}/schedule",
    returns=("ConversationId", "ThreadId"),
    docs=f"{DOCS}/conversations/threads/schedule/update/",
    parameters=[
        CONVERSATION,
        THREAD,
        Parameter("scheduledFor", TIMESTAMP, "When it is to be sent, in the future."),
        Parameter(
            "unscheduleOnCustomerReply",
            BOOLEAN,
            "Whether a reply of the customer stops it; true unless given.",
            required=False,
            default=True,
        ),
        Parameter(
            "sendAsCreator", BOOLEAN, "Whether the draft's author appears as the sender.", required=False
        ),
    ],
)


unschedule_thread = Procedure(
    "UnscheduleThread",
    "Makes a scheduled thread a draft again.",
    method="DELETE",
    path="/v2/conversations/{conversationId}/threads/{threadId}/schedule",
    style=EMPTY,
    returns=("ConversationId", "ThreadId"),
    docs=f"{DOCS}/conversations/threads/schedule/delete/",
    parameters=[CONVERSATION, THREAD],
)


publish_thread = Procedure(
    "PublishThread",
    "Sends a scheduled thread now.",
    method="PATCH",
    path="/v2/conversations/{conversationId}/threads/{threadId}/schedule",
    fixed={"op": "replace", "path": "/state", "value": "published"},
    returns=("ConversationId", "ThreadId"),
    docs=f"{DOCS}/conversations/threads/schedule/publish/",
    parameters=[CONVERSATION, THREAD],
)


def _get_original_source(arguments: Mapping[str, Any]) -> Steps:
    conversation, thread = arguments["conversationId"], arguments["threadId"]
    answer = yield Request("GET", f"/v2/conversations/{conversation}/threads/{thread}/original-source")
    original = answer.json.get("original") if isinstance(answer.json, dict) else None
    return [{"ConversationId": conversation, "ThreadId": thread, "Original": original}]


get_original_source = Procedure(
    "GetOriginalSource",
    "Gives the raw mail that a thread was made from.",
    steps=_get_original_source,
    returns=("ConversationId", "ThreadId", "Original"),
    docs=f"{DOCS}/conversations/threads/thread-source/",
    writes=False,
    parameters=[CONVERSATION, THREAD],
)
