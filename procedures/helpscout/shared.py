"""What several actions are told: which conversation, thread or customer, and with what."""

from __future__ import annotations

from helpsql.spec import BOOLEAN, INTEGER, JSON, Parameter

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
