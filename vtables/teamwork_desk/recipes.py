"""What to know about Teamwork Desk, and what people ask and do there."""

from __future__ import annotations

from helpsql.spec import Recipe

NOTES = (
    (
        "**Archived tickets.** A list has archived tickets or the others, never both: `Tickets` asks for "
        "both and merges them. `ArchivedAt is null` leaves the archived ones out and saves those "
        "requests. Deleted, merged and scheduled tickets show only where `States = 'deleted, merged'` "
        "asks for them."
    ),
    (
        "**Only what is used is asked for**: the columns of the query, and records beside the rows (a "
        "customer's contacts) only where one is used. Filters go as terms of one JSON filter."
    ),
    (
        "**Fields of your own**, of all inboxes, are columns of `Tickets`; a ticket has those of its "
        "inbox, the others are NULL. `use_custom_fields = false` leaves them out."
    ),
    (
        "**Writes.** An UPDATE of `Tags` sets them. The same change of many tickets or customers is one "
        "request."
    ),
    "**What no public source attests** of this API stands in `vtables/teamwork_desk/assumed.py`.",
)

RECIPES = (
    Recipe(
        "Backlog: what is not solved, by status and age",
        """
select s.Name as status,
       sum(t.CreatedAt >= datetime('now', '-1 day')) as "1 day",
       sum(t.CreatedAt between datetime('now', '-7 days') and datetime('now', '-1 day')) as "1 week",
       sum(t.CreatedAt < datetime('now', '-7 days')) as older
from teamwork_desk.Tickets t join teamwork_desk.TicketStatuses s on s.Id = t.StatusId
where s.Code not in ('closed', 'solved', 'spam') and t.ArchivedAt is null
group by s.Id
order by older desc
""",
    ),
    Recipe(
        "Stale: waiting for the customer for two weeks",
        """
select t.Id, t.Subject, a.FirstName as agent, t.UpdatedAt
from teamwork_desk.Tickets t
     join teamwork_desk.TicketStatuses s on s.Id = t.StatusId
     left
     join teamwork_desk.Users a on a.Id = t.AgentId
where s.Code = 'waiting' and t.UpdatedAt < datetime('now', '-14 days') and t.ArchivedAt is null
order by t.UpdatedAt
limit 10
""",
    ),
    Recipe(
        "Load of each agent, and what nobody has",
        """
select coalesce(u.FirstName || ' ' || u.LastName, 'nobody') as agent, count(*) as open
from teamwork_desk.Tickets t
     join teamwork_desk.TicketStatuses s on s.Id = t.StatusId
     left
     join teamwork_desk.Users u on u.Id = t.AgentId
where s.Code = 'active' and t.ArchivedAt is null
group by t.AgentId
order by open desc, agent
limit 5
""",
    ),
    Recipe(
        "First reply and resolution by inbox, in hours, of tickets of this month",
        """
select i.Name as inbox, count(*) as tickets,
       round(avg(t.ResponseTimeMins) / 60.0, 1) as first_reply,
       round(avg(t.ResolutionTimeMins) / 60.0, 1) as resolved
from teamwork_desk.Tickets t join teamwork_desk.Inboxes i on i.Id = t.InboxId
where t.CreatedAt >= datetime('now', 'start of month')
group by i.Id
order by first_reply desc
""",
    ),
    Recipe(
        "Busiest hours of the last eight weeks",
        """
select strftime('%H', CreatedAt) as hour, count(*) as tickets
from teamwork_desk.Tickets
where CreatedAt >= datetime('now', '-56 days')
group by hour
order by tickets desc, 1
limit 5
""",
    ),
    Recipe(
        "Companies with the most tickets",
        """
select c.Name, count(*) as tickets, max(t.CreatedAt) as latest
from teamwork_desk.Tickets t join teamwork_desk.Companies c on c.Id = t.CompanyId
where t.CreatedAt >= datetime('now', '-90 days')
group by c.Id
order by tickets desc, 1
limit 5
""",
    ),
    Recipe(
        "Tags that rise: last 30 days against the 30 before",
        """
select g.Name as tag, sum(t.CreatedAt >= datetime('now', '-30 days')) as now,
       sum(t.CreatedAt < datetime('now', '-30 days')) as before
from teamwork_desk.Tickets t
     join teamwork_desk.TicketTags x on x.TicketId = t.Id
     join teamwork_desk.Tags g on g.Id = x.TagId
where t.CreatedAt >= datetime('now', '-60 days')
group by g.Id
order by now - before desc, now desc, tag
limit 5
""",
    ),
    Recipe(
        "What customers said when they were asked whether they are happy",
        """
select t.Id, i.Name as inbox, t.HappinessRating ->> '$.comment' as said
from teamwork_desk.Tickets t join teamwork_desk.Inboxes i on i.Id = t.InboxId
where t.HappinessRating ->> '$.comment' <> '' and t.CreatedAt >= datetime('now', '-90 days')
order by t.CreatedAt desc
limit 5
""",
    ),
    Recipe(
        "Hours worked on tickets, by agent",
        """
select u.FirstName || ' ' || u.LastName as agent, round(sum(l.Seconds) / 3600.0, 1) as hours,
       sum(l.Billable) as billable, count(distinct l.TicketId) as tickets
from teamwork_desk.Timelogs l join teamwork_desk.Users u on u.Id = l.UserId
group by u.Id
order by hours desc, agent
limit 5
""",
    ),
    Recipe(
        "Close what has waited for the customer for two years, in one request",
        """
update teamwork_desk.Tickets
set StatusId = (select Id from teamwork_desk.TicketStatuses where Code = 'closed')
where StatusId = (select Id from teamwork_desk.TicketStatuses where Code = 'waiting')
  and UpdatedAt < datetime('now', '-2 years') and ArchivedAt is null
""",
    ),
    Recipe(
        "Leave a note",
        """
call teamwork_desk.ReplyToTicket(13392997, 'Note', '<p>Refund sent.</p>')
""",
    ),
)
