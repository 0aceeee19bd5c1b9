"""Texts of topics and articles in other languages: reading, creating, changing, deleting."""

from __future__ import annotations

from typing import TYPE_CHECKING, Any

from helpsql.sandbox.desk_com import drafts, render, values
from helpsql.sandbox.desk_com.errors import invalid, json_response, no_content, not_found
from helpsql.sandbox.desk_com.pages import list_response
from helpsql.sandbox.desk_com.part_writes import made
from helpsql.sandbox.desk_com.small_writes import BODIES, settled
from helpsql.sandbox.desk_com.world.library import channel_texts
from helpsql.sandbox.desk_com.world.rows import Row

if TYPE_CHECKING:
    from collections.abc import Callable

    from werkzeug.wrappers import Response

    from helpsql.sandbox.desk_com.call import Call


def listed(kind: str) -> Callable[..., Response]:
    """`kind` is topic or article."""

    def rows(call: Call, number: int) -> Response:
        call.small(f"{kind}s", number)
        found = known(call, kind).get(number, {})
        return list_response(call, sorted(found), lambda locale: shown(call, kind, found[locale]))

    return rows


def one(kind: str) -> Callable[..., Response]:
    def handler(call: Call, number: int, locale: str) -> Response:
        return json_response(shown(call, kind, found_one(call, kind, number, locale)))

    return handler


def known(call: Call, kind: str) -> dict[int, dict[str, Row]]:
    """Number of the topic or article -> locale -> text."""
    return call.world.topic_translations if kind == "topic" else call.world.article_translations


def shown(call: Call, kind: str, row: Row) -> dict[str, Any]:
    # The class of an article's translation is `article` in the vendor's example.
    name = "article" if kind == "article" else "topic_translation"
    href = f"{kind}s/{row.id}/translations/{row.data['locale']}"
    links = {"self": call.link(href, name)}
    return render.shown(call, f"{kind}_translation", row, row.data, links)


def found_one(call: Call, kind: str, number: int, locale: str) -> Row:
    call.small(f"{kind}s", number)
    found = known(call, kind).get(number, {}).get(locale)
    if found is None:
        raise not_found()
    return found


# Writing -----------------------------------------------------------------------------------------

_TRANSLATED: dict[str, tuple[drafts.Columns, str]] = {
    "topic": ({"name": values.text}, "name"),
    "article": ({**BODIES, "outdated": values.flag}, "subject"),
}


def create(kind: str) -> Callable[..., Response]:
    columns, required = _TRANSLATED[kind]

    def handler(call: Call, number: int) -> Response:
        call.small(f"{kind}s", number)
        given = drafts.read(call.body, {"locale": values.locale, **columns})
        drafts.need(given, "locale", required)
        found = known(call, kind).setdefault(number, {})
        if given["locale"] in found:
            raise invalid("locale", "taken")
        more = (
            {"body": None, **channel_texts(None), "outdated": False, "publish_at": None}
            if kind == "article"
            else {}
        )
        stamps = {"created_at": call.stamp, "updated_at": call.stamp}
        row = Row(number, {"locale": given["locale"], **more, **settled(given), **stamps})
        found[given["locale"]] = row
        return made(call, shown(call, kind, row))

    return handler


def update(kind: str) -> Callable[..., Response]:
    columns, required = _TRANSLATED[kind]

    def handler(call: Call, number: int, locale: str) -> Response:
        row = found_one(call, kind, number, locale)
        given = settled(drafts.read(call.body, columns), row.data)
        drafts.need(row.data | given, required)
        if given:
            row = row.changed(given | {"updated_at": call.stamp})
            known(call, kind)[number][locale] = row
        return json_response(shown(call, kind, row))

    return handler


def delete(kind: str) -> Callable[..., Response]:
    def handler(call: Call, number: int, locale: str) -> Response:
        found_one(call, kind, number, locale)
        del known(call, kind)[number][locale]
        return no_content()

    return handler
