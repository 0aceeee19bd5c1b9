"""What no public source says of this API: the best-supported guesses, each in one place.

A comment beside a constant says what it decides. Whoever learns the truth changes it here only.
"""

from __future__ import annotations

# Lists -----------------------------------------------------------------------------------------

EMPTY_LIST = None
"""The value under the plural when no row is found: Go's nil slice; the other guess is []."""
EMPTY_INCLUDED = None
"""`included` when collections were asked for and none has a row. Unasked, it is {} (seen)."""
COUNT_IS_ALL_ROWS = True
"""`meta.page.count` counts all rows; False would make it those of the page."""
LIST_RESET_BELOW_ONE = 50
"""A list's pageSize below 1, as search resets it (seen there)."""
UNKNOWN_INCLUDES_ARE_IGNORED = True
"""An `includes` name that the object does not have; False would answer 400."""
UNKNOWN_FIELDS_ARE_IGNORED = True
"""A `fields` name that the row does not have."""
INCLUDES_SEE_WHOLE_ROWS = True
"""`fields` cuts the rows after `included` was gathered from them."""
NAMED_THINGS_COME_BY_NAME = True
"""Without orderBy: by name where rows have one (seen for priorities), otherwise by id."""
ACTIVE_UNLESS_STATE_IS_NAMED = True
"""Every list, not only tickets (seen), gives active rows unless `filter` names `state`."""
ARCHIVED_AGENT_STATE = "deleted"
"""The state that a filter must name, beside includeArchived, to see an archived agent."""
DELETED_ROWS_ARE_READ_BY_ID = True
"""A read by id answers 200 with state deleted; False: 404, as deleting such a row again is."""

# Filters ---------------------------------------------------------------------------------------

TEXT_IGNORES_CASE = True
"""Equality and $contains on text, as in a MySQL-like store."""
NULL_MATCHES_NE = False
"""$ne and $nin on a column without a value: SQL's answer is no."""
EMPTY_BRANCHES_MATCH = True
""""$and": [] and "$or": [] are legal (seen for $or) and ask for nothing."""
INBOXES_ORDERED_BY_CREATION_FAIL = True
"""The recorded 500 of inboxes: its request had orderBy=createdAt, the cause was not stated."""

# Error bodies ----------------------------------------------------------------------------------

TITLES = {
    400: ("Bad Request", "G400"),
    401: ("Failed To Validate Token", "G401"),
    403: ("Forbidden", "G403"),
    404: ("Not Found", "G404"),
    405: ("Method Not Allowed", "G405"),
    409: ("Conflict", "G409"),
    429: ("Too Many Requests", "G429"),
    500: ("Internal Server Error", "E5"),
}
"""Only those of 401 and 500 are attested; v1 is given the same shape."""
RESET_IS_AN_EPOCH = True
"""X-Rate-Limit-Reset in UTC epoch seconds, as the guide says; False: seconds to wait."""

# Writes ----------------------------------------------------------------------------------------

CREATED = 201
CHANGED = 200
DELETED = 204
LINKED = 200
"""Of a task to a ticket; the vendor's SDK takes 200 and 204."""
REFERENCES_MUST_EXIST = True
"""A ticket's agent, inbox, status, priority, type, source, tag that is not there is 400."""
CUSTOM_VALUES_MUST_FIT = True
"""A custom field's value of the wrong form is 400; so is one of another inbox's field, either way."""
FILES_MUST_HAVE_ARRIVED = True
"""Only a file whose upload was reported may be attached."""
TRIGGER_KEY = "trigger"
"""The member of triggerapply's body that names the trigger, as {"id": n}."""
BULK_REPLY: dict[str, object] = {}
"""The body of a bulk update; no source shows one."""
NULL_CLEARS = True
"""null puts a column back to what nobody set; False: it counts as not sent."""
TAGS_ARE_ADDED = True
"""An array of tags adds to those there are; {"meta": {"delete": true}} takes one out (seen)."""
CUSTOMER_EMAILS_ARE_UNIQUE = True
"""A second customer with the address of an active one is 409."""
CUSTOMER_ID_WINS = True
"""A new ticket with customer.id and customer.email, as a vendor example sends it; False: 400."""
FORWARD_NEEDS = "to"
"""The member of a forwarded message that must name a recipient; "": none must."""
SINGLE_KEYS = {"helpdocscategories": "helpdocscategory", "helpdocarticlekeywords": "helpdocarticlekeyword"}
"""The keys of single replies that no source shows."""
SCHEDULED_STATUS_PATH = ("status", "id")
"""Where `scheduledEmail` holds the status that a sent ticket gets; the rest of it is kept as it came."""
DATE_VALUES = r"\d{4}-\d\d-\d\d"
"""The form of a date custom field's value."""
CHECKBOXES_ARE_OPTION_IDS = True
"""A checkbox field's value is an array of option ids; False: any text."""
