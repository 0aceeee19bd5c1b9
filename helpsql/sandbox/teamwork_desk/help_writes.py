"""Help sites, categories, keywords; and articles, below their site, with the vendor's rules for them."""

from __future__ import annotations

from typing import TYPE_CHECKING, Any

from helpsql.sandbox.teamwork_desk import assumed, crud
from helpsql.sandbox.teamwork_desk.errors import bad, unset
from helpsql.sandbox.teamwork_desk.kinds import columns
from helpsql.sandbox.teamwork_desk.reads import article_of
from helpsql.sandbox.teamwork_desk.router import Endpoint
from helpsql.sandbox.teamwork_desk.values import (
    EDIT_METHOD,
    choice,
    numbers,
    reference,
    references,
    text,
    truth,
    whole,
)
from helpsql.sandbox.teamwork_desk.world import helpdocs
from helpsql.sandbox.teamwork_desk.world.table import ref

if TYPE_CHECKING:
    from werkzeug.wrappers import Response

    from helpsql.sandbox.teamwork_desk.call import Call

Row = dict[str, Any]
LONGEST_TITLE = 255

SITES = crud.Kind(
    "helpdocssites",
    ("helpdocssite",),
    columns(
        text,
        "name description metaSiteDescription subdomain customDomain customStyleSheet homePageLinkText "
        "homePageURL htmlHeadCode logoImage favicon touchIcon showOnHomePage headerBGColor navActiveColor "
        "navTextColor pageBGColor linkColor textColor languageCode password disqusShortname "
        "authenticationType searchTemplate homeTemplate headTemplate footerTemplate categoryTemplate "
        "articleTemplate",
    )
    | columns(
        truth,
        "contactFormEnabled showDateLastModified homePageLinkEnabled publicSiteEnabled showSocialIcons",
    )
    | columns(whole, "sendEmailsToInboxId authenticationTypeId")
    | {"editMethod": EDIT_METHOD, "contributors": references("users")},
    helpdocs.site_defaults(),
    required=("name",),
)


def _category(call: Call, row: Row, _given: Row) -> Row:
    if call.world.tables["helpdocssites"].get(row["helpDocsSites_id"]) is None:
        raise bad("does not exist", "helpDocsSites_id")
    return row


CATEGORIES = crud.Kind(
    "helpdocscategories",
    (assumed.SINGLE_KEYS["helpdocscategories"],),
    columns(text, "name slug oldURL")
    | columns(whole, "parent_id displayOrder")
    | {"displayOnDocHomepage": truth},
    {
        "name": "",
        "slug": "",
        "oldURL": "",
        "parent_id": None,
        "displayOrder": 0,
        "displayOnDocHomepage": False,
    },
    once={"helpDocsSites_id": whole},
    required=("name", "helpDocsSites_id"),
    settle=_category,
)
KEYWORDS = crud.Kind(
    "helpdocarticlekeywords",
    (assumed.SINGLE_KEYS["helpdocarticlekeywords"],),
    {"keyword": text},
    once={"helpdocarticle": reference("helpdocarticles")},
    required=("keyword", "helpdocarticle"),
)
ARTICLES = crud.Kind(
    "helpdocarticles",
    ("helpdocarticle",),
    columns(text, "title slug description contents oldURL")
    | columns(truth, "isPrivate disqusEnabled")
    | {"status": choice("Draft", "Unpublished", "Published"), "displayOrder": whole}
    | {"categories": numbers, "relatedArticles": numbers},
    helpdocs.article_defaults(),
    once={"editMethod": text},
    required=("title", "contents"),
)
PLAIN = (SITES, CATEGORIES, KEYWORDS)

# Articles --------------------------------------------------------------------------------------


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
    *(endpoint for kind in PLAIN for endpoint in crud.endpoints(kind)),
    Endpoint("POST", "helpdocssites/*/helpdocarticles", create),
    *(Endpoint(verb, _ONE, update) for verb in crud.UPDATES),
    Endpoint("DELETE", _ONE, delete),
]
