"""Creating, changing and deleting labels, macros, topics, articles, integration URLs, translations."""

from __future__ import annotations

from dataclasses import dataclass, field
from typing import TYPE_CHECKING, Any

from helpsql.sandbox.desk_com import collections, drafts, render, values
from helpsql.sandbox.desk_com.errors import invalid, json_response, no_content, not_found
from helpsql.sandbox.desk_com.kinds import KINDS
from helpsql.sandbox.desk_com.part_writes import made
from helpsql.sandbox.desk_com.world.account import LABEL_COLORS
from helpsql.sandbox.desk_com.world.library import CHANNELS, channel_texts, translation_of
from helpsql.sandbox.desk_com.world.rows import Row

if TYPE_CHECKING:
    from collections.abc import Callable

    from werkzeug.wrappers import Response

    from helpsql.sandbox.desk_com.call import Call
    from helpsql.sandbox.desk_com.world.rows import Record

LABEL_TYPES = ("case", "macro", "company", "opportunity")


def _types(name: str, value: Any) -> list[str]:
    found = values.texts(name, value)
    if any(kind not in LABEL_TYPES for kind in found):
        raise invalid(name, "inclusion")
    return found


@dataclass(frozen=True)
class Writing:
    """What may be written of a collection. `fresh` are the other keys of a new row."""

    columns: drafts.Columns
    fresh: Record = field(default_factory=dict)
    required: tuple[str, ...] = ("name",)
    unique: str = ""
    links: drafts.Links = field(default_factory=dict)
    required_link: str = ""
    dated: bool = False


BODIES: drafts.Columns = {"subject": values.text, "body": values.text, "publish_at": values.time} | {
    key: check
    for channel in CHANNELS
    for key, check in ((f"body_{channel}", values.text), (f"body_{channel}_auto", values.flag))
}

WRITINGS: dict[str, Writing] = {
    "labels": Writing(
        {"name": values.text, "description": values.text, "types": _types, "enabled": values.flag,
         "color": values.one_of(*LABEL_COLORS), "position": values.whole},
        {"description": None, "types": ["case"], "enabled": True, "color": "default"},
        unique="name",
    ),
    "macros": Writing(
        {"name": values.text, "description": values.text, "enabled": values.flag, "position": values.whole,
         "folders": values.texts},
        {"description": None, "enabled": True, "folders": []},
    ),
    "topics": Writing(
        {"name": values.text, "description": values.text, "position": values.whole,
         "allow_questions": values.flag, "in_support_center": values.flag},
        {"description": None, "allow_questions": True, "in_support_center": None},
        dated=True,
    ),
    "articles": Writing(
        {**BODIES, "keywords": values.text, "position": values.whole, "quickcode": values.text,
         "in_support_center": values.flag, "internal_notes": values.text},
        {"body": None, **channel_texts(None), "rating": 0, "rating_count": 0, "rating_score": 0,
         "keywords": None, "quickcode": None, "in_support_center": None, "internal_notes": None,
         "publish_at": None},
        required=("subject",), links={"topic": "topics"}, required_link="topic", dated=True,
    ),
    "integration_urls": Writing(
        {"name": values.text, "description": values.text, "enabled": values.flag, "markup": values.text},
        {"description": None, "enabled": True, "markup": None, "rendered": None},
        dated=True,
    ),
}  # fmt: skip


def create(collection: str) -> Callable[[Call], Response]:
    writing = WRITINGS[collection]

    def handler(call: Call) -> Response:
        given = settled(drafts.read(call.body, writing.columns))
        drafts.need(given, *writing.required)
        refs = drafts.read_links(call, call.body, writing.links)
        if writing.required_link and refs.get(writing.required_link) is None:
            raise invalid(f"_links.{writing.required_link}", "blank")
        rows, number = call.world.small[collection], call.world.new_id()
        _check_unique(writing, rows, number, given)
        last = max((r.data.get("position") or 0 for r in rows.values()), default=0)
        data: Record = {"position": last + 1} if "position" in writing.columns else {}
        data = dict.fromkeys(writing.columns) | writing.fresh | data | given
        stamps = {"created_at": call.stamp, "updated_at": call.stamp} if writing.dated else {}
        by = {"created_by": call.caller.id, "updated_by": call.caller.id} if collection == "articles" else {}
        rows[number] = Row(number, data | stamps, {"user": None, **by, **refs})
        _after(call, collection, number)
        return made(call, KINDS[collection].show(call, rows[number]))

    return handler


def update(collection: str) -> Callable[..., Response]:
    writing = WRITINGS[collection]

    def handler(call: Call, number: int) -> Response:
        row, rows = call.small(collection, number), call.world.small[collection]
        given = settled(drafts.read(call.body, writing.columns), row.data)
        refs = drafts.read_links(call, call.body, writing.links)
        drafts.need(row.data | given, *writing.required)
        if writing.required_link in refs and refs[writing.required_link] is None:
            raise invalid(f"_links.{writing.required_link}", "blank")
        _check_unique(writing, rows, number, given)
        if given or refs:
            moved = {"updated_at": call.stamp} if writing.dated else {}
            by = {"updated_by": call.caller.id} if collection == "articles" else {}
            rows[number] = row.changed(given | moved, refs | by)
            call.world.touched()
        return json_response(KINDS[collection].show(call, rows[number]))

    return handler


def delete(collection: str) -> Callable[..., Response]:
    """ASSUMED: the articles of a deleted topic go with it, and cases lose a deleted label."""

    def handler(call: Call, number: int) -> Response:
        call.small(collection, number)
        del call.world.small[collection][number]
        if collection == "topics":
            articles = call.world.small["articles"]
            for own in [n for n, r in articles.items() if r.refs["topic"] == number]:
                del articles[own]
        call.world.touched()
        return no_content()

    return handler


def settled(given: Record, kept: Record | None = None) -> Record:
    """The texts for channels follow the body where they are automatic; a text of its own ends that."""
    body = given.get("body", (kept or {}).get("body"))
    found = dict(given)
    if not any(key == "body" or key.startswith("body_") for key in given):
        return found
    for channel in CHANNELS:
        key, auto = f"body_{channel}", f"body_{channel}_auto"
        usual = auto not in given and key in given
        follows = False if usual else given.get(auto, (kept or {}).get(auto, True))
        found[auto] = follows
        if follows:
            found[key] = body
    return found


def _check_unique(writing: Writing, rows: dict[Any, Row], number: int, given: Record) -> None:
    """ASSUMED: two labels do not share a name, whatever the case of its letters."""
    wanted = given.get(writing.unique) if writing.unique else None
    if wanted and any(
        r.id != number and r.data[writing.unique].casefold() == wanted.casefold() for r in rows.values()
    ):
        raise invalid(writing.unique, "taken")


def _after(call: Call, collection: str, number: int) -> None:
    """Every topic and article has a text in the account's first language."""
    row, world = call.world.small[collection][number], call.world
    if collection == "topics":
        keys = ("name", "created_at", "updated_at")
        world.topic_translations[number] = {
            "en_us": Row(number, {"locale": "en_us"} | {k: row.data[k] for k in keys})
        }
    if collection == "articles":
        world.article_translations[number] = {"en_us": translation_of(row, "en_us")}
    world.touched()


# Macro actions, Twitter --------------------------------------------------------------------------

_ACTION: drafts.Columns = {"type": values.text, "value": values.text, "enabled": values.flag}


def create_action(call: Call, number: int) -> Response:
    call.small("macros", number)
    given = drafts.read(call.body, _ACTION)
    drafts.need(given, "type")
    own = call.world.new_id()
    stamps = {"created_at": call.stamp, "updated_at": call.stamp}
    row = Row(own, {"type": None, "value": None, "enabled": True} | given | stamps, {"macro": number})
    call.world.macro_actions.setdefault(number, {})[own] = row
    return made(call, collections.shown_action(call, row))


def update_action(call: Call, number: int, action: int) -> Response:
    row = _action(call, number, action)
    given = drafts.read(call.body, _ACTION)
    drafts.need(row.data | given, "type")
    if given:
        row = row.changed(given | {"updated_at": call.stamp})
        call.world.macro_actions[number][action] = row
    return json_response(collections.shown_action(call, row))


def delete_action(call: Call, number: int, action: int) -> Response:
    _action(call, number, action)
    del call.world.macro_actions[number][action]
    return no_content()


def _action(call: Call, number: int, action: int) -> Row:
    call.small("macros", number)
    found = call.world.macro_actions.get(number, {}).get(action)
    if found is None:
        raise not_found()
    return found


def create_twitter_user(call: Call) -> Response:
    given = drafts.read(call.body, {"handle": values.text})
    drafts.need(given, "handle")
    number = call.world.new_id()
    data = {**given, "profile_image_url": None, "followers_count": 0, "created_at": call.stamp}
    call.world.small["twitter_users"][number] = Row(number, data)
    return made(call, render.social_row(call, "twitter_user", number))


def update_preference(call: Call, number: int, preference: int) -> Response:
    call.small("users", number)
    rows = call.world.preferences_of(number)
    if preference not in rows:
        raise not_found()
    if "value" in call.body:
        rows[preference] = rows[preference].changed({"value": call.body["value"]})
    return json_response(collections.shown_preference(call, number, rows[preference]))


def create_tweet(call: Call, number: int) -> Response:
    call.small("twitter_accounts", number)
    given = drafts.read(call.body, {"body": values.text})
    drafts.need(given, "body")
    own = call.world.new_id()
    data = {**given, "created_at": call.stamp, "updated_at": call.stamp}
    row = Row(own, data, {"twitter_account": number})
    call.world.small["tweets"][own] = row
    return made(call, collections.shown_tweet(call, row))
