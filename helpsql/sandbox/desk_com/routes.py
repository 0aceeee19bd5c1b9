"""Every address of the API and what answers there."""

from __future__ import annotations

from functools import cache
from typing import TYPE_CHECKING

from werkzeug.routing import Map, Rule

from helpsql.sandbox.desk_com import (
    case_lists,
    case_parts,
    case_search,
    case_writes,
    collections,
    jobs,
    part_writes,
    people,
    people_writes,
    small_writes,
    translations,
)
from helpsql.sandbox.desk_com.kinds import KINDS

if TYPE_CHECKING:
    from collections.abc import Callable

    from werkzeug.wrappers import Response

    Handler = Callable[..., Response]

ONE = "<int:number>"
CASE = "/cases/<case>"

READS: list[tuple[str, Handler]] = [
    ("/cases", case_lists.index),
    ("/cases/search", case_search.search),
    (CASE, case_parts.show),
    (f"{CASE}/message", case_parts.message),
    (f"{CASE}/message/attachments", case_parts.message_attachments),
    (f"{CASE}/replies", case_parts.replies),
    (f"{CASE}/replies/draft", case_parts.draft),
    (f"{CASE}/replies/{ONE}", case_parts.reply),
    (f"{CASE}/replies/{ONE}/attachments", case_parts.part_attachments),
    (f"{CASE}/notes", case_parts.notes),
    (f"{CASE}/notes/{ONE}", case_parts.note),
    (f"{CASE}/notes/{ONE}/attachments", case_parts.part_attachments),
    (f"{CASE}/feed", case_parts.feed),
    (f"{CASE}/history", case_parts.history),
    (f"{CASE}/history/{ONE}", case_parts.event),
    (f"{CASE}/labels", case_parts.labels),
    (f"{CASE}/links", case_parts.links),
    (f"{CASE}/attachments", case_parts.attachments),
    (f"{CASE}/attachments/{ONE}", case_parts.attachment),
    (f"{CASE}/attachments/{ONE}/url", case_parts.attachment_url),
    ("/customers", people.customers),
    ("/customers/search", people.search_customers),
    (f"/customers/{ONE}", people.customer),
    (f"/customers/{ONE}/cases", case_lists.of_customer),
    ("/companies", people.companies),
    ("/companies/search", people.search_companies),
    (f"/companies/{ONE}", people.company),
    (f"/companies/{ONE}/cases", case_lists.of_company),
    (f"/companies/{ONE}/customers", people.customers_of_company),
    ("/users/current", collections.current_user),
    (f"/users/{ONE}/groups", collections.groups_of_user),
    (f"/users/{ONE}/filters", collections.owned("filters", "user", "users")),
    (f"/users/{ONE}/macros", collections.owned("macros", "user", "users")),
    (f"/users/{ONE}/integration_urls", collections.owned("integration_urls", "user", "users")),
    (f"/users/{ONE}/preferences", collections.preferences),
    (f"/users/{ONE}/preferences/<int:preference>", collections.preference),
    (f"/users/{ONE}/searches", collections.empty),
    (f"/users/{ONE}/mobile_devices", collections.empty),
    (f"/groups/{ONE}/users", collections.users_of_group),
    (f"/groups/{ONE}/filters", collections.owned("filters", "group", "groups")),
    (f"/filters/{ONE}/cases", case_lists.of_filter),
    ("/labels/search", collections.search_labels),
    (f"/macros/{ONE}/actions", collections.macro_actions),
    (f"/macros/{ONE}/actions/<int:action>", collections.macro_action),
    (f"/topics/{ONE}/articles", collections.articles_of("topic", "topics")),
    (f"/topics/{ONE}/translations", translations.listed("topic")),
    (f"/topics/{ONE}/translations/<locale>", translations.one("topic")),
    ("/articles/search", collections.search_articles),
    (f"/articles/{ONE}/translations", translations.listed("article")),
    (f"/articles/{ONE}/translations/<locale>", translations.one("article")),
    (f"/brands/{ONE}/articles", collections.articles_of("brand", "brands")),
    (f"/twitter_accounts/{ONE}/tweets", collections.tweets),
    (f"/twitter_accounts/{ONE}/tweets/<int:tweet>", collections.tweet),
    ("/twitter_users", collections.social_users("twitter_user")),
    (f"/twitter_users/{ONE}", collections.social_user("twitter_user")),
    ("/facebook_users", collections.social_users("facebook_user")),
    (f"/facebook_users/{ONE}", collections.social_user("facebook_user")),
    ("/site", collections.site),
    ("/system_message", collections.system_message),
    *((f"/{name}", collections.nothing) for name in (
        "permissions", "company_filters", "customer_filters", "opportunities", "opportunity_filters",
    )),
    *((f"/{name}", collections.index(name)) for name in KINDS),
    (f"/jobs/{ONE}", jobs.show),
    *((f"/{name}/{ONE}", collections.show(name)) for name in KINDS if name != "jobs"),
]  # fmt: skip


WRITES: list[tuple[str, str, Handler]] = [
    ("POST", "/cases", case_writes.create),
    ("POST", f"/customers/{ONE}/cases", case_writes.create_for_customer),
    ("PATCH", CASE, case_writes.update),
    ("PATCH", f"{CASE}/message", part_writes.update_message),
    ("POST", f"{CASE}/message/forward", part_writes.forward),
    ("POST", f"{CASE}/message/attachments", part_writes.create_attachment),
    ("POST", f"{CASE}/replies", part_writes.create_reply),
    ("PATCH", f"{CASE}/replies/{ONE}", part_writes.update_reply),
    ("DELETE", f"{CASE}/replies/{ONE}", part_writes.delete_reply),
    ("POST", f"{CASE}/replies/{ONE}/attachments", part_writes.create_attachment),
    ("POST", f"{CASE}/replies/draft", part_writes.create_draft),
    ("PATCH", f"{CASE}/replies/draft", part_writes.update_draft),
    ("POST", f"{CASE}/notes", part_writes.create_note),
    ("POST", f"{CASE}/notes/{ONE}/attachments", part_writes.create_attachment),
    ("POST", f"{CASE}/attachments", part_writes.create_attachment),
    ("POST", f"{CASE}/links", part_writes.create_link),
    ("DELETE", f"{CASE}/links/{ONE}", part_writes.delete_link),
    ("POST", f"{CASE}/macros/preview", part_writes.preview_macros),
    ("POST", "/customers", people_writes.create_customer),
    ("PATCH", f"/customers/{ONE}", people_writes.update_customer),
    ("POST", "/companies", people_writes.create_company),
    ("PATCH", f"/companies/{ONE}", people_writes.update_company),
    ("POST", f"/macros/{ONE}/actions", small_writes.create_action),
    ("PATCH", f"/macros/{ONE}/actions/<int:action>", small_writes.update_action),
    ("DELETE", f"/macros/{ONE}/actions/<int:action>", small_writes.delete_action),
    ("PATCH", f"/users/{ONE}/preferences/<int:preference>", small_writes.update_preference),
    ("POST", f"/twitter_accounts/{ONE}/tweets", small_writes.create_tweet),
    ("POST", "/twitter_users", small_writes.create_twitter_user),
    ("POST", "/jobs", jobs.create),
    *(("POST", f"/{name}", small_writes.create(name)) for name in small_writes.WRITINGS),
    *(("PATCH", f"/{name}/{ONE}", small_writes.update(name)) for name in small_writes.WRITINGS),
    *(("DELETE", f"/{name}/{ONE}", small_writes.delete(name)) for name in small_writes.WRITINGS),
    *(("POST", f"/{kind}s/{ONE}/translations", translations.create(kind))
      for kind in ("topic", "article")),
    *(("PATCH", f"/{kind}s/{ONE}/translations/<locale>", translations.update(kind))
      for kind in ("topic", "article")),
    ("DELETE", f"/topics/{ONE}/translations/<locale>", translations.delete("topic")),
]  # fmt: skip


@cache
def endpoints() -> Map:
    """All addresses below /api/v2; made once for all accounts."""
    rules = [Rule(path, methods=["GET"], endpoint=handler) for path, handler in READS]
    rules += [Rule(path, methods=[method], endpoint=handler) for method, path, handler in WRITES]
    # ASSUMED: PUT changes rows as PATCH does; it was "accepted in places".
    rules += [
        Rule(path, methods=["PUT"], endpoint=handler) for method, path, handler in WRITES if method == "PATCH"
    ]
    return Map(rules, strict_slashes=False, merge_slashes=False)
