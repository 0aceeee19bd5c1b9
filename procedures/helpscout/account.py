"""Workflows and teams."""

from __future__ import annotations

from helpsql.spec import INTEGER, JSON, Parameter, Procedure
from procedures.helpscout.shared import DOCS

run_workflow = Procedure(
    "RunWorkflow",
    "Runs a manual workflow on up to 50 conversations.",
    method="POST",
    path="/v2/workflows/{workflowId}/run",
    returns=("WorkflowId",),
    docs=f"{DOCS}/workflows/run/",
    parameters=[
        Parameter("workflowId", INTEGER, "Workflow (Workflows.Id)."),
        Parameter(
            "conversationIds", JSON, "Conversations (Conversations.Id), an array of numbers.", shape="array"
        ),
    ],
)


update_team_members = Procedure(
    "UpdateTeamMembers",
    "Puts users into a team and takes users out of it.",
    method="PUT",
    path="/v2/teams/{teamId}/members",
    returns=("TeamId",),
    docs=f"{DOCS}/teams/update-team-members/",
    parameters=[
        Parameter("teamId", INTEGER, "Team (Teams.Id)."),
        Parameter("addedUserIds", JSON, "Users to put in (Users.Id), an array of numbers.", shape="array"),
        Parameter(
            "deletedUserIds",
            JSON,
            "Users to take out (Users.Id), an array of numbers; none unless given.",
            required=False,
            shape="array",
            default="[]",
        ),
    ],
)
