"""What to know about Zendesk Support, and what people ask and do there."""

from __future__ import annotations

from helpsql.spec import Recipe

NOTES = (
    (
        "**The whole answer.** Archived tickets are in it, deleted ones are not (`deleted_tickets` has "
        "them). A filter goes to search, which is cut at no thousand rows here: search export or another "
        "path gives them all. What has no filter that the API takes is read from the incremental export, "
        "a thousand rows a request. Where a list of the API leaves something out, the answer says so; "
        "`-v` also says how far an index or an export lags behind."
    ),
    "**Counts** come from count endpoints where these are exact, otherwise the rows are read.",
    (
        "**Fields of your own** are typed columns named after their title (`bought_on`), next to the JSON "
        "of all of them. Fields of the same title carry their id too, and `custom_<id>` always works. "
        "Each custom object is a table `records_<key>`."
    ),
    (
        "**Search.** `tickets.query` and `users.query` take Zendesk's own search language: `where query = "
        "'subject:refund -tags:vip'`."
    ),
    (
        "**Writes go a hundred a request** where there are several, different changes included. Their "
        "jobs are waited for, and a row that Zendesk refuses is named with its reason while the others "
        "are applied."
    ),
    (
        "**Texts of a ticket.** The first is `comment` of the INSERT; in an UPDATE `comment` adds one "
        "(`comment_public = 0` makes it a note). `additional_tags` and `remove_tags` change tags without "
        "overwriting them."
    ),
    (
        "**Nobody's change is lost** with `safe_update = true`: an UPDATE then fails where somebody "
        "changed the ticket since it was read."
    ),
    (
        "**API tokens end in April 2027.** A confidential OAuth client (`client_id`, `client_secret`) "
        "takes their place; a bearer `token` works as well."
    ),
)

RECIPES = (
    Recipe(
        "Backlog: what is not solved, by status and age",
        """
select status,
       sum(created_at >= datetime('now', '-1 day')) as "1 day",
       sum(created_at between datetime('now', '-7 days') and datetime('now', '-1 day')) as "1 week",
       sum(created_at < datetime('now', '-7 days')) as older,
       min(created_at) as oldest
from zendesk.tickets
where status in ('new', 'open', 'pending', 'hold')
group by status
""",
    ),
    Recipe(
        "Urgent and unassigned",
        """
select t.id, t.subject, t.priority, t.created_at, g.name as "group"
from zendesk.tickets t left join zendesk.groups g on g.id = t.group_id
where t.status in ('new', 'open') and t.priority in ('high', 'urgent') and t.assignee_id is null
order by t.created_at
limit 10
""",
    ),
    Recipe(
        "Stale: pending for two weeks without a change",
        """
select t.id, t.subject, u.name as assignee, t.updated_at
from zendesk.tickets t left join zendesk.users u on u.id = t.assignee_id
where t.status = 'pending' and t.updated_at < datetime('now', '-14 days')
order by t.updated_at
limit 10
""",
    ),
    Recipe(
        "Load of each agent",
        """
select u.name as agent, sum(t.status = 'open') as open, sum(t.status = 'pending') as pending,
       sum(t.priority = 'urgent') as urgent
from zendesk.tickets t join zendesk.users u on u.id = t.assignee_id
where t.status in ('open', 'pending', 'hold')
group by u.id
order by open desc, pending desc, u.id
limit 5
""",
    ),
    Recipe(
        "First reply and full resolution by group, in hours, of tickets of this month",
        """
select g.name as "group", count(*) as tickets,
       round(avg(m.reply_time_in_minutes_calendar) / 60, 1) as first_reply,
       round(avg(m.full_resolution_time_in_minutes_calendar) / 60, 1) as resolved
from zendesk.tickets t
     join zendesk.ticket_metrics m on m.ticket_id = t.id
     join zendesk.groups g on g.id = t.group_id
where t.created_at >= datetime('now', 'start of month')
group by g.id
order by first_reply desc
""",
    ),
    Recipe(
        "Busiest hours of the last eight weeks",
        """
select strftime('%H', created_at) as hour, count(*) as tickets
from zendesk.tickets
where created_at >= datetime('now', '-56 days')
group by hour
order by tickets desc, 1
limit 5
""",
    ),
    Recipe(
        "Organizations with the most tickets, and how many of them were reopened",
        """
select o.name, count(*) as tickets, sum(m.reopens > 0) as reopened
from zendesk.tickets t join zendesk.organizations o on o.id = t.organization_id
     join zendesk.ticket_metrics m on m.ticket_id = t.id
where t.created_at >= datetime('now', '-90 days')
group by o.id
order by tickets desc, 1
limit 5
""",
    ),
    Recipe(
        "Tags that rise: last 30 days against the 30 before",
        """
select tag.value as tag, sum(created_at >= datetime('now', '-30 days')) as now,
       sum(created_at < datetime('now', '-30 days')) as before
from zendesk.tickets t, json_each(t.tags) as tag
where created_at >= datetime('now', '-60 days')
group by tag.value
order by now - before desc, now desc
limit 5
""",
    ),
    Recipe(
        "Satisfaction by group",
        """
select g.name as "group", sum(r.score = 'good') as good, sum(r.score = 'bad') as bad,
       round(100.0 * sum(r.score = 'good') / count(*)) as percent
from zendesk.satisfaction_ratings r join zendesk.groups g on g.id = r.group_id
where r.score in ('good', 'bad')
group by g.id
order by percent desc
""",
    ),
    Recipe(
        "What unhappy requesters said",
        """
select r.created_at, r.ticket_id, t.subject, r.comment
from zendesk.satisfaction_ratings r join zendesk.tickets t on t.id = r.ticket_id
where r.score = 'bad' and r.comment is not null
order by r.created_at desc
limit 5
""",
    ),
    Recipe(
        "Who answered most in the last seven days",
        """
select u.name, count(*) as comments, count(distinct c.ticket_id) as tickets
from zendesk.ticket_comments c join zendesk.users u on u.id = c.author_id
where c.created_at >= datetime('now', '-7 days') and c.public and u.role <> 'end-user'
group by u.id
order by comments desc, u.id
limit 5
""",
    ),
    Recipe(
        "Escalate: new tickets older than a day become high and get a tag",
        """
update zendesk.tickets set priority = 'high', additional_tags = '["escalated"]'
where status = 'new' and created_at < datetime('now', '-1 day')
  and coalesce(priority, 'low') = 'low'
""",
    ),
    Recipe(
        "Answer a ticket and wait for the requester",
        """
call zendesk.ReplyToTicket(2549, 'It is on its way.', status => 'pending')
""",
    ),
    Recipe(
        "Make a ticket",
        """
insert into zendesk.tickets (subject, comment, requester_email, requester_name, tags)
values ('Broken pole', 'It snapped.', 'ada@example.com', 'Ada', '["warranty"]')
""",
    ),
)
