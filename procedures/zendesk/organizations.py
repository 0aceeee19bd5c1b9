"""Organizations and who belongs to them."""

from __future__ import annotations

from typing import TYPE_CHECKING, Any
from urllib.parse import quote

from helpsql.errors import OperationalError
from helpsql.spec import EMPTY, INTEGER, JSON, TEXT, Parameter, Procedure, Request
from procedures.zendesk.jobs import PATIENCE
from procedures.zendesk.shared import DOCS, USER, object_in

if TYPE_CHECKING:
    from collections.abc import Mapping

    from helpsql.spec import Steps

create_or_update_organization = Procedure(
    "CreateOrUpdateOrganization",
    "Changes the organization with that id or external_id, or makes one.",
    method="POST",
    path="/api/v2/organizations/create_or_update",
    wrap="organization",
    # Without either a second one would clash by its name.
    needs_one=("external_id", "id"),
    because="Zendesk looks for the organization by one of them, not by its name.",
    makes="organizations",
    repeatable=True,
    docs=f"{DOCS}/organizations/organizations/",
    parameters=[
        Parameter("name", TEXT, "Name."),
        Parameter("external_id", TEXT, "Key of the organization in another system.", required=False),
        Parameter("id", INTEGER, "Organization (organizations.id).", required=False),
        Parameter("domain_names", JSON, "Mail domains, an array of names.", required=False, shape="array"),
        Parameter("details", TEXT, "Anything about it.", required=False),
        Parameter("notes", TEXT, "Notes that agents see.", required=False),
        Parameter("tags", JSON, "Tags, an array of names.", required=False, shape="array"),
        Parameter(
            "organization_fields",
            JSON,
            "Values of own fields, an object by key.",
            required=False,
            shape="object",
        ),
    ],
)


MERGED = ("complete", "error")


def _merge_organizations(arguments: Mapping[str, Any]) -> Steps:
    loser, winner = arguments["loser_id"], arguments["winner_id"]
    path = f"/api/v2/organizations/{loser}/merge"
    begun = yield Request("POST", path, body={"organization_merge": {"winner_id": winner}})
    merge = object_in(begun, "organization_merge", f"POST {path}")
    waited, pause = 0.0, 1.0
    while merge.get("status") not in MERGED and waited < PATIENCE:
        look = f"/api/v2/organization_merges/{quote(str(merge.get('id')), safe='')}"
        answer = yield Request("GET", look, wait=pause)
        merge = object_in(answer, "organization_merge", f"GET {look}")
        waited, pause = waited + pause, min(pause * 1.5, 10.0)
    if merge.get("status") == "error":
        raise OperationalError(f"POST {path}: the merge {merge.get('id')} failed.", code="job")
    return [{"loser_id": loser, "winner_id": winner, "status": merge.get("status")}]


merge_organizations = Procedure(
    "MergeOrganizations",
    "Merges an organization into another one; this cannot be undone.",
    steps=_merge_organizations,
    returns=("loser_id", "winner_id", "status"),
    docs=f"{DOCS}/organizations/organizations/",
    parameters=[
        Parameter(
            "loser_id", INTEGER, "Organization that goes (organizations.id).", points_to=("organizations.id",)
        ),
        Parameter(
            "winner_id",
            INTEGER,
            "Organization that stays (organizations.id).",
            points_to=("organizations.id",),
        ),
    ],
)


set_default_organization = Procedure(
    "SetDefaultOrganization",
    "Makes an organization the default one of a user.",
    method="PUT",
    path="/api/v2/users/{user_id}/organization_memberships/{membership_id}/make_default",
    style=EMPTY,
    returns=("user_id", "membership_id"),
    docs=f"{DOCS}/organizations/organization_memberships/",
    parameters=[
        USER,
        Parameter("membership_id", INTEGER, "Membership of that user (organization_memberships.id)."),
    ],
)
