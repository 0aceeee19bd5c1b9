"""The file store that uploads go to: it takes the form and answers with a bare status."""

from __future__ import annotations

from typing import TYPE_CHECKING

from werkzeug.wrappers import Response

from helpsql.sandbox.teamwork_desk.errors import bad

if TYPE_CHECKING:
    from helpsql.sandbox.app import Request

STORAGE_PATH = "/storage"


def receive(request: Request) -> Response:
    """The form with its signed members and, last, the file."""
    if request.method != "POST" or "file" not in request.files or "key" not in request.form:
        raise bad("the store takes a form with key and file")
    return Response(status=int(request.form.get("success_action_status", 201)))
