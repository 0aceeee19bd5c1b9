"""Knowledge base, macros, mailboxes and the odds and ends of a fresh account."""

from __future__ import annotations

from helpsql.sandbox.desk_com.world.account import Rows, numbered, stamps, user_id
from helpsql.sandbox.desk_com.world.rows import Record, Row
from helpsql.sandbox.desk_com.world.timeline import BEGIN
from helpsql.sandbox.dice import Dice
from helpsql.sandbox.settings import WORLD_DATE
from helpsql.sandbox.times import DAY, stamp
from helpsql.sandbox.words import AGENT_LINES, PRODUCTS

CHANNELS = ("email", "chat", "web_callback", "twitter", "qna", "phone", "facebook")
_TOPICS = (
    "Getting started",
    "Tents",
    "Stoves & fuel",
    "Returns",
    "Großkunden",
    "修理について 🔧",
    "Internal",
)
FIRST_TOPIC, FIRST_ARTICLE, FIRST_MACRO = 498_301, 1_295_677, 88_001
ARTICLES = 40


def topics() -> Rows:
    return numbered(FIRST_TOPIC, 13, [(_topic(i, name), {}) for i, name in enumerate(_TOPICS)])


def _topic(index: int, name: str) -> Record:
    return {
        "name": name,
        "description": None if index % 2 else f"All about: {name}",
        "position": index + 1,
        "allow_questions": index != 6,
        "in_support_center": None if index == 5 else index != 6,
        **stamps(BEGIN + index * 20 * DAY, BEGIN + index * 90 * DAY),
    }


def topic_translations() -> dict[int, dict[str, Row]]:
    made = stamps(BEGIN + 5 * DAY)
    return {
        number: {"en_us": Row(number, {"name": row.data["name"], "locale": "en_us", **made})}
        | ({"de": Row(number, {"name": "Zelte", "locale": "de", **made})} if i == 1 else {})
        for i, (number, row) in enumerate(topics().items())
    }


def channel_texts(body: str | None) -> Record:
    """The body for each channel, taken over from the main one."""
    found: Record = {}
    for channel in CHANNELS:
        found |= {f"body_{channel}": body, f"body_{channel}_auto": True}
    return found


def articles(seed: int) -> Rows:
    rows = [_article(Dice(seed, "article", i), i) for i in range(ARTICLES)]
    return numbered(FIRST_ARTICLE, 17, rows)


def _article(dice: Dice, index: int) -> tuple[Record, Record]:
    product = dice.pick(PRODUCTS)
    body = f"<p>{dice.pick(AGENT_LINES)}</p><p>{product} &amp; co. {'⛺' if index % 9 == 4 else ''}</p>"
    made = BEGIN + index * 11 * DAY
    changed = made + dice.between(0, 200) * DAY
    data: Record = {
        "subject": f"{product}: question {index + 1}",
        "body": None if index == 17 else body,
        **channel_texts(None if index == 17 else body),
        "rating": dice.below(5),
        "rating_count": dice.below(40),
        "rating_score": dice.below(100),
        "keywords": ("", None, f"{product}, help")[index % 3],
        "position": index // len(_TOPICS) + 1,
        "quickcode": f"q{index}" if index % 6 == 0 else None,
        "in_support_center": (True, False, None)[index % 3 if index % 4 == 0 else 0],
        "internal_notes": "" if index % 2 else None,
        "publish_at": None if index % 7 == 6 else stamp(made),
        **stamps(made, changed),
    }
    refs = {
        "topic": FIRST_TOPIC + 13 * (index % len(_TOPICS)),
        "created_by": user_id(index % 5),
        "updated_by": user_id(index % 3) if index % 8 else None,
        "brand": 1 + index % 2,
    }
    return data, refs


def translation_of(article: Row, locale: str) -> Row:
    keep = ("subject", "body", "publish_at", "created_at", "updated_at")
    keys = [k for k in article.data if k in keep or k.startswith("body_")]
    return Row(article.id, {"locale": locale, "outdated": False} | {k: article.data[k] for k in keys})


def article_translations(seed: int) -> dict[int, dict[str, Row]]:
    found = {n: {"en_us": translation_of(row, "en_us")} for n, row in articles(seed).items()}
    for i, number in enumerate(found):
        if i % 10 == 0:
            german = found[number]["en_us"].changed(
                {"locale": "de", "subject": "Häufige Frage", "outdated": True}
            )
            found[number]["de"] = german
    return found


def macros() -> Rows:
    names = (
        "Assign to Engineering",
        "Close with thanks",
        "Ask for a picture",
        "Rückerstattung",
        "Escalate 🔥",
    )
    rows: list[tuple[Record, Record]] = [
        (
            {"name": f"{names[i % 5]}{f' ({i})' if i >= 5 else ''}",
             "description": None if i % 3 else "In a hurry", "enabled": i != 7, "position": i + 1,
             "folders": ["Sample Macros", "Favorites"] if i % 4 == 0 else []},
            {"user": user_id(i % 3) if i % 6 == 5 else None},
        )
        for i in range(12)
    ]  # fmt: skip
    return numbered(FIRST_MACRO, 5, rows)


def macro_actions() -> dict[int, Rows]:
    kinds = (
        ("set-case-description", "From a VIP"),
        ("set-case-priority", "10"),
        ("set-case-status", "resolved"),
    )
    made = stamps(BEGIN + 3 * DAY)
    return {
        number: numbered(
            number * 10,
            1,
            [({"type": k, "value": v, "enabled": j != 2, **made}, {"macro": number})
             for j, (k, v) in enumerate(kinds[: 1 + i % 3])],
        )
        for i, number in enumerate(macros())
    }  # fmt: skip


def inbound_mailboxes() -> Rows:
    rows: list[tuple[Record, Record]] = [
        (
            {"name": f"{name} mailbox", "enabled": i != 2, "type": "imaps",
             "hostname": "imap.campgear.example", "port": 993, "email": f"{name.lower()}@campgear.example",
             "last_checked_at": stamp(WORLD_DATE - 300 * (i + 1)),
             "last_error": "Connection refused" if i == 2 else None,
             "inbound_address_filter": None, "outbound_address_filter": None, **stamps(BEGIN + i * DAY)},
            {"default_group": 171_213 + i, "created_by": user_id(0), "updated_by": user_id(1) if i else None},
        )
        for i, name in enumerate(("Support", "Returns", "Alt"))
    ]  # fmt: skip
    return numbered(5_001, 3, rows)


def outbound_mailboxes() -> Rows:
    rows: list[tuple[Record, Record]] = [
        ({"from_name": f"Camp Gear {name}", "from_email": f"{name.lower()}@campgear.example",
          "enabled": i != 2}, {})
        for i, name in enumerate(("Support", "Returns", "Alt"))
    ]  # fmt: skip
    return numbered(6_001, 3, rows)


def integration_urls() -> Rows:
    urls = (("Shop", "customer.name | url_encode"), ("Orders", "case.id"), ("Old", "x"))
    rows: list[tuple[Record, Record]] = [
        (
            {"name": name, "description": "Opens the shop", "enabled": i != 2,
             "markup": f"https://shop.example/{key}={{{{{key}}}}}", "rendered": f"https://shop.example/{key}=",
             **stamps(BEGIN + i * DAY)},
            {"user": user_id(0)},
        )
        for i, (name, key) in enumerate(urls)
    ]  # fmt: skip
    return numbered(301, 1, rows)


def brands() -> Rows:
    return numbered(
        1, 1, [({"name": n, **stamps(BEGIN + 9 * DAY)}, {}) for n in ("Camp Gear", "Trail & Son")]
    )


def rules() -> Rows:
    names = ("Route by language", "Answer at night", "Close after a week", "Label the angry ones")
    rows: list[tuple[Record, Record]] = [
        (
            {"name": n, "description": None, "enabled": i != 1, "position": i + 1, **stamps(BEGIN + i * DAY)},
            {},
        )
        for i, n in enumerate(names)
    ]
    return numbered(2_874_172, 34, rows)


def site_settings() -> Rows:
    values = (
        ("company_name", "Camp Gear"), ("time_zone", "Berlin"), ("default_language", "en_us"),
        ("auto_close_days", "7"), ("private_portal", "0"), ("twitter_enabled", "1"),
    )  # fmt: skip
    rows: list[tuple[Record, Record]] = [({"name": n, "value": v, **stamps(BEGIN)}, {}) for n, v in values]
    return numbered(1, 1, rows)


def twitter_accounts() -> Rows:
    data = {"handle": "campgear", "active": True, **stamps(BEGIN)}
    return numbered(7_001, 1, [(data, {})])
