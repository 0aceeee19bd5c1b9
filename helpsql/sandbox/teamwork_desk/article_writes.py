"""Writes of articles, below their site, with the vendor's rules for them."""

from __future__ import annotations

from typing import TYPE_CHECKING, Any

from helpsql.sandbox.teamwork_desk import assumed, crud
from helpsql.sandbox.teamwork_desk.errors import bad, unset
from helpsql.sandbox.teamwork_desk.kinds import ARTICLES
from helpsql.sandbox.teamwork_desk.reads import article_of
from helpsql.sandbox.teamwork_desk.router import Endpoint
from helpsql.sandbox.teamwork_desk.values import numbers
from helpsql.sandbox.teamwork_desk.world.table import ref

if TYPE_CHECKING:
    from werkzeug.wrappers import Response

    from helpsql.sandbox.teamwork_desk.call import Call

LONGEST_TITLE = 255


def _check(given: dict[str, Any]) -> None:
    """Contents in another method than html count as not given."""
    title = given.get("title")
    if isinstance(title, str) and len(title) > LONGEST_TITLE:
        raise bad(f"must be 1 to {LONGEST_TITLE} characters", "title")
    if given.get("editMethod", "html") != "html":
        raise unset("contents")
    if any(n < 1 for n in numbers("categories", given.get("categories") or [])):
        raise bad("must be ids from 1 on", "categories")


def create(call: Call, site: int) -> Response:
    call.row("helpdocssites", site)
    given = call.wrapped(*ARTICLES.singles)
    _check(given)
    row = crud.make(call, ARTICLES, given)
    row["helpdocsite"] = ref("helpdocssites", site)
    return crud.shown(call, ARTICLES, row, assumed.CREATED)


def update(call: Call, site: int, article_id: int) -> Response:
    row = article_of(call, site, article_id)
    given = call.wrapped(*ARTICLES.singles)
    _check(given)
    return crud.shown(call, ARTICLES, crud.change(call, ARTICLES, row, given), assumed.CHANGED)


def delete(call: Call, site: int, article_id: int) -> Response:
    article_of(call, site, article_id)
    return crud.delete(call, "helpdocarticles", article_id)


_ONE = "helpdocssites/*/helpdocarticles/*"
ENDPOINTS = [
    Endpoint("POST", "helpdocssites/*/helpdocarticles", create),
    *(Endpoint(verb, _ONE, update) for verb in crud.UPDATES),
    Endpoint("DELETE", _ONE, delete),
]
