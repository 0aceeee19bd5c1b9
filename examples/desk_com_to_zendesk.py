"""Customers, cases and replies from Desk.com to Zendesk Support: python examples/desk_com_to_zendesk.py FILE

FILE is the SQLite database with the snapshot and the tables of ids; the connections `desk_com` and `zendesk`
come from the configuration. Begin it again after whatever ended it: what is there is not carried twice.
Switch triggers that send mail off first: customers would get every old reply anew. A case keeps its number
as the ticket's external_id (`desk-case-3011`).
"""

from __future__ import annotations

import sys

from desk_com_snapshot import SNAPSHOT
from migration import Stage, main

# Rows are made by jobs, and found by an index that is a minute behind, at times several.
SETTLES = 300.0

CUSTOMERS = Stage(
    ids="zendesk_users",
    settles=SETTLES,
    todo="""
select id from main.desk_customers
where id not in (select old_id from main.zendesk_users) order by id""",
    carry="""
insert into zendesk.users (name, email, phone, role, notes, external_id, skip_verify_email)
select coalesce(nullif(trim(coalesce(first_name, '') || ' ' || coalesce(last_name, '')), ''),
                'Customer ' || id),
       emails ->> '$[0].value', phone_numbers ->> '$[0].value', 'end-user', background,
       'desk-customer-' || id, 1
from main.desk_customers where id in (select old_id from main.claimed) order by id
returning id""",
    find="""
select c.old_id, u.id from main.claimed c
join zendesk.users u on u.external_id = 'desk-customer-' || c.old_id""",
)

CASES = Stage(
    ids="zendesk_tickets",
    settles=SETTLES,
    todo="""
select id from main.desk_cases
where id not in (select old_id from main.zendesk_tickets) order by id""",
    carry="""
insert into zendesk.tickets
  (subject, comment, comment_author_id, requester_id, status, priority, tags, external_id)
select c.subject, coalesce(nullif(m.body, ''), nullif(c.description, ''), c.subject, '(no text)'),
       u.new_id, u.new_id,
       -- A closed ticket takes no replies: Zendesk closes solved ones by itself.
       case when c.status in ('resolved', 'closed') then 'solved' else c.status end,
       case when c.priority >= 9 then 'urgent' when c.priority >= 7 then 'high'
            when c.priority >= 4 then 'normal' else 'low' end,
       (select json_group_array(replace(value, ' ', '_')) from json_each(c.labels)), 'desk-case-' || c.id
from main.desk_cases c
join main.zendesk_users u on u.old_id = c.customer_id
left join main.desk_messages m on m.case_id = c.id
where c.id in (select old_id from main.claimed) order by c.id
returning id""",
    find="""
select c.old_id, t.id from main.claimed c
join zendesk.tickets t on t.external_id = 'desk-case-' || c.old_id""",
)

REPLIES = Stage(
    ids="zendesk_comments",
    settles=SETTLES,
    # One reply of a case at a time, in their order; a reply's number is its row in the snapshot.
    todo="""
select min(r.rowid) from main.desk_replies r
where r.rowid not in (select old_id from main.zendesk_comments)
group by r.case_id order by 1""",
    carry="""
insert into zendesk.ticket_comments (ticket_id, author_id, body, public)
select t.new_id, case r.direction when 'in' then u.new_id end, coalesce(nullif(r.body, ''), '(no text)'), 1
from main.desk_replies r
join main.desk_cases c on c.id = r.case_id
join main.zendesk_tickets t on t.old_id = r.case_id
join main.zendesk_users u on u.old_id = c.customer_id
where r.rowid in (select old_id from main.claimed) order by r.rowid
returning id""",
    # The first comment of a ticket is the message, the n-th after it the n-th reply.
    find="""
with replies as (
  select rowid as old_id, case_id, row_number() over (partition by case_id order by reply_id) as place
  from main.desk_replies
), comments as (
  select id, ticket_id, row_number() over (partition by ticket_id order by created_at, id) - 1 as place
  from zendesk.ticket_comments
  where ticket_id in (select t.new_id from main.zendesk_tickets t join replies r on r.case_id = t.old_id
                      where r.old_id in (select old_id from main.claimed))
)
select r.old_id, m.id from replies r
join main.zendesk_tickets t on t.old_id = r.case_id
join comments m on m.ticket_id = t.new_id and m.place = r.place
where r.old_id in (select old_id from main.claimed)""",
)

__all__ = ["SNAPSHOT", "STAGES"]

STAGES = [CUSTOMERS, CASES, REPLIES]


if __name__ == "__main__":
    sys.exit(main(SNAPSHOT, STAGES))
