"""Agents."""

from __future__ import annotations

from helpsql.spec import BOOLEAN, INTEGER, ON_UPDATE, TEXT, Changes, Column, Table, same
from vtables.teamwork_desk.shared import (
    BASE,
    DOCS,
    ID,
    KNOWN,
    ORDERS,
    STATE,
    by_id,
    changed,
    flags,
    listed,
    numbers,
    ref,
    removed,
    some,
    texts,
)

users = Table(
    "Users",
    "Agents; archived ones are left out, though tickets keep their numbers.",
    docs=f"{DOCS}/desk-api-v2/users",
    reads=[
        by_id("users", "user"),
        listed("users", takes=[*KNOWN, some("Email", "email", at_once=20)], sort=ORDERS),
    ],
    update=[changed("users", "user")],
    delete=removed("users"),
    instead={"INSERT": "Users come from Teamwork: invite them there."},
    changes=Changes("UpdatedAt", note="Archived users are not seen."),
    rows=30,
    examples=("select Id, FirstName, LastName, Email from Users order by LastName",),
    columns=[
        ID,
        *texts(
            ON_UPDATE,
            Email="Mail address.",
            FirstName="First name.",
            LastName="Last name.",
            AvatarURL="Address of the picture.",
        ),
        Column(
            "EditMethod",
            TEXT,
            "How the user writes: html or markdown.",
            write=ON_UPDATE,
            values=same("html", "markdown"),
        ),
        *flags(ON_UPDATE, IsPartTime="Whether the user works part time."),
        *texts(ON_UPDATE, TicketReplyRedirect="Where a reply leads: Inbox, Stay or Next."),
        *flags(ON_UPDATE, Reviewer="Whether the user reviews others."),
        ref("TrainingWheelsEnrollmentId", "", "Whose reviews the user waits for"),
        *texts(ON_UPDATE, Role="Role, such as Admin."),
        *flags(
            ON_UPDATE,
            SendPushNotifications="Whether notices go to the phone.",
            SendWebNotifications="Whether notices go to the browser.",
            AutoFollowOnCC="Whether a copy makes the user a follower.",
        ),
        *numbers(ON_UPDATE, TimeFormatId="How times are shown.", TimezoneId="Time zone."),
        Column("ProjectsCompanyId", INTEGER, "Company of the user in Teamwork."),
        Column("IsAppOwner", BOOLEAN, "Whether the user owns the site."),
        *BASE,
        STATE,
    ],
)
