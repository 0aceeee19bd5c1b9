"""What an administrator sets up: inboxes, statuses, priorities, types, sources, tags, rules."""

from __future__ import annotations

from helpsql.sandbox.teamwork_desk.world.table import NO_DATE, Row, base, ref, refs
from helpsql.sandbox.words import TAGS as TAG_NAMES

FOUNDED = "2018-07-02T08:30:09Z"
REWORKED = "2025-11-05T14:20:00Z"
ADMIN = 205_154
"""The agent who set everything up."""
AGENTS = tuple(ADMIN + 1_117 * n for n in range(14))
"""Ids of the agents, the administrator first; the last one is archived."""
LIMITED_AGENT = AGENTS[12]
"""Sees the first two inboxes only."""
INBOX_IDS = (10_140, 10_153, 15_268, 15_290, 36_018)
_INBOXES = (
    ("Support", "support", "EN", 1),
    ("Returns & repairs", "returns", "en", 3),
    ("Großhandel", "grosshandel", "de", 1),
    ("注文", "orders-jp", "ja", 1),
    ("Press 📣", "press", "en", 4),
)
_SIGNATURE = "<div>-- <br></div><div>{%user.fullName%}<br></div><div>{%mailbox.email%}<br></div>"


def inboxes() -> dict[int, Row]:
    return {row_id: _inbox(n, row_id) for n, row_id in enumerate(INBOX_IDS)}


def _inbox(n: int, row_id: int) -> Row:
    name, local, language, status = _INBOXES[n]
    email = f"{local}@campgear.example"
    members = [a for k, a in enumerate(AGENTS[:13]) if n < 2 or (k % 3 == n % 3 and a != LIMITED_AGENT)]
    users = [
        ref("users", a, {"isAdmin": a == ADMIN, "starred": n == 0, "access": True, "state": "active"})
        for a in (members if ADMIN in members else [ADMIN, *members])
    ]
    return {
        **base(row_id, "2019-02-19T17:37:36Z", REWORKED, ADMIN),
        **inbox_defaults(),
        "name": name,
        "email": email,
        "localPart": local,
        "forwardingAddress": f"{local}.demo@in.desk.example",
        "verified": n != 4,
        "autoReplyEnabled": n == 0,
        "autoReplySubject": "Support Request Received" if n == 0 else "",
        "autoReplyMessage": "<div>Thank you for writing to us.</div>" if n == 0 else None,
        "displayOrder": n,
        "happinessRatingEnabled": n < 2,
        "timeloggingEnabled": n < 3,
        "languageCode": language,
        "emailForwardingState": "Active" if n != 4 else "Inactive",
        "users": users,
        "inboxaliases": None,
        "inboxemailrefs": None,
        "triggers": [ref("triggers", 90_001 + n, {"displayOrder": 1})] if n < 2 else None,
        "tickettypes": refs("tickettypes", _TYPE_IDS),
        "ticketstatus": ref("ticketstatuses", status),
        "user": None,
    }


def inbox_defaults() -> Row:
    """The columns of an inbox that nobody has set."""
    flags = (
        *("autoReplyEnabled", "clientOnly", "happinessRatingEnabled", "isAdmin", "isFreeDomain"),
        *("notificationOnly", "starred", "synced", "timeloggingEnabled", "usingOfficeHours", "verified"),
    )
    empty = (
        *("email", "emailForwardingState", "forwardingAddress", "iconImage", "localPart", "name"),
        *("publicIconImage", "smtpServer", "smtpUsername", "autoReplySubject"),
    )
    lists = (
        *("inboxaliases", "inboxcnames", "inboxemailrefs", "mailboxes", "projects", "restrictedDomains"),
        *("tickettypes", "triggers", "users"),
    )
    nothing = (
        *("autoReplyFromUserId", "autoReplyMessage", "syncAccountId", "syncSubscriptionId"),
        *("timeloggingProjectId", "user"),
    )
    return {
        **dict.fromkeys(flags, False),
        **dict.fromkeys(empty, ""),
        **dict.fromkeys((*lists, *nothing)),
        "displayOrder": 0,
        "happinessRatingMessage": "Thanks for your feedback!",
        "includeTicketHistoryOnForward": True,
        "languageCode": "en",
        "onClosedLock": "never",
        "onClosedWait": 0,
        "sendEmailsFrom": "Mailbox Name",
        "signature": _SIGNATURE,
        "smtpPort": 465,
        "smtpProvider": "custom",
        "smtpSecurity": "TLS",
        "spamThreshold": 5,
        "syncDays": 0,
        "type": "email",
        "useTeamworkMailServer": True,
        "ticketstatus": ref("ticketstatuses", 1),
    }


# Statuses, priorities, types, sources, tags ------------------------------------------------------

STATUSES = (
    (1, "Active", "active"),
    (3, "Waiting on customer", "waiting"),
    (4, "On-hold", "on-hold"),
    (5, "Solved", "solved"),
    (6, "Closed", "closed"),
    (7, "Spam", "spam"),
    (431, "Waiting for warehouse", "waiting-for-warehouse"),
)
SOLVED, CLOSED, SPAM = 5, 6, 7
_COLORS = ("#E2888D", "#EADBA4", "#B3D6B4", "#4BC27D", "#929499", "#D6009A", "#1292EE")


def statuses() -> dict[int, Row]:
    """The built-in ones were made by the system, on no day."""
    found = {}
    for n, (row_id, name, code) in enumerate(STATUSES):
        own = row_id > 100
        dates = (FOUNDED, REWORKED, ADMIN) if own else (NO_DATE, NO_DATE)
        found[row_id] = base(row_id, *dates) | {
            "name": name,
            "code": code,
            "color": _COLORS[n],
            "icon": f"status-{code}",
            "displayOrder": n + 1,
            "isCustom": own,
        }
    return found


PRIORITIES = (52_520, 52_521, 52_522)


def priorities() -> dict[int, Row]:
    names = (("low", "#B3D6B4"), ("medium", "#EADBA4"), ("high", "#E2888D"))
    return {
        row_id: base(row_id, FOUNDED, FOUNDED, ADMIN)
        | {"name": name, "color": color, "icon": f"priority-{name}", "displayOrder": n + 1}
        for n, (row_id, (name, color)) in enumerate(zip(PRIORITIES, names, strict=True))
    }


_TYPE_IDS = (1, 143_616, 143_617, 143_618)


def types() -> dict[int, Row]:
    names = ("Unspecified", "Question", "Problem", "Idée 💡")
    found = {}
    for n, (row_id, name) in enumerate(zip(_TYPE_IDS, names, strict=True)):
        dates = (NO_DATE, NO_DATE) if n == 0 else (FOUNDED, REWORKED, ADMIN)
        found[row_id] = base(row_id, *dates) | {
            "name": name,
            "displayOrder": n + 1,
            "default": n == 0,
            "enabledForFutureInboxes": True,
            "inboxes": refs("inboxes", INBOX_IDS),
        }
    return found


_SOURCES = ("Email (Automatic)", "Email (Manual)", "Phone", "Chat", "Customer portal", "API")


def sources() -> dict[int, Row]:
    return {
        n: base(n, NO_DATE, NO_DATE)
        | {"name": name, "icon": f"source-{n}", "displayOrder": n, "isCustom": False}
        for n, name in enumerate(_SOURCES, 1)
    }


FIRST_TAG = 369_970


def tags() -> dict[int, Row]:
    colors = ("red", "#7E80E7", "green", "#F4B400", "blue")
    return {
        FIRST_TAG + n: base(FIRST_TAG + n, FOUNDED, REWORKED, AGENTS[n % 5])
        | {
            "name": name,
            "color": colors[n % len(colors)],
            "inboxes": refs("inboxes", INBOX_IDS[: 1 + n % 5]),
            "state": "deleted" if n == 7 else "active",
        }
        for n, name in enumerate(TAG_NAMES)
    }


TAG_IDS = tuple(FIRST_TAG + n for n in range(len(TAG_NAMES)) if n != 7)
TYPE_IDS = _TYPE_IDS
