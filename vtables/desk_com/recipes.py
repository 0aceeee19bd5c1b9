"""What to know about Desk.com, and what people ask and do there."""

from __future__ import annotations

from helpsql.spec import Recipe

NOTES = (
    (
        "**The service was switched off in 2020.** The tables read whatever answers as its API did "
        "(`base_url` says where), such as a replayed archive, and they are what a migration reads."
    ),
    (
        "**No end at 500 pages.** Lists and searches that end there go on as new ones behind the last "
        "row, to the last case."
    ),
    (
        "**Parts of a case.** `replies`, `notes` and `attachments` cost one request for each case that "
        "has any; a bound on their times is one on their cases."
    ),
    (
        "**Fields of your own** are columns `custom_<name>`. `case_labels`, `customer_emails`, "
        "`customer_phone_numbers` and `customer_addresses` have a row for each element."
    ),
    (
        "**Moving out.** `examples/desk_com_to_zendesk.py`, `…_to_helpscout.py` and "
        "`…_to_teamwork_desk.py` carry customers, cases and replies over by `INSERT … SELECT … "
        "RETURNING`, with the new ids in a SQLite file: begun again after any interruption, they carry "
        "nothing twice."
    ),
)

RECIPES = (
    Recipe(
        "What was not resolved, by status and group",
        """
select coalesce(g.name, 'no group') as "group", c.status, count(*) as cases,
       min(c.created_at) as oldest
from desk_com.cases c left join desk_com.groups g on g.id = c.assigned_group_id
where c.status in ('new', 'open', 'pending')
group by 1, 2
order by cases desc, 1
limit 6
""",
    ),
    Recipe(
        "Time until a case was resolved, in hours, by channel",
        """
select type, count(*) as cases,
       round(avg(unixepoch(first_opened_at) - unixepoch(created_at)) / 3600.0, 1) as opened,
       round(avg(unixepoch(first_resolved_at) - unixepoch(created_at)) / 3600.0, 1) as resolved
from desk_com.cases
where created_at >= datetime('now', '-90 days')
group by type
order by cases desc, 1
limit 6
""",
    ),
    Recipe(
        "Cases a month",
        """
select strftime('%Y-%m', created_at) as month, count(*) as cases,
       sum(status in ('resolved', 'closed')) as resolved
from desk_com.cases
group by month
order by month desc
limit 6
""",
    ),
    Recipe(
        "Customers with the most cases",
        """
select c.display_name, c.company, count(*) as cases
from desk_com.cases k join desk_com.customers c on c.id = k.customer_id
group by c.id
order by cases desc, 1
limit 5
""",
    ),
    Recipe(
        "Labels by month",
        """
select strftime('%Y-%m', c.created_at) as month, l.label, count(*) as cases
from desk_com.case_labels l join desk_com.cases c on c.id = l.case_id
where c.created_at >= datetime('now', '-60 days')
group by 1, 2
order by month desc, cases desc, l.label
limit 6
""",
    ),
    Recipe(
        "Load of each agent",
        """
select u.name as agent, sum(c.status = 'open') as open, sum(c.status = 'pending') as pending
from desk_com.cases c join desk_com.users u on u.id = c.assigned_user_id
where c.status in ('open', 'pending')
group by u.id
order by open desc, pending desc
""",
    ),
    Recipe(
        "Who wrote the answers",
        """
select u.name, count(*) as replies, count(distinct r.case_id) as cases
from desk_com.replies r join desk_com.users u on u.id = r.sent_by
where r.direction = 'out' and r.created_at >= datetime('now', '-30 days')
group by u.id
order by replies desc, u.id
limit 5
""",
    ),
    Recipe(
        "What a migration has to carry",
        """
select (select count(*) from desk_com.customers) as customers,
       (select count(*) from desk_com.companies) as companies,
       (select count(*) from desk_com.cases) as cases,
       (select count(*) from desk_com.articles) as articles,
       (select sum(attachments_count) from desk_com.cases) as attachments
""",
    ),
    Recipe(
        "Macros that are enabled, and what they do",
        """
select m.name, group_concat(a.type, ', ') as actions
from desk_com.macros m join desk_com.macro_actions a on a.macro_id = m.id
where m.enabled
group by m.id
order by m.name
limit 5
""",
    ),
    Recipe(
        "Articles of the support center that are oldest",
        """
select t.name as topic, a.subject, a.updated_at
from desk_com.articles a join desk_com.topics t on t.id = a.topic_id
where a.in_support_center
order by a.updated_at
limit 5
""",
    ),
    Recipe(
        "Hand the open cases that nobody has to a group",
        """
update desk_com.cases
set assigned_group_id = (select id from desk_com.groups where name = 'Front line')
where status = 'open' and assigned_user_id is null and assigned_group_id is null
  and created_at >= datetime('now', '-14 days')
""",
    ),
)
