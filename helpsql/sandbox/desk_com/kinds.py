"""The small collections: how a row of each is linked."""

from __future__ import annotations

from dataclasses import dataclass
from typing import TYPE_CHECKING

from helpsql.sandbox.desk_com import render

if TYPE_CHECKING:
    from helpsql.sandbox.desk_com.call import Call
    from helpsql.sandbox.desk_com.world.rows import Record, Row


@dataclass(frozen=True)
class Kind:
    """`under` are lists below a row: name -> class. `refs` are to-one links: name -> (path, class)."""

    collection: str
    name: str
    under: tuple[tuple[str, str], ...] = ()
    refs: tuple[tuple[str, str, str], ...] = ()
    largest: int = 100

    def show(self, call: Call, row: Row) -> Record:
        own = f"{self.collection}/{row.id}"
        links: Record = {"self": call.link(own, self.name)}
        links |= {path: call.link(f"{own}/{path}", kind) for path, kind in self.under}
        links |= {name: render.to(call, row, name, path, kind) for name, path, kind in self.refs}
        return render.shown(call, self.name, row, row.data, links)


_USER = ("user", "users", "user")
_BY = (("created_by", "users", "user"), ("updated_by", "users", "user"))

KINDS: dict[str, Kind] = {
    kind.collection: kind
    for kind in (
        Kind(
            "users", "user",
            (("preferences", "user_preference"), ("searches", "search"), ("groups", "group"),
             ("macros", "macro"), ("filters", "filter"), ("integration_urls", "integration_url")),
            largest=1000,
        ),
        Kind("groups", "group", (("users", "user"), ("filters", "filter")), largest=1000),
        Kind("labels", "label"),
        Kind("filters", "filter", (("cases", "case"),), (("group", "groups", "group"), _USER)),
        Kind("macros", "macro", (("actions", "macro_action"),)),
        Kind("topics", "topic", (("articles", "article"), ("translations", "topic_translation"))),
        Kind("articles", "article", (("translations", "article_translation"),),
             (("topic", "topics", "topic"), *_BY)),
        Kind("custom_fields", "custom_field"),
        Kind("mailboxes/inbound", "inbound_mailbox", refs=(("default_group", "groups", "group"), *_BY)),
        Kind("mailboxes/outbound", "outbound_mailbox"),
        Kind("integration_urls", "integration_url"),
        Kind("brands", "brand", (("articles", "article"),)),
        Kind("rules", "rule"),
        Kind("site_settings", "site_setting"),
        Kind("twitter_accounts", "twitter_account", (("tweets", "tweet"),)),
        Kind("jobs", "job", refs=(_USER,)),
    )
}  # fmt: skip
