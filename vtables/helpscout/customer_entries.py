"""How customers can be reached: one table for each kind of entry, and the postal address.

The list of customers brings every entry of each, 50 customers a request; one customer's entries can also
be asked for alone. An entry has no address of its own to GET.
"""

from __future__ import annotations

from helpsql.spec import (
    BOTH,
    INTEGER,
    JSON,
    ON_INSERT,
    TEXT,
    WHOLE,
    Column,
    OnePage,
    Read,
    Table,
    Write,
    matches,
    same,
)
from vtables.helpscout.shared import DOCS

CUSTOMER = Column(
    "CustomerId",
    INTEGER,
    "Customer it belongs to (Customers.Id).",
    at="^.id",
    write=ON_INSERT,
    required=True,
    points_to="Customers.Id",
)
ENTRY = Column("Id", INTEGER, "Number of the entry.", key=True)

emails = Table(
    "CustomerEmails",
    "Mail addresses of customers.",
    docs=f"{DOCS}/customers/emails/list/",
    reads=[
        Read("/v2/customers/{CustomerId}/emails", rows="_embedded.emails[]", paging=OnePage()),
        Read(
            "/v2/customers",
            rows="_embedded.customers[]._embedded.emails[]",
            takes=[matches("Value", "query", 'email:"{}"')],
        ),
    ],
    insert=Write("POST", "/v2/customers/{CustomerId}/emails"),
    update=[Write("PUT", "/v2/customers/{CustomerId}/emails/{Id}", style=WHOLE)],
    delete=Write("DELETE", "/v2/customers/{CustomerId}/emails/{Id}"),
    rows=3000,
    examples=(
        "select CustomerId, Value from CustomerEmails where Type = 'work' limit 10",
        "select Value, count(*) as n from CustomerEmails group by Value having n > 1",
    ),
    columns=[
        CUSTOMER,
        ENTRY,
        Column(
            "Type",
            TEXT,
            "home, work or other.",
            write=BOTH,
            required=True,
            values=same("home", "work", "other"),
        ),
        Column("Value", TEXT, "The mail address.", write=BOTH, required=True),
    ],
)

phones = Table(
    "CustomerPhones",
    "Phone numbers of customers.",
    docs=f"{DOCS}/customers/phones/list/",
    reads=[
        Read("/v2/customers/{CustomerId}/phones", rows="_embedded.phones[]", paging=OnePage()),
        Read("/v2/customers", rows="_embedded.customers[]._embedded.phones[]"),
    ],
    insert=Write("POST", "/v2/customers/{CustomerId}/phones"),
    update=[Write("PUT", "/v2/customers/{CustomerId}/phones/{Id}", style=WHOLE)],
    delete=Write("DELETE", "/v2/customers/{CustomerId}/phones/{Id}"),
    rows=2000,
    examples=("select Type, count(*) as n from CustomerPhones group by Type",),
    columns=[
        CUSTOMER,
        ENTRY,
        Column(
            "Type",
            TEXT,
            "fax, home, mobile, other, pager or work.",
            write=BOTH,
            required=True,
            values=same("fax", "home", "mobile", "other", "pager", "work"),
        ),
        Column("Value", TEXT, "The phone number.", write=BOTH, required=True),
    ],
)

chats = Table(
    "CustomerChats",
    "Chat handles of customers.",
    docs=f"{DOCS}/customers/chat_handles/list/",
    reads=[
        Read("/v2/customers/{CustomerId}/chats", rows="_embedded.chats[]", paging=OnePage()),
        Read("/v2/customers", rows="_embedded.customers[]._embedded.chats[]"),
    ],
    insert=Write("POST", "/v2/customers/{CustomerId}/chats"),
    update=[Write("PUT", "/v2/customers/{CustomerId}/chats/{Id}", style=WHOLE)],
    delete=Write("DELETE", "/v2/customers/{CustomerId}/chats/{Id}"),
    rows=500,
    examples=("select CustomerId, Type, Value from CustomerChats limit 10",),
    columns=[
        CUSTOMER,
        ENTRY,
        Column(
            "Type",
            TEXT,
            "Service: aim, gtalk, icq, msn, other, qq, skype, xmpp or yahoo.",
            write=BOTH,
            required=True,
            values=same("aim", "gtalk", "icq", "msn", "other", "qq", "skype", "xmpp", "yahoo"),
        ),
        Column("Value", TEXT, "The handle.", write=BOTH, required=True),
    ],
)

social_profiles = Table(
    "CustomerSocialProfiles",
    "Social profiles of customers.",
    docs=f"{DOCS}/customers/social_profiles/list/",
    reads=[
        # Here the official PHP client's tests have a dash and a live test an underscore; the list has that.
        Read(
            "/v2/customers/{CustomerId}/social-profiles",
            rows="_embedded.social-profiles[]",
            or_rows="_embedded.social_profiles[]",
            paging=OnePage(),
        ),
        Read(
            "/v2/customers",
            rows="_embedded.customers[]._embedded.social_profiles[]",
            or_rows="_embedded.customers[]._embedded.social-profiles[]",
        ),
    ],
    insert=Write("POST", "/v2/customers/{CustomerId}/social-profiles"),
    update=[Write("PUT", "/v2/customers/{CustomerId}/social-profiles/{Id}", style=WHOLE)],
    delete=Write("DELETE", "/v2/customers/{CustomerId}/social-profiles/{Id}"),
    rows=1000,
    examples=("select Type, count(*) as n from CustomerSocialProfiles group by Type order by n desc",),
    columns=[
        CUSTOMER,
        ENTRY,
        Column(
            "Type",
            TEXT,
            "Network: aboutme, facebook, flickr, foursquare, google, googleplus, linkedin, other, quora, "
            "tungleme, twitter or youtube.",
            write=BOTH,
            required=True,
            values={
                **same("aboutme", "facebook", "flickr", "foursquare", "google", "googleplus", "linkedin"),
                **same("other", "quora", "tungleme", "twitter", "youtube"),
                "forsquare": "foursquare",  # as the connector document spells it
            },
        ),
        Column("Value", TEXT, "Handle or address of the profile.", write=BOTH, required=True),
    ],
)

websites = Table(
    "CustomerWebsites",
    "Websites of customers.",
    docs=f"{DOCS}/customers/websites/list/",
    reads=[
        Read("/v2/customers/{CustomerId}/websites", rows="_embedded.websites[]", paging=OnePage()),
        Read("/v2/customers", rows="_embedded.customers[]._embedded.websites[]"),
    ],
    insert=Write("POST", "/v2/customers/{CustomerId}/websites"),
    update=[Write("PUT", "/v2/customers/{CustomerId}/websites/{Id}", style=WHOLE)],
    delete=Write("DELETE", "/v2/customers/{CustomerId}/websites/{Id}"),
    rows=1000,
    examples=("select CustomerId, Value from CustomerWebsites limit 10",),
    columns=[
        CUSTOMER,
        ENTRY,
        Column("Value", TEXT, "Address of the website.", write=BOTH, required=True),
    ],
)

addresses = Table(
    "CustomerAddresses",
    "Postal addresses of customers: one at most for each; DELETE clears it.",
    docs=f"{DOCS}/customers/address/get/",
    aliases=("CustomerAddressess",),
    reads=[
        Read("/v2/customers/{CustomerId}/address", unique=True),
        Read("/v2/customers", rows="_embedded.customers[]._embedded.address[]"),
    ],
    insert=Write("POST", "/v2/customers/{CustomerId}/address"),
    update=[Write("PUT", "/v2/customers/{CustomerId}/address", style=WHOLE)],
    delete=Write("DELETE", "/v2/customers/{CustomerId}/address"),
    rows=1000,
    examples=("select Country, count(*) as n from CustomerAddresses group by Country order by n desc",),
    columns=[
        Column(
            "CustomerId",
            INTEGER,
            "Customer who lives there (Customers.Id).",
            at="^.id",
            key=True,
            write=ON_INSERT,
            required=True,
            points_to="Customers.Id",
        ),
        Column("City", TEXT, "City.", write=BOTH),
        Column("State", TEXT, "State, province or county.", write=BOTH),
        Column("PostalCode", TEXT, "Postal code.", write=BOTH),
        Column("Country", TEXT, "Two-letter code of the country.", write=BOTH),
        Column("Lines", JSON, "Street and house, an array of lines.", write=BOTH, shape="array"),
    ],
)

customer_entries = (emails, phones, chats, social_profiles, websites, addresses)
