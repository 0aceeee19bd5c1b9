"""One account's data: tables by the name that references use."""

from __future__ import annotations

from collections import Counter
from dataclasses import replace
from functools import partial
from heapq import heapify, heappop, heappush
from typing import TYPE_CHECKING, Any

from helpsql.sandbox.settings import WORLD_DATE
from helpsql.sandbox.teamwork_desk.assumed import SCHEDULED_STATUS_PATH
from helpsql.sandbox.teamwork_desk.world import (
    customfields,
    helpdocs,
    people,
    rules,
    setup,
    threads,
    tickets,
    timelogs,
)
from helpsql.sandbox.teamwork_desk.world.table import Row, Table, listed
from helpsql.sandbox.teamwork_desk.world.tickets import Ticket

if TYPE_CHECKING:
    from collections.abc import Callable

CUSTOMERS_AT_SIZE_ONE = 500
COMPANIES_AT_SIZE_ONE = 60


class World:
    """Rows made lazily from the seed. `version` rises with each write."""

    ends = WORLD_DATE

    def __init__(self, seed: int, size: float) -> None:
        self.seed = seed
        self.version = 0
        self._written: set[int] = set()
        self._counted = self._companies_counted = -1
        self._customer_counts: dict[int, int] = {}
        self._counts: dict[int, int] = {}
        self.ticket_count = max(1, round(tickets.TICKETS_AT_SIZE_ONE * size))
        count = self.ticket_count
        self.customers = self._table(people.CUSTOMERS, CUSTOMERS_AT_SIZE_ONE * size, people.make_customer, 3)
        self.companies = self._table(people.COMPANIES, COMPANIES_AT_SIZE_ONE * size, people.make_company)
        self.tickets: Table[Ticket] = self._table(tickets.FIRST_TICKET, count, tickets.make_ticket)
        self.messages = threads.Threads(self)
        self.tables: dict[str, Any] = {
            "tickets": self.tickets,
            "customers": self.customers,
            "companies": self.companies,
            "messages": self.messages,
            "contacts": self._table(people.CONTACTS, 2 * self.customers.count, people.make_contact),
            "domains": self._table(people.DOMAINS, min(20, self.companies.count), people.make_domain),
            "phones": self._table(people.PHONES, self.companies.count, people.make_phone),
            "timelogs": self._table(timelogs.TIMELOGS, count // timelogs.EVERY, timelogs.make_timelog),
            "happinessratings": self._table(tickets.RATINGS, count, timelogs.make_rating),
            "files": self._table(threads.FILES, count, threads.make_file),
            "ticketactivities": self._table(threads.ACTIVITIES, 4 * count, threads.make_activity),
            "helpdocarticles": self._table(helpdocs.ARTICLES, helpdocs.ARTICLE_COUNT, helpdocs.make_article),
            "helpdocarticlekeywords": self._table(helpdocs.KEYWORDS, 20, helpdocs.make_keyword),
        }
        self.tables |= {name: listed(make()) for name, make in _FEW.items()}
        due = ((tickets.send_at(self, n), self.tickets.id_of(n)) for n in range(count * 9 // 10, count))
        self._scheduled = [(moment, row_id) for moment, row_id in due if moment is not None]
        heapify(self._scheduled)
        self.written_activities: dict[int, list[int]] = {}
        self.written_timelogs: dict[int, list[int]] = {}
        self.imported: dict[Any, int] = {}
        """Ids of imported tickets in their old desk -> ids here."""

    def _table(
        self, first: int, count: float, make: Callable[[World, int], Any], step: int = 1
    ) -> Table[Any]:
        return Table(first, max(1, round(count)), partial(make, self), step)

    def changed(self) -> None:
        self.version += 1

    def seeded_ticket(self, index: int) -> Ticket:
        """The ticket as the seed made it, whatever was written since."""
        row_id = self.tickets.id_of(index)
        return tickets.make_ticket(self, index) if row_id in self._written else self.tickets.at(index)

    def put_ticket(self, ticket: Ticket) -> None:
        self.tickets.put(ticket.id, ticket)
        self._written.add(ticket.id)
        self.changed()

    # Relations ---------------------------------------------------------------------------------

    def ticket_counts(self) -> dict[int, int]:
        """Customer id -> number of tickets that are not deleted."""
        if self._counted != self.version:
            states = ((t.customer, t.state) for t in self.tickets)
            self._counts = Counter(customer for customer, state in states if state != "deleted")
            self._counted = self.version
        return self._counts

    def customer_counts(self) -> dict[int, int]:
        """Company id -> number of active customers."""
        if self._companies_counted != self.version:
            active = (c["company"] for c in self.customers if c["state"] == "active")
            self._customer_counts = Counter(company["id"] for company in active if company)
            self._companies_counted = self.version
        return self._customer_counts

    def timelog_ids(self, ticket: Ticket) -> list[int]:
        index, rest = divmod(ticket.index, timelogs.EVERY)
        table = self.tables["timelogs"]
        seeded = ticket.index >= 0 and rest == 0 and index < table.count and index % 71 != 70
        found = [table.id_of(index)] if seeded and index % 31 != 30 else []
        return found + self.written_timelogs.get(ticket.id, [])

    def activity_ids(self, ticket: Ticket) -> list[int]:
        return self._seeded_activities(ticket) + self.written_activities.get(ticket.id, [])

    def _seeded_activities(self, ticket: Ticket) -> list[int]:
        seeded = ticket.index >= 0
        return threads.seeded_activities(self.seeded_ticket(ticket.index)) if seeded else []

    # Time --------------------------------------------------------------------------------------

    def schedule(self, moment: float, ticket_id: int) -> None:
        heappush(self._scheduled, (int(moment), ticket_id))

    def advance(self, now: float) -> None:
        """Send the mail that is due: its tickets become active, with the status they were to get."""
        while self._scheduled and self._scheduled[0][0] <= now:
            _, ticket_id = heappop(self._scheduled)
            ticket = self.tickets.get(ticket_id)
            if ticket is not None and ticket.state == "scheduled":
                self._send(ticket)

    def _send(self, ticket: Ticket) -> None:
        mail: Any = ticket.more.get("scheduledEmail")
        for key in SCHEDULED_STATUS_PATH:
            mail = mail.get(key) if isinstance(mail, dict) else None
        if ticket.index >= 0 and not ticket.more:
            mail = tickets.SCHEDULED_STATUS
        status = mail if isinstance(mail, int) else ticket.status
        self.put_ticket(replace(ticket, state="active", status=status))


_FEW: dict[str, Callable[[], dict[int, Row]]] = {
    "users": people.agents,
    "inboxes": setup.inboxes,
    "ticketstatuses": setup.statuses,
    "ticketpriorities": setup.priorities,
    "tickettypes": setup.types,
    "ticketsources": setup.sources,
    "tags": setup.tags,
    "businesshours": rules.business_hours,
    "slas": rules.slas,
    "spamlists": rules.spam_lists,
    "triggers": rules.triggers,
    "triggeractions": rules.trigger_actions,
    "happinessratingoptions": rules.rating_options,
    "customfields": customfields.custom_fields,
    "customfieldoptions": customfields.custom_field_options,
    "helpdocssites": helpdocs.sites,
    "helpdocscategories": helpdocs.categories,
    **dict.fromkeys(("inboxaliases", "conditions"), dict),
    **dict.fromkeys(("webhookendpoints", "webhookendpointevents", "webhookendpointinboxes"), dict),
}
