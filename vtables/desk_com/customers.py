"""Customers and companies, and the addresses that customers have."""

from __future__ import annotations

from helpsql.spec import BOOLEAN, BOTH, INTEGER, JSON, TEXT, Changes, Column, Read, Table, Take, Write, equals
from vtables.desk_com.shared import (
    BEHIND,
    CAP,
    CREATED,
    DOCS,
    ENTRIES,
    INDEX_LAG,
    INDEX_LAGS,
    RISING,
    SINCE,
    UPDATED,
    array,
    link,
    number,
    one,
    own_fields,
    own_found_by,
    search_word,
    when,
    whole,
)

UPDATE = Write("PATCH", "/api/v2/customers/{id}")
UPDATE_COMPANY = Write("PATCH", "/api/v2/companies/{id}")
WORDS = ("email", "phone", "twitter", "full_name")


def _addresses(name: str, what: str) -> Column:
    """An array that a change replaces: without saying so, the API appends to it."""
    return array(
        name,
        f"Array of {{type, value}}: {what}.",
        write=BOTH,
        along={f"{name}_update_action": "replace"},
    )


customers = Table(
    "customers",
    "Customers; customer_emails, customer_phone_numbers and customer_addresses have how to reach them.",
    docs=f"{DOCS}/customers/",
    reads=[
        one("customers"),
        Read("/api/v2/companies/{company_id}/customers", rows=ENTRIES),
        Read(
            "/api/v2/customers/search",
            rows=ENTRIES,
            params=RISING,
            takes=[
                *SINCE,
                Take("external_id", ("=",), "external_id", bars=","),
                *(equals(name, name) for name in WORDS),
            ],
            own=own_found_by("{key}"),
            cap=CAP,
            window=BEHIND,
            filtered=True,
            stale=INDEX_LAGS,
            lag=INDEX_LAG,
        ),
        whole("customers"),
    ],
    insert=Write("POST", "/api/v2/customers"),
    update=[UPDATE],
    changes=Changes("updated_at"),
    custom=own_fields("customer", UPDATE, BOTH),
    rows=10_000,
    examples=("select id, first_name, last_name from customers where email = 'ada@example.com'",),
    columns=[
        number("Number of the customer."),
        Column("first_name", TEXT, "First name.", write=BOTH),
        Column("last_name", TEXT, "Last name.", write=BOTH),
        Column("company", TEXT, "Name of the company; company_id sets it.", at="company|company_name"),
        Column("title", TEXT, "Title or position.", write=BOTH),
        Column("avatar", TEXT, "Address of the picture."),
        Column("uid", TEXT, "Key of a customer in old versions."),
        Column("background", TEXT, "What is known about the customer.", write=BOTH),
        Column("language", TEXT, "Language, such as en or en_us.", write=BOTH),
        when("locked_until", "Until when an agent has locked it; NULL unlocks", write=BOTH),
        CREATED,
        UPDATED,
        _addresses("emails", "home, work or other, and the mail address"),
        _addresses("phone_numbers", "home, work, mobile or other, and the number"),
        _addresses("addresses", "home, work or other, and the postal address"),
        Column(
            "access_private_portal",
            BOOLEAN,
            "Whether the private portal is open to the customer.",
            write=BOTH,
        ),
        Column(
            "access_company_cases",
            BOOLEAN,
            "Whether the company's cases are shown to the customer.",
            write=BOTH,
        ),
        Column("external_id", TEXT, "Key of the customer in another system.", write=BOTH),
        Column("display_name", TEXT, "Name as it is shown, in late versions."),
        array("label_ids", "Ids of labels (labels.id), in late versions."),
        Column("opportunity_value", TEXT, "Value of opportunities, in late versions."),
        link("company_id", "companies", "Company", kind="company", write=BOTH),
        link("locked_by_id", "users", "Agent who has locked it"),
        Column("facebook_user_id", INTEGER, "Number of the facebook user.", at="_links.facebook_user.href#"),
        Column("twitter_user_id", INTEGER, "Number of the twitter user.", at="_links.twitter_user.href#"),
        Column("cases_count", INTEGER, "Number of cases.", at="_links.cases.count"),
        Column("custom_fields", JSON, "The account's own fields, name to value.", shape="object"),
        search_word("email", "mail address"),
        search_word("phone", "phone number"),
        search_word("twitter", "twitter handle"),
        search_word("full_name", "first and last name"),
    ],
)


def _child(name: str, array_name: str, what: str, kinds: str, word: str = "") -> Table:
    """One row for each element of an array of customers; as two can be equal, the place tells them apart."""
    searched = Read(
        "/api/v2/customers/search",
        rows=f"{ENTRIES}.{array_name}[]",
        params=RISING,
        takes=[Take("value", ("=",), word, bars=",")],
        cap=CAP,
        window=BEHIND,
        filtered=True,
        stale=INDEX_LAGS,
        lag=INDEX_LAG,
    )
    return Table(
        name,
        f"{what} of customers, one row each; an UPDATE of customers.{array_name} sets them.",
        docs=f"{DOCS}/customers/",
        reads=[
            Read("/api/v2/customers/{customer_id}", rows=f"{array_name}[]"),
            *([searched] if word else []),
            Read("/api/v2/customers", rows=f"{ENTRIES}.{array_name}[]"),
        ],
        rows=10_000,
        examples=(f"select type, count(*) as n from {name} group by type",),
        columns=[
            Column(
                "customer_id",
                INTEGER,
                "Customer (customers.id).",
                at="^.id|_links.self.href#",
                key=True,
                points_to="customers.id",
            ),
            Column("position", INTEGER, "Place among those of the customer, from 1.", at="#", key=True),
            Column("type", TEXT, f"{kinds}."),
            Column("value", TEXT, f"{what.removesuffix('es').removesuffix('s')} itself."),
        ],
    )


customer_emails = _child("customer_emails", "emails", "Mail addresses", "home, work or other", "email")
customer_phone_numbers = _child(
    "customer_phone_numbers", "phone_numbers", "Phone numbers", "home, work, mobile or other"
)
customer_addresses = _child("customer_addresses", "addresses", "Postal addresses", "home, work or other")

companies = Table(
    "companies",
    "Companies that customers belong to.",
    docs=f"{DOCS}/companies/",
    reads=[
        one("companies"),
        whole("companies"),
        Read(
            "/api/v2/companies/search",
            rows=ENTRIES,
            takes=[Take("q", ("=",), "q", raw=True, required=True)],
            cap=CAP,
            stale=INDEX_LAGS,
            lag=INDEX_LAG,
        ),
    ],
    insert=Write("POST", "/api/v2/companies"),
    update=[UPDATE_COMPANY],
    custom=own_fields("company", UPDATE_COMPANY, BOTH),
    rows=1000,
    examples=("select id, name, domains from companies order by name",),
    columns=[
        number("Number of the company."),
        Column("external_id", TEXT, "Key of the company in another system.", write=BOTH),
        Column("name", TEXT, "Name of the company.", write=BOTH, required=True),
        array("domains", "Mail domains of its customers.", write=BOTH),
        CREATED,
        UPDATED,
        Column("custom_fields", JSON, "The account's own fields, name to value.", shape="object"),
        Column("q", TEXT, "Search by words of the name.", echo=True, hidden=True),
    ],
)

__all__ = [
    "companies",
    "customer_addresses",
    "customer_emails",
    "customer_phone_numbers",
    "customers",
]
