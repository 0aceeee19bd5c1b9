"""Users, their identities and groups."""

from __future__ import annotations

from helpsql.spec import BOOLEAN, EMPTY, INTEGER, JSON, TEXT, Parameter, Procedure, same
from procedures.zendesk.shared import DOCS, USER

create_or_update_user = Procedure(
    "CreateOrUpdateUser",
    "Changes the user with that mail address or external_id, or makes one.",
    method="POST",
    path="/api/v2/users/create_or_update",
    wrap="user",
    repeatable=True,
    needs_one=("email", "external_id"),
    because="Zendesk looks for the user by one of them.",
    makes="users",
    docs=f"{DOCS}/users/users/",
    parameters=[
        Parameter("name", TEXT, "Name."),
        Parameter("email", TEXT, "Mail address.", required=False),
        Parameter("external_id", TEXT, "Key of the user in another system.", required=False),
        Parameter(
            "role",
            TEXT,
            "end-user, agent or admin.",
            required=False,
            values=same("end-user", "agent", "admin"),
        ),
        Parameter("organization_id", INTEGER, "Organization (organizations.id).", required=False),
        Parameter("phone", TEXT, "Phone number.", required=False),
        Parameter("tags", JSON, "Tags, an array of names.", required=False, shape="array"),
        Parameter(
            "user_fields", JSON, "Values of own fields, an object by key.", required=False, shape="object"
        ),
        Parameter(
            "skip_verify_email",
            BOOLEAN,
            "True keeps a new user from getting a mail; false unless given.",
            required=False,
        ),
    ],
)


def _suspension(name: str, description: str, *, suspended: bool) -> Procedure:
    return Procedure(
        name,
        description,
        method="PUT",
        path="/api/v2/users/{user_id}",
        wrap="user",
        fixed={"suspended": suspended},
        returns=("user_id",),
        docs=f"{DOCS}/users/users/",
        parameters=[USER],
    )


suspend_user = _suspension(
    "SuspendUser", "Suspends a user, whose mails no longer become tickets.", suspended=True
)
unsuspend_user = _suspension("UnsuspendUser", "Ends the suspension of a user.", suspended=False)

merge_users = Procedure(
    "MergeUsers",
    "Merges an end user into another one; this cannot be undone.",
    method="PUT",
    path="/api/v2/users/{loser_id}/merge",
    wrap="user",
    returns=("loser_id", "winner_id"),
    repeatable=False,
    docs=f"{DOCS}/users/users/",
    parameters=[
        Parameter(
            "loser_id",
            INTEGER,
            "User who goes (users.id), on at most 10,000 tickets.",
            points_to=("users.id",),
        ),
        Parameter("winner_id", INTEGER, "User who stays (users.id).", body="id", points_to=("users.id",)),
    ],
)


purge_user = Procedure(
    "PurgeUser",
    "Removes for good what is left of a user who was deleted.",
    method="DELETE",
    path="/api/v2/deleted_users/{user_id}",
    style=EMPTY,
    returns=("user_id",),
    docs=f"{DOCS}/users/users/",
    parameters=[Parameter("user_id", INTEGER, "User (deleted_users.id).")],
)

IDENTITY = Parameter("identity_id", INTEGER, "Identity of that user (user_identities.id).")

make_primary = Procedure(
    "MakePrimaryIdentity",
    "Makes an identity the user's main one; of an address, the user's email.",
    method="PUT",
    path="/api/v2/users/{user_id}/identities/{identity_id}/make_primary",
    style=EMPTY,
    returns=("user_id", "identity_id"),
    docs=f"{DOCS}/users/user_identities/",
    parameters=[USER, IDENTITY],
)

add_identity = Procedure(
    "AddIdentity",
    "Adds a mail address, phone number or account to a user.",
    method="POST",
    path="/api/v2/users/{user_id}/identities",
    wrap="identity",
    docs=f"{DOCS}/users/user_identities/",
    parameters=[
        USER,
        Parameter(
            "type",
            TEXT,
            "email, twitter, facebook, google, phone_number, agent_forwarding, any_channel, foreign or sdk.",
            values=same(
                "email",
                "twitter",
                "facebook",
                "google",
                "phone_number",
                "agent_forwarding",
                "any_channel",
                "foreign",
                "sdk",
            ),
        ),
        Parameter("value", TEXT, "The address, number or name."),
        Parameter("verified", BOOLEAN, "Whether it is known to be the user's.", required=False),
    ],
)

set_default_group = Procedure(
    "SetDefaultGroup",
    "Makes a group the default one of an agent.",
    method="PUT",
    path="/api/v2/users/{user_id}/group_memberships/{membership_id}/make_default",
    style=EMPTY,
    returns=("user_id", "membership_id"),
    docs=f"{DOCS}/groups/group_memberships/",
    parameters=[
        USER,
        Parameter("membership_id", INTEGER, "Membership of that agent (group_memberships.id)."),
    ],
)
