"""What to know about Help Scout, and what people ask and do there."""

from __future__ import annotations

from helpsql.spec import Recipe

NOTES = (
    (
        "**Statuses.** A SELECT without `Status` reads conversations of every status, not the API's "
        "default of active ones."
    ),
    (
        "**Search.** `Conversations.Query` and `Customers.Query` take Help Scout's own search language: "
        "`where Query = 'subject:\"refund\"'`."
    ),
    (
        "**Reports** are tables whose period must be given: `where Current_StartDate = '2026-10-01' and "
        "Current_EndDate = '2026-11-01'`. A day alone is its beginning, so the end is the day after the "
        "last. `Previous_…` are the period to compare with."
    ),
    (
        "**Fields of your own.** Conversation fields and customer properties are columns too, named after "
        "the field (`ReturnReason`). They are looked up when their table is first used and kept for 12 "
        "hours; `helpsql refresh` drops what is kept."
    ),
    (
        "**A new conversation** needs `Threads` and `PrimaryCustomer_Id` or `PrimaryCustomer_Email`. With "
        "`Imported` no mail goes out."
    ),
    (
        "**Threads and attachments** are read conversation by conversation: without its id they cost a "
        "request for each. Bound them: `ConversationId in (select Id from Conversations where …)`. "
        "**Ratings** are read by number; `ReportHappinessRatings` lists those of a period."
    ),
)

RECIPES = (
    Recipe(
        "Backlog: what is open, by status and age",
        """
select Status,
       sum(CreatedDate >= datetime('now', '-1 day')) as "1 day",
       sum(CreatedDate between datetime('now', '-7 days') and datetime('now', '-1 day')) as "1 week",
       sum(CreatedDate < datetime('now', '-7 days')) as older,
       min(CreatedDate) as oldest
from helpscout.Conversations
where Status in ('active', 'pending')
group by Status
""",
    ),
    Recipe(
        "Who has been waiting longest for an answer",
        """
select Number, Subject, CustomerWaitingSince_Time as since,
       coalesce(Assignee_First, 'nobody') as assignee
from helpscout.Conversations
where Status = 'active' and CustomerWaitingSince_LatestReplyFrom = 'customer'
order by CustomerWaitingSince_Time
limit 10
""",
    ),
    Recipe(
        "Stale: pending for two weeks without a change",
        """
select Number, Subject, Assignee_First as assignee, UserUpdatedAt as changed
from helpscout.Conversations
where Status = 'pending' and UserUpdatedAt < datetime('now', '-14 days')
order by UserUpdatedAt
limit 10
""",
    ),
    Recipe(
        "Load: open conversations of each agent and team, and those that nobody has",
        """
select coalesce(nullif(concat_ws(' ', Assignee_First, Assignee_Last), ''), 'nobody') as assignee,
       sum(Status = 'active') as active, sum(Status = 'pending') as pending
from helpscout.Conversations
where Status in ('active', 'pending')
group by Assignee_Id
order by active desc, pending desc
""",
    ),
    Recipe(
        "New conversations of each week and mailbox",
        """
select date(c.CreatedDate, 'weekday 0', '-6 days') as week, m.Name as mailbox, count(*) as new
from helpscout.Conversations c join helpscout.Mailboxes m on m.Id = c.MailboxId
where c.CreatedDate >= datetime('now', '-28 days')
group by 1, 2
order by week desc, new desc
""",
    ),
    Recipe(
        "Busiest hours of the week, by Help Scout's own report",
        """
select Day, Hour, Count
from helpscout.ReportConversationBusyTimes
where Current_StartDate = '2026-07-01' and Current_EndDate = '2026-11-01'
order by Count desc, Day, Hour
limit 5
""",
    ),
    Recipe(
        "Customers with the most conversations this month",
        """
select PrimaryCustomer_Email as customer, count(*) as conversations, max(CreatedDate) as latest
from helpscout.Conversations
where CreatedDate >= datetime('now', 'start of month')
group by PrimaryCustomer_Id
order by conversations desc, latest desc
limit 5
""",
    ),
    Recipe(
        "Tags that rise: last 30 days against the 30 before",
        """
select tag.value ->> 'tag' as tag, sum(CreatedDate >= datetime('now', '-30 days')) as now,
       sum(CreatedDate < datetime('now', '-30 days')) as before
from helpscout.Conversations c, json_each(c.Tags) as tag
where CreatedDate >= datetime('now', '-60 days')
group by 1
order by now - before desc, now desc, 1
limit 5
""",
    ),
    Recipe(
        "First reply to conversations of the last seven days, in hours, by mailbox",
        """
with first as (
  select ConversationId, min(CreatedDate) as replied
  from helpscout.ConversationThreads
  where Type = 'message' and CreatedBy_Type = 'user'
    and ConversationId in (
      select Id from helpscout.Conversations where CreatedDate >= datetime('now', '-7 days'))
  group by ConversationId
)
select m.Name as mailbox, count(*) as answered,
       round(avg(unixepoch(f.replied) - unixepoch(c.CreatedDate)) / 3600, 1) as hours
from first f
     join helpscout.Conversations c on c.Id = f.ConversationId
     join helpscout.Mailboxes m on m.Id = c.MailboxId
group by m.Id
order by hours desc
""",
    ),
    Recipe(
        "Happiness by agent",
        """
select RatingUserName as agent, count(*) as ratings, sum(RatingId = 1) as great,
       sum(RatingId = 3) as not_good,
       round(100.0 * (sum(RatingId = 1) - sum(RatingId = 3)) / count(*)) as score
from helpscout.ReportHappinessRatings
where Current_StartDate = '2026-07-01' and Current_EndDate = '2026-11-01'
group by RatingUserId
having ratings >= 3
order by score desc, ratings desc, agent
""",
    ),
    Recipe(
        "The month against the one before",
        """
select Current_CustomersHelped as helped, Previous_CustomersHelped as before,
       Current_TotalReplies as replies, round(Deltas_TotalReplies, 1) as percent_more
from helpscout.ReportCompanyOveralls
where Current_StartDate = '2026-10-01' and Current_EndDate = '2026-11-01'
  and Previous_StartDate = '2026-09-01' and Previous_EndDate = '2026-10-01'
""",
    ),
    Recipe(
        "Close what has been pending for eleven months",
        """
update helpscout.Conversations set Status = 'closed'
where Status = 'pending' and UserUpdatedAt < datetime('now', '-335 days')
""",
    ),
    Recipe(
        "Leave a note",
        """
call helpscout.CreateThreadNote(5, 'Refund sent.')
""",
    ),
    Recipe(
        "Begin a conversation",
        """
insert into helpscout.Conversations (Subject, Type, MailboxId, Status, PrimaryCustomer_Email, Threads)
values ('Refund', 'email', 1, 'active', 'ada@example.com',
        '[{"type": "customer", "customer": {"email": "ada@example.com"}, "text": "Where is it?"}]')
""",
    ),
)
