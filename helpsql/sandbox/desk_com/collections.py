"""Reading the small collections, and the lists that hang under their rows."""

from __future__ import annotations

from typing import TYPE_CHECKING, Any

from helpsql.sandbox.desk_com import render
from helpsql.sandbox.desk_com.case_lists import order
from helpsql.sandbox.desk_com.errors import json_response, not_found
from helpsql.sandbox.desk_com.kinds import KINDS
from helpsql.sandbox.desk_com.pages import DEFAULT_OF_SEARCH, list_response
from helpsql.sandbox.desk_com.words import holds

if TYPE_CHECKING:
    from collections.abc import Callable, Iterable

    from werkzeug.wrappers import Response

    from helpsql.sandbox.desk_com.call import Call
    from helpsql.sandbox.desk_com.world.rows import Row

_STAFF_SORTS = ("id", "name")


def listed(call: Call, collection: str, rows: Iterable[Row], **style: Any) -> Response:
    """ASSUMED: by position where rows have one in articles, topics and the like; else by id."""
    kind = KINDS[collection]
    found = sorted(rows, key=lambda r: r.id)
    if collection in ("users", "groups"):
        field, down = order(call, _STAFF_SORTS)
        found.sort(key=lambda r: (r.data["name"].casefold() if field == "name" else "", r.id), reverse=down)
    return list_response(call, found, lambda r: kind.show(call, r), largest=kind.largest, **style)


def index(collection: str) -> Callable[[Call], Response]:
    return lambda call: listed(call, collection, call.world.small[collection].values())


def show(collection: str) -> Callable[..., Response]:
    def one(call: Call, number: int) -> Response:
        return json_response(KINDS[collection].show(call, call.small(collection, number)))

    return one


# Staff -------------------------------------------------------------------------------------------


def current_user(call: Call) -> Response:
    return json_response(KINDS["users"].show(call, call.caller))


def users_of_group(call: Call, number: int) -> Response:
    call.small("groups", number)
    own = {user for group, user in call.world.members if group == number}
    return listed(call, "users", (r for r in call.world.small["users"].values() if r.id in own))


def groups_of_user(call: Call, number: int) -> Response:
    call.small("users", number)
    own = {group for group, user in call.world.members if user == number}
    return listed(call, "groups", (r for r in call.world.small["groups"].values() if r.id in own))


def owned(collection: str, owner: str, path: str) -> Callable[..., Response]:
    """Rows of a collection that belong to a user or group.

    ASSUMED: a user also sees what belongs to nobody.
    """

    def rows(call: Call, number: int) -> Response:
        call.small(path, number)
        allowed = (number, None) if owner == "user" else (number,)
        return listed(
            call,
            collection,
            (r for r in call.world.small[collection].values() if r.refs.get(owner) in allowed),
        )

    return rows


def preferences(call: Call, number: int) -> Response:
    """ASSUMED: switches by name; which there were is in no source."""
    call.small("users", number)
    rows = call.world.preferences_of(number)
    return list_response(call, sorted(rows), lambda n: shown_preference(call, number, rows[n]))


def preference(call: Call, number: int, preference: int) -> Response:
    call.small("users", number)
    found = call.world.preferences_of(number).get(preference)
    if found is None:
        raise not_found()
    return json_response(shown_preference(call, number, found))


def shown_preference(call: Call, number: int, row: Row) -> dict[str, Any]:
    links = {"self": call.link(f"users/{number}/preferences/{row.id}", "user_preference")}
    return render.shown(call, "user_preference", row, row.data, links)


def empty(call: Call, number: int) -> Response:
    """A list that this account has nothing in."""
    call.small("users", number)
    return list_response(call, (), lambda r: r)


def nothing(call: Call) -> Response:
    return list_response(call, (), lambda r: r)


# Labels and knowledge base -----------------------------------------------------------------------


def search_labels(call: Call) -> Response:
    """`names` are whole names, `name` is words of one. ASSUMED: without any, all labels."""
    names = {n.casefold() for n in call.words("names")}
    name, kind = call.text("name"), call.text("type")
    rows = [
        r
        for r in call.world.small["labels"].values()
        if (not names or r.data["name"].casefold() in names)
        and (not name or holds([r.data["name"]], name) or r.data["name"] == name)
        and (not kind or kind in r.data["types"])
    ]
    return listed(call, "labels", rows, self_path="labels")


def articles_of(owner: str, path: str) -> Callable[..., Response]:
    def rows(call: Call, number: int) -> Response:
        call.small(path, number)
        return listed(
            call,
            "articles",
            (r for r in call.world.small["articles"].values() if r.refs.get(owner) == number),
        )

    return rows


def search_articles(call: Call) -> Response:
    """By the words of a text, topics, brands. ASSUMED: without any, all articles."""
    text = call.text("text")
    topics, brands = call.words("topic_ids"), call.words("brand_ids")
    center = call.text("in_support_center")

    def fits(row: Row) -> bool:
        return (
            (text is None or holds([row.data["subject"], row.data["body"], row.data["keywords"]], text))
            and (not topics or str(row.refs["topic"]) in topics)
            and (not brands or str(row.refs.get("brand")) in brands)
            and (center is None or bool(row.data["in_support_center"]) == (center.lower() in ("true", "1")))
        )

    rows = [r for r in call.world.small["articles"].values() if fits(r)]
    return listed(call, "articles", rows, default=DEFAULT_OF_SEARCH, capped=True, self_path="articles")


# Macros, social profiles, odds and ends ----------------------------------------------------------


def macro_actions(call: Call, number: int) -> Response:
    call.small("macros", number)
    rows = [*call.world.macro_actions.get(number, {}).values()]
    return list_response(call, rows, lambda r: shown_action(call, r))


def macro_action(call: Call, number: int, action: int) -> Response:
    call.small("macros", number)
    found = call.world.macro_actions.get(number, {}).get(action)
    if found is None:
        raise not_found()
    return json_response(shown_action(call, found))


def shown_action(call: Call, row: Row) -> dict[str, Any]:
    links = {
        "self": call.link(f"macros/{row.refs['macro']}/actions/{row.id}", "macro_action"),
        "macro": to_macro(call, row),
    }
    return render.shown(call, "macro_action", row, row.data, links)


def to_macro(call: Call, row: Row) -> dict[str, Any] | None:
    return call.link(f"macros/{row.refs['macro']}", "macro")


def tweets(call: Call, number: int) -> Response:
    """What the account itself has said. ASSUMED: only what was written through the API."""
    call.small("twitter_accounts", number)
    rows = [r for r in call.world.small["tweets"].values() if r.refs["twitter_account"] == number]
    return list_response(call, rows, lambda r: shown_tweet(call, r))


def shown_tweet(call: Call, row: Row) -> dict[str, Any]:
    own = f"twitter_accounts/{row.refs['twitter_account']}"
    links = {
        "self": call.link(f"{own}/tweets/{row.id}", "tweet"),
        "twitter_account": call.link(own, "twitter_account"),
    }
    return render.shown(call, "tweet", row, row.data, links)


def tweet(call: Call, number: int, tweet: int) -> Response:
    row = call.small("tweets", tweet)
    if row.refs["twitter_account"] != number:
        raise not_found()
    return json_response(shown_tweet(call, row))


def social_user(kind: str) -> Callable[..., Response]:
    """A profile by its number: that of a customer, or one that was written."""

    def one(call: Call, number: int) -> Response:
        world = call.world
        base = 2_887_000 if kind == "twitter_user" else 904_000
        step, place = (8, 3) if kind == "twitter_user" else (20, 11)
        index = number - base
        seeded = 0 <= index < world.timeline.customers and index % step == place
        if not seeded and number not in world.small[f"{kind}s"]:
            raise not_found()
        return json_response(render.social_row(call, kind, number))

    return one


def social_users(kind: str) -> Callable[[Call], Response]:
    def rows(call: Call) -> Response:
        ids = [
            c.refs[kind]
            for i in range(call.world.timeline.customers)
            if (c := call.world.customers.at(i)).refs[kind]
        ]
        numbers = [*ids, *sorted(call.world.small[f"{kind}s"])]
        return list_response(call, numbers, lambda n: render.social_row(call, kind, n))

    return rows


def site(call: Call) -> Response:
    """ASSUMED: the site's name and limits; the keys are in no source."""
    links = {"self": call.link("site", "site")}
    return json_response({"name": "demo", "company_name": "Camp Gear", "_links": links})


def system_message(call: Call) -> Response:
    return json_response({"message": None, "_links": {"self": call.link("system_message", "system_message")}})
