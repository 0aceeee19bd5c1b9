"""The small fixed things of the account: inboxes, people of the team, tags, fields, and so on.

The ids of each kind have their own range, so that a join on the wrong column finds nothing.
"""

from __future__ import annotations

from helpsql.sandbox.dice import Dice
from helpsql.sandbox.helpscout.holdings import (
    FieldDefinition,
    Mailbox,
    Organization,
    PropertyDefinition,
    SavedReply,
    Tag,
    Team,
    User,
    Webhook,
    Workflow,
)
from helpsql.sandbox.helpscout.timeline import BEGIN
from helpsql.sandbox.times import DAY, HOUR
from helpsql.sandbox.words import AGENT_LINES, COLORS, ORGANIZATIONS, TAGS

FOUNDED = BEGIN - 700 * DAY
OWNER = 11
"""The user whose token the API calls carry."""
ASSISTANT = 41
"""The AI agent: `user` in v2 answers, `system_user` in v3."""


MAILBOXES = (
    ("Support", "support@campgear.example"),
    ("Sales", "sales@campgear.example"),
    ("Billing", "billing@campgear.example"),
    ("Returns & Repairs", "returns@campgear.example"),
)

_SEVERITY = ("Low", "Medium", "High")
_FIELDS = (
    (1, "Order number", "single-line", False, ()),
    (1, "Severity", "dropdown", True, _SEVERITY),
    (1, "Units", "number", False, ()),
    (2, "Order number", "single-line", False, ()),
    (2, "Expected delivery", "date", False, ()),
    (3, "Severity", "dropdown", False, _SEVERITY),
    (3, "Billing notes", "multi-line", False, ()),
    (3, "Amount", "number", False, ()),
    (3, "Due date", "date", True, ()),
    (4, "Return reason", "dropdown", True, ("Too small", "Too big", "Damaged", "Changed mind")),
    (4, "Order number", "single-line", False, ()),
)  # ASSUMED: the spellings other than dropdown

_USERS = (
    ("Ines", "Moreau", "owner", "Europe/Lisbon", "Head of support"),
    ("Tomas", "Lund", "admin", "Europe/Stockholm", "Team lead"),
    ("Kavya", "Joshi", "admin", "Asia/Kolkata", "Team lead"),
    ("Leo", "Hartley", "user", "America/New_York", ""),
    ("Greta", "Holm", "user", "Europe/Stockholm", "Repairs"),
    ("Omar", "Osei", "user", "Africa/Accra", ""),
    ("Chloe", "Dufour", "user", "Europe/Paris", "Billing"),
    ("Viktor", "Novak", "user", "Europe/Prague", ""),
    ("Rosa", "Mendes", "user", "Europe/Lisbon", "Sales"),
    ("健", "田中", "user", "Asia/Tokyo", ""),
    ("Signe", "Rask", "user", "Europe/Oslo", ""),
    ("Nils", "", "user", "Europe/Berlin", "Trainee"),
)
_TEAMS = (
    ("Front desk", "frontdesk", (11, 14, 16)),
    ("Workshop", "workshop", (15, 18, 21)),
    ("Money", "money", (12, 17)),
)
_WORKFLOWS = (
    "Send thanks", "Mark as spam", "Assign to workshop", "Close old ones", "Tag wholesale",
    "Ask for a picture", "Escalate", "Weekend notice", "Forward invoice", "Old rule",
)  # fmt: skip
_PROPERTIES = (
    ("plan", "Plan", "dropdown", ("Free", "Club", "Expedition")),
    ("seats", "Seats", "number", ()),
    ("renewal-date", "Renewal Date", "date", ()),
    ("account-url", "Account URL", "url", ()),
    ("nickname", "Nickname", "text", ()),
)
_ORGANIZATION_PROPERTIES = (
    ("annual-revenue", "Annual Revenue", "number", ()),
    ("industry", "Industry", "dropdown", ("Retail", "Education", "Health", "Leisure")),
    ("founded-date", "Founded Date", "date", ()),
)


def mailboxes() -> list[Mailbox]:
    return [
        Mailbox(n, name, f"{Dice(n, 'slug').bits():016x}", email, FOUNDED + n * DAY, BEGIN + n * 40 * DAY)
        for n, (name, email) in enumerate(MAILBOXES, 1)
    ]


def fields() -> list[FieldDefinition]:
    made: list[FieldDefinition] = []
    option = 601
    for n, (mailbox, name, kind, required, labels) in enumerate(_FIELDS):
        options = tuple((option + i, label) for i, label in enumerate(labels))
        option += len(labels)
        order = sum(1 for f in made if f.mailbox_id == mailbox) + 1
        made.append(FieldDefinition(501 + n, mailbox, name, kind, required, order, options))
    return made


def users() -> list[User]:
    return [
        User(
            id=OWNER + n,
            first_name=first,
            last_name=last,
            email=f"agent{OWNER + n}@campgear.example",
            role=role,
            timezone=zone,
            created=FOUNDED + n * 20 * DAY,
            updated=BEGIN + n * 25 * DAY,
            job_title=title,
            phone=f"+1 555 01{n:02}" if n % 3 == 0 else "",
            has_photo=n % 4 != 3,
            alternate_emails=(f"agent{OWNER + n}@example.com",) if n % 5 == 0 else (),
        )
        for n, (first, last, role, zone, title) in enumerate(_USERS)
    ]


def system_users() -> list[User]:
    return [
        User(
            ASSISTANT, "Answer", "Assistant", "assistant@campgear.example", "user", "UTC",
            BEGIN, BEGIN + 90 * DAY, has_photo=False, type="system_user",
        )
    ]  # fmt: skip


def teams() -> list[Team]:
    return [
        Team(31 + n, name, mention, "Europe/Lisbon", FOUNDED + n * DAY, BEGIN + n * DAY)
        for n, (name, mention, _) in enumerate(_TEAMS)
    ]


def team_members() -> dict[int, tuple[int, ...]]:
    return {31 + n: members for n, (_, _, members) in enumerate(_TEAMS)}


def slug_of(name: str) -> str:
    """Letters and digits of the name in lower case, joined by hyphens."""
    return "-".join("".join(c if c.isalnum() else " " for c in name.lower()).split())


def tags() -> list[Tag]:
    return [
        Tag(101 + n, name, slug_of(name), COLORS[n % len(COLORS)], FOUNDED + n * DAY, BEGIN + n * 9 * DAY)
        for n, name in enumerate(TAGS)
    ]


def workflows() -> list[Workflow]:
    return [
        Workflow(
            id=201 + n,
            mailbox_id=n % 4 + 1,
            type="automatic" if n % 3 == 2 else "manual",
            status="invalid" if n == 9 else "inactive" if n == 7 else "active",
            order=n // 4 + 1,
            name=name,
            created=FOUNDED + n * 30 * DAY,
            modified=BEGIN + n * 30 * DAY,
        )
        for n, name in enumerate(_WORKFLOWS)
    ]


def webhooks() -> list[Webhook]:
    secret = "kept-to-itself"  # noqa: S105  # never shown, never used
    there = "https://hooks.example.com"
    return [
        Webhook(301, f"{there}/all", ("convo.created", "convo.status"), secret, label="All"),
        Webhook(302, f"{there}/vip", ("convo.tags",), secret, "disabled", True, mailbox_ids=(1, 3)),
        Webhook(303, f"{there}/people", ("customer.created", "customer.updated"), secret),
    ]


def saved_replies() -> list[SavedReply]:
    return [_saved_reply(n) for n in range(60)]


def _saved_reply(n: int) -> SavedReply:
    """Most are for mail; every fourth has a text for chats, some of those nothing else."""
    dice = Dice(n, "saved reply")
    text, chat = dice.pick(AGENT_LINES), dice.pick(AGENT_LINES)
    return SavedReply(
        id=401 + n,
        mailbox_id=n % 4 + 1,
        name=f"Reply {n + 1}: {text[:24].rstrip()}",
        text=None if n % 8 == 0 else f"<p>{text}</p>",
        chat_text=chat if n % 4 == 0 else None,
        created=FOUNDED + n * DAY,
        updated=BEGIN + n * DAY,
    )


def _uuid(*parts: int) -> str:
    """A fixed identifier in the shape of a UUID."""
    text = f"{Dice(parts[0], 'uuid', parts[-1]).bits():016x}{Dice(parts[-1], 'uuid', parts[0]).bits():016x}"
    return f"{text[:8]}-{text[8:12]}-4{text[13:16]}-8{text[17:20]}-{text[20:]}"


def customer_properties() -> list[PropertyDefinition]:
    return [
        PropertyDefinition(slug, name, kind, tuple((_uuid(n, i), label) for i, label in enumerate(labels)))
        for n, (slug, name, kind, labels) in enumerate(_PROPERTIES)
    ]


def organization_properties() -> list[PropertyDefinition]:
    return [
        PropertyDefinition(
            slug, name, kind, tuple((_uuid(n + 50, i), v) for i, v in enumerate(labels)), 1001 + n
        )
        for n, (slug, name, kind, labels) in enumerate(_ORGANIZATION_PROPERTIES)
    ]


def organizations() -> list[Organization]:
    return [_organization(n, name, domain) for n, (name, domain) in enumerate(ORGANIZATIONS)]


def _organization(n: int, name: str, domain: str) -> Organization:
    dice = Dice(n, "organization")
    values = {
        "annual-revenue": str(dice.between(1, 90) * 10_000),
        "industry": dice.pick(_ORGANIZATION_PROPERTIES[1][3]),
    }
    return Organization(
        id=701 + n,
        name=name,
        created=FOUNDED + n * 11 * DAY,
        updated=BEGIN + n * 13 * DAY + 5 * HOUR,
        website=f"https://www.{domain}" if n % 5 else None,
        description=None if n % 3 else f"Customer since year {n % 4 + 1}",
        location=dice.pick(("PT", "SE", "US", "GB", "JP")) if n % 6 else None,
        logo_url=f"https://img.example.com/{n}.png" if n % 2 else None,
        note="Pays by invoice" if n % 4 == 1 else None,
        domains=(domain,) if n % 7 else (domain, f"mail.{domain}"),
        phones=(f"+1 555 02{n:02}",) if n % 3 == 0 else (),
        brand_color=dice.pick(COLORS) if n % 2 == 0 else None,
        properties={} if n % 5 == 4 else values,
    )
