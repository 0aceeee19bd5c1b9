"""The knowledge base: topics and articles."""

from __future__ import annotations

from helpsql.spec import BOOLEAN, BOTH, INTEGER, REAL, TEXT, Column, Read, Table, Take, Write
from vtables.desk_com.shared import (
    CAP,
    CREATED,
    DOCS,
    ENTRIES,
    INDEX_LAG,
    INDEX_LAGS,
    UPDATED,
    link,
    number,
    one,
    search_word,
    when,
    whole,
)

topics = Table(
    "topics",
    "Topics of the knowledge base.",
    docs=f"{DOCS}/topics/",
    reads=[one("topics"), whole("topics")],
    insert=Write("POST", "/api/v2/topics"),
    update=[Write("PATCH", "/api/v2/topics/{id}")],
    delete=Write("DELETE", "/api/v2/topics/{id}"),
    rows=50,
    examples=("select id, name from topics order by position",),
    columns=[
        number("Number of the topic."),
        Column("name", TEXT, "Name.", write=BOTH, required=True),
        Column("description", TEXT, "Description.", write=BOTH),
        Column("position", INTEGER, "Place among the topics.", write=BOTH),
        Column("allow_questions", BOOLEAN, "Whether customers may ask questions in it.", write=BOTH),
        Column("in_support_center", BOOLEAN, "Whether the support center shows it.", write=BOTH),
        CREATED,
        UPDATED,
    ],
)


def _body(channel: str, what: str) -> tuple[Column, ...]:
    """The text for a channel, and whether it is made from the body."""
    return (
        Column(f"body_{channel}", TEXT, f"The text for {what}.", write=BOTH),
        Column(f"body_{channel}_auto", BOOLEAN, f"Whether the text for {what} follows the body.", write=BOTH),
    )


articles = Table(
    "articles",
    "Articles of the knowledge base.",
    docs=f"{DOCS}/articles/",
    reads=[
        one("articles"),
        Read("/api/v2/topics/{topic_id}/articles", rows=ENTRIES),
        whole("articles"),
        Read(
            "/api/v2/articles/search",
            rows=ENTRIES,
            takes=[Take("text", ("=",), "text", required=True)],
            cap=CAP,
            stale=INDEX_LAGS,
            lag=INDEX_LAG,
        ),
    ],
    insert=Write("POST", "/api/v2/articles", because="An article is of a topic (topics.id)."),
    update=[Write("PATCH", "/api/v2/articles/{id}")],
    delete=Write("DELETE", "/api/v2/articles/{id}"),
    rows=500,
    examples=("select id, subject, public_url from articles where in_support_center",),
    columns=[
        number("Number of the article."),
        link("topic_id", "topics", "Topic it is of", kind="topic", write=BOTH, required=True),
        Column("locale", TEXT, "Language, such as en.", write=BOTH),
        Column("subject", TEXT, "Title.", write=BOTH, required=True),
        Column("body", TEXT, "The text as HTML.", write=BOTH),
        *_body("email", "mails"),
        *_body("chat", "chats"),
        *_body("web_callback", "callbacks"),
        *_body("twitter", "tweets"),
        *_body("qna", "questions of the community"),
        *_body("phone", "calls"),
        *_body("facebook", "facebook posts"),
        Column("rating", REAL, "Rating."),
        Column("rating_count", INTEGER, "Number of ratings."),
        Column("rating_score", REAL, "Score of the ratings."),
        Column("keywords", TEXT, "Words by which it is found.", write=BOTH),
        Column("position", INTEGER, "Place within the topic.", write=BOTH),
        Column("quickcode", TEXT, "Code by which agents insert it.", write=BOTH),
        when("publish_at", "When it is published", write=BOTH),
        Column("in_support_center", BOOLEAN, "Whether the support center shows it.", write=BOTH),
        Column("internal_notes", TEXT, "Notes that customers do not see.", write=BOTH),
        Column("public_url", TEXT, "Address of it in public."),
        CREATED,
        UPDATED,
        link("created_by_id", "users", "Agent who created it"),
        link("updated_by_id", "users", "Agent who last changed it"),
        Column("outdated", BOOLEAN, "Whether the original of a translation has changed since."),
        search_word("text", "words of the text"),
    ],
)
