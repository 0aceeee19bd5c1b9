"""The account's own people: users, groups, and who belongs to which."""

from __future__ import annotations

from helpsql.spec import BOOLEAN, INTEGER, TEXT, Column, Read, Sort, Table
from vtables.desk_com.shared import (
    CREATED,
    DOCS,
    ENTRIES,
    SELF,
    STAFF_PAGES,
    UPDATED,
    number,
    one,
    when,
    whole,
)

BY_ID = Sort(param="sort_field", direction="sort_direction", fields={"id": "id"})

users = Table(
    "users",
    "Agents of the account.",
    docs=f"{DOCS}/users/",
    reads=[one("users"), whole("users", paging=STAFF_PAGES, sort=BY_ID)],
    rows=30,
    examples=("select id, name, email, level from users",),
    columns=[
        number("Number of the user."),
        Column("name", TEXT, "Name."),
        Column("public_name", TEXT, "Name that customers see."),
        Column("email", TEXT, "Mail address."),
        Column("email_verified", BOOLEAN, "Whether the mail address was confirmed, in late versions."),
        Column("avatar", TEXT, "Address of the picture."),
        Column("level", TEXT, "What the user may do, such as agent, siteadmin or siteadmin_billing."),
        when("current_login_at", "When the user signed in last"),
        when("last_login_at", "When the user had signed in before that"),
        CREATED,
        UPDATED,
        Column("available", BOOLEAN, "Whether cases may be routed to the user, in late versions."),
    ],
)

groups = Table(
    "groups",
    "Groups of agents.",
    docs=f"{DOCS}/groups/",
    reads=[one("groups"), whole("groups", paging=STAFF_PAGES, sort=BY_ID)],
    rows=10,
    examples=("select id, name from groups",),
    columns=[
        number("Number of the group."),
        Column("name", TEXT, "Name."),
        Column("position", INTEGER, "Place among the groups."),
    ],
)

user_groups = Table(
    "user_groups",
    "Groups that each user belongs to.",
    docs=f"{DOCS}/users/",
    reads=[Read("/api/v2/users/{user_id}/groups", rows=ENTRIES, walk=True, paging=STAFF_PAGES)],
    rows=60,
    examples=("select u.name, g.name from users u join user_groups g on g.user_id = u.id",),
    columns=[
        Column("id", INTEGER, "Group (groups.id).", at=SELF, key=True, points_to="groups.id"),
        Column("user_id", INTEGER, "User (users.id).", key=True, points_to="users.id"),
        Column("name", TEXT, "Name of the group."),
    ],
)
