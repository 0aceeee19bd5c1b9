"""Entries of a customer's profile, and what happens to the whole customer."""

from __future__ import annotations

from collections.abc import Mapping
from typing import Any

from helpsql.spec import TEXT, Parameter, Procedure, Request, Steps, same
from procedures.helpscout.shared import CUSTOMER, DOCS

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
