"""Help sites, their categories, articles and the articles' keywords."""

from __future__ import annotations

from typing import TYPE_CHECKING

from helpsql.sandbox.dice import Dice
from helpsql.sandbox.teamwork_desk.world.setup import ADMIN, AGENTS, FOUNDED, INBOX_IDS, REWORKED
from helpsql.sandbox.teamwork_desk.world.table import Row, base, ref, refs
from helpsql.sandbox.times import DAY, stamp
from helpsql.sandbox.words import PRODUCTS

if TYPE_CHECKING:
    from helpsql.sandbox.teamwork_desk.world.world import World

SITES = (3_101, 3_102)
CATEGORIES = 4_201
ARTICLES = 5_301
ARTICLE_COUNT = 48
KEYWORDS = 6_401
_NAMES = (("Camp Gear Help", "camp", "en"), ("Campinghilfe", "hilfe", "de"))
_TOPICS = ("First steps", "Care & repair", "Returns", "Orders", "Großhandel", "よくある質問")


def site_defaults() -> Row:
    texts = (
        *("name", "description", "metaSiteDescription", "subdomain", "customDomain", "customStyleSheet"),
        *("homePageLinkText", "homePageURL", "htmlHeadCode", "logoImage", "favicon", "touchIcon"),
        *("password", "searchTemplate", "homeTemplate", "headTemplate", "footerTemplate"),
        *("categoryTemplate", "articleTemplate"),
    )
    flags = ("contactFormEnabled", "showDateLastModified", "homePageLinkEnabled", "showSocialIcons")
    colors = ("headerBGColor", "navActiveColor", "navTextColor", "pageBGColor", "linkColor", "textColor")
    return {
        **dict.fromkeys(texts, ""),
        **dict.fromkeys(flags, False),
        **dict.fromkeys(colors, "#1292EE"),
        "publicSiteEnabled": True,
        "showOnHomePage": "categories",
        "languageCode": "en",
        "disqusShortname": None,
        "authenticationType": "none",
        "authenticationTypeId": 1,
        "editMethod": "html",
        "sendEmailsToInboxId": INBOX_IDS[0],
        "contributors": None,
    }


def sites() -> dict[int, Row]:
    return {
        row_id: base(row_id, FOUNDED, REWORKED, ADMIN)
        | site_defaults()
        | {
            "name": name,
            "subdomain": sub,
            "languageCode": language,
            "contributors": refs("users", AGENTS[:3]),
        }
        for row_id, (name, sub, language) in zip(SITES, _NAMES, strict=True)
    }


def categories() -> dict[int, Row]:
    found = {}
    for n, name in enumerate(_TOPICS):
        row_id = CATEGORIES + n
        found[row_id] = base(row_id, FOUNDED, REWORKED, ADMIN) | {
            "name": name,
            "slug": name.lower().replace(" ", "-"),
            "helpDocsSites_id": SITES[0] if n < 4 else SITES[1],
            "parent_id": CATEGORIES if n == 1 else None,
            "displayOrder": n + 1,
            "oldURL": "",
            "displayOnDocHomepage": n % 2 == 0,
        }
    return found


def site_of(index: int) -> int:
    return SITES[1] if index % 3 == 2 else SITES[0]


def article_defaults() -> Row:
    return {
        **dict.fromkeys(("title", "slug", "description", "contents", "oldURL"), ""),
        "status": "Draft",
        "editMethod": "html",
        **dict.fromkeys(("isPrivate", "disqusEnabled"), False),
        **dict.fromkeys(("popularity", "displayOrder"), 0),
        **dict.fromkeys(("categories", "relatedArticles")),
    }


def make_article(world: World, index: int) -> Row:
    dice = Dice(world.seed, "article", index)
    product = dice.pick(PRODUCTS)
    created = world.ends - dice.between(20, 900) * DAY
    site = site_of(index)
    topics = [CATEGORIES + 4, CATEGORIES + 5] if site == SITES[1] else [CATEGORIES + n for n in range(4)]
    return (
        base(ARTICLES + index, stamp(created), stamp(created + dice.below(19) * DAY), AGENTS[index % 4])
        | article_defaults()
        | {
            "helpdocsite": ref("helpdocssites", site),
            "title": f"{product}: {dice.pick(('care', 'Pflege', '使い方', 'FAQ ❓'))} {index + 1}",
            "slug": f"article-{index + 1}",
            "contents": f"<h1>{product}</h1><p>Shake out the sand &amp; dry it.</p>",
            "status": dice.pick(("Draft", "Unpublished", "Published", "Published")),
            "isPrivate": index % 9 == 8,
            "popularity": dice.below(500),
            "displayOrder": index + 1,
            "categories": [dice.pick(topics)] if index % 6 else None,
            "relatedArticles": [ARTICLES + (index + 3) % ARTICLE_COUNT] if index % 4 == 0 else None,
        }
    )


def make_keyword(_world: World, index: int) -> Row:
    words = ("tent", "Zelt", "zip", "テント", "refund", "o'clock")
    return base(KEYWORDS + index, FOUNDED, REWORKED, ADMIN) | {
        "keyword": words[index % len(words)],
        "helpdocarticle": ref("helpdocarticles", ARTICLES + index * 2 % ARTICLE_COUNT),
    }
