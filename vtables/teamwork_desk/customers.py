"""Customers, how to reach them, and their companies."""

from __future__ import annotations

from helpsql.spec import (
    BOOLEAN,
    BOTH,
    INTEGER,
    NOWHERE,
    ON_INSERT,
    TEXT,
    Changes,
    Column,
    Many,
    OnePage,
    Read,
    Table,
    same,
)
from vtables.teamwork_desk.assumed import ACTIVE
from vtables.teamwork_desk.shared import (
    API,
    BASE,
    DOCS,
    ID,
    KNOWN,
    ORDERS,
    STATE,
    array,
    by_id,
    changed,
    flags,
    listed,
    made,
    ref,
    removed,
    some,
    texts,
)

OWN_OR_ALL = same("own", "all")

customers = Table(
    "Customers",
    "Customers; Contacts says how to reach them.",
    docs=f"{DOCS}/desk-api-v2/customers",
    reads=[
        by_id("customers", "customer"),
        listed(
            "customers",
            takes=[
                *KNOWN,
                # email is no field of the filter; a customer may also match by a second address.
                some("Email", "contacts.value", at_once=20),
                some("CompanyId", "companies.id"),
                some("FirstName", "firstName", at_once=20),
                some("LastName", "lastName", at_once=20),
                some("ExternalId", "externalId", at_once=20),
            ],
            sort=ORDERS,
        ),
    ],
    insert=made(
        "customers",
        "customer",
        because="Teamwork Desk wants contacts with at least one mail address: "
        """'[{"isMain": true, "type": "email", "value": "ada@example.com"}]'.""",
    ),
    update=[
        changed(
            "customers",
            "customer",
            many=Many(
                "PATCH",
                f"{API}/customers/update.json",
                same=".",
                keys="filter_args.filter.id.$in",
                fixed={"filter_args.bulkDryExecute": False},
                job=False,
                # Contacts and companies stand beside a customer, not in it.
                columns=(
                    *("FirstName", "LastName", "Organization", "ExtraData", "Notes", "VerifiedEmail"),
                    *("LinkedinURL", "FacebookURL", "TwitterHandle", "JobTitle", "Phone", "Mobile"),
                    *("Address", "ExternalId", "AvatarURL", "Trusted", "Permission", "State"),
                ),
            ),
        )
    ],
    delete=removed("customers"),
    changes=Changes("UpdatedAt", note="Deleted customers are not seen."),
    rows=10_000,
    includes={"contacts": "contacts"},
    examples=(
        "select Id, FirstName, LastName, Email from Customers where Email = 'ada@example.com'",
        "select c.Name, count(*) from Customers p join Companies c on c.Id = p.CompanyId group by c.Name",
    ),
    columns=[
        ID,
        *texts(BOTH, FirstName="First name.", LastName="Last name."),
        Column("Email", TEXT, "Main mail address.", write=ON_INSERT),
        *texts(
            BOTH,
            Organization="Name of the organization.",
            ExtraData="Anything else.",
            Notes="Notes that agents see.",
        ),
        *flags(BOTH, VerifiedEmail="Whether the mail address was confirmed."),
        *texts(
            BOTH,
            LinkedinURL="Page at LinkedIn.",
            FacebookURL="Page at Facebook.",
            TwitterHandle="Name at Twitter.",
        ),
        Column("NumTickets", INTEGER, "How many tickets the customer has."),
        *texts(
            BOTH,
            JobTitle="Job title.",
            Phone="Phone number.",
            Mobile="Mobile phone number.",
            Address="Postal address.",
            ExternalId="Key of the customer in another system.",
            AvatarURL="Address of the picture.",
        ),
        # Written beside the customer, as the one company.
        ref("CompanyId", "Companies", "Company", write=BOTH, body="/included.companies[].id"),
        array(
            "Contacts",
            "Ways to reach the customer, an array of {isMain, type, value}; type is email, twitter, facebook "
            "or linkedin. An update takes {id, delete: true} for one to be removed.",
            write=BOTH,
            body="/included.contacts",
            required=True,
            holds={"type": "email"},
            include="contacts",
        ),
        array("CustomerWelcomeEmails", "Mails of welcome, an array.", at="customerwelcomeemails"),
        *flags(BOTH, Trusted="Whether mail of the customer is never spam."),
        *flags(ON_INSERT, WelcomeEmailSent="Whether a mail of welcome was sent."),
        Column("AddMethod", TEXT, "How the customer came to be.", write=ON_INSERT),
        Column(
            "Permission",
            TEXT,
            "Tickets that the customer may see: own or all.",
            write=BOTH,
            values=OWN_OR_ALL,
        ),
        Column("Standing", TEXT, "Standing."),
        Column(
            "Password",
            TEXT,
            "Password for the portal.",
            at=NOWHERE,
            write=ON_INSERT,
            body="password",
            hidden=True,
        ),
        *BASE,
        STATE,
    ],
)

contacts = Table(
    "Contacts",
    "Mail addresses and others of customers, one a row.",
    docs=f"{DOCS}/desk-api-v2/customers",
    reads=[
        Read(
            f"{API}/customers/{{CustomerId}}.json",
            rows="customer[].contacts[]",
            paging=OnePage(),
            where={f"^.{path}": states for path, states in ACTIVE.items()},
        ),
        Read(
            f"{API}/customers.json",
            rows="customers[].contacts[]",
            takes=[some("CustomerId", "id", exact=True), some("Value", "contacts.value", at_once=20)],
        ),
    ],
    rows=12_000,
    includes={"contacts": "contacts"},
    examples=("select CustomerId, Type, Value from Contacts where Value = 'ada@example.com'",),
    columns=[
        Column(
            "CustomerId", INTEGER, "Customer (Customers.Id).", at="^.id", key=True, points_to="Customers.Id"
        ),
        Column("Id", INTEGER, "Number of the contact.", key=True),
        Column("Type", TEXT, "email, twitter, facebook or linkedin.", include="contacts"),
        Column("Value", TEXT, "Address or name.", include="contacts"),
        Column("IsMain", BOOLEAN, "Whether it is the main one.", include="contacts"),
    ],
)

companies = Table(
    "Companies",
    "Companies that customers belong to.",
    docs=f"{DOCS}/desk-api-v2/companies",
    reads=[
        by_id("companies", "company"),
        listed(
            "companies",
            takes=[*KNOWN, some("Name", "name", at_once=20), some("Kind", "kind", at_once=20)],
            sort=ORDERS,
        ),
    ],
    insert=made("companies", "company"),
    update=[changed("companies", "company")],
    delete=removed("companies"),
    changes=Changes("UpdatedAt", note="Deleted companies are not seen."),
    rows=500,
    examples=("select Id, Name, CustomersCount from Companies order by CustomersCount desc limit 10",),
    columns=[
        ID,
        *texts(
            BOTH,
            Name="Name.",
            Description="Description.",
            Details="Details.",
            Industry="Industry.",
            Website="Address of the website.",
        ),
        Column("Email", TEXT, "Mail address."),
        Column("AvatarPath", TEXT, "Path of the picture."),
        Column(
            "Permission", TEXT, "Tickets that its customers see: own or all.", write=BOTH, values=OWN_OR_ALL
        ),
        Column("Kind", TEXT, "company or group.", write=BOTH, values=same("company", "group")),
        *texts(BOTH, Note="Note."),
        Column("CustomersCount", INTEGER, "How many customers it has."),
        ref("AddressId", "", "Postal address"),
        array("Domains", "Domains of its mail addresses, an array of references.", write=BOTH),
        array("Phones", "Phone numbers, an array of references."),
        *BASE,
        STATE,
    ],
)
