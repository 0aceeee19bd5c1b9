"""Help Scout's actions that are not rows: the connector's twelve, and what a support team does daily."""

from __future__ import annotations

import base64
import binascii
import json
from typing import TYPE_CHECKING, Any

from helpsql.errors import DataError
from helpsql.spec import BOOLEAN, EMPTY, INTEGER, JSON, TEXT, TIMESTAMP, Parameter, Procedure, Request, same

if TYPE_CHECKING:
    from collections.abc import Generator, Mapping

    from helpsql.spec import Response, Steps

DOCS = "https://developer.helpscout.com/mailbox-api/endpoints"

CONVERSATION = Parameter("conversationId", INTEGER, "Conversation (Conversations.Id).")
THREAD = Parameter("threadId", INTEGER, "Thread of that conversation (ConversationThreads.Id).")
CUSTOMER = Parameter("customerId", INTEGER, "Customer (Customers.Id).")
IMPORTED = Parameter(
    "imported", BOOLEAN, "True when history is brought over: no mail goes out.", required=False
)
CC = Parameter("cc", JSON, "Mail addresses in carbon copy, an array.", required=False, shape="array")
BCC = Parameter("bcc", JSON, "Mail addresses in blind carbon copy, an array.", required=False, shape="array")
ATTACHMENTS = Parameter(
    "attachments",
    JSON,
    "Files, an array of {fileName, mimeType, data} with data in base64.",
    required=False,
    shape="array",
)

# Customers

create_phones = Procedure(
    "CreateCustomerPhones",
    "Adds a phone number to a customer.",
    method="POST",
    path="/v2/customers/{customerId}/phones",
    docs=f"{DOCS}/customers/phones/create/",
    parameters=[
        CUSTOMER,
        Parameter(
            "type",
            TEXT,
            "Fax, Home, Mobile, Other, Pager or Work.",
            values=same("fax", "home", "mobile", "other", "pager", "work"),
        ),
        Parameter("value", TEXT, "The phone number."),
    ],
)

create_emails = Procedure(
    "CreateCustomerEmails",
    "Adds a mail address to a customer.",
    method="POST",
    path="/v2/customers/{customerId}/emails",
    docs=f"{DOCS}/customers/emails/create/",
    parameters=[
        CUSTOMER,
        Parameter("type", TEXT, "Home, Other or Work.", values=same("home", "other", "work")),
        Parameter("value", TEXT, "The mail address."),
    ],
)

create_websites = Procedure(
    "CreateCustomerWebsites",
    "Adds a website to a customer.",
    method="POST",
    path="/v2/customers/{customerId}/websites",
    docs=f"{DOCS}/customers/websites/create/",
    parameters=[CUSTOMER, Parameter("value", TEXT, "Address of the website.")],
)

create_social_profiles = Procedure(
    "CreateCustomerSocialProfiles",
    "Adds a social profile to a customer.",
    method="POST",
    path="/v2/customers/{customerId}/social-profiles",
    docs=f"{DOCS}/customers/social_profiles/create/",
    parameters=[
        CUSTOMER,
        Parameter(
            "type",
            TEXT,
            "Network: aboutme, facebook, flickr, foursquare, google, googleplus, linkedin, other, quora, "
            "tungleme, twitter or youtube.",
            values={
                **same("aboutme", "facebook", "flickr", "foursquare", "google", "googleplus", "linkedin"),
                **same("other", "quora", "tungleme", "twitter", "youtube"),
                "forsquare": "foursquare",  # as the connector document spells it
            },
        ),
        Parameter("value", TEXT, "Handle or address of the profile."),
    ],
)

create_chats = Procedure(
    "CreateCustomerChats",
    "Adds a chat handle to a customer.",
    method="POST",
    path="/v2/customers/{customerId}/chats",
    docs=f"{DOCS}/customers/chat_handles/create/",
    parameters=[
        CUSTOMER,
        Parameter(
            "type",
            TEXT,
            "Service: aim, gtalk, icq, msn, other, qq, skype, xmpp or yahoo.",
            values=same("aim", "gtalk", "icq", "msn", "other", "qq", "skype", "xmpp", "yahoo"),
        ),
        Parameter("value", TEXT, "The handle."),
    ],
)


def _erase_customer(arguments: Mapping[str, Any]) -> Steps:
    """Ask for the erasure without waiting for it."""
    customer = arguments["customerId"]
    yield Request("DELETE", f"/v2/customers/{customer}", params={"async": "true"})
    return [{"CustomerId": customer}]


erase_customer = Procedure(
    "EraseCustomer",
    "Erases a customer and all conversations in the background, also above the 100 where DELETE is refused.",
    steps=_erase_customer,
    returns=("CustomerId",),
    docs=f"{DOCS}/customers/delete/",
    parameters=[CUSTOMER],
)

# Threads

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

# Attachments

create_attachment = Procedure(
    "CreateAttachment",
    "Attaches a file to a thread.",
    method="POST",
    path="/v2/conversations/{conversationId}/threads/{threadId}/attachments",
    docs=f"{DOCS}/conversations/attachments/create/",
    parameters=[
        CONVERSATION,
        THREAD,
        Parameter("fileName", TEXT, "Name of the file."),
        Parameter("mimeType", TEXT, "Media type, such as image/png."),
        Parameter("data", TEXT, "Content in base64."),
    ],
)


def _download_attachment(arguments: Mapping[str, Any]) -> Steps:
    conversation, attachment = arguments["conversationId"], arguments["attachmentId"]
    path = f"/v2/conversations/{conversation}/attachments/{attachment}/data"
    answer = yield Request("GET", path)
    try:
        data = base64.b64decode(answer.json["data"], validate=True)
    except (TypeError, KeyError, binascii.Error) as error:
        raise DataError(f"GET {path}: no content in base64 came back.", code="bad-shape") from error
    return [{"ConversationId": conversation, "AttachmentId": attachment, "Data": data}]


download_attachment = Procedure(
    "DownloadAttachment",
    "Gives the bytes of an attachment.",
    steps=_download_attachment,
    returns=("ConversationId", "AttachmentId", "Data"),
    docs=f"{DOCS}/conversations/attachments/get-data/",
    writes=False,
    parameters=[
        CONVERSATION,
        Parameter("attachmentId", INTEGER, "Attachment of that conversation (ConversationAttachments.Id)."),
    ],
)

# Conversations

update_tags = Procedure(
    "UpdateConversationTag",
    "Replaces all tags of a conversation.",
    method="PUT",
    path="/v2/conversations/{conversationId}/tags",
    returns=("ConversationId",),
    docs=f"{DOCS}/conversations/tags/update/",
    parameters=[
        CONVERSATION,
        Parameter("tags", JSON, 'Names of all its tags, such as ["vip", "pro"]; [] for none.', shape="array"),
    ],
)


def _tags(conversation: int) -> Generator[Request, Response, tuple[list[str], str]]:
    """The names of a conversation's tags, and where to PUT them; a merged conversation has a new id."""
    answer = yield Request("GET", f"/v2/conversations/{conversation}")
    found = answer.json
    if not isinstance(found, dict) or not isinstance(found.get("tags", []), list):
        raise DataError(f"GET /v2/conversations/{conversation}: no conversation came back.", code="bad-shape")
    # The name stands under tag here, under name in GET /v2/tags.
    names = [str(one["tag"]) for one in found.get("tags", []) if isinstance(one, dict) and "tag" in one]
    return names, f"/v2/conversations/{found.get('id', conversation)}/tags"


def _add_tag(arguments: Mapping[str, Any]) -> Steps:
    """The tags it has and the new one; no PUT when it has that one already."""
    tag = str(arguments["tag"]).strip()
    names, path = yield from _tags(arguments["conversationId"])
    if tag.casefold() not in {name.casefold() for name in names}:
        names = [*names, tag]
        yield Request("PUT", path, body={"tags": names})
    return [{"ConversationId": arguments["conversationId"], "Tags": json.dumps(names, ensure_ascii=False)}]


def _remove_tag(arguments: Mapping[str, Any]) -> Steps:
    """The tags it has without that one; no PUT when it has it not."""
    tag = str(arguments["tag"]).strip().casefold()
    names, path = yield from _tags(arguments["conversationId"])
    kept = [name for name in names if name.casefold() != tag]
    if kept != names:
        yield Request("PUT", path, body={"tags": kept})
    return [{"ConversationId": arguments["conversationId"], "Tags": json.dumps(kept, ensure_ascii=False)}]


add_tag = Procedure(
    "AddConversationTag",
    "Adds one tag to a conversation and keeps the others.",
    steps=_add_tag,
    returns=("ConversationId", "Tags"),
    docs=f"{DOCS}/conversations/tags/update/",
    parameters=[CONVERSATION, Parameter("tag", TEXT, "Name of the tag; it need not exist yet.")],
)

remove_tag = Procedure(
    "RemoveConversationTag",
    "Takes one tag off a conversation and keeps the others.",
    steps=_remove_tag,
    returns=("ConversationId", "Tags"),
    docs=f"{DOCS}/conversations/tags/update/",
    parameters=[CONVERSATION, Parameter("tag", TEXT, "Name of the tag.")],
)

update_fields = Procedure(
    "UpdateConversationField",
    "Replaces the values of all custom fields of a conversation; fields left out lose theirs.",
    method="PUT",
    path="/v2/conversations/{conversationId}/fields",
    returns=("ConversationId",),
    docs=f"{DOCS}/conversations/custom_fields/update/",
    parameters=[
        CONVERSATION,
        Parameter(
            "fields",
            JSON,
            'Values, such as [{"id": "44977", "value": "blue"}], with ids of MailboxFields.',
            shape="array",
        ),
    ],
)

set_status = Procedure(
    "SetConversationStatus",
    "Sets the status of a conversation.",
    method="PATCH",
    path="/v2/conversations/{conversationId}",
    fixed={"op": "replace", "path": "/status"},
    returns=("ConversationId",),
    docs=f"{DOCS}/conversations/update/",
    parameters=[
        CONVERSATION,
        Parameter(
            "status",
            TEXT,
            "active, closed, open, pending or spam.",
            body="value",
            values=same("active", "closed", "open", "pending", "spam"),
        ),
    ],
)

assign = Procedure(
    "AssignConversation",
    "Gives a conversation to a user or team.",
    method="PATCH",
    path="/v2/conversations/{conversationId}",
    fixed={"op": "replace", "path": "/assignTo"},
    returns=("ConversationId",),
    docs=f"{DOCS}/conversations/update/",
    parameters=[
        CONVERSATION,
        Parameter("userId", INTEGER, "User or team (Users.Id or Teams.Id).", body="value"),
    ],
)

unassign = Procedure(
    "UnassignConversation",
    "Takes a conversation from the user or team who has it.",
    method="PATCH",
    path="/v2/conversations/{conversationId}",
    fixed={"op": "remove", "path": "/assignTo"},
    returns=("ConversationId",),
    docs=f"{DOCS}/conversations/update/",
    parameters=[CONVERSATION],
)

move = Procedure(
    "MoveConversation",
    "Moves a conversation to another mailbox, where it may lose the custom fields of the old one.",
    method="PATCH",
    path="/v2/conversations/{conversationId}",
    fixed={"op": "move", "path": "/mailboxId"},
    returns=("ConversationId",),
    docs=f"{DOCS}/conversations/update/",
    parameters=[
        CONVERSATION,
        Parameter("mailboxId", INTEGER, "Mailbox (Mailboxes.Id).", body="value"),
    ],
)

change_customer = Procedure(
    "ChangeConversationCustomer",
    "Makes another customer the one a conversation is with.",
    method="PATCH",
    path="/v2/conversations/{conversationId}",
    fixed={"op": "replace", "path": "/primaryCustomer.id"},
    returns=("ConversationId",),
    docs=f"{DOCS}/conversations/update/",
    parameters=[
        CONVERSATION,
        Parameter("customerId", INTEGER, "Customer (Customers.Id).", body="value"),
    ],
)

publish_draft = Procedure(
    "PublishDraft",
    "Publishes a conversation that is a draft.",
    method="PATCH",
    path="/v2/conversations/{conversationId}",
    fixed={"op": "replace", "path": "/draft", "value": False},
    returns=("ConversationId",),
    docs=f"{DOCS}/conversations/update/",
    parameters=[CONVERSATION],
)

snooze = Procedure(
    "SnoozeConversation",
    "Sets a conversation aside until a moment.",
    method="PUT",
    path="/v2/conversations/{conversationId}/snooze",
    returns=("ConversationId",),
    docs=f"{DOCS}/conversations/snooze/update/",
    parameters=[
        CONVERSATION,
        Parameter("snoozedUntil", TIMESTAMP, "Until when, in the future."),
        Parameter(
            "unsnoozeOnCustomerReply",
            BOOLEAN,
            "Whether a reply of the customer ends the snooze; true unless given.",
            required=False,
            default=True,
        ),
    ],
)

unsnooze = Procedure(
    "UnsnoozeConversation",
    "Ends the snooze of a conversation.",
    method="DELETE",
    path="/v2/conversations/{conversationId}/snooze",
    style=EMPTY,
    returns=("ConversationId",),
    docs=f"{DOCS}/conversations/snooze/delete/",
    parameters=[CONVERSATION],
)

# Account

run_workflow = Procedure(
    "RunWorkflow",
    "Runs a manual workflow on up to 50 conversations.",
    method="POST",
    path="/v2/workflows/{workflowId}/run",
    returns=("WorkflowId",),
    docs=f"{DOCS}/workflows/run/",
    parameters=[
        Parameter("workflowId", INTEGER, "Workflow (Workflows.Id)."),
        Parameter(
            "conversationIds", JSON, "Conversations (Conversations.Id), an array of numbers.", shape="array"
        ),
    ],
)

update_team_members = Procedure(
    "UpdateTeamMembers",
    "Puts users into a team and takes users out of it.",
    method="PUT",
    path="/v2/teams/{teamId}/members",
    returns=("TeamId",),
    docs=f"{DOCS}/teams/update-team-members/",
    parameters=[
        Parameter("teamId", INTEGER, "Team (Teams.Id)."),
        Parameter("addedUserIds", JSON, "Users to put in (Users.Id), an array of numbers.", shape="array"),
        Parameter(
            "deletedUserIds",
            JSON,
            "Users to take out (Users.Id), an array of numbers; none unless given.",
            required=False,
            shape="array",
            default="[]",
        ),
    ],
)


procedures: tuple[Procedure, ...] = (
    create_phones,
    create_emails,
    create_websites,
    create_social_profiles,
    create_chats,
    create_thread_chat,
    create_thread_customer,
    create_thread_note,
    create_thread_phone,
    create_thread_reply,
    update_tags,
    update_fields,
    set_status,
    assign,
    unassign,
    move,
    change_customer,
    publish_draft,
    add_tag,
    remove_tag,
    snooze,
    unsnooze,
    update_thread_text,
    hide_thread,
    unhide_thread,
    schedule_thread,
    unschedule_thread,
    publish_thread,
    get_original_source,
    create_attachment,
    download_attachment,
    erase_customer,
    run_workflow,
    update_team_members,
)
